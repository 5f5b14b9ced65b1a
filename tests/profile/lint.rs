//! The second opinion: Debian's `xmllint --schema` on many documents at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use passavant::profile::{Code, schema};

/// What xmllint finds valid among these documents, by their place; none when it is not installed.
///
/// In CI its absence is a failure: the agreement would otherwise go unproven unnoticed.
#[expect(clippy::print_stderr, reason = "a check that did not run must say so")]
pub(crate) fn valid_ones(documents: &[(Code, &[u8])]) -> Option<BTreeSet<usize>> {
    if Command::new("xmllint").arg("--version").output().is_err() {
        let remedy = "xmllint is missing: install Debian's package libxml2-utils";
        assert!(std::env::var_os("CI").is_none(), "{remedy}");
        eprintln!("NOT RUN: agreement with xmllint. {remedy}");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    for (place, (_, bytes)) in documents.iter().enumerate() {
        std::fs::write(folder.path().join(place.to_string()), bytes).unwrap();
    }
    let mut valid = BTreeSet::new();
    for code in Code::ALL {
        let places: Vec<usize> =
            (0..documents.len()).filter(|place| documents[*place].0 == code).collect();
        for chunk in places.chunks(400) {
            valid.extend(run(folder.path(), code, chunk));
        }
    }
    Some(valid)
}

fn run(folder: &Path, code: Code, places: &[usize]) -> Vec<usize> {
    let file =
        format!("{}/src/profile/xsd/{}", env!("CARGO_MANIFEST_DIR"), schema::file_name(code));
    let output = Command::new("xmllint")
        .current_dir(folder)
        .args(["--nonet", "--noout", "--schema", &file])
        .args(places.iter().map(ToString::to_string))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("failed to load"), "xmllint and {file}: {said}");
    assert!(!said.contains("schemas parser error"), "xmllint and {file}: {said}");
    said.lines().filter_map(|line| line.strip_suffix(" validates")?.parse().ok()).collect()
}
