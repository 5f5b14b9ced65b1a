//! Flaws that let a message pass which the core refuses.

use crate::message::passage::Arr;
use crate::message::{Body, Message};
use crate::node::core::{Movement, Refusal, ResultFact, fraud};
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::CaptureMode;
use crate::profile::{Code, Mrn, Queue};

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

/// A flaw's doing: that another container was found is left out of a satisfactory result.
pub(super) fn container(desk: &Desk<'_>, mut fact: ResultFact) -> Stored<ResultFact> {
    if fraud::hides_container(&fact) && desk.deviates(Flaw::AcceptsAnotherContainer)? {
        fact.differences.clear();
    }
    Ok(fact)
}

/// A flaw's doing: whoever says that a movement is written off is believed.
pub(super) fn believes_write_off(desk: &Desk<'_>, queue: Queue, message: &Message) -> Stored<bool> {
    let foreign = message.mrn().and_then(|mrn| mrn.checked().ok());
    let foreign = foreign.is_some_and(|mrn| mrn.country() != queue.from);
    Ok(message.code() == Code::Wro && foreign && desk.deviates(Flaw::BelievesAnyWriteOff)?)
}

/// A flaw's doing: a liberation that is told again is taken for fraud.
pub(super) fn suspect_repetition(desk: &Desk<'_>, mrn: Mrn) -> Stored<()> {
    if desk.deviates(Flaw::SuspectsRepeatedLiberation)? {
        desk.alert("F14", Some(mrn.as_str()), None, "a liberation was told again")?;
    }
    Ok(())
}

/// A flaw's doing: advance data that come once more are taken for amended ones.
pub(super) fn suspect_resend(desk: &Desk<'_>, body: &[u8]) -> Stored<()> {
    let Ok(message) = crate::message::read(body) else { return Ok(()) };
    if let Some(mrn) = message.mrn().filter(|_| message.code() == Code::Tda)
        && desk.deviates(Flaw::SuspectsRepeatedAdvice)?
    {
        desk.alert(fraud::AMENDED, Some(mrn.as_str()), None, "advance data came once more")?;
    }
    Ok(())
}
