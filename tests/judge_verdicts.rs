//! The judge: an honest journey passes, and each check is shown able to fail.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod judge_support;

use judge_support::breaks::breaks;
use judge_support::hub::{misdeeds, over_a_bridge, through_a_hub};
use judge_support::*;
use passavant::conformance::judge;
use passavant::conformance::judgement::Judgement;
use passavant::conformance::outcome::Outcome;
use passavant::conformance::verdict::{Attribution, Verdict};
use passavant::record::claim::{Expectation, Times};
use passavant::record::event::{StepStatus, What};

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

/// The harness writes down what it put there itself after it is there, so a cut may part the two.
#[test]
fn what_a_signal_cut_short_is_no_violation_and_nobodys_error() {
    for about in [HOME, PARTNER] {
        let mut tape = journey(about);
        let at = tape.copy_of("PAS", PARTNER);
        tape.bend(at, |body| body.replace("PAS>", "PAX>"));
        let whole = verdict(&judged(&tape));
        assert!(matches!(whole, Verdict::Fail | Verdict::Error), "{about}: {whole:?}");
        tape.remove(|what| matches!(what, What::ScenarioFinished { .. }));
        tape.remove(|what| matches!(what, What::RunFinished { .. }));
        tape.push(What::Interrupted { signal: "SIGTERM".into() });
        let judgement = judged(&tape);
        assert_eq!(judgement.outcome, Outcome::Interrupted);
        assert_eq!(verdict(&judgement), Verdict::Inconclusive, "{about}");
        let seen =
            judgement.scenarios[0].checks.iter().filter(|check| check.requirement == "REQ-ENV-001");
        assert!(seen.clone().count() > 0);
        assert!(seen.into_iter().all(|check| check.verdict == Verdict::Inconclusive), "{about}");
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
fn a_journey_through_an_honest_hub_is_as_good_as_one_without() {
    for subject in [HOME, PARTNER] {
        let judgement = judged(&through_a_hub(subject));
        assert_eq!(judgement.scenarios[0].reason, None);
        assert_eq!(judgement.outcome, Outcome::Conformant);
        for requirement in ["REQ-HUB-001", "REQ-HUB-002", "REQ-HUB-003"] {
            assert_eq!(of(&judgement, requirement), Verdict::Pass, "{requirement}");
        }
    }
    assert_eq!(of(&judged(&journey(HOME)), "REQ-HUB-001"), Verdict::NotRun);
}

#[test]
fn what_a_hub_does_wrong_is_its_own_finding_and_no_word_about_a_node_under_test() {
    for (requirement, bend) in misdeeds() {
        let mut tape = through_a_hub(HOME);
        bend(&mut tape);
        let judgement = judged(&tape);
        let first = judgement.findings.first().unwrap();
        assert_eq!(first.requirement, requirement, "{:#?}", judgement.findings);
        assert_eq!((first.about.as_str(), first.verdict), ("HUB", Verdict::Fail));
        assert_eq!(judgement.outcome, Outcome::Nonconformant, "{requirement}");
        let What::RunStarted(started) = &mut tape.events[0].what else { unreachable!() };
        started.sut = Some(HOME.to_owned());
        let judgement = judged(&tape);
        assert_eq!(judgement.scenarios[0].verdict, Verdict::Error, "{requirement}");
        assert_eq!(judgement.scenarios[0].attribution, Some(Attribution::Harness));
        assert_eq!(judgement.outcome, Outcome::HarnessError, "{requirement}");
    }
}

#[test]
fn what_a_bridge_does_wrong_is_the_ground_s_and_nobody_passes() {
    let judgement = judged(&over_a_bridge(HOME));
    assert_eq!(judgement.outcome, Outcome::Conformant, "{:#?}", judgement.findings);
    assert_eq!(of(&judgement, "REQ-HUB-001"), Verdict::NotRun, "a bridge is no hub");
    for (_, bend) in misdeeds() {
        let mut tape = over_a_bridge(HOME);
        bend(&mut tape);
        let judgement = judged(&tape);
        assert_ne!(judgement.scenarios[0].verdict, Verdict::Pass);
        assert_eq!(judgement.scenarios[0].attribution, Some(Attribution::Infrastructure));
        assert_eq!(judgement.outcome, Outcome::HarnessError);
    }
}

/// An intruder may write behind the bridge, at the broker of the country that reads.
#[test]
fn what_the_harness_put_behind_a_bridge_was_not_made_up_by_it() {
    let mut tape = over_a_bridge(HOME);
    let found = tape.events.iter().enumerate().find_map(|(at, event)| match &event.what {
        What::Forwarded(copy) if copy.code == "PAS" => Some((at, copy.clone())),
        _ => None,
    });
    let (at, mut copy) = found.unwrap();
    copy.message_id = "TG-put-there".into();
    let injected = What::Injected {
        account: "admin".into(),
        queue: copy.queue.clone(),
        message_id: copy.message_id.clone(),
        digest: copy.digest.clone(),
        outcome: "receipted".into(),
        intent: "an intruder writes".into(),
    };
    tape.insert(at + 1, What::Forwarded(copy));
    let made_up = |tape: &Tape| {
        let reason = judged(tape).scenarios[0].reason.clone().unwrap_or_default();
        reason.contains("that nobody had sent")
    };
    assert!(made_up(&tape));
    tape.insert(at + 1, injected);
    assert!(!made_up(&tape));
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

/// Six ways in which evidence is not proven; the third to the fifth from event 20 on.
fn damages() -> [fn(&mut Tape); 6] {
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
    [no_sentinel, not_complete, poisoned, failed, died, unseen]
}

#[test]
fn evidence_that_is_not_proven_complete_is_an_error() {
    for (at, damage) in damages().iter().enumerate() {
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
        assert!(matches!(dep.unwrap().verdict, Verdict::Error | Verdict::Inconclusive), "{at}");
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

/// A claim about the partner that never came to hold, and how its step went.
fn given_up(protocol: bool, lost: bool, quiet: bool, status: StepStatus) -> Judgement {
    let mut tape = journey(PARTNER);
    let end = tape.events.iter().position(|event| matches!(event.what, What::Query { .. }));
    let mut at = end.unwrap();
    let mut put = |what: What| {
        tape.insert(at, what);
        at += 1;
    };
    put(What::Expected(Box::new(Expectation {
        requirement: "REQ-LNK-002".into(),
        about: PARTNER.into(),
        since: 0,
        by: Some(start() + jiff::SignedDuration::from_hours(100)),
        protocol,
        claim: sent(PARTNER, HOME, "TDA", Times::AtLeast(1)),
    })));
    if lost {
        put(What::PatienceLost { awaited: "TDA".into(), from: PARTNER.into() });
    }
    if quiet {
        put(What::Quiet);
        put(What::Sentinel { token: "t".into() });
        let quiet = at - 2;
        tape.events[quiet].business = Some(start() + jiff::SignedDuration::from_hours(101));
    }
    tape.insert(
        at,
        What::Step {
            keyword: "Then".into(),
            text: "it connects again".into(),
            line: 1,
            status,
            reason: None,
            duration_ms: 1,
        },
    );
    judged(&tape)
}

#[test]
fn a_claim_that_never_held_fails_only_when_its_deadline_passed() {
    use StepStatus::{Error, Failed, Undecided};
    let cases = [
        (given_up(false, false, true, Failed), Verdict::Fail),
        (given_up(true, true, false, Failed), Verdict::Fail),
        (given_up(false, true, true, Failed), Verdict::Inconclusive),
        (given_up(false, false, false, Failed), Verdict::Inconclusive),
        (given_up(false, false, false, Undecided), Verdict::Inconclusive),
        (given_up(false, false, false, Error), Verdict::Error),
    ];
    for (case, (judgement, expected)) in cases.into_iter().enumerate() {
        let scenario = &judgement.scenarios[0];
        assert_eq!(scenario.verdict, expected, "{case}: {scenario:#?}");
        let check = scenario.checks.iter().find(|check| check.requirement == "REQ-LNK-002");
        assert_eq!(check.unwrap().verdict, expected, "{case}");
    }
}

#[test]
fn steps_that_fail_without_a_check_are_the_harness_s_doing() {
    for status in [StepStatus::Failed, StepStatus::Error, StepStatus::Skipped] {
        let mut tape = journey(HOME);
        let step = tape.events.iter_mut().find_map(|event| match &mut event.what {
            What::Step { status, .. } => Some(status),
            _ => None,
        });
        *step.unwrap() = status;
        let scenario = &judged(&tape).scenarios[0];
        assert_eq!(scenario.verdict, Verdict::Error, "{status:?}");
        assert_eq!(scenario.attribution, Some(Attribution::Harness));
    }
}

#[test]
fn an_unanswered_message_is_undecided_until_t_ack_has_run_out() {
    let mut tape = journey(PARTNER);
    let exit = tape.copy_of("PAS", HOME);
    tape.events.remove(exit + 1);
    for event in &mut tape.events {
        event.business = Some(start());
    }
    tape.remove(|_| false);
    let judgement = judged(&tape);
    assert_eq!(of(&judgement, "REQ-ACK-001"), Verdict::Inconclusive);

    // Nor does T-ACK run while the line is cut.
    let mut tape = journey(PARTNER);
    let exit = tape.copy_of("PAS", HOME);
    tape.events[exit + 1].business = Some(start() + jiff::SignedDuration::from_mins(9));
    let change = |change: &str| What::LinkChange {
        country: PARTNER.into(),
        change: change.into(),
        fault: String::new(),
        detail: String::new(),
        bite: None,
        at_ns: 1,
    };
    tape.insert(exit + 1, change("healed"));
    tape.events[exit + 1].business = Some(start() + jiff::SignedDuration::from_mins(8));
    tape.insert(exit + 1, change("cut"));
    tape.events[exit + 1].business = Some(start() + jiff::SignedDuration::from_mins(1));
    assert_eq!(of(&judged(&tape), "REQ-ACK-002"), Verdict::Pass);
}

#[test]
fn a_line_fault_that_was_asked_for_and_did_not_bite_is_an_error() {
    let mut tape = journey(PARTNER);
    let exit = tape.copy_of("PAS", HOME);
    let told = |change: &str, fault: &str| What::LinkChange {
        country: PARTNER.into(),
        change: change.into(),
        fault: fault.into(),
        detail: String::new(),
        bite: None,
        at_ns: 1,
    };
    let change = |change: &str| told(change, "f-1");
    // The harness's own guard of a broker that comes back need turn nobody away.
    tape.insert(exit + 1, told("armed", "LF27-TG-until-watched-7"));
    assert_eq!(verdict(&judged(&tape)), Verdict::Pass);
    tape.insert(exit + 1, change("armed"));
    let judgement = judged(&tape);
    assert_eq!(verdict(&judgement), Verdict::Error);
    let reason = judgement.scenarios[0].reason.clone().unwrap();
    assert!(reason.contains("f-1 was asked for and did not happen"), "{reason}");
    tape.insert(exit + 2, change("bit"));
    assert_eq!(verdict(&judged(&tape)), Verdict::Pass);
}

#[test]
fn what_has_no_business_key_may_come_twice_and_take_effect_once_for_each_message() {
    let second = |message_id: &str| {
        let mut tape = journey(PARTNER);
        let word = tape.word(PARTNER, "/v1/movements");
        let effects = word["effects"].as_array_mut().unwrap();
        for id in ["BF-1", message_id] {
            let mut effect = effects[0].clone();
            effect["key"] = "GUR/1".into();
            effect["message_id"] = id.into();
            effects.push(effect);
        }
        of(&judged(&tape), "REQ-INV-002")
    };
    assert_eq!(second("BF-2"), Verdict::Pass);
    assert_eq!(second("BF-1"), Verdict::Fail);
}
