//! Messages from queues, checked in the order of PD-26; the first stage that fails answers.
//!
//! ```text
//! kind, size ─► origin ─► digest ─► known id? ─► parse, schema ─► header's origin ─► mirror, test,
//! version ─► check digits, offices, roles ─► existence, entitlement, state, time, rules ─► applied
//! ```

mod answer;
mod apply;
mod awaited;
mod checks;
mod diversion;
mod duplicate;
mod early;
mod entitled;
mod facts;
mod guarantee;
mod incoming;
mod lenient;
mod missed;
mod overlook;
mod recovered;
mod refusals;
mod sequence;
mod system;
mod technical;

use super::desk::Desk;
use super::flaw::Flaw;
use super::store::{Arrived, Known, Stored};
use crate::message::answer::{FunctionalError, XmlError};
use crate::message::{Claimed, Message, Unreadable, read};
use crate::profile::lists::{Disposition, FunctionalErrorCode, ProfileOption, XmlErrorCode};
use crate::profile::{Code, Country, HUB, MAX_BODY_BYTES};

pub(in crate::node) use answer::give_up;
pub(in crate::node) use early::{expire_held, retry_held};
pub(in crate::node) use incoming::Incoming;
pub(in crate::node) use sequence::{ask as ask_for_gaps, next as next_gap};

/// What the broker is told about a message, once everything is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) enum Taken {
    /// Done with it.
    Ack,
    /// To the dead letters.
    Nack,
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    Ack(Disposition),
    Fnk(Vec<FunctionalError>),
    Xnk(Vec<XmlError>),
    /// Nothing (PD-33), or by a flaw.
    Silence,
}

/// A refusal with what goes beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rejection {
    answer: Answer,
    /// From now on the id belongs to these bytes.
    binds: bool,
    /// Rule and facts of the alert.
    alert: Option<(String, String)>,
}

impl Rejection {
    fn fnk(code: FunctionalErrorCode, pointer: &str, rule: Option<&str>, value: &str) -> Self {
        Self::errors(vec![FunctionalError::new(code, pointer, rule, value)])
    }

    fn errors(errors: Vec<FunctionalError>) -> Self {
        Self { answer: Answer::Fnk(errors), binds: true, alert: None }
    }

    fn alerting(mut self, rule: impl Into<String>, facts: impl Into<String>) -> Self {
        self.alert = Some((rule.into(), facts.into()));
        self
    }

    fn not_binding(mut self) -> Self {
        self.binds = false;
        self
    }
}

/// Takes one message from a queue: everything but the broker's acknowledgement.
pub(in crate::node) fn receive(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<Taken> {
    if let Some(user) = strange_account(desk, incoming)? {
        // PD-33: no answer when the account disagrees with the queue.
        let facts = format!("account {user} wrote to {}", incoming.queue);
        desk.alert("SEC-97", incoming.mrn, incoming.claimed_id.as_deref(), facts)?;
        return Ok(Taken::Ack);
    }
    desk.heard(incoming.queue.from)?;
    if overlook::sheds(desk, incoming)? {
        return Ok(Taken::Ack);
    }
    if incoming.is_technical() {
        technical::take(desk, incoming)?;
        return Ok(Taken::Ack);
    }
    if incoming.is_heartbeat() {
        system::heartbeat(desk, incoming)?;
        return Ok(Taken::Ack);
    }
    if incoming.has_unknown_property() && desk.deviates(Flaw::RefusesUnknownProperties)? {
        let rejection = Rejection::fnk(FunctionalErrorCode::Rule, "/", None, "");
        answer::reject(desk, incoming, None, rejection)?;
        return Ok(Taken::Ack);
    }
    if let Some(inside) = overlook::opened(desk, incoming)?
        && let Ok(message) = read(&inside)
    {
        return parsed(desk, incoming, &message);
    }
    if lenient::lies_on_the_floor(desk)? {
        return Ok(Taken::Ack);
    }
    match before_parsing(desk, incoming)? {
        Checked::Pass => {}
        Checked::Known => return Ok(Taken::Ack),
        Checked::Rejected(rejection) => {
            answer::reject(desk, incoming, None, rejection)?;
            return Ok(Taken::Ack);
        }
    }
    if let Some(answer) = misspelt(desk, incoming)? {
        let rejection = Rejection { answer, binds: true, alert: None };
        answer::reject(desk, incoming, None, rejection)?;
        return Ok(Taken::Ack);
    }
    match read(incoming.body) {
        Err(unreadable) => broken(desk, incoming, unreadable)?,
        Ok(message) => return parsed(desk, incoming, &message),
    }
    Ok(Taken::Ack)
}

/// The account that wrote the message, where the queue does not vouch for it: only `<from>` writes
/// there, and only the hub where one lies between the countries (PD-14).
fn strange_account<'a>(desk: &Desk<'_>, incoming: &Incoming<'a>) -> Stored<Option<&'a str>> {
    let by_hub = desk.has_option(ProfileOption::Hub)? && !desk.deviates(Flaw::DistrustsTheHub)?;
    let from = incoming.queue.from;
    let writer = if by_hub && from != Country::REGION { HUB } else { from.as_str() };
    let strange = incoming.user.filter(|user| *user != writer);
    Ok(if strange.is_some() && desk.deviates(Flaw::BelievesAnyAccount)? { None } else { strange })
}

/// Outcome of the stages before the document is looked into.
enum Checked {
    Pass,
    /// Seen before: dealt with.
    Known,
    Rejected(Rejection),
}

/// Stages 1 to 4.
fn before_parsing(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<Checked> {
    if lenient::takes_any_kind(desk, incoming)? {
        let answer = Answer::Ack(Disposition::Applied);
        return Ok(Checked::Rejected(Rejection { answer, binds: false, alert: None }));
    }
    if incoming.is_bytes_message() {
        let text = "not a text message";
        let answer = Answer::Xnk(vec![xml_error(XmlErrorCode::Format, text)]);
        return Ok(Checked::Rejected(Rejection { answer, binds: false, alert: None }));
    }
    if incoming.body.len() > MAX_BODY_BYTES {
        // Stage 1 as well: nobody reads it, and the reader refuses it unread (XNK 98).
        return Ok(Checked::Pass);
    }
    if let Some(rejection) = checks::claimed_origin(incoming) {
        return Ok(Checked::Rejected(rejection));
    }
    let undamaged = incoming.claimed_digest == Some(incoming.digest.as_str());
    if !undamaged && desk.deviates(Flaw::AcceptsWrongDigest)? {
        return Ok(Checked::Pass);
    }
    if !undamaged {
        let code = FunctionalErrorCode::Integrity;
        let rejection = Rejection::fnk(code, "/", None, "").not_binding();
        // The bare answer tells nothing; the officers are told.
        let rejection = rejection.alerting("SEC-95", "the digest is not that of the bytes");
        return Ok(Checked::Rejected(rejection));
    }
    if let Some(facts) = desk.badly_signed(incoming.queue.from, incoming.headers, incoming.body)? {
        let rejection = Rejection::fnk(FunctionalErrorCode::Integrity, "/", None, "").not_binding();
        return Ok(Checked::Rejected(rejection.alerting("SEC-95", facts)));
    }
    match &incoming.claimed_id {
        Some(id) => duplicate::check(desk, incoming, id),
        None => Ok(Checked::Pass),
    }
}

fn xml_error(code: XmlErrorCode, text: &str) -> XmlError {
    XmlError {
        line: 1,
        column: 1,
        pointer: "/".to_owned(),
        code,
        text: Some(text.to_owned()),
        original_value: None,
    }
}

/// A flaw's doing: a document that is spelled in another legal way is refused.
fn misspelt(desk: &Desk<'_>, incoming: &Incoming<'_>) -> Stored<Option<Answer>> {
    if lenient::too_many_items(desk, incoming)? {
        return Ok(Some(Answer::Xnk(vec![xml_error(XmlErrorCode::Oversize, "too many items")])));
    }
    let has = |text: &[u8]| incoming.body.windows(text.len()).any(|window| window == text);
    let refused = match desk.flaw {
        Some(flaw @ Flaw::InsistsOnPrefix) if has(b"xmlns:") => {
            Some((flaw, XmlErrorCode::Unexpected))
        }
        Some(flaw @ Flaw::InsistsOnSpelling) if has(b" = '") => Some((flaw, XmlErrorCode::Format)),
        Some(_) | None => None,
    };
    let Some((flaw, code)) = refused else { return Ok(None) };
    desk.deviates(flaw)?;
    Ok(Some(Answer::Xnk(vec![xml_error(code, "spelled in another way")])))
}

/// Stages 5 and 6 have failed: XNK, and nothing is stored as business.
fn broken(desk: &Desk<'_>, incoming: &Incoming<'_>, unreadable: Unreadable) -> Stored<()> {
    let mut errors = unreadable.errors;
    lenient::stumble(desk)?;
    if lenient::overlooks(desk, incoming, &errors)? {
        let answer = Answer::Ack(Disposition::Applied);
        let rejection = Rejection { answer, binds: true, alert: None };
        return answer::reject(desk, incoming, None, rejection);
    }
    lenient::point_nowhere(desk, &mut errors)?;
    let malformed = errors.first().is_some_and(|error| error.code == XmlErrorCode::Format);
    let mut answer = None;
    if malformed {
        if desk.deviates(Flaw::RejectsSilently)? {
            answer = Some(Answer::Silence);
        }
        if desk.deviates(Flaw::WrongRejectionCode)? {
            errors.truncate(1);
            for error in &mut errors {
                error.code = XmlErrorCode::BadValue;
            }
        }
        duplicate::store_broken(desk, incoming)?;
    }
    let placed = errors.iter().any(|error| (error.line, error.column) != (1, 1));
    if placed && desk.deviates(Flaw::HidesPosition)? {
        for error in &mut errors {
            (error.line, error.column) = (1, 1);
        }
    }
    let answer = answer.unwrap_or(Answer::Xnk(errors));
    let rejection = Rejection { answer, binds: true, alert: None };
    answer::reject(desk, incoming, None, rejection)
}

/// From stage 7 on, with the header's origin before it (PD-13).
fn parsed(desk: &Desk<'_>, incoming: &Incoming<'_>, message: &Message) -> Stored<Taken> {
    if incoming.claimed_id.is_none() {
        // The property was missing: the body's own id decides whether it is known.
        let id = message.header.message_id.to_string();
        match duplicate::check(desk, incoming, &id)? {
            Checked::Pass => {}
            Checked::Known => return Ok(Taken::Ack),
            Checked::Rejected(rejection) => {
                answer::reject(desk, incoming, Some(message), rejection)?;
                return Ok(Taken::Ack);
            }
        }
    }
    if let Err(rejection) = checks::header(desk, incoming, message)? {
        answer::reject(desk, incoming, Some(message), rejection)?;
        return Ok(Taken::Ack);
    }
    let early = desk.lacks_reference(message)?;
    if !early && let Err(rejection) = checks::codes(desk, incoming.queue, message)? {
        answer::reject(desk, incoming, Some(message), rejection)?;
        return Ok(Taken::Ack);
    }
    let inbox = take_in(desk, incoming, message, true)?;
    let outcome = if early {
        apply::keep(desk, incoming.queue, message, inbox)?
    } else {
        apply::first_time(desk, incoming.queue, message, inbox)?
    };
    answer::conclude(desk, incoming.queue, message, inbox, outcome)?;
    // What the message has changed is known before anybody asks for what is missing.
    sequence::heard(desk, incoming.queue, &message.header)?;
    let dead = message.code() == Code::Pas && desk.deviates(Flaw::NacksWhatItApplied)?;
    Ok(if dead { Taken::Nack } else { Taken::Ack })
}

/// Stores a message that could be read.
fn take_in(
    desk: &Desk<'_>,
    incoming: &Incoming<'_>,
    message: &Message,
    binds: bool,
) -> Stored<i64> {
    desk.store.take_in(&Arrived {
        queue: incoming.queue,
        message_id: message.header.message_id.as_str(),
        digest: &incoming.digest,
        binds,
        code: message.code().as_str(),
        mrn: message.mrn().map(Claimed::as_str),
        at: desk.now,
        body: Some(incoming.body),
    })
}

/// What is known of a message's id, asked of the store.
fn known(desk: &Desk<'_>, incoming: &Incoming<'_>, id: &str) -> Stored<Known> {
    desk.store.known(incoming.queue.from, id, &incoming.digest)
}
