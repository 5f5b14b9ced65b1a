//! One movement as one node knows it: its parts, and which of them an event concerns.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::claimant::{self, OwnClaim};
use super::departure::{self, Departure};
use super::destination::Destination;
use super::incident::{self, LossDecision, Reported};
use super::passage::Passage;
use super::securing;
use super::terms::{
    ArrivalFact, Duty, PassageFact, Refusal, ResultFact, Route, Step, Stop, StopPlace, TimerName,
};
use crate::message::incident::Incident;
use crate::profile::lists::{ClaimResult, Direction, Disposition, FunctionalErrorCode, Outcome};
use crate::profile::timer::T_RES;
use crate::profile::{Country, Grn, Mrn, OfficeCode};

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
    /// A write-off was applied.
    pub written_off: bool,
    /// Incidents told and heard.
    pub incidents: Vec<Reported>,
    /// Own claims on the guarantee, in their order.
    pub claims: Vec<OwnClaim>,
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
    /// The principal amends a refused guarantee.
    GuaranteeAmended {
        /// The guarantee used from now on.
        grn: Grn,
    },
    /// The competent country claims its portion.
    ClaimMade {
        /// XOF.
        amount: u64,
    },
    /// It takes its open claim back.
    ClaimWithdrawn,
    /// The guarantor has said what becomes of a claim.
    ClaimAnswered {
        /// Number of the claim.
        number: u32,
        /// What becomes of it.
        result: ClaimResult,
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
    Presented(StopPlace),
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
            written_off: false,
            incidents: Vec::new(),
            claims: Vec::new(),
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
    fn expect(&mut self, route: &Route, home: Country) {
        for at in route.stops_in(home) {
            if !self.passages.iter().any(|passage| passage.at == *at) {
                self.passages.push(Passage::expected(*at));
            }
        }
        if route.destination.country() == home && self.destination.is_none() {
            self.destination = Some(Destination::expected(route.destination));
        }
    }

    fn passage_mut(&mut self, at: StopPlace) -> Result<&mut Passage, Refusal> {
        let known = self.passages.iter_mut().find(|passage| passage.at == at);
        known.ok_or_else(|| {
            let reason = format!(
                "{} is not declared for {}: asking for the record (TRQ) is not supported here",
                at.office, at.direction
            );
            Refusal::out_of_sequence(reason)
        })
    }

    fn close_own_records(&mut self, actual_office: Option<OfficeCode>, home: Country) {
        self.written_off = true;
        for passage in &mut self.passages {
            *passage = passage.write_off();
        }
        self.destination =
            self.destination.map(|destination| destination.write_off(actual_office, home));
    }
}

/// What `event` does to `movement` in the node of `home`.
pub fn step(home: Country, movement: &Movement, event: Event) -> Result<Step<Movement>, Stop> {
    match event {
        Event::GuaranteeAsked => at_departure(movement, home, securing::ask_guarantee),
        Event::GuaranteeDecided { request_no, granted } => at_departure(movement, home, |part| {
            Ok(securing::guarantee_decided(part, request_no, granted))
        }),
        Event::GuaranteeAmended { grn } => {
            at_departure(movement, home, |part| securing::amend(part, grn))
        }
        Event::ClaimMade { amount } => claimant::claim(movement, amount),
        Event::ClaimWithdrawn => claimant::withdraw(movement),
        Event::ClaimAnswered { number, result } => Ok(claimant::answered(movement, number, result)),
        Event::Controlled { code } => {
            at_departure(movement, home, |part| securing::control(part, &code))
        }
        Event::Released { at, limit } => release(home, movement, at, limit),
        Event::Advised(advice) => advised(home, movement, &advice),
        Event::Presented(at) => presented(movement, at),
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
            after.close_own_records(*actual_office, home);
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
    Ok(Step::applied(state, Vec::new()))
}

fn presented(movement: &Movement, at: StopPlace) -> Result<Step<Movement>, Stop> {
    let mut state = movement.clone();
    let passage = state.passage_mut(at)?;
    *passage = passage.present()?;
    Ok(Step::applied(state, Vec::new()))
}

/// P9; in the country of departure also D14, on the national leg.
fn passed(home: Country, movement: &Movement, fact: PassageFact) -> Result<Step<Movement>, Stop> {
    let at = StopPlace { office: fact.office, direction: fact.direction };
    if fact.outcome == Outcome::Stopped {
        return Err(Refusal::out_of_sequence("stopping a vehicle is not supported here").into());
    }
    let mut state = movement.clone();
    let passage = state.passage_mut(at)?;
    *passage = passage.pass()?;
    for sibling in state.passages.iter_mut().filter(|sibling| sibling.at != at) {
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

fn goods_arrived(movement: &Movement, fact: ArrivalFact) -> Result<Step<Movement>, Stop> {
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
    let duties = vec![Duty::NotifyArrival(fact), Duty::StartTimer(TimerName::Res, due)];
    Ok(Step::applied(state, duties))
}

fn concluded(movement: &Movement, fact: &ResultFact) -> Result<Step<Movement>, Stop> {
    let Some(destination) = movement.destination else { return Err(no_record(movement)) };
    let (after, numbered) = destination.conclude(fact)?;
    let state = Movement { destination: Some(after), ..movement.clone() };
    let duties = vec![Duty::StopTimer(TimerName::Res), Duty::NotifyResult(numbered)];
    Ok(Step::applied(state, duties))
}

fn no_record(movement: &Movement) -> Stop {
    let reason = format!(
        "{} is not expected here: asking for the record (TRQ) is not supported here",
        movement.mrn
    );
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
    state.close_own_records(actual_office, home);
    Ok(Step::applied(state, vec![Duty::StopTimer(TimerName::Res)]))
}

fn expired(home: Country, movement: &Movement, name: TimerName) -> Result<Step<Movement>, Stop> {
    let alert = |rule, facts: String| {
        let duties = vec![Duty::Alert { rule, facts }];
        Ok(Step { state: movement.clone(), disposition: Disposition::Recorded, duties })
    };
    match name {
        TimerName::Gua => alert("T-GUA", "the guarantor is silent; that is no refusal".to_owned()),
        TimerName::Gcl => {
            alert("T-GCL", "a claim on the guarantee waits for a decision".to_owned())
        }
        TimerName::Gux => at_departure(movement, home, |part| Ok(securing::silent_too_long(part))),
        TimerName::Gam => at_departure(movement, home, |part| Ok(securing::amendment_over(part))),
        TimerName::Rel => at_departure(movement, home, |part| Ok(securing::release_overdue(part))),
        TimerName::Res => alert("T-RES", "no control result since the arrival".to_owned()),
        TimerName::Loss => at_departure(movement, home, |part| Ok(incident::undecided(part))),
        TimerName::Lim => at_departure(movement, home, |part| Ok(departure::limit_reached(part))),
    }
}

/// True when some record of this node still waits for something (I4).
#[cfg(test)]
pub(super) fn has_open_record(movement: &Movement) -> bool {
    let passage_open = movement.passages.iter().any(|passage| passage.state.is_open());
    passage_open || movement.destination.is_some_and(|destination| !destination.is_final())
}
