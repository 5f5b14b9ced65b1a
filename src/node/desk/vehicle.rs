//! F29: a vehicle that leaves under one number while it is under way under another, to another office.
//!
//! Loads for one office may share a vehicle. Flaws stand beside the rule that they break.

use super::Desk;
use super::fraud::Suspicion;
use crate::node::core::{Event, Movement, fraud};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;

/// What departure makes of a release: the vehicle may be under way already. It tells, and stops nothing.
pub(super) fn on_two_roads(
    desk: &Desk<'_>,
    event: &Event,
    after: &Movement,
) -> Stored<Option<Suspicion>> {
    let (Event::Released { .. }, Some(route)) = (event, after.route()) else { return Ok(None) };
    for plate in after.plates_under_way() {
        for mrn in desk.store.under_way(&plate)? {
            let Some(other) = desk.store.movement(mrn)?.filter(|other| other.mrn != after.mrn)
            else {
                continue;
            };
            let Some(there) = other.route().map(|route| route.destination) else { continue };
            let suspected = if other.may_end_at(route.destination) {
                desk.deviates(Flaw::SuspectsGroupedLoads)?
            } else {
                // While a country is away, nobody can know whether the goods have arrived there.
                desk.back_at(there.country())?.is_none()
                    && !desk.deviates(Flaw::OverlooksSecondRoad)?
            };
            if suspected {
                let facts = format!("{plate} is under way to {there} with {mrn}");
                return Ok(Some((fraud::TWO_ROADS, facts)));
            }
        }
    }
    Ok(None)
}

/// Keeps which vehicles are under way: a movement sets out with its own, changes them, and comes in.
pub(super) fn note(desk: &Desk<'_>, before: &Movement, after: &Movement) -> Stored<()> {
    let (then, now) = (before.plates_under_way(), after.plates_under_way());
    for plate in now.difference(&then) {
        desk.store.set_out(plate, after.mrn)?;
    }
    let mut gone = then.difference(&now).peekable();
    if gone.peek().is_some() && desk.deviates(Flaw::KeepsVehiclesUnderWay)? {
        return Ok(());
    }
    gone.try_for_each(|plate| desk.store.come_in(plate, after.mrn))
}
