//! TRQ, TRR and the refusal of an own arrival: goods at another office than declared.

use super::apply::plausible;
use super::awaited::question;
use super::facts::advised;
use crate::message::Message;
use crate::message::answer::Fnk;
use crate::message::diversion::{Trq, Trr};
use crate::node::core::{
    Dispute, DiversionEvent, Event, Movement, OfficeInRole, RecordAnswer, Refusal,
};
use crate::node::desk::{Cause, Desk, Hindrance, record_asked, unknown_movement};
use crate::node::store::{Sent, Stored};
use crate::profile::Code;
use crate::profile::lists::{Disposition, FunctionalErrorCode, RecordRefusal};

/// TRQ: always answered TRR, even where the movement is unknown (PD-28, 3; PD-45).
pub(super) fn request(
    desk: &Desk<'_>,
    message: &Message,
    trq: &Trq,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    let id = message.header.message_id;
    if movement.departure.is_none() {
        plausible(desk, message, movement)?;
        return unknown_movement(desk, movement.mrn, trq, id);
    }
    let place = OfficeInRole { office: trq.office, role: trq.role };
    let event = record_asked(desk, movement, place, Some(id), trq.event.at)?;
    let mut cause = cause.clone();
    // The key belongs to the first request; later ones of the office are numbered.
    let effects = desk.store.effects(movement.mrn)?;
    let before = effects.iter().filter(|effect| effect.key.starts_with(&cause.key)).count();
    if before > 0 {
        cause.key = format!("{}/{}", cause.key, before + 1);
    }
    desk.take_step(movement, &event, &cause, || plausible(desk, message, movement))
}

/// TRR: only an answer to a request that was sent.
pub(super) fn response(
    desk: &Desk<'_>,
    message: &Message,
    trr: &Trr,
    movement: &Movement,
    cause: &Cause,
) -> Result<Disposition, Hindrance> {
    if question(desk, message, Some(movement.mrn), Code::Trq)?.is_none() {
        return Err(Refusal::out_of_sequence("no record was asked for under this id").into());
    }
    let record = trr.record.as_ref().map(|record| advised(record)).transpose()?;
    let answer = match &record {
        Some(_) => RecordAnswer::Granted,
        None => RecordAnswer::Refused(trr.refusal.unwrap_or(RecordRefusal::Other), trr.reason),
    };
    let place = OfficeInRole { office: trr.office, role: trr.role };
    let event = Event::Diversion(DiversionEvent::Answered { place, answer, record });
    let cause = Cause {
        key: format!("TRR/{}/{}/{}", trr.office, trr.role, message.header.message_id),
        ..cause.clone()
    };
    desk.take_step(movement, &event, &cause, || plausible(desk, message, movement))
}

/// A9: departure has refused an arrival of this country.
pub(super) fn arrival_refused(
    desk: &Desk<'_>,
    answered: &str,
    sent: &Sent,
    fnk: &Fnk,
) -> Stored<()> {
    let refusal = fnk.errors.iter().find(|error| error.code == FunctionalErrorCode::OutOfSequence);
    let (Some(refusal), Some(mrn), Code::Arr) = (refusal, sent.mrn, sent.code) else {
        return Ok(());
    };
    let Some(movement) = desk.store.movement(mrn)? else { return Ok(()) };
    let diverted = refusal.rule.as_deref() == Some("R-DIV");
    let dispute = if diverted { Dispute::Diversion } else { Dispute::Elsewhere };
    let event = Event::Diversion(DiversionEvent::ArrivalRefused(dispute));
    let cause = Cause::national(format!("act/FNK/{answered}"));
    match desk.take_step(&movement, &event, &cause, || Ok(())) {
        Ok(_) | Err(Hindrance::Refused(_) | Hindrance::Held) => Ok(()),
        Err(Hindrance::Defect(error)) => Err(error),
    }
}
