//! Recovery at the desk: `request-recovery`, `answer-recovery`, `report-recovery`; RCQ, RCA and RCC.

use super::change::reason as checked;
use super::outgoing::{Mail, Place};
use super::{Desk, Hindrance, claim};
use crate::adapter::acts::{AnswerRecovery, ReportRecovery, RequestRecovery};
use crate::message::Body;
use crate::message::answer::AnyMessageId;
use crate::message::recovery::{Rca, Rcc, Rcq};
use crate::node::core::{Duty, Event, Movement, Recovering, Refusal, TimerName};
use crate::node::flaw::Flaw;
use crate::profile::lists::{RecoveryAction, RecoveryRequestKind, RecoveryVerdict, Role};
use crate::profile::timer::T_RCA;
use crate::profile::{Country, MessageId};

/// RCQ CLAIM.
pub(super) fn request(act: &RequestRecovery) -> Result<Event, Hindrance> {
    Ok(Event::Recovery(Recovering::Claimed { reason: checked(&act.reason)? }))
}

/// RCA.
pub(super) fn answer(act: &AnswerRecovery) -> Result<Event, Hindrance> {
    let verdict = super::acts::listed(&act.verdict)?;
    Ok(Event::Recovery(Recovering::Answered { verdict, reason: checked(&act.reason)? }))
}

/// RCC; to stop a recovery is departure's (D39).
pub(super) fn report(desk: &Desk<'_>, act: &ReportRecovery) -> Result<Event, Hindrance> {
    let action = super::acts::listed(&act.action)?;
    let reason = checked(&act.reason)?;
    if action != RecoveryAction::Stop {
        return Ok(Event::Recovery(Recovering::Reported { action, reason }));
    }
    if let Some(proof) = &act.proof {
        checked(proof)?;
    }
    let proof = act.proof.is_some() || desk.deviates(Flaw::StopsWithoutGround)?;
    Ok(Event::Recovery(Recovering::StopWanted { proof, reason }))
}

/// Does what recovery obliges to; other duties are not of this desk.
pub(super) fn perform(desk: &Desk<'_>, movement: &Movement, duty: &Duty) -> Result<(), Hindrance> {
    match duty {
        Duty::AskRecovery { to, kind, competent, reason } => {
            ask(desk, movement, *to, (*kind, *competent), reason)
        }
        Duty::AnswerRecovery { to, verdict, reason } => {
            reply(desk, movement, *to, *verdict, reason)
        }
        Duty::TellRecovery { action, competent, reason } => {
            tell(desk, movement, (*action, *competent), reason)
        }
        Duty::TellClaim { number, amount, action } => {
            claim::tell(desk, movement, *number, (*action, *amount))
        }
        _ => Ok(()),
    }
}

/// Sends RCQ; the office of departure waits for the answer (T-RCA).
fn ask(
    desk: &Desk<'_>,
    movement: &Movement,
    to: Country,
    (kind, competent): (RecoveryRequestKind, Country),
    reason: &str,
) -> Result<(), Hindrance> {
    let body = Rcq {
        event: desk.event(desk.now),
        mrn: movement.mrn.into(),
        kind,
        country: competent,
        reason: reason.to_owned(),
    };
    post(desk, to, Body::Rcq(Box::new(body)), None)?;
    if kind == RecoveryRequestKind::Transfer {
        desk.start_timer(movement, TimerName::Rca, T_RCA.expiry(desk.now))?;
    }
    Ok(())
}

/// Sends RCA to the newest RCQ of a movement.
fn reply(
    desk: &Desk<'_>,
    movement: &Movement,
    to: Country,
    verdict: RecoveryVerdict,
    reason: &str,
) -> Result<(), Hindrance> {
    let effects = desk.store.effects(movement.mrn)?;
    let asked = effects.iter().rev().find(|effect| effect.key.starts_with("RCQ/"));
    let asked = asked.and_then(|effect| effect.message_id.as_deref()?.parse::<MessageId>().ok());
    let Some(asked) = asked else {
        return Err(Refusal::out_of_sequence("no request for recovery was heard").into());
    };
    let body = Rca {
        event: desk.event(desk.now),
        mrn: movement.mrn.into(),
        verdict,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    };
    post(desk, to, Body::Rca(Box::new(body)), Some(AnyMessageId::from(asked)))
}

/// Sends RCC to every other country of the movement; STOP to the one that it is for.
fn tell(
    desk: &Desk<'_>,
    movement: &Movement,
    (action, competent): (RecoveryAction, Country),
    reason: &str,
) -> Result<(), Hindrance> {
    let event = desk.event(desk.now);
    let others = movement.others(desk.home).into_iter();
    for to in others.filter(|to| action != RecoveryAction::Stop || *to == competent) {
        let body = Rcc {
            event: event.clone(),
            mrn: movement.mrn.into(),
            action,
            country: competent,
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
        };
        post(desk, to, Body::Rcc(Box::new(body)), None)?;
    }
    Ok(())
}

fn post(
    desk: &Desk<'_>,
    to: Country,
    body: Body,
    correlation: Option<AnyMessageId>,
) -> Result<(), Hindrance> {
    let office = Place::node(Role::Cmp);
    let mut mail = Mail::new(to, office, office, body);
    mail.correlation = correlation;
    desk.post(mail)?;
    Ok(())
}
