//! The own office of destination within a movement: rows A2, A6-A8.

use super::destination::Destination;
use super::identity::{Deviation, Seen, compare};
use super::movement::Movement;
use super::terms::{ArrivalFact, Duty, Refusal, ResultFact, Step, Stop, TimerName};
use crate::profile::OfficeCode;
use crate::profile::lists::{Direction, Disposition};
use crate::profile::timer::T_RES;

pub(super) fn goods_arrived(
    movement: &Movement,
    fact: ArrivalFact,
) -> Result<Step<Movement>, Stop> {
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let after = destination.arrive(fact.office)?;
    let mut state = Movement { destination: Some(after), ..movement.clone() };
    if fact.at_entry_office {
        // An arrival at a border office is its entry: nothing else will be seen there (PD-17).
        for passage in &mut state.passages {
            if passage.at.direction == Direction::Entry && passage.at.office != fact.office {
                *passage = passage.passed_elsewhere();
            }
        }
    }
    let due = T_RES.expiry(fact.event_at);
    let mut duties = deviations(movement, &fact);
    duties.extend([Duty::NotifyArrival(fact), Duty::StartTimer(TimerName::Res, due)]);
    Ok(Step::applied(state, duties))
}

pub(super) fn concluded(movement: &Movement, fact: &ResultFact) -> Result<Step<Movement>, Stop> {
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let (after, numbered) = destination.conclude(fact)?;
    let state = Movement { destination: Some(after), ..movement.clone() };
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
    let reason = format!(
        "{} is not expected here: asking for the record (TRQ) is not supported here",
        movement.mrn
    );
    Refusal::out_of_sequence(reason).into()
}

/// PD-42, at destination: what differs is told to the officers there, too.
fn deviations(movement: &Movement, fact: &ArrivalFact) -> Vec<Duty> {
    let Some(known) = movement.known() else { return Vec::new() };
    let seen = Seen {
        at: fact.event_at,
        plates: fact.plates.clone(),
        seals: fact.seals.clone(),
        seal_state: fact.seal_state,
    };
    let alert = |found: Deviation| Duty::Alert { rule: found.hold.as_str(), facts: found.facts };
    compare(&known.effective(seen.at), &seen).into_iter().map(alert).collect()
}
