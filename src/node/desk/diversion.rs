//! Goods at another office than declared: TRQ, TRR and FWD leave, or the national leg is taken.

use jiff::Timestamp;

use super::duties::{departure_of, role_in};
use super::outgoing::{Mail, Place};
use super::{Cause, Desk, Hindrance, compose, diverted};
use crate::message::answer::AnyMessageId;
use crate::message::diversion::{Fwd, Trq, Trr};
use crate::message::{Body, Event as Told};
use crate::node::core::{
    Cover, DiversionEvent, Duty, Event, GoodsPolicy, Movement, OfficeInRole, RecordAnswer,
    RecordAsk, fraud,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{
    Disposition, DiversionPolicy, RecordRefusal, RecordVerdict, RefusalReason, Role,
};
use crate::profile::{Country, MessageId, Mrn};

/// Does a duty about goods at another office than declared; others are not its business.
pub(super) fn perform(desk: &Desk<'_>, movement: &Movement, duty: &Duty) -> Result<(), Hindrance> {
    match duty {
        Duty::AskRecord { place, event_at, plates } => {
            ask(desk, movement, *place, *event_at, plates)
        }
        Duty::AnswerRecord { place, to, answer: told } => answer(desk, movement, *place, to, told),
        Duty::Forward { actual, decision_no, at } => {
            forward(desk, movement, *actual, *decision_no, *at)
        }
        Duty::ReportSecond { office, event_at, plates } => {
            diverted::report_second(desk, movement, *office, *event_at, plates)
        }
        _ => Ok(()),
    }
}

/// P5, A3: asks departure for the record.
pub(super) fn ask(
    desk: &Desk<'_>,
    movement: &Movement,
    place: OfficeInRole,
    event_at: Timestamp,
    plates: &[String],
) -> Result<(), Hindrance> {
    let mrn = movement.mrn;
    if mrn.country() == desk.home {
        let movement = desk.store.movement(mrn)?.unwrap_or_else(|| movement.clone());
        let asked = asked(desk, &movement, place, None, event_at)?;
        let cause = Cause::national(format!("TRQ/{}/{}", place.office, place.role));
        return desk.take_step(&movement, &asked, &cause, || Ok(())).map(|_| ());
    }
    let body = Trq {
        event: desk.event(event_at),
        mrn: mrn.into(),
        office: place.office,
        role: place.role,
        plates: plates.to_vec(),
        remarks: None,
    };
    let recipient = match movement.route() {
        Some(route) => Place::office(route.departure, Role::Dep),
        None => Place::node(Role::Dep),
    };
    let sender = Place::office(place.office, role_in(place.role));
    desk.post(Mail::new(mrn.country(), sender, recipient, Body::Trq(Box::new(body))))?;
    Ok(())
}

/// A record request as departure hears it, with what reference data and guarantee say.
pub(in crate::node) fn asked(
    desk: &Desk<'_>,
    movement: &Movement,
    place: OfficeInRole,
    message_id: Option<MessageId>,
    presented_at: Timestamp,
) -> Stored<Event> {
    let filed = desk.store.declaration(movement.mrn)?;
    let declare = filed.as_ref().map(|filed| &filed.declare);
    let mut goods = GoodsPolicy::Free;
    for item in declare.iter().flat_map(|declare| &declare.goods.items) {
        if desk.policy(&item.hs)?.is_some_and(|one| one.diversion == DiversionPolicy::Approval) {
            goods = GoodsPolicy::Restricted;
        }
    }
    let country = place.office.country();
    let exposure = declare.and_then(|declare| declare.guarantee.exposure.get(country.as_str()));
    let cover = if exposure.is_some() { Cover::Portion } else { Cover::Nothing };
    Ok(Event::Diversion(DiversionEvent::Asked(RecordAsk {
        place,
        message_id,
        presented_at,
        received_at: desk.now,
        goods,
        cover,
    })))
}

/// PD-45: answers every request of that office, or takes the national leg.
pub(super) fn answer(
    desk: &Desk<'_>,
    movement: &Movement,
    place: OfficeInRole,
    to: &[String],
    answer: &RecordAnswer,
) -> Result<(), Hindrance> {
    if place.office.country() == desk.home {
        let movement = desk.store.movement(movement.mrn)?.unwrap_or_else(|| movement.clone());
        let answered = DiversionEvent::Answered { place, answer: answer.clone(), record: None };
        let cause = Cause::national(format!("act/TRR/{}/{}", place.office, place.role));
        let event = Event::Diversion(answered);
        return desk.take_step(&movement, &event, &cause, || Ok(())).map(|_| ());
    }
    for request in to.iter().filter_map(|id| id.parse::<MessageId>().ok()) {
        let mut body = response(movement.mrn, place, answer);
        let granted = *answer == RecordAnswer::Granted;
        if granted && !desk.deviates(Flaw::GrantsWithoutRecord)? {
            body.record = Some(Box::new(record(desk, movement, place.office.country())?));
        }
        let sender = Place::office(departure_of(movement).route.departure, Role::Dep);
        respond(desk, place, sender, request, body)?;
    }
    Ok(())
}

/// The record as the advice gave it: the same release, the same event (PD-03).
fn record(
    desk: &Desk<'_>,
    movement: &Movement,
    country: Country,
) -> Result<crate::message::advice::Advice, Hindrance> {
    let released_at = departure_of(movement).released_at.unwrap_or(desk.now);
    let release: Told = desk.event(released_at);
    compose::advice(desk, movement, release, Some(country))
}

fn response(mrn: Mrn, place: OfficeInRole, answer: &RecordAnswer) -> Trr {
    let (verdict, refusal, reason) = match answer {
        RecordAnswer::Granted => (RecordVerdict::Granted, None, None),
        RecordAnswer::Refused(refusal, reason) => (RecordVerdict::Refused, Some(*refusal), *reason),
    };
    let by_officer = reason == Some(RefusalReason::Officer);
    Trr {
        mrn: mrn.into(),
        office: place.office,
        role: place.role,
        verdict,
        refusal,
        reason,
        approver: None,
        text: by_officer.then(|| RefusalReason::Officer.en().to_owned()),
        record: None,
    }
}

fn respond(
    desk: &Desk<'_>,
    place: OfficeInRole,
    sender: Place,
    request: MessageId,
    body: Trr,
) -> Result<(), Hindrance> {
    let to = place.office.country();
    let recipient = Place::office(place.office, role_in(place.role));
    let mut mail = Mail::new(to, sender, recipient, Body::Trr(Box::new(body)));
    mail.correlation = Some(AnyMessageId::from(request));
    desk.post(mail)?;
    Ok(())
}

/// PD-45, refusal 3: departure knows no such movement; nothing of it is stored (F04).
pub(in crate::node) fn unknown(
    desk: &Desk<'_>,
    mrn: Mrn,
    trq: &Trq,
    message_id: MessageId,
) -> Result<Disposition, Hindrance> {
    let place = OfficeInRole { office: trq.office, role: trq.role };
    let refused = RecordAnswer::Refused(RecordRefusal::Unknown, None);
    let body = response(mrn, place, &refused);
    respond(desk, place, Place::node(Role::Dep), message_id, body)?;
    let facts = format!("{place} asks for {mrn}, which does not exist");
    if !desk.deviates(Flaw::OverlooksForgedPapers)? {
        desk.alert(fraud::FORGED, Some(mrn.as_str()), Some(message_id.as_str()), facts)?;
    }
    Ok(Disposition::Recorded)
}

/// FWD to every foreign country that was advised or granted (PD-18).
pub(super) fn forward(
    desk: &Desk<'_>,
    movement: &Movement,
    actual: OfficeInRole,
    decision_no: u32,
    at: Timestamp,
) -> Result<(), Hindrance> {
    let departure = departure_of(movement);
    let event = desk.event(at);
    for to in movement.others(desk.home) {
        let body = Fwd {
            event: event.clone(),
            mrn: movement.mrn.into(),
            actual_office: actual.office,
            role: actual.role,
            decision_no,
        };
        let recipient = if actual.office.country() == to {
            Place::office(actual.office, role_in(actual.role))
        } else {
            compose::first_stop(&departure.route, to)
        };
        let sender = Place::office(departure.route.departure, Role::Dep);
        desk.post(Mail::new(to, sender, recipient, Body::Fwd(Box::new(body))))?;
    }
    Ok(())
}
