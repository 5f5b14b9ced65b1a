//! The one technical answer to a message, stored with it (PD-20).

use super::apply::Applied;
use super::{Answer, Incoming, Rejection, refusals};
use crate::message::answer::{Ack, AnyMessageId, Fnk, FunctionalError, XmlError, Xnk};
use crate::message::{Body, Claimed, Message};
use crate::node::desk::{Desk, Mail, Place, free_all, later, nine_tenths};
use crate::node::flaw::Flaw;
use crate::node::store::{Arrived, Stored};
use crate::profile::lists::{Disposition, FunctionalErrorCode, Role, XmlErrorCode};
use crate::profile::timer::T_ACK;
use crate::profile::{Code, MessageId, Queue};
use jiff::{SignedDuration, Timestamp};

/// Refuses a message before it could have an effect: stores it, answers, alerts.
pub(super) fn reject(
    desk: &Desk<'_>,
    incoming: &Incoming<'_>,
    message: Option<&Message>,
    mut rejection: Rejection,
) -> Stored<()> {
    let of_message = message.map(|message| message.header.message_id.to_string());
    let id = incoming.claimed_id.clone().or(of_message);
    let sender = incoming.queue.from;
    if let (Some(id), false) = (&id, rejection.binds)
        && let Some(answer) = desk.store.refused_before(sender, id, &incoming.digest)?
    {
        if refusals::may_repeat(desk, sender)? {
            desk.send_again(answer)?;
        }
        return Ok(());
    }
    let inbox = match &id {
        Some(id) => Some(desk.store.take_in(&Arrived {
            queue: incoming.queue,
            message_id: id,
            digest: &incoming.digest,
            binds: rejection.binds,
            code: incoming.kind.unwrap_or("?"),
            mrn: incoming.mrn,
            at: desk.now,
            body: Some(incoming.body),
        })?),
        None => None,
    };
    alert(desk, &mut rejection, incoming.mrn, id.as_deref())?;
    refused_origin(desk, message, incoming.mrn, &mut rejection)?;
    let of_message = message.map(|message| message.header.message_id);
    let entry = post(desk, incoming, of_message, rejection.answer)?;
    if let (Some(entry), Some(inbox)) = (entry, inbox) {
        desk.store.set_answer(inbox, entry)?;
    }
    Ok(())
}

fn alert(
    desk: &Desk<'_>,
    rejection: &mut Rejection,
    mrn: Option<&str>,
    id: Option<&str>,
) -> Stored<()> {
    let Some((rule, facts)) = rejection.alert.take() else { return Ok(()) };
    if rule == "SEC-97" && desk.deviates(Flaw::HidesSecurityEvent)? {
        return Ok(());
    }
    desk.alert(&rule, mrn, id, facts)
}

/// Flaws that a refused origin brings out.
fn refused_origin(
    desk: &Desk<'_>,
    message: Option<&Message>,
    mrn: Option<&str>,
    rejection: &mut Rejection,
) -> Stored<()> {
    let Answer::Fnk(errors) = &mut rejection.answer else { return Ok(()) };
    if !errors.iter().any(|error| error.code == FunctionalErrorCode::Origin) {
        return Ok(());
    }
    if desk.deviates(Flaw::TalkativeRefusal)? {
        let office = message.and_then(|message| message.header.sender.office);
        let code = message.map_or("*", |message| message.code().as_str());
        *errors = vec![FunctionalError {
            pointer: format!("/{code}/Header/sender/@office"),
            code: FunctionalErrorCode::Origin,
            rule: Some("R-ORIGIN".to_owned()),
            original_value: Some(office.map_or_else(|| "?".to_owned(), |at| at.to_string())),
        }];
    }
    let named = mrn.and_then(|mrn| mrn.parse().ok());
    if let (Some(mrn), Some(Flaw::FreesGuaranteeOnRefusedMessage)) = (named, desk.flaw) {
        free_all(desk, mrn, Flaw::FreesGuaranteeOnRefusedMessage)?;
    }
    Ok(())
}

/// Answers a message that was looked at in full, and binds the answer to it.
pub(super) fn conclude(
    desk: &Desk<'_>,
    queue: Queue,
    message: &Message,
    inbox: i64,
    applied: Applied,
) -> Stored<()> {
    let id = message.header.message_id;
    let correlation = AnyMessageId::from(id);
    let (answer, deferral) = match applied {
        Applied::Done(disposition) => {
            if message.code() == Code::Pas && desk.deviates(Flaw::NeverAnswers)? {
                return Ok(());
            }
            (Answer::Ack(disposition), deferral(desk, message.code())?)
        }
        Applied::Held => (Answer::Ack(Disposition::Held), deferral(desk, message.code())?),
        Applied::Rejected(mut rejection) => {
            let mrn = message.mrn().map(Claimed::as_str);
            alert(desk, &mut rejection, mrn, Some(id.as_str()))?;
            refused_origin(desk, Some(message), mrn, &mut rejection)?;
            (rejection.answer, late_refusal(desk, message.code())?)
        }
    };
    if let Some(entry) = send(desk, queue, correlation.clone(), answer.clone(), deferral)? {
        desk.store.set_answer(inbox, entry)?;
    }
    let acknowledged = matches!(answer, Answer::Ack(_));
    if acknowledged && message.code() == Code::Pas && desk.deviates(Flaw::AnswersTwice)? {
        send(desk, queue, correlation, answer, deferral)?;
    }
    Ok(())
}

/// When an answer may leave: at once, unless the node dawdles.
fn deferral(desk: &Desk<'_>, code: Code) -> Stored<Option<Timestamp>> {
    if desk.deviates(Flaw::SlowAnswers)? {
        return Ok(Some(nine_tenths(desk.now, T_ACK)));
    }
    if code == Code::Pas && desk.deviates(Flaw::AnswersLate)? {
        return Ok(Some(later(T_ACK.expiry(desk.now), SignedDuration::from_mins(1))));
    }
    Ok(None)
}

/// When a refusal may leave. Who dawdles does not dawdle with it: refusals have a limit of their own for
/// each minute, and would heap up.
fn late_refusal(desk: &Desk<'_>, code: Code) -> Stored<Option<Timestamp>> {
    if desk.flaw == Some(Flaw::SlowAnswers) { Ok(None) } else { deferral(desk, code) }
}

/// Answers a message of which only the frame may be known; the entry of what was sent. Its id is
/// what its property says, else what its document says.
pub(super) fn post(
    desk: &Desk<'_>,
    incoming: &Incoming<'_>,
    of_message: Option<MessageId>,
    answer: Answer,
) -> Stored<Option<i64>> {
    let claimed = incoming.claimed_id.as_deref().and_then(|id| id.parse::<MessageId>().ok());
    let (correlation, answer) = match (claimed.or(of_message), answer) {
        (Some(id), answer) => (AnyMessageId::from(id), answer),
        // PD-33: only an XNK can name what has no id.
        (None, Answer::Fnk(_)) => {
            let text = "no message id can be read";
            let answer = Answer::Xnk(vec![super::xml_error(XmlErrorCode::Format, text)]);
            (AnyMessageId::from_broker_id(incoming.broker_id), answer)
        }
        (None, answer) => (AnyMessageId::from_broker_id(incoming.broker_id), answer),
    };
    send(desk, refusals::way_back(desk, incoming)?, correlation, answer, None)
}

/// Flaws of refusals that name rules.
fn blur(desk: &Desk<'_>, errors: &mut Vec<FunctionalError>) -> Stored<()> {
    if errors.iter().all(|error| error.rule.is_none()) {
        return Ok(());
    }
    if desk.deviates(Flaw::HidesPointer)? {
        for error in errors.iter_mut() {
            "/".clone_into(&mut error.pointer);
        }
    }
    if desk.deviates(Flaw::HidesOriginalValue)? {
        for error in errors.iter_mut() {
            error.original_value = None;
        }
    }
    if errors.len() > 1 && desk.deviates(Flaw::NamesFirstError)? {
        errors.truncate(1);
    }
    Ok(())
}

/// A flaw's doing: the refusal says where in the system it was written.
fn leak(desk: &Desk<'_>, errors: &mut [XmlError]) -> Stored<()> {
    if desk.deviates(Flaw::LeaksInternals)? {
        for error in errors {
            let text = "SqliteFailure(ConstraintViolation), at src/node/store/inbox.rs:120";
            error.text = Some(text.to_owned());
        }
    }
    Ok(())
}

fn send(
    desk: &Desk<'_>,
    queue: Queue,
    correlation: AnyMessageId,
    answer: Answer,
    not_before: Option<Timestamp>,
) -> Stored<Option<i64>> {
    let refuses = matches!(answer, Answer::Fnk(_) | Answer::Xnk(_));
    let slot = if refuses { refusals::next_slot(desk, queue.from)? } else { None };
    let body = match answer {
        Answer::Ack(disposition) => Body::Ack(Ack { disposition }),
        Answer::Fnk(mut errors) => {
            blur(desk, &mut errors)?;
            Body::Fnk(Fnk { errors })
        }
        Answer::Xnk(mut errors) => {
            leak(desk, &mut errors)?;
            Body::Xnk(Xnk { errors })
        }
        Answer::Silence => return Ok(None),
    };
    let system = Place::node(Role::Sys);
    let mut mail = Mail::new(queue.from, system, system, body);
    mail.correlation = Some(correlation);
    mail.not_before = not_before.max(slot);
    Ok(Some(desk.post(mail)?.entry))
}

/// PD-27: six attempts have failed; FNK 99, and an officer must look.
pub(in crate::node) fn give_up(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<()> {
    let rejection = Rejection::fnk(FunctionalErrorCode::Internal, "/", None, "");
    let facts = format!("six attempts failed at a message of {}", incoming.queue);
    let rejection = rejection.alerting("F99", facts);
    let binding = desk.deviates(Flaw::RemembersItsOwnFailure)?;
    let rejection = if binding { rejection } else { rejection.not_binding() };
    if incoming.is_technical() {
        let mut rejection = rejection;
        return alert(desk, &mut rejection, incoming.mrn, incoming.claimed_id.as_deref());
    }
    reject(desk, incoming, None, rejection)
}
