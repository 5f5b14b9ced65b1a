//! Pages and machine files of a run, drawn from its record and its judgement alone.
//!
//! Everything here is pure: no clock, no file, no network. The same record gives the same bytes.

mod chart;
mod clean;
mod conformance;
mod damage;
mod ending;
mod faults;
mod findings;
mod flight;
mod fraud;
mod identity;
mod journey;
mod junit;
mod ladder;
mod latency;
mod latency_page;
mod line;
mod matrix;
mod number;
mod page;
mod payload;
mod recovery;
mod remark;
mod result;
mod run;
mod scene;
mod selftest;
mod statement;
mod summary;
mod terminal;
mod text;
mod traffic;

pub use ending::Ending;
pub use run::NoRun;
pub use text::Lang;

use crate::conformance::judgement::Judgement;
use crate::record::Record;
use crate::record::hlog;
use crate::record::latency::timings;
use crate::record::selftest::SelfTest;
use crate::report::run::Run;

/// One file of the run folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// File name, e.g. `conformance.html`.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Every file that is drawn from a run: `result.json`, `conformance.html`, `latency.html`,
/// `junit.xml`, `summary.md`, `latency.hlog`. HTML pages hold both languages and show `lang` first.
pub fn pages(record: &Record, judgement: &Judgement, lang: Lang) -> Result<Vec<Page>, NoRun> {
    let run = Run::of(record)?;
    let timings = timings(&record.events);
    let legs = latency::legs(&timings);
    let result = result::text(&run, judgement, &legs);
    let conformance = conformance::text(&run, judgement, &result, lang);
    let latency = latency_page::text(&run, judgement, &legs, lang);
    let hlog =
        hlog::text(run.started.started, &timings).unwrap_or_else(|error| format!("#{error}\n"));
    let page = |name, text: String| Page { name, bytes: text.into_bytes() };
    Ok(vec![
        page("result.json", result),
        page("conformance.html", conformance),
        page("latency.html", latency),
        page("junit.xml", junit::text(&run, judgement)),
        page("summary.md", summary::text(&run, judgement, lang)),
        page("latency.hlog", hlog),
    ])
}

/// `result.json` alone: what `--format json` prints.
pub fn result_json(record: &Record, judgement: &Judgement) -> Result<String, NoRun> {
    let run = Run::of(record)?;
    let legs = latency::legs(&timings(&record.events));
    Ok(result::text(&run, judgement, &legs))
}

/// The summary for a terminal of 80 columns, failures last.
pub fn terminal(record: &Record, judgement: &Judgement, lang: Lang) -> Result<String, NoRun> {
    let run = Run::of(record)?;
    Ok(terminal::text(&run, judgement, lang))
}

/// The matrix of a self-test for a terminal, what is not as intended last.
pub fn self_test_matrix(test: &SelfTest, lang: Lang) -> String {
    selftest::matrix(test, lang)
}

/// Foreign text made visible on one line, for messages on a terminal.
pub fn one_line(text: &str) -> String {
    clean::line(text)
}
