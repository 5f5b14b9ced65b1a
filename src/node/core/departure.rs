//! The office of departure: profile 5.1, rows D9, D14-D17, D21-D23, D28 and the hold H-PAS.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::securing::Amendment;
pub use super::states::DepartureState;
use super::terms::{
    ArrivalFact, Duty, PassageFact, Refusal, ResultFact, Route, Step, Stop, TimerName,
};
use crate::profile::lists::{
    Basis, ControlResult, Direction, FunctionalErrorCode, Outcome, StateOfSeals,
};
use crate::profile::{Country, Grn, OfficeCode};

/// A hold that forbids discharge (PD-47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hold {
    /// Arrived without evidence of entry into that country.
    Pas,
    /// A second consignment under this MRN was told.
    Dup,
}

impl Hold {
    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pas => "H-PAS",
            Self::Dup => "H-DUP",
        }
    }
}

/// A satisfactory result that waits for holds to clear, or has discharged the movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredResult {
    /// Its number.
    pub number: u32,
    /// What it found.
    pub code: ControlResult,
}

/// Departure's part of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Where it stands.
    pub state: DepartureState,
    /// Declared offices.
    pub route: Route,
    /// Guarantee used.
    pub grn: Grn,
    /// Number of the last guarantee request, 0 before the first.
    pub request_no: u32,
    /// What became of refused requests.
    pub amendment: Amendment,
    /// Result of the control at departure, as recorded by the officer.
    pub control: Option<String>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// When it must be at destination.
    pub limit: Option<Timestamp>,
    /// Office that has the goods.
    pub actual_office: Option<OfficeCode>,
    /// Number of the last decision.
    pub decision_no: u32,
    /// Countries whose entry somebody has seen.
    pub entered: BTreeSet<Country>,
    /// What forbids discharge.
    pub holds: BTreeSet<Hold>,
    /// Satisfactory result of the actual office.
    pub result: Option<StoredResult>,
    /// The limit has passed without arrival.
    pub overdue: bool,
    /// Arrived after the limit.
    pub late: bool,
}

impl Departure {
    /// D0: a declaration is registered.
    pub fn registered(route: Route, grn: Grn) -> Self {
        Self {
            state: DepartureState::Registered,
            route,
            grn,
            request_no: 0,
            amendment: Amendment::NotNeeded,
            control: None,
            released_at: None,
            limit: None,
            actual_office: None,
            decision_no: 0,
            entered: BTreeSet::new(),
            holds: BTreeSet::new(),
            result: None,
            overdue: false,
            late: false,
        }
    }

    fn home(&self) -> Country {
        self.route.departure.country()
    }

    pub(super) fn out_of_sequence(&self, what: &str) -> Stop {
        Refusal::out_of_sequence(format!("{what} in state {}", self.state.as_str())).into()
    }

    /// The guarantee was asked for, and is needed no more (D4-D8, D12).
    pub(super) fn give_guarantee_back(&self) -> Duty {
        Duty::CancelGuarantee { grn: self.grn.clone(), request_no: self.request_no }
    }

    pub(super) fn control_is_satisfactory(&self) -> bool {
        matches!(self.control.as_deref(), Some("A1" | "A2" | "A3"))
    }
}

pub(super) type Outcomes = Result<Step<Departure>, Stop>;

/// D9: release, with advance data in the same transaction.
pub(super) fn release(departure: &Departure, at: Timestamp, limit: Timestamp) -> Outcomes {
    if departure.state != DepartureState::Guaranteed {
        return Err(departure.out_of_sequence("a release needs an accepted guarantee, and is not"));
    }
    if !departure.control_is_satisfactory() {
        return Err(departure.out_of_sequence("a release needs a satisfactory control result"));
    }
    let mut duties = vec![Duty::AdviseDestination(departure.route.destination.country())];
    let passages = departure.route.passage_countries(departure.home());
    duties.extend(passages.into_iter().map(Duty::AdvisePassage));
    duties.push(Duty::StopTimer(TimerName::Rel));
    duties.push(Duty::StartTimer(TimerName::Lim, limit));
    let state = Departure {
        state: DepartureState::Released,
        released_at: Some(at),
        limit: Some(limit),
        ..departure.clone()
    };
    Ok(Step::applied(state, duties))
}

/// D14, D15, PD-28 (2): a passage was noted, by an own office or a partner's.
pub(super) fn passage(departure: &Departure, fact: &PassageFact) -> Step<Departure> {
    let mut state = departure.clone();
    if !departure.route.declares(fact.office, fact.direction) {
        let facts = format!("passage at {} which is not declared", fact.office);
        return Step::recorded(state, vec![Duty::Alert { rule: "F02", facts }]);
    }
    let own = fact.office.country() == departure.home();
    let passed = fact.outcome == Outcome::Passed && departure.released_at.is_some();
    match (fact.direction, own) {
        (Direction::Exit, true) if passed && departure.state == DepartureState::Released => {
            state.state = DepartureState::Exited;
            Step::applied(state, Vec::new())
        }
        (Direction::Entry, false) if passed => entered(state, fact.office.country()),
        (Direction::Exit | Direction::Entry, true | false) => Step::recorded(state, Vec::new()),
    }
}

/// Evidence of entry: D15, or the end of H-PAS and with it D23.
fn entered(mut state: Departure, country: Country) -> Step<Departure> {
    state.entered.insert(country);
    match state.state {
        DepartureState::Released | DepartureState::Exited => {
            state.state = DepartureState::InPartner;
            Step::applied(state, Vec::new())
        }
        DepartureState::Arrived => {
            if state.actual_office.is_some_and(|office| office.country() == country) {
                state.holds.remove(&Hold::Pas);
            }
            let (state, duties) = discharge_if_due(state);
            Step::recorded(state, duties)
        }
        DepartureState::Registered
        | DepartureState::GuaPending
        | DepartureState::GuaAmend
        | DepartureState::Guaranteed
        | DepartureState::NotReleased
        | DepartureState::InPartner
        | DepartureState::CancelPending
        | DepartureState::Cancelled
        | DepartureState::Discrepancy
        | DepartureState::Enquiry
        | DepartureState::LossReview
        | DepartureState::Recovery
        | DepartureState::Discharged
        | DepartureState::ClosedRecovered => Step::recorded(state, Vec::new()),
    }
}

/// D16, D17, PD-28 (2): the goods were presented at `fact.office`.
pub(super) fn arrival(departure: &Departure, fact: &ArrivalFact) -> Outcomes {
    match departure.state {
        DepartureState::Released | DepartureState::Exited | DepartureState::InPartner => {}
        DepartureState::Arrived | DepartureState::Discharged
            if departure.actual_office == Some(fact.office) =>
        {
            return Ok(Step::recorded(departure.clone(), Vec::new()));
        }
        DepartureState::Registered
        | DepartureState::GuaPending
        | DepartureState::GuaAmend
        | DepartureState::Guaranteed
        | DepartureState::NotReleased
        | DepartureState::CancelPending
        | DepartureState::Cancelled
        | DepartureState::Arrived
        | DepartureState::Discrepancy
        | DepartureState::Enquiry
        | DepartureState::LossReview
        | DepartureState::Recovery
        | DepartureState::Discharged
        | DepartureState::ClosedRecovered => {
            return Err(departure.out_of_sequence("an arrival does not fit"));
        }
    }
    if fact.office != departure.route.destination {
        let reason = format!("{} is neither declared nor granted", fact.office);
        return Err(Refusal::out_of_sequence(reason).by_rule("R-DIV").alerting("F02").into());
    }
    let mut state = departure.clone();
    state.state = DepartureState::Arrived;
    state.actual_office = Some(fact.office);
    state.decision_no += 1;
    state.late = departure.limit.is_some_and(|limit| fact.event_at > limit);
    let mut duties = vec![Duty::StopTimer(TimerName::Lim)];
    let country = fact.office.country();
    if fact.at_entry_office {
        state.entered.insert(country);
    }
    if !state.entered.contains(&country) {
        state.holds.insert(Hold::Pas);
        let facts = format!("arrived at {} and nobody saw the entry into {country}", fact.office);
        duties.push(Duty::Alert { rule: "H-PAS", facts });
    }
    Ok(Step::applied(state, duties))
}

/// D21-D23, D25, PD-24, PD-28 (2): a control result of an office of destination.
pub(super) fn result(departure: &Departure, fact: &ResultFact) -> Outcomes {
    if departure.state.is_travel() || departure.state.is_before_release() {
        return Err(Stop::Held);
    }
    if departure.actual_office != Some(fact.office) {
        return Err(departure.out_of_sequence("a result of an office without the goods"));
    }
    seals_allow(fact)?;
    let lower = departure.result.is_some_and(|stored| fact.number <= stored.number);
    if lower {
        return Ok(Step::recorded(departure.clone(), Vec::new()));
    }
    if !fact.code.is_satisfactory() {
        return Err(departure.out_of_sequence("B1 opens a discrepancy (DSP, not supported here)"));
    }
    let mut state = departure.clone();
    state.result = Some(StoredResult { number: fact.number, code: fact.code });
    if departure.state == DepartureState::Discharged {
        return Ok(Step::recorded(departure.clone(), Vec::new()));
    }
    let held = !state.holds.is_empty();
    let (state, mut duties) = discharge_if_due(state);
    if held {
        let facts = format!("satisfactory result {} waits for holds to clear", fact.number);
        duties.push(Duty::Alert { rule: "D22", facts });
    }
    Ok(Step::applied(state, duties))
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

/// D21, D23: arrived, satisfactory result of the actual office, no hold.
fn discharge_if_due(mut state: Departure) -> (Departure, Vec<Duty>) {
    let due = state.state == DepartureState::Arrived
        && state.holds.is_empty()
        && state.result.is_some_and(|result| result.code.is_satisfactory());
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

/// D28: the limit has passed.
pub(super) fn limit_reached(departure: &Departure) -> Step<Departure> {
    if !departure.state.is_travel() || departure.overdue {
        return Step::recorded(departure.clone(), Vec::new());
    }
    let state = Departure { overdue: true, ..departure.clone() };
    let facts =
        format!("no arrival by {}", departure.limit.map(|at| at.to_string()).unwrap_or_default());
    Step::applied(state, vec![Duty::Alert { rule: "T-LIM", facts }])
}
