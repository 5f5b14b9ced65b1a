//! The judge: an honest journey passes, and each check is shown able to fail.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod judge_support;

use judge_support::*;
use passavant::conformance::judge;
use passavant::conformance::judgement::Judgement;
use passavant::conformance::outcome::Outcome;
use passavant::conformance::verdict::{Attribution, Verdict};
use passavant::record::event::{BrowsedFacts, What};

fn judged(tape: &Tape) -> Judgement {
    judge(&tape.record())
}

fn verdict(judgement: &Judgement) -> Verdict {
    judgement.scenarios[0].verdict
}

fn of(judgement: &Judgement, requirement: &str) -> Verdict {
    judgement.requirements.iter().find(|entry| entry.id == requirement).unwrap().verdict
}

#[test]
fn an_honest_journey_is_conformant_for_both_subjects() {
    for subject in [HOME, PARTNER] {
        let judgement = judged(&journey(subject));
        assert_eq!(judgement.scenarios[0].reason, None);
        assert_eq!(verdict(&judgement), Verdict::Pass);
        assert_eq!((judgement.outcome, judgement.reason.clone()), (Outcome::Conformant, None));
        assert!(judgement.findings.is_empty(), "{:?}", judgement.findings);
        for tag in TAGS.iter().filter(|tag| tag.starts_with("REQ-")) {
            assert_eq!(of(&judgement, tag), Verdict::Pass, "{tag}");
        }
        assert_eq!(of(&judgement, "REQ-XNK-001"), Verdict::NotRun);
        assert!(judgement.scenarios[0].checks.iter().all(|check| check.evidence > 0));
    }
}

/// One way to break a record, who breaks it, and the requirement that must be the root.
type Break = (&'static str, &'static str, fn(&mut Tape));

fn breaks() -> Vec<Break> {
    vec![
        ("REQ-ADP-001", HOME, |tape| {
            let act = tape.events.iter_mut().find_map(|event| match &mut event.what {
                What::Act { verb, status, .. } if verb == "pass" => Some(status),
                _ => None,
            });
            *act.unwrap() = 501;
        }),
        ("REQ-ENV-001", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.bend(at, |body| {
                body.replace("<outcome>PASSED</outcome>", "")
                    .replace("<outcome>STOPPED</outcome>", "")
            });
        }),
        ("REQ-ENV-001", PARTNER, |tape| {
            let at = tape.copy_of("ARR", PARTNER);
            tape.bend(at, |body| body.replace("</ARR>", ""));
        }),
        ("REQ-ENV-002", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            let id = tape.facts(at).message_id.clone();
            let foreign = id.replace("BF-", "TG-");
            tape.bend(at, |body| body.replace(&id, &foreign));
            tape.facts(at).headers.insert("txMessageId".into(), foreign.clone());
            tape.facts(at).message_id = foreign;
        }),
        ("REQ-ENV-002", PARTNER, |tape| {
            // The same id for other bytes.
            let at = tape.copy_of("RES", PARTNER);
            let copy = tape.events[at].what.clone();
            tape.insert(at + 1, copy);
            tape.bend(at + 1, |body| body.replace("<conform>", " <conform>"));
        }),
        ("REQ-ENV-003", PARTNER, |tape| {
            let at = tape.copy_of("ACK", PARTNER);
            let id = tape.facts(at).headers.remove("correlation-id").unwrap();
            tape.bend(at, |body| body.replace(&format!("<correlationId>{id}</correlationId>"), ""));
        }),
        ("REQ-ENV-003", PARTNER, |tape| {
            let at = tape.copy_of("ACK", PARTNER);
            let id = tape.facts(at).headers["correlation-id"].clone();
            let none = format!("TG-{}", "0".repeat(32));
            tape.bend(at, |body| body.replace(&id, &none));
            tape.facts(at).headers.insert("correlation-id".into(), none);
        }),
        ("REQ-ENV-004", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.insert("txDigest".into(), "0".repeat(64));
        }),
        ("REQ-ENV-005", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.insert("txMrn".into(), "26TGLP0000000001J2".into());
        }),
        ("REQ-ENV-006", PARTNER, |tape| {
            let at = tape.copy_of("ARR", PARTNER);
            tape.bend(at, |body| body.replace("<linkSeq>6</linkSeq>", "<linkSeq>9</linkSeq>"));
        }),
        ("REQ-ENV-006", HOME, |tape| {
            let at = tape.copy_of("TPA", HOME);
            tape.bend(at, |body| body.replace("<linkSeq>6</linkSeq>", "<linkSeq>5</linkSeq>"));
        }),
        ("REQ-ENV-007", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.remove("persistent");
        }),
        ("REQ-ENV-007", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.insert("expires".into(), "1790000000000".into());
        }),
        ("REQ-ENV-008", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.bend(at, |body| body.replace("2027-06-01T09:00:00Z", "2027-06-01T10:00:00Z"));
        }),
        ("REQ-ENV-009", PARTNER, |tape| {
            let at = tape.copy_of("ACK", PARTNER);
            tape.facts(at).queue = "TRANSIT.TG.FROM.BF.CORE".into();
        }),
        ("REQ-ACK-001", PARTNER, |tape| {
            // The partner's answer to the exit never came.
            let exit = tape.copy_of("PAS", HOME);
            tape.events.remove(exit + 1);
            tape.remove(|_| false);
            renumber_answers(tape, exit + 1);
        }),
        ("REQ-ACK-002", PARTNER, |tape| {
            let exit = tape.copy_of("PAS", HOME);
            tape.events[exit + 1].business = Some(start() + jiff::SignedDuration::from_mins(6));
        }),
        ("REQ-ACK-003", PARTNER, |tape| {
            let exit = tape.copy_of("PAS", HOME);
            let copy = tape.events[exit + 1].what.clone();
            tape.insert(exit + 2, copy);
            let fresh = format!("BF-{}", "a".repeat(32));
            let id = tape.facts(exit + 2).message_id.clone();
            tape.bend(exit + 2, |body| body.replace(&id, &fresh));
            tape.facts(exit + 2).headers.insert("txMessageId".into(), fresh.clone());
            tape.facts(exit + 2).message_id = fresh;
            renumber_answers(tape, exit + 2);
        }),
        ("REQ-INV-001", PARTNER, |tape| {
            let effects = tape.word(PARTNER, "/v1/movements")["effects"].as_array_mut().unwrap();
            effects.pop();
        }),
        ("REQ-INV-002", PARTNER, |tape| {
            let at = tape.copy_of("ARR", PARTNER);
            let copy = tape.events[at].what.clone();
            let answer = tape.events[at + 1].what.clone();
            tape.insert(at + 2, copy);
            tape.insert(at + 3, answer);
            let (old, fresh) =
                (tape.facts(at).message_id.clone(), format!("BF-{}", "b".repeat(32)));
            for at in [at + 2, at + 3] {
                tape.bend(at, |body| body.replace(&old, &fresh));
            }
            tape.facts(at + 2).headers.insert("txMessageId".into(), fresh.clone());
            tape.facts(at + 2).message_id.clone_from(&fresh);
            tape.facts(at + 3).headers.insert("correlation-id".into(), fresh);
            let ack = tape.facts(at + 3).message_id.clone();
            let other = format!("TG-{}", "c".repeat(32));
            tape.bend(at + 3, |body| body.replace(&ack, &other));
            tape.facts(at + 3).headers.insert("txMessageId".into(), other.clone());
            tape.facts(at + 3).message_id = other;
            renumber(tape, at + 2, "FROM.BF.CORE");
            renumber(tape, at + 3, "FROM.TG.SYS");
        }),
        ("REQ-INV-002", PARTNER, |tape| {
            let effects = tape.word(PARTNER, "/v1/movements")["effects"].as_array_mut().unwrap();
            effects.push(effects[0].clone());
        }),
        ("REQ-INV-003", PARTNER, |tape| {
            tape.word(PARTNER, "/v1/movements")["destination"]["state"] = "RESULT_SENT".into();
        }),
        ("REQ-INV-005", PARTNER, |tape| {
            let at = tape.copy_of("PAS", HOME);
            let message_id = tape.facts(at).message_id.clone();
            for event in &mut tape.events {
                if let What::Browsed { queue, messages } = &mut event.what
                    && queue == "DLQ.TRANSIT.BF.FROM.TG.CORE"
                {
                    let lying =
                        BrowsedFacts { message_id: message_id.clone(), ..BrowsedFacts::default() };
                    messages.push(lying);
                }
            }
        }),
        ("REQ-DEP-002", HOME, |tape| {
            let at = tape.copy_of("TPA", HOME);
            tape.events.drain(at..at + 2);
            tape.remove(|_| false);
            renumber_answers(tape, at);
        }),
        ("REQ-GUA-003", PARTNER, |tape| {
            let ledger = tape.first_word(PARTNER, "/v1/guarantees");
            ledger["reservations"][0]["state"] = "RESERVED".into();
        }),
        // The order to free never left, and the guarantor still holds: departure's doing.
        ("REQ-INV-004", HOME, |tape| {
            let at = tape.copy_of("GUL", HOME);
            tape.events.drain(at..at + 2);
            tape.remove(|_| false);
            let ledger = tape.word(PARTNER, "/v1/guarantees");
            ledger["reservations"][0]["state"] = "RESERVED".into();
        }),
        // Freed while the movement is under way.
        ("REQ-INV-004", PARTNER, |tape| {
            let at = tape.copy_of("WRO", HOME);
            tape.events.drain(at..at + 4);
            tape.remove(|_| false);
            tape.word(HOME, "/v1/movements")["departure"]["state"] = "ARRIVED".into();
            let theirs = tape.word(PARTNER, "/v1/movements");
            theirs["destination"]["state"] = "RESULT_SENT".into();
        }),
        ("REQ-INV-003", HOME, |tape| {
            tape.word(HOME, "/v1/movements")["departure"]["state"] = "ARRIVED".into();
        }),
    ]
}

/// Numbers of the partner's answers from a position on, without gap.
fn renumber_answers(tape: &mut Tape, from: usize) {
    renumber(tape, from, "FROM.BF.SYS");
}

fn renumber(tape: &mut Tape, from: usize, line: &str) {
    let number = |body: &str| -> u32 {
        let rest = body.split("<linkSeq>").nth(1).unwrap();
        rest.split('<').next().unwrap().parse().unwrap()
    };
    let mut last: Option<u32> = None;
    for at in 0..tape.events.len() {
        let What::Copy(copy) = &tape.events[at].what else { continue };
        if !copy.queue.ends_with(line) {
            continue;
        }
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::STANDARD.decode(&copy.body).unwrap();
        let has = number(std::str::from_utf8(&bytes).unwrap());
        let wanted = last.map_or(has, |last| last + 1);
        if at >= from && has != wanted {
            let (old, new) =
                (format!("<linkSeq>{has}</linkSeq>"), format!("<linkSeq>{wanted}</linkSeq>"));
            tape.bend(at, |body| body.replace(&old, &new));
        }
        last = Some(wanted);
    }
}

#[test]
fn each_violation_is_the_root_finding_about_the_country_that_did_it() {
    for (requirement, culprit, bend) in breaks() {
        let mut tape = journey(culprit);
        bend(&mut tape);
        let judgement = judged(&tape);
        let first = judgement.findings.first();
        let named = first.map(|finding| finding.requirement.as_str());
        assert_eq!(named, Some(requirement), "{requirement}: {:#?}", judgement.findings);
        let finding = first.unwrap();
        assert_eq!(finding.about, culprit, "{requirement}");
        assert_eq!(finding.verdict, Verdict::Fail, "{requirement}: {finding:?}");
        assert_eq!(finding.reproduce, "passavant run --scenario HP01");
        assert_eq!(verdict(&judgement), Verdict::Fail, "{requirement}");
        assert_eq!(judgement.outcome, Outcome::Nonconformant, "{requirement}");
        let whose = match requirement {
            "REQ-ADP-001" => Attribution::Configuration,
            _ => Attribution::Product,
        };
        assert_eq!(judgement.scenarios[0].attribution, Some(whose), "{requirement}");
    }
}

#[test]
fn the_other_nodes_violation_is_an_error_and_no_word_about_the_subject() {
    for (requirement, culprit, bend) in breaks() {
        let subject = if culprit == HOME { PARTNER } else { HOME };
        for sut in [None, Some(subject.to_owned())] {
            let mut tape = journey(subject);
            bend(&mut tape);
            let whose = if sut.is_some() { Attribution::Harness } else { Attribution::Peer };
            let What::RunStarted(started) = &mut tape.events[0].what else { unreachable!() };
            started.sut = sut;
            let judgement = judged(&tape);
            let scenario = &judgement.scenarios[0];
            assert_eq!(scenario.verdict, Verdict::Error, "{requirement}: {scenario:#?}");
            assert_eq!(scenario.attribution, Some(whose), "{requirement}");
            assert_eq!(judgement.outcome, Outcome::HarnessError, "{requirement}");
            assert_ne!(of(&judgement, requirement), Verdict::Pass, "{requirement}");
        }
    }
}

#[test]
fn without_its_evidence_no_requirement_passes() {
    type Loss = (&'static [&'static str], fn(&What) -> bool);
    let losses: &[Loss] = &[
        (&["REQ-ADP-001"], |what| matches!(what, What::Act { .. })),
        (&TAGS[2..14], |what| matches!(what, What::Copy(_))),
        (&["REQ-INV-001", "REQ-INV-003", "REQ-INV-004", "REQ-GUA-003"], |what| {
            matches!(what, What::Query { .. })
        }),
        (&["REQ-INV-005"], |what| matches!(what, What::Browsed { .. })),
        (&["REQ-DEP-002", "REQ-GUA-003"], |what| matches!(what, What::Expected(_))),
    ];
    for (requirements, lost) in losses {
        let mut tape = journey(HOME);
        tape.remove(lost);
        let judgement = judged(&tape);
        assert_ne!(verdict(&judgement), Verdict::Pass, "{requirements:?}");
        assert_ne!(judgement.outcome, Outcome::Conformant);
        for requirement in *requirements {
            assert_ne!(of(&judgement, requirement), Verdict::Pass, "{requirement}");
        }
    }
}

#[test]
fn evidence_that_is_not_proven_complete_is_an_error() {
    let no_sentinel: fn(&mut Tape) =
        |tape| tape.remove(|what| matches!(what, What::Sentinel { .. }));
    let not_complete: fn(&mut Tape) = |tape| {
        for event in &mut tape.events {
            if let What::ScenarioFinished { complete, .. } = &mut event.what {
                *complete = false;
            }
        }
    };
    let poisoned: fn(&mut Tape) =
        |tape| tape.insert(20, What::StreamPoisoned { detail: "foreign subscription".into() });
    let failed: fn(&mut Tape) = |tape| {
        let (attribution, detail) = ("harness".into(), "disk full".into());
        tape.insert(20, What::GroundFailure { attribution, detail });
    };
    let died: fn(&mut Tape) = |tape| {
        let (part, change, detail) = ("broker".into(), "died".into(), String::new());
        tape.insert(20, What::Part { part, change, detail, scheduled: false });
    };
    let unseen: fn(&mut Tape) = |tape| {
        let frame = What::LinkFrame {
            country: HOME.into(),
            step: "receipted".into(),
            message_id: format!("TG-{}", "d".repeat(32)),
            queue: "TRANSIT.BF.FROM.TG.CORE".into(),
            code: "PAS".into(),
            mrn: String::new(),
            size: 1,
            redelivered: false,
            at_ns: 1,
        };
        tape.insert(20, frame);
    };
    for (at, damage) in
        [no_sentinel, not_complete, poisoned, failed, died, unseen].iter().enumerate()
    {
        let mut tape = journey(HOME);
        damage(&mut tape);
        let judgement = judged(&tape);
        assert_eq!(verdict(&judgement), Verdict::Error, "{at}");
        assert_eq!(judgement.outcome, Outcome::HarnessError, "{at}");
        // What was seen before still stands; what was not seen, or seen later, does not.
        let mut tape = journey(HOME);
        let early = tape.copy_of("TDA", HOME);
        tape.facts(early).headers.remove("persistent");
        damage(&mut tape);
        let stands = early < 20 || at < 2 || at == 5;
        let expected = if stands { Verdict::Fail } else { Verdict::Error };
        assert_eq!(verdict(&judged(&tape)), expected, "{at}");
        let mut tape = journey(HOME);
        tape.remove(|what| matches!(what, What::Copy(copy) if copy.code == "TPA"));
        damage(&mut tape);
        let judgement = judged(&tape);
        let dep = judgement.scenarios[0].checks.iter().find(|c| c.requirement == "REQ-DEP-002");
        assert_eq!(dep.unwrap().verdict, Verdict::Error, "{at}");
    }
}

#[test]
fn what_was_not_played_or_not_decided_is_never_a_pass() {
    let mut tape = journey(HOME);
    tape.events.truncate(2);
    let judgement = judged(&tape);
    assert_eq!(verdict(&judgement), Verdict::NotRun);
    assert_eq!(judgement.outcome, Outcome::Inconclusive);
    let inventory = judgement.inventory;
    assert_eq!((inventory.planned, inventory.run, inventory.not_run), (1, 0, 1));

    let mut tape = journey(HOME);
    tape.insert(3, What::NotApplicable { reason: "no such role".into() });
    let judgement = judged(&tape);
    assert_eq!(verdict(&judgement), Verdict::NotApplicable);
    assert_eq!(of(&judgement, "REQ-DEP-002"), Verdict::NotApplicable);
    assert_eq!(judgement.outcome, Outcome::Inconclusive);

    let mut tape = journey(HOME);
    let What::RunStarted(started) = &mut tape.events[0].what else { unreachable!() };
    started.planned.clear();
    assert_eq!(judged(&tape).outcome, Outcome::NothingRun);

    let mut tape = journey(HOME);
    tape.insert(20, What::Interrupted { signal: "SIGINT".into() });
    assert_eq!(judged(&tape).outcome, Outcome::Interrupted);

    let mut tape = journey(HOME);
    let What::RunStarted(started) = &mut tape.events[0].what else { unreachable!() };
    started.planned[0].tags.push("REQ-XNK-001".into());
    let judgement = judged(&tape);
    assert_eq!(verdict(&judgement), Verdict::Inconclusive);
    assert!(judgement.reason.unwrap().contains("REQ-XNK-001"));
}

#[test]
fn a_seeded_flaw_is_never_conformant_and_a_variant_can_be() {
    for (flaw, outcome) in
        [("wrong-digest", Outcome::Inconclusive), ("other-prefix", Outcome::Conformant)]
    {
        let mut tape = journey(HOME);
        let What::RunStarted(started) = &mut tape.events[0].what else { unreachable!() };
        started.flaws.insert(PARTNER.into(), flaw.into());
        assert_eq!(judged(&tape).outcome, outcome);
    }
}
