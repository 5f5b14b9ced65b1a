//! How often a partner is refused: at most sixty times a minute (PD-33), and never for an answer of its own (PD-20).

use super::{Incoming, Rejection, answer};
use crate::node::desk::{Desk, later};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::FunctionalErrorCode;
use crate::profile::timer::REFUSALS_A_MINUTE;
use crate::profile::{Country, Queue, stomp};
use jiff::{SignedDuration, Timestamp};

/// When the next refusal may go to a country; none where that is now. The first that must wait
/// tells the officers.
pub(super) fn next_slot(desk: &Desk<'_>, to: Country) -> Stored<Option<Timestamp>> {
    let key = key(to);
    let mut slots: Vec<Timestamp> = desk.store.fact(&key)?.unwrap_or_default();
    let full = slots.len() >= REFUSALS_A_MINUTE;
    let free = full.then(|| later(slots[slots.len() - REFUSALS_A_MINUTE], MINUTE));
    let waits = free.filter(|free| *free > desk.now);
    let waits = match waits {
        Some(_) if desk.deviates(Flaw::RefusesWithoutLimit)? => None,
        other => other,
    };
    let waited = slots.last().is_some_and(|last| *last > desk.now);
    slots.push(waits.unwrap_or(desk.now));
    let old = slots.len().saturating_sub(REFUSALS_A_MINUTE);
    desk.store.set_fact(&key, &slots.split_off(old))?;
    if waits.is_some() && !waited {
        tell(desk, to)?;
    }
    Ok(waits)
}

/// True where a refusal that was given before may be repeated now, which is one more; false where enough has been
/// refused.
pub(super) fn may_repeat(desk: &Desk<'_>, to: Country) -> Stored<bool> {
    let key = key(to);
    let mut slots: Vec<Timestamp> = desk.store.fact(&key)?.unwrap_or_default();
    let full = slots.len() >= REFUSALS_A_MINUTE;
    if full && later(slots[slots.len() - REFUSALS_A_MINUTE], MINUTE) > desk.now {
        return Ok(false);
    }
    slots.push(desk.now);
    let old = slots.len().saturating_sub(REFUSALS_A_MINUTE);
    desk.store.set_fact(&key, &slots.split_off(old))?;
    Ok(true)
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn key(to: Country) -> String {
    format!("refusals/{to}")
}

fn tell(desk: &Desk<'_>, to: Country) -> Stored<()> {
    let facts = format!("more than {REFUSALS_A_MINUTE} messages of {to} refused within a minute");
    desk.alert("SEC-STORM", None, None, facts)
}

/// A flaw's doing: an answer is itself refused.
pub(super) fn protest(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<()> {
    let code = FunctionalErrorCode::OutOfSequence;
    let rejection = Rejection::fnk(code, "/", None, "").not_binding();
    answer::post(desk, incoming, None, rejection.answer).map(drop)
}

/// Where the answer to a message goes: to whom the queue is from, whatever the message asks for
/// (PD-13). A flaw obeys it.
pub(super) fn way_back(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<Queue> {
    let told = incoming.headers.iter().find(|(name, _)| name == REPLY_TO);
    let told = told.and_then(|(_, at)| at.strip_prefix(stomp::QUEUE_PREFIX)?.parse::<Queue>().ok());
    match told {
        Some(told) if desk.deviates(Flaw::AnswersWhereTold)? => {
            Ok(Queue::new(desk.home, told.to, incoming.queue.class))
        }
        _ => Ok(incoming.queue),
    }
}

/// `JMSReplyTo`, which is ignored (PD-04).
const REPLY_TO: &str = "reply-to";
