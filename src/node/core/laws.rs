//! Laws of the core: whatever happens in whatever order, the invariants of PD-29 hold.

use super::*;
use crate::profile::lists::{ControlResult, Direction, DiscrepancyOutcome, Outcome, StateOfSeals};
use crate::profile::{Country, Grn, Mrn, OfficeCode};
use jiff::Timestamp;

pub(super) fn country(text: &str) -> Country {
    text.parse().unwrap()
}

pub(super) fn office(text: &str) -> OfficeCode {
    text.parse().unwrap()
}

pub(super) fn mrn() -> Mrn {
    "26TGLP0000000001J2".parse().unwrap()
}

pub(super) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + minute * 60).unwrap()
}

pub(super) fn route() -> Route {
    let stop = |code, direction| StopPlace { office: office(code), direction };
    Route {
        departure: office("TGLOM001"),
        passages: vec![stop("TGCKS001", Direction::Exit), stop("BFCKN001", Direction::Entry)],
        destination: office("BFOUR001"),
        binding: true,
    }
}

pub(super) fn advice() -> Advised {
    Advised { route: route(), released_at: at(0), limit: at(14_400), known: KnownBy::default() }
}

pub(super) fn grn() -> Grn {
    "26TGCCIT000000019".parse().unwrap()
}

/// A movement of another country that this node has been told of.
pub(super) fn advised() -> Movement {
    play("BF", Movement::unknown(mrn()), vec![Event::Advised(advice())]).0
}

pub(super) fn declared() -> Movement {
    Movement::registered(mrn(), Departure::registered(route(), grn()))
}

pub(super) fn passage(code: &str, direction: Direction, outcome: Outcome) -> PassageFact {
    PassageFact {
        office: office(code),
        direction,
        outcome,
        event_at: at(60),
        seal_state: StateOfSeals::Good,
        seals: vec!["TG0004512".to_owned()],
        plates: vec!["TG-1234-AB".to_owned()],
        weighed: None,
        control: None,
        new_seals: Vec::new(),
    }
}

pub(super) fn seen(code: &str, direction: Direction) -> Event {
    let at = StopPlace { office: office(code), direction };
    Event::Presented(Presentation { at, event_at: at_border(), plates: Vec::new() })
}

fn at_border() -> Timestamp {
    at(50)
}

pub(super) fn arrival(code: &str, minute: i64) -> ArrivalFact {
    ArrivalFact {
        office: office(code),
        at_entry_office: false,
        event_at: at(minute),
        seal_state: StateOfSeals::Good,
        seals: Vec::new(),
        plates: vec!["TG-1234-AB".to_owned()],
        gate: Gate::Absent,
    }
}

pub(super) fn outcome_of(code: &str, number: u32, result: ControlResult) -> ResultFact {
    ResultFact {
        office: office(code),
        number,
        code: result,
        seal_state: StateOfSeals::Good,
        seals: Vec::new(),
        next_regime: None,
        differences: Vec::new(),
        remarks: String::new(),
        gate: Gate::Absent,
    }
}

pub(super) fn play(
    home: &str,
    mut movement: Movement,
    events: Vec<Event>,
) -> (Movement, Vec<Duty>) {
    let mut duties = Vec::new();
    for event in events {
        let shown = format!("{event:?}");
        let step = step(country(home), &movement, event)
            .unwrap_or_else(|stop| panic!("{shown} in {movement:?}: {stop:?}"));
        movement = step.state;
        duties.extend(step.duties);
    }
    (movement, duties)
}

pub(super) fn released() -> Movement {
    play(
        "TG",
        declared(),
        vec![
            Event::GuaranteeAsked,
            Event::GuaranteeDecided { request_no: 1, granted: true },
            Event::Controlled { code: "A2".to_owned() },
            Event::Released { at: at(0), limit: at(14_400) },
        ],
    )
    .0
}

pub(super) fn departure_state(movement: &Movement) -> DepartureState {
    movement.departure.as_ref().unwrap().state
}

pub(super) fn counts(duties: &[Duty]) -> (usize, usize) {
    let write_offs = duties.iter().filter(|duty| matches!(duty, Duty::WriteOff { .. })).count();
    let frees = duties.iter().filter(|duty| matches!(duty, Duty::LiberateGuarantee { .. })).count();
    (write_offs, frees)
}

#[test]
fn a_journey_is_discharged_after_arrival_and_satisfactory_result() {
    let (movement, duties) = play(
        "TG",
        released(),
        vec![
            seen("TGCKS001", Direction::Exit),
            Event::Passed(passage("TGCKS001", Direction::Exit, Outcome::Passed)),
            Event::PassageHeard(passage("BFCKN001", Direction::Entry, Outcome::Passed)),
            Event::ArrivalHeard(arrival("BFOUR001", 3000)),
            Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2)),
        ],
    );
    assert_eq!(departure_state(&movement), DepartureState::Discharged);
    assert_eq!(counts(&duties), (1, 1));
    assert!(!movement::has_open_record(&movement));
}

#[test]
fn advance_data_go_to_the_destination_and_once_to_each_country_of_passage() {
    let guaranteed = play(
        "TG",
        declared(),
        vec![
            Event::Controlled { code: "A2".to_owned() },
            Event::GuaranteeAsked,
            Event::GuaranteeDecided { request_no: 1, granted: true },
        ],
    )
    .0;
    let step = step(country("TG"), &guaranteed, Event::Released { at: at(0), limit: at(1) });
    let duties = step.unwrap().duties;
    assert!(duties.contains(&Duty::AdviseDestination(country("BF"))));
    let tpa = duties.iter().filter(|duty| **duty == Duty::AdvisePassage(country("BF"))).count();
    assert_eq!(tpa, 1);
}

#[test]
fn without_guarantee_or_control_there_is_no_release() {
    let release = || Event::Released { at: at(0), limit: at(1) };
    let asked = play("TG", declared(), vec![Event::GuaranteeAsked]).0;
    let refused =
        play("TG", asked.clone(), vec![Event::GuaranteeDecided { request_no: 1, granted: false }]);
    let uncontrolled =
        play("TG", asked.clone(), vec![Event::GuaranteeDecided { request_no: 1, granted: true }]);
    for movement in [declared(), asked, refused.0, uncontrolled.0] {
        let stop = step(country("TG"), &movement, release()).unwrap_err();
        assert!(matches!(stop, Stop::Refused(refusal) if refusal.code.code() == "92"));
    }
}

#[test]
fn an_arrival_without_entry_is_held_until_the_passage_is_told() {
    let (movement, duties) = play(
        "TG",
        released(),
        vec![
            Event::ArrivalHeard(arrival("BFOUR001", 20_000)),
            Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2)),
        ],
    );
    let part = movement.departure.as_ref().unwrap();
    assert_eq!((part.state, part.late), (DepartureState::Arrived, true));
    assert!(part.holds.contains(&Hold::Pas));
    assert_eq!(counts(&duties), (0, 0));
    let entry = passage("BFCKN001", Direction::Entry, Outcome::Passed);
    let (movement, duties) = play("TG", movement, vec![Event::PassageHeard(entry)]);
    assert_eq!(departure_state(&movement), DepartureState::Discharged);
    assert_eq!(counts(&duties), (1, 1));
}

#[test]
fn a_result_before_the_arrival_is_held_and_an_undeclared_office_is_refused() {
    let result = Event::ResultHeard(outcome_of("BFOUR001", 1, ControlResult::A2));
    assert_eq!(step(country("TG"), &released(), result), Err(Stop::Held));
    let stray = step(country("TG"), &released(), Event::ArrivalHeard(arrival("BFBOB001", 1)));
    assert!(matches!(stray, Err(Stop::Refused(refusal)) if refusal.rule == Some("R-DIV")));
}

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

#[test]
fn the_partner_passes_arrives_concludes_and_is_closed() {
    let (movement, duties) = play(
        "BF",
        Movement::unknown(mrn()),
        vec![
            Event::Advised(advice()),
            Event::Advised(advice()),
            Event::PassageHeard(passage("TGCKS001", Direction::Exit, Outcome::Passed)),
            seen("BFCKN001", Direction::Entry),
            Event::Passed(passage("BFCKN001", Direction::Entry, Outcome::Passed)),
            Event::GoodsArrived(arrival("BFOUR001", 100)),
            Event::Concluded { fact: outcome_of("BFOUR001", 0, ControlResult::A2) },
        ],
    );
    assert!(matches!(
        &duties[..],
        [
            Duty::NotifyPassage(_),
            Duty::NotifyArrival(_),
            Duty::StartTimerNow(TimerName::Res, _),
            Duty::StopTimer(TimerName::Res),
            Duty::NotifyResult(ResultFact { number: 1, .. }),
        ]
    ));
    let off = Event::WrittenOff { actual_office: Some(office("BFOUR001")) };
    let (movement, _) = play("BF", movement, vec![off]);
    assert!(movement.is_final() && !movement::has_open_record(&movement));
}

#[test]
fn early_messages_of_a_foreign_movement_are_held() {
    let unknown = Movement::unknown(mrn());
    let pas = Event::PassageHeard(passage("TGCKS001", Direction::Exit, Outcome::Passed));
    let wro = Event::WrittenOff { actual_office: None };
    assert_eq!(step(country("BF"), &unknown, pas), Err(Stop::Held));
    assert_eq!(step(country("BF"), &unknown, wro), Err(Stop::Held));
}

pub(super) fn decision(yes: bool) -> DiscrepancyOutcome {
    if yes { DiscrepancyOutcome::Resolved } else { DiscrepancyOutcome::NotResolved }
}
