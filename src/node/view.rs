//! What the adapter tells of movements and guarantees.

use super::core::{Departure, Destination, Hold, Movement, Reported, Reservation};
use super::store::{Store, Stored};
use crate::adapter::contract::{
    DepartureView, DestinationView, GuaranteeView, IdentityView, IncidentView, MovementView,
    PassageView, PortionView, ReservationView,
};
use crate::profile::{Mrn, OfficeCode};
use jiff::Timestamp;

/// One movement; none if this node has never heard of it.
pub(super) fn movement(store: &Store, mrn: Mrn, now: Timestamp) -> Stored<Option<MovementView>> {
    let movement = match store.movement(mrn)? {
        Some(movement) => movement,
        None if store.has_effects(mrn)? => Movement::unknown(mrn),
        None => return Ok(None),
    };
    let departure = match &movement.departure {
        Some(part) => Some(departure(store, mrn, part)?),
        None => None,
    };
    let passages = movement.passages.iter().map(|passage| PassageView {
        office: passage.at.office.to_string(),
        direction: passage.at.direction.to_string(),
        state: passage.state.as_str().to_owned(),
    });
    Ok(Some(MovementView {
        mrn: mrn.to_string(),
        departure,
        passages: passages.collect(),
        incidents: movement.incidents.iter().map(incident).collect(),
        identity: identity(&movement, now),
        destination: movement.destination.map(|part| destination(&part, part.office)),
        elsewhere: movement.elsewhere.iter().map(|part| destination(part, Some(part.at))).collect(),
        effects: store.effects(mrn)?,
    }))
}

fn identity(movement: &Movement, now: Timestamp) -> Option<IdentityView> {
    let identity = movement.known()?.effective(now);
    let seals = identity.seals().into_iter().collect();
    Some(IdentityView { plates: identity.plates, seals })
}

fn destination(part: &Destination, office: Option<OfficeCode>) -> DestinationView {
    let office = office.map(|office| office.to_string());
    DestinationView { state: part.state.as_str().to_owned(), office }
}

fn departure(store: &Store, mrn: Mrn, part: &Departure) -> Stored<DepartureView> {
    Ok(DepartureView {
        state: part.state.as_str().to_owned(),
        grn: part.grn.to_string(),
        premium: store.declaration(mrn)?.and_then(|filed| filed.premium),
        actual_office: part.actual_office.map(|office| office.to_string()),
        holds: part.holds.iter().map(|hold: &Hold| hold.as_str().to_owned()).collect(),
        overdue: part.overdue,
        late: part.late,
        principal_asked: part.search.enquiry.is_some_and(|open| open.principal_asked),
        advice: store.advice(mrn)?,
    })
}

fn incident(known: &Reported) -> IncidentView {
    IncidentView {
        country: known.incident.country.to_string(),
        number: known.incident.number,
        code: known.incident.code.to_string(),
        standing: known.validity.as_str().to_owned(),
    }
}

/// One guarantee; none if this node's guarantor does not keep it.
pub(super) fn guarantee(store: &Store, grn: &str, now: Timestamp) -> Stored<Option<GuaranteeView>> {
    let Some(account) = store.account(grn)? else { return Ok(None) };
    let reservations = store.reservations(grn)?;
    Ok(Some(GuaranteeView {
        grn: account.grn.to_string(),
        state: account.state(now).as_str().to_owned(),
        reference_amount: account.reference_amount,
        balance: account.balance(),
        reservations: reservations.iter().map(reservation).collect(),
    }))
}

fn reservation(bound: &Reservation) -> ReservationView {
    let portions = bound.portions.iter().map(|portion| PortionView {
        country: portion.country.to_string(),
        amount: portion.amount,
        state: portion.state.as_str().to_owned(),
        claimed: portion.claim.map(|claim| claim.amount),
    });
    ReservationView {
        mrn: bound.mrn.to_string(),
        request_no: bound.request_no,
        state: bound.state().as_str().to_owned(),
        portions: portions.collect(),
    }
}
