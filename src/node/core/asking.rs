//! Goods before an office, with a usable record or without: rows P4-P7, P13, P14, A2-A5, A11, A15, A17.

use jiff::Timestamp;

use super::destination::{Destination, DestinationState};
use super::diversion::RecordAnswer;
use super::movement::{Advised, Movement};
use super::passage::{Passage, PassageState};
use super::places::{OfficeInRole, Presentation};
use super::sensors;
use super::terms::{ArrivalFact, Duty, Refusal, ResultFact, Step, Stop, StopPlace, TimerName};
use crate::profile::lists::{Direction, OfficeRole};
use crate::profile::timer::T_RES;
use crate::profile::{Country, OfficeCode};

/// P4, P5, P8, P14: vehicle and goods are presented at an own office of passage.
pub(super) fn presented(movement: &Movement, seen: &Presentation) -> Result<Step<Movement>, Stop> {
    let mut state = movement.clone();
    let known = state.passages.iter_mut().find(|passage| passage.at == seen.at);
    let Some(passage) = known else {
        if movement.written_off {
            let reason = format!("{} is not expected, the movement has ended", seen.at.office);
            return Err(Refusal::out_of_sequence(reason).into());
        }
        state.passages.push(Passage::of(seen.at, PassageState::Requested));
        return Ok(Step::applied(state, vec![seen.request()]));
    };
    if passage.state == PassageState::Passed {
        let once = *passage;
        let came_back = movement.passages.iter().any(|other| {
            other.at.direction != once.at.direction && other.passed_no > once.passed_no
        });
        if !came_back {
            return Ok(second_vehicle(state, seen.at.office, seen.event_at, &seen.plates));
        }
        passage.state = PassageState::Presented;
        return Ok(Step::applied(state, Vec::new()));
    }
    let asks = match passage.state {
        PassageState::PassedElsewhere => Some(PassageState::Requested),
        // In the country of departure itself the exit is blocked (D10).
        PassageState::Cancelled if movement.departure.is_none() => {
            Some(PassageState::CancelledPresented)
        }
        PassageState::Held => Some(PassageState::Held),
        PassageState::Expected
        | PassageState::Requested
        | PassageState::Presented
        | PassageState::Stopped
        | PassageState::Passed
        | PassageState::Cancelled
        | PassageState::CancelledPresented
        | PassageState::Closed => None,
    };
    if let Some(next) = asks {
        passage.state = next;
        return Ok(Step::applied(state, vec![seen.request()]));
    }
    *passage = passage.present()?;
    Ok(Step::applied(state, Vec::new()))
}

/// A2, A3, A17: goods are presented at an own office of destination.
pub(super) fn goods_arrived(
    movement: &Movement,
    fact: ArrivalFact,
) -> Result<Step<Movement>, Stop> {
    let mut state = movement.clone();
    if state.destination.is_some_and(|record| record.state.has_arrival()) {
        return Ok(presented_again(state, &fact));
    }
    state.look_at(fact.office)?;
    let Some(record) = state.destination else {
        if movement.written_off {
            let reason = format!("{} is not expected, the movement has ended", fact.office);
            return Err(Refusal::out_of_sequence(reason).into());
        }
        let requested = Destination::of(fact.office, DestinationState::Requested);
        return Ok(asking(state, requested, fact));
    };
    match record.state {
        DestinationState::ArrivedElsewhere => {
            let requested = Destination { state: DestinationState::Requested, ..record };
            Ok(asking(state, requested, fact))
        }
        DestinationState::Cancelled => {
            let presented = Destination { state: DestinationState::CancelledPresented, ..record };
            Ok(asking(state, presented, fact))
        }
        DestinationState::Held => Ok(asking(state, record, fact)),
        DestinationState::Expected
        | DestinationState::Requested
        | DestinationState::Arrived
        | DestinationState::Control
        | DestinationState::ResultSent
        | DestinationState::Discrepancy
        | DestinationState::Recovery
        | DestinationState::ArrivalDisputed
        | DestinationState::CancelledPresented
        | DestinationState::Closed => {
            state.destination = Some(record.arrive(fact.office)?);
            Ok(told(state, fact))
        }
    }
}

/// A15: the goods are here already. The same vehicle tells nothing new, another one is a second one.
fn presented_again(state: Movement, fact: &ArrivalFact) -> Step<Movement> {
    let first = state.arrival.as_ref();
    if first.is_none_or(|first| same_vehicle(&first.plates, &fact.plates)) {
        return Step::recorded(state, Vec::new());
    }
    second_vehicle(state, fact.office, fact.event_at, &fact.plates)
}

/// A vehicle is the same when some part of it is: another tractor may have come before it.
fn same_vehicle(before: &[String], now: &[String]) -> bool {
    let bare = |plate: &String| -> String {
        plate.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
    };
    now.iter().any(|plate| before.iter().any(|known| bare(known) == bare(plate)))
}

/// P13, A15: a second vehicle under this number is refused, and departure is told (INC 9).
fn second_vehicle(
    state: Movement,
    office: OfficeCode,
    event_at: Timestamp,
    plates: &[String],
) -> Step<Movement> {
    let vehicle = plates.join(", ");
    let facts = format!("{vehicle} at {office}, under a number that was presented before");
    let refusal = Refusal::out_of_sequence(facts.clone()).by_rule("H-DUP");
    let duties = vec![
        Duty::Refuse(refusal),
        Duty::Alert { rule: "F05", facts },
        Duty::ReportSecond { office, event_at, plates: plates.to_vec() },
    ];
    Step::recorded(state, duties)
}

/// The goods wait; departure is asked for the record.
fn asking(mut state: Movement, record: Destination, fact: ArrivalFact) -> Step<Movement> {
    let request = Duty::AskRecord {
        place: OfficeInRole { office: fact.office, role: OfficeRole::Dst },
        event_at: fact.event_at,
        plates: fact.plates.clone(),
    };
    state.destination = Some(Destination { office: Some(fact.office), ..record });
    state.arrival = Some(fact);
    Step::applied(state, vec![request])
}

/// A2, A4: departure is told of the arrival.
fn told(mut state: Movement, fact: ArrivalFact) -> Step<Movement> {
    if fact.at_entry_office {
        // An arrival at a border office is its entry: nothing else will be seen there (PD-17).
        for passage in &mut state.passages {
            if passage.at.direction == Direction::Entry && passage.at.office != fact.office {
                *passage = passage.passed_elsewhere();
            }
        }
    }
    state.arrival = Some(fact.clone());
    let mut duties = state.deviations(&fact);
    duties.extend(sensors::came_unseen(&fact));
    duties.extend([Duty::NotifyArrival(fact), Duty::StartTimerNow(TimerName::Res, T_RES)]);
    Step::applied(state, duties)
}

impl Movement {
    /// Puts the record of an own office of destination before the others (one arrival per node).
    ///
    /// Goods that arrived here, or wait here for departure's word, cannot come to another office
    /// of this country as well (A15).
    fn look_at(&mut self, office: OfficeCode) -> Result<(), Refusal> {
        let Some(current) = self.destination else { return Ok(()) };
        if current.at == office {
            return Ok(());
        }
        let free = match current.state {
            DestinationState::Expected
            | DestinationState::Held
            | DestinationState::ArrivedElsewhere
            | DestinationState::Cancelled => true,
            DestinationState::Requested
            | DestinationState::Arrived
            | DestinationState::Control
            | DestinationState::ResultSent
            | DestinationState::Discrepancy
            | DestinationState::Recovery
            | DestinationState::ArrivalDisputed
            | DestinationState::CancelledPresented
            | DestinationState::Closed => false,
        };
        if !free {
            let (at, state) = (current.at, current.state.as_str());
            let reason = format!("an arrival at {office}: the record of {at} is {state}");
            return Err(Refusal::out_of_sequence(reason).alerting("F05"));
        }
        self.elsewhere.push(current);
        let known = self.elsewhere.iter().position(|record| record.at == office);
        self.destination = known.map(|at| self.elsewhere.remove(at));
        Ok(())
    }
}

/// P6, P7, A4, A5, P14, A17: departure has answered the request of an own office.
pub(super) fn answered(
    home: Country,
    movement: &Movement,
    place: OfficeInRole,
    answer: &RecordAnswer,
    record: Option<Advised>,
) -> Step<Movement> {
    let mut state = movement.clone();
    let granted = match answer {
        RecordAnswer::Granted => {
            if let (Some(record), None) = (record, &movement.departure) {
                let route = state.advice.get_or_insert(record).route.clone();
                state.expect(&route, home);
            }
            true
        }
        RecordAnswer::Refused(..) => false,
    };
    let duties = match (place.direction(), granted) {
        (Some(direction), granted) => {
            passage_answered(&mut state, StopPlace { office: place.office, direction }, granted)
        }
        (None, granted) => arrival_answered(&mut state, place.office, granted),
    };
    match (duties, answer) {
        (None, _) => Step::recorded(state, Vec::new()),
        (Some(duties), RecordAnswer::Granted) => Step::applied(state, duties),
        (Some(mut duties), RecordAnswer::Refused(refusal, reason)) => {
            let why = reason.map_or(refusal.en(), |reason| reason.en());
            let facts = format!("departure refuses {place}: {why}; goods are held");
            duties.push(Duty::Alert { rule: "TRR", facts });
            Step::applied(state, duties)
        }
    }
}

/// P6, P7, P14: none when this record no longer awaits an answer (PD-28, 2).
fn passage_answered(state: &mut Movement, at: StopPlace, granted: bool) -> Option<Vec<Duty>> {
    let passage = state.passages.iter_mut().find(|passage| passage.at == at)?;
    let awaits = matches!(
        passage.state,
        PassageState::Requested | PassageState::CancelledPresented | PassageState::Held
    );
    passage.state = match (awaits, granted) {
        (false, _) => return None,
        (true, true) => PassageState::Presented,
        (true, false) => PassageState::Held,
    };
    Some(Vec::new())
}

/// A4, A5, A17; a disputed arrival that is granted is told again, as after arbitration (A11).
fn arrival_answered(state: &mut Movement, office: OfficeCode, granted: bool) -> Option<Vec<Duty>> {
    let record = state.destination.filter(|record| record.at == office)?;
    match (record.state, granted) {
        (
            DestinationState::Requested
            | DestinationState::CancelledPresented
            | DestinationState::Held,
            false,
        ) => {
            let held = DestinationState::Held;
            state.destination = Some(Destination { state: held, ..record });
            Some(Vec::new())
        }
        (
            DestinationState::Requested
            | DestinationState::CancelledPresented
            | DestinationState::Held,
            true,
        ) => {
            let fact = state.arrival.clone()?;
            let arrived = DestinationState::Arrived;
            state.destination = Some(Destination { state: arrived, ..record });
            let step = told(state.clone(), fact);
            *state = step.state;
            Some(step.duties)
        }
        (DestinationState::ArrivalDisputed, true) => Some(told_again(state, record)),
        (DestinationState::ArrivalDisputed, false) => Some(Vec::new()),
        (
            DestinationState::Expected
            | DestinationState::Arrived
            | DestinationState::Control
            | DestinationState::ResultSent
            | DestinationState::Discrepancy
            | DestinationState::Recovery
            | DestinationState::ArrivedElsewhere
            | DestinationState::Cancelled
            | DestinationState::Closed,
            _,
        ) => None,
    }
}

/// A11: the remembered state; arrival and last result leave again, under new ids.
pub(super) fn told_again(state: &mut Movement, record: Destination) -> Vec<Duty> {
    let remembered = record.remembered.unwrap_or(DestinationState::Arrived);
    let mut back = Destination { state: remembered, remembered: None, ..record };
    let mut duties = Vec::new();
    duties.extend(state.arrival.clone().map(Duty::NotifyArrival));
    if let Some(result) = state.result.clone().filter(|_| record.result_no > 0) {
        back.result_no += 1;
        let again = ResultFact { number: back.result_no, ..result };
        state.result = Some(again.clone());
        duties.push(Duty::NotifyResult(again));
    }
    state.destination = Some(back);
    duties
}

/// A5: the cancellation of goods that stand at an own office of destination is taken back.
pub(super) fn presented_after_all(state: &mut Movement) -> Vec<Duty> {
    let stands = |record: &Destination| record.state == DestinationState::CancelledPresented;
    let Some(record) = state.destination.filter(stands) else { return Vec::new() };
    arrival_answered(state, record.at, true).unwrap_or_default()
}

/// P6, A4: late advance data name an office that has asked; the answer to it is then recorded.
pub(super) fn advised_after_all(state: &mut Movement, home: Country) -> Vec<Duty> {
    let route = state.route().cloned();
    let Some(route) = route else { return Vec::new() };
    let mut duties = Vec::new();
    for at in route.stops_in(home) {
        let asked = |passage: &Passage| passage.state == PassageState::Requested;
        if state.passages.iter().any(|passage| passage.at == *at && asked(passage)) {
            duties.extend(passage_answered(state, *at, true).into_iter().flatten());
        }
    }
    let requested = state.destination.is_some_and(|record| {
        record.at == route.destination && record.state == DestinationState::Requested
    });
    if requested {
        duties.extend(arrival_answered(state, route.destination, true).into_iter().flatten());
    }
    duties
}
