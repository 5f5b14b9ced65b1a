//! Each kind of claim: seen to hold, still open, and beyond hope.

use super::*;
use passavant::conformance::{Held, holds};
use passavant::message::answer::{XmlError, Xnk};
use passavant::profile::lists::XmlErrorCode;
use passavant::record::event::BrowsedFacts;

fn ask(tape: &Tape, since: u64, claim: Claim) -> Held {
    let expectation = Expectation {
        requirement: "REQ-DUP-001".into(),
        about: PARTNER.into(),
        since,
        by: None,
        protocol: false,
        claim,
    };
    holds(&tape.events, &expectation)
}

fn yes(held: &Held) -> bool {
    matches!(held, Held::Yes { .. })
}

fn open(held: &Held) -> bool {
    matches!(held, Held::NotYet { .. })
}

fn no(held: &Held) -> bool {
    matches!(held, Held::No { .. })
}

#[test]
fn messages_sent_are_counted_by_id_and_field() {
    let mut tape = Tape::new();
    let claim = |times, direction: &str| Claim::Sent {
        from: PARTNER.into(),
        to: HOME.into(),
        code: "PAS".into(),
        mrn: Some(mrn()),
        fields: [("Passage/direction".to_owned(), direction.to_owned())].into(),
        times,
    };
    assert!(open(&ask(&tape, 0, claim(Times::AtLeast(1), "ENTRY"))));
    tape.rest();
    assert!(open(&ask(&tape, 0, claim(Times::Exactly(0), "ENTRY"))), "nothing since is no proof");
    let since = 0;
    tape.rest();
    assert!(yes(&ask(&tape, since, claim(Times::Exactly(0), "ENTRY"))));
    let first = tape.send(Code::Pas, |message| {
        let Body::Pas(pas) = &mut message.body else { unreachable!() };
        pas.direction = Direction::Entry;
    });
    assert!(yes(&ask(&tape, since, claim(Times::AtLeast(1), "ENTRY"))));
    assert!(no(&ask(&tape, since, claim(Times::Exactly(0), "ENTRY"))));
    let Held::NotYet { observed } = ask(&tape, since, claim(Times::AtLeast(1), "EXIT")) else {
        panic!("the direction differs")
    };
    assert!(observed.contains("`ENTRY` instead of `EXIT`"), "{observed}");
    tape.copy(&first);
    assert!(open(&ask(&tape, since, claim(Times::Exactly(1), "ENTRY"))), "not quiet yet");
    tape.rest();
    assert!(
        yes(&ask(&tape, since, claim(Times::Exactly(1), "ENTRY"))),
        "sent again is not another"
    );
    tape.send(Code::Pas, |message| message.body = first.body.clone());
    assert!(no(&ask(&tape, since, claim(Times::Exactly(1), "ENTRY"))));
    assert!(open(&ask(&tape, tape.events.len() as u64, claim(Times::AtLeast(1), "ENTRY"))));
}

#[test]
fn a_deadline_must_have_passed_in_quiet() {
    let mut tape = Tape::new();
    let by = start() + SignedDuration::from_mins(5);
    let expectation = Expectation {
        requirement: "REQ-DST-003".into(),
        about: PARTNER.into(),
        since: 0,
        by: Some(by),
        protocol: false,
        claim: sent(PARTNER, HOME, "RES", Times::Exactly(0)),
    };
    tape.rest();
    tape.rest();
    assert!(open(&holds(&tape.events, &expectation)));
    tape.pass_time(300);
    tape.rest();
    assert!(yes(&holds(&tape.events, &expectation)));
}

#[test]
fn what_the_harness_put_there_is_nobodys_message() {
    let mut tape = Tape::new();
    tape.rest();
    let forged = tape.send(Code::Arr, |_| ());
    let claim = || sent(PARTNER, HOME, "ARR", Times::AtLeast(1));
    assert!(yes(&ask(&tape, 0, claim())));
    let CopyFacts { queue, message_id, digest, .. } = tape.facts(2).clone();
    let injected = |outcome: &str| What::Injected {
        account: PARTNER.into(),
        queue: queue.clone(),
        message_id: message_id.clone(),
        digest: digest.clone(),
        outcome: outcome.into(),
        intent: "replay".into(),
    };
    tape.push(injected("refused: not authorised"));
    assert!(yes(&ask(&tape, 0, claim())), "a refused injection put nothing there");
    tape.push(injected("receipted"));
    assert!(open(&ask(&tape, 0, claim())));
    tape.copy(&forged);
    assert!(yes(&ask(&tape, 0, claim())), "one of two copies is the sender's own");
}

fn answered(question: &Message, code: &str, detail: Option<&str>, times: Times) -> Claim {
    Claim::Answered {
        message_id: question.header.message_id.to_string(),
        by: HOME.into(),
        code: code.into(),
        detail: detail.map(str::to_owned),
        fields: BTreeMap::new(),
        times,
    }
}

#[test]
fn answers_are_told_by_code_and_detail() {
    let mut tape = Tape::new();
    tape.rest();
    let question = tape.send(Code::Arr, |_| ());
    let once = Times::AtLeast(1);
    assert!(open(&ask(&tape, 0, answered(&question, "ACK", None, once))));
    let ack = tape.ack(&question);
    assert!(yes(&ask(&tape, 0, answered(&question, "ACK", Some("APPLIED"), once))));
    assert!(no(&ask(&tape, 0, answered(&question, "ACK", Some("DUPLICATE"), once))));
    assert!(no(&ask(&tape, 0, answered(&question, "FNK", Some("97"), once))));
    assert!(open(&ask(&tape, 0, answered(&question, "ACK", None, Times::Exactly(2)))));
    let same = || Claim::SameAnswer {
        message_id: question.header.message_id.to_string(),
        by: HOME.into(),
    };
    assert!(open(&ask(&tape, 0, same())), "one answer is not two alike");
    tape.copy(&ack);
    tape.rest();
    assert!(yes(&ask(&tape, 0, answered(&question, "ACK", None, Times::Exactly(2)))));
    assert!(yes(&ask(&tape, 0, same())));
    assert!(open(&ask(&tape, 6, same())));
    tape.refuse(&question, FunctionalErrorCode::DuplicateId);
    assert!(no(&ask(&tape, 0, same())));
}

#[test]
fn a_bare_refusal_says_nothing_more() {
    let mut tape = Tape::new();
    tape.rest();
    let question = tape.send(Code::Arr, |_| ());
    tape.refuse(&question, FunctionalErrorCode::Origin);
    let bare = |rule: &str| {
        let mut claim = answered(&question, "FNK", Some("97"), Times::AtLeast(1));
        let Claim::Answered { fields, .. } = &mut claim else { unreachable!() };
        fields.insert("Errors/error/pointer".into(), "/".into());
        fields.insert("Errors/error/rule".into(), rule.into());
        claim
    };
    assert!(yes(&ask(&tape, 0, bare(""))));
    assert!(no(&ask(&tape, 0, bare("R-MIRROR"))));
}

#[test]
fn the_place_of_a_defect_is_compared() {
    let mut tape = Tape::new();
    let question = tape.send(Code::Arr, |_| ());
    let place = |line, columns| Claim::NamesThePlace {
        message_id: question.header.message_id.to_string(),
        by: HOME.into(),
        line,
        columns,
    };
    assert!(open(&ask(&tape, 0, place(4, (10, 12)))));
    let error = XmlError {
        line: 4,
        column: 11,
        pointer: "/".into(),
        code: XmlErrorCode::Format,
        text: None,
        original_value: None,
    };
    tape.answer(&question, Body::Xnk(Xnk { errors: vec![error] }));
    assert!(yes(&ask(&tape, 0, place(4, (10, 12)))));
    assert!(no(&ask(&tape, 0, place(4, (12, 12)))));
    assert!(no(&ask(&tape, 0, place(5, (10, 12)))));
}

#[test]
fn a_nodes_own_word_is_the_newest() {
    let mut tape = Tape::new();
    tape.rest();
    let path = format!("/v1/movements/{}", mrn());
    let state = |state: &str| Claim::Movement {
        country: HOME.into(),
        mrn: mrn(),
        pointer: "/departure/state".into(),
        equals: state.into(),
    };
    let unknown = || Claim::NoMovement { country: HOME.into(), mrn: mrn() };
    assert!(open(&ask(&tape, 0, state("RELEASED"))) && open(&ask(&tape, 0, unknown())));
    tape.query(HOME, &path, 404, Value::Null);
    assert!(yes(&ask(&tape, 0, unknown())));
    let effects = json!([{"key": "RES/BFOUR001/1"}, {"key": "ARR/BFOUR001"}]);
    tape.query(HOME, &path, 200, json!({"departure": {"state": "RELEASED"}, "effects": effects}));
    assert!(no(&ask(&tape, 0, unknown())));
    assert!(yes(&ask(&tape, 0, state("RELEASED"))));
    assert!(open(&ask(&tape, 0, state("ARRIVED"))));
    let count =
        |count| Claim::Effects { country: HOME.into(), mrn: mrn(), key: "RES/".into(), count };
    assert!(yes(&ask(&tape, 0, count(1))) && open(&ask(&tape, 0, count(2))));
    assert!(no(&ask(&tape, 0, count(0))));
    assert!(open(&ask(&tape, 3, count(1))), "asked before the cause is no answer");
    tape.query(HOME, &path, 0, Value::Null);
    assert!(open(&ask(&tape, 0, state("RELEASED"))));
}

#[test]
fn alerts_that_stood_before_the_first_act_are_nobodys_evidence() {
    let mut tape = Tape::new();
    let old = json!({"rule": "F06", "message_id": "x", "at": "2026-07-01T08:00:00Z"});
    tape.query(HOME, "/v1/alerts", 200, json!([old]));
    tape.act(HOME, "declare");
    tape.query(HOME, "/v1/alerts?mrn=", 200, json!([old]));
    let alerted = || Claim::Alerted { country: HOME.into(), rule: "F06".into(), message_id: None };
    let none = || Claim::NoAlert { country: HOME.into() };
    assert!(open(&ask(&tape, 0, alerted())), "it stood before");
    assert!(yes(&ask(&tape, 0, none())));
    // The very same words a second time are new.
    tape.query(HOME, "/v1/alerts?mrn=", 200, json!([old, old]));
    assert!(yes(&ask(&tape, 0, alerted())));
    assert!(no(&ask(&tape, 0, none())));
}

#[test]
fn a_fraud_is_suspected_for_its_own_reason_and_a_twin_for_none() {
    let claim = |rule: Option<&str>, beside: &[&str], blocks: Option<&[&str]>| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Claim::Suspicion {
            country: HOME.into(),
            mrn: Some(mrn()),
            rule: rule.map(str::to_owned),
            beside: owned(beside),
            blocks: blocks.map(owned),
        }
    };
    let mut tape = Tape::new();
    tape.act(HOME, "declare");
    let nothing = || claim(None, &[], None);
    assert!(open(&ask(&tape, 0, nothing())), "nobody was asked yet");
    tape.query(HOME, "/v1/alerts", 200, json!([{"rule": "T-LIM", "mrn": mrn()}]));
    assert!(yes(&ask(&tape, 0, nothing())), "a timer accuses nobody");
    assert!(open(&ask(&tape, 0, claim(Some("F12"), &[], None))));
    let late = json!({"rule": "F12", "mrn": mrn(), "blocks": []});
    let other = json!({"rule": "H-SEAL", "mrn": "another", "blocks": ["WRITE_OFF"]});
    tape.query(HOME, "/v1/alerts", 200, json!([late, other]));
    assert!(yes(&ask(&tape, 0, claim(Some("F12"), &[], Some(&[])))));
    assert!(no(&ask(&tape, 0, nothing())));
    assert!(no(&ask(&tape, 0, claim(Some("F12"), &[], Some(&["WRITE_OFF"])))), "blocks nothing");
    assert!(no(&ask(&tape, 0, claim(Some("F01"), &[], None))), "stopped for another reason");
    assert!(open(&ask(&tape, 0, claim(Some("F01"), &["F12"], None))));
    let held = json!({"rule": "H-SEAL", "mrn": mrn()});
    tape.query(HOME, "/v1/alerts", 200, json!([held]));
    let blocks = claim(Some("H-SEAL"), &[], Some(&["WRITE_OFF"]));
    assert!(yes(&ask(&tape, 0, blocks)), "what it blocks need not be said");
}

#[test]
fn guarantees_alerts_and_acts_are_read() {
    let mut tape = Tape::new();
    tape.rest();
    ask_for_guarantee(&mut tape);
    let reservation = |mrn: &str, state: &str| Claim::Reservation {
        country: PARTNER.into(),
        grn: grn().to_string(),
        mrn: mrn.into(),
        state: state.into(),
    };
    assert!(yes(&ask(&tape, 0, reservation(&mrn(), "RELEASED"))));
    assert!(open(&ask(&tape, 0, reservation(&mrn(), "RESERVED"))));
    assert!(yes(&ask(&tape, 0, reservation("26TGLP0000000001J2", "none"))));
    let balance = |equals: u64| Claim::Guarantee {
        country: PARTNER.into(),
        grn: grn().to_string(),
        pointer: "/balance".into(),
        equals: equals.into(),
    };
    assert!(yes(&ask(&tape, 0, balance(10))) && open(&ask(&tape, 0, balance(11))));
    let alert = |id: Option<&str>| Claim::Alerted {
        country: HOME.into(),
        rule: "SEC-97".into(),
        message_id: id.map(str::to_owned),
    };
    assert!(open(&ask(&tape, 0, alert(None))));
    let none = || Claim::NoAlert { country: HOME.into() };
    assert!(open(&ask(&tape, 0, none())));
    tape.query(HOME, "/v1/alerts?mrn=", 200, json!([]));
    assert!(yes(&ask(&tape, 0, none())));
    tape.query(HOME, "/v1/alerts?mrn=", 200, json!([{"rule": "SEC-97", "message_id": "x"}]));
    assert!(yes(&ask(&tape, 0, alert(Some("x")))) && open(&ask(&tape, 0, alert(Some("y")))));
    assert!(no(&ask(&tape, 0, none())));
    tape.act(HOME, "release");
    let Some(What::Act { act, .. }) = tape.events.last().map(|event| event.what.clone()) else {
        unreachable!()
    };
    let outcome = |result: &str| Claim::ActOutcome {
        country: HOME.into(),
        act: act.clone(),
        result: result.into(),
        code: None,
    };
    assert!(yes(&ask(&tape, 0, outcome("done"))) && no(&ask(&tape, 0, outcome("refused"))));
}

#[test]
fn every_event_is_read_back_from_its_line() {
    let mut tape = journey(HOME);
    let messages = vec![BrowsedFacts::default()];
    tape.push(What::Browsed { queue: "DLQ.X".into(), messages });
    for event in &tape.events {
        let line = serde_json::to_string(event).unwrap();
        assert_eq!(&serde_json::from_str::<Event>(&line).unwrap(), event, "{line}");
    }
}
