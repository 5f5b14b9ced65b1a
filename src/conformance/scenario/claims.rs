//! What the claims of a scenario's steps came to.

use crate::conformance::evidence::Evidence;
use crate::conformance::held::{self, Held};
use crate::conformance::standing::{Judged, Rank};
use crate::conformance::verdict::Verdict;
use crate::record::claim::Expectation;
use crate::record::event::{Event, StepStatus, What};

/// Decides each claim from what was known when its step ended.
pub(super) fn judge(evidence: &Evidence<'_>) -> Vec<Judged> {
    let claims = evidence.events.iter().filter_map(|event| match &event.what {
        What::Expected(expectation) if !expectation.requirement.is_empty() => {
            Some((event.seq, expectation.as_ref()))
        }
        _ => None,
    });
    claims.map(|(at, expectation)| claim(evidence, at, expectation)).collect()
}

/// Who did not do what the scenario needed in order to go on, without any requirement checking it.
pub(super) fn kept_waiting(evidence: &Evidence<'_>) -> Option<String> {
    let needs = evidence.events.iter().rev().filter_map(|event| match &event.what {
        What::Expected(expectation) if expectation.requirement.is_empty() => {
            Some((event.seq, expectation.as_ref()))
        }
        _ => None,
    });
    let (made, need) = needs.into_iter().next()?;
    let known =
        end_of_step(evidence, made).map_or_else(|| evidence.clone(), |(at, _)| evidence.up_to(at));
    let unmet = !matches!(held::held(&known, need), Held::Yes { .. });
    unmet.then(|| need.about.clone())
}

fn claim(evidence: &Evidence<'_>, made: u64, expectation: &Expectation) -> Judged {
    let step = end_of_step(evidence, made);
    let known = step.map_or_else(|| evidence.clone(), |(at, _)| evidence.up_to(at));
    let last = known.events.last().map_or(made, |event| event.seq);
    let (verdict, at, count, observed, absence) = match held::held(&known, expectation) {
        Held::Yes { at, evidence, observed } => (Verdict::Pass, at, evidence, observed, false),
        Held::No { at, observed } => (Verdict::Fail, at, 1, observed, false),
        Held::NotYet { observed } => {
            let (verdict, why) =
                given_up(&known, made, step.map(|(_, status)| status), expectation);
            let observed = why.map_or(observed.clone(), |why| format!("{observed}; {why}"));
            (verdict, last, u32::from(verdict == Verdict::Fail), observed, true)
        }
    };
    Judged {
        requirement: expectation.requirement.clone(),
        about: expectation.about.clone(),
        verdict,
        expected: held::demand(expectation),
        observed,
        at,
        evidence: count,
        absence,
        rank: Rank::Claim,
    }
}

/// The step in which a claim was made ends with the next step event.
fn end_of_step(evidence: &Evidence<'_>, made: u64) -> Option<(u64, StepStatus)> {
    evidence.events.iter().find_map(|event| match event.what {
        What::Step { status, .. } if event.seq > made => Some((event.seq, status)),
        _ => None,
    })
}

/// A claim that never came to hold: violated only if the cell was quiet at its deadline, or if
/// its deadline was the patience of protocol time.
fn given_up(
    known: &Evidence<'_>,
    made: u64,
    step: Option<StepStatus>,
    expectation: &Expectation,
) -> (Verdict, Option<String>) {
    if let Some(event) = known.events.iter().rev().find(|event| lost(event, made)) {
        let What::PatienceLost { from, .. } = &event.what else { return (Verdict::Error, None) };
        return if expectation.protocol {
            (Verdict::Fail, Some("patience ran out".to_owned()))
        } else {
            (Verdict::Inconclusive, Some(format!("patience with {from} ran out")))
        };
    }
    match step {
        None => (Verdict::Inconclusive, Some("the step did not end".to_owned())),
        Some(StepStatus::Error) => (Verdict::Error, Some("the step could not be done".to_owned())),
        Some(StepStatus::Undecided) => (Verdict::Inconclusive, None),
        Some(_) if known.rest_after(expectation.since, expectation.by).is_some() => {
            (Verdict::Fail, None)
        }
        Some(_) => {
            let why = "the cell was not quiet at the deadline".to_owned();
            (Verdict::Inconclusive, Some(why))
        }
    }
}

fn lost(event: &Event, made: u64) -> bool {
    event.seq > made && matches!(event.what, What::PatienceLost { .. })
}
