//! Extension of the transit limit: profile 5.1, row D29; the highest number wins (PD-25).

use jiff::Timestamp;

use super::departure::{Departure, DepartureState};
use super::enquiry;
use super::movement::Movement;
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::lists::FunctionalErrorCode;

/// D29: the officer of departure grants more time; what was overdue is so no longer.
pub(super) fn granted(
    departure: &Departure,
    limit: Timestamp,
    reason: &str,
) -> Result<Step<Departure>, Stop> {
    if !departure.state.is_travel() && departure.state != DepartureState::Enquiry {
        return Err(departure.out_of_sequence("an extension does not fit"));
    }
    if departure.limit.is_some_and(|old| limit <= old) {
        let reason = format!("{limit} is not later than the limit that holds");
        return Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-LIMIT").into());
    }
    let number = departure.extension_no + 1;
    let mut state = Departure { limit: Some(limit), extension_no: number, ..departure.clone() };
    let mut duties = vec![Duty::NotifyExtension { number, limit, reason: reason.to_owned() }];
    duties.extend(enquiry::given_up(&mut state));
    duties.push(Duty::StartTimer(TimerName::Lim, limit));
    Ok(Step::applied(state, duties))
}

/// EXT: the limit moves wherever the movement is known (PD-24, PD-28).
pub(super) fn heard(
    movement: &Movement,
    number: u32,
    limit: Timestamp,
) -> Result<Step<Movement>, Stop> {
    let mut state = movement.clone();
    let Some(advice) = &mut state.advice else { return Err(Stop::Held) };
    if movement.written_off || number <= movement.extension_no {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    }
    advice.limit = limit;
    state.extension_no = number;
    Ok(Step::applied(state, Vec::new()))
}
