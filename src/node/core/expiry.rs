//! What happens when a timer of a movement runs out (profile section 7).

use super::movement::{Movement, at_departure};
use super::terms::{Duty, Step, Stop, TimerName};
use super::{enquiry, incident, result, securing};
use crate::profile::Country;
use crate::profile::lists::Disposition;

/// The step that the end of a timer takes.
pub(super) fn expired(
    home: Country,
    movement: &Movement,
    name: TimerName,
) -> Result<Step<Movement>, Stop> {
    let alert = |rule, facts: String| {
        let duties = vec![Duty::Alert { rule, facts }];
        Ok(Step { state: movement.clone(), disposition: Disposition::Recorded, duties })
    };
    match name {
        TimerName::Gua => alert("T-GUA", "the guarantor is silent; that is no refusal".to_owned()),
        TimerName::Gux => at_departure(movement, home, |part| Ok(securing::silent_too_long(part))),
        TimerName::Gam => at_departure(movement, home, |part| Ok(securing::amendment_over(part))),
        TimerName::Rel => at_departure(movement, home, |part| Ok(securing::release_overdue(part))),
        TimerName::Res => alert("T-RES", "no control result since the arrival".to_owned()),
        TimerName::Loss => at_departure(movement, home, |part| Ok(incident::undecided(part))),
        TimerName::Dsp => at_departure(movement, home, |part| Ok(result::time_is_over(part))),
        TimerName::Lim => at_departure(movement, home, |part| Ok(enquiry::limit_reached(part))),
        TimerName::Sts => Ok(enquiry::status_missing(movement)),
        TimerName::Stq2 => at_departure(movement, home, |part| Ok(enquiry::result_missing(part))),
        TimerName::Enq => at_departure(movement, home, |part| Ok(enquiry::enquire(part))),
        TimerName::Enr => {
            at_departure(movement, home, |part| Ok(enquiry::enquiry_unanswered(part)))
        }
        TimerName::Prf => at_departure(movement, home, |part| Ok(enquiry::proof_missing(part))),
    }
}
