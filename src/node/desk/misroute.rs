//! Flaws on the road: which offices, countries and portions are told, and what a border is taken for.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{Desk, Hindrance, later};
use crate::message::advice::Advice;
use crate::message::passage::Pas;
use crate::node::core::{ArrivalFact, Duty, Event, Hold, Movement, PassageFact, Route, Step};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Direction, Outcome};
use crate::profile::{Country, OfficeCode};

/// Less than T-SKEW, so that nobody refuses it.
const EARLY: SignedDuration = SignedDuration::from_mins(5);

/// Flaws of advance data: offices out of order, portions of the guarantee thrown together.
pub(super) fn distort(desk: &Desk<'_>, advice: &mut Advice) -> Stored<()> {
    let offices = &mut advice.transit.itinerary;
    let between = 1..offices.len().saturating_sub(1);
    if between.len() > 1 && desk.deviates(Flaw::ShufflesItinerary)? {
        offices[between].reverse();
    }
    let portions = &mut advice.guarantee.exposures;
    if portions.len() > 1 && desk.deviates(Flaw::MergesPortions)? {
        portions[0].xof = portions.iter().map(|portion| portion.xof).sum();
        portions.truncate(1);
    }
    Ok(())
}

/// PAS tells a passage before it was seen.
pub(super) fn early(desk: &Desk<'_>, pas: &mut Pas) -> Stored<()> {
    if desk.deviates(Flaw::TellsPassageEarly)? {
        pas.event.at = later(pas.event.at, -EARLY);
    }
    Ok(())
}

/// The countries that a passage is told to: all the others, or only the one across that border.
pub(super) fn told(
    desk: &Desk<'_>,
    movement: &Movement,
    fact: &PassageFact,
) -> Stored<BTreeSet<Country>> {
    let mut told = movement.others(desk.home);
    let neighbour =
        movement.route().and_then(|route| across(route, fact)).filter(|_| told.len() > 1);
    if let Some(neighbour) = neighbour
        && desk.deviates(Flaw::TellsNeighbourOnly)?
    {
        told.retain(|country| *country == neighbour);
    }
    Ok(told)
}

/// The country on the other side of the border at this office.
fn across(route: &Route, fact: &PassageFact) -> Option<Country> {
    let at = route.passages.iter().position(|stop| stop.office == fact.office)?;
    let other = match fact.direction {
        Direction::Exit => at + 1,
        Direction::Entry => at.checked_sub(1)?,
    };
    route.passages.get(other).map(|stop| stop.office.country())
}

/// The office that advance data come from: that of departure, or another one of the country.
pub(super) fn sender(desk: &Desk<'_>, departure: OfficeCode) -> Result<OfficeCode, Hindrance> {
    if desk.flaw != Some(Flaw::NamesAnotherDeparture) {
        return Ok(departure);
    }
    for entry in desk.store.offices_of(desk.home)? {
        let departs = entry.roles.iter().any(|role| role == "DEP");
        if let Ok(other) = entry.code.parse()
            && departs
            && other != departure
        {
            desk.deviates(Flaw::NamesAnotherDeparture)?;
            return Ok(other);
        }
    }
    Ok(departure)
}

/// Flaws of a step where the office of destination is the office of entry itself (PD-17).
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    match event {
        Event::GoodsArrived(fact) if ends_at_entry(before) => tell_entry_too(desk, fact, taken)?,
        Event::ArrivalHeard(_) if ends_at_entry(before) => {
            if let Some(part) = &mut taken.state.departure
                && desk.deviates(Flaw::HoldsBorderArrival)?
            {
                part.holds.insert(Hold::Pas);
            }
        }
        Event::ArrivalHeard(_) => {
            if let Some(part) = &mut taken.state.departure
                && part.holds.contains(&Hold::Pas)
                && desk.deviates(Flaw::IgnoresMissingEntry)?
            {
                part.holds.remove(&Hold::Pas);
            }
        }
        Event::WrittenOff { .. } if ends_at_entry(before) => {
            let open = before.passages != taken.state.passages;
            if open && desk.deviates(Flaw::KeepsBorderRecordOpen)? {
                taken.state.passages.clone_from(&before.passages);
            }
        }
        _ => {}
    }
    Ok(())
}

/// PAS for the entry leaves beside ARR.
fn tell_entry_too(desk: &Desk<'_>, fact: &ArrivalFact, taken: &mut Step<Movement>) -> Stored<()> {
    if desk.deviates(Flaw::TellsBorderArrivalTwice)? {
        taken.duties.push(Duty::NotifyPassage(PassageFact {
            office: fact.office,
            direction: Direction::Entry,
            outcome: Outcome::Passed,
            event_at: fact.event_at,
            seal_state: fact.seal_state,
            seals: fact.seals.clone(),
            plates: fact.plates.clone(),
            weighed: None,
            control: None,
            new_seals: Vec::new(),
        }));
    }
    Ok(())
}

/// The declared destination is where the country is entered.
fn ends_at_entry(movement: &Movement) -> bool {
    movement.route().is_some_and(|route| route.declares(route.destination, Direction::Entry))
}
