//! `passavant report`, `list` and `explain` as a user types them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn passavant(args: &[&str], within: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(args)
        .current_dir(within)
        .env_remove("LC_ALL")
        .env("LANG", "C")
        .output()
        .expect("the executable can be started")
}

fn told(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A record that ended well: two lines, chained and sealed by the recorder itself.
fn record(folder: &Path) {
    use passavant::record::event::What;
    use passavant::record::{Recorder, Secrets};
    let recorder = Recorder::create(&folder.join("events.ndjson"), Secrets::default()).unwrap();
    for event in crate::fixture::conformant_record().events {
        let last = matches!(event.what, What::RunFinished { .. });
        recorder.append(&event.source, &event.cell, &event.scenario, event.business, event.what);
        if last {
            break;
        }
    }
    recorder.flush().ok();
}

#[test]
fn a_run_is_redrawn_and_its_exit_code_is_that_of_its_outcome() {
    let home = tempfile::tempdir().unwrap();
    record(home.path());
    let folder = home.path().to_str().unwrap();
    let ran = passavant(&["report", folder, "--format", "json"], home.path());
    let result: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(result["exit"].as_i64(), ran.status.code().map(i64::from));
    for name in ["conformance.html", "latency.html", "result.json", "junit.xml", "summary.md"] {
        assert!(home.path().join(name).is_file(), "{name}");
    }
    let again = fs::read(home.path().join("conformance.html")).unwrap();
    passavant(&["report", folder], home.path());
    assert_eq!(fs::read(home.path().join("conformance.html")).unwrap(), again, "drawn the same");
}

#[test]
fn a_record_with_a_changed_dropped_or_moved_line_is_refused_by_name_of_the_line() {
    let changes: [fn(&mut Vec<String>); 3] = [
        |lines| lines[5] = lines[5].replace("\"scribe\"", "\"Scribe\"").replace("TG", "BF"),
        |lines| {
            lines.remove(5);
        },
        |lines| lines.swap(5, 6),
    ];
    for change in changes {
        let home = tempfile::tempdir().unwrap();
        record(home.path());
        let file = home.path().join("events.ndjson");
        let text = fs::read_to_string(&file).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        fs::write(&file, lines.join("\n") + "\n").unwrap();
        let ran = passavant(&["report", home.path().to_str().unwrap()], home.path());
        let said = told(&ran.stderr);
        assert_eq!(ran.status.code(), Some(13), "{said}");
        assert!(said.contains("at line 6") || said.contains("at line 7"), "{said}");
        assert!(!home.path().join("conformance.html").exists(), "nothing is drawn from it");
    }
}

#[test]
fn a_record_that_was_cut_short_is_drawn_and_marked() {
    let home = tempfile::tempdir().unwrap();
    record(home.path());
    let file = home.path().join("events.ndjson");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, &text[..text.len() * 2 / 3]).unwrap();
    let ran = passavant(&["report", home.path().to_str().unwrap()], home.path());
    assert!(![Some(0), Some(13)].contains(&ran.status.code()), "{}", told(&ran.stderr));
    let page = fs::read_to_string(home.path().join("conformance.html")).unwrap();
    assert!(page.contains("Incomplete record"));
}

#[test]
fn a_run_that_is_not_there_is_a_usage_error_with_a_remedy() {
    let home = tempfile::tempdir().unwrap();
    let ran = passavant(&["report", "nowhere"], home.path());
    assert_eq!(ran.status.code(), Some(2));
    assert!(told(&ran.stderr).contains("expected a run folder"));
}

#[test]
fn lists_in_json_are_arrays_of_the_promised_fields() {
    let home = tempfile::tempdir().unwrap();
    let fields: [(&str, &[&str]); 3] = [
        ("requirements", &["id", "level", "source", "sentence", "scenarios", "flaws"]),
        ("scenarios", &["id", "title", "feature", "tags", "requirements"]),
        ("flaws", &["name", "requirements", "sentence"]),
    ];
    for (what, promised) in fields {
        let ran = passavant(&["list", what, "--format", "json"], home.path());
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&ran.stdout).unwrap();
        assert!(!rows.is_empty(), "{what}");
        for row in &rows {
            let missing: Vec<_> = promised.iter().filter(|name| row[**name].is_null()).collect();
            assert!(missing.is_empty(), "{what}: {missing:?} in {row}");
        }
    }
}

#[test]
fn whatever_is_listed_can_be_explained() {
    let home = tempfile::tempdir().unwrap();
    for (id, wanted) in [
        ("REQ-DUP-001", "never a rejection"),
        ("hp01", "Given "),
        ("rejects-duplicate", "REQ-DUP-001"),
        ("slow-answers", "90 %"),
    ] {
        let ran = passavant(&["explain", id], home.path());
        assert_eq!(ran.status.code(), Some(0), "{}", told(&ran.stderr));
        assert!(told(&ran.stdout).contains(wanted), "{}", told(&ran.stdout));
    }
    assert_eq!(passavant(&["explain", "XX99"], home.path()).status.code(), Some(4));
}
