//! Whether a claim holds: the one function that steps wait on and the judge decides with.

mod capture;
mod link;
mod print;
mod say;
mod suspicion;
mod wire;
mod word;

use crate::conformance::evidence::Evidence;
use crate::record::claim::{Claim, Expectation};
use crate::record::event::Event;

pub(crate) use say::demand;
pub(crate) use word::reservation_state;

/// Who answers questions to the regional register, as the record names it.
const REGION: &str = "XR";

/// What the record says of a claim so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It holds.
    Yes {
        /// Record position by which it is seen.
        at: u64,
        /// How many pieces of evidence.
        evidence: u32,
        /// What was observed, one sentence.
        observed: String,
    },
    /// It does not hold yet, and still can.
    NotYet {
        /// What was observed so far, one sentence.
        observed: String,
    },
    /// It can no longer hold.
    No {
        /// Record position of the event that decides it.
        at: u64,
        /// What was observed, one sentence.
        observed: String,
    },
}

impl Held {
    fn yes(at: u64, evidence: usize, observed: impl Into<String>) -> Self {
        let evidence = u32::try_from(evidence).unwrap_or(u32::MAX);
        Held::Yes { at, evidence, observed: observed.into() }
    }

    fn not_yet(observed: impl Into<String>) -> Self {
        Held::NotYet { observed: observed.into() }
    }

    fn no(at: u64, observed: impl Into<String>) -> Self {
        Held::No { at, observed: observed.into() }
    }
}

/// Decides a claim from the events of its scenario: all of them when judging, those so far when a
/// step waits. Pure: the same events give the same answer.
///
/// Own-word claims look at the newest answer to that question after `since`. Claims of an exact
/// number hold once the cell was found quiet, with its clock at `by` or later where one is given,
/// and a sentinel then came through the witness: no copy from before can still be on its way.
pub fn holds(events: &[Event], expectation: &Expectation) -> Held {
    held(&Evidence::of(events), expectation)
}

pub(crate) fn held(evidence: &Evidence<'_>, expectation: &Expectation) -> Held {
    let since = expectation.since;
    match &expectation.claim {
        Claim::Sent { .. } => wire::sent(evidence, expectation),
        Claim::Answered { .. } => wire::answered(evidence, expectation),
        Claim::SameAnswer { message_id, by } => wire::same_answer(evidence, since, message_id, by),
        Claim::AnsweredBefore { message_id, other, by } => {
            wire::answered_before(evidence, message_id, other, by)
        }
        Claim::PutAside { message_id, queue, .. } => {
            wire::put_aside(evidence, since, message_id, queue)
        }
        Claim::NamesThePlace { message_id, by, line, columns } => {
            wire::names_the_place(evidence, message_id, by, *line, *columns)
        }
        Claim::Movement { country, mrn, pointer, equals } => {
            let path = format!("/v1/movements/{mrn}");
            word::value(evidence, since, country, &path, pointer, equals)
        }
        Claim::NoMovement { country, mrn } => word::no_movement(evidence, since, country, mrn),
        Claim::Effects { country, mrn, key, count } => {
            word::effects(evidence, since, (country, mrn), key, *count)
        }
        Claim::Guarantee { country, grn, pointer, equals } => {
            let path = format!("/v1/guarantees/{grn}");
            word::value(evidence, since, country, &path, pointer, equals)
        }
        Claim::Reservation { country, grn, mrn, state } => {
            word::reservation(evidence, since, (country, grn), mrn, state)
        }
        Claim::Alerted { country, rule, message_id } => {
            word::alerted(evidence, since, country, rule, message_id.as_deref())
        }
        Claim::Printed { country, mrn, demand } => {
            print::printed(evidence, since, (country, mrn), demand)
        }
        Claim::Region { question, pointer, equals, .. } => {
            word::value(evidence, since, REGION, question, pointer, equals)
        }
        Claim::Concealed { country } => capture::concealed(evidence, since, country),
        Claim::NoAlert { country } => word::no_alert(evidence, since, country),
        Claim::Suspicion { country, .. } => {
            suspicion::suspicion(evidence, since, country, &expectation.claim)
        }
        Claim::SentAgain { .. } | Claim::BackWithin { .. } | Claim::LineKept { .. } => {
            link::held(evidence, since, &expectation.claim)
        }
        Claim::ActOutcome { country, act, result, code } => {
            word::act_outcome(evidence, (country, act), result, code.as_deref())
        }
    }
}
