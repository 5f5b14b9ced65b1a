//! A synthetic record of one honest journey, written the way the stage writes it, to bend in tests.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test says what it expects by failing, and shares what it needs"
)]

pub mod breaks;
mod holds;
pub mod hub;
mod laws;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use passavant::message::answer::{Ack, Fnk, FunctionalError};
use passavant::message::{Body, Message, Pair, digest, headers_for, sample_between, write};
use passavant::profile::lists::{Direction, Disposition, FunctionalErrorCode};
use passavant::profile::{Class, Code, Country, Grn, MessageId, Queue, queues_among};
use passavant::record::Record;
use passavant::record::claim::{Claim, Expectation, Times};
use passavant::record::event::{
    BrokerFacts, CopyFacts, CorridorFacts, Event, NodeFacts, RunStarted, ScenarioFacts, StepStatus,
    SuiteFacts, What,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const HOME: &str = "TG";
pub const PARTNER: &str = "BF";

pub fn country(text: &str) -> Country {
    text.parse().unwrap()
}

pub fn grn() -> Grn {
    Grn::compose(26, country(PARTNER), "CCIX00000007").unwrap()
}

/// The movement of the journey.
pub fn mrn() -> String {
    message(Code::Tda).mrn().unwrap().to_string()
}

/// Business time at which the journey begins: after everything that the samples date.
pub fn start() -> Timestamp {
    "2027-06-01T08:00:00Z".parse().unwrap()
}

fn message(code: Code) -> Message {
    sample_between(Pair { departure: country(HOME), partner: country(PARTNER) }, code, 7)
}

/// Writes events one after another.
#[derive(Clone)]
pub struct Tape {
    pub events: Vec<Event>,
    pub scenario: String,
    pub now: Timestamp,
    numbers: BTreeMap<(Country, Country, Class), u32>,
}

impl Tape {
    pub fn new() -> Self {
        Self { events: Vec::new(), scenario: String::new(), now: start(), numbers: BTreeMap::new() }
    }

    pub fn push(&mut self, what: What) -> u64 {
        let seq = self.events.len() as u64;
        self.events.push(Event {
            seq,
            prev: String::new(),
            wall_ns: seq,
            mono_ns: seq,
            business: Some(self.now),
            cell: "cell-1".into(),
            scenario: self.scenario.clone(),
            source: "test".into(),
            what,
        });
        seq
    }

    pub fn pass_time(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
    }

    pub fn act(&mut self, of: &str, verb: &str) -> u64 {
        self.push(What::Act {
            country: of.into(),
            verb: verb.into(),
            act: format!("a-{verb}-{}", self.events.len()),
            request: json!({}),
            status: 200,
            response: json!({"result": "done", "mrn": mrn()}),
            took_us: 900,
        })
    }

    /// The cell is quiet, and a sentinel has come through the witness.
    pub fn rest(&mut self) -> u64 {
        self.push(What::Quiet);
        self.push(What::Sentinel { token: "t".into() })
    }

    pub fn step(&mut self, status: StepStatus) -> u64 {
        self.push(What::Step {
            keyword: "Then".into(),
            text: format!("step {}", self.events.len()),
            line: 9,
            status,
            reason: None,
            duration_ms: 4,
        })
    }

    /// A message of the sample, with fresh id and number, between these two.
    pub fn sample(&mut self, code: Code, bend: impl FnOnce(&mut Message)) -> Message {
        let mut message = message(code);
        bend(&mut message);
        self.stamp(&mut message);
        message
    }

    fn stamp(&mut self, message: &mut Message) {
        let header = &mut message.header;
        header.test = true;
        header.link_epoch = 0;
        header.prepared_at = self.now;
        header.message_id = MessageId::fresh(header.sender.country);
        let line = (header.sender.country, header.recipient.country, message.body.code().class());
        let number = self.numbers.entry(line).or_insert(4);
        *number += 1;
        message.header.link_seq = *number;
    }

    pub fn copy(&mut self, message: &Message) -> u64 {
        let bytes = write(message);
        let headers = headers_for(message, &bytes);
        self.push(What::Copy(Box::new(copy_facts(&message.queue().to_string(), headers, &bytes))))
    }

    pub fn send(&mut self, code: Code, bend: impl FnOnce(&mut Message)) -> Message {
        let message = self.sample(code, bend);
        self.copy(&message);
        message
    }

    pub fn ack(&mut self, question: &Message) -> Message {
        self.answer(question, Body::Ack(Ack { disposition: Disposition::Applied }))
    }

    pub fn refuse(&mut self, question: &Message, code: FunctionalErrorCode) -> Message {
        self.answer(question, Body::Fnk(Fnk::of(FunctionalError::new(code, "/X", None, ""))))
    }

    pub fn answer(&mut self, question: &Message, body: Body) -> Message {
        let code = body.code();
        self.send(code, |answer| {
            answer.header.sender = question.header.recipient;
            answer.header.recipient = question.header.sender;
            answer.header.correlation_id = Some(question.header.message_id.into());
            answer.body = body;
        })
    }

    /// A claim that held when its step ended.
    pub fn claim(&mut self, requirement: &str, about: &str, claim: Claim) -> u64 {
        let at = self.push(What::Expected(Box::new(Expectation {
            requirement: requirement.into(),
            about: about.into(),
            since: 0,
            by: None,
            protocol: false,
            claim,
        })));
        self.rest();
        self.step(StepStatus::Passed);
        at
    }

    pub fn query(&mut self, of: &str, path: &str, status: u16, response: Value) -> u64 {
        self.push(What::Query { country: of.into(), path: path.into(), status, response })
    }

    pub fn record(&self) -> Record {
        Record {
            events: self.events.clone(),
            complete: true,
            torn_tail: false,
            chain_head: String::new(),
        }
    }

    /// Position of the first copy of that code from that country.
    pub fn copy_of(&self, code: &str, from: &str) -> usize {
        let found = self.events.iter().position(|event| match &event.what {
            What::Copy(copy) => copy.code == code && copy.queue.contains(&format!("FROM.{from}")),
            _ => false,
        });
        found.unwrap_or_else(|| panic!("no {code} from {from}"))
    }

    /// Changes a copy's body and headers; its digest then fits again.
    pub fn bend(&mut self, at: usize, body: impl FnOnce(String) -> String) {
        let What::Copy(copy) = &mut self.events[at].what else { panic!("no copy at {at}") };
        let text = String::from_utf8(STANDARD.decode(&copy.body).unwrap()).unwrap();
        let bent = body(text.clone());
        assert_ne!(text, bent, "the mutation must change something");
        copy.body = STANDARD.encode(&bent);
        copy.digest = digest(bent.as_bytes());
        copy.headers.insert("txDigest".into(), copy.digest.clone());
    }

    pub fn facts(&mut self, at: usize) -> &mut CopyFacts {
        match &mut self.events[at].what {
            What::Copy(copy) => copy,
            _ => panic!("no copy at {at}"),
        }
    }

    /// Puts an event in, and numbers all of them again.
    pub fn insert(&mut self, at: usize, what: What) {
        let mut event = self.events[at].clone();
        event.what = what;
        self.events.insert(at, event);
        self.renumber();
    }

    pub fn remove(&mut self, unwanted: impl Fn(&What) -> bool) {
        self.events.retain(|event| !unwanted(&event.what));
        self.renumber();
    }

    fn renumber(&mut self) {
        for (seq, event) in self.events.iter_mut().enumerate() {
            event.seq = seq as u64;
        }
    }

    /// The first answer of a node to a question, to be changed.
    pub fn first_word(&mut self, of: &str, path: &str) -> &mut Value {
        self.words(of, path).next().unwrap()
    }

    /// The final answer of a node to a question, to be changed.
    pub fn word(&mut self, of: &str, path: &str) -> &mut Value {
        self.words(of, path).last().unwrap()
    }

    fn words<'s, 'p>(
        &'s mut self,
        of: &'p str,
        path: &'p str,
    ) -> impl Iterator<Item = &'s mut Value> + use<'s, 'p> {
        self.events.iter_mut().filter_map(move |event| match &mut event.what {
            What::Query { country, path: asked, response, .. }
                if country == of && asked.starts_with(path) =>
            {
                Some(response)
            }
            _ => None,
        })
    }
}

pub fn copy_facts(queue: &str, headers: Vec<(String, String)>, bytes: &[u8]) -> CopyFacts {
    let headers: BTreeMap<String, String> = headers.into_iter().collect();
    let queue_parts: Queue = queue.parse().unwrap();
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    CopyFacts {
        queue: queue.into(),
        user: queue_parts.from.to_string(),
        body: STANDARD.encode(bytes),
        digest: digest(bytes),
        message_id: header("txMessageId"),
        code: header("type"),
        mrn: header("txMrn"),
        headers,
    }
}

pub const TAGS: &[&str] = &[
    "HP01",
    "REQ-ADP-001",
    "REQ-ENV-001",
    "REQ-ENV-002",
    "REQ-ENV-003",
    "REQ-ENV-004",
    "REQ-ENV-005",
    "REQ-ENV-006",
    "REQ-ENV-007",
    "REQ-ENV-008",
    "REQ-ENV-009",
    "REQ-ACK-001",
    "REQ-ACK-002",
    "REQ-ACK-003",
    "REQ-INV-001",
    "REQ-INV-002",
    "REQ-INV-003",
    "REQ-INV-004",
    "REQ-INV-005",
    "REQ-DEP-002",
    "REQ-GUA-003",
];

/// `subject` is the country judged; the journey leaves from `HOME`.
pub fn planned(subject: &str) -> ScenarioFacts {
    ScenarioFacts {
        id: "HP01".into(),
        subject: subject.into(),
        title: "A journey".into(),
        feature: "journey.feature".into(),
        line: 3,
        tags: TAGS.iter().map(ToString::to_string).collect(),
        steps: Vec::new(),
    }
}

pub fn run_started(planned: Vec<ScenarioFacts>) -> RunStarted {
    RunStarted {
        schema: "passavant.record/1".into(),
        id: "run".into(),
        command: "passavant run".into(),
        purpose: "run".into(),
        selection: String::new(),
        seed: 1,
        stack: "embedded".into(),
        started: start(),
        suite: SuiteFacts::default(),
        corridor: CorridorFacts::default(),
        sut: None,
        flaws: BTreeMap::new(),
        strict: false,
        planned,
        host: BTreeMap::new(),
        self_test: None,
    }
}

pub fn sent(from: &str, to: &str, code: &str, times: Times) -> Claim {
    Claim::Sent {
        from: from.into(),
        to: to.into(),
        code: code.into(),
        mrn: Some(mrn()),
        fields: BTreeMap::new(),
        times,
    }
}

fn node(of: &str) -> NodeFacts {
    let roles = ["departure", "passage", "destination", "guarantor"];
    NodeFacts {
        country: of.into(),
        product: "reference".into(),
        version: "1".into(),
        roles: roles.map(str::to_owned).into(),
        flaw: None,
        sut: false,
        keeps_store: false,
    }
}

/// The whole honest journey, from the first line of the record to the last.
pub fn journey(subject: &str) -> Tape {
    let mut tape = Tape::new();
    tape.push(What::RunStarted(Box::new(run_started(vec![planned(subject)]))));
    let nodes = vec![node(HOME), node(PARTNER)];
    tape.push(What::CellReady {
        ready_ms: 5,
        broker: BrokerFacts::default(),
        nodes,
        hub: false,
        bridged: false,
        tunnel: None,
    });
    tape.scenario = format!("HP01/{subject}");
    tape.push(What::ScenarioStarted(Box::new(planned(subject))));
    play(&mut tape);
    tape.push(What::Quiet);
    tape.push(What::Sentinel { token: "s".into() });
    for queue in queues_among([country(HOME), country(PARTNER)]) {
        for queue in [queue.to_string(), queue.dead_letter()] {
            tape.push(What::Browsed { queue, messages: Vec::new() });
        }
    }
    tape.push(What::ScenarioFinished {
        duration_ms: 70,
        complete: true,
        why_not: String::new(),
        flaws_fired: BTreeMap::new(),
    });
    tape.scenario.clear();
    tape.push(What::RunFinished { duration_ms: 90 });
    tape
}

fn play(tape: &mut Tape) {
    let mut told: Vec<(String, Message)> = Vec::new();
    tape.act(HOME, "declare");
    tape.act(HOME, "guarantee");
    let question = tape.send(Code::Guq, |message| {
        let Body::Guq(guq) = &mut message.body else { unreachable!() };
        guq.grn = grn().into();
    });
    tape.ack(&question);
    let result = tape.send(Code::Gur, |message| {
        message.header.correlation_id = Some(question.header.message_id.into());
    });
    tape.ack(&result);
    told.push((HOME.into(), result));
    tape.act(HOME, "release");
    for code in [Code::Tda, Code::Tpa] {
        let advice = tape.send(code, |_| ());
        tape.ack(&advice);
        told.push((PARTNER.into(), advice));
    }
    tape.claim("REQ-DEP-002", HOME, sent(HOME, PARTNER, "TPA", Times::AtLeast(1)));
    travel(tape, &mut told);
    last_words(tape, &told);
}

fn travel(tape: &mut Tape, told: &mut Vec<(String, Message)>) {
    tape.act(HOME, "pass");
    let exit = tape.send(Code::Pas, |message| {
        std::mem::swap(&mut message.header.sender, &mut message.header.recipient);
        let Body::Pas(pas) = &mut message.body else { unreachable!() };
        pas.direction = Direction::Exit;
    });
    tape.ack(&exit);
    told.push((PARTNER.into(), exit));
    for (verb, code) in [("pass", Code::Pas), ("arrive", Code::Arr), ("result", Code::Res)] {
        tape.pass_time(3600);
        tape.act(PARTNER, verb);
        let notice = tape.send(code, |message| {
            if let Body::Pas(pas) = &mut message.body {
                pas.direction = Direction::Entry;
            }
        });
        tape.ack(&notice);
        told.push((HOME.into(), notice));
    }
    let off = tape.send(Code::Wro, |_| ());
    tape.ack(&off);
    told.push((PARTNER.into(), off));
    let free = tape.send(Code::Gul, |message| {
        let Body::Gul(gul) = &mut message.body else { unreachable!() };
        gul.grn = grn().into();
    });
    tape.ack(&free);
    ask_for_guarantee(tape);
    let claim = Claim::Reservation {
        country: PARTNER.into(),
        grn: grn().to_string(),
        mrn: mrn(),
        state: "RELEASED".into(),
    };
    tape.claim("REQ-GUA-003", PARTNER, claim);
}

fn last_words(tape: &mut Tape, told: &[(String, Message)]) {
    let path = format!("/v1/movements/{}", mrn());
    let effects = |of: &str| -> Vec<Value> {
        let own = told.iter().filter(|(country, _)| country == of);
        own.map(|(_, message)| {
            let id = message.header.message_id.to_string();
            json!({"key": format!("{}/{id}", message.code()), "message_id": id, "at": start()})
        })
        .collect()
    };
    let departure = json!({"state": "DISCHARGED", "grn": grn()});
    let word = json!({"mrn": mrn(), "departure": departure, "effects": effects(HOME)});
    tape.query(HOME, &path, 200, word);
    let passages = json!([{"office": "BFCKS001", "direction": "ENTRY", "state": "PASSED"}]);
    let word = json!({"mrn": mrn(), "destination": {"state": "CLOSED"}, "passages": passages,
        "effects": effects(PARTNER)});
    tape.query(PARTNER, &path, 200, word);
    ask_for_guarantee(tape);
}

fn ask_for_guarantee(tape: &mut Tape) {
    let reservations = json!([{"mrn": mrn(), "request_no": 1, "state": "RELEASED"}]);
    let ledger = json!({"grn": grn(), "balance": 10, "reservations": reservations});
    tape.query(PARTNER, &format!("/v1/guarantees/{}", grn()), 200, ledger);
}
