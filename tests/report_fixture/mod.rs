//! A made-up record: one run with every kind of event and every kind of verdict, written by hand.
//!
//! It is not what a run writes; it is what a page must be able to show.
#![allow(dead_code, reason = "each test file uses what it needs")]

mod journey;
mod verdicts;

use base64::Engine;
use jiff::Timestamp;
use passavant::record::Record;
use passavant::record::event::{
    BrokerFacts, CopyFacts, CorridorFacts, Event, NodeFacts, RunStarted, ScenarioFacts, StepStatus,
    SuiteFacts, What,
};
use std::collections::BTreeMap;

pub use verdicts::{conformant_judgement, judgement};

/// Wall clock of the first event, nanoseconds.
const BORN: u64 = 1_795_474_719_000_000_000;

pub const MRN: &str = "26TG0K7Q2M4XW1N8P5";
pub const GRN: &str = "26BF000104TG00000017";

/// Writes events one after the other on a clock of its own.
pub struct Pen {
    events: Vec<Event>,
    now: u64,
    scenario: String,
    pub count: u32,
}

impl Pen {
    pub fn write(&mut self, source: &str, what: What) -> u64 {
        let seq = self.events.len() as u64;
        let business: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let in_scenario = !self.scenario.is_empty();
        self.events.push(Event {
            seq,
            prev: format!("{seq:064x}"),
            wall_ns: BORN + self.now,
            mono_ns: self.now,
            business: in_scenario.then_some(business),
            cell: if in_scenario { "cell-1".into() } else { String::new() },
            scenario: self.scenario.clone(),
            source: source.to_owned(),
            what,
        });
        seq
    }

    /// Lets time pass.
    pub fn wait_us(&mut self, us: u64) {
        self.now += us * 1000;
    }

    pub fn at_ns(&self) -> u64 {
        BORN + self.now
    }

    pub fn begin(&mut self, facts: &ScenarioFacts) {
        self.scenario = format!("{}/{}", facts.id, facts.subject);
        self.write("scribe", What::ScenarioStarted(Box::new(facts.clone())));
        self.wait_us(900);
    }

    pub fn end(&mut self, duration_ms: u64) {
        self.write("witness", What::Sentinel { token: "7f3a".into() });
        let finished = What::ScenarioFinished {
            duration_ms,
            complete: true,
            why_not: String::new(),
            flaws_fired: BTreeMap::new(),
        };
        self.write("scribe", finished);
        self.scenario.clear();
        self.wait_us(4000);
    }

    pub fn step(&mut self, written: &str, line: u32, status: StepStatus, reason: Option<&str>) {
        let (keyword, text) = written.split_once(' ').unwrap();
        let what = What::Step {
            keyword: keyword.into(),
            text: text.into(),
            line,
            status,
            reason: reason.map(str::to_owned),
            duration_ms: 12,
        };
        self.write("scribe", what);
        self.wait_us(300);
    }

    pub fn act(&mut self, country: &str, verb: &str, result: &str) {
        let what = What::Act {
            country: country.into(),
            verb: verb.into(),
            act: format!("{verb}-{}", self.count),
            request: serde_json::json!({"id": verb, "mrn": MRN, "office": format!("{country}LFW001")}),
            status: 200,
            response: serde_json::json!({"result": result, "mrn": MRN}),
            took_us: 2100,
        };
        self.write("actor", what);
        self.wait_us(2100);
    }

    pub fn frame(&mut self, country: &str, step: &str, message: &Message, redelivered: bool) {
        let what = What::LinkFrame {
            country: country.into(),
            step: step.into(),
            message_id: message.id.clone(),
            queue: message.queue.clone(),
            code: message.code.clone(),
            mrn: message.mrn.clone(),
            size: message.body.len() as u64,
            redelivered,
            at_ns: self.at_ns(),
        };
        self.write(&format!("link {country}"), what);
        self.wait_us(420);
    }

    pub fn copy(&mut self, message: &Message) -> u64 {
        let headers = [
            ("destination", format!("/topic/audit.{}", message.queue)),
            ("type", message.code.clone()),
            ("persistent", "true".to_owned()),
            ("txMessageId", message.id.clone()),
            ("txMrn", message.mrn.clone()),
        ];
        let facts = CopyFacts {
            queue: message.queue.clone(),
            user: message.from.clone(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body: base64::engine::general_purpose::STANDARD.encode(&message.body),
            digest: format!("{:064x}", message.body.len() * 7919),
            message_id: message.id.clone(),
            code: message.code.clone(),
            mrn: message.mrn.clone(),
        };
        let seq = self.write("witness", What::Copy(Box::new(facts)));
        self.wait_us(150);
        seq
    }

    /// A message that goes through without trouble.
    pub fn pass(&mut self, message: &Message) -> u64 {
        self.frame(&message.from, "send", message, false);
        let copy = self.copy(message);
        self.frame(&message.from, "receipted", message, false);
        self.frame(&message.to, "delivered", message, false);
        self.frame(&message.to, "acked", message, false);
        copy
    }

    pub fn message(&mut self, from: &str, to: &str, class: &str, code: &str) -> Message {
        self.count += 1;
        let id = format!("{from}-0193{:028x}", u64::from(self.count) * 0x9e37_79b9);
        Message {
            queue: format!("TRANSIT.{to}.FROM.{from}.{class}"),
            body: body(code, &id, from, to),
            id,
            code: code.into(),
            mrn: MRN.into(),
            from: from.into(),
            to: to.into(),
        }
    }

    /// A message and its technical answer.
    pub fn answered(&mut self, from: &str, to: &str, class: &str, code: &str) -> Message {
        let message = self.message(from, to, class, code);
        self.pass(&message);
        let answer = self.message(to, from, "SYS", "ACK");
        self.pass(&answer);
        message
    }

    pub fn link(&mut self, country: &str, change: &str, fault: &str, detail: &str) {
        let at_ns = self.at_ns();
        let what = What::LinkChange {
            country: country.into(),
            change: change.into(),
            fault: fault.into(),
            detail: detail.into(),
            at_ns,
        };
        self.write(&format!("link {country}"), what);
        self.wait_us(700);
    }

    pub fn part(&mut self, part: &str, change: &str, detail: &str) {
        let what = What::Part {
            part: part.into(),
            change: change.into(),
            detail: detail.into(),
            scheduled: true,
        };
        self.write("stack", what);
        self.wait_us(900);
    }

    pub fn leg(&mut self, leg: &str, us: u64) {
        let what = What::Leg {
            leg: leg.into(),
            mrn: MRN.into(),
            intended_ns: us * 1300,
            actual_ns: us * 1000,
            warmup: false,
        };
        self.write("load", what);
    }
}

/// A message of the fixture.
pub struct Message {
    pub queue: String,
    pub body: Vec<u8>,
    pub id: String,
    pub code: String,
    pub mrn: String,
    pub from: String,
    pub to: String,
}

fn body(code: &str, id: &str, from: &str, to: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{code} xmlns=\"urn:tgbf:sigmat-profile:1\">\n  <Header>\n    \
         <messageId>{id}</messageId>\n    <messageType>{code}</messageType>\n    \
         <profileVersion>1.0</profileVersion>\n    <sender country=\"{from}\" office=\"{from}LFW001\" \
         role=\"DEP\"/>\n    <recipient country=\"{to}\"/>\n    \
         <preparedAt>2026-11-23T08:00:00Z</preparedAt>\n    <testIndicator>1</testIndicator>\n    \
         <linkEpoch>1</linkEpoch>\n    <linkSeq>7</linkSeq>\n    <refData>1</refData>\n  </Header>\n  \
         <Movement mrn=\"{MRN}\">\n    <Principal>Société Générale de Transit — Lomé</Principal>\n  \
         </Movement>\n</{code}>\n"
    )
    .into_bytes()
}

pub fn scenario(
    id: &str,
    subject: &str,
    title: &str,
    feature: &str,
    steps: &[&str],
) -> ScenarioFacts {
    ScenarioFacts {
        id: id.into(),
        subject: subject.into(),
        title: title.into(),
        feature: feature.into(),
        line: 12,
        tags: vec![id.into(), "REQ-DEP-002".into()],
        steps: steps.iter().map(|step| (*step).to_owned()).collect(),
    }
}

fn started(planned: Vec<ScenarioFacts>, selection: &str) -> RunStarted {
    RunStarted {
        schema: "passavant.record/1".into(),
        id: "20261123T221839Z-3f9a1c".into(),
        command: "passavant run --seed 42".into(),
        purpose: "run".into(),
        selection: selection.into(),
        seed: 42,
        stack: "embedded".into(),
        started: "2026-11-23T22:18:39Z".parse().unwrap(),
        suite: SuiteFacts {
            version: "0.1.0".into(),
            commit: "8e68f2b1c0de".into(),
            dirty: false,
            digest: "4d1f0c8e".repeat(8),
            overridden: false,
        },
        corridor: CorridorFacts {
            name: "lome-ouagadougou".into(),
            title: "Lomé to Ouagadougou by Cinkansé".into(),
            countries: [("BF", "Burkina Faso"), ("TG", "Togo")]
                .map(|(code, name)| (code.to_owned(), name.to_owned()))
                .into(),
        },
        sut: None,
        flaws: BTreeMap::new(),
        strict: false,
        self_test: None,
        planned,
        host: [
            ("cores", "2"),
            ("hostname", "bench-1"),
            ("kernel", "Linux 6.1"),
            ("memory", "8 GiB"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
    }
}

fn node(country: &str) -> NodeFacts {
    NodeFacts {
        country: country.into(),
        product: "passavant reference node".into(),
        version: "0.1.0".into(),
        roles: ["departure", "passage", "destination", "guarantor"].map(str::to_owned).into(),
        flaw: None,
        sut: false,
    }
}

fn pen(planned: Vec<ScenarioFacts>, selection: &str) -> Pen {
    let mut pen = Pen { events: Vec::new(), now: 0, scenario: String::new(), count: 0 };
    pen.write("run", What::RunStarted(Box::new(started(planned, selection))));
    pen.wait_us(20_000);
    let ready = What::CellReady {
        ready_ms: 38,
        broker: BrokerFacts {
            product: "passavant embedded".into(),
            version: "0.1.0".into(),
            store: "journal on disk".into(),
            connector: "stomp://127.0.0.1:40001".into(),
        },
        nodes: vec![node("BF"), node("TG")],
    };
    pen.write("stack", ready);
    pen
}

fn finish(mut pen: Pen) -> Record {
    pen.wait_us(9000);
    let duration_ms = pen.now / 1_000_000;
    pen.write("run", What::RunFinished { duration_ms });
    Record {
        chain_head: "c0ffee11".repeat(8),
        events: pen.events,
        complete: true,
        torn_tail: false,
    }
}

/// A run in which something of everything happens.
pub fn record() -> Record {
    let planned = journey::planned();
    let mut pen = pen(planned.clone(), "");
    journey::happy(&mut pen, &planned[0]);
    journey::line_drops(&mut pen, &planned[1]);
    journey::replay(&mut pen, &planned[2]);
    journey::node_killed(&mut pen, &planned[3]);
    journey::broker_killed(&mut pen, &planned[4]);
    journey::peer_fails(&mut pen, &planned[5]);
    journey::not_applicable(&mut pen, &planned[6]);
    for n in 0..120 {
        pen.leg("journey", 9000 + n * 137 % 5000);
        pen.leg("PAS ENTRY", 1200 + n * 71 % 900);
    }
    for n in 0..12 {
        pen.leg("TDA out", 800 + n * 31);
    }
    finish(pen)
}

/// Two scenarios that pass.
pub fn conformant_record() -> Record {
    let planned: Vec<_> = journey::planned().into_iter().take(2).collect();
    let mut pen = pen(planned.clone(), "");
    journey::happy(&mut pen, &planned[0]);
    journey::line_drops(&mut pen, &planned[1]);
    finish(pen)
}

/// A load run with gates.
pub fn load_record() -> Record {
    let mut record = conformant_record();
    let last = record.events.pop().unwrap();
    let mut pen =
        Pen { now: last.mono_ns, events: record.events, scenario: String::new(), count: 0 };
    for n in 0..1200_u64 {
        let slow = if n % 97 == 0 { 40_000 } else { 0 };
        pen.leg("journey", 9000 + n * 137 % 5000 + slow);
        pen.leg("TDA out", 800 + n * 31 % 600);
    }
    let gate =
        |gate: &str, limit_ms, observed_ms, count, met| passavant::record::event::GateFacts {
            gate: gate.to_owned(),
            limit_ms,
            observed_ms,
            count,
            met,
        };
    let load = passavant::record::event::LoadFacts {
        plan: "smoke".into(),
        planned: 1210,
        started: 1210,
        completed: 1200,
        failed: [("no WRO within 10 s".to_owned(), 10)].into(),
        target_rate: 60.0,
        achieved_rate: 59.7,
        invalid: Vec::new(),
        violations: Vec::new(),
        gates: vec![
            gate("journey p99", 2000.0, 62.4, 1200, true),
            gate("TDA out p50", 1.0, 1.44, 1200, false),
        ],
    };
    pen.write("load", What::LoadFinished(Box::new(load)));
    finish(pen)
}
