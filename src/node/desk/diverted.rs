//! Officers' acts about goods at another office than declared.

use jiff::Timestamp;

use super::acts::{Done, listed, movement};
use super::declare::{office, own_office};
use super::{Cause, Desk, Hindrance, incident};
use crate::adapter::acts::{Approve, Arbitrate, NationalOutcome, RecordApproval};
use crate::message::incident::{Incident, Place};
use crate::node::core::{DiversionEvent, Event, Movement, OfficeInRole, Ruling};
use crate::profile::OfficeCode;
use crate::profile::lists::{IncidentCode, OfficeRole, PlaceKind, RecordVerdict};

fn place(desk: &Desk<'_>, code: &str, role: &str) -> Result<OfficeInRole, Hindrance> {
    let role: OfficeRole = listed(role)?;
    Ok(OfficeInRole { office: office(desk, code, role.code())?, role })
}

/// The officer of departure decides on a request that waits.
pub(super) fn rule(desk: &Desk<'_>, act: &Approve) -> Result<Event, Hindrance> {
    let ruling = match listed(&act.decision)? {
        RecordVerdict::Granted => Ruling::Grant,
        RecordVerdict::Refused => Ruling::Refuse,
    };
    let place = place(desk, &act.office, &act.role)?;
    Ok(Event::Diversion(DiversionEvent::Ruled { place, ruling }))
}

/// The officer of departure approves an office before it asks.
pub(super) fn approve(desk: &Desk<'_>, act: &RecordApproval) -> Result<Event, Hindrance> {
    let place = place(desk, &act.office, &act.role)?;
    Ok(Event::Diversion(DiversionEvent::Approved { place, at: desk.now }))
}

/// The officer of departure arbitrates.
pub(super) fn arbitrate(desk: &Desk<'_>, act: &Arbitrate) -> Result<Event, Hindrance> {
    let office = office(desk, &act.office, OfficeRole::Dst.code())?;
    Ok(Event::Diversion(DiversionEvent::Arbitrated { office, at: desk.now }))
}

/// The officer who held goods records what became of them; departure is told (INC 5).
pub(super) fn outcome(desk: &Desk<'_>, act: &NationalOutcome) -> Result<Done, Hindrance> {
    let role: OfficeRole = listed(&act.role)?;
    let place = OfficeInRole { office: own_office(desk, &act.office, role.code())?, role };
    let movement = movement(desk, &act.mrn)?;
    let said = incident::text(&act.outcome, 512)?;
    let told = plain(desk, &movement, place.office, (IncidentCode::Obligations, said), desk.now);
    let event = DiversionEvent::NationalOutcome { place, incident: Box::new(told) };
    let cause = Cause::act("national-outcome");
    desk.take_step(&movement, &Event::Diversion(event), &cause, || Ok(()))?;
    Ok(Done(Some(movement.mrn)))
}

/// P13, A15: departure is told of a second vehicle while the movement runs (INC 9).
pub(super) fn report_second(
    desk: &Desk<'_>,
    movement: &Movement,
    office: OfficeCode,
    event_at: Timestamp,
    plates: &[String],
) -> Result<(), Hindrance> {
    let movement = desk.store.movement(movement.mrn)?.unwrap_or_else(|| movement.clone());
    if movement.is_final() || movement.released_at().is_none() {
        return Ok(());
    }
    let said = format!("{} : présenté sous un numéro déjà présenté", plates.join(", "));
    let told = (IncidentCode::SecondConsignment, said);
    let incident = plain(desk, &movement, office, told, event_at);
    let event = Event::IncidentRecorded(Box::new(incident));
    desk.take_step(&movement, &event, &Cause::act("incident"), || Ok(())).map(|_| ())
}

/// An incident that changes nothing of what the movement is known by.
fn plain(
    desk: &Desk<'_>,
    movement: &Movement,
    office: OfficeCode,
    (code, text): (IncidentCode, String),
    at: Timestamp,
) -> Incident {
    Incident {
        event: desk.event(at),
        mrn: movement.mrn.into(),
        country: desk.home,
        office,
        number: movement.next_incident_no(desk.home),
        withdraws: None,
        code,
        text,
        place: Place { kind: PlaceKind::Address, text: office.to_string() },
        endorsement: None,
        vehicles: Vec::new(),
        units: Vec::new(),
        loss: None,
        requested_limit: None,
    }
}

/// What an act came to: a refusal that was told to others stands, and is one (P13, A15).
pub(super) fn told_apart(
    desk: &Desk<'_>,
    done: Result<Done, Hindrance>,
) -> Result<Done, Hindrance> {
    match (done, desk.refused.take()) {
        (Ok(_), Some(refusal)) => Err(refusal.into()),
        (done, _) => done,
    }
}
