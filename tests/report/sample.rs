//! `reports/sample/` is a real run: its pages are what is drawn today from the record beside them.

use passavant::conformance::judge;
use passavant::record::read;
use passavant::report::{Lang, pages};
use std::fs;
use std::path::Path;

#[test]
fn the_committed_sample_is_what_is_drawn_from_its_record() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample");
    let record = read(&folder.join("events.ndjson")).expect("the sample's record is unbroken");
    for page in pages(&record, &judge(&record), Lang::Fr).unwrap() {
        let kept = fs::read(folder.join(page.name)).unwrap_or_default();
        assert!(
            kept == page.bytes,
            "reports/sample/{} is not what is drawn today; `cargo run -- report reports/sample \
             --lang fr` draws it anew (exit 3 is right), and the difference is to be read",
            page.name
        );
    }
}
