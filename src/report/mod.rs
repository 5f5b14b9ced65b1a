//! Pages and machine files of a run, drawn from its record and its judgement alone.
//!
//! Everything here is pure: no clock, no file, no network. The same record gives the same bytes.

pub mod catalogue;
mod clean;
mod ending;
mod junit;
mod latency;
mod number;
mod result;
mod run;
mod statement;
mod summary;
mod terminal;
mod text;

pub use ending::Ending;
pub use run::NoRun;
pub use text::Lang;

use crate::conformance::judgement::Judgement;
use crate::record::Record;
use crate::report::catalogue::Catalogue;
use crate::report::run::Run;

/// One file of the run folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// File name, e.g. `conformance.html`.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Every file that is drawn from a run: `conformance.html`, `latency.html`, `result.json`,
/// `junit.xml`, `summary.md`. Pages hold both languages and show `lang` first.
pub fn pages(record: &Record, judgement: &Judgement, lang: Lang) -> Result<Vec<Page>, NoRun> {
    let run = Run::of(record)?;
    let catalogue = Catalogue::compiled_in();
    let legs = latency::legs(&run);
    let result = result::text(&run, judgement, &catalogue, &legs);
    let page = |name, text: String| Page { name, bytes: text.into_bytes() };
    Ok(vec![
        page("result.json", result),
        page("junit.xml", junit::text(&run, judgement)),
        page("summary.md", summary::text(&run, judgement, &catalogue, lang)),
    ])
}

/// `result.json` alone: what `--format json` prints.
pub fn result_json(record: &Record, judgement: &Judgement) -> Result<String, NoRun> {
    let run = Run::of(record)?;
    let legs = latency::legs(&run);
    Ok(result::text(&run, judgement, &Catalogue::compiled_in(), &legs))
}

/// The summary for a terminal of 80 columns, failures last.
pub fn terminal(record: &Record, judgement: &Judgement, lang: Lang) -> Result<String, NoRun> {
    let run = Run::of(record)?;
    Ok(terminal::text(&run, judgement, &Catalogue::compiled_in(), lang))
}

/// Foreign text made visible on one line, for messages on a terminal.
pub fn one_line(text: &str) -> String {
    clean::line(text)
}
