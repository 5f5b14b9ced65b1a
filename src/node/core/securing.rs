//! Before release: the guarantee and the control at departure. Profile 5.1, rows D1-D7; D8 by
//! [`ended`].

use super::departure::{Departure, DepartureState, Outcomes};
use super::terms::{Duty, Refusal, Step, TimerName};
use crate::profile::Grn;
use crate::profile::lists::GuaranteePurpose;

/// Timers that run before a release and at no other time.
const BEFORE_RELEASE: [TimerName; 4] =
    [TimerName::Gua, TimerName::Gux, TimerName::Gam, TimerName::Rel];

/// The way through a refused guarantee (D3-D6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Amendment {
    /// Nothing was refused yet.
    #[default]
    NotNeeded,
    /// T-GAM runs since the first refusal, and is never started again.
    Running,
    /// T-GAM has run out while an amended request was on its way: a further refusal is the last.
    Over,
}

/// D1: the officer asks the guarantor.
pub(super) fn ask_guarantee(departure: &Departure) -> Outcomes {
    if departure.state != DepartureState::Registered {
        return Err(departure.out_of_sequence("a guarantee cannot be asked for"));
    }
    Ok(asking(departure.clone(), Vec::new()))
}

/// A new request leaves, and the guarantor's silence is counted from now (T-GUA, T-GUX).
fn asking(mut state: Departure, mut duties: Vec<Duty>) -> Step<Departure> {
    state.request_no += 1;
    state.state = DepartureState::GuaPending;
    duties.push(Duty::RunTimer(TimerName::Gua));
    duties.push(Duty::RunTimer(TimerName::Gux));
    let purpose = GuaranteePurpose::Initial;
    duties.push(Duty::AskGuarantee { request_no: state.request_no, purpose });
    Step::applied(state, duties)
}

/// After B1 more is at risk than was reserved: a larger use is asked for in place of the first, and the
/// movement stays where it is (GU13, G3).
pub(super) fn increase(departure: &Departure) -> Outcomes {
    if departure.state != DepartureState::Discrepancy {
        return Err(departure.out_of_sequence("a larger use of the guarantee cannot be asked for"));
    }
    if let Some(number) = departure.increase {
        let reason = format!("request {number} waits for the guarantor");
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let request_no = departure.request_no + 1;
    let state = Departure { request_no, increase: Some(request_no), ..departure.clone() };
    let ask = Duty::AskGuarantee { request_no, purpose: GuaranteePurpose::Increase };
    Ok(Step::applied(state, vec![Duty::RunTimer(TimerName::Gua), ask]))
}

/// GU13: granted, the new portions count; refused, the old ones stay.
fn increase_decided(departure: &Departure, granted: bool) -> Step<Departure> {
    let state = Departure { increase: None, ..departure.clone() };
    let more = granted.then_some(Duty::SecureMore);
    Step::applied(state, stopped([TimerName::Gua]).into_iter().chain(more).collect())
}

/// D2 and D3: the guarantor has decided; a number no longer awaited is recorded.
pub(super) fn guarantee_decided(
    departure: &Departure,
    number: u32,
    granted: bool,
) -> Step<Departure> {
    if departure.increase == Some(number) {
        return increase_decided(departure, granted);
    }
    if departure.state != DepartureState::GuaPending || departure.request_no != number {
        return Step::recorded(departure.clone(), Vec::new());
    }
    if granted { given(departure.clone()) } else { refused(departure.clone()) }
}

/// D2; a control that was found wrong before is D7 at once.
fn given(mut state: Departure) -> Step<Departure> {
    if state.control.is_some() && !state.control_is_satisfactory() {
        return ended(state, DepartureState::NotReleased);
    }
    state.state = DepartureState::Guaranteed;
    let mut duties = stopped([TimerName::Gua, TimerName::Gux, TimerName::Gam]);
    duties.push(Duty::RunTimer(TimerName::Rel));
    Step::applied(state, duties)
}

/// D3; after T-GAM it is D6 at once.
fn refused(mut state: Departure) -> Step<Departure> {
    let mut duties = stopped([TimerName::Gua, TimerName::Gux]);
    match state.amendment {
        Amendment::NotNeeded => duties.push(Duty::RunTimer(TimerName::Gam)),
        Amendment::Running => {}
        Amendment::Over => return ended(state, DepartureState::NotReleased),
    }
    state.amendment = Amendment::Running;
    state.state = DepartureState::GuaAmend;
    Step::applied(state, duties)
}

/// D5: the principal amends the guarantee; another guarantor than before gets the old request back.
pub(super) fn amend(departure: &Departure, grn: Grn) -> Outcomes {
    if departure.state != DepartureState::GuaAmend {
        return Err(departure.out_of_sequence("the guarantee cannot be amended"));
    }
    let guarantor = |grn: &Grn| (grn.country(), grn.guarantor().to_owned());
    let changed = guarantor(&departure.grn) != guarantor(&grn);
    let back = changed.then(|| departure.give_guarantee_back()).into_iter().collect();
    Ok(asking(Departure { grn, ..departure.clone() }, back))
}

/// D4: silence is not a refusal, until it has lasted T-GUX.
pub(super) fn silent_too_long(departure: &Departure) -> Step<Departure> {
    ended_if(departure, DepartureState::GuaPending, DepartureState::NotReleased)
}

/// D6: the time for amendments is over.
pub(super) fn amendment_over(departure: &Departure) -> Step<Departure> {
    if departure.state == DepartureState::GuaPending {
        let amendment = Amendment::Over;
        return Step::recorded(Departure { amendment, ..departure.clone() }, Vec::new());
    }
    ended_if(departure, DepartureState::GuaAmend, DepartureState::NotReleased)
}

/// D7: nobody has released the goods in time.
pub(super) fn release_overdue(departure: &Departure) -> Step<Departure> {
    ended_if(departure, DepartureState::Guaranteed, DepartureState::Cancelled)
}

/// A timer that counts in one state only.
fn ended_if(departure: &Departure, state: DepartureState, end: DepartureState) -> Step<Departure> {
    if departure.state == state {
        ended(departure.clone(), end)
    } else {
        Step::recorded(departure.clone(), Vec::new())
    }
}

/// Result of the control at departure. An unsatisfactory one ends a guaranteed movement (D7).
pub(super) fn control(departure: &Departure, code: &str) -> Outcomes {
    if !departure.state.is_before_release() {
        return Err(departure.out_of_sequence("a control at departure cannot be recorded"));
    }
    let state = Departure { control: Some(code.to_owned()), ..departure.clone() };
    let wrong = departure.state == DepartureState::Guaranteed && !state.control_is_satisfactory();
    Ok(if wrong {
        ended(state, DepartureState::NotReleased)
    } else {
        Step::applied(state, Vec::new())
    })
}

/// D4, D6-D8: the movement ends before any release. The guarantor is told if it was ever asked.
pub(super) fn ended(mut state: Departure, end: DepartureState) -> Step<Departure> {
    state.state = end;
    let mut duties = stopped(BEFORE_RELEASE);
    if state.request_no > 0 {
        duties.push(state.give_guarantee_back());
    }
    Step::applied(state, duties)
}

fn stopped(timers: impl IntoIterator<Item = TimerName>) -> Vec<Duty> {
    timers.into_iter().map(Duty::StopTimer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::core::Route;

    fn office(text: &str) -> crate::profile::OfficeCode {
        text.parse().unwrap()
    }

    fn grn(text: &str) -> Grn {
        Grn::compose(26, text[..2].parse().unwrap(), &text[2..]).unwrap()
    }

    fn declared() -> Departure {
        let route = Route {
            departure: office("TGLOM001"),
            passages: Vec::new(),
            destination: office("BFOUR001"),
            binding: true,
        };
        Departure::registered(route, grn("TGCCIT00000001"))
    }

    fn asked() -> Departure {
        ask_guarantee(&declared()).unwrap().state
    }

    fn refused_once() -> Departure {
        guarantee_decided(&asked(), 1, false).state
    }

    fn gives_back(duties: &[Duty]) -> Option<u32> {
        duties.iter().find_map(|duty| match duty {
            Duty::CancelGuarantee { request_no, .. } => Some(*request_no),
            _ => None,
        })
    }

    #[test]
    fn time_for_amendments_runs_from_the_first_refusal_only() {
        let first = guarantee_decided(&asked(), 1, false);
        assert!(first.duties.contains(&Duty::RunTimer(TimerName::Gam)));
        let again = amend(&first.state, grn("TGCCIT00000002")).unwrap();
        assert_eq!(gives_back(&again.duties), None);
        assert!(
            again.duties.contains(&Duty::AskGuarantee {
                request_no: 2,
                purpose: GuaranteePurpose::Initial
            })
        );
        let second = guarantee_decided(&again.state, 2, false);
        assert_eq!(second.state.state, DepartureState::GuaAmend);
        assert!(!second.duties.contains(&Duty::RunTimer(TimerName::Gam)));
        let over = amendment_over(&second.state);
        assert_eq!(over.state.state, DepartureState::NotReleased);
        assert_eq!(gives_back(&over.duties), Some(2));
    }

    #[test]
    fn another_guarantor_is_asked_after_the_first_has_its_request_back() {
        let step = amend(&refused_once(), grn("BFCCIB00000001")).unwrap();
        assert_eq!(gives_back(&step.duties), Some(1));
        let stale = guarantee_decided(&step.state, 1, true);
        assert_eq!(stale.state, step.state);
        assert!(amend(&step.state, grn("TGCCIT00000001")).is_err());
    }

    #[test]
    fn a_refusal_after_the_time_for_amendments_is_the_last() {
        let waiting = amend(&refused_once(), grn("TGCCIT00000002")).unwrap().state;
        let over = amendment_over(&waiting);
        assert_eq!(over.state.state, DepartureState::GuaPending);
        let last = guarantee_decided(&over.state, 2, false);
        assert_eq!(last.state.state, DepartureState::NotReleased);
        let saved = guarantee_decided(&over.state, 2, true);
        assert_eq!(saved.state.state, DepartureState::Guaranteed);
    }

    #[test]
    fn an_increase_moves_nothing_but_what_is_secured() {
        let disputed = Departure {
            state: DepartureState::Discrepancy,
            ..guarantee_decided(&asked(), 1, true).state
        };
        let step = increase(&disputed).unwrap();
        let purpose = GuaranteePurpose::Increase;
        assert!(step.duties.contains(&Duty::AskGuarantee { request_no: 2, purpose }));
        assert!(increase(&step.state).is_err() && increase(&asked()).is_err());
        assert_eq!(guarantee_decided(&step.state, 1, false).state, step.state);
        for granted in [true, false] {
            let decided = guarantee_decided(&step.state, 2, granted);
            assert_eq!(decided.state, Departure { request_no: 2, ..disputed.clone() });
            assert_eq!(decided.duties.contains(&Duty::SecureMore), granted);
            assert_eq!(guarantee_decided(&decided.state, 2, true).state, decided.state);
            assert!(increase(&decided.state).is_ok());
        }
    }

    #[test]
    fn silence_and_idleness_end_a_movement_and_give_the_guarantee_back() {
        let silent = silent_too_long(&asked());
        assert_eq!(silent.state.state, DepartureState::NotReleased);
        assert_eq!(gives_back(&silent.duties), Some(1));
        let given = guarantee_decided(&asked(), 1, true).state;
        assert_eq!(silent_too_long(&given).state, given);
        let idle = release_overdue(&given);
        assert_eq!(idle.state.state, DepartureState::Cancelled);
        assert_eq!(gives_back(&idle.duties), Some(1));
    }

    #[test]
    fn goods_found_wrong_are_never_released_whichever_comes_first() {
        let wrong = control(&guarantee_decided(&asked(), 1, true).state, "B1").unwrap();
        let before = control(&asked(), "B1").unwrap().state;
        let after = guarantee_decided(&before, 1, true);
        for step in [wrong, after] {
            assert_eq!(step.state.state, DepartureState::NotReleased);
            assert_eq!(gives_back(&step.duties), Some(1));
        }
        let ended = ended(declared(), DepartureState::Cancelled);
        assert_eq!(gives_back(&ended.duties), None);
    }
}
