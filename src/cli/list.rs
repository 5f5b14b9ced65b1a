//! `passavant list`: requirements, scenarios and flaws.

use super::book::{Book, requirements_in, requirements_of};
use super::console::{self, Format, Speech};
use super::failure::Failure;
use crate::conformance::catalogue::{self, Flaw, Requirement};
use crate::record::event::ScenarioFacts;
use crate::report::Lang;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `passavant list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// What to list.
    #[arg(value_enum)]
    what: Kind,
    /// What standard output carries.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Language of sentences.
    #[arg(long, value_enum)]
    lang: Option<Speech>,
    /// Feature files to read instead of those compiled in.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// What is demanded of a node.
    Requirements,
    /// What is played.
    Scenarios,
    /// Misbehaviours that a reference node can be given, by which the checks are proven.
    Flaws,
}

/// Lists.
pub(super) fn run(args: &ListArgs) -> ExitCode {
    console::ended(list(args))
}

fn list(args: &ListArgs) -> Result<ExitCode, Failure> {
    let book = Book::open(args.features.as_deref())?;
    let lang = Speech::or_locale(args.lang);
    let text = match args.format {
        Format::Json => {
            let rows = match args.what {
                Kind::Requirements => requirements(&book),
                Kind::Scenarios => scenarios(&book),
                Kind::Flaws => flaws(),
            };
            let text = serde_json::to_string_pretty(&Value::Array(rows));
            text.map_err(Failure::defect)? + "\n"
        }
        Format::Human => match args.what {
            Kind::Requirements => requirement_lines(lang),
            Kind::Scenarios => scenario_lines(&book),
            Kind::Flaws => flaw_lines(),
        },
    };
    console::print(&text);
    Ok(ExitCode::SUCCESS)
}

fn requirements(book: &Book) -> Vec<Value> {
    let row = |it: &Requirement| {
        json!({
            "id": it.id, "level": it.level, "source": it.source, "family": it.family,
            "evidence": it.evidence,
            "sentence": {"en": it.en, "fr": it.fr},
            "scenarios": book.scenarios_of(&it.id),
            "flaws": it.flaws,
        })
    };
    catalogue::requirements().iter().map(row).collect()
}

fn scenarios(book: &Book) -> Vec<Value> {
    let row = |it: &ScenarioFacts| {
        json!({
            "id": it.id, "title": it.title, "feature": it.feature, "tags": it.tags,
            "requirements": requirements_in(it),
        })
    };
    book.plays.iter().map(row).collect()
}

fn flaws() -> Vec<Value> {
    let row = |it: &Flaw| {
        json!({
            "name": it.name, "requirements": requirements_of(&it.name),
            "sentence": it.sentence, "scenarios": it.shown_in,
        })
    };
    catalogue::flaws().iter().map(row).collect()
}

fn requirement_lines(lang: Lang) -> String {
    let mut out = String::new();
    for it in catalogue::requirements() {
        let sentence = if lang == Lang::Fr { &it.fr } else { &it.en };
        writeln!(out, "{}  {:<6} {sentence}", it.id, it.level.as_str()).expect(FITS);
    }
    out
}

fn scenario_lines(book: &Book) -> String {
    let mut out = String::new();
    for it in &book.plays {
        writeln!(out, "{:<6} {}  ({})", it.id, it.title, it.feature).expect(FITS);
    }
    out
}

fn flaw_lines() -> String {
    let mut out = String::new();
    for it in catalogue::flaws() {
        let requirements = requirements_of(&it.name).join(" ");
        writeln!(out, "{:<32} {requirements}  {}", it.name, it.sentence).expect(FITS);
    }
    for it in catalogue::variants() {
        writeln!(out, "{:<32} (benign)     {}", it.name, it.sentence).expect(FITS);
    }
    out
}

const FITS: &str = "a String takes every character";
