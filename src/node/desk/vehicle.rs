//! F29: a vehicle that leaves under one number while it is under way under another, to another office.
//!
//! Loads for one office may share a vehicle. Flaws stand beside the rule that they break.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::fraud::Suspicion;
use super::{Desk, later};
use crate::node::core::{Absence, Event, Movement, fraud};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::{Country, Mrn};

/// How long a country that is back has to tell of what arrived there meanwhile. Business time.
const CATCHES_UP: SignedDuration = SignedDuration::from_mins(15);

/// A release that nobody could judge: the other goods of its vehicle may have arrived in a country that was away.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Unjudged {
    mrn: Mrn,
    away: BTreeSet<Country>,
}

/// Key of every [`Unjudged`] among the facts.
const UNJUDGED: &str = "two-roads";

/// What departure makes of a release: the vehicle may be under way already. It tells, and stops nothing.
pub(super) fn on_two_roads(
    desk: &Desk<'_>,
    event: &Event,
    after: &Movement,
) -> Stored<Option<Suspicion>> {
    if matches!(event, Event::Released { .. }) { second_road(desk, after) } else { Ok(None) }
}

/// Another road of the movement's vehicles. What a country that is away may know is asked again when it is back.
fn second_road(desk: &Desk<'_>, movement: &Movement) -> Stored<Option<Suspicion>> {
    let Some(route) = movement.route() else { return Ok(None) };
    let mut away = BTreeSet::new();
    for plate in movement.plates_under_way() {
        for mrn in desk.store.under_way(&plate)? {
            let Some(other) = desk.store.movement(mrn)?.filter(|other| other.mrn != movement.mrn)
            else {
                continue;
            };
            let Some(there) = other.route().map(|route| route.destination) else { continue };
            let suspected = if other.may_end_at(route.destination) {
                desk.deviates(Flaw::SuspectsGroupedLoads)?
            } else if desk.back_at(there.country())?.is_some() {
                // While a country is away, nobody can know whether the goods have arrived there.
                away.insert(there.country());
                false
            } else {
                !desk.deviates(Flaw::OverlooksSecondRoad)?
            };
            if suspected {
                let facts = format!("{plate} is under way to {there} with {mrn}");
                return Ok(Some((fraud::TWO_ROADS, facts)));
            }
        }
    }
    if !away.is_empty() && !desk.deviates(Flaw::ForgetsRoadsWhileAway)? {
        let mut known = unjudged(desk)?;
        known.push(Unjudged { mrn: movement.mrn, away });
        desk.store.set_fact(UNJUDGED, &known)?;
    }
    Ok(None)
}

fn unjudged(desk: &Desk<'_>) -> Stored<Vec<Unjudged>> {
    Ok(desk.store.fact(UNJUDGED)?.unwrap_or_default())
}

impl Desk<'_> {
    /// When the next release is looked at again that nobody could judge.
    pub(in crate::node) fn next_second_road(&self) -> Stored<Option<Timestamp>> {
        let mut first = None;
        for one in unjudged(self)? {
            first = [first, self.judged_at(&one)?].into_iter().flatten().min();
        }
        Ok(first)
    }

    /// Looks again at every release whose time has come: whoever is still on two roads is told of, once.
    pub(in crate::node) fn judge_second_roads(&self) -> Stored<()> {
        let (mut due, mut waiting) = (Vec::new(), Vec::new());
        for one in unjudged(self)? {
            let is_due = self.judged_at(&one)?.is_some_and(|at| at <= self.now);
            if is_due { due.push(one.mrn) } else { waiting.push(one) }
        }
        self.store.set_fact(UNJUDGED, &waiting)?;
        for mrn in due {
            let Some(movement) = self.store.movement(mrn)? else { continue };
            if let Some((rule, facts)) = second_road(self, &movement)? {
                self.alert(rule, Some(mrn.as_str()), None, facts)?;
            }
        }
        Ok(())
    }

    fn judged_at(&self, one: &Unjudged) -> Stored<Option<Timestamp>> {
        let mut absences = Vec::new();
        for country in &one.away {
            absences.extend(self.absences(*country)?);
        }
        Ok(caught_up(self.now, &absences))
    }
}

/// When all that waited during these absences has been told; none while one of them has no known end.
fn caught_up(now: Timestamp, absences: &[Absence]) -> Option<Timestamp> {
    let begun = absences.iter().filter(|absence| absence.from <= now);
    let ends: Option<Vec<Timestamp>> = begun.map(|absence| absence.to).collect();
    Some(ends?.into_iter().max().map_or(now, |end| later(end, CATCHES_UP)))
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
    use crate::node::core::{Departure, DepartureState, Identity, KnownBy, Load, Route};
    use crate::node::store::Store;

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

    fn away(desk: &Desk<'_>, to: Option<Timestamp>) {
        desk.store.set_fact("down/BF", &vec![Absence { from: now(), to }]).unwrap();
    }

    #[test]
    fn nothing_is_told_while_the_country_of_destination_is_away() {
        let second = released(SECOND, "BFBOB001", &["TG-1234-AB"]);
        assert_eq!(told(&second, |desk, _| away(desk, None)), None);
        assert!(told(&second, |_, _| ()).is_some());
    }

    /// Rules of what is told when the country is back, and has had time to tell; then once more.
    fn told_later(meanwhile: impl Fn(&Desk<'_>, &Movement)) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let at = |minutes| later(now(), SignedDuration::from_mins(minutes));
        let desk = |minutes| Desk::new(&store, "TG".parse().unwrap(), at(minutes), None);
        let first = released(FIRST, "BFOUR001", &["TG-1234-AB"]);
        let second = released(SECOND, "BFBOB001", &["TG-1234-AB"]);
        for movement in [&first, &second] {
            store.put_movement(movement).unwrap();
            note(&desk(0), &Movement::unknown(movement.mrn), movement).unwrap();
        }
        away(&desk(0), None);
        let event = Event::Released { at: now(), limit: now() };
        assert_eq!(on_two_roads(&desk(0), &event, &second).unwrap(), None);
        assert_eq!(desk(60).next_second_road().unwrap(), None, "nobody knows when it is back");
        away(&desk(60), Some(at(60)));
        assert_eq!(desk(60).next_second_road().unwrap(), Some(at(75)));
        desk(60).judge_second_roads().unwrap();
        assert!(store.alerts(None).unwrap().is_empty(), "it has not caught up yet");
        meanwhile(&desk(70), &first);
        for _ in 0..2 {
            desk(75).judge_second_roads().unwrap();
            assert_eq!(desk(75).next_second_road().unwrap(), None);
        }
        store.alerts(None).unwrap().into_iter().map(|alert| alert.rule).collect()
    }

    #[test]
    fn a_vehicle_still_on_two_roads_is_told_of_once_when_the_country_is_back() {
        assert_eq!(told_later(|_, _| ()), ["F29"]);
        let arrived = |desk: &Desk<'_>, first: &Movement| {
            let mut after = first.clone();
            after.departure.as_mut().unwrap().state = DepartureState::Arrived;
            note(desk, first, &after).unwrap();
        };
        assert!(told_later(arrived).is_empty());
    }
}
