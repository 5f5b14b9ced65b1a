//! `passavant explain ID`: what a requirement, a scenario or a flaw is about.

use super::book::{Book, requirements_in, requirements_of};
use super::console::{self, Speech};
use super::failure::Failure;
use crate::conformance::catalogue::{self, Family, Flaw, Proof, Requirement, Variant};
use crate::record::event::ScenarioFacts;
use crate::report::Lang;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `passavant explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// `REQ-DEP-002`, `HP01`, or the name of a flaw.
    #[arg(value_name = "ID")]
    id: String,
    /// Language of headings; sentences of requirements are told in both.
    #[arg(long, value_enum)]
    lang: Option<Speech>,
    /// Feature files to read instead of those compiled in.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

/// Explains.
pub(super) fn run(args: &ExplainArgs) -> ExitCode {
    console::ended(explain(args))
}

fn explain(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let book = Book::open(args.features.as_deref())?;
    let lang = Speech::or_locale(args.lang);
    let asked = args.id.trim_start_matches('@');
    let found = |name: &str| name.eq_ignore_ascii_case(asked);
    let text = if let Some(it) = catalogue::requirements().iter().find(|it| found(&it.id)) {
        requirement(&book, it, lang)
    } else if let Some(it) = book.plays.iter().find(|it| found(&it.id)) {
        scenario(it, lang)
    } else if let Some(it) = catalogue::flaws().iter().find(|it| found(&it.name)) {
        flaw(it, lang)
    } else if let Some(it) = catalogue::variants().iter().find(|it| found(&it.name)) {
        variant(it, lang)
    } else {
        return Err(Failure::nothing(format!(
            "nothing is known of `{asked}`; see `passavant list requirements`, `list scenarios` \
             and `list flaws`"
        )));
    };
    console::print(&text);
    Ok(ExitCode::SUCCESS)
}

/// Rows of a label and a text.
struct Sheet(String);

impl Sheet {
    fn new(title: &str) -> Self {
        Self(format!("{title}\n\n"))
    }

    fn row(mut self, label: &str, text: &str) -> Self {
        if !text.is_empty() {
            writeln!(self.0, "  {label:<12} {text}").expect("a String takes every character");
        }
        self
    }
}

fn requirement(book: &Book, it: &Requirement, lang: Lang) -> String {
    let labels = match lang {
        Lang::Fr => ["source", "niveau", "note", "preuve", "jugée", "scénarios", "défaut semé"],
        Lang::En => ["source", "level", "score", "evidence", "judged", "scenarios", "seeded flaw"],
    };
    let judged = match (it.standing, lang) {
        (true, Lang::Fr) => "dans chaque scénario, sur tout ce qui est vu",
        (true, Lang::En) => "in every scenario, over all that is seen",
        (false, Lang::Fr) => "par ce qu'affirment les étapes de ses scénarios",
        (false, Lang::En) => "by what the steps of its scenarios claim",
    };
    let mut sheet = Sheet::new(&it.id)
        .row("en", &it.en)
        .row("fr", &it.fr)
        .row(labels[0], &it.source)
        .row(labels[1], it.level.as_str())
        .row(labels[2], family(it.family, lang))
        .row(labels[3], evidence(it.evidence, lang))
        .row(labels[4], judged)
        .row(labels[5], &book.scenarios_of(&it.id).join(" "));
    for name in &it.flaws {
        let sentence = catalogue::flaw(name).map_or("", |flaw| flaw.sentence.as_str());
        sheet = sheet.row(labels[6], &format!("{name}: {sentence}"));
    }
    sheet.0
}

fn evidence(class: Proof, lang: Lang) -> &'static str {
    match (class, lang) {
        (Proof::Wire, Lang::Fr) => "octets captés sur le réseau (wire)",
        (Proof::Wire, Lang::En) => "bytes captured on the wire (wire)",
        (Proof::Peer, Lang::Fr) => "ce que l'autre système a reçu ou répondu (peer)",
        (Proof::Peer, Lang::En) => "what the other system received or answered (peer)",
        (Proof::OwnWord, Lang::Fr) => "la propre réponse du nœud jugé (own_word)",
        (Proof::OwnWord, Lang::En) => "the judged node's own answer (own_word)",
    }
}

fn family(family: Family, lang: Lang) -> &'static str {
    match (family, lang) {
        (Family::Conformance, Lang::Fr) => "conformité",
        (Family::Conformance, Lang::En) => "conformance",
        (Family::Interoperability, Lang::Fr) => "interopérabilité",
        (Family::Interoperability, Lang::En) => "interoperability",
        (Family::Robustness, Lang::Fr) => "robustesse",
        (Family::Robustness, Lang::En) => "robustness",
        (Family::Fraud, Lang::Fr) => "résistance à la fraude",
        (Family::Fraud, Lang::En) => "fraud resistance",
    }
}

fn scenario(it: &ScenarioFacts, lang: Lang) -> String {
    let labels = match lang {
        Lang::Fr => ["fichier", "joué", "exigences", "rejouer"],
        Lang::En => ["feature", "played", "requirements", "play it"],
    };
    let both = match lang {
        Lang::Fr => "une fois par pays jugé",
        Lang::En => "once per judged country",
    };
    let mut text = Sheet::new(&format!("{}  {}", it.id, it.title))
        .row(labels[0], &format!("features/{}:{}", it.feature, it.line))
        .row(labels[1], both)
        .row(labels[3], &format!("passavant run --scenario {}", it.id))
        .0;
    text.push('\n');
    for step in &it.steps {
        writeln!(text, "    {step}").expect("a String takes every character");
    }
    writeln!(text, "\n  {}", labels[2]).expect("a String takes every character");
    for id in requirements_in(it) {
        let known = catalogue::requirement(id);
        let sentence = known.map_or("?", |it| if lang == Lang::Fr { &it.fr } else { &it.en });
        writeln!(text, "    {id}  {sentence}").expect("a String takes every character");
    }
    text
}

fn flaw(it: &Flaw, lang: Lang) -> String {
    let labels = match lang {
        Lang::Fr => ["défaut semé", "rejeté par", "paraît dans", "montrer"],
        Lang::En => ["seeded flaw", "rejected by", "shows in", "show it"],
    };
    let scenarios = it.shown_in.join(",");
    Sheet::new(&it.name)
        .row(labels[0], &it.sentence)
        .row(labels[1], &requirements_of(&it.name).join(" "))
        .row(labels[2], &it.shown_in.join(" "))
        .row(labels[3], &format!("passavant run --scenario {scenarios} --flaw {}@BF", it.name))
        .0
}

fn variant(it: &Variant, lang: Lang) -> String {
    let label = match lang {
        Lang::Fr => "permis",
        Lang::En => "legal",
    };
    Sheet::new(&it.name)
        .row(label, &it.sentence)
        .row("", "")
        .row("passavant", &format!("run --flaw {}@BF", it.name))
        .0
}
