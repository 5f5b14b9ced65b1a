//! The office of departure: profile 5.1, rows D9, D14-D17, D28 and the hold H-PAS.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cancellation::Cancelling;
use super::contest::{forward, second_arrival, settled_at};
use super::diversion::Diversions;
use super::holds::{self, Hold};
use super::identity::{KnownBy, Seen};
use super::missed::Search;
use super::places::OfficeInRole;
use super::result::{StoredResult, discharge_if_due};
use super::securing::Amendment;
pub use super::states::DepartureState;
use super::terms::{
    ArrivalFact, Duty, PassageFact, Refusal, Route, Step, Stop, StopPlace, TimerName,
};
use super::{enquiry, sensors};
use crate::profile::lists::{Direction, OfficeRole, Outcome, StatusReason};
use crate::profile::timer::T_HARD;
use crate::profile::{Country, Grn, OfficeCode};

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
    /// Number of the increase that the guarantor has not decided on yet.
    #[serde(default)]
    pub increase: Option<u32>,
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
    /// Foreign countries where somebody has seen the goods, passed or not.
    pub seen_in: BTreeSet<Country>,
    /// What forbids discharge.
    pub holds: BTreeSet<Hold>,
    /// What it is known by.
    pub known: KnownBy,
    /// What was seen at the arrival.
    pub seen: Option<Seen>,
    /// Holds that an officer has cleared, each with the reason.
    pub accepted: BTreeMap<Hold, String>,
    /// Newest result of the actual office.
    pub result: Option<StoredResult>,
    /// The limit has passed without arrival.
    pub overdue: bool,
    /// Arrived after the limit.
    pub late: bool,
    /// How far a cancellation has come.
    pub cancelling: Cancelling,
    /// Number of the last extension, 0 before the first.
    pub extension_no: u32,
    /// What was decided about offices beside the declared ones.
    #[serde(default)]
    pub diversions: Diversions,
    /// The search for goods that are missed.
    pub search: Search,
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
            increase: None,
            control: None,
            released_at: None,
            limit: None,
            actual_office: None,
            decision_no: 0,
            entered: BTreeSet::new(),
            seen_in: BTreeSet::new(),
            holds: BTreeSet::new(),
            known: KnownBy::default(),
            seen: None,
            accepted: BTreeMap::new(),
            result: None,
            overdue: false,
            late: false,
            cancelling: Cancelling::default(),
            extension_no: 0,
            diversions: Diversions::default(),
            search: Search::default(),
        }
    }

    pub(super) fn home(&self) -> Country {
        self.route.departure.country()
    }

    pub(super) fn out_of_sequence(&self, what: &str) -> Stop {
        Refusal::out_of_sequence(format!("{what} in state {}", self.state.as_str())).into()
    }

    /// The guarantee was asked for, and is needed no more (D4-D8, D12).
    pub fn give_guarantee_back(&self) -> Duty {
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
    duties.push(Duty::StartTimer(TimerName::Hard, T_HARD.expiry(limit)));
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
    if fact.office.country() != departure.home() {
        state.seen_in.insert(fact.office.country());
    }
    let place = OfficeInRole::from(StopPlace { office: fact.office, direction: fact.direction });
    if !departure.admits(place) {
        let facts = format!("passage at {} which is not declared", fact.office);
        return Step::recorded(state, vec![Duty::Alert { rule: "F02", facts }]);
    }
    if let Some(change) = fact.change() {
        state.known.take_in(change);
    }
    holds::after_evidence(moved(state, fact))
}

/// D14, D15: where the passage takes the movement.
fn moved(mut state: Departure, fact: &PassageFact) -> Step<Departure> {
    let own = fact.office.country() == state.home();
    if !own {
        state.search.saw(fact);
    }
    let passed = fact.outcome == Outcome::Passed && state.released_at.is_some();
    let mut step = match (fact.direction, own) {
        (Direction::Exit, true) if passed && state.state == DepartureState::Released => {
            state.state = DepartureState::Exited;
            Step::applied(state, Vec::new())
        }
        (Direction::Entry, false) if passed => entered(state, fact.office.country()),
        (Direction::Exit | Direction::Entry, true | false) => Step::recorded(state, Vec::new()),
    };
    let elsewhere = !step.state.route.declares(fact.office, fact.direction);
    if elsewhere && passed && !step.state.state.is_final() {
        let place = StopPlace { office: fact.office, direction: fact.direction };
        step.state.decision_no += 1;
        step.duties.insert(0, forward(&step.state, place.into(), fact.event_at));
    }
    step
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

/// D16-D18, D20, PD-28 (2): the goods were presented at `fact.office`.
pub(super) fn arrival(departure: &Departure, fact: &ArrivalFact) -> Outcomes {
    let place = OfficeInRole { office: fact.office, role: OfficeRole::Dst };
    match departure.state {
        DepartureState::Released
        | DepartureState::Exited
        | DepartureState::InPartner
        | DepartureState::Enquiry
        | DepartureState::LossReview => {}
        DepartureState::Recovery if departure.actual_office.is_none_or(|at| at == fact.office) => {
            return Ok(enquiry::turned_up(departure, fact.office, "an arrival"));
        }
        DepartureState::Arrived
        | DepartureState::Discrepancy
        | DepartureState::Recovery
        | DepartureState::Discharged
        | DepartureState::ClosedRecovered => {
            return match departure.actual_office {
                Some(actual) if actual == fact.office => {
                    Ok(Step::recorded(departure.clone(), Vec::new()))
                }
                Some(actual) => second_arrival(departure, actual, fact),
                None => Err(departure.out_of_sequence("an arrival does not fit")),
            };
        }
        DepartureState::Registered
        | DepartureState::GuaPending
        | DepartureState::GuaAmend
        | DepartureState::Guaranteed
        | DepartureState::NotReleased
        | DepartureState::CancelPending
        | DepartureState::Cancelled => {
            return Err(departure.out_of_sequence("an arrival does not fit"));
        }
    }
    if !departure.admits(place) {
        let reason = format!("{} is neither declared nor granted", fact.office);
        return Err(Refusal::out_of_sequence(reason).by_rule("R-DIV").alerting("F02").into());
    }
    Ok(arrived(departure, fact))
}

/// D16: the first arrival that is applied wins.
fn arrived(departure: &Departure, fact: &ArrivalFact) -> Step<Departure> {
    let mut state = departure.clone();
    state.state = DepartureState::Arrived;
    state.actual_office = Some(fact.office);
    state.decision_no += 1;
    state.late = state.limit.is_some_and(|limit| fact.event_at > limit);
    let mut duties = vec![Duty::StopTimer(TimerName::Lim)];
    duties.extend(enquiry::found(&mut state));
    if departure.state == DepartureState::LossReview {
        let facts = format!("goods that were told lost arrived at {}", fact.office);
        duties.push(Duty::StopTimer(TimerName::Loss));
        duties.push(Duty::Alert { rule: "F22", facts });
    }
    let country = fact.office.country();
    if fact.at_entry_office {
        state.entered.insert(country);
    }
    if !state.entered.contains(&country) {
        state.holds.insert(Hold::Pas);
        let facts = format!("arrived at {} and nobody saw the entry into {country}", fact.office);
        duties.push(Duty::Alert { rule: "H-PAS", facts });
        duties.push(Duty::AskStatus { to: country, reason: StatusReason::NoEntry });
    }
    duties.extend(sensors::arrived(&mut state, fact));
    duties.extend(settled_at(&mut state, fact));
    let (state, alerts) = holds::arrived(state, fact);
    duties.extend(alerts);
    Step::applied(state, duties)
}
