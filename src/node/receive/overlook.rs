//! Flaws that let a message pass which the core refuses.

use super::awaited::NOTHING_ASKED;
use crate::message::passage::Arr;
use crate::message::{Body, Message};
use crate::node::core::{Movement, Refusal};
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::CaptureMode;
use crate::profile::{Code, Queue};

/// A flaw's doing: what contradicts a cancellation is taken as if it did not.
pub(super) fn takes_back_nothing(
    desk: &Desk<'_>,
    message: &Message,
    refusal: &Refusal,
) -> Stored<bool> {
    if refusal.alert != Some("F23") {
        return Ok(false);
    }
    match message.code() {
        Code::Can => desk.deviates(Flaw::AcknowledgesLateCancellation),
        Code::Pas => desk.deviates(Flaw::TakesEvidenceAfterCancellation),
        _ => Ok(false),
    }
}

/// A flaw's doing: what is told again under a new id is refused, although it does no harm.
pub(super) fn refuses_repetition(desk: &Desk<'_>, message: &Message) -> Stored<bool> {
    match message.code() {
        Code::Wro => desk.deviates(Flaw::RefusesSecondWriteOff),
        Code::Tda => desk.deviates(Flaw::RefusesSecondAdvice),
        _ => Ok(false),
    }
}

/// A flaw's doing: an answer is taken although nothing was asked.
pub(super) fn takes_unasked(desk: &Desk<'_>, refusal: &Refusal) -> Stored<bool> {
    Ok(refusal.reason == NOTHING_ASKED && desk.deviates(Flaw::TakesUnaskedAnswers)?)
}

/// A flaw's doing: whoever reports the end of a recovery is taken to be competent.
pub(super) fn believe(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    movement: &mut Movement,
) -> Stored<()> {
    let Body::Rcc(rcc) = &message.body else { return Ok(()) };
    let foreign = movement.recovery.competent.is_some_and(|country| country != queue.from);
    if foreign && rcc.action.ends() && desk.deviates(Flaw::BelievesAnyRecoveryReport)? {
        movement.recovery.competent = Some(queue.from);
    }
    Ok(())
}

/// A flaw's doing: what was captured from paper hours later is held against its sender.
pub(super) fn distrust_paper(desk: &Desk<'_>, arr: &Arr) -> Stored<()> {
    let late = arr.event.at < arr.event.recorded_at;
    if arr.event.capture == CaptureMode::Paper && late && desk.deviates(Flaw::DistrustsPaper)? {
        let mrn = arr.mrn.to_string();
        desk.alert("F25", Some(&mrn), None, "an arrival was captured long after the event")?;
    }
    Ok(())
}
