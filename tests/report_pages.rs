//! Pages and machine files, drawn from made-up runs.

mod report_fixture;

use passavant::report::{Lang, Page, pages};
use report_fixture as fixture;
use std::fs;

fn drawn() -> Vec<Page> {
    pages(&fixture::record(), &fixture::judgement(), Lang::En).unwrap()
}

/// `DRAW=DIR cargo test --test report_pages look` writes the pages for eyes.
#[test]
fn look() {
    let Some(dir) = std::env::var_os("DRAW") else { return };
    let sets = [
        ("mixed", fixture::record(), fixture::judgement(), Lang::En),
        ("mixed-fr", fixture::record(), fixture::judgement(), Lang::Fr),
        ("conformant", fixture::conformant_record(), fixture::conformant_judgement(), Lang::En),
        ("load-fr", fixture::load_record(), fixture::conformant_judgement(), Lang::Fr),
        ("load", fixture::load_record(), fixture::conformant_judgement(), Lang::En),
    ];
    for (name, record, judgement, lang) in sets {
        let folder = std::path::Path::new(&dir).join(name);
        fs::create_dir_all(&folder).unwrap();
        for page in pages(&record, &judgement, lang).unwrap() {
            fs::write(folder.join(page.name), page.bytes).unwrap();
        }
        let text = passavant::report::terminal(&record, &judgement, lang).unwrap();
        fs::write(folder.join("terminal.txt"), text).unwrap();
    }
}

#[test]
fn every_file_is_drawn() {
    let names: Vec<_> = drawn().iter().map(|page| page.name).collect();
    assert_eq!(
        names,
        [
            "result.json",
            "conformance.html",
            "latency.html",
            "junit.xml",
            "summary.md",
            "latency.hlog"
        ]
    );
}
