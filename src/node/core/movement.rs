//! One movement as one node knows it: its parts, and which of them an event concerns.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::asking::{advised_after_all, goods_arrived, presented};
use super::departure::{self, Departure};
use super::destination::Destination;
use super::diversion::undecided;
use super::incident::{self, LossDecision, Reported};
use super::passage::Passage;
use super::places::Presentation;
use super::terms::{
    ArrivalFact, Duty, PassageFact, Refusal, ResultFact, Route, Step, Stop, StopPlace, TimerName,
};
use super::whereabouts::{DiversionEvent, diverted, pass_by};
use crate::message::incident::Incident;
use crate::profile::lists::{Disposition, FunctionalErrorCode, Outcome};
use crate::profile::{Country, Mrn, OfficeCode};

/// A movement. Parts that this node does not hold are absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Movement reference number.
    pub mrn: Mrn,
    /// Departure's part, in the node of the MRN's country.
    pub departure: Option<Departure>,
    /// What departure has advised; in every other node.
    pub advice: Option<Advised>,
    /// Offices of passage of this node, per direction.
    pub passages: Vec<Passage>,
    /// Destination's part, where the declared destination is this node's.
    pub destination: Option<Destination>,
    /// Records of this node's other offices of destination: by-passed, or asked before.
    #[serde(default)]
    pub elsewhere: Vec<Destination>,
    /// The newest presentation at an own office of destination.
    #[serde(default)]
    pub arrival: Option<ArrivalFact>,
    /// The newest result of an own office of destination.
    #[serde(default)]
    pub result: Option<ResultFact>,
    /// A write-off was applied.
    pub written_off: bool,
    /// Incidents told and heard.
    pub incidents: Vec<Reported>,
}

/// What advance data say that later events are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advised {
    /// The declared offices.
    pub route: Route,
    /// When departure released it.
    pub released_at: Timestamp,
    /// When it must be at destination.
    pub limit: Timestamp,
}

/// Everything that can happen to a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Officer of departure asks the guarantor.
    GuaranteeAsked,
    /// The guarantor has decided, by GUR or on the national leg.
    GuaranteeDecided {
        /// Number of the request.
        request_no: u32,
        /// Granted or refused.
        granted: bool,
    },
    /// Officer of departure records a control.
    Controlled {
        /// Its result.
        code: String,
    },
    /// Officer of departure releases.
    Released {
        /// When.
        at: Timestamp,
        /// When it must be at destination.
        limit: Timestamp,
    },
    /// TDA or TPA.
    Advised(Advised),
    /// Vehicle and goods are presented at an own office of passage.
    Presented(Presentation),
    /// An own office of passage lets the vehicle on.
    Passed(PassageFact),
    /// PAS.
    PassageHeard(PassageFact),
    /// Goods are presented at an own office of destination.
    GoodsArrived(ArrivalFact),
    /// ARR.
    ArrivalHeard(ArrivalFact),
    /// An own office of destination records its control.
    Concluded {
        /// The control; its number is given here.
        fact: ResultFact,
    },
    /// RES.
    ResultHeard(ResultFact),
    /// WRO.
    WrittenOff {
        /// Office that has the goods.
        actual_office: Option<OfficeCode>,
    },
    /// An own office records an incident.
    IncidentRecorded(Box<Incident>),
    /// INC, or INF.
    IncidentHeard(Box<Incident>),
    /// FNK or XNK to an own INC.
    IncidentRefused {
        /// Its number.
        number: u32,
    },
    /// Officer of departure decides on a loss.
    LossDecided(LossDecision),
    /// Goods are, or may be, at another office than declared.
    Diversion(DiversionEvent),
    /// A timer has expired.
    Expired(TimerName),
}

impl Movement {
    /// A movement of which nothing is known but its number.
    pub fn unknown(mrn: Mrn) -> Self {
        Self {
            mrn,
            departure: None,
            advice: None,
            passages: Vec::new(),
            destination: None,
            elsewhere: Vec::new(),
            arrival: None,
            result: None,
            written_off: false,
            incidents: Vec::new(),
        }
    }

    /// A declaration is registered by the office of departure.
    pub fn registered(mrn: Mrn, departure: Departure) -> Self {
        Self { departure: Some(departure), ..Self::unknown(mrn) }
    }

    /// A movement that is expected at an office, without anything else being known: only a flaw
    /// stores such a one.
    pub fn expected_at(mrn: Mrn, office: OfficeCode) -> Self {
        Self { destination: Some(Destination::expected(office)), ..Self::unknown(mrn) }
    }

    /// The declared offices, whoever told them.
    pub fn route(&self) -> Option<&Route> {
        let advised = || self.advice.as_ref().map(|advised| &advised.route);
        self.departure.as_ref().map(|departure| &departure.route).or_else(advised)
    }

    /// When it was released, if it was.
    pub fn released_at(&self) -> Option<Timestamp> {
        match &self.departure {
            Some(departure) => departure.released_at,
            None => self.advice.as_ref().map(|advised| advised.released_at),
        }
    }

    /// When it must be at destination.
    pub fn limit(&self) -> Option<Timestamp> {
        match &self.departure {
            Some(departure) => departure.limit,
            None => self.advice.as_ref().map(|advised| advised.limit),
        }
    }

    /// True when it has ended for this node (PD-23: final state).
    pub fn is_final(&self) -> bool {
        match &self.departure {
            Some(departure) => departure.state.is_final(),
            None => self.written_off || self.destination.is_some_and(Destination::is_final),
        }
    }

    /// P1, A1: one record for every declared office of this country that has none.
    pub(super) fn expect(&mut self, route: &Route, home: Country) {
        for at in route.stops_in(home) {
            if !self.passages.iter().any(|passage| passage.at == *at) {
                self.passages.push(Passage::expected(*at));
            }
        }
        let mut known = self.destination.iter().chain(&self.elsewhere);
        let declared = known.any(|record| record.at == route.destination);
        if route.destination.country() == home && !declared {
            let record = Destination::expected(route.destination);
            match self.destination {
                None => self.destination = Some(record),
                Some(_) => self.elsewhere.push(record),
            }
        }
    }

    fn passage_mut(&mut self, at: StopPlace) -> Result<&mut Passage, Refusal> {
        let known = self.passages.iter_mut().find(|passage| passage.at == at);
        known.ok_or_else(|| {
            let reason = format!("nothing was presented at {} for {}", at.office, at.direction);
            Refusal::out_of_sequence(reason)
        })
    }

    fn close_own_records(&mut self, actual_office: Option<OfficeCode>) {
        self.written_off = true;
        for passage in &mut self.passages {
            *passage = passage.write_off();
        }
        self.destination = self.destination.map(|destination| destination.write_off(actual_office));
        for record in &mut self.elsewhere {
            *record = record.write_off(actual_office);
        }
    }
}

/// What `event` does to `movement` in the node of `home`.
pub fn step(home: Country, movement: &Movement, event: Event) -> Result<Step<Movement>, Stop> {
    match event {
        Event::GuaranteeAsked => at_departure(movement, home, departure::ask_guarantee),
        Event::GuaranteeDecided { request_no, granted } => at_departure(movement, home, |part| {
            Ok(departure::guarantee_decided(part, request_no, granted))
        }),
        Event::Controlled { code } => {
            at_departure(movement, home, |part| departure::control(part, &code))
        }
        Event::Released { at, limit } => release(home, movement, at, limit),
        Event::Advised(advice) => advised(home, movement, &advice),
        Event::Presented(seen) => presented(movement, &seen),
        Event::Passed(fact) => passed(home, movement, fact),
        Event::PassageHeard(fact) => passage_heard(home, movement, &fact),
        Event::GoodsArrived(fact) => goods_arrived(movement, fact),
        Event::ArrivalHeard(fact) => {
            at_departure(movement, home, |part| departure::arrival(part, &fact))
        }
        Event::Concluded { fact } => concluded(movement, &fact),
        Event::ResultHeard(fact) => {
            at_departure(movement, home, |part| departure::result(part, &fact))
        }
        Event::WrittenOff { actual_office } => written_off(home, movement, actual_office),
        Event::IncidentRecorded(incident) => incident::recorded(home, movement, &incident),
        Event::IncidentHeard(incident) => incident::heard(home, movement, &incident),
        Event::IncidentRefused { number } => Ok(incident::refused(home, movement, number)),
        Event::LossDecided(decision) => {
            at_departure(movement, home, |part| incident::decide(part, decision))
        }
        Event::Diversion(event) => diverted(home, movement, &event),
        Event::Expired(name) => expired(home, movement, name),
    }
}

/// Lets departure's part take a step; without one the addressee is wrong (PD-26, stage 11).
pub(super) fn at_departure(
    movement: &Movement,
    home: Country,
    take: impl FnOnce(&Departure) -> Result<Step<Departure>, Stop>,
) -> Result<Step<Movement>, Stop> {
    let Some(part) = &movement.departure else {
        let reason = format!("{} did not depart from {home}", movement.mrn);
        return Err(Refusal::new(FunctionalErrorCode::Origin, reason).into());
    };
    let Step { state, disposition, duties } = take(part)?;
    let mut after = Movement { departure: Some(state), ..movement.clone() };
    for duty in &duties {
        if let Duty::WriteOff { actual_office, .. } = duty {
            after.close_own_records(*actual_office);
        }
        if let Duty::Forward { actual, .. } = duty {
            pass_by(&mut after, *actual);
        }
    }
    Ok(Step { state: after, disposition, duties })
}

fn release(
    home: Country,
    movement: &Movement,
    at: Timestamp,
    limit: Timestamp,
) -> Result<Step<Movement>, Stop> {
    let mut step = at_departure(movement, home, |part| departure::release(part, at, limit))?;
    if let Some(route) = step.state.route().cloned() {
        step.state.expect(&route, home);
    }
    Ok(step)
}

fn advised(home: Country, movement: &Movement, advice: &Advised) -> Result<Step<Movement>, Stop> {
    if movement.departure.is_some() {
        let reason = format!("{} departed from {home} itself", movement.mrn);
        return Err(Refusal::new(FunctionalErrorCode::Origin, reason).into());
    }
    if movement.written_off {
        return Err(Refusal::out_of_sequence("advance data after the write-off").into());
    }
    let mut state = movement.clone();
    state.advice.get_or_insert_with(|| advice.clone());
    state.expect(&advice.route, home);
    let duties = advised_after_all(&mut state, home);
    Ok(Step::applied(state, duties))
}

/// P9; in the country of departure also D14, on the national leg.
fn passed(home: Country, movement: &Movement, fact: PassageFact) -> Result<Step<Movement>, Stop> {
    let at = StopPlace { office: fact.office, direction: fact.direction };
    let mut state = movement.clone();
    let passage = state.passage_mut(at)?;
    let let_on = fact.outcome == Outcome::Passed;
    *passage = if let_on { passage.pass()? } else { passage.stop()? };
    for sibling in state.passages.iter_mut().filter(|sibling| let_on && sibling.at != at) {
        if sibling.at.direction == at.direction {
            *sibling = sibling.passed_elsewhere();
        }
    }
    let mut duties = Vec::new();
    if state.departure.is_some() {
        let national = at_departure(&state, home, |part| Ok(departure::passage(part, &fact)))?;
        state = national.state;
        duties = national.duties;
    }
    duties.insert(0, Duty::NotifyPassage(fact));
    Ok(Step::applied(state, duties))
}

fn passage_heard(
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
            let mut duties = Vec::new();
            if !route.declares(fact.office, fact.direction) {
                let facts = format!("passage at {} which is not declared", fact.office);
                duties.push(Duty::Alert { rule: "F02", facts });
            }
            Ok(Step::recorded(movement.clone(), duties))
        }
    }
}

fn concluded(movement: &Movement, fact: &ResultFact) -> Result<Step<Movement>, Stop> {
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let (after, numbered) = destination.conclude(fact)?;
    let result = Some(numbered.clone());
    let state = Movement { destination: Some(after), result, ..movement.clone() };
    let duties = vec![Duty::StopTimer(TimerName::Res), Duty::NotifyResult(numbered)];
    Ok(Step::applied(state, duties))
}

fn no_record(movement: &Movement) -> Stop {
    let reason = format!("{} was not presented here", movement.mrn);
    Refusal::out_of_sequence(reason).into()
}

fn written_off(
    home: Country,
    movement: &Movement,
    actual_office: Option<OfficeCode>,
) -> Result<Step<Movement>, Stop> {
    if movement.departure.is_some() {
        let reason = format!("{} departed from {home} itself", movement.mrn);
        return Err(Refusal::new(FunctionalErrorCode::Origin, reason).into());
    }
    if movement.advice.is_none() {
        return Err(Stop::Held);
    }
    let mut state = movement.clone();
    state.close_own_records(actual_office);
    Ok(Step::applied(state, vec![Duty::StopTimer(TimerName::Res)]))
}

fn expired(home: Country, movement: &Movement, name: TimerName) -> Result<Step<Movement>, Stop> {
    let alert = |rule, facts: String| {
        let duties = vec![Duty::Alert { rule, facts }];
        Ok(Step { state: movement.clone(), disposition: Disposition::Recorded, duties })
    };
    match name {
        TimerName::Gua => alert("T-GUA", "the guarantor is silent; that is no refusal".to_owned()),
        TimerName::Res => alert("T-RES", "no control result since the arrival".to_owned()),
        TimerName::Loss => at_departure(movement, home, |part| Ok(incident::undecided(part))),
        TimerName::Tra => at_departure(movement, home, |part| Ok(undecided(part))),
        TimerName::Lim => at_departure(movement, home, |part| Ok(departure::limit_reached(part))),
    }
}

/// True when some record of this node still waits for goods (I4): those that are held or stopped end
/// by an officer, those that departure is asked for by its answer.
#[cfg(test)]
pub(super) fn has_open_record(movement: &Movement) -> bool {
    use super::passage::PassageState as P;
    use super::states::DestinationState as D;
    let ends = |state| matches!(state, P::Held | P::Stopped | P::Requested | P::CancelledPresented);
    let mut passages = movement.passages.iter();
    let passage_open = passages.any(|passage| passage.state.is_open() && !ends(passage.state));
    let ends = |state| matches!(state, D::Held | D::Requested | D::CancelledPresented);
    let mut records = movement.destination.iter().chain(&movement.elsewhere);
    passage_open || records.any(|one| !one.is_final() && !ends(one.state))
}
