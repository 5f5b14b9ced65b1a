//! Acts of control: at destination its beginning and its result, at departure what is decided on it.

use super::acts::{listed, movement};
use super::declare::{own_office, seals};
use super::{Desk, Hindrance, weigh};
use crate::adapter::acts::{
    ClearHold, ControlResult, Difference, NewSeals, Pass, Resolve, StartControl,
};
use crate::message::{Kilograms, has_bidi_control, is_forbidden};
use crate::node::core::{self, Event, Ground, Hold, Movement, Refusal, ResultFact};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{self, Direction, FunctionalErrorCode};

/// A6: the goods are being controlled.
pub(super) fn begin(desk: &Desk<'_>, act: &StartControl) -> Result<Event, Hindrance> {
    Ok(Event::ControlBegun(own_office(desk, &act.office, "DST")?))
}

/// A6, A7: what the control found.
pub(super) fn conclude(desk: &Desk<'_>, act: &ControlResult) -> Result<Event, Hindrance> {
    let code: lists::ControlResult = listed(&act.code)?;
    if code == lists::ControlResult::A3 {
        let reason = "A3 is a result at departure only";
        return Err(Refusal::new(FunctionalErrorCode::CodeList, reason).into());
    }
    seals(&act.seals)?;
    super::paper::take(desk, act.paper.as_ref())?;
    let remarks = remarks(&act.remarks)?;
    let differences: Result<Vec<_>, _> = act.differences.iter().map(difference).collect();
    let office = own_office(desk, &act.office, "DST")?;
    let arrival = movement(desk, &act.mrn)?.arrival;
    let fact = ResultFact {
        office,
        gate: desk.gate(office, &arrival.map(|it| it.plates).unwrap_or_default(), &act.mrn)?,
        number: 0,
        code,
        seal_state: listed(&act.seal_state)?,
        seals: act.seals.clone(),
        next_regime: act.next_regime.as_deref().map(listed).transpose()?,
        differences: differences?,
        remarks,
    };
    let mut fact = weigh::shortages(desk, act, fact)?;
    if core::fraud::hides_container(&fact) && desk.deviates(Flaw::ConcludesAnotherContainer)? {
        fact.differences.clear();
    }
    Ok(Event::Concluded { fact })
}

/// D26, D27: the officer of departure decides, and says why.
pub(super) fn resolve(act: &Resolve) -> Result<Event, Hindrance> {
    let reason = reasoned(&act.reason)?;
    Ok(Event::DiscrepancyDecided { decision: listed(&act.decision)?, reason })
}

/// PD-47: an officer clears a hold, and says why.
pub(super) fn clear_hold(
    desk: &Desk<'_>,
    movement: &Movement,
    act: &ClearHold,
) -> Result<Event, Hindrance> {
    let hold = Hold::named(&act.hold).ok_or_else(|| {
        let reason = format!("there is no hold `{}`", act.hold);
        Refusal::new(FunctionalErrorCode::CodeList, reason)
    })?;
    let ground = match act.document.as_deref().map(str::trim) {
        Some(document) if !document.is_empty() && waives_against_status(desk, movement)? => {
            Ground::NotAutomated
        }
        Some(document) if !document.is_empty() => Ground::Document,
        Some(_) | None if entry_by_hand(desk, movement)? => Ground::NotAutomated,
        Some(_) | None => Ground::Reason,
    };
    Ok(Event::HoldCleared { hold, ground, reason: reasoned(&act.reason)? })
}

/// A flaw's doing: a document counts more than the status of the country of entry.
fn waives_against_status(desk: &Desk<'_>, movement: &Movement) -> Stored<bool> {
    let told = movement.departure.as_ref().is_some_and(|part| !part.search.unseen.is_empty());
    Ok(told && desk.deviates(Flaw::WaivesAgainstStatus)?)
}

/// True when no office of entry into the country of the actual office is automated.
fn entry_by_hand(desk: &Desk<'_>, movement: &Movement) -> Stored<bool> {
    let Some(route) = movement.route() else { return Ok(false) };
    let actual = movement.departure.as_ref().and_then(|part| part.actual_office);
    let country = actual.unwrap_or(route.destination).country();
    let mut by_hand = false;
    for stop in route.stops_in(country).filter(|stop| stop.direction == Direction::Entry) {
        let Some(entry) = desk.store.office(stop.office)? else { return Ok(false) };
        if entry.automated {
            return Ok(false);
        }
        by_hand = true;
    }
    Ok(by_hand)
}

fn reasoned(reason: &str) -> Result<String, Hindrance> {
    let reason = reason.trim();
    if reason.is_empty() {
        let refusal = Refusal::new(FunctionalErrorCode::MissingByCondition, "a reason is needed");
        return Err(refusal.by_rule("R-REASON").into());
    }
    text("a reason", reason, 256)?;
    Ok(reason.to_owned())
}

/// Seals that customs set at a passage (PD-43): each with its unit and a reason.
pub(super) fn new_seals(set: &[NewSeals]) -> Result<Vec<core::NewSeals>, Hindrance> {
    let fits = |new: &NewSeals| {
        let reason = reasoned(&new.reason)?;
        seals(&new.seals)?;
        if new.seals.is_empty() || !(1..=99).contains(&new.unit) {
            let reason = "new seals name their unit, 1 to 99, and at least one seal";
            return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-SEAL").into());
        }
        Ok(core::NewSeals { unit: new.unit, reason, seals: new.seals.clone() })
    };
    set.iter().map(fits).collect()
}

/// The mass that a scale showed, if the vehicle was weighed.
pub(super) fn weighed(act: &Pass) -> Result<Option<Kilograms>, Hindrance> {
    act.weighed_mass.as_deref().map(mass).transpose()
}

/// A mass as an officer wrote it.
pub(super) fn mass(text: &str) -> Result<Kilograms, Hindrance> {
    text.parse().map_err(|error| {
        let refusal = Refusal::new(FunctionalErrorCode::Rule, format!("{error}"));
        refusal.by_rule("R-MASS").into()
    })
}

/// What an officer remarks, may be empty.
pub(super) fn remarks(said: &str) -> Result<String, Hindrance> {
    let said = said.trim();
    text("remarks", said, 512)?;
    Ok(said.to_owned())
}

/// A text of an officer that a message can carry (PD-34).
fn text(what: &str, text: &str, most: usize) -> Result<(), Hindrance> {
    let unfit = text.chars().count() > most || has_bidi_control(text);
    if unfit || text.chars().any(is_forbidden) {
        let reason = format!("{what}: at most {most} printable characters");
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-TEXT").into());
    }
    Ok(())
}

fn difference(told: &Difference) -> Result<core::Difference, Hindrance> {
    let given = |what: &str, value: &Option<String>, most: usize| {
        let value = value.as_deref().map(str::trim).filter(|value| !value.is_empty());
        value.map(|value| text(what, value, most).map(|()| value.to_owned())).transpose()
    };
    if !told.pointer.starts_with('/') {
        let reason = format!("`{}` is no path into the advance data", told.pointer);
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-POINTER").into());
    }
    text("a pointer", &told.pointer, 512)?;
    Ok(core::Difference {
        pointer: told.pointer.clone(),
        declared: given("what was declared", &told.declared, 256)?,
        found: given("what was found", &told.found, 256)?,
        text: given("a text", &told.text, 512)?,
    })
}
