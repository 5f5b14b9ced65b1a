//! `passavant report`: judges a record again and redraws its pages.

use super::console::{self, Format, Speech};
use super::failure::Failure;
use super::files::RunFolder;
use crate::conformance::judge;
use crate::conformance::judgement::Judgement;
use crate::record::Record;
use crate::record::event::What;
use crate::record::hlog;
use crate::record::latency::timings;
use crate::report::{self, Ending, Lang};
use jiff::Timestamp;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `passavant report`.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Run folder, its name below reports/runs, or `latest`.
    #[arg(default_value = "latest", value_name = "RUN")]
    run: PathBuf,
    /// Language of the terminal, and the one that pages show first.
    #[arg(long, value_enum)]
    lang: Option<Speech>,
    /// What standard output carries.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Redraws, and ends with the exit code of the run's own outcome.
pub(super) fn run(args: &ReportArgs) -> ExitCode {
    console::ended(redraw(args))
}

fn redraw(args: &ReportArgs) -> Result<ExitCode, Failure> {
    let folder = RunFolder::find(&args.run)?;
    let record = crate::record::read(&folder.events())?;
    let judgement = judge(&record);
    draw(&folder, &record, &judgement, Speech::or_locale(args.lang), args.format)
}

/// Writes every page of a run, tells its summary, and gives its exit code. For `run` and `load` too.
pub fn draw(
    folder: &RunFolder,
    record: &Record,
    judgement: &Judgement,
    lang: Lang,
    format: Format,
) -> Result<ExitCode, Failure> {
    for page in report::pages(record, judgement, lang)? {
        folder.write(page.name, &page.bytes)?;
    }
    let started = match record.events.first().map(|event| &event.what) {
        Some(What::RunStarted(started)) => started.started,
        _ => Timestamp::UNIX_EPOCH,
    };
    let hlog = hlog::text(started, &timings(&record.events)).map_err(Failure::defect)?;
    folder.write("latency.hlog", hlog.as_bytes())?;
    match format {
        Format::Json => console::print(&report::result_json(record, judgement)?),
        Format::Human => {
            console::print(&report::terminal(record, judgement, lang)?);
            console::print(&format!("\n{}\n", folder.path().join("conformance.html").display()));
        }
    }
    Ok(ExitCode::from(Ending::of(judgement.outcome).exit))
}
