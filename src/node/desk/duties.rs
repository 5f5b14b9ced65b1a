//! Each duty of the core, done.

use super::outgoing::{Mail, Place, later};
use super::recovery;
use super::{Cause, Desk, Hindrance};
use super::{change, compose, discrepancy, diversion, enquiry, fraud, guarantee, incident};
use crate::message::Body;
use crate::message::passage::Wro;
use crate::node::core::{
    ArrivalFact, Departure, Duty, Event, Movement, PassageFact, ResultFact, Route,
};
use crate::node::flaw::Flaw;
use crate::profile::lists::{Basis, Direction, OfficeRole, Role};
use crate::profile::{Code, Country, MessageId, OfficeCode};
use jiff::SignedDuration;

/// Does every duty in order.
#[expect(clippy::too_many_lines, reason = "a table with a row per duty, not an algorithm")]
pub(super) fn perform(
    desk: &Desk<'_>,
    movement: &Movement,
    duties: &[Duty],
) -> Result<(), Hindrance> {
    let release = desk.event(desk.now);
    for duty in duties {
        match duty {
            Duty::AskGuarantee { request_no, purpose } => {
                guarantee::ask(desk, movement, *request_no, *purpose)?;
            }
            Duty::SecureMore => guarantee::secure_more(desk, movement)?,
            Duty::CancelGuarantee { grn, request_no } => {
                guarantee::cancel(desk, movement, grn, *request_no)?;
            }
            Duty::AdviseDestination(country) => {
                let advice = compose::advice(desk, movement, release.clone(), None)?;
                advise(desk, movement, *country, Body::Tda(Box::new(advice)))?;
            }
            Duty::AdvisePassage(country) => {
                let advice = compose::advice(desk, movement, release.clone(), Some(*country))?;
                advise(desk, movement, *country, Body::Tpa(Box::new(advice)))?;
            }
            Duty::NotifyPassage(fact) => notify_passage(desk, movement, fact)?,
            Duty::NotifyArrival(fact) => notify_arrival(desk, movement, fact)?,
            Duty::NotifyResult(fact) => notify_result(desk, movement, fact)?,
            Duty::NotifyIncident(incident) => incident::notify(desk, movement, incident)?,
            Duty::ForwardIncident(incident) => incident::forward(desk, movement, incident)?,
            Duty::OpenDiscrepancy { result_no } => discrepancy::open(desk, movement, *result_no)?,
            Duty::DecideDiscrepancy { result_no, decision, reason } => {
                discrepancy::decide(desk, movement, *result_no, *decision, reason)?;
            }
            Duty::WriteOff { basis, actual_office, decision_no } => {
                write_off(desk, movement, *basis, *actual_office, *decision_no)?;
            }
            Duty::LiberateGuarantee { basis } => guarantee::liberate(desk, movement, *basis)?,
            Duty::NotifyCancellation { .. } | Duty::NotifyExtension { .. } => {
                change::perform(desk, movement, duty)?;
            }
            Duty::AskRecovery { .. }
            | Duty::AnswerRecovery { .. }
            | Duty::TellRecovery { .. }
            | Duty::TellClaim { .. } => recovery::perform(desk, movement, duty)?,
            Duty::AskStatus { .. }
            | Duty::RepeatStatus { .. }
            | Duty::Enquire { .. }
            | Duty::AnswerEnquiry { .. }
            | Duty::InformEnquiry { .. } => enquiry::perform(desk, movement, duty)?,
            Duty::AskRecord { .. }
            | Duty::AnswerRecord { .. }
            | Duty::Forward { .. }
            | Duty::ReportSecond { .. } => diversion::perform(desk, movement, duty)?,
            Duty::Refuse(refusal) => {
                desk.refused.replace(Some(refusal.clone()));
            }
            Duty::Alert { rule, facts } => {
                desk.alert(rule, Some(movement.mrn.as_str()), None, facts.as_str())?;
            }
            Duty::RunTimer(_)
            | Duty::StartTimer(..)
            | Duty::StartTimerNow(..)
            | Duty::StopTimer(_) => desk.keep_time(movement, duty)?,
        }
    }
    Ok(())
}

/// Departure's part; duties of departure arise only where it is.
pub(super) fn departure_of(movement: &Movement) -> &Departure {
    movement.departure.as_ref().expect("duties of departure arise from departure's part")
}

/// The declared offices; duties arise only for movements that are known.
pub(super) fn route_of(movement: &Movement) -> &Route {
    movement.route().expect("duties arise for known movements")
}

fn advise(desk: &Desk<'_>, movement: &Movement, to: Country, body: Body) -> Result<(), Hindrance> {
    let route = route_of(movement);
    let recipient = match &body {
        Body::Tda(_) => Place::office(route.destination, Role::Dst),
        _ => compose::first_stop(route, to),
    };
    let sender = super::misroute::sender(desk, route.departure)?;
    let sender = Place::office(sender, Role::Dep);
    let sent = desk.post(Mail::new(to, sender, recipient, body))?;
    desk.store.put_advice(movement.mrn, to, sent.message_id)?;
    Ok(())
}

/// Role of an office of passage.
pub(in crate::node) fn role_of(direction: Direction) -> Role {
    match direction {
        Direction::Exit => Role::Exi,
        Direction::Entry => Role::Ent,
    }
}

/// Role of an office where goods are presented.
pub(super) fn role_in(role: OfficeRole) -> Role {
    match role {
        OfficeRole::Exi => Role::Exi,
        OfficeRole::Ent => Role::Ent,
        OfficeRole::Dst => Role::Dst,
    }
}

fn notify_passage(
    desk: &Desk<'_>,
    movement: &Movement,
    fact: &PassageFact,
) -> Result<(), Hindrance> {
    let event = desk.event(fact.event_at);
    let route = route_of(movement);
    for to in super::misroute::told(desk, movement, fact)? {
        let recipient = if to == route.departure.country() {
            Place::office(route.departure, Role::Dep)
        } else {
            compose::first_stop(route, to)
        };
        let sender = Place::office(fact.office, role_of(fact.direction));
        let body = compose::passage(movement.mrn, event.clone(), fact);
        desk.post(Mail::new(to, sender, recipient, Body::Pas(Box::new(body))))?;
    }
    Ok(())
}

fn notify_arrival(
    desk: &Desk<'_>,
    movement: &Movement,
    fact: &ArrivalFact,
) -> Result<(), Hindrance> {
    let departure = route_of(movement).departure;
    let mut late = movement.limit().is_some_and(|limit| fact.event_at > limit);
    // PD-49: an arrival that was captured long after it is as old as its capture.
    let captured = movement.limit().is_some_and(|limit| desk.now > limit)
        && fraud::captured_late(desk, movement, fact.event_at)?;
    if captured && !late && !desk.deviates(Flaw::BelievesBackDating)? {
        late = true;
    }
    let hour = SignedDuration::from_hours(1);
    let near = movement.limit().is_some_and(|limit| later(fact.event_at, hour) > limit);
    if near && !late && desk.deviates(Flaw::CutsLastHour)? {
        late = true;
    }
    if late && desk.deviates(Flaw::HidesLateness)? {
        late = false;
    }
    if departure.country() == desk.home {
        let heard = Event::ArrivalHeard(fact.clone());
        return national(desk, movement, &heard, format!("ARR/{}", fact.office));
    }
    let body = compose::arrival(movement.mrn, desk.event(fact.event_at), fact, late);
    let copies = if desk.deviates(Flaw::SendsBusinessEventTwice)? { 2 } else { 1 };
    for _ in 0..copies {
        let mail = Mail::new(
            departure.country(),
            Place::office(fact.office, Role::Dst),
            Place::office(departure, Role::Dep),
            Body::Arr(Box::new(body.clone())),
        );
        desk.post(mail)?;
    }
    Ok(())
}

fn notify_result(desk: &Desk<'_>, movement: &Movement, fact: &ResultFact) -> Result<(), Hindrance> {
    let departure = route_of(movement).departure;
    if departure.country() == desk.home {
        let heard = Event::ResultHeard(fact.clone());
        return national(desk, movement, &heard, format!("RES/{}/{}", fact.office, fact.number));
    }
    let body = compose::result(movement.mrn, desk.event(desk.now), fact);
    desk.post(Mail::new(
        departure.country(),
        Place::office(fact.office, Role::Dst),
        Place::office(departure, Role::Dep),
        Body::Res(Box::new(body)),
    ))?;
    Ok(())
}

fn write_off(
    desk: &Desk<'_>,
    movement: &Movement,
    basis: Basis,
    actual_office: Option<OfficeCode>,
    decision_no: u32,
) -> Result<(), Hindrance> {
    let event = desk.event(desk.now);
    let route = route_of(movement);
    let basis_message_id = basis_id(desk, movement, basis)?;
    for to in movement.others(desk.home) {
        let body = Wro {
            event: event.clone(),
            mrn: movement.mrn.into(),
            basis,
            actual_office,
            decision_no,
            basis_message_id,
        };
        let recipient = match actual_office {
            Some(office) if office.country() == to => Place::office(office, Role::Dst),
            _ => compose::first_stop(route, to),
        };
        let sender = Place::office(route.departure, Role::Dep);
        desk.post(Mail::new(to, sender, recipient, Body::Wro(Box::new(body))))?;
    }
    Ok(())
}

/// The message that a write-off rests on: the newest result, or the incident of the loss.
fn basis_id(
    desk: &Desk<'_>,
    movement: &Movement,
    basis: Basis,
) -> Result<Option<MessageId>, Hindrance> {
    let key = match basis {
        Basis::Result => "RES/".to_owned(),
        Basis::Relief => {
            let lost = movement.incidents.iter().rev().map(|known| &known.incident);
            let Some(lost) = lost.into_iter().find(|lost| lost.is_total_loss()) else {
                return Ok(None);
            };
            format!("INC/{}/{}", lost.country, lost.number)
        }
        Basis::Proof | Basis::Recovered => return Ok(None),
    };
    let effects = desk.store.effects(movement.mrn)?;
    let told = effects.iter().rev().find(|effect| effect.key.starts_with(&key));
    Ok(told.and_then(|effect| effect.message_id.as_deref()?.parse().ok()))
}

/// The id of the movement's newest WRO, on which a liberation rests.
pub(super) fn write_off_id(
    desk: &Desk<'_>,
    movement: &Movement,
) -> Result<Option<MessageId>, Hindrance> {
    let newest = desk.store.newest_id(movement.mrn, Code::Wro)?;
    Ok(newest.and_then(|id| id.parse().ok()))
}

/// The guarantor has decided on the national leg: departure takes the step at once.
pub(super) fn decided(
    desk: &Desk<'_>,
    movement: &Movement,
    request_no: u32,
    granted: bool,
) -> Result<(), Hindrance> {
    let event = Event::GuaranteeDecided { request_no, granted };
    let cause = Cause::national(format!("GUR/{request_no}"));
    desk.take_step(movement, &event, &cause, || Ok(())).map(|_| ())
}

/// The goods came back to the country of departure: its own node takes the step at once.
fn national(
    desk: &Desk<'_>,
    movement: &Movement,
    event: &Event,
    key: String,
) -> Result<(), Hindrance> {
    let movement = desk.store.movement(movement.mrn)?.unwrap_or_else(|| movement.clone());
    desk.take_step(&movement, event, &Cause::national(key), || Ok(())).map(|_| ())
}
