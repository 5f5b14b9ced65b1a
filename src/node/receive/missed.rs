//! STQ, STS, ENQ, ENR and ENI: how the search for goods goes on (PD-51, D28-D33).

use super::apply::plausible;
use super::awaited::awaited;
use crate::message::Message;
use crate::message::enquiry::{Eni, Enr};
use crate::message::status::{Stq, Sts};
use crate::node::core::{Event, Missed, Movement, Refusal};
use crate::node::desk::{self, Cause, Desk, Hindrance};
use crate::profile::Code;
use crate::profile::lists::Disposition;

type Effect = Result<Disposition, Hindrance>;

/// STQ is always answered (PD-28, 3): it changes nothing here.
pub(super) fn asked(desk: &Desk<'_>, message: &Message, stq: &Stq, movement: &Movement) -> Effect {
    plausible(desk, message, movement)?;
    desk::answer_status(desk, message, stq, movement)?;
    Ok(Disposition::Recorded)
}

/// STS: only an answer to a question that was asked (PD-28, 4).
pub(super) fn told(
    desk: &Desk<'_>,
    message: &Message,
    sts: &Sts,
    movement: &Movement,
    cause: &Cause,
) -> Effect {
    let question = awaited(desk, message, Some(movement.mrn), Code::Stq)?;
    let by = message.header.sender.country;
    let disposition = if desk.store.movement(movement.mrn)?.is_some() {
        let (arrived, unseen) = (desk::shows_arrival(sts), desk::says_unseen(sts));
        let missed = Missed::StatusTold { by, arrived, unseen };
        step(desk, message, movement, cause, missed)?
    } else {
        plausible(desk, message, movement)?;
        Disposition::Recorded
    };
    desk::reconcile(desk, by, question.id, sts, movement.mrn)?;
    Ok(disposition)
}

/// ENQ: for an officer, unless nobody here knows the movement (PD-24).
pub(super) fn enquired(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
    cause: &Cause,
) -> Effect {
    if desk.store.movement(movement.mrn)?.is_some() {
        return step(desk, message, movement, cause, Missed::EnquiryOpened);
    }
    plausible(desk, message, movement)?;
    desk::answer_unknown(desk, message, movement)?;
    Ok(Disposition::Recorded)
}

/// ENR: only an answer to an enquiry that was made (PD-28, 4).
pub(super) fn answered(
    desk: &Desk<'_>,
    message: &Message,
    enr: &Enr,
    movement: &Movement,
    cause: &Cause,
) -> Effect {
    awaited(desk, message, Some(movement.mrn), Code::Enq)?;
    let by = message.header.sender.country;
    step(desk, message, movement, cause, Missed::AnswerHeard { by, code: enr.code })
}

/// ENI: about a movement without a record, nobody here can have an enquiry open.
pub(super) fn informed(
    desk: &Desk<'_>,
    message: &Message,
    eni: &Eni,
    movement: &Movement,
    cause: &Cause,
) -> Effect {
    if desk.store.movement(movement.mrn)?.is_none() {
        return Err(Refusal::out_of_sequence("no enquiry is open").into());
    }
    step(desk, message, movement, cause, Missed::InformationHeard { kind: eni.kind })
}

fn step(
    desk: &Desk<'_>,
    message: &Message,
    movement: &Movement,
    cause: &Cause,
    missed: Missed,
) -> Effect {
    let check = || plausible(desk, message, movement);
    desk.take_step(movement, &Event::Missed(missed), cause, check)
}
