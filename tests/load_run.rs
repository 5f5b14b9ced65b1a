//! A small load on the embedded stack, through the library: every part is a process.

use passavant::load;
use passavant::record::event::{Event, RunStarted, What};
use passavant::record::{Recorder, Secrets as Guard, read};
use passavant::scenario::{Library, Plan};
use passavant::seed::Seed;
use passavant::stack::cell::Cell;
use passavant::stack::embedded::Embedded;
use passavant::stack::parts::{CellPlan, Secrets};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const PLAN: &str = r#"
schema = 1
name = "tiny"
seed = 7
mix = [{ journey = "inland", weight = 1 }, { journey = "export", weight = 1 }]
phase = [
    { name = "warm-up", rate = 4, for = "500ms", measure = false },
    { name = "steady", rate = 10, for = "2s" },
]
arrival = { model = "constant", max_in_flight = 100 }
journey = { timeout = "20s" }
drain = { timeout = "20s" }
slo = [{ leg = "journey", stat = "p50", max = "10s" }, { leg = "journey", stat = "p99", max = "10s" }]
validity = { sched_delay_p99 = "5s", achieved_rate = 0.5, shed = 0 }
"#;

async fn raise(dir: &Path, flaws: &[(&str, &str)]) -> Arc<Cell> {
    let corridor = Arc::new(Library::compiled_in().corridor().unwrap());
    let secrets = Arc::new(Secrets::draw(&corridor.codes()));
    let recorder =
        Recorder::create(&dir.join("events.ndjson"), Guard::new(secrets.texts())).unwrap();
    let started = RunStarted {
        schema: "passavant.record/1".to_owned(),
        id: "test".to_owned(),
        command: String::new(),
        purpose: "load".to_owned(),
        selection: String::new(),
        seed: 7,
        stack: "embedded".to_owned(),
        started: jiff::Timestamp::now(),
        suite: Default::default(),
        corridor: Default::default(),
        sut: None,
        flaws: BTreeMap::new(),
        strict: false,
        planned: Vec::new(),
        host: BTreeMap::new(),
        self_test: None,
    };
    recorder.append("run", "", "", None, What::RunStarted(Box::new(started)));
    let plan = CellPlan {
        name: "cell-1".to_owned(),
        run: "test".to_owned(),
        countries: corridor.codes(),
        flaws: flaws.iter().map(|(c, flaw)| (c.parse().unwrap(), (*flaw).to_owned())).collect(),
        secrets,
        sut: None,
        folder: dir.to_owned(),
    };
    let stack = Embedded::new(env!("CARGO_BIN_EXE_passavant"));
    let anchor = "2026-06-01T08:00:00Z".parse().unwrap();
    Arc::new(Cell::raise(&stack, plan, corridor, recorder, anchor).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_load_is_carried_discharged_and_timed() {
    let dir = tempfile::tempdir().unwrap();
    let cell = raise(dir.path(), &[]).await;
    let plan = Plan::read("tiny.toml", PLAN).unwrap();
    let record = dir.path().join("events.ndjson");
    let facts = load::run(&cell, &plan, Seed::new(7), &record, &|_, _| {}).await.unwrap();
    assert_eq!(facts.violations, [""; 0], "{facts:?}");
    assert_eq!((facts.planned, facts.started, facts.completed), (22, 22, 22), "{facts:?}");
    assert_eq!((facts.failed.len(), facts.invalid.len()), (0, 0), "{facts:?}");
    assert!(facts.gates[0].met && facts.gates[0].count == 20, "{facts:?}");
    assert!(!facts.gates[1].met, "20 samples prove no p99: {facts:?}");
    cell.recorder().sync().unwrap();
    let events = read(&record).unwrap().events;
    let count = |leg: &str| events.iter().filter(|event| is_leg(event, leg)).count();
    for leg in ["journey", "TDA out", "TDA answered", "GUQ decided", "PAS ENTRY out", "ARR out"] {
        assert_eq!(count(leg), 22, "{leg}");
    }
    assert!(count("receipt") > 22 * 8 && count("commit") > 22 * 8);
    let Some(cell) = Arc::into_inner(cell) else { panic!("nobody else holds the cell") };
    cell.take_down().await.unwrap();
}

fn is_leg(event: &Event, name: &str) -> bool {
    matches!(&event.what, What::Leg { leg, .. } if leg == name)
}
