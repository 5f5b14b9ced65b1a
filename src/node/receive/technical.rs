//! ACK, FNK and XNK: they end repetition and are never answered (PD-20, PD-22).

use super::{Incoming, known};
use crate::message::answer::AnyMessageId;
use crate::message::{Body, Message, read};
use crate::node::core::{CancelAnswer, Event, Recovering};
use crate::node::desk::{Cause, Desk, Hindrance, later};
use crate::node::flaw::Flaw;
use crate::node::store::{Arrived, Known, Sent, Stored};
use crate::profile::Code;
use crate::profile::lists::{CancellationAction, Disposition, FunctionalErrorCode, RecoveryAction};
use crate::profile::timer::REPEAT_AFTER_99;

/// Takes a technical answer. What is wrong with it is told to officers, never to the sender.
pub(super) fn take(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<()> {
    let complain = |rule: &str, facts: String| {
        if desk.deviates(Flaw::AnswersBrokenRefusals)? {
            super::refusals::protest(desk, incoming)?;
        }
        desk.alert(rule, incoming.mrn, incoming.claimed_id.as_deref(), facts)
    };
    if incoming.claimed_digest != Some(incoming.digest.as_str()) {
        return complain("SEC-95", "an answer's digest is not that of its bytes".to_owned());
    }
    if let Some(facts) = desk.badly_signed(incoming.queue.from, incoming.headers, incoming.body)? {
        return complain("SEC-95", facts);
    }
    let message = match read(incoming.body) {
        Ok(message) if message.code().is_technical() => message,
        Ok(message) => {
            return complain("SEC-14", format!("a {} that says it is an answer", message.code()));
        }
        Err(unreadable) => return complain("R-ANSWER", unreadable.to_string()),
    };
    let header = &message.header;
    let from = incoming.queue.from;
    if header.sender.country != from || header.message_id.country() != from {
        return complain("SEC-97", format!("an answer of {} in {}", header.sender.country, from));
    }
    let id = header.message_id.as_str();
    if known(desk, incoming, id)? != Known::New {
        return Ok(());
    }
    desk.store.take_in(&Arrived {
        queue: incoming.queue,
        message_id: id,
        digest: &incoming.digest,
        binds: true,
        code: message.code().as_str(),
        mrn: None,
        at: desk.now,
        body: None,
    })?;
    super::sequence::heard(desk, incoming.queue, header)?;
    let Some(AnyMessageId::Message(answered)) = &header.correlation_id else { return Ok(()) };
    match desk.store.sent_as(answered.as_str())? {
        Some(sent) if !sent.code.is_technical() => settle(desk, &message, answered.as_str(), &sent),
        sent => log_only(desk, incoming, sent.is_some()),
    }
}

/// An answer to what was never sent, or to an answer, is only logged (PD-28, 4).
fn log_only(desk: &Desk<'_>, incoming: &Incoming<'_>, to_an_answer: bool) -> Stored<()> {
    if !to_an_answer && desk.deviates(Flaw::AnswersUnknownAnswers)? {
        return super::refusals::protest(desk, incoming);
    }
    if desk.deviates(Flaw::AnswersAnswers)? {
        let ack = super::Answer::Ack(Disposition::Recorded);
        super::answer::post(desk, incoming, None, ack)?;
    }
    Ok(())
}

fn settle(desk: &Desk<'_>, message: &Message, answered: &str, sent: &Sent) -> Stored<()> {
    let (state, advice) = match &message.body {
        Body::Ack(ack) if ack.disposition == Disposition::Held => ("HELD", "PENDING"),
        Body::Ack(_) => ("ACKED", "ACKED"),
        Body::Fnk(fnk) => {
            let internal = |code| code == FunctionalErrorCode::Internal;
            if fnk.errors.iter().any(|error| internal(error.code)) {
                return after_internal_failure(desk, answered, sent);
            }
            let codes: Vec<&str> = fnk.errors.iter().map(|error| error.code.code()).collect();
            refused(desk, "FNK", &codes, answered, sent)?;
            super::diversion::arrival_refused(desk, answered, sent, fnk)?;
            ("REFUSED", "REFUSED")
        }
        Body::Xnk(xnk) => {
            let codes: Vec<&str> = xnk.errors.iter().map(|error| error.code.code()).collect();
            refused(desk, "XNK", &codes, answered, sent)?;
            ("REFUSED", "REFUSED")
        }
        _ => return Ok(()),
    };
    desk.store.retire(sent.id, state)?;
    if state == "REFUSED" && sent.code == Code::Inc {
        incident_refused(desk, sent)?;
    }
    match sent.code {
        Code::Can => cancellation_answered(desk, message, sent)?,
        Code::Rcc => stop_answered(desk, message, sent)?,
        _ => {}
    }
    match sent.mrn {
        Some(mrn) => desk.store.settle_advice(mrn, answered, advice),
        None => Ok(()),
    }
}

/// PD-41: departure refused an own incident, so it is withdrawn here.
fn incident_refused(desk: &Desk<'_>, sent: &Sent) -> Stored<()> {
    let asked = desk.store.sent_body(sent.id)?.and_then(|body| read(&body).ok());
    let Some(Message { body: Body::Inc(incident), .. }) = asked else { return Ok(()) };
    let Some(mrn) = sent.mrn else { return Ok(()) };
    let Some(movement) = desk.store.movement(mrn)? else { return Ok(()) };
    let event = Event::IncidentRefused { number: incident.number };
    let cause = Cause::national(format!("INC/{}/{}/refused", desk.home, incident.number));
    match desk.take_step(&movement, &event, &cause, || Ok(())) {
        Ok(_) | Err(Hindrance::Refused(_) | Hindrance::Held) => Ok(()),
        Err(Hindrance::Defect(error)) => Err(error),
    }
}

/// D12, D13: what an answer to a CAN means for the cancellation. Refusals for other reasons than
/// that the goods were seen leave it to the officer.
fn cancellation_answered(desk: &Desk<'_>, message: &Message, sent: &Sent) -> Stored<()> {
    let goods_seen = |fnk: &crate::message::answer::Fnk| {
        fnk.errors.iter().any(|error| error.code == FunctionalErrorCode::OutOfSequence)
    };
    let answer = match &message.body {
        Body::Ack(ack) if ack.disposition != Disposition::Held => CancelAnswer::Acknowledged,
        Body::Fnk(fnk) if goods_seen(fnk) => CancelAnswer::GoodsSeen,
        _ => return Ok(()),
    };
    let asked = desk.store.sent_body(sent.id)?.and_then(|body| read(&body).ok());
    let Some(Message { header, body: Body::Can(can) }) = asked else { return Ok(()) };
    let movement = match sent.mrn {
        Some(mrn) => desk.store.movement(mrn)?,
        None => None,
    };
    let (Some(movement), CancellationAction::Request) = (movement, can.action) else {
        return Ok(());
    };
    let country = header.recipient.country;
    let event = Event::CancelAnswered { country, number: can.cancel_no, answer };
    let cause = Cause {
        message_id: Some(message.header.message_id.to_string()),
        key: format!("{}/CAN/{}/{country}", message.code(), can.cancel_no),
        content: None,
    };
    match desk.take_step(&movement, &event, &cause, || Ok(())) {
        Ok(_) | Err(Hindrance::Refused(_) | Hindrance::Held) => Ok(()),
        Err(Hindrance::Defect(error)) => Err(error),
    }
}

/// D39: what an answer to RCC STOP means for the recovery that is being stopped.
fn stop_answered(desk: &Desk<'_>, message: &Message, sent: &Sent) -> Stored<()> {
    let stopped = match &message.body {
        Body::Ack(ack) if ack.disposition != Disposition::Held => true,
        Body::Fnk(_) => false,
        _ => return Ok(()),
    };
    let asked = desk.store.sent_body(sent.id)?.and_then(|body| read(&body).ok());
    let Some(Message { header, body: Body::Rcc(rcc) }) = asked else { return Ok(()) };
    let movement = match sent.mrn {
        Some(mrn) => desk.store.movement(mrn)?,
        None => None,
    };
    let (Some(movement), RecoveryAction::Stop) = (movement, rcc.action) else { return Ok(()) };
    let by = header.recipient.country;
    let event = Event::Recovery(Recovering::StopAnswered { by, stopped });
    let cause = Cause {
        message_id: Some(message.header.message_id.to_string()),
        key: format!("{}/RCC/{}", message.code(), header.message_id),
        content: None,
    };
    match desk.take_step(&movement, &event, &cause, || Ok(())) {
        Ok(_) | Err(Hindrance::Refused(_) | Hindrance::Held) => Ok(()),
        Err(Hindrance::Defect(error)) => Err(error),
    }
}

fn refused(desk: &Desk<'_>, kind: &str, codes: &[&str], answered: &str, sent: &Sent) -> Stored<()> {
    let first = codes.first().copied().unwrap_or("?");
    let facts = format!("{} was refused: {kind} {}", sent.code, codes.join(" "));
    let mrn = sent.mrn.map(|mrn| mrn.to_string());
    desk.alert(&format!("{kind}-{first}"), mrn.as_deref(), Some(answered), facts)
}

/// FNK 99: the same bytes after 1, 6 and 24 hours, then an officer (PD-22).
fn after_internal_failure(desk: &Desk<'_>, answered: &str, sent: &Sent) -> Stored<()> {
    let tried = desk.store.count_up(&format!("failed/{answered}"))?;
    let pause = usize::try_from(tried).ok().and_then(|tried| REPEAT_AFTER_99.get(tried - 1));
    if let Some(pause) = pause
        && !desk.deviates(Flaw::GivesUpAfterInternalFailure)?
    {
        return desk.store.repeat_at(sent.id, later(desk.now, *pause));
    }
    desk.store.retire(sent.id, "REFUSED")?;
    refused(desk, "FNK", &["99"], answered, sent)
}
