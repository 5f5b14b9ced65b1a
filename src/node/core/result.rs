//! Control results at the office of departure: profile 5.1, rows D21-D27.

use serde::{Deserialize, Serialize};

use super::departure::{Departure, DepartureState, Outcomes};
use super::terms::{Duty, Refusal, ResultFact, Step, Stop, TimerName};
use super::{enquiry, fraud, holds, sensors};
use crate::profile::lists::{
    Basis, ControlResult, DiscrepancyOutcome, FunctionalErrorCode, StateOfSeals,
};

/// The newest result of the actual office, and what was decided about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredResult {
    /// Its number.
    pub number: u32,
    /// What it found.
    pub code: ControlResult,
    /// What departure decided, if it was not satisfactory.
    pub decision: Option<DiscrepancyOutcome>,
}

impl StoredResult {
    /// True when it lets the movement be discharged: satisfactory, or resolved (D26).
    pub(super) fn satisfies(self) -> bool {
        self.code.is_satisfactory() || self.decision == Some(DiscrepancyOutcome::Resolved)
    }
}

/// D21-D26, PD-24, PD-28 (2): a control result of an office of destination.
pub(super) fn heard(departure: &Departure, fact: &ResultFact) -> Outcomes {
    let waits = departure.state.is_travel() || departure.state.is_before_release();
    if waits || awaits_arrival(departure.state) {
        return Err(Stop::Held);
    }
    let recovered = departure.state == DepartureState::Recovery;
    let known = departure.actual_office.or(recovered.then_some(fact.office));
    if known != Some(fact.office) {
        return Err(departure.out_of_sequence("a result of an office without the goods"));
    }
    seals_allow(fact)?;
    container_allows(fact)?;
    if departure.result.is_some_and(|stored| fact.number <= stored.number) {
        return Ok(Step::recorded(departure.clone(), Vec::new()));
    }
    match departure.state {
        DepartureState::Arrived | DepartureState::Discrepancy => Ok(taken(departure, fact)),
        DepartureState::Recovery => {
            let what = format!("control result {} {}", fact.number, fact.code);
            let mut step = enquiry::turned_up(departure, fact.office, &what);
            // What D39 may rest on.
            let (number, code) = (fact.number, fact.code);
            step.state.result = Some(StoredResult { number, code, decision: None });
            Ok(step)
        }
        DepartureState::Discharged | DepartureState::ClosedRecovered
            if fact.code.is_satisfactory() =>
        {
            Ok(Step::recorded(departure.clone(), Vec::new()))
        }
        DepartureState::Registered
        | DepartureState::GuaPending
        | DepartureState::GuaAmend
        | DepartureState::Guaranteed
        | DepartureState::NotReleased
        | DepartureState::Released
        | DepartureState::Exited
        | DepartureState::InPartner
        | DepartureState::CancelPending
        | DepartureState::Cancelled
        | DepartureState::Enquiry
        | DepartureState::LossReview
        | DepartureState::Discharged
        | DepartureState::ClosedRecovered => Err(departure.out_of_sequence("a control result")),
    }
}

/// States beside the journey itself from which an arrival may still come (D13, D16).
fn awaits_arrival(state: DepartureState) -> bool {
    matches!(
        state,
        DepartureState::CancelPending | DepartureState::Enquiry | DepartureState::LossReview
    )
}

/// D21, D22, D24, D26: the newest result of the office that has the goods.
fn taken(departure: &Departure, fact: &ResultFact) -> Step<Departure> {
    let stored = StoredResult { number: fact.number, code: fact.code, decision: None };
    let mut state = Departure { result: Some(stored), ..departure.clone() };
    sensors::gate_told(&mut state, fact.gate);
    let found = Duty::StopTimer(TimerName::Stq2);
    let disputed = departure.state == DepartureState::Discrepancy;
    if !fact.code.is_satisfactory() {
        if disputed {
            // The procedure is open already; the newest result is what it is about.
            return Step::recorded(state, Vec::new());
        }
        state.state = DepartureState::Discrepancy;
        let open = Duty::OpenDiscrepancy { result_no: fact.number };
        return Step::applied(state, vec![found, open]);
    }
    state.state = DepartureState::Arrived;
    let (state, mut duties) = holds::controlled(state, fact);
    let (state, more) = ended_or_waiting(state);
    duties.extend(more);
    duties.push(found);
    if disputed {
        duties.insert(0, Duty::StopTimer(TimerName::Dsp));
    }
    Step::applied(state, duties)
}

/// D21 or D22: without holds the movement ends, with one the officers are told that it waits.
fn ended_or_waiting(state: Departure) -> (Departure, Vec<Duty>) {
    let number = state.result.map_or(0, |result| result.number);
    let held = !state.holds.is_empty();
    let (state, mut duties) = discharge_if_due(state);
    if held {
        let facts = format!("satisfactory result {number} waits for holds to clear");
        duties.push(Duty::Alert { rule: "D22", facts });
    }
    (state, duties)
}

/// D26, D27: the officer of departure decides on a discrepancy.
pub(super) fn decide(
    departure: &Departure,
    decision: DiscrepancyOutcome,
    reason: &str,
) -> Outcomes {
    if departure.state != DepartureState::Discrepancy {
        return Err(departure.out_of_sequence("there is no discrepancy to decide on"));
    }
    Ok(decided(departure, decision, reason))
}

/// D27: T-DSP has run out.
pub(super) fn time_is_over(departure: &Departure) -> Step<Departure> {
    if departure.state != DepartureState::Discrepancy {
        return Step::recorded(departure.clone(), Vec::new());
    }
    decided(departure, DiscrepancyOutcome::NotResolved, "T-DSP")
}

fn decided(departure: &Departure, decision: DiscrepancyOutcome, reason: &str) -> Step<Departure> {
    let result = departure.result.map(|stored| StoredResult { decision: Some(decision), ..stored });
    let result_no = result.map_or(0, |stored| stored.number);
    let reason = reason.to_owned();
    let mut duties = vec![
        Duty::StopTimer(TimerName::Dsp),
        Duty::DecideDiscrepancy { result_no, decision, reason },
    ];
    let mut state = Departure { result, ..departure.clone() };
    match decision {
        DiscrepancyOutcome::Resolved => {
            state.state = DepartureState::Arrived;
            let (state, more) = ended_or_waiting(state);
            duties.extend(more);
            Step::applied(state, duties)
        }
        DiscrepancyOutcome::NotResolved => {
            state.state = DepartureState::Recovery;
            Step::applied(state, duties)
        }
    }
}

/// PD-42: seals that are not good demand A5 or B1.
pub(super) fn seals_allow(fact: &ResultFact) -> Result<(), Refusal> {
    let explained = matches!(fact.code, ControlResult::A5 | ControlResult::B1);
    if fact.seal_state == StateOfSeals::Good || explained {
        return Ok(());
    }
    let reason = "seals that are not good demand A5 or B1";
    Err(Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("G0017"))
}

/// PD-42: another container than the one that left demands B1.
pub(super) fn container_allows(fact: &ResultFact) -> Result<(), Refusal> {
    if !fraud::hides_container(fact) {
        return Ok(());
    }
    let reason = "another container demands B1";
    let refusal = Refusal::new(FunctionalErrorCode::Rule, reason).by_rule("R-CONT");
    Err(refusal.alerting(fraud::CONTAINER))
}

/// D21, D23: arrived, a result of the actual office that satisfies, no hold.
pub(super) fn discharge_if_due(mut state: Departure) -> (Departure, Vec<Duty>) {
    let due = state.state == DepartureState::Arrived
        && state.holds.is_empty()
        && state.result.is_some_and(StoredResult::satisfies);
    if !due {
        return (state, Vec::new());
    }
    state.state = DepartureState::Discharged;
    let basis = Basis::Result;
    let write_off = Duty::WriteOff {
        basis,
        actual_office: state.actual_office,
        decision_no: state.decision_no,
    };
    (state, vec![write_off, Duty::LiberateGuarantee { basis }])
}
