//! What officers see of a vehicle at their office: presented, let on, arrived, empty.

use super::acts::{Done, listed};
use super::declare::{own_office, plate, seals};
use super::{Desk, Hindrance, control};
use crate::adapter::acts::{Arrive, EmptyTrip, Pass, Present};
use crate::node::core::fraud;
use crate::node::core::{ArrivalFact, Event, PassageFact, Presentation, Refusal, StopPlace};
use crate::node::flaw::Flaw;
use crate::profile::OfficeCode;
use crate::profile::lists::{Direction, FunctionalErrorCode, Outcome, StateOfSeals};
use crate::profile::timer::T_SKEW;

fn stop_place(desk: &Desk<'_>, office: &str, direction: &str) -> Result<StopPlace, Hindrance> {
    let direction: Direction = listed(direction)?;
    let role = super::duties::role_of(direction).code();
    Ok(StopPlace { office: own_office(desk, office, role)?, direction })
}

pub(super) fn plates(seen: &[String]) -> Result<Vec<String>, Hindrance> {
    if seen.is_empty() || seen.len() > 3 {
        let reason = "1 to 3 plates must be seen";
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-PLATE").into());
    }
    seen.iter().try_for_each(|text| plate(text))?;
    Ok(seen.to_vec())
}

/// When something happened: now, unless the officer says when; not in the future.
pub(super) fn event_at(
    desk: &Desk<'_>,
    said: Option<jiff::Timestamp>,
) -> Result<jiff::Timestamp, Hindrance> {
    let on_paper = super::paper::behind(desk).map(|(at, _)| at);
    let at = said.or(on_paper).unwrap_or(desk.now);
    if at > super::outgoing::later(desk.now, T_SKEW) {
        let reason = format!("{at} lies in the future");
        return Err(Refusal::new(FunctionalErrorCode::Time, reason).into());
    }
    Ok(at)
}

pub(super) fn present(desk: &Desk<'_>, act: &Present) -> Result<Event, Hindrance> {
    let at = stop_place(desk, &act.office, &act.direction)?;
    super::paper::take(desk, act.paper.as_ref())?;
    let (event_at, plates) = (event_at(desk, None)?, plates(&act.plates)?);
    Ok(Event::Presented(Presentation { at, event_at, plates }))
}

pub(super) fn passage(desk: &Desk<'_>, act: &Pass, outcome: Outcome) -> Result<Event, Hindrance> {
    let StopPlace { office, direction } = stop_place(desk, &act.office, &act.direction)?;
    seals(&act.seals)?;
    super::paper::take(desk, act.paper.as_ref())?;
    Ok(Event::Passed(PassageFact {
        office,
        direction,
        outcome,
        event_at: event_at(desk, act.event_at)?,
        seal_state: listed(&act.seal_state)?,
        seals: act.seals.clone(),
        plates: plates(&act.plates)?,
        weighed: control::weighed(act)?,
        control: act.control_code.as_deref().map(listed).transpose()?,
        new_seals: control::new_seals(&act.new_seals)?,
    }))
}

pub(super) fn arrive(desk: &Desk<'_>, act: &Arrive) -> Result<Event, Hindrance> {
    let office = own_office(desk, &act.office, "DST")?;
    seals(&act.seals)?;
    super::paper::take(desk, act.paper.as_ref())?;
    let plates = plates(&act.plates)?;
    Ok(Event::GoodsArrived(ArrivalFact {
        gate: desk.gate(office, &plates, &act.mrn)?,
        office,
        at_entry_office: desk.guards_entry(office)?,
        event_at: event_at(desk, act.event_at)?,
        seal_state: listed(&act.seal_state)?,
        seals: act.seals.clone(),
        plates,
    }))
}

/// F28: an empty vehicle on a scale.
fn weigh_empty(desk: &Desk<'_>, act: &EmptyTrip, office: OfficeCode) -> Result<(), Hindrance> {
    let kilograms = |mass: &Option<String>| mass.as_deref().map(control::mass).transpose();
    let (Some(tare), Some(shown)) = (kilograms(&act.tare)?, kilograms(&act.weighed_mass)?) else {
        return Ok(());
    };
    let bias = act.scale.as_deref().map_or(Ok(0.0), |scale| desk.bias(office, scale))?;
    let (tare, shown) = (f64::from(tare.whole()), f64::from(shown.whole()));
    let heavy = fraud::loaded(tare, shown, bias);
    let eager = !heavy && shown > tare && desk.deviates(Flaw::SuspectsSpareWheel)?;
    if eager || (heavy && !desk.deviates(Flaw::OverlooksLoadedEmpty)?) {
        let facts = format!("{} at {office}: {shown} kg, its tare is {tare}", act.plates.join(" "));
        desk.alert(fraud::LOADED, None, None, facts)?;
    }
    Ok(())
}

/// HP13: an officer looks at an empty vehicle and lets it go; nothing arises from it.
pub(super) fn empty(desk: &Desk<'_>, act: &EmptyTrip) -> Result<Done, Hindrance> {
    let StopPlace { office, direction } = stop_place(desk, &act.office, &act.direction)?;
    let seen = PassageFact {
        office,
        direction,
        outcome: Outcome::Passed,
        event_at: desk.now,
        seal_state: StateOfSeals::Good,
        seals: Vec::new(),
        plates: plates(&act.plates)?,
        weighed: None,
        control: None,
        new_seals: Vec::new(),
    };
    weigh_empty(desk, act, office)?;
    super::misdeclare::empty_trip(desk, seen)?;
    Ok(Done(None))
}
