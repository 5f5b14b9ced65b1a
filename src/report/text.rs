//! Words in French and English: one sentence, two languages, side by side in every page.

use crate::conformance::catalogue::Family;
use crate::conformance::verdict::{Attribution, Verdict};
use serde::Serialize;

/// Language that a page or the terminal speaks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    #[default]
    En,
}

/// One text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fr: fr.into(), en: en.into() }
    }

    /// A text that is the same in both: a name, a code, an identifier.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { fr: text.clone(), en: text }
    }

    /// The text in one language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// A verdict as it is shown: word, shape and the name of its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Word.
    pub word: Text,
    /// Shape.
    pub shape: &'static str,
    /// Name of the style class.
    pub class: &'static str,
}

impl Mark {
    /// How that verdict is shown.
    pub fn of(verdict: Verdict) -> Self {
        Self {
            word: Text::new(word_fr(verdict), verdict.word()),
            shape: verdict.shape(),
            class: class(verdict),
        }
    }
}

/// The verdict as people read it, in French.
fn word_fr(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "SANS OBJET",
        Verdict::Pass => "RÉUSSI",
        Verdict::NotRun => "NON JOUÉ",
        Verdict::Inconclusive => "INDÉCIS",
        Verdict::Error => "ERREUR",
        Verdict::Fail => "ÉCHEC",
    }
}

/// Name of the style class of a verdict.
fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "na",
        Verdict::Pass => "pass",
        Verdict::NotRun => "notrun",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Error => "error",
        Verdict::Fail => "fail",
    }
}

/// Whose doing it is, in words.
pub(super) fn attribution(attribution: Attribution) -> Text {
    match attribution {
        Attribution::Product => Text::new("le nœud jugé", "the node that is judged"),
        Attribution::Configuration => {
            Text::new("la configuration ou l'adaptateur", "its configuration or adapter")
        }
        Attribution::Specification => {
            Text::new("le profil ou le catalogue", "the profile or the catalogue")
        }
        Attribution::Harness => Text::new("ce banc d'essai", "this test harness"),
        Attribution::Infrastructure => {
            Text::new("le courtier, la machine ou le réseau", "broker, host or network")
        }
        Attribution::Peer => Text::new("l'autre nœud", "the other node"),
    }
}

/// The attribution as machines read it.
pub(super) fn attribution_code(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::Product => "product",
        Attribution::Configuration => "configuration",
        Attribution::Specification => "specification",
        Attribution::Harness => "harness",
        Attribution::Infrastructure => "infrastructure",
        Attribution::Peer => "peer",
    }
}

/// What the evidence of a requirement rests on.
pub(super) fn evidence_class(class: &str) -> Text {
    match class {
        "wire" => Text::new("octets captés", "captured bytes"),
        "peer" => Text::new("parole du partenaire", "the partner's word"),
        "own_word" => Text::new("propre parole", "its own word"),
        other => Text::same(other),
    }
}

/// Key of a family, as `result.json` names its score.
pub(super) fn family_key(family: Family) -> &'static str {
    match family {
        Family::Conformance => "conformance",
        Family::Interoperability => "interoperability",
        Family::Robustness => "robustness",
        Family::Fraud => "fraud",
    }
}

/// The family of a requirement, which is one of the five scores.
pub(super) fn family(family: &str) -> Text {
    match family {
        "conformance" => Text::new("Conformité", "Conformance"),
        "interoperability" => Text::new("Interopérabilité", "Interoperability"),
        "robustness" => Text::new("Robustesse", "Robustness"),
        "fraud" => Text::new("Résistance à la fraude", "Fraud resistance"),
        "latency" => Text::new("Temps de réponse", "Latency"),
        other => Text::same(other),
    }
}

/// A part of a cell in words: `broker`, `node TG`, `link BF`.
pub(super) fn part(part: &str) -> Text {
    match part.split_once(' ') {
        Some(("node", country)) => Text::new(format!("nœud {country}"), part),
        Some(("link", country)) => Text::new(format!("ligne {country}"), part),
        None if part == "broker" => Text::new("courtier", part),
        _ => Text::same(part),
    }
}

/// A selection, as the command line wrote it, in words.
pub(super) fn selected(selection: &str) -> Text {
    let fr = selection.replace("scenarios ", "scénarios ").replace("tags ", "étiquettes ");
    Text::new(fr, selection)
}

/// `1 thing`, `2 things`, in both languages.
pub(super) fn counted(n: u64, fr: (&str, &str), en: (&str, &str)) -> Text {
    let fr = if n > 1 { fr.1 } else { fr.0 };
    let en = if n == 1 { en.0 } else { en.1 };
    Text::new(format!("{n} {fr}"), format!("{n} {en}"))
}
