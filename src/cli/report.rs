//! Drawing the files of a run into its folder.

use super::console::{self, Format};
use super::failure::Failure;
use super::files::RunFolder;
use crate::conformance::judgement::Judgement;
use crate::record::Record;
use crate::report::{self, Drawing, Ending, Lang};
use std::process::ExitCode;

/// Writes every page of a run, tells its summary, and gives its exit code. For `run` and `load` too.
pub fn draw(
    folder: &RunFolder,
    record: &Record,
    judgement: &Judgement,
    lang: Lang,
    format: Format,
) -> Result<ExitCode, Failure> {
    for page in report::pages(record, judgement, &Drawing { lang, self_test: None })? {
        folder.write(page.name, &page.bytes)?;
    }
    match format {
        Format::Json => console::print(&report::result_json(record, judgement)?),
        Format::Human => {
            console::print(&report::terminal(record, judgement, lang)?);
            console::print(&format!("\n{}\n", folder.path().join("conformance.html").display()));
        }
    }
    Ok(ExitCode::from(Ending::of(judgement.outcome).exit))
}
