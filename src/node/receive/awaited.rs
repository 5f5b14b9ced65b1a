//! The question that an answer is about: without one it has no effect (PD-28, 4).

use crate::message::Message;
use crate::message::answer::AnyMessageId;
use crate::node::core::Refusal;
use crate::node::desk::{Desk, Hindrance};
use crate::node::store::{Sent, Stored};
use crate::profile::{Code, Mrn};

/// Why an answer to what was never asked is refused.
pub(super) const NOTHING_ASKED: &str = "nothing was asked under this id";

/// The question of this code about this movement that the message answers, if it was ever asked.
pub(super) fn question(
    desk: &Desk<'_>,
    message: &Message,
    mrn: Option<Mrn>,
    code: Code,
) -> Stored<Option<Sent>> {
    let asked = match &message.header.correlation_id {
        Some(AnyMessageId::Message(id)) => desk.store.sent_as(id.as_str())?,
        Some(AnyMessageId::Jms(_)) | None => None,
    };
    Ok(asked.filter(|sent| sent.code == code && sent.mrn == mrn))
}

/// The same; an answer to what was never asked is refused.
pub(super) fn awaited(
    desk: &Desk<'_>,
    message: &Message,
    mrn: Option<Mrn>,
    code: Code,
) -> Result<Sent, Hindrance> {
    let nothing = || Refusal::out_of_sequence(NOTHING_ASKED);
    Ok(question(desk, message, mrn, code)?.ok_or_else(nothing)?)
}
