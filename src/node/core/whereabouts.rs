//! Where the goods are, as this country hears and says it: rows P12, P14, A9-A12, A17.

use jiff::Timestamp;

use super::asking::{answered, told_again};
use super::contest::arbitrated;
use super::destination::{Destination, DestinationState};
use super::diversion::{RecordAnswer, RecordAsk, Ruling, approved, record_asked, ruled};
use super::incident;
use super::movement::{Advised, Movement, at_departure};
use super::passage::PassageState;
use super::places::OfficeInRole;
use super::terms::{Duty, Refusal, Step, Stop, StopPlace, TimerName};
use crate::message::incident::Incident;
use crate::profile::lists::OfficeRole;
use crate::profile::{Country, OfficeCode};

/// Everything that can happen because goods are at another office than declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiversionEvent {
    /// TRQ, or the national leg: departure is asked for the record.
    Asked(RecordAsk),
    /// Officer of departure decides on a request that waits.
    Ruled {
        /// Who asked.
        place: OfficeInRole,
        /// The decision.
        ruling: Ruling,
    },
    /// Officer of departure approves an office before it asks.
    Approved {
        /// Where the goods may go.
        place: OfficeInRole,
        /// When.
        at: Timestamp,
    },
    /// Officer of departure arbitrates between offices that say they have the goods.
    Arbitrated {
        /// Who has them.
        office: OfficeCode,
        /// When.
        at: Timestamp,
    },
    /// TRR, or the national leg: departure has answered.
    Answered {
        /// Who asked.
        place: OfficeInRole,
        /// The answer.
        answer: RecordAnswer,
        /// The record, with a grant on the wire.
        record: Option<Advised>,
    },
    /// FWD.
    Forwarded {
        /// Where the goods are, or passed.
        actual: OfficeInRole,
        /// Number of departure's decision.
        decision_no: u32,
    },
    /// FNK 92 on the own arrival.
    ArrivalRefused(Dispute),
    /// Officer records what became of goods that were held.
    NationalOutcome {
        /// Where they were held.
        place: OfficeInRole,
        /// The same as departure is told it.
        incident: Box<Incident>,
    },
}

/// What `event` does to `movement` in the node of `home`.
pub(super) fn diverted(
    home: Country,
    movement: &Movement,
    event: &DiversionEvent,
) -> Result<Step<Movement>, Stop> {
    match event {
        DiversionEvent::Asked(ask) => {
            at_departure(movement, home, |part| Ok(record_asked(part, ask)))
        }
        DiversionEvent::Ruled { place, ruling } => {
            at_departure(movement, home, |part| ruled(part, *place, *ruling))
        }
        DiversionEvent::Approved { place, at } => {
            at_departure(movement, home, |part| approved(part, *place, *at))
        }
        DiversionEvent::Arbitrated { office, at } => {
            at_departure(movement, home, |part| arbitrated(part, *office, *at))
        }
        DiversionEvent::Answered { place, answer, record } => {
            Ok(answered(home, movement, *place, answer, record.clone()))
        }
        DiversionEvent::Forwarded { actual, decision_no } => {
            forwarded(movement, *actual, *decision_no)
        }
        DiversionEvent::ArrivalRefused(dispute) => Ok(arrival_refused(movement, *dispute)),
        DiversionEvent::NationalOutcome { place, incident } => {
            national_outcome(home, movement, *place, incident)
        }
    }
}

/// P12, A10-A12: departure tells where the goods passed or arrived.
fn forwarded(
    movement: &Movement,
    actual: OfficeInRole,
    decision_no: u32,
) -> Result<Step<Movement>, Stop> {
    let unknown = movement.advice.is_none()
        && movement.departure.is_none()
        && movement.passages.is_empty()
        && movement.destination.is_none();
    if unknown {
        return Err(Stop::Held);
    }
    if movement.written_off {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    }
    let mut state = movement.clone();
    let mut moved = pass_by(&mut state, actual);
    let mut duties = Vec::new();
    if actual.role == OfficeRole::Dst {
        for record in &mut state.elsewhere {
            moved |= by_passed(record, actual.office, decision_no);
        }
        if let Some(mut record) = state.destination
            && decision_no > record.decision_no
        {
            moved = true;
            let own = record.at == actual.office;
            let disputed = matches!(
                record.state,
                DestinationState::ArrivalDisputed | DestinationState::ArrivedElsewhere
            );
            if own && disputed && record.remembered.is_some() {
                record.decision_no = decision_no;
                duties = told_again(&mut state, record);
            } else {
                duties = lost(&mut record, actual.office);
                record.decision_no = decision_no;
                state.destination = Some(record);
            }
        }
    }
    Ok(if moved { Step::applied(state, duties) } else { Step::recorded(state, duties) })
}

/// P12: expected offices of passage that the goods have passed by.
pub(super) fn pass_by(state: &mut Movement, actual: OfficeInRole) -> bool {
    let mut moved = false;
    for passage in &mut state.passages {
        let same_side = actual.direction().is_none_or(|side| side == passage.at.direction);
        let other = passage.at.office != actual.office;
        if same_side && other && passage.state == PassageState::Expected {
            passage.state = PassageState::PassedElsewhere;
            moved = true;
        }
    }
    moved
}

/// A12 for an office of this country that is not the one with the goods.
fn by_passed(record: &mut Destination, actual: OfficeCode, decision_no: u32) -> bool {
    let newer = decision_no > record.decision_no;
    if newer && record.at != actual && record.state == DestinationState::Expected {
        record.state = DestinationState::ArrivedElsewhere;
        record.decision_no = decision_no;
        return true;
    }
    false
}

/// A10, A12: the record of an office when the goods are at another.
fn lost(record: &mut Destination, actual: OfficeCode) -> Vec<Duty> {
    if record.at == actual {
        return Vec::new();
    }
    if record.state.has_arrival() {
        if record.state != DestinationState::ArrivalDisputed {
            record.remembered = Some(record.state);
        }
        record.state = DestinationState::ArrivedElsewhere;
        let facts = format!("departure has decided for {actual}; goods at {} are held", record.at);
        let alert = Duty::Alert { rule: "FWD", facts };
        return vec![Duty::StopTimer(TimerName::Res), alert];
    }
    if matches!(record.state, DestinationState::Expected | DestinationState::Requested) {
        record.state = DestinationState::ArrivedElsewhere;
    }
    Vec::new()
}

/// Why departure has refused an arrival of this country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispute {
    /// Another office has the goods.
    Elsewhere,
    /// The office is neither declared nor granted (`R-DIV`).
    Diversion,
}

/// A9: departure has refused the arrival of this country.
fn arrival_refused(movement: &Movement, dispute: Dispute) -> Step<Movement> {
    let told = |record: &Destination| {
        record.decision_no == 0
            && matches!(
                record.state,
                DestinationState::Arrived
                    | DestinationState::Control
                    | DestinationState::ResultSent
            )
    };
    let mut state = movement.clone();
    let Some(record) = state.destination.filter(told) else {
        return Step::recorded(state, Vec::new());
    };
    state.destination = Some(Destination {
        state: DestinationState::ArrivalDisputed,
        remembered: Some(record.state),
        ..record
    });
    let facts = format!("departure refuses the arrival at {}; goods are held", record.at);
    let duty = match (dispute, &state.arrival) {
        (Dispute::Diversion, Some(fact)) => Duty::AskRecord {
            place: OfficeInRole { office: record.at, role: OfficeRole::Dst },
            event_at: fact.event_at,
            plates: fact.plates.clone(),
        },
        (Dispute::Elsewhere | Dispute::Diversion, _) => Duty::Alert { rule: "F05", facts },
    };
    Step::applied(state, vec![duty])
}

/// P14, A17: what became of goods that were held, as national law had it; departure is told.
fn national_outcome(
    home: Country,
    movement: &Movement,
    place: OfficeInRole,
    incident: &Incident,
) -> Result<Step<Movement>, Stop> {
    let mut state = movement.clone();
    let closed = if let Some(direction) = place.direction() {
        let at = StopPlace { office: place.office, direction };
        let held = state.passages.iter_mut().find(|passage| {
            passage.at == at && matches!(passage.state, PassageState::Held | PassageState::Stopped)
        });
        held.map(|passage| passage.state = PassageState::Closed)
    } else {
        let mut records = state.destination.iter_mut().chain(&mut state.elsewhere);
        let held =
            records.find(|one| one.at == place.office && one.state == DestinationState::Held);
        held.map(|record| record.state = DestinationState::Closed)
    };
    if closed.is_none() {
        let reason = format!("nothing is held at {place}");
        return Err(Refusal::out_of_sequence(reason).into());
    }
    incident::outcome_told(home, state, incident)
}
