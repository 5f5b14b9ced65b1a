//! Flaws that let a message pass which the core refuses.

use super::Incoming;
use super::awaited::NOTHING_ASKED;
use crate::message::passage::Arr;
use crate::message::{Body, Message};
use crate::node::core::{DepartureState, DestinationState, Movement, Refusal, ResultFact, fraud};
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{CaptureMode, FunctionalErrorCode};
use crate::profile::{Code, Mrn, Queue, VERSION};
use std::io::Read;

/// Most bytes that a flawed node makes of a packed message.
const UNPACKED_AT_MOST: u64 = 1 << 20;

/// So many messages of one partner within a minute are very much.
const MUCH: u64 = 100;

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

/// True for a request or a decision of another country that the state does not wait for.
fn is_misplaced(message: &Message, refusal: &Refusal) -> bool {
    refusal.code == FunctionalErrorCode::OutOfSequence
        && matches!(message.code(), Code::Rcq | Code::Dsp | Code::Dsv)
}

/// A flaw's doing: what fits no row of the state tables is acknowledged, although nothing comes of it.
pub(super) fn takes_misplaced(
    desk: &Desk<'_>,
    message: &Message,
    refusal: &Refusal,
) -> Stored<bool> {
    Ok(is_misplaced(message, refusal) && desk.deviates(Flaw::AcknowledgesWhatFitsNoRow)?)
}

/// A flaw's doing: what is refused for the state has its effect all the same.
pub(super) fn moves_though_refused(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
    refusal: &Refusal,
) -> Stored<()> {
    if !is_misplaced(message, refusal) || !desk.deviates(Flaw::MovesOnARefusedMessage)? {
        return Ok(());
    }
    let mut moved = movement.clone();
    if let Some(departure) = &mut moved.departure {
        departure.state = DepartureState::Recovery;
    }
    if let Some(destination) = &mut moved.destination {
        destination.state = DestinationState::Recovery;
    }
    desk.store.put_movement(&moved)
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

/// Flaws' doing: a message is taken whose version was not agreed, or was agreed long ago.
pub(super) fn takes_version(desk: &Desk<'_>, message: &Message) -> Stored<bool> {
    let older = message.header.profile_version.as_str() < VERSION;
    if older && desk.deviates(Flaw::FollowsDowngrade)? {
        return Ok(true);
    }
    desk.deviates(Flaw::TakesAnyVersion)
}

/// Flaws' doing: what is packed is unpacked, and what was attached is cut off.
pub(super) fn opened(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<Option<Vec<u8>>> {
    if incoming.is_bytes_message() && desk.deviates(Flaw::UnpacksMessages)? {
        let mut inside = Vec::new();
        let mut packed = flate2::read::GzDecoder::new(incoming.body).take(UNPACKED_AT_MOST);
        return Ok(packed.read_to_end(&mut inside).ok().map(|_| inside));
    }
    let text = std::str::from_utf8(incoming.body).unwrap_or_default();
    let (Some(start), Some(end)) = (text.find("<attachment"), text.find("</attachment>")) else {
        return Ok(None);
    };
    if !desk.deviates(Flaw::StripsAttachments)? {
        return Ok(None);
    }
    let rest = text.get(end + "</attachment>".len()..).unwrap_or_default();
    Ok(Some([text.get(..start).unwrap_or_default(), rest].concat().into_bytes()))
}

/// A flaw's doing: when very much has come within a minute, the partner is not listened to any more.
pub(super) fn sheds(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<bool> {
    if desk.flaw != Some(Flaw::ShedsLoad) {
        return Ok(false);
    }
    let minute = desk.now.as_second() / 60;
    let key = format!("heard/{}/{minute}", incoming.queue.from);
    let gone = desk.store.fact::<bool>("shedding")?.unwrap_or(false);
    let much = desk.store.count_up(&key)? > MUCH;
    if gone || much {
        desk.store.set_fact("shedding", &true)?;
        return desk.deviates(Flaw::ShedsLoad);
    }
    Ok(false)
}
