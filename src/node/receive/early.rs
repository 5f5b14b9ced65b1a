//! Early messages: kept, tried again at each event of their movement, refused when they run out.

use super::apply::{self, Applied};
use super::{Rejection, answer, checks};
use crate::message::{Body, Message, read};
use crate::node::desk::Desk;
use crate::node::flaw::Flaw;
use crate::node::store::{HeldMessage, Stored};
use crate::profile::Mrn;
use crate::profile::lists::FunctionalErrorCode;

/// Tries the early messages of a movement again, until none fits any more.
pub(in crate::node) fn retry_held(desk: &Desk<'_>, mrn: Mrn) -> Stored<()> {
    loop {
        let mut moved = false;
        let all = desk.store.held_for(mrn)?;
        if !all.is_empty() && desk.deviates(Flaw::ForgetsWhatItHeld)? {
            return Ok(());
        }
        for held in all {
            moved |= retry(desk, &held)?;
        }
        if !moved {
            return Ok(());
        }
    }
}

fn retry(desk: &Desk<'_>, held: &HeldMessage) -> Stored<bool> {
    let Ok(message) = read(&held.body) else { return Ok(false) };
    if desk.lacks_reference(&message)? {
        return Ok(false);
    }
    let applied = match checks::codes(desk, held.queue, &message)? {
        Ok(()) => apply::held(desk, held.queue, &message)?,
        Err(rejection) => Applied::Rejected(rejection),
    };
    if applied == Applied::Held {
        return Ok(false);
    }
    desk.store.let_go(held.inbox)?;
    answer::conclude(desk, held.queue, &message, held.inbox, applied)?;
    Ok(true)
}

/// T-HOLD has run out: FNK 90 where the movement is unknown, else 92 (PD-24).
///
/// A GUL that waits for the end of a claim goes on waiting: T-GCL reminds of that (G9).
pub(in crate::node) fn expire_held(desk: &Desk<'_>, held: &HeldMessage) -> Stored<()> {
    let read = read(&held.body);
    if let Ok(message @ Message { body: Body::Gul(_), .. }) = &read
        && !desk.lacks_reference(message)?
        && !desk.deviates(Flaw::RefusesWaitingLiberation)?
    {
        return desk.store.hold_until(held.inbox, None);
    }
    desk.store.let_go(held.inbox)?;
    let Ok(message) = read else { return Ok(()) };
    let mrn = message.mrn().and_then(|mrn| mrn.checked().ok());
    let known = match mrn {
        Some(mrn) => desk.store.movement(mrn)?.is_some(),
        None => false,
    };
    if desk.deviates(Flaw::ForgetsHeldMessage)? {
        return Ok(());
    }
    let rejection = run_out(&message, known);
    answer::conclude(desk, held.queue, &message, held.inbox, Applied::Rejected(rejection))
}

/// What the sender of an early message is told at last.
pub(super) fn run_out(message: &Message, known: bool) -> Rejection {
    let code =
        if known { FunctionalErrorCode::OutOfSequence } else { FunctionalErrorCode::UnknownMrn };
    let named = message.mrn().map(ToString::to_string).unwrap_or_default();
    let pointer = format!("/{}//MRN", message.code());
    let rejection = Rejection::fnk(code, &pointer, Some("T-HOLD"), &named);
    rejection.alerting("T-HOLD", "an early message has run out")
}
