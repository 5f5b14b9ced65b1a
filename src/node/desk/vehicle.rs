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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::core::{Absence, Departure, DepartureState, Identity, KnownBy, Load, Route};
    use crate::node::store::Store;
    use jiff::Timestamp;

    const FIRST: &str = "26TGLP0000000001J2";
    const SECOND: &str = "26TGLP0000000002J1";

    fn now() -> Timestamp {
        "2026-07-01T08:00:00Z".parse().unwrap()
    }

    /// A movement that is under way to this office, on these vehicles.
    fn released(mrn: &str, destination: &str, plates: &[&str]) -> Movement {
        let route = Route {
            departure: "TGLOM001".parse().unwrap(),
            passages: Vec::new(),
            destination: destination.parse().unwrap(),
            binding: true,
        };
        let plates = plates.iter().map(|plate| (*plate).to_owned()).collect();
        let declared = Identity { plates, ..Identity::default() };
        let mut part = Departure::registered(route, "26TGCCIT000000019".parse().unwrap());
        part.state = DepartureState::Released;
        part.known = KnownBy::declared(declared, Load::default());
        Movement::registered(mrn.parse().unwrap(), part)
    }

    /// What officers are told at the release of the second, the first being under way to Ouagadougou.
    fn told(second: &Movement, prepare: impl FnOnce(&Desk<'_>, &Movement)) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let desk = Desk::new(&store, "TG".parse().unwrap(), now(), None);
        let first = released(FIRST, "BFOUR001", &["TG-1234-AB", "TG-5678-RM"]);
        store.put_movement(&first).unwrap();
        note(&desk, &Movement::unknown(first.mrn), &first).unwrap();
        prepare(&desk, &first);
        let event = Event::Released { at: now(), limit: now() };
        on_two_roads(&desk, &event, second).unwrap().map(|(rule, facts)| format!("{rule}: {facts}"))
    }

    #[test]
    fn any_plate_that_is_under_way_to_another_office_is_told() {
        let expected = format!("F29: TG5678RM is under way to BFOUR001 with {FIRST}");
        let second = released(SECOND, "BFBOB001", &["TG-0000-AB", "tg 5678 rm"]);
        assert_eq!(told(&second, |_, _| ()), Some(expected));
        let other = released(SECOND, "BFBOB001", &["TG-0000-AB"]);
        assert_eq!(told(&other, |_, _| ()), None);
    }

    #[test]
    fn loads_for_one_office_and_a_vehicle_that_came_in_are_not_told() {
        let second = released(SECOND, "BFOUR001", &["TG-1234-AB"]);
        assert_eq!(told(&second, |_, _| ()), None);
        let again = released(FIRST, "BFBOB001", &["TG-1234-AB"]);
        assert_eq!(told(&again, |_, _| ()), None, "a movement is no other than itself");
        let second = released(SECOND, "BFBOB001", &["TG-1234-AB"]);
        let came_in = |desk: &Desk<'_>, first: &Movement| {
            let mut after = first.clone();
            after.departure.as_mut().unwrap().state = DepartureState::Arrived;
            note(desk, first, &after).unwrap();
        };
        assert_eq!(told(&second, came_in), None);
    }

    #[test]
    fn nothing_is_told_while_the_country_of_destination_is_away() {
        let second = released(SECOND, "BFBOB001", &["TG-1234-AB"]);
        let away = |desk: &Desk<'_>, _: &Movement| {
            let down = vec![Absence { from: now(), to: None }];
            desk.store.set_fact("down/BF", &down).unwrap();
        };
        assert_eq!(told(&second, away), None);
        assert!(told(&second, |_, _| ()).is_some());
    }
}
