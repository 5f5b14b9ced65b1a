//! Which vehicles are under way, as the office of departure knows it, and where they may end (PD-60 F29).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::departure::{Departure, DepartureState};
use super::movement::Movement;
use super::places::OfficeInRole;
use crate::message::normalised_plate;
use crate::profile::OfficeCode;
use crate::profile::lists::OfficeRole;

impl Movement {
    /// Plates of the vehicles that are under way with the goods, every change taken into account that is known
    /// (PD-40). None before the release, and none any more once an office has the goods.
    pub fn plates_under_way(&self) -> BTreeSet<String> {
        let Some(part) = self.departure.as_ref().filter(|part| is_under_way(part)) else {
            return BTreeSet::new();
        };
        let identity = part.known.effective(Timestamp::MAX);
        identity.plates.iter().map(|plate| normalised_plate(plate)).collect()
    }

    /// True where the goods may end at this office: it is declared, or departure has agreed to it.
    pub fn may_end_at(&self, office: OfficeCode) -> bool {
        let place = OfficeInRole { office, role: OfficeRole::Dst };
        let agreed = self.departure.as_ref().is_some_and(|part| {
            let mut approved = part.diversions.approved.iter();
            part.diversions.granted.contains(&place) || approved.any(|it| it.place == place)
        });
        agreed || self.route().is_some_and(|route| route.destination == office)
    }
}

/// Released, and nobody has told of an arrival, of a loss, or that the goods are back.
fn is_under_way(part: &Departure) -> bool {
    match part.state {
        DepartureState::Released
        | DepartureState::Exited
        | DepartureState::InPartner
        | DepartureState::Enquiry => true,
        // Duties may be recovered on goods that nobody has seen.
        DepartureState::Recovery => part.seen.is_none(),
        DepartureState::Registered
        | DepartureState::GuaPending
        | DepartureState::GuaAmend
        | DepartureState::Guaranteed
        | DepartureState::NotReleased
        | DepartureState::CancelPending
        | DepartureState::Cancelled
        | DepartureState::Arrived
        | DepartureState::Discrepancy
        | DepartureState::LossReview
        | DepartureState::Discharged
        | DepartureState::ClosedRecovered => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::core::diversion::Approval;
    use crate::node::core::laws::{arrival, at, office, play, released};
    use crate::node::core::{Event, Identity, IdentityChange, KnownBy, Load};
    use std::collections::BTreeMap;

    fn drawn_by(plates: &[&str]) -> Movement {
        let plates = plates.iter().map(|plate| (*plate).to_owned()).collect();
        let declared = Identity { plates, units: BTreeMap::new() };
        let mut movement = released();
        let part = movement.departure.as_mut().unwrap();
        part.known = KnownBy::declared(declared, Load::default());
        movement
    }

    fn plates(movement: &Movement) -> Vec<String> {
        movement.plates_under_way().into_iter().collect()
    }

    #[test]
    fn a_vehicle_is_under_way_from_the_release_to_the_arrival() {
        let movement = drawn_by(&["TG-1234-ab", "TG 5678 RM"]);
        assert_eq!(plates(&movement), ["TG1234AB", "TG5678RM"]);
        let mut waiting = movement.clone();
        waiting.departure.as_mut().unwrap().state = DepartureState::Guaranteed;
        assert!(plates(&waiting).is_empty());
        let arrived = vec![Event::ArrivalHeard(arrival("BFOUR001", 3000))];
        assert!(plates(&play("TG", movement, arrived).0).is_empty());
    }

    #[test]
    fn goods_that_are_back_or_lost_bind_no_vehicle_and_goods_that_are_missed_do() {
        let bound = |state, seen: bool| {
            let mut movement = drawn_by(&["TG-1234-AB"]);
            let part = movement.departure.as_mut().unwrap();
            part.state = state;
            part.seen = seen.then(|| crate::node::core::identity::Seen {
                at: at(3000),
                plates: Vec::new(),
                seals: Vec::new(),
                seal_state: crate::profile::lists::StateOfSeals::Good,
            });
            !plates(&movement).is_empty()
        };
        assert!(bound(DepartureState::Enquiry, false) && bound(DepartureState::Recovery, false));
        assert!(!bound(DepartureState::Recovery, true));
        for state in [
            DepartureState::CancelPending,
            DepartureState::LossReview,
            DepartureState::Discharged,
            DepartureState::ClosedRecovered,
        ] {
            assert!(!bound(state, false), "{state:?}");
        }
    }

    #[test]
    fn a_vehicle_that_an_incident_has_replaced_is_not_under_way_any_more() {
        let mut movement = drawn_by(&["TG-1234-AB", "TG-5678-RM"]);
        movement.departure.as_mut().unwrap().known.take_in(IdentityChange {
            event_at: at(90),
            country: "BF".parse().unwrap(),
            number: 1,
            plates: Some(vec!["11-AB-2222".to_owned(), "TG-5678-RM".to_owned()]),
            containers: BTreeMap::new(),
            seals: BTreeMap::new(),
        });
        assert_eq!(plates(&movement), ["11AB2222", "TG5678RM"]);
    }

    #[test]
    fn goods_may_end_where_it_was_declared_granted_or_approved() {
        let place = |code| OfficeInRole { office: office(code), role: OfficeRole::Dst };
        let mut movement = drawn_by(&["TG-1234-AB"]);
        assert!(movement.may_end_at(office("BFOUR001")));
        assert!(
            !movement.may_end_at(office("BFBOB001")) && !movement.may_end_at(office("BFCKN001"))
        );
        let decided = &mut movement.departure.as_mut().unwrap().diversions;
        decided.granted.insert(place("BFBOB001"));
        decided.approved.push(Approval { place: place("BFCKN001"), at: at(10) });
        assert!(movement.may_end_at(office("BFBOB001")) && movement.may_end_at(office("BFCKN001")));
    }
}
