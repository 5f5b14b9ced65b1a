//! The record: what is written is read back, and nothing can be changed in between unseen.
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use passavant::record::event::{
    CopyFacts, Event, RunStarted, ScenarioFacts, StepStatus, SuiteFacts, What,
};
use passavant::record::{Complaint, ReadError, Reader, Record, Recorder, Secrets, read};
use proptest::prelude::*;
use std::path::Path;
use std::sync::OnceLock;

fn started() -> What {
    What::RunStarted(Box::new(RunStarted {
        schema: "passavant.record/1".into(),
        id: "20261104T100000Z-a1b2".into(),
        command: "passavant run".into(),
        purpose: "run".into(),
        selection: String::new(),
        seed: 1,
        stack: "embedded".into(),
        started: "2026-11-04T10:00:00Z".parse().unwrap(),
        suite: SuiteFacts::default(),
        corridor: passavant::record::event::CorridorFacts::default(),
        sut: None,
        flaws: std::collections::BTreeMap::new(),
        strict: false,
        planned: vec![facts()],
        host: std::collections::BTreeMap::new(),
        self_test: None,
    }))
}

fn facts() -> ScenarioFacts {
    ScenarioFacts { id: "HP01".into(), subject: "TG".into(), ..ScenarioFacts::default() }
}

fn step(text: &str) -> What {
    What::Step {
        keyword: "When".into(),
        text: text.into(),
        line: 7,
        status: StepStatus::Passed,
        reason: None,
        duration_ms: 3,
    }
}

fn finished() -> What {
    What::ScenarioFinished {
        duration_ms: 12,
        complete: true,
        why_not: String::new(),
        flaws_fired: std::collections::BTreeMap::new(),
    }
}

/// A whole record of a small run, as bytes.
fn sample() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.ndjson");
        let recorder = Recorder::create(&path, Secrets::default()).unwrap();
        recorder.append("run", "", "", None, started());
        let cell = "cell-1";
        recorder.append("scribe", cell, "HP01/TG", None, What::ScenarioStarted(Box::new(facts())));
        for number in 0..8 {
            let business = Some("2026-11-04T08:00:00Z".parse().unwrap());
            recorder.append("scribe", cell, "", business, step(&format!("step {number}")));
            recorder.append("witness", cell, "", business, What::Copy(Box::default()));
        }
        recorder.append("scribe", cell, "HP01/TG", None, finished());
        recorder.append("run", "", "", None, What::RunFinished { duration_ms: 20 });
        recorder.sync().unwrap();
        std::fs::read(&path).unwrap()
    })
}

fn read_bytes(bytes: &[u8]) -> Result<Record, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

fn lines() -> Vec<Vec<u8>> {
    sample().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn complaint(bytes: &[u8]) -> (u64, Complaint) {
    match read_bytes(bytes) {
        Err(ReadError::Broken { line, complaint, .. }) => (line, complaint),
        other => panic!("must be refused: {other:?}"),
    }
}

#[test]
fn what_is_written_is_read_back_complete() {
    let record = read_bytes(sample()).unwrap();
    assert!(record.complete && !record.torn_tail);
    assert_eq!(record.events.len(), lines().len());
    assert_eq!(record.chain_head.len(), 64);
    assert!(record.events.iter().enumerate().all(|(at, event)| event.seq == at as u64));
    let in_scenario = record.events.iter().filter(|event| event.scenario == "HP01/TG").count();
    assert_eq!(in_scenario, 18, "an empty scenario is filled in with the one that plays");
}

#[test]
fn a_record_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    std::fs::write(&path, "old").unwrap();
    assert!(Recorder::create(&path, Secrets::default()).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
}

#[test]
fn each_kind_of_damage_names_its_line() {
    let whole = lines();
    let mut dropped = whole.clone();
    dropped.remove(4);
    assert_eq!(complaint(&dropped.concat()), (5, Complaint::Position { expected: 4, found: 5 }));
    let mut changed = whole.clone();
    let text = String::from_utf8(changed[4].clone()).unwrap().replace("step 1", "step 9");
    changed[4] = text.into_bytes();
    assert_eq!(complaint(&changed.concat()), (6, Complaint::Chain));
    let mut grown = whole.clone();
    grown.push(whole[3].clone());
    assert_eq!(complaint(&grown.concat()), (whole.len() as u64 + 1, Complaint::AfterEnd));
    let mut last = whole.clone();
    let text = String::from_utf8(last.last().unwrap().clone()).unwrap();
    *last.last_mut().unwrap() = text.replace("\"duration_ms\":20", "\"duration_ms\":21").into();
    assert_eq!(complaint(&last.concat()), (whole.len() as u64, Complaint::Seal));
}

#[test]
fn nothing_follows_the_end_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let recorder = Recorder::create(&path, Secrets::default()).unwrap();
    recorder.append("run", "", "", None, What::RunFinished { duration_ms: 1 });
    recorder.append("run", "", "", None, step("too late"));
    recorder.sync().unwrap();
    assert_eq!(read(&path).unwrap().events.len(), 1);
}

#[test]
fn no_secret_reaches_the_file_or_the_steps() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let secret = "canary-5f2b9a771c";
    let recorder = Recorder::create(&path, Secrets::new([secret, "scenario"])).unwrap();
    recorder.append("scribe", "c", "HP01/TG", None, What::ScenarioStarted(Box::new(facts())));
    let headers = [("passcode".to_owned(), format!("x{secret}y"))].into();
    let copy = CopyFacts { headers, ..CopyFacts::default() };
    recorder.append("witness", "c", "", None, What::Copy(Box::new(copy)));
    recorder.sync().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(secret), "{text}");
    let record = read(&path).unwrap();
    // A line of whose own structure a secret was part is withheld as a whole.
    assert!(matches!(record.events[0].what, What::GroundFailure { .. }));
    let What::Copy(copy) = &record.events[1].what else { panic!("the copy is kept") };
    assert_eq!(copy.headers["passcode"], "x[secret]y");
}

#[test]
fn steps_see_the_events_of_their_scenario_until_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let recorder = Recorder::create(&path, Secrets::new(["canary-5f2b9a771c"])).unwrap();
    let newest = recorder.subscribe();
    let begin = What::ScenarioStarted(Box::new(facts()));
    recorder.append("scribe", "a", "HP01/TG", None, begin.clone());
    recorder.append("scribe", "b", "HP06/TG", None, begin);
    recorder.append("witness", "a", "", None, step("in a, canary-5f2b9a771c"));
    recorder.append("witness", "b", "", None, step("in b"));
    assert_eq!(*newest.borrow(), 4);
    let seen = recorder.events("a", "HP01/TG", 1);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].what, step("in a, [secret]"));
    assert_eq!(recorder.look("a", "HP01/TG", <[Event]>::len), 2);
    recorder.append("scribe", "a", "HP01/TG", None, finished());
    assert_eq!(recorder.look("a", "HP01/TG", <[Event]>::len), 0);
    assert_eq!(recorder.look("b", "HP06/TG", <[Event]>::len), 2);
    assert_eq!(recorder.append("witness", "a", "", None, step("after")), 5);
    recorder.sync().unwrap();
    assert_eq!(read(&path).unwrap().events[5].scenario, "");
}

#[test]
fn many_threads_write_one_unbroken_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let recorder = Recorder::create(&path, Secrets::default()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let recorder = recorder.clone();
            scope.spawn(move || {
                for at in 0..200 {
                    recorder.append("x", "", "", None, step(&format!("{thread} {at}")));
                }
            });
        }
    });
    recorder.append("run", "", "", None, What::RunFinished { duration_ms: 1 });
    recorder.sync().unwrap();
    let record = read(&path).unwrap();
    assert_eq!(record.events.len(), 801);
    assert!(record.complete);
    assert_eq!(record.chain_head, recorder.chain_head());
}

proptest! {
    #[test]
    fn cut_anywhere_it_is_incomplete(at in 0..sample().len()) {
        let record = read_bytes(&sample()[..at]).unwrap();
        prop_assert!(!record.complete);
        let whole_lines = sample()[..at].split(|byte| *byte == b'\n').count() - 1;
        prop_assert_eq!(record.events.len(), whole_lines);
        prop_assert_eq!(record.torn_tail, at > 0 && sample()[at - 1] != b'\n');
    }

    #[test]
    fn any_changed_byte_is_refused_or_cuts_the_tail(at in 0..sample().len(), flip in 1..=255u8) {
        let mut bytes = sample().to_vec();
        bytes[at] ^= flip;
        match read_bytes(&bytes) {
            Err(ReadError::Broken { .. }) => {}
            Err(other) => prop_assert!(false, "{other}"),
            // Only the last line's own end can go unrefused: then the record is marked as cut.
            Ok(record) => prop_assert!(at == sample().len() - 1 && !record.complete),
        }
    }

    #[test]
    fn any_dropped_line_is_refused(at in 0..lines().len() - 1) {
        let mut lines = lines();
        lines.remove(at);
        prop_assert!(read_bytes(&lines.concat()).is_err());
    }

    #[test]
    fn any_moved_line_is_refused(from in 0..lines().len(), to in 0..lines().len()) {
        prop_assume!(from != to);
        let mut lines = lines();
        let line = lines.remove(from);
        lines.insert(to, line);
        prop_assert!(read_bytes(&lines.concat()).is_err());
    }

    #[test]
    fn any_doubled_line_is_refused(from in 0..lines().len(), to in 0..=lines().len()) {
        let mut lines = lines();
        let line = lines[from].clone();
        lines.insert(to, line);
        prop_assert!(read_bytes(&lines.concat()).is_err());
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Reader::over(Path::new("hostile"), &bytes[..]).count();
    }
}
