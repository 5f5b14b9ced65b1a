//! Laws of the core: whatever happens in whatever order, the invariants of PD-29 hold.

use proptest::prelude::*;

use super::*;
use crate::message::incident::Incident;
use crate::message::{self, Body, sample};
use crate::profile::lists::{ControlResult, Direction, IncidentCode, Outcome, StateOfSeals};
use crate::profile::{Code, Country, Grn, Mrn, OfficeCode};
use jiff::Timestamp;

const OFFICES: [&str; 5] = ["TGLOM001", "TGCKS001", "BFCKN001", "BFOUR001", "BFBOB001"];

pub(super) fn country(text: &str) -> Country {
    text.parse().unwrap()
}

fn office(text: &str) -> OfficeCode {
    text.parse().unwrap()
}

pub(super) fn mrn() -> Mrn {
    "26TGLP0000000001J2".parse().unwrap()
}

pub(super) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + minute * 60).unwrap()
}

fn route() -> Route {
    let stop = |code, direction| StopPlace { office: office(code), direction };
    Route {
        departure: office("TGLOM001"),
        passages: vec![stop("TGCKS001", Direction::Exit), stop("BFCKN001", Direction::Entry)],
        destination: office("BFOUR001"),
        binding: true,
    }
}

fn advice() -> Advised {
    Advised { route: route(), released_at: at(0), limit: at(14_400) }
}

fn grn() -> Grn {
    "26TGCCIT000000019".parse().unwrap()
}

/// A movement of another country that this node has been told of.
pub(super) fn advised() -> Movement {
    play("BF", Movement::unknown(mrn()), vec![Event::Advised(advice())]).0
}

fn declared() -> Movement {
    Movement::registered(mrn(), Departure::registered(route(), grn()))
}

fn passage(code: &str, direction: Direction, outcome: Outcome) -> PassageFact {
    PassageFact {
        office: office(code),
        direction,
        outcome,
        event_at: at(60),
        seal_state: StateOfSeals::Good,
        seals: vec!["TG0004512".to_owned()],
        plates: vec!["TG-1234-AB".to_owned()],
    }
}

fn arrival(code: &str, minute: i64) -> ArrivalFact {
    ArrivalFact {
        office: office(code),
        at_entry_office: false,
        event_at: at(minute),
        seal_state: StateOfSeals::Good,
        seals: Vec::new(),
        plates: vec!["TG-1234-AB".to_owned()],
    }
}

fn outcome_of(code: &str, number: u32, result: ControlResult) -> ResultFact {
    ResultFact {
        office: office(code),
        number,
        code: result,
        seal_state: StateOfSeals::Good,
        remarks: String::new(),
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

fn departure_state(movement: &Movement) -> DepartureState {
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
            Event::Presented(StopPlace { office: office("TGCKS001"), direction: Direction::Exit }),
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

#[test]
fn the_partner_passes_arrives_concludes_and_is_closed() {
    let entry = StopPlace { office: office("BFCKN001"), direction: Direction::Entry };
    let (movement, duties) = play(
        "BF",
        Movement::unknown(mrn()),
        vec![
            Event::Advised(advice()),
            Event::Advised(advice()),
            Event::PassageHeard(passage("TGCKS001", Direction::Exit, Outcome::Passed)),
            Event::Presented(entry),
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
            Duty::StartTimer(TimerName::Res, _),
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

fn some_event() -> impl Strategy<Value = Event> {
    let place = (0..OFFICES.len()).prop_map(|index| OFFICES[index]);
    let direction = prop_oneof![Just(Direction::Exit), Just(Direction::Entry)];
    let outcome = prop_oneof![4 => Just(Outcome::Passed), 1 => Just(Outcome::Stopped)];
    let code = prop_oneof![
        3 => Just(ControlResult::A2),
        1 => Just(ControlResult::B1),
        1 => Just(ControlResult::A5),
    ];
    (place, direction, outcome, code, 1..4u32, 0..20_000i64, any::<bool>(), 0..17u8).prop_map(
        |(place, direction, outcome, code, number, minute, yes, kind)| match kind {
            0 => Event::GuaranteeAsked,
            1 => Event::GuaranteeDecided { request_no: number % 2 + 1, granted: yes },
            2 => Event::Controlled { code: code.code().to_owned() },
            3 => Event::Released { at: at(0), limit: at(14_400) },
            4 => Event::Advised(advice()),
            5 => Event::Presented(StopPlace { office: office(place), direction }),
            6 => Event::Passed(passage(place, direction, outcome)),
            7 => Event::PassageHeard(passage(place, direction, outcome)),
            8 => Event::GoodsArrived(arrival(place, minute)),
            9 => {
                Event::ArrivalHeard(ArrivalFact { at_entry_office: yes, ..arrival(place, minute) })
            }
            10 => Event::Concluded { fact: outcome_of(place, 0, code) },
            11 => Event::ResultHeard(outcome_of(place, number, code)),
            12 => Event::WrittenOff { actual_office: yes.then(|| office(place)) },
            13 => Event::IncidentHeard(Box::new(some_incident(number, minute, yes))),
            14 => Event::IncidentRecorded(Box::new(some_incident(number, minute, yes))),
            15 => Event::LossDecided(LossDecision::Accepted),
            _ => Event::Expired(
                TimerName::ALL[usize::try_from(minute).unwrap() % TimerName::ALL.len()],
            ),
        },
    )
}

/// A total loss, or a second consignment, of either country.
fn some_incident(number: u32, minute: i64, lost: bool) -> Incident {
    let Body::Inc(told) = sample(Code::Inc, u64::from(number)).body else { panic!("an incident") };
    let code = if lost { IncidentCode::TotalLoss } else { IncidentCode::SecondConsignment };
    let withdraws = (number == 3).then_some(1);
    let event = message::Event { at: at(minute), ..told.event.clone() };
    Incident { mrn: mrn().into(), number, code, withdraws, event, ..*told }
}

/// What has been accepted so far, to compare with what the node then does.
#[derive(Default)]
struct Heard {
    granted: bool,
    arrived: bool,
    satisfied: bool,
    write_offs: usize,
    frees: usize,
    reliefs: usize,
}

impl Heard {
    fn note(&mut self, event: &Event, duties: &[Duty]) {
        match event {
            Event::GuaranteeDecided { granted: true, .. } => self.granted = true,
            Event::ArrivalHeard(_) => self.arrived = true,
            Event::LossDecided(LossDecision::Accepted) => self.reliefs += 1,
            Event::ResultHeard(fact) if fact.code.is_satisfactory() => self.satisfied = true,
            _ => {}
        }
        let (write_offs, frees) = counts(duties);
        self.write_offs += write_offs;
        self.frees += frees;
    }
}

proptest! {
    #[test]
    fn nothing_is_discharged_without_arrival_and_result_nor_freed_twice(
        start in any::<bool>(),
        events in prop::collection::vec(some_event(), 0..60),
    ) {
        let mut movement = if start { released() } else { declared() };
        let mut heard = Heard { granted: start, ..Heard::default() };
        for event in events {
            let Ok(step) = step(country("TG"), &movement, event.clone()) else { continue };
            heard.note(&event, &step.duties);
            movement = step.state;
            let part = movement.departure.as_ref().unwrap();
            let discharged = part.state == DepartureState::Discharged;
            prop_assert!(!discharged || heard.reliefs > 0 || (heard.arrived && heard.satisfied));
            prop_assert!(part.holds.is_empty() || heard.reliefs > 0 || !discharged);
            let never_left = matches!(
                part.state,
                DepartureState::NotReleased | DepartureState::Cancelled
            );
            prop_assert!(part.state.is_before_release() || never_left || heard.granted);
            prop_assert_eq!(heard.write_offs, usize::from(discharged));
            prop_assert_eq!(heard.frees, usize::from(discharged));
            prop_assert!(!discharged || !movement::has_open_record(&movement));
        }
    }

    #[test]
    fn a_partner_never_panics_and_stays_closed_once_written_off(
        events in prop::collection::vec(some_event(), 0..60),
    ) {
        let mut movement = Movement::unknown(mrn());
        for event in events {
            let Ok(step) = step(country("BF"), &movement, event) else { continue };
            prop_assert!(!movement.is_final() || step.state.is_final());
            movement = step.state;
            prop_assert!(movement.departure.is_none());
            prop_assert!(!movement.written_off || !movement::has_open_record(&movement));
        }
    }
}
