//! What a director reads: the verdict in one sentence, whose node it is about, and what it is not.

use crate::conformance::catalogue;
use crate::conformance::judgement::{Judgement, Score};
use crate::conformance::outcome::Outcome;
use crate::conformance::verdict::Verdict;
use crate::profile::HUB;
use crate::record::claim::VPN;
use crate::report::ending::Ending;
use crate::report::run::Run;
use crate::report::text::{Mark, Text, counted, family, family_key, selected};
use serde::Serialize;

/// The verdict of a run in words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Statement {
    /// Word, shape and colour.
    pub(super) mark: Mark,
    /// The word of the banner.
    pub(super) headline: Text,
    /// What it means, with counts.
    pub(super) sentence: Text,
    /// What was met first that keeps it from being conformant, in the judge's words.
    pub(super) reason: Option<String>,
    /// Whose node was judged.
    pub(super) basis: Text,
    /// What keeps the verdict from being more than it is.
    pub(super) caveats: Vec<Text>,
    /// The five scores, never merged.
    pub(super) scores: Vec<ScoreRow>,
}

/// One score.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ScoreRow {
    /// Key, e.g. `fraud`.
    pub(super) key: &'static str,
    /// Name.
    pub(super) name: Text,
    /// The question that it answers.
    pub(super) question: Text,
    /// Satisfied, applicable, total.
    pub(super) score: Score,
    /// Word beside the numbers.
    pub(super) state: Text,
    /// Style class.
    pub(super) class: &'static str,
    /// Shape.
    pub(super) shape: &'static str,
}

impl Statement {
    /// Says what the judgement of that run means.
    pub(super) fn of(run: &Run, judgement: &Judgement) -> Self {
        let ending = Ending::of(judgement.outcome);
        let caveats = caveats(run, judgement);
        Self {
            mark: ending.mark(),
            headline: headline(run, &ending),
            sentence: sentence(judgement, &ending),
            reason: judgement.reason.clone(),
            basis: basis(run),
            caveats,
            scores: scores(judgement),
        }
    }
}

/// The word of the banner; what was played with a flaw or a filter never reads as a plain
/// conformant.
fn headline(run: &Run, ending: &Ending) -> Text {
    if ending.outcome != Outcome::Conformant {
        ending.headline.clone()
    } else if !run.started.flaws.is_empty() {
        Text::new("CONFORME, NON CERTIFIABLE", "CONFORMANT, NOT CERTIFIABLE")
    } else if !run.started.selection.is_empty() {
        Text::new("CONFORME POUR LA SÉLECTION", "CONFORMANT FOR THE SELECTION")
    } else {
        ending.headline.clone()
    }
}

fn sentence(judgement: &Judgement, ending: &Ending) -> Text {
    let must = || judgement.requirements.iter().filter(|it| it.level == "MUST");
    let count = |wanted: fn(Verdict) -> bool| must().filter(|it| wanted(it.verdict)).count();
    let applicable = count(|it| it != Verdict::NotApplicable);
    let satisfied = count(|it| it == Verdict::Pass);
    let violated = count(|it| it == Verdict::Fail);
    let open = applicable - satisfied - violated;
    let mut fr = format!(
        "{} Sur {applicable} exigences obligatoires applicables : {satisfied} satisfaites, \
         {violated} enfreintes",
        ending.meaning.fr
    );
    let mut en = format!(
        "{} Of {applicable} applicable mandatory requirements, {satisfied} are satisfied, \
         {violated} violated",
        ending.meaning.en
    );
    if open > 0 {
        fr = format!("{fr}, {open} non jugées dans cette exécution");
        en = format!("{en}, {open} not judged in this run");
    }
    Text::new(fr + ".", en + ".")
}

/// Names with commas between, and a word before the last.
fn listed(names: &[String], word: &str) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} {word} {last}", first.join(", ")),
        _ => names.concat(),
    }
}

fn basis(run: &Run) -> Text {
    let countries: Vec<String> = run.seats().map(|code| run.country(code)).collect();
    let Some(seat) = run.started.sut.as_deref() else {
        let all = (listed(&countries, "et"), listed(&countries, "and"));
        return Text::new(
            format!(
                "Jugés : les nœuds de référence de ce banc d'essai ({}), joués l'un contre \
                 l'autre. Aucun système national n'a été essayé ; personne n'est certifié.",
                all.0
            ),
            format!(
                "Judged: the reference nodes of this harness ({}), played against each \
                 other. No national system was tested; nobody is certified.",
                all.1
            ),
        );
    };
    let product = run.node(seat).map_or_else(
        || Text::new("qui ne s'est pas présenté", "which did not introduce itself"),
        |node| Text::same(format!("{} {}", node.product, node.version)),
    );
    let name = run.country(seat);
    Text::new(
        format!(
            "Jugé : le nœud essayé à la place {seat} ({name}), {}. Le partenaire était un nœud de \
             référence de ce banc d'essai ; il n'est pas jugé.",
            product.fr
        ),
        format!(
            "Judged: the node under test in the seat {seat} ({name}), {}. Its partner was a \
             reference node of this harness, which is not judged.",
            product.en
        ),
    )
}

fn caveats(run: &Run, judgement: &Judgement) -> Vec<Text> {
    let mut caveats = Vec::new();
    caveats.extend(run.started.flaws.iter().map(|(country, name)| seeded(country, name)));
    if !judgement.complete {
        caveats.push(incomplete(run));
    }
    if !run.started.selection.is_empty() {
        let Text { fr, en } = selected(&run.started.selection);
        caveats.push(Text::new(
            format!("Sélection jouée : {fr}. Le verdict vaut pour elle seule."),
            format!("Selection played: {en}. The verdict holds for it and for nothing else."),
        ));
    }
    let suite = &run.started.suite;
    if suite.overridden {
        caveats.push(Text::new(
            "Des scénarios d'ailleurs ont remplacé ceux de ce banc d'essai.",
            "Features or scenarios from elsewhere replaced those of this harness.",
        ));
    }
    if suite.dirty {
        caveats.push(Text::new(
            "Ce banc d'essai a été construit à partir de sources modifiées.",
            "This harness was built from a changed work tree.",
        ));
    }
    caveats
}

/// A flaw or a benign variant that a node was given on purpose.
fn seeded(country: &str, name: &str) -> Text {
    let variant = catalogue::variants().iter().find(|it| it.name == name);
    if let Some(variant) = variant {
        return Text::new(
            format!(
                "Non certifiable : variante permise « {name} » jouée exprès par le nœud {country} \
                 ({})",
                variant.sentence
            ),
            format!(
                "Not certifiable: the legal variant “{name}” was played on purpose by the node of \
                 {country} ({})",
                variant.sentence
            ),
        );
    }
    let does = catalogue::flaw(name).map_or("", |known| known.sentence.as_str());
    let (where_fr, where_en) = if country == HUB {
        ("la plateforme".to_owned(), "the hub".to_owned())
    } else if country == VPN {
        ("les tunnels".to_owned(), "the tunnels".to_owned())
    } else {
        (format!("le nœud {country}"), format!("the node of {country}"))
    };
    Text::new(
        format!(
            "Non certifiable : le comportement « {name} » a été semé exprès dans {where_fr} ({does})"
        ),
        format!(
            "Not certifiable: the behaviour “{name}” was seeded on purpose in {where_en} ({does})"
        ),
    )
}

fn incomplete(run: &Run) -> Text {
    let torn = if run.torn {
        (" La dernière ligne est coupée en son milieu.", " Its last line is cut in the middle.")
    } else {
        ("", "")
    };
    let n = counted(run.events.len() as u64, ("événement", "événements"), ("event", "events"));
    Text::new(
        format!("Enregistrement incomplet : il s'arrête après {}, avant la fin.{}", n.fr, torn.0),
        format!("Incomplete record: it stops after {}, before the end of the run.{}", n.en, torn.1),
    )
}

fn scores(judgement: &Judgement) -> Vec<ScoreRow> {
    let scores = &judgement.scores;
    let row = |key, score: Score, fr: &str, en: &str| {
        let (state, class, shape) = state(score, violated(judgement, key));
        ScoreRow { key, name: family(key), question: Text::new(fr, en), score, state, class, shape }
    };
    vec![
        row(
            "conformance",
            scores.conformance,
            "Le nœud fait-il ce que dit le profil ?",
            "Does the node do what the profile says?",
        ),
        row(
            "interoperability",
            scores.interoperability,
            "Les deux côtés finissent-ils d'accord ?",
            "Do both sides end in agreement?",
        ),
        row(
            "robustness",
            scores.robustness,
            "Survit-il aux pannes de ligne, de courtier, de nœud ?",
            "Does it survive failures of line, broker and node?",
        ),
        row("fraud", scores.fraud, "Arrête-t-il les malhonnêtes ?", "Does it stop the dishonest?"),
        row(
            "latency",
            scores.latency,
            "Tient-il les limites de temps d'un plan de charge ?",
            "Does it meet the limits of a load plan?",
        ),
    ]
}

/// How many requirements of a family are violated; of latency, every gate that is not met.
fn violated(judgement: &Judgement, key: &str) -> u32 {
    if key == "latency" {
        return judgement.scores.latency.applicable - judgement.scores.latency.satisfied;
    }
    let of_family =
        |id: &str| catalogue::requirement(id).is_some_and(|it| family_key(it.family) == key);
    let failed = judgement.requirements.iter().filter(|it| it.verdict == Verdict::Fail);
    u32::try_from(failed.filter(|it| of_family(&it.id)).count()).unwrap_or(u32::MAX)
}

fn state(score: Score, violated: u32) -> (Text, &'static str, &'static str) {
    let open = score.applicable.saturating_sub(score.satisfied).saturating_sub(violated);
    let (verdict, text) = if score.applicable == 0 {
        (Verdict::NotApplicable, Text::new("rien à juger ici", "nothing to judge here"))
    } else if violated > 0 {
        let not = counted(violated.into(), NOT_SATISFIED.0, NOT_SATISFIED.1);
        let text = if open > 0 { with(&not, &not_judged(open)) } else { not };
        (Verdict::Fail, text)
    } else if open > 0 {
        (Verdict::Inconclusive, not_judged(open))
    } else {
        (Verdict::Pass, Text::new("tout est satisfait", "all satisfied"))
    };
    (text, Mark::of(verdict).class, verdict.shape())
}

const NOT_SATISFIED: ((&str, &str), (&str, &str)) =
    (("non satisfaite", "non satisfaites"), ("not satisfied", "not satisfied"));

fn not_judged(open: u32) -> Text {
    counted(open.into(), ("non jugée", "non jugées"), ("not judged", "not judged"))
}

fn with(first: &Text, second: &Text) -> Text {
    Text::new(format!("{}, {}", first.fr, second.fr), format!("{}, {}", first.en, second.en))
}
