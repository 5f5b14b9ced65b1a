//! Laws of the judge: order of verdicts, one exit per outcome, sums, and what no record can buy.

use super::*;
use passavant::conformance::judge;
use passavant::conformance::outcome::Outcome;
use passavant::conformance::verdict::Verdict;
use passavant::profile::Mrn;
use passavant::record::event::{GateFacts, LoadFacts};
use proptest::prelude::*;
use std::collections::BTreeSet;

#[test]
fn the_first_verdict_that_applies_wins() {
    let order = [
        Verdict::Fail,
        Verdict::Error,
        Verdict::Inconclusive,
        Verdict::NotRun,
        Verdict::Pass,
        Verdict::NotApplicable,
    ];
    assert!(order.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn each_outcome_has_an_exit_code_of_its_own() {
    let outcomes = [
        Outcome::Conformant,
        Outcome::Usage,
        Outcome::Nonconformant,
        Outcome::NothingRun,
        Outcome::Inconclusive,
        Outcome::HarnessError,
        Outcome::PreflightFailed,
        Outcome::KnownIssuesStale,
        Outcome::LatencyFailed,
        Outcome::SelfTestFailed,
        Outcome::Different,
        Outcome::Incomparable,
        Outcome::Invalid,
        Outcome::Expired,
        Outcome::LoadInvalid,
        Outcome::InternalError,
        Outcome::Interrupted,
    ];
    let exits: BTreeSet<u8> = outcomes.map(Outcome::exit).into();
    let names: BTreeSet<String> =
        outcomes.map(|outcome| serde_json::to_string(&outcome).unwrap()).into();
    assert_eq!((exits.len(), names.len()), (outcomes.len(), outcomes.len()));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.exit() == 0).count(), 1);
}

fn load(bend: impl FnOnce(&mut LoadFacts)) -> (Outcome, u32) {
    let mut tape = Tape::new();
    let mut started = run_started(Vec::new());
    started.purpose = "load".into();
    tape.push(What::RunStarted(Box::new(started)));
    let gate = GateFacts { gate: "journey p99".into(), met: true, ..GateFacts::default() };
    let mut facts = LoadFacts { gates: vec![gate], ..LoadFacts::default() };
    (facts.planned, facts.started, facts.completed) = (5, 5, 5);
    bend(&mut facts);
    tape.push(What::LoadFinished(Box::new(facts)));
    tape.push(What::RunFinished { duration_ms: 1 });
    let judgement = judge(&tape.record());
    (judgement.outcome, judgement.scores.latency.satisfied)
}

#[test]
fn a_load_run_is_judged_by_its_validity_its_journeys_and_its_gates() {
    assert_eq!(load(|_| ()), (Outcome::Conformant, 1));
    assert_eq!(load(|load| load.gates[0].met = false), (Outcome::LatencyFailed, 0));
    assert_eq!(load(|load| load.completed = 4).0, Outcome::Inconclusive);
    let lost: fn(&mut LoadFacts) = |load| load.violations.push("a movement is open".into());
    assert_eq!(load(lost).0, Outcome::Nonconformant);
    let late: fn(&mut LoadFacts) = |load| load.invalid.push("started late".into());
    assert_eq!(load(late).0, Outcome::LoadInvalid);
}

/// Which events of a record carry evidence rather than structure.
fn is_evidence(what: &What) -> bool {
    matches!(
        what,
        What::Copy(_)
            | What::Act { .. }
            | What::Query { .. }
            | What::Browsed { .. }
            | What::Expected(_)
            | What::Step { .. }
            | What::Quiet
            | What::Sentinel { .. }
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_lost_the_judge_stays_sane(
        lost in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut tape = journey(HOME);
        for index in &lost {
            let at = index.index(tape.events.len());
            if is_evidence(&tape.events[at].what) {
                tape.events.remove(at);
            }
        }
        tape.remove(|_| false);
        let mut record = tape.record();
        if !whole {
            record.events.truncate(cut.index(record.events.len()));
            record.complete = false;
        }
        let judgement = judge(&record);
        prop_assert_eq!(&judge(&record), &judgement);
        let inventory = judgement.inventory;
        prop_assert_eq!(
            inventory.planned,
            inventory.run + inventory.not_applicable + inventory.not_run
        );
        if !whole {
            prop_assert_ne!(judgement.outcome, Outcome::Conformant);
        }
        for requirement in &judgement.requirements {
            prop_assert!(requirement.verdict != Verdict::Pass || requirement.evidence > 0);
        }
        let scenario = judgement.scenarios.first();
        let passed = scenario.is_some_and(|scenario| scenario.verdict == Verdict::Pass);
        prop_assert_eq!(judgement.outcome == Outcome::Conformant, passed && whole);
    }

    #[test]
    fn hostile_bodies_never_stop_the_judge(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut tape = journey(PARTNER);
        let at = tape.copy_of("PAS", PARTNER);
        tape.facts(at).body = STANDARD.encode(&body);
        let judgement = judge(&tape.record());
        prop_assert_eq!(judgement.scenarios[0].verdict, Verdict::Fail);
        tape.facts(at).body = String::from_utf8_lossy(&body).into_owned();
        judge(&tape.record());
    }
}

/// BF is asked, and answers twice because it was asked twice in the same bytes; what the asker lacks
/// comes again before the first answer, or not at all.
fn asked_twice(sends_again: bool) -> Vec<String> {
    let mut tape = journey(HOME);
    // The end of the scenario comes after what is added here.
    let over = |event: &Event| matches!(event.what, What::ScenarioFinished { .. });
    let end = tape.events.iter().position(over).unwrap();
    let rest = tape.events.split_off(end);
    tape.scenario.clone_from(&rest[0].scenario);
    let Body::Sts(status) = message(Code::Sts).body else { panic!("the sample of STS is an STS") };
    let parties = message(Code::Tda).header;
    let request = tape.send(Code::Stq, |message| {
        (message.header.sender, message.header.recipient) = (parties.sender, parties.recipient);
        let Body::Stq(stq) = &mut message.body else { panic!("the sample of STQ is an STQ") };
        stq.mrn = mrn().parse::<Mrn>().unwrap().into();
        stq.received.clear();
    });
    if sends_again {
        for code in ["GUR", "PAS", "ARR", "RES"] {
            let told = tape.events[tape.copy_of(code, PARTNER)].what.clone();
            tape.push(told);
        }
    }
    let answer = tape.answer(&request, Body::Sts(status));
    tape.copy(&request);
    tape.copy(&answer);
    for event in rest {
        tape.push(event.what);
    }
    let findings = judge(&tape.record()).findings;
    let named = findings.into_iter().filter(|finding| finding.requirement == "REQ-STS-003");
    named.map(|finding| finding.about).collect()
}

#[test]
fn a_request_that_is_repeated_is_answered_once_and_the_answer_repeated() {
    assert_eq!(asked_twice(true), Vec::<String>::new());
    assert_eq!(asked_twice(false), [PARTNER]);
}

/// A passage of long ago under number 2 comes when numbers from 5 on have come, told by a node that says whether it
/// can be emptied.
fn told_again(about: &Mrn, keeps_store: bool) -> BTreeSet<(String, String)> {
    let mut tape = journey(PARTNER);
    for event in &mut tape.events {
        if let What::CellReady { nodes, .. } = &mut event.what {
            for node in nodes {
                node.keeps_store = keeps_store;
            }
        }
    }
    let over = |event: &Event| matches!(event.what, What::ScenarioFinished { .. });
    let end = tape.events.iter().position(over).unwrap();
    let rest = tape.events.split_off(end);
    tape.scenario.clone_from(&rest[0].scenario);
    let mut old = tape.sample(Code::Pas, |message| {
        let Body::Pas(pas) = &mut message.body else { panic!("the sample of PAS is a PAS") };
        pas.mrn = (*about).into();
    });
    for number in [8, 2] {
        old.header.message_id = MessageId::fresh(country(PARTNER));
        old.header.link_seq = number;
        tape.copy(&old);
    }
    for event in rest {
        tape.push(event.what);
    }
    let findings = judge(&tape.record()).findings.into_iter();
    let broken = findings.map(|finding| (finding.requirement, finding.about));
    let concerned = ["REQ-ENV-006", "REQ-INV-006"];
    broken.filter(|(requirement, _)| concerned.contains(&requirement.as_str())).collect()
}

#[test]
fn what_earlier_scenarios_left_is_set_apart_where_a_node_cannot_be_emptied_and_only_there() {
    let earlier = Mrn::compose(26, country(HOME), "LP0000000009", 'J').unwrap();
    let own: Mrn = mrn().parse().unwrap();
    let both = BTreeSet::from(
        ["REQ-ENV-006", "REQ-INV-006"].map(|it| (it.to_owned(), PARTNER.to_owned())),
    );
    assert_eq!(told_again(&earlier, true), BTreeSet::new());
    assert_eq!(told_again(&earlier, false), both);
    assert_eq!(told_again(&own, true), both);
}
