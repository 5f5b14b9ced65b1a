//! Laws over any sequence of events, legal or not: no panic, no early discharge, nothing freed twice.

use super::laws::{
    advice, arrival, at, country, counts, decision, declared, mrn, office, outcome_of, passage,
    released, seen,
};
use super::*;
use crate::message::incident::Incident;
use crate::message::{self, Body, sample};
use crate::profile::Code;
use crate::profile::lists::{ControlResult, Direction, DiscrepancyOutcome, IncidentCode, Outcome};
use proptest::prelude::*;

const OFFICES: [&str; 5] = ["TGLOM001", "TGCKS001", "BFCKN001", "BFOUR001", "BFBOB001"];

fn some_event() -> impl Strategy<Value = Event> {
    let place = (0..OFFICES.len()).prop_map(|index| OFFICES[index]);
    let direction = prop_oneof![Just(Direction::Exit), Just(Direction::Entry)];
    let outcome = prop_oneof![4 => Just(Outcome::Passed), 1 => Just(Outcome::Stopped)];
    let code = prop_oneof![
        3 => Just(ControlResult::A2),
        1 => Just(ControlResult::B1),
        1 => Just(ControlResult::A5),
    ];
    (place, direction, outcome, code, 1..4u32, 0..20_000i64, any::<bool>(), 0..22u8).prop_map(
        |(place, direction, outcome, code, number, minute, yes, kind)| match kind {
            0 => Event::GuaranteeAsked,
            1 => Event::GuaranteeDecided { request_no: number % 2 + 1, granted: yes },
            2 => Event::Controlled { code: code.code().to_owned() },
            3 => Event::Released { at: at(0), limit: at(14_400) },
            4 => Event::Advised(advice()),
            5 => seen(place, direction),
            6 => Event::Passed(passage(place, direction, outcome)),
            7 => Event::PassageHeard(passage(place, direction, outcome)),
            8 => Event::GoodsArrived(arrival(place, minute)),
            9 => {
                Event::ArrivalHeard(ArrivalFact { at_entry_office: yes, ..arrival(place, minute) })
            }
            10 => Event::Concluded { fact: outcome_of(place, 0, code) },
            11 => Event::ResultHeard(outcome_of(place, number, code)),
            12 => Event::WrittenOff { actual_office: yes.then(|| office(place)) },
            13 => Event::ControlBegun(office(place)),
            14 => Event::DiscrepancyDecided { decision: decision(yes), reason: "r".to_owned() },
            15 => Event::DiscrepancyOpened { result_no: number },
            16 => Event::DecisionHeard { result_no: number, decision: decision(yes) },
            17 => Event::IncidentHeard(Box::new(some_incident(number, minute, yes))),
            18 => Event::IncidentRecorded(Box::new(some_incident(number, minute, yes))),
            19 => Event::LossDecided(LossDecision::Accepted),
            _ => {
                let timers = TimerName::ALL.len();
                Event::Expired(TimerName::ALL[usize::try_from(minute).unwrap() % timers])
            }
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
            Event::DiscrepancyDecided { decision: DiscrepancyOutcome::Resolved, .. } => {
                self.satisfied = true;
            }
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
