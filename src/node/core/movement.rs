//! One movement as one node knows it: its parts, and which of them an event concerns.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::asking::{advised_after_all, goods_arrived, presented};
use super::cancellation::{self, ToldCancellation};
use super::claimant::{self, OwnClaim};
use super::departure::{self, Departure};
use super::destination::Destination;
use super::event::Event;
use super::identity::{KnownBy, Seen, compare};
use super::incident::{self, Reported};
use super::missed::Questions;
use super::passage::Passage;
use super::recovery::{self, Recovery};
use super::road::{at_destination, concluded, control_begun, passage_heard, passed};
use super::terms::{
    ArrivalFact, Duty, PassageFact, Refusal, ResultFact, Route, Step, Stop, StopPlace, TimerName,
};
use super::whereabouts::{diverted, pass_by};
use super::{enquiry, expiry, extension, holds, result, securing, stopping};
use crate::profile::lists::{Disposition, FunctionalErrorCode};
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
    /// The newest cancellation that departure in another country has told.
    pub cancellation: Option<ToldCancellation>,
    /// What is known of its recovery.
    pub recovery: Recovery,
    /// Number of the last extension that departure in another country has told.
    pub extension_no: u32,
    /// Own claims on the guarantee, in their order.
    pub claims: Vec<OwnClaim>,
    /// Questions that this node has open, or must answer.
    pub questions: Questions,
    /// Where the vehicle was seen, by electronic capture, and when.
    #[serde(default)]
    pub sightings: BTreeSet<(Timestamp, OfficeCode)>,
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
            elsewhere: Vec::new(),
            arrival: None,
            result: None,
            written_off: false,
            incidents: Vec::new(),
            cancellation: None,
            recovery: Recovery::default(),
            extension_no: 0,
            claims: Vec::new(),
            questions: Questions::default(),
            sightings: BTreeSet::new(),
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

    pub(super) fn passage_mut(&mut self, at: StopPlace) -> Result<&mut Passage, Refusal> {
        let known = self.passages.iter_mut().find(|passage| passage.at == at);
        known.ok_or_else(|| {
            let reason = format!("nothing was presented at {} for {}", at.office, at.direction);
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

    pub(super) fn close_own_records(&mut self, actual_office: Option<OfficeCode>) {
        self.written_off = true;
        self.questions.enquiry = None;
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
    let Some(revoked) = cancellation::before_evidence(home, movement, &event)? else {
        return take(home, movement, event);
    };
    match take(home, &revoked.state, event) {
        Ok(then) => Ok(Step { duties: [revoked.duties, then.duties].concat(), ..then }),
        // What is refused was seen all the same: the cancellation is over.
        Err(Stop::Refused(refusal)) => {
            let duties = [revoked.duties, vec![Duty::Refuse(refusal)]].concat();
            Ok(Step { duties, disposition: Disposition::Recorded, state: revoked.state })
        }
        Err(Stop::Held) => Err(Stop::Held),
    }
}

/// The step itself, and what the beginning or the end of recovery adds to it.
fn take(home: Country, movement: &Movement, event: Event) -> Result<Step<Movement>, Stop> {
    let cause = event.clone();
    let step = row(home, movement, event)?;
    Ok(enquiry::asking(recovery::opened(home, movement, &cause, step)))
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
        Event::IncreaseAsked => at_departure(movement, home, securing::increase),
        Event::ClaimMade { amount } => claimant::claim(home, movement, amount),
        Event::ClaimWithdrawn => claimant::withdraw(movement),
        Event::ClaimAnswered { number, result } => {
            stopping::after_claim(home, claimant::answered(movement, number, result))
        }
        Event::Controlled { code } => {
            at_departure(movement, home, |part| securing::control(part, &code))
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
        Event::Recovery(event) => recovery::step(home, movement, event),
        Event::Diversion(event) => diverted(home, movement, &event),
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
    if movement.is_cancelled() {
        // P2: the tombstone stands; the body is kept in case the cancellation is taken back.
        state.cancel_records();
        return Ok(Step::recorded(state, Vec::new()));
    }
    let duties = advised_after_all(&mut state, home);
    Ok(Step::applied(state, duties))
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
