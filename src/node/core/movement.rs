//! One movement as one node knows it: its parts, and which of them an event concerns.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cancellation::{self, ToldCancellation};
use super::departure::{self, Departure};
use super::destination::Destination;
use super::event::Event;
use super::identity::{KnownBy, Seen, compare};
use super::incident::{self, Reported};
use super::missed::Questions;
use super::passage::Passage;
use super::road::{
    at_destination, concluded, control_begun, goods_arrived, passage_heard, passed, presented,
};
use super::terms::{
    ArrivalFact, Duty, PassageFact, Refusal, Route, Step, Stop, StopPlace, TimerName,
};
use super::{enquiry, expiry, extension, holds, result, securing};
use crate::profile::lists::FunctionalErrorCode;
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
    /// A write-off was applied.
    pub written_off: bool,
    /// Incidents told and heard.
    pub incidents: Vec<Reported>,
    /// The newest cancellation that departure in another country has told.
    pub cancellation: Option<ToldCancellation>,
    /// Number of the last extension that departure in another country has told.
    pub extension_no: u32,
    /// Questions that this node has open, or must answer.
    pub questions: Questions,
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
    /// What it is known by.
    pub known: KnownBy,
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
            cancellation: None,
            extension_no: 0,
            questions: Questions::default(),
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

    /// What it is known by, whoever told it.
    pub fn known(&self) -> Option<&KnownBy> {
        let advised = || self.advice.as_ref().map(|advised| &advised.known);
        self.departure.as_ref().map(|departure| &departure.known).or_else(advised)
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
        if let Some(departure) = &self.departure {
            return departure.state.is_final();
        }
        // CANCELLED may be taken back, so it is no end here (P3).
        let ended = self.destination.is_some_and(Destination::is_final);
        self.written_off || (ended && !self.is_cancelled())
    }

    /// P1, A1: one record for every declared office of this country that has none.
    pub(super) fn expect(&mut self, route: &Route, home: Country) {
        for at in route.stops_in(home) {
            if !self.passages.iter().any(|passage| passage.at == *at) {
                self.passages.push(Passage::expected(*at));
            }
        }
        if route.destination.country() == home && self.destination.is_none() {
            self.destination = Some(Destination::expected(route.destination));
        }
    }

    pub(super) fn passage_mut(&mut self, at: StopPlace) -> Result<&mut Passage, Refusal> {
        let known = self.passages.iter_mut().find(|passage| passage.at == at);
        known.ok_or_else(|| {
            let reason = format!(
                "{} is not declared for {}: asking for the record (TRQ) is not supported here",
                at.office, at.direction
            );
            Refusal::out_of_sequence(reason)
        })
    }

    /// PD-43: seals that customs set, as a partner of departure knows them.
    pub(super) fn changed_by(&mut self, fact: &PassageFact) {
        if let (Some(advised), Some(change)) = (&mut self.advice, fact.change()) {
            advised.known.take_in(change);
        }
    }

    /// PD-42, at destination: what differs is told to the officers there, too.
    pub(super) fn deviations(&self, fact: &ArrivalFact) -> Vec<Duty> {
        let Some(known) = self.known() else { return Vec::new() };
        let seen = Seen {
            at: fact.event_at,
            plates: fact.plates.clone(),
            seals: fact.seals.clone(),
            seal_state: fact.seal_state,
        };
        let alert = |found: super::identity::Deviation| Duty::Alert {
            rule: found.hold.as_str(),
            facts: found.facts,
        };
        compare(&known.effective(seen.at), &seen).into_iter().map(alert).collect()
    }

    pub(super) fn close_own_records(&mut self, actual_office: Option<OfficeCode>, home: Country) {
        self.written_off = true;
        self.questions.enquiry = None;
        for passage in &mut self.passages {
            *passage = passage.write_off();
        }
        self.destination =
            self.destination.map(|destination| destination.write_off(actual_office, home));
    }
}

/// What `event` does to `movement` in the node of `home`.
pub fn step(home: Country, movement: &Movement, event: Event) -> Result<Step<Movement>, Stop> {
    let Some(revoked) = cancellation::before_evidence(home, movement, &event)? else {
        return take(home, movement, event);
    };
    let then = take(home, &revoked.state, event)?;
    Ok(Step { duties: [revoked.duties, then.duties].concat(), ..then })
}

fn take(home: Country, movement: &Movement, event: Event) -> Result<Step<Movement>, Stop> {
    row(home, movement, event).map(enquiry::asking)
}

/// The row of the tables that fits.
#[expect(clippy::too_many_lines, reason = "a table with a row per event, not an algorithm")]
fn row(home: Country, movement: &Movement, event: Event) -> Result<Step<Movement>, Stop> {
    match event {
        Event::GuaranteeAsked => at_departure(movement, home, securing::ask_guarantee),
        Event::GuaranteeDecided { request_no, granted } => at_departure(movement, home, |part| {
            Ok(securing::guarantee_decided(part, request_no, granted))
        }),
        Event::GuaranteeAmended { grn } => {
            at_departure(movement, home, |part| securing::amend(part, grn))
        }
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
        Event::ResultHeard(fact) => at_departure(movement, home, |part| result::heard(part, &fact)),
        Event::ControlBegun(office) => control_begun(movement, office),
        Event::DiscrepancyDecided { decision, reason } => {
            at_departure(movement, home, |part| result::decide(part, decision, &reason))
        }
        Event::HoldCleared { hold, ground, reason } => {
            at_departure(movement, home, |part| holds::clear(part, hold, ground, &reason))
        }
        Event::DiscrepancyOpened { result_no } => {
            at_destination(movement, |part| part.dispute(result_no))
        }
        Event::DecisionHeard { result_no, decision } => {
            at_destination(movement, |part| part.hear_decision(result_no, decision))
        }
        Event::WrittenOff { actual_office } => written_off(home, movement, actual_office),
        Event::IncidentRecorded(incident) => incident::recorded(home, movement, &incident),
        Event::IncidentHeard(incident) => incident::heard(home, movement, &incident),
        Event::IncidentRefused { number } => Ok(incident::refused(home, movement, number)),
        Event::LossDecided(decision) => {
            at_departure(movement, home, |part| incident::decide(part, decision))
        }
        Event::CancelAsked { goods, reason } => cancellation::asked(home, movement, goods, &reason),
        Event::CancelWithdrawn { reason } => cancellation::withdrawn(home, movement, &reason),
        Event::CancelAnswered { country, number, answer } => {
            cancellation::answered(home, movement, (country, number), answer)
        }
        Event::CancelHeard { action, number } => {
            cancellation::heard(home, movement, action, number)
        }
        Event::Extended { limit, reason } => {
            at_departure(movement, home, |part| extension::granted(part, limit, &reason))
        }
        Event::ExtensionHeard { number, limit } => extension::heard(movement, number, limit),
        Event::Missed(missed) => enquiry::step(home, movement, missed),
        Event::Expired(name) => expiry::expired(home, movement, name),
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
    if movement.is_cancelled() {
        // P2: the tombstone stands; the body is kept in case the cancellation is taken back.
        state.cancel_records();
        return Ok(Step::recorded(state, Vec::new()));
    }
    Ok(Step::applied(state, Vec::new()))
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

/// True when some record of this node still waits for something (I4).
#[cfg(test)]
pub(super) fn has_open_record(movement: &Movement) -> bool {
    let passage_open = movement.passages.iter().any(|passage| passage.state.is_open());
    passage_open || movement.destination.is_some_and(|destination| !destination.is_final())
}
