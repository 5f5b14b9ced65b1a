//! Reconciliation: each side lists what it has, and sends again what the other lacks (PD-51).

use std::collections::BTreeSet;

use super::outgoing::{Mail, Place, later};
use super::{Cause, Desk, Hindrance, set_destination};
use crate::message::status::{StatusCopy, StatusRecord, Stq, Sts};
use crate::message::{Body, Message, headers_for, read};
use crate::node::core::{DestinationState, Movement, PassageState, TimerName};
use crate::node::flaw::Flaw;
use crate::node::store::{Letter, Stored};
use crate::profile::lists::{Role, StatusReason};
use crate::profile::timer::{REPEAT, T_STS};
use crate::profile::{Code, Country, MessageId, Mrn};

/// State of a movement that this node does not know.
const UNKNOWN: &str = "UNKNOWN";

/// Sends STQ about a movement, be it known or not.
pub(in crate::node) fn ask(
    desk: &Desk<'_>,
    movement: &Movement,
    to: Country,
    reason: StatusReason,
) -> Stored<()> {
    let limit = reason == StatusReason::Limit && desk.deviates(Flaw::NeverAsksAfterLimit)?;
    let result = reason == StatusReason::NoResult && desk.deviates(Flaw::NeverAsksForResult)?;
    let entry = reason == StatusReason::NoEntry && desk.deviates(Flaw::NeverAsksForEntry)?;
    let held = reason == StatusReason::Held && desk.deviates(Flaw::NeverAsksForForerunner)?;
    if limit || result || entry || held {
        return Ok(());
    }
    let mrn = movement.mrn;
    let told = desk.store.told(mrn, to)?;
    let heard = desk.store.heard(mrn, to)?;
    let body = Stq {
        mrn: mrn.into(),
        reason,
        state: state_of(movement).to_owned(),
        sent: told.iter().map(|told| told.message_id).collect(),
        received: heard.iter().map(|heard| heard.message_id).collect(),
    };
    let system = Place::node(Role::Sys);
    desk.post(Mail::new(to, system, system, Body::Stq(Box::new(body))))?;
    desk.start_timer(movement, TimerName::Sts, T_STS.expiry(desk.now))
}

/// T-STS: the newest STQ again, and the next pause of PD-22.
pub(super) fn repeat(
    desk: &Desk<'_>,
    movement: &Movement,
    to: Country,
    repeats: u32,
) -> Stored<()> {
    if let Some(entry) = desk.store.newest_to(movement.mrn, Code::Stq, to)? {
        desk.send_again(entry)?;
    }
    let at = usize::try_from(repeats).unwrap_or(usize::MAX).min(REPEAT.len() - 1);
    let due = later(desk.now, REPEAT[at]);
    desk.start_timer(movement, TimerName::Sts, due)
}

/// Answers STQ: first again what the asker lacks, then STS.
pub(in crate::node) fn answer(
    desk: &Desk<'_>,
    message: &Message,
    stq: &Stq,
    movement: &Movement,
) -> Stored<()> {
    let (mrn, asker) = (movement.mrn, message.header.sender.country);
    let has: BTreeSet<MessageId> = stq.received.iter().copied().collect();
    for told in desk.store.told(mrn, asker)? {
        if !has.contains(&told.message_id) && !desk.deviates(Flaw::KeepsWhatWasLost)? {
            desk.send_again(told.entry)?;
        }
    }
    if stq.reason == StatusReason::Limit {
        let facts = format!("{asker} misses the goods after the limit");
        desk.alert("T-LIM", Some(mrn.as_str()), Some(message.header.message_id.as_str()), facts)?;
    }
    if desk.deviates(Flaw::IgnoresStatusRequest)? {
        return Ok(());
    }
    let heard = desk.store.heard(mrn, asker)?;
    let sent: BTreeSet<MessageId> = stq.sent.iter().copied().collect();
    let mut copies = Vec::new();
    for heard in heard.iter().filter(|heard| !sent.contains(&heard.message_id)) {
        if !desk.deviates(Flaw::ForgetsCopies)? {
            let bytes = desk.store.body_of(heard.inbox)?;
            copies.push(StatusCopy { message_id: heard.message_id, bytes });
        }
    }
    let mut state = state_of(movement).to_owned();
    if state == UNKNOWN && desk.deviates(Flaw::InventsStatus)? {
        DestinationState::Expected.as_str().clone_into(&mut state);
    }
    let body = Sts {
        mrn: mrn.into(),
        state,
        records: records(movement),
        received: heard.iter().map(|heard| heard.message_id).collect(),
        copies,
    };
    let system = Place::node(Role::Sys);
    let mut mail = Mail::new(asker, system, system, Body::Sts(Box::new(body)));
    mail.correlation = Some(message.header.message_id.into());
    desk.post(mail).map(drop)
}

/// Takes STS: sends again what the answerer lacks, and takes copies back as facts.
pub(in crate::node) fn reconcile(
    desk: &Desk<'_>,
    by: Country,
    asked: i64,
    sts: &Sts,
    mrn: Mrn,
) -> Result<(), Hindrance> {
    let has: BTreeSet<MessageId> = sts.received.iter().copied().collect();
    // What left after the question may still be on its way.
    let before = desk.store.told(mrn, by)?.into_iter().filter(|told| told.entry < asked);
    for told in before.filter(|told| !has.contains(&told.message_id)) {
        if !desk.deviates(Flaw::NeverSendsAgainAfterStatus)? {
            desk.send_again(told.entry)?;
        }
    }
    for copy in &sts.copies {
        take_back(desk, by, copy, mrn)?;
    }
    Ok(())
}

/// A copy is a fact of the journal; it has no new effect outside.
fn take_back(desk: &Desk<'_>, by: Country, copy: &StatusCopy, mrn: Mrn) -> Result<(), Hindrance> {
    let id = copy.message_id;
    if desk.store.sent_as(id.as_str())?.is_some() {
        return Ok(());
    }
    let ours = read(&copy.bytes).ok().filter(|message| {
        message.header.message_id == id
            && id.country() == desk.home
            && message.queue().to == by
            && message.mrn().is_some_and(|said| said.as_str() == mrn.as_str())
    });
    let Some(message) = ours else {
        let facts = format!("{by} returns a copy that is not ours");
        return Ok(desk.alert("PD-51", Some(mrn.as_str()), Some(id.as_str()), facts)?);
    };
    let queue = message.queue();
    let mut headers = headers_for(&message, &copy.bytes);
    set_destination(&mut headers, queue);
    desk.store.take_back(&Letter {
        message_id: id.to_string(),
        queue,
        code: message.code(),
        mrn: Some(mrn),
        headers,
        body: copy.bytes.clone(),
        not_before: None,
        late_at: None,
    })?;
    let key = format!("copy/{}/{id}", message.code());
    desk.note(mrn, &Cause { message_id: Some(id.to_string()), key, content: None })?;
    let facts = format!("{} came back as a copy: this system had lost it", message.code());
    Ok(desk.alert("PD-51", Some(mrn.as_str()), Some(id.as_str()), facts)?)
}

/// True when a status shows the goods at an office of destination.
pub(in crate::node) fn shows_arrival(sts: &Sts) -> bool {
    sts.records.iter().any(|record| {
        let state = DestinationState::ALL.iter().find(|state| state.as_str() == record.state);
        record.role == Role::Dst && state.is_some_and(|state| state.has_arrival())
    })
}

/// True when a status says that no office of entry has seen the goods.
pub(in crate::node) fn says_unseen(sts: &Sts) -> bool {
    let mut entries = sts.records.iter().filter(|record| record.role == Role::Ent).peekable();
    let seen = |record: &StatusRecord| {
        let state = PassageState::ALL.iter().find(|state| state.as_str() == record.state);
        state.is_some_and(|state| state.has_seen_goods())
    };
    entries.peek().is_some() && !entries.any(seen)
}

/// How a movement stands here: departure's word, else the destination's, else the passages'.
fn state_of(movement: &Movement) -> &'static str {
    if let Some(part) = &movement.departure {
        return part.state.as_str();
    }
    if let Some(part) = &movement.destination {
        return part.state.as_str();
    }
    let passed = |at: &&crate::node::core::Passage| at.state == PassageState::Passed;
    let newest = movement.passages.iter().rfind(passed).or_else(|| movement.passages.first());
    newest.map_or(UNKNOWN, |at| at.state.as_str())
}

fn records(movement: &Movement) -> Vec<StatusRecord> {
    let passages = movement.passages.iter().map(|passage| StatusRecord {
        office: passage.at.office,
        role: super::duties::role_of(passage.at.direction),
        state: passage.state.as_str().to_owned(),
    });
    let departure = movement.departure.as_ref().map(|part| StatusRecord {
        office: part.route.departure,
        role: Role::Dep,
        state: part.state.as_str().to_owned(),
    });
    let destination = movement.destination.as_ref().map(|part| StatusRecord {
        office: part.office.unwrap_or(part.at),
        role: Role::Dst,
        state: part.state.as_str().to_owned(),
    });
    departure.into_iter().chain(passages).chain(destination).collect()
}
