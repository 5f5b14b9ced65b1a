//! Recovery of duties, and claims on the guarantee.

use super::{Told, reason, told};
use crate::node::core::laws::country;
use crate::node::core::{Event, Recovering};
use crate::profile::lists::{ClaimResult, RecoveryAction, RecoveryRequestKind, RecoveryVerdict};

fn reported(action: RecoveryAction) -> Event {
    Event::Recovery(Recovering::Reported { action, reason: reason() })
}

fn heard(action: RecoveryAction) -> Event {
    Event::Recovery(Recovering::ReportHeard { by: country("BF"), action })
}

fn answered(verdict: RecoveryVerdict) -> Event {
    Event::Recovery(Recovering::Answered { verdict, reason: reason() })
}

fn answer(verdict: RecoveryVerdict) -> Event {
    Event::Recovery(Recovering::AnswerHeard { by: country("BF"), verdict })
}

fn stop(proof: bool) -> Event {
    Event::Recovery(Recovering::StopWanted { proof, reason: reason() })
}

fn stop_answered(stopped: bool) -> Event {
    Event::Recovery(Recovering::StopAnswered { by: country("BF"), stopped })
}

fn claim(result: ClaimResult) -> Event {
    Event::ClaimAnswered { number: 1, result }
}

pub(super) fn at_departure() -> Vec<Told> {
    vec![
        told("RCQ CLAIM", |_| {
            let kind = RecoveryRequestKind::Claim;
            Event::Recovery(Recovering::RequestHeard { by: country("BF"), kind })
        }),
        told("request accepted", |_| answered(RecoveryVerdict::Accepted)),
        told("request refused", |_| answered(RecoveryVerdict::Refused)),
        told("RCA ACCEPTED", |_| answer(RecoveryVerdict::Accepted)),
        told("RCA REFUSED", |_| answer(RecoveryVerdict::Refused)),
        told("recovery paid", |_| reported(RecoveryAction::Paid)),
        told("recovery waived", |_| reported(RecoveryAction::Waived)),
        told("not recoverable", |_| reported(RecoveryAction::Unrecoverable)),
        told("recovery stopped", |_| stop(false)),
        told("recovery stopped (proof)", |_| stop(true)),
        told("ACK of RCC STOP", |_| stop_answered(true)),
        told("FNK 92 on RCC STOP", |_| stop_answered(false)),
        told("RCC PAID", |_| heard(RecoveryAction::Paid)),
        told("RCC WAIVED", |_| heard(RecoveryAction::Waived)),
        told("RCC UNRECOVERABLE", |_| heard(RecoveryAction::Unrecoverable)),
        told("portion claimed", |_| Event::ClaimMade { amount: 100 }),
        told("claim withdrawn", |_| Event::ClaimWithdrawn),
        told("GCR ACCEPTED", |_| claim(ClaimResult::Accepted)),
        told("GCR REJECTED", |_| claim(ClaimResult::Rejected)),
        told("GCR PAID", |_| claim(ClaimResult::Paid)),
        told("GCR WITHDRAWN", |_| claim(ClaimResult::Withdrawn)),
    ]
}

pub(super) fn at_destination() -> Vec<Told> {
    vec![
        told("RCQ TRANSFER", |_| {
            let kind = RecoveryRequestKind::Transfer;
            Event::Recovery(Recovering::RequestHeard { by: country("TG"), kind })
        }),
        told("recovery wanted", |_| Event::Recovery(Recovering::Claimed { reason: reason() })),
        told("request accepted", |_| answered(RecoveryVerdict::Accepted)),
        told("request refused", |_| answered(RecoveryVerdict::Refused)),
        told("recovery paid", |_| reported(RecoveryAction::Paid)),
        told("RCC STOP", |_| {
            let (by, action) = (country("TG"), RecoveryAction::Stop);
            Event::Recovery(Recovering::ReportHeard { by, action })
        }),
        told("portion claimed", |_| Event::ClaimMade { amount: 100 }),
        told("GCR PAID", |_| claim(ClaimResult::Paid)),
    ]
}
