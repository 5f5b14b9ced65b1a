//! A small load on the embedded stack, through the library: every part is a process.
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use passavant::load;
use passavant::record::event::{CorridorFacts, Event, RunStarted, SuiteFacts, What};
use passavant::record::{Recorder, Secrets as Guard, read};
use passavant::scenario::{Library, Plan};
use passavant::seed::Seed;
use passavant::stack::cell::Cell;
use passavant::stack::embedded::Embedded;
use passavant::stack::parts::{CellPlan, Secrets, Topology};
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
    let corridor = Library::compiled_in().corridor().unwrap();
    let pair = corridor.played_by(["inland", "export"]);
    let corridor = Arc::new(corridor.among(&pair));
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
        suite: SuiteFacts::default(),
        corridor: CorridorFacts::default(),
        sut: None,
        flaws: BTreeMap::new(),
        strict: false,
        planned: Vec::new(),
        host: BTreeMap::new(),
        self_test: None,
    };
    recorder.append("run", "", "", None, What::RunStarted(Box::new(started)));
    let plan = CellPlan {
        topology: Topology::Direct,
        hub_flaw: None,
        vpn: passavant::stack::tunnel::Vpn::None,
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
    let facts = load::run(&cell, &plan, Seed::new(7), (&record, None), &|_, _| {}).await.unwrap();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guarantee_that_stays_bound_is_found_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let cell = raise(dir.path(), &[("BF", "keeps-guarantee")]).await;
    let plan = PLAN.replace("rate = 10", "rate = 2");
    let plan = Plan::read("tiny.toml", &plan).unwrap();
    let record = dir.path().join("events.ndjson");
    let facts = load::run(&cell, &plan, Seed::new(7), (&record, None), &|_, _| {}).await.unwrap();
    assert!(facts.completed > 0 && facts.failed.is_empty(), "{facts:?}");
    assert!(!facts.violations.is_empty(), "{facts:?}");
    let bound = |violation: &String| violation.contains("not released, balance");
    assert!(facts.violations.iter().all(bound), "{facts:?}");
}

/// `passavant load` on a plan, and its exit code.
fn command(plan: &str, more: &[&str]) -> (i32, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("plan.toml");
    std::fs::write(&file, plan).unwrap();
    let out = dir.path().join("out");
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["load", "--lang", "en", "--plan"])
        .arg(&file)
        .arg("--out")
        .arg(&out)
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout) + String::from_utf8_lossy(&ended.stderr);
    let kept = out.join("events.ndjson").exists();
    assert_eq!(kept, ended.status.code() != Some(2), "{said}");
    (ended.status.code().unwrap_or(-1), said.into_owned())
}

#[test]
fn a_gate_that_is_not_met_ends_with_nine_and_a_late_generator_with_fifteen() {
    let slow = PLAN.replace("max = \"10s\"", "max = \"1ms\"").replace("rate = 10", "rate = 12");
    assert_eq!(command(&slow, &[]).0, 9);
    let late = PLAN.replace("sched_delay_p99 = \"5s\"", "sched_delay_p99 = \"1us\"");
    let (code, said) = command(&late, &[]);
    assert_eq!(code, 15, "{said}");
    assert!(said.contains("LOAD NOT VALID") && said.contains("ms late"), "{said}");
}

#[test]
fn thirty_kills_at_random_lose_nothing_and_double_nothing() {
    let plan = std::fs::read_to_string("scenarios/load/kills.toml").unwrap();
    let (code, said) = command(&plan, &["--seed", "20260101"]);
    let word = said.lines().find(|line| line.contains("kills with seed")).unwrap_or_default();
    assert!(word.contains("30 kills with seed 20260101"), "{said}");
    assert!(word.ends_with("at their end, 0 lost or doubled"), "{said}");
    // A generator that is late on a busy machine is no finding.
    assert!([0, 15].contains(&code), "{said}");
}

#[test]
fn a_plan_that_is_wrong_is_refused_with_its_place() {
    let cases = [
        (PLAN.replace("drain", "drein"), "unknown field `drein`"),
        (PLAN.replace("\"inland\"", "\"sea\""), "the corridor has inland, export"),
        (PLAN.replace("schema = 1", ""), "missing field `schema`"),
    ];
    for (plan, expected) in cases {
        let (code, said) = command(&plan, &[]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("plan.toml") && said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(command(PLAN, &["--flaw", "nonsense@BF"]).0, 2);
}

fn is_leg(event: &Event, name: &str) -> bool {
    matches!(&event.what, What::Leg { leg, .. } if leg == name)
}
