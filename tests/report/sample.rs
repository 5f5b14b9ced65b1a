//! `reports/sample/` is what is drawn today, for everybody who wants to see a report before a run.
//!
//! `SAMPLE=write cargo test --test report sample` draws it anew; read the difference before committing.

use crate::fixture;
use passavant::report::{Lang, pages};
use std::path::Path;
use std::{env, fs};

#[test]
fn the_committed_sample_is_what_is_drawn() {
    let drawn = pages(&fixture::record(), &fixture::judgement(), Lang::Fr).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample");
    let write = env::var_os("SAMPLE").is_some();
    for page in drawn {
        let file = folder.join(page.name);
        if write {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, &page.bytes).unwrap();
        }
        let kept = fs::read(&file).unwrap_or_default();
        assert!(
            kept == page.bytes,
            "{} is not what is drawn; `SAMPLE=write cargo test --test report sample` draws it anew",
            file.display()
        );
    }
}
