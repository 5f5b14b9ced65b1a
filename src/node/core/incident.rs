//! Incidents on the way: PD-40, PD-41, rows D34 and D35, and the hold of an INC 9.
//!
//! An incident is applied by the node that reports it and by departure, each at once. It is kept as
//! it was told; what it changes is computed when it is asked for, so a late one counts as well.

use serde::{Deserialize, Serialize};

use super::departure::{Departure, DepartureState};
use super::enquiry;
use super::holds::{self, Hold};
use super::identity::{IdentityChange, KnownBy};
use super::movement::{Movement, at_departure};
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::message::incident::Incident;
use crate::profile::Country;
use crate::profile::lists::{Basis, IncidentCode};
use crate::profile::timer::{T_LOSS, T_LOSS_AGAIN};

/// Whether an incident counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    /// Told, and it counts.
    Valid,
    /// Taken back by who told it.
    Withdrawn,
    /// Departure refused it: the reporter has withdrawn it (PD-41).
    Refused,
}

impl Validity {
    /// Name, as a node shows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "VALID",
            Self::Withdrawn => "WITHDRAWN",
            Self::Refused => "REFUSED",
        }
    }
}

/// An incident that a node knows of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// As it was told.
    pub incident: Incident,
    /// Whether it counts.
    pub validity: Validity,
}

/// What the officer of departure says of a loss (D35).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossDecision {
    /// Relief is given.
    Accepted,
    /// Duties are to be recovered.
    Refused,
}

type Stepped = Result<Step<Movement>, Stop>;

impl Movement {
    /// The number that this country's next incident gets, from 1 (PD-08).
    pub fn next_incident_no(&self, country: Country) -> u32 {
        let own = self.incidents.iter().filter(|known| known.incident.country == country);
        own.map(|known| known.incident.number).max().unwrap_or(0) + 1
    }

    /// The incident that this country told under this number.
    pub fn incident(&self, country: Country, number: u32) -> Option<&Reported> {
        let same = |known: &&Reported| {
            (known.incident.country, known.incident.number) == (country, number)
        };
        self.incidents.iter().find(same)
    }

    /// Keeps an incident; one that withdraws another ends that one.
    fn keep(&mut self, incident: &Incident) {
        let late = self.takes_back(incident);
        if let Some(known) = self.advice.as_mut().map(|advised| &mut advised.known) {
            reckon(known, incident, late);
        }
        if let Some(number) = incident.withdraws {
            self.mark(incident.country, number, Validity::Withdrawn);
        }
        if self.incident(incident.country, incident.number).is_none() {
            let validity = if late { Validity::Withdrawn } else { Validity::Valid };
            self.incidents.push(Reported { incident: incident.clone(), validity });
        }
    }

    /// True when the withdrawal of this incident was heard before it.
    fn takes_back(&self, incident: &Incident) -> bool {
        self.incidents.iter().any(|known| {
            known.incident.country == incident.country
                && known.incident.withdraws == Some(incident.number)
        })
    }

    fn mark(&mut self, country: Country, number: u32, validity: Validity) {
        for known in &mut self.incidents {
            if (known.incident.country, known.incident.number) == (country, number) {
                known.validity = validity;
            }
        }
    }
}

/// PD-40: what an incident changes counts from then on, or no more.
fn reckon(known: &mut KnownBy, incident: &Incident, withdrawn: bool) {
    match incident.withdraws {
        Some(number) => known.forget(incident.country, number),
        None if withdrawn => {}
        None => known.take_in(change(incident)),
    }
}

/// What an incident puts in the place of what was: a list of seals replaces the unit's (PD-40).
fn change(incident: &Incident) -> IdentityChange {
    let plates: Vec<String> =
        incident.vehicles.iter().map(|vehicle| vehicle.plate.clone()).collect();
    let containers =
        incident.units.iter().filter_map(|unit| Some((unit.no, unit.container.clone()?)));
    let seals = incident.units.iter().map(|unit| (unit.no, unit.seals.iter().cloned().collect()));
    IdentityChange {
        event_at: incident.event.at,
        country: incident.country,
        number: incident.number,
        plates: (!plates.is_empty()).then_some(plates),
        containers: containers.collect(),
        seals: seals.collect(),
    }
}

/// An own office has recorded an incident: applied at once, and told (PD-41).
pub(super) fn recorded(home: Country, movement: &Movement, incident: &Incident) -> Stepped {
    if movement.is_final() || movement.released_at().is_none() {
        return Err(Refusal::out_of_sequence("an incident of a movement that does not run").into());
    }
    if let Some(number) = incident.withdraws {
        let known = movement.incident(home, number);
        if known.is_none_or(|known| known.validity != Validity::Valid) {
            let reason = format!("there is no incident {number} to withdraw");
            return Err(Refusal::out_of_sequence(reason).into());
        }
    }
    if movement.departure.is_some() {
        return at_home(home, movement, incident);
    }
    let mut state = movement.clone();
    state.keep(incident);
    let told = Duty::NotifyIncident(Box::new(incident.clone()));
    Ok(Step::applied(state, vec![told]))
}

/// P14: what became of goods that were held is told, whatever the movement has come to. Departure of
/// a movement that nobody knows cannot be told.
pub(super) fn outcome_told(home: Country, mut movement: Movement, incident: &Incident) -> Stepped {
    match &movement.departure {
        Some(part) if !part.state.is_final() => return at_home(home, &movement, incident),
        None if movement.route().is_some() => {}
        Some(_) | None => return Ok(Step::applied(movement, Vec::new())),
    }
    movement.keep(incident);
    Ok(Step::applied(movement, vec![Duty::NotifyIncident(Box::new(incident.clone()))]))
}

/// INC at departure, INF elsewhere.
pub(super) fn heard(home: Country, movement: &Movement, incident: &Incident) -> Stepped {
    if movement.departure.is_some() {
        return at_home(home, movement, incident);
    }
    if movement.advice.is_none() {
        return Err(Stop::Held);
    }
    let mut state = movement.clone();
    state.keep(incident);
    let ended = movement.written_off;
    let step = if ended { Step::recorded } else { Step::applied };
    Ok(step(state, Vec::new()))
}

/// FNK or XNK to an own INC: it counts no more, and officers are told (PD-41).
pub(super) fn refused(home: Country, movement: &Movement, number: u32) -> Step<Movement> {
    let mut state = movement.clone();
    state.mark(home, number, Validity::Refused);
    if let Some(advised) = &mut state.advice {
        advised.known.forget(home, number);
    }
    let facts = format!("incident {number} was refused by departure and is withdrawn");
    Step::applied(state, vec![Duty::Alert { rule: "INC", facts }])
}

/// Departure's own part: D34, the hold of INC 9, and INF to the others.
fn at_home(home: Country, movement: &Movement, incident: &Incident) -> Stepped {
    let late = movement.takes_back(incident);
    let mut step = at_departure(movement, home, |part| match told(part, incident) {
        // What is withdrawn already changes nothing any more.
        Ok(_) if late => Ok(Step::recorded(part.clone(), Vec::new())),
        Ok(step) if part.state.is_final() || part.state.is_before_release() => Ok(step),
        Ok(mut step) => {
            reckon(&mut step.state.known, incident, false);
            Ok(holds::after_evidence(step))
        }
        stopped => stopped,
    })?;
    step.state.keep(incident);
    Ok(step)
}

fn told(part: &Departure, incident: &Incident) -> Result<Step<Departure>, Stop> {
    match part.state {
        DepartureState::Cancelled => {
            let reason = "an incident of a cancelled movement";
            Err(Refusal::out_of_sequence(reason).alerting("F23").into())
        }
        // Evidence in every state but CANCELLED (PD-28, 2): it moves nothing here.
        DepartureState::Registered
        | DepartureState::GuaPending
        | DepartureState::GuaAmend
        | DepartureState::Guaranteed
        | DepartureState::NotReleased
        | DepartureState::Discharged
        | DepartureState::ClosedRecovered => Ok(Step::recorded(part.clone(), Vec::new())),
        DepartureState::Released
        | DepartureState::Exited
        | DepartureState::InPartner
        | DepartureState::Enquiry
        | DepartureState::CancelPending
        | DepartureState::Arrived
        | DepartureState::Discrepancy
        | DepartureState::LossReview
        | DepartureState::Recovery => Ok(running(part, incident)),
    }
}

fn running(part: &Departure, incident: &Incident) -> Step<Departure> {
    let mut state = part.clone();
    if incident.country != part.route.departure.country() {
        state.seen_in.insert(incident.country);
    }
    let mut duties = vec![Duty::ForwardIncident(Box::new(incident.clone()))];
    let travels = part.state.is_travel() || part.state == DepartureState::Enquiry;
    if incident.is_total_loss() && travels {
        // D34: T-LIM stops, the officer decides.
        state.state = DepartureState::LossReview;
        duties.push(Duty::StopTimer(TimerName::Lim));
        duties.extend(enquiry::stopped());
        duties.push(Duty::StartTimerNow(TimerName::Loss, T_LOSS));
    } else if incident.is_total_loss() {
        let facts = format!("a total loss is told of goods that are {}", part.state.as_str());
        duties.push(Duty::Alert { rule: "F22", facts });
    }
    if incident.code == IncidentCode::SecondConsignment && incident.withdraws.is_none() {
        state.holds.insert(Hold::Dup);
        let facts = format!("second consignment at {}: {}", incident.office, incident.text);
        duties.push(Duty::Alert { rule: "F05", facts });
    }
    if let Some(limit) = incident.requested_limit {
        let facts = format!("more time is asked for, until {limit}: {}", incident.text);
        duties.push(Duty::Alert { rule: "INC-5", facts });
    }
    Step::applied(state, duties)
}

/// D35: the officer of departure decides on a loss.
pub(super) fn decide(part: &Departure, decision: LossDecision) -> Result<Step<Departure>, Stop> {
    if part.state != DepartureState::LossReview {
        return Err(part.out_of_sequence("there is no loss to decide on"));
    }
    match decision {
        LossDecision::Accepted => {
            let decision_no = part.decision_no + 1;
            let mut state =
                Departure { state: DepartureState::Discharged, decision_no, ..part.clone() };
            let basis = Basis::Relief;
            let write_off = Duty::WriteOff { basis, actual_office: None, decision_no };
            let stop = Duty::StopTimer(TimerName::Loss);
            let mut duties = vec![stop];
            duties.extend(enquiry::closed(&mut state));
            duties.extend([write_off, Duty::LiberateGuarantee { basis }]);
            Ok(Step::applied(state, duties))
        }
        LossDecision::Refused => {
            let state = Departure { state: DepartureState::Recovery, ..part.clone() };
            Ok(Step::applied(state, vec![Duty::StopTimer(TimerName::Loss)]))
        }
    }
}

/// T-LOSS: officers are told, and told again every week until they decide.
pub(super) fn undecided(part: &Departure) -> Step<Departure> {
    if part.state != DepartureState::LossReview {
        return Step::recorded(part.clone(), Vec::new());
    }
    let facts = "a loss waits for a decision".to_owned();
    let again = Duty::StartTimerNow(TimerName::Loss, T_LOSS_AGAIN);
    let duties = vec![Duty::Alert { rule: "T-LOSS", facts }, again];
    Step::recorded(part.clone(), duties)
}
