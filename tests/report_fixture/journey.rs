//! The scenarios of the made-up run.

use super::{Message, Pen, scenario};
use passavant::record::claim::{Claim, Expectation, Times};
use passavant::record::event::{BrowsedFacts, ScenarioFacts, StepStatus, What};
use std::collections::BTreeMap;

const HAPPY: &[&str] = &[
    "Given a sealed container on a truck, declared at the office of departure",
    "And its guarantee is accepted",
    "When the office of departure releases the movement",
    "Then the country of destination has the advance data, unchanged",
    "When the truck leaves the passage office of exit",
    "And the truck leaves the passage office of entry",
    "And the goods are presented and found satisfactory at the office of destination",
    "Then the movement is written off and the guarantee is free",
];
const DROPS: &[&str] = &[
    "Given a movement that has been released",
    "And the link of the judged country drops after a passage notification is delivered, before it is acknowledged",
    "When the truck leaves the passage office of exit",
    "And the link is healed",
    "Then the notification is answered from the store, and applied once",
];
const REPLAY: &[&str] = &[
    "Given a movement that has arrived",
    "When somebody sends the arrival advice again, byte for byte",
    "Then the original answer comes again",
    "And the arrival has one effect",
];

pub fn planned() -> Vec<ScenarioFacts> {
    vec![
        scenario(
            "HP01",
            "TG",
            "A container travels from port to capital",
            "journey/happy_path.feature",
            HAPPY,
        ),
        scenario(
            "LF08",
            "BF",
            "The line drops after the commit and before the acknowledgement",
            "link/line_drops.feature",
            DROPS,
        ),
        scenario(
            "FR06",
            "BF",
            "A replayed arrival has no second effect",
            "fraud/replay.feature",
            REPLAY,
        ),
        scenario(
            "LF26",
            "TG",
            "A node is killed after its commit and before its acknowledgement",
            "link/node_killed.feature",
            DROPS,
        ),
        scenario(
            "LF20",
            "TG",
            "The broker is killed with unacknowledged messages",
            "link/broker_killed.feature",
            DROPS,
        ),
        scenario(
            "GU03",
            "BF",
            "A guarantee without enough balance releases nothing",
            "departure/guarantee.feature",
            REPLAY,
        ),
        scenario(
            "BI01",
            "TG",
            "A message that is not well-formed is rejected with its place",
            "bad_input/not_well_formed.feature",
            REPLAY,
        ),
        scenario(
            "SE01",
            "BF",
            "A message that claims the other state's office is refused",
            "fraud/origin.feature",
            REPLAY,
        ),
    ]
}

fn steps(pen: &mut Pen, facts: &ScenarioFacts, from: usize, to: usize) {
    for (at, step) in facts.steps.iter().enumerate().take(to).skip(from) {
        pen.step(step, facts.line + 1 + at as u32, StepStatus::Passed, None);
    }
}

fn expect(pen: &mut Pen, requirement: &str, code: &str) {
    let claim = Claim::Sent {
        from: "TG".into(),
        to: "BF".into(),
        code: code.into(),
        mrn: None,
        fields: BTreeMap::new(),
        times: Times::Exactly(1),
    };
    let expectation = Expectation {
        requirement: requirement.into(),
        about: "TG".into(),
        since: 3,
        by: None,
        protocol: false,
        claim,
    };
    pen.write("scribe", What::Expected(Box::new(expectation)));
}

pub fn happy(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    pen.act("TG", "declare", "done");
    steps(pen, facts, 0, 1);
    pen.answered("TG", "BF", "GUA", "GUQ");
    pen.answered("BF", "TG", "GUA", "GUR");
    steps(pen, facts, 1, 2);
    pen.act("TG", "release", "done");
    pen.answered("TG", "BF", "CORE", "TDA");
    pen.answered("TG", "BF", "CORE", "TPA");
    steps(pen, facts, 2, 3);
    expect(pen, "REQ-DEP-002", "TDA");
    steps(pen, facts, 3, 4);
    pen.act("TG", "pass", "done");
    pen.answered("TG", "BF", "CORE", "PAS");
    steps(pen, facts, 4, 5);
    pen.write(
        "actor",
        What::ClockMoved {
            from: "2026-11-23T08:00:00Z".parse().unwrap(),
            to: "2026-11-24T17:30:00Z".parse().unwrap(),
            why: "the truck travels".into(),
        },
    );
    pen.act("BF", "pass", "done");
    pen.answered("BF", "TG", "CORE", "PAS");
    steps(pen, facts, 5, 6);
    pen.act("BF", "present", "done");
    pen.answered("BF", "TG", "CORE", "ARR");
    pen.act("BF", "result", "done");
    pen.answered("BF", "TG", "CORE", "RES");
    steps(pen, facts, 6, 7);
    pen.answered("TG", "BF", "CORE", "WRO");
    pen.answered("TG", "BF", "GUA", "GUL");
    pen.write(
        "actor",
        What::Query {
            country: "TG".into(),
            path: format!("/v1/movements/{}", super::MRN),
            status: 200,
            response: serde_json::json!({"mrn": super::MRN, "departure": {"state": "DISCHARGED"}}),
        },
    );
    steps(pen, facts, 7, 8);
    pen.write(
        "browser",
        What::Browsed { queue: "DLQ.TRANSIT.BF.FROM.TG.CORE".into(), messages: vec![] },
    );
    pen.write("actor", What::Quiet);
    pen.end(212);
}

pub fn line_drops(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    pen.act("TG", "release", "done");
    pen.answered("TG", "BF", "CORE", "TDA");
    steps(pen, facts, 0, 1);
    pen.link("BF", "armed", "cut-1", "before-ack PAS cut");
    steps(pen, facts, 1, 2);
    pen.act("TG", "pass", "done");
    let message = pen.message("TG", "BF", "CORE", "PAS");
    lost_once(pen, &message, "cut-1");
    let answer = pen.message("BF", "TG", "SYS", "ACK");
    pen.pass(&answer);
    pen.pass(&answer);
    steps(pen, facts, 2, 5);
    pen.end(1430);
}

fn lost_once(pen: &mut Pen, message: &Message, fault: &str) {
    pen.frame("TG", "send", message, false);
    pen.copy(message);
    pen.frame("TG", "receipted", message, false);
    pen.frame("BF", "delivered", message, false);
    pen.link("BF", "bit", fault, "before-ack PAS cut");
    pen.link("BF", "disconnected", "", "link");
    pen.wait_us(1_200_000);
    pen.link("BF", "healed", fault, "");
    pen.link("BF", "connected", "", "");
    pen.frame("BF", "delivered", message, true);
    pen.frame("BF", "acked", message, true);
}

pub fn replay(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    pen.act("TG", "present", "done");
    let message = pen.answered("TG", "BF", "CORE", "ARR");
    steps(pen, facts, 0, 1);
    pen.wait_us(30_000);
    pen.write(
        "forger",
        What::Injected {
            account: "TG".into(),
            queue: message.queue.clone(),
            message_id: message.id.clone(),
            digest: format!("{:064x}", 99),
            outcome: "receipted".into(),
            intent: "the arrival advice is replayed byte for byte".into(),
        },
    );
    pen.copy(&message);
    pen.frame("BF", "delivered", &message, false);
    pen.frame("BF", "acked", &message, false);
    let answer = pen.message("BF", "TG", "SYS", "FNK");
    pen.pass(&answer);
    steps(pen, facts, 1, 2);
    expect(pen, "REQ-DUP-001", "ACK");
    pen.step(&facts.steps[2], 15, StepStatus::Failed, Some("BF answered FNK 26"));
    pen.end(340);
}

pub fn node_killed(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    pen.part("node TG", "armed", "after-commit PAS");
    let message = pen.message("BF", "TG", "CORE", "PAS");
    pen.frame("BF", "send", &message, false);
    pen.copy(&message);
    pen.frame("BF", "receipted", &message, false);
    pen.frame("TG", "delivered", &message, false);
    pen.part("node TG", "died", "after-commit PAS");
    pen.wait_us(300_000);
    pen.part("node TG", "started", "");
    pen.frame("TG", "delivered", &message, true);
    pen.frame("TG", "acked", &message, true);
    steps(pen, facts, 0, 5);
    pen.end(610);
}

pub fn broker_killed(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    let message = pen.message("TG", "BF", "CORE", "PAS");
    pen.frame("TG", "send", &message, false);
    pen.part("broker", "killed", "SIGKILL");
    pen.wait_us(2_500_000);
    pen.part("broker", "started", "");
    pen.frame("TG", "send", &message, false);
    pen.copy(&message);
    pen.frame("TG", "receipted", &message, false);
    steps(pen, facts, 0, 2);
    pen.write("scribe", What::PatienceLost { awaited: "ACK of PAS".into(), from: "BF".into() });
    pen.step(
        &facts.steps[2],
        15,
        StepStatus::Undecided,
        Some("no answer within 10 s, cell not quiet"),
    );
    pen.end(12_800);
}

pub fn peer_fails(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    pen.act("TG", "declare", "refused");
    pen.write(
        "stack",
        What::GroundFailure {
            attribution: "harness".into(),
            detail: "the node of TG closed the adapter connection".into(),
        },
    );
    let lying =
        BrowsedFacts { message_id: "TG-01".into(), code: "PAS".into(), digest: "aa".into() };
    pen.write(
        "browser",
        What::Browsed { queue: "DLQ.TRANSIT.BF.FROM.TG.CORE".into(), messages: vec![lying] },
    );
    pen.step(&facts.steps[0], 13, StepStatus::Error, Some("connection closed"));
    pen.end(80);
}

pub fn not_applicable(pen: &mut Pen, facts: &ScenarioFacts) {
    pen.begin(facts);
    pen.write(
        "actor",
        What::NotApplicable { reason: "the node declares no role that reads".into() },
    );
    pen.end(1);
}
