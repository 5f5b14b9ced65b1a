//! Laws of results: a discrepancy ends by decision, by a later result, or in recovery.

use super::laws::{
    advice, arrival, counts, decision, departure_state, mrn, office, outcome_of, passage, play,
    released,
};
use super::*;
use crate::profile::lists::{ControlResult, Direction, Outcome};

fn disputed() -> Movement {
    let entry = passage("BFCKN001", Direction::Entry, Outcome::Passed);
    let (movement, duties) = play(
        "TG",
        released(),
        vec![
            Event::PassageHeard(entry),
            Event::ArrivalHeard(arrival("BFOUR001", 3000)),
            Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::B1)),
        ],
    );
    assert_eq!(departure_state(&movement), DepartureState::Discrepancy);
    assert!(duties.contains(&Duty::OpenDiscrepancy { result_no: 1 }));
    assert_eq!(counts(&duties), (0, 0));
    movement
}

#[test]
fn a_discrepancy_ends_by_decision_by_a_later_result_or_in_recovery() {
    let decided =
        |yes| Event::DiscrepancyDecided { decision: decision(yes), reason: String::new() };
    let later = Event::ResultHeard(outcome_of("BFOUR001", 2, ControlResult::A2));
    for (event, end, write_offs, told) in [
        (decided(true), DepartureState::Discharged, 1, true),
        (later, DepartureState::Discharged, 1, false),
        (decided(false), DepartureState::Recovery, 0, true),
        (Event::Expired(TimerName::Dsp), DepartureState::Recovery, 0, true),
    ] {
        let (movement, duties) = play("TG", disputed(), vec![event]);
        assert_eq!((departure_state(&movement), counts(&duties).0), (end, write_offs));
        let place = duties.iter().position(|duty| matches!(duty, Duty::DecideDiscrepancy { .. }));
        let end = duties.iter().position(|duty| matches!(duty, Duty::WriteOff { .. }));
        assert_eq!(place.is_some(), told);
        assert!(end.is_none_or(|end| place.is_none_or(|place| place < end)));
    }
}

#[test]
fn the_destination_controls_again_and_hears_what_is_decided() {
    let (movement, duties) = play(
        "BF",
        Movement::unknown(mrn()),
        vec![
            Event::Advised(advice()),
            Event::GoodsArrived(arrival("BFOUR001", 100)),
            Event::ControlBegun(office("BFOUR001")),
            Event::Concluded { fact: outcome_of("BFOUR001", 0, ControlResult::B1) },
            Event::DiscrepancyOpened { result_no: 1 },
            Event::Concluded { fact: outcome_of("BFOUR001", 0, ControlResult::A2) },
        ],
    );
    let state = |movement: &Movement| movement.destination.unwrap().state;
    assert_eq!(state(&movement), DestinationState::Discrepancy);
    assert!(matches!(duties.last(), Some(Duty::NotifyResult(ResultFact { number: 2, .. }))));
    for (yes, end) in [(true, DestinationState::ResultSent), (false, DestinationState::Recovery)] {
        let heard = Event::DecisionHeard { result_no: 1, decision: decision(yes) };
        assert_eq!(state(&play("BF", movement.clone(), vec![heard]).0), end);
    }
    let heard = Event::DecisionHeard { result_no: 1, decision: decision(true) };
    let late = Event::DiscrepancyOpened { result_no: 1 };
    let (movement, _) = play("BF", movement, vec![heard, late]);
    assert_eq!(state(&movement), DestinationState::ResultSent);
}
