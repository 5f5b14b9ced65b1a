//! Flaws that change what is made of goods that are held, seen twice, or contended for.

use super::Desk;
use crate::node::core::{
    DestinationState, DiversionEvent, Duty, Event, Hold, Movement, RecordAnswer, Step, TimerName,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;

/// Changes a step as the node's flaw demands.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    match event {
        Event::Expired(TimerName::Tra) => {
            let answers = |duty: &Duty| matches!(duty, Duty::AnswerRecord { .. });
            drop_if(desk, Flaw::LetsRequestWait, taken, answers)?;
        }
        Event::Presented(_) | Event::GoodsArrived(_) => seen_again(desk, before, event, taken)?,
        Event::ArrivalHeard(_) => second_arrival(desk, before, taken)?,
        Event::Diversion(told) => diverted(desk, before, told, taken)?,
        _ => {}
    }
    Ok(())
}

fn diverted(
    desk: &Desk<'_>,
    before: &Movement,
    event: &DiversionEvent,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    match event {
        DiversionEvent::Answered { answer: RecordAnswer::Granted, .. } => {
            let held = |one: &crate::node::core::Destination| one.state == DestinationState::Held;
            if before.destination.as_ref().is_some_and(held)
                && desk.deviates(Flaw::IgnoresLaterGrant)?
            {
                *taken = Step::recorded(before.clone(), Vec::new());
            }
        }
        DiversionEvent::NationalOutcome { .. } => {
            let tells = |duty: &Duty| matches!(duty, Duty::NotifyIncident(_));
            drop_if(desk, Flaw::KeepsOutcomeToItself, taken, tells)?;
        }
        DiversionEvent::Arbitrated { .. } => {
            drop_if(desk, Flaw::ArbitratesSilently, taken, forwards)?;
        }
        DiversionEvent::Forwarded { .. } => {
            let tells =
                |duty: &Duty| matches!(duty, Duty::NotifyArrival(_) | Duty::NotifyResult(_));
            drop_if(desk, Flaw::KeepsQuietAfterArbitration, taken, tells)?;
        }
        _ => {}
    }
    Ok(())
}

fn forwards(duty: &Duty) -> bool {
    matches!(duty, Duty::Forward { .. })
}

/// Leaves out some of the duties, where there are any.
fn drop_if(
    desk: &Desk<'_>,
    flaw: Flaw,
    taken: &mut Step<Movement>,
    unwanted: impl Fn(&Duty) -> bool,
) -> Stored<()> {
    if taken.duties.iter().any(&unwanted) && desk.deviates(flaw)? {
        taken.duties.retain(|duty| !unwanted(duty));
    }
    Ok(())
}

/// Goods that are presented where they, or others, were presented before.
fn seen_again(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let second = taken.duties.iter().any(|duty| matches!(duty, Duty::ReportSecond { .. }));
    if second && desk.deviates(Flaw::TakesSecondTruck)? {
        taken.duties.clear();
    }
    let Event::GoodsArrived(fact) = event else { return Ok(()) };
    let here = before.destination.is_some_and(|record| record.state.has_arrival());
    if here && taken.duties.is_empty() && desk.deviates(Flaw::AccusesSameTruck)? {
        taken.duties.push(Duty::ReportSecond {
            office: fact.office,
            event_at: fact.event_at,
            plates: fact.plates.clone(),
        });
    }
    Ok(())
}

/// Another office says that it has the goods.
fn second_arrival(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    if !taken.duties.iter().any(|duty| matches!(duty, Duty::Refuse(_))) {
        return Ok(());
    }
    let holds = |part: &crate::node::core::Departure| part.holds.contains(&Hold::Dup);
    if taken.state.departure.as_ref().is_some_and(holds)
        && desk.deviates(Flaw::TakesSecondArrival)?
    {
        *taken = Step::recorded(before.clone(), Vec::new());
        return Ok(());
    }
    drop_if(desk, Flaw::RefusesWithoutForwarding, taken, forwards)
}
