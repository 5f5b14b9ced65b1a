//! What gates and electronic tags tell of a movement (PD-47 H-GATE, PD-60 F27; option SENS).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::departure::Departure;
use super::holds::Hold;
use super::terms::{ArrivalFact, Duty};
use crate::profile::timer::T_TAG;

/// What the gate of an office says of a vehicle that is presented there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Gate {
    /// None works there, or nobody has agreed to ask it: nothing follows.
    #[default]
    Absent,
    /// It saw the vehicle come in.
    Saw(Timestamp),
    /// It works, and has seen no such vehicle.
    SawNothing,
}

impl Gate {
    /// The word of a working gate.
    pub fn working(seen_at: Option<Timestamp>) -> Self {
        seen_at.map_or(Self::SawNothing, Self::Saw)
    }

    /// When it saw the vehicle, if it did.
    pub fn seen_at(self) -> Option<Timestamp> {
        match self {
            Self::Saw(at) => Some(at),
            Self::Absent | Self::SawNothing => None,
        }
    }
}

/// H-GATE: the officers of an office learn that goods are recorded there which its gate has not seen.
pub(super) fn came_unseen(fact: &ArrivalFact) -> Option<Duty> {
    let facts = format!("presented at {}, whose gate works and saw no such vehicle", fact.office);
    (fact.gate == Gate::SawNothing).then(|| Duty::Alert { rule: Hold::Gate.as_str(), facts })
}

/// PD-47: an arrival that a working gate has not seen holds the movement.
pub(super) fn arrived(departure: &mut Departure, fact: &ArrivalFact) -> Option<Duty> {
    let alert = came_unseen(fact)?;
    departure.holds.insert(Hold::Gate).then_some(alert)
}

/// PD-47: the gate's event has come after all, and ends the hold.
pub(super) fn gate_told(departure: &mut Departure, gate: Gate) {
    if gate.seen_at().is_some() {
        departure.holds.remove(&Hold::Gate);
    }
}

/// F27: an exit explains the removal of a tag where they lie no further apart than T-TAG.
pub fn exit_explains(exit_at: Timestamp, removed_at: Timestamp) -> bool {
    T_TAG.expiry(exit_at) >= removed_at && T_TAG.expiry(removed_at) >= exit_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::core::laws::{arrival, at, office, outcome_of, play, released};
    use crate::node::core::laws::{departure_state, passage};
    use crate::node::core::{DepartureState, Event, Ground, Movement, ResultFact};
    use crate::profile::lists::{ControlResult, Direction, Outcome};

    fn arrived_by(gate: Gate) -> (Movement, Vec<Duty>) {
        let entry = passage("BFCKN001", Direction::Entry, Outcome::Passed);
        let fact = ArrivalFact { gate, ..arrival("BFOUR001", 3000) };
        play("TG", released(), vec![Event::PassageHeard(entry), Event::ArrivalHeard(fact)])
    }

    fn found(gate: Gate) -> Event {
        Event::ResultHeard(ResultFact { gate, ..outcome_of("BFOUR001", 1, ControlResult::A2) })
    }

    fn held(movement: &Movement) -> bool {
        movement.departure.as_ref().unwrap().holds.contains(&Hold::Gate)
    }

    #[test]
    fn a_gate_that_saw_the_vehicle_or_is_not_there_holds_nothing() {
        for gate in [Gate::Absent, Gate::Saw(at(2990))] {
            let (movement, duties) = arrived_by(gate);
            assert!(!held(&movement) && !duties.iter().any(|it| matches!(it, Duty::Alert { .. })));
            let (movement, _) = play("TG", movement, vec![found(gate)]);
            assert_eq!(departure_state(&movement), DepartureState::Discharged);
        }
    }

    #[test]
    fn a_gate_that_saw_nothing_holds_until_it_tells_or_an_officer_decides() {
        let (movement, duties) = arrived_by(Gate::SawNothing);
        let alert = |duty: &Duty| matches!(duty, Duty::Alert { rule: "H-GATE", .. });
        assert!(held(&movement) && duties.iter().any(alert));
        let (told, _) = play("TG", movement.clone(), vec![found(Gate::Saw(at(3010)))]);
        assert_eq!(departure_state(&told), DepartureState::Discharged);
        let (waits, _) = play("TG", movement, vec![found(Gate::SawNothing)]);
        assert_eq!(departure_state(&waits), DepartureState::Arrived);
        let (hold, reason) = (Hold::Gate, "the camera was blinded by the sun".to_owned());
        let cleared = Event::HoldCleared { hold, ground: Ground::Reason, reason };
        let (cleared, _) = play("TG", waits, vec![cleared]);
        assert_eq!(departure_state(&cleared), DepartureState::Discharged);
    }

    #[test]
    fn officers_at_destination_are_told_as_well() {
        let fact = ArrivalFact { gate: Gate::SawNothing, ..arrival("BFOUR001", 3000) };
        let movement = crate::node::core::laws::advised();
        let (_, duties) = play("BF", movement, vec![Event::GoodsArrived(fact)]);
        assert!(duties.iter().any(|duty| matches!(duty, Duty::Alert { rule: "H-GATE", .. })));
        assert_eq!(office("BFOUR001").country().as_str(), "BF");
    }

    #[test]
    fn an_exit_explains_a_removal_for_a_quarter_of_an_hour_before_and_after() {
        for minutes in [-15, 0, 15] {
            assert!(exit_explains(at(100 + minutes), at(100)), "{minutes}");
        }
        assert!(!exit_explains(at(116), at(100)) && !exit_explains(at(84), at(100)));
    }
}
