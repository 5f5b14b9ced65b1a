//! What officers do on the road, and what partners tell of it: passages, presentations, results.

use super::departure;
use super::destination::Destination;
use super::movement::{Advised, Movement, at_departure};
use super::passage::Passage;
use super::terms::{Duty, PassageFact, Refusal, ResultFact, Step, Stop, StopPlace, TimerName};
use crate::profile::lists::{Disposition, Outcome};
use crate::profile::{Country, OfficeCode};

/// P9; in the country of departure also D14, on the national leg.
pub(super) fn passed(
    home: Country,
    movement: &Movement,
    fact: PassageFact,
) -> Result<Step<Movement>, Stop> {
    let at = StopPlace { office: fact.office, direction: fact.direction };
    let mut state = movement.clone();
    let passages = state.passages.iter().map(|passage| passage.passed_no);
    let passed_no = passages.max().unwrap_or(0) + 1;
    let passage = state.passage_mut(at)?;
    let let_on = fact.outcome == Outcome::Passed;
    *passage = if let_on { Passage { passed_no, ..passage.pass()? } } else { passage.stop()? };
    for sibling in state.passages.iter_mut().filter(|sibling| let_on && sibling.at != at) {
        if sibling.at.direction == at.direction {
            *sibling = sibling.passed_elsewhere();
        }
    }
    let mut duties = Vec::new();
    state.changed_by(&fact);
    if state.departure.is_some() {
        let national = at_departure(&state, home, |part| Ok(departure::passage(part, &fact)))?;
        state = national.state;
        duties = national.duties;
    }
    duties.insert(0, Duty::NotifyPassage(fact));
    Ok(Step::applied(state, duties))
}

pub(super) fn passage_heard(
    home: Country,
    movement: &Movement,
    fact: &PassageFact,
) -> Result<Step<Movement>, Stop> {
    if movement.departure.is_some() {
        return at_departure(movement, home, |part| Ok(departure::passage(part, fact)));
    }
    match &movement.advice {
        None => Err(Stop::Held),
        Some(Advised { route, .. }) => {
            if !route.declares(fact.office, fact.direction) {
                let facts = format!("passage at {} which is not declared", fact.office);
                let alert = vec![Duty::Alert { rule: "F02", facts }];
                return Ok(Step::recorded(movement.clone(), alert));
            }
            let mut state = movement.clone();
            state.changed_by(fact);
            Ok(Step::recorded(state, Vec::new()))
        }
    }
}

pub(super) fn concluded(movement: &Movement, fact: &ResultFact) -> Result<Step<Movement>, Stop> {
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let (after, numbered) = destination.conclude(fact)?;
    let result = Some(numbered.clone());
    let state = Movement { destination: Some(after), result, ..movement.clone() };
    let duties = vec![Duty::StopTimer(TimerName::Res), Duty::NotifyResult(numbered)];
    Ok(Step::applied(state, duties))
}

/// A6: the goods are being controlled.
pub(super) fn control_begun(
    movement: &Movement,
    office: OfficeCode,
) -> Result<Step<Movement>, Stop> {
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let after = destination.begin_control(office)?;
    Ok(Step::applied(Movement { destination: Some(after), ..movement.clone() }, Vec::new()))
}

/// Lets destination's part hear departure; before advance data it waits (PD-24).
pub(super) fn at_destination(
    movement: &Movement,
    take: impl FnOnce(Destination) -> Result<(Destination, Disposition), Refusal>,
) -> Result<Step<Movement>, Stop> {
    if movement.advice.is_none() {
        return Err(Stop::Held);
    }
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let (after, disposition) = take(destination)?;
    let state = Movement { destination: Some(after), ..movement.clone() };
    Ok(Step { state, disposition, duties: Vec::new() })
}

fn no_record(movement: &Movement) -> Stop {
    let reason = format!("{} was not presented here", movement.mrn);
    Refusal::out_of_sequence(reason).into()
}
