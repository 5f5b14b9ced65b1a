//! Cancellation in two phases (PD-31): profile 5.1, rows D8, D10-D13, D41; 5.2, rows P2, P3, P8, P11;
//! 5.3, rows A1, A16. Evidence anywhere beats paper.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::departure::{Departure, DepartureState};
use super::event::Event;
use super::movement::{Movement, at_departure};
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::Country;
use crate::profile::lists::CancellationAction;
use crate::profile::timer::T_ENQ;

/// How far departure has come with cancelling.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelling {
    /// Number of the last cancellation, 0 before the first.
    pub number: u32,
    /// Countries that have not acknowledged it yet.
    pub awaited: BTreeSet<Country>,
}

/// The newest cancellation that another country's departure has told: the highest number wins, and
/// of one number the REVOKE (PD-25, P3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldCancellation {
    /// Its number.
    pub number: u32,
    /// Asked for, or taken back.
    pub action: CancellationAction,
}

/// Where the goods are, as the officer who cancels confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goods {
    /// Presented again at the office of departure.
    Back,
    /// Not there.
    Away,
}

/// What became of a CAN in one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelAnswer {
    /// ACK: nobody there has seen the goods.
    Acknowledged,
    /// FNK 92: the goods were seen there.
    GoodsSeen,
}

type Outcomes = Result<Step<Movement>, Stop>;

/// D8, D10, D11: the officer of departure cancels.
pub(super) fn asked(home: Country, movement: &Movement, goods: Goods, reason: &str) -> Outcomes {
    if let Some(seen) = movement.passages.iter().find(|passage| passage.state.has_seen_goods()) {
        let reason = format!("the goods were presented at {}", seen.at.office);
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let mut step = at_departure(movement, home, |part| cancel(home, part, goods, reason))?;
    // P2, on the national leg: the exit is blocked.
    step.state.cancel_records();
    Ok(step)
}

fn cancel(
    home: Country,
    departure: &Departure,
    goods: Goods,
    reason: &str,
) -> Result<Step<Departure>, Stop> {
    if departure.state.is_before_release() {
        return Ok(ended(departure.clone()));
    }
    if departure.state != DepartureState::Released {
        return Err(departure.out_of_sequence("a cancellation does not fit"));
    }
    if goods == Goods::Away {
        let reason = "the goods must be presented again at the office of departure";
        return Err(Refusal::out_of_sequence(reason).into());
    }
    if let Some(country) = departure.seen_in.first() {
        let reason = format!("the goods were seen in {country}");
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let number = departure.cancelling.number + 1;
    let mut state = departure.clone();
    state.state = DepartureState::CancelPending;
    state.cancelling = Cancelling { number, awaited: departure.route.others(home) };
    let told = told(&state, home, CancellationAction::Request, reason);
    Ok(Step::applied(state, vec![told]))
}

/// D8, D12: cancelled, and the guarantee is given back if it was ever asked for.
fn ended(mut departure: Departure) -> Step<Departure> {
    departure.state = DepartureState::Cancelled;
    let timers = [TimerName::Gua, TimerName::Lim, TimerName::Enq];
    let mut duties: Vec<Duty> = timers.map(Duty::StopTimer).into();
    if departure.request_no > 0 {
        duties.push(departure.give_guarantee_back());
    }
    Step::applied(departure, duties)
}

fn told(departure: &Departure, home: Country, action: CancellationAction, reason: &str) -> Duty {
    Duty::NotifyCancellation {
        action,
        number: departure.cancelling.number,
        reason: reason.to_owned(),
        to: departure.route.others(home),
    }
}

/// D12, D13: a country has answered the CAN of this number; others are no longer awaited.
pub(super) fn answered(
    home: Country,
    movement: &Movement,
    (country, number): (Country, u32),
    answer: CancelAnswer,
) -> Outcomes {
    let pending = movement.departure.as_ref().is_some_and(|part| {
        part.state == DepartureState::CancelPending && part.cancelling.number == number
    });
    if !pending {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    }
    match answer {
        CancelAnswer::GoodsSeen => seen(home, movement, &format!("{country} has seen the goods")),
        CancelAnswer::Acknowledged => at_departure(movement, home, |part| {
            let mut state = part.clone();
            state.cancelling.awaited.remove(&country);
            let complete = state.cancelling.awaited.is_empty();
            Ok(if complete { ended(state) } else { Step::applied(state, Vec::new()) })
        }),
    }
}

/// D13: the officer takes the cancellation back.
pub(super) fn withdrawn(home: Country, movement: &Movement, reason: &str) -> Outcomes {
    revoked(home, movement, reason)
}

/// D13: somebody has seen the goods that are said to be back at departure (F23).
fn seen(home: Country, movement: &Movement, facts: &str) -> Outcomes {
    let mut step = revoked(home, movement, facts)?;
    let facts = format!("cancelled, and {facts}");
    step.duties.push(Duty::Alert { rule: "F23", facts });
    Ok(step)
}

fn revoked(home: Country, movement: &Movement, reason: &str) -> Outcomes {
    let mut step = at_departure(movement, home, |part| {
        if part.state != DepartureState::CancelPending {
            return Err(part.out_of_sequence("there is no cancellation to take back"));
        }
        let mut state = part.clone();
        state.state = DepartureState::Released;
        state.cancelling.awaited.clear();
        let mut duties = vec![told(&state, home, CancellationAction::Revoke, reason)];
        // The limit, or T-ENQ, may have passed meanwhile: D28 and D30 know only goods on their way.
        let (name, timer) = if state.overdue {
            (TimerName::Enq, state.limit.map(|limit| T_ENQ.expiry(limit)))
        } else {
            (TimerName::Lim, state.limit)
        };
        duties.extend(timer.map(|due| Duty::StartTimer(name, due)));
        Ok(Step::applied(state, duties))
    })?;
    step.state.restore_records();
    Ok(step)
}

/// D13, D41: what evidence does to a cancellation before anything else is looked at. Nothing, where
/// none is on its way; a refusal, where it is complete.
pub(super) fn before_evidence(
    home: Country,
    movement: &Movement,
    event: &Event,
) -> Result<Option<Step<Movement>>, Stop> {
    let Some(part) = &movement.departure else { return Ok(None) };
    let place = match event {
        Event::PassageHeard(fact) => Some(fact.office),
        Event::ArrivalHeard(fact) => Some(fact.office),
        // Somebody saw the goods abroad.
        Event::IncidentHeard(told) if told.country != home => Some(told.office),
        _ => None,
    };
    let late = place.is_some() || matches!(event, Event::ResultHeard(_));
    match (part.state, place) {
        (DepartureState::Cancelled, _) if late => {
            let reason = format!("{} is cancelled, and the goods were seen", movement.mrn);
            Err(Refusal::out_of_sequence(reason).alerting("F23").into())
        }
        (DepartureState::CancelPending, Some(office)) => {
            seen(home, movement, &format!("the goods were seen at {office}")).map(Some)
        }
        _ => Ok(None),
    }
}

/// P2, P3, P11, A1, A16: departure in another country cancels, or takes it back.
pub(super) fn heard(
    home: Country,
    movement: &Movement,
    action: CancellationAction,
    number: u32,
) -> Outcomes {
    if movement.departure.is_some() {
        let reason = format!("{} departed from {home} itself", movement.mrn);
        let code = crate::profile::lists::FunctionalErrorCode::Origin;
        return Err(Refusal::new(code, reason).into());
    }
    if movement.written_off {
        return Err(Refusal::out_of_sequence("a cancellation after the write-off").into());
    }
    let last = movement.cancellation;
    let revoked = |told: &ToldCancellation| {
        told.number == number && told.action == CancellationAction::Revoke
    };
    if last.is_some_and(|told| number < told.number || revoked(&told)) {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    }
    let mut state = movement.clone();
    state.cancellation = Some(ToldCancellation { number, action });
    match action {
        CancellationAction::Request => {
            if let Some(place) = movement.seen_at() {
                let reason = format!("the goods were seen at {place}");
                return Err(Refusal::out_of_sequence(reason)
                    .by_rule("R-SEEN")
                    .alerting("F23")
                    .into());
            }
            state.cancel_records();
            Ok(Step::applied(state, Vec::new()))
        }
        CancellationAction::Revoke if !movement.is_cancelled() => {
            // P3: the REQUEST is yet to come, and will only be recorded.
            Ok(Step::recorded(state, Vec::new()))
        }
        CancellationAction::Revoke => {
            state.restore_records();
            Ok(Step::applied(state, Vec::new()))
        }
    }
}

impl Movement {
    /// True when departure in another country has cancelled it (the tombstone of P2).
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_some_and(|told| told.action == CancellationAction::Request)
    }

    /// An office of this country that has seen the goods, by its name.
    fn seen_at(&self) -> Option<String> {
        let passage = self.passages.iter().find(|passage| passage.state.has_seen_goods());
        let destination = self.destination.filter(|part| part.state.has_seen_goods());
        let office = destination.map(|part| part.office.unwrap_or(part.declared));
        passage.map(|passage| passage.at.office).or(office).map(|office| office.to_string())
    }

    /// P2, A1: what was expected is cancelled.
    pub(super) fn cancel_records(&mut self) {
        for passage in &mut self.passages {
            *passage = passage.cancel();
        }
        self.destination = self.destination.map(super::Destination::cancel);
    }

    /// P3, P8, A1: the cancellation is taken back.
    fn restore_records(&mut self) {
        for passage in &mut self.passages {
            *passage = passage.restore();
        }
        self.destination = self.destination.map(super::Destination::restore);
    }
}
