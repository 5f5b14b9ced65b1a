//! Departure decides on goods at other offices: PD-45, rows D16, D18-D20, D41, arbitration.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::departure::{Departure, DepartureState};
use super::places::OfficeInRole;
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::lists::{Disposition, OfficeRole, RecordRefusal, RefusalReason};
use crate::profile::timer::{NO_DECISION, T_TRA};
use crate::profile::{MessageId, OfficeCode};

/// What departure has decided about offices beside the declared ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diversions {
    /// Offices that asked and were given the record.
    pub granted: BTreeSet<OfficeInRole>,
    /// Offices that an officer approved before they asked.
    pub approved: Vec<Approval>,
    /// Requests that wait for an officer.
    pub pending: Vec<Pending>,
    /// Offices whose arrival was refused because another has the goods (D18, D20).
    pub contenders: BTreeSet<OfficeCode>,
}

/// An approval that an officer of departure recorded before the goods were presented there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Where the goods may go.
    pub place: OfficeInRole,
    /// When it was recorded.
    pub at: Timestamp,
}

/// A record request that waits for an officer of departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Who asks.
    pub place: OfficeInRole,
    /// When it was received first.
    pub asked_at: Timestamp,
    /// Messages that await the answer, as texts; none on the national leg.
    pub messages: Vec<String>,
    /// T-TRA has expired once.
    pub alerted: bool,
}

/// A record request as departure hears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAsk {
    /// Who asks.
    pub place: OfficeInRole,
    /// The request; none on the national leg.
    pub message_id: Option<MessageId>,
    /// When the goods were presented.
    pub presented_at: Timestamp,
    /// When the request was received.
    pub received_at: Timestamp,
    /// What reference data say of the goods.
    pub goods: GoodsPolicy,
    /// What the guarantee says of the office's country.
    pub cover: Cover,
}

/// What reference data (set POL) say of the goods of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoodsPolicy {
    /// They may be diverted by an officer's approval.
    Free,
    /// Only an approval recorded before the presentation lets them be diverted.
    Restricted,
}

/// Whether the guarantee has a portion for a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// It has.
    Portion,
    /// It has none.
    Nothing,
}

/// Departure's answer to a record request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordAnswer {
    /// Given, by rule or by an officer.
    Granted,
    /// Refused.
    Refused(RecordRefusal, Option<RefusalReason>),
}

/// What an officer says to a record request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// The goods may stay there.
    Grant,
    /// They may not.
    Refuse,
}

/// What the rules say to a record request.
enum Rule {
    Answer(RecordAnswer, Option<(&'static str, String)>),
    Officer,
}

impl Departure {
    /// True for a declared or granted office, in that role.
    pub fn admits(&self, place: OfficeInRole) -> bool {
        let declared = match place.direction() {
            Some(direction) => self.route.declares(place.office, direction),
            None => self.route.destination == place.office,
        };
        declared || self.diversions.granted.contains(&place)
    }

    /// Countries of granted offices, which are told like the declared ones (PD-18).
    pub fn granted_countries(&self) -> impl Iterator<Item = crate::profile::Country> + '_ {
        self.diversions.granted.iter().map(|place| place.office.country())
    }
}

/// PD-45: an office without a usable record asks for it.
pub(super) fn record_asked(departure: &Departure, ask: &RecordAsk) -> Step<Departure> {
    let mut state = departure.clone();
    let country = ask.place.office.country();
    if country != departure.home() {
        // Somebody there has seen the goods (D10).
        state.seen_in.insert(country);
    }
    let to: Vec<String> = ask.message_id.iter().map(MessageId::to_string).collect();
    match rule(departure, ask) {
        Rule::Answer(answer, alert) => {
            let again = departure.diversions.granted.contains(&ask.place);
            if answer == RecordAnswer::Granted {
                state.diversions.granted.insert(ask.place);
            }
            let mut duties = vec![Duty::AnswerRecord { place: ask.place, to, answer }];
            duties.extend(alert.map(|(rule, facts)| Duty::Alert { rule, facts }));
            let disposition = if again { Disposition::Duplicate } else { Disposition::Applied };
            Step { state, disposition, duties }
        }
        Rule::Officer => {
            let known = state.diversions.pending.iter_mut().find(|one| one.place == ask.place);
            if let Some(pending) = known {
                pending.messages.extend(to);
                return Step { state, disposition: Disposition::Duplicate, duties: Vec::new() };
            }
            let asked_at = ask.received_at;
            let pending = Pending { place: ask.place, asked_at, messages: to, alerted: false };
            state.diversions.pending.push(pending);
            let facts = format!("{} asks for the record: an officer must decide", ask.place);
            let mut duties = vec![Duty::Alert { rule: "TRQ", facts }];
            duties.push(next_deadline(&state));
            Step::applied(state, duties)
        }
    }
}

/// PD-45, in its order.
fn rule(departure: &Departure, ask: &RecordAsk) -> Rule {
    let place = ask.place;
    if let Some((refusal, reason, alert)) = barred(departure, place) {
        return Rule::Answer(RecordAnswer::Refused(refusal, reason), Some(alert));
    }
    let passage = place.role != OfficeRole::Dst;
    if departure.admits(place) || (passage && !departure.route.binding) {
        return Rule::Answer(RecordAnswer::Granted, None);
    }
    let approved = departure
        .diversions
        .approved
        .iter()
        .any(|approval| approval.place == place && approval.at <= ask.presented_at);
    let refuse = |reason: RefusalReason| {
        let alert = ("F02", format!("{place} is refused: {}", reason.en()));
        Rule::Answer(RecordAnswer::Refused(RecordRefusal::Other, Some(reason)), Some(alert))
    };
    match (approved, ask.goods, ask.cover) {
        (false, GoodsPolicy::Restricted, _) => refuse(RefusalReason::Fuel),
        (_, _, Cover::Nothing) => refuse(RefusalReason::Guarantee),
        (true, _, Cover::Portion) => Rule::Answer(RecordAnswer::Granted, None),
        (false, GoodsPolicy::Free, Cover::Portion) => Rule::Officer,
    }
}

type Bar = (RecordRefusal, Option<RefusalReason>, (&'static str, String));

/// Why no office may have the record any more, if so: refusals 3, 2, 1, and 4 CLOSED.
fn barred(departure: &Departure, place: OfficeInRole) -> Option<Bar> {
    let state = departure.state;
    if state.is_before_release() || state == DepartureState::NotReleased {
        let facts = format!("{place} has goods that were never released");
        return Some((RecordRefusal::Unknown, None, ("F04", facts)));
    }
    if state == DepartureState::Cancelled {
        let facts = format!("{place} has goods of a cancelled movement");
        return Some((RecordRefusal::Cancelled, None, ("F23", facts)));
    }
    match departure.actual_office {
        Some(actual) if actual != place.office => {
            let facts = format!("{place} has goods that arrived at {actual}");
            Some((RecordRefusal::Elsewhere, None, ("F05", facts)))
        }
        None if state.is_final() => {
            let facts = format!("{place} has goods of a movement that has ended");
            let reason = Some(RefusalReason::Closed);
            Some((RecordRefusal::Other, reason, ("F06", facts)))
        }
        Some(_) | None => None,
    }
}

/// An officer of departure decides on a request that waits.
pub(super) fn ruled(
    departure: &Departure,
    place: OfficeInRole,
    ruling: Ruling,
) -> Result<Step<Departure>, Stop> {
    let Some(pending) = take_pending(departure, place) else {
        let reason = format!("{place} does not wait for a decision");
        return Err(Refusal::out_of_sequence(reason).into());
    };
    let (mut state, pending) = pending;
    // What has happened since it asked counts more than what the officer sees fit.
    let answer = match (barred(departure, place), ruling) {
        (Some((refusal, reason, _)), _) => RecordAnswer::Refused(refusal, reason),
        (None, Ruling::Grant) => {
            state.diversions.granted.insert(place);
            RecordAnswer::Granted
        }
        (None, Ruling::Refuse) => {
            RecordAnswer::Refused(RecordRefusal::Other, Some(RefusalReason::Officer))
        }
    };
    let mut duties = vec![Duty::AnswerRecord { place, to: pending.messages, answer }];
    duties.push(next_deadline(&state));
    Ok(Step::applied(state, duties))
}

fn take_pending(departure: &Departure, place: OfficeInRole) -> Option<(Departure, Pending)> {
    let at = departure.diversions.pending.iter().position(|one| one.place == place)?;
    let mut state = departure.clone();
    let pending = state.diversions.pending.remove(at);
    Some((state, pending))
}

/// An officer of departure approves an office before the goods are presented there.
pub(super) fn approved(
    departure: &Departure,
    place: OfficeInRole,
    at: Timestamp,
) -> Result<Step<Departure>, Stop> {
    if departure.state.is_before_release() || departure.state.is_final() {
        let reason = format!("no approval is recorded in state {}", departure.state.as_str());
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let mut state = departure.clone();
    state.diversions.approved.push(Approval { place, at });
    Ok(Step::applied(state, Vec::new()))
}

/// When the oldest request must be looked at again: T-TRA, then the day after which none waits.
fn due(pending: &Pending) -> Timestamp {
    if !pending.alerted {
        return T_TRA.expiry(pending.asked_at);
    }
    pending.asked_at.saturating_add(NO_DECISION).unwrap_or(Timestamp::MAX)
}

fn next_deadline(departure: &Departure) -> Duty {
    match departure.diversions.pending.iter().map(due).min() {
        Some(at) => Duty::StartTimer(TimerName::Tra, at),
        None => Duty::StopTimer(TimerName::Tra),
    }
}

/// T-TRA: an officer is reminded after four hours; after a day the request is refused.
pub(super) fn undecided(departure: &Departure) -> Step<Departure> {
    let mut state = departure.clone();
    let Some(oldest) = state.diversions.pending.iter_mut().min_by_key(|one| due(one)) else {
        return Step::recorded(state, Vec::new());
    };
    let place = oldest.place;
    let mut duties = Vec::new();
    if oldest.alerted {
        let answer = RecordAnswer::Refused(RecordRefusal::Other, Some(RefusalReason::NoDecision));
        let to = std::mem::take(&mut oldest.messages);
        duties.push(Duty::AnswerRecord { place, to, answer });
        state.diversions.pending.retain(|one| one.place != place);
    } else {
        oldest.alerted = true;
        let facts = format!("{place} has waited longer than T-TRA for a decision");
        duties.push(Duty::Alert { rule: "T-TRA", facts });
    }
    duties.push(next_deadline(&state));
    Step::applied(state, duties)
}
