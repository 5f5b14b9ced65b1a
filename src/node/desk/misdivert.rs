//! Flaws that change what a step does about goods at another office than declared.

use super::Desk;
use crate::node::core::{
    DestinationState, DiversionEvent, Duty, Event, Movement, OfficeInRole, RecordAnswer, Step,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{OfficeRole, RecordRefusal, RefusalReason};

/// Changes a step as the node's flaw demands.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    match event {
        Event::GoodsArrived(fact)
            if asks(taken) && desk.deviates(Flaw::ArrivesWithoutAsking)? =>
        {
            taken.duties = vec![Duty::NotifyArrival(fact.clone())];
        }
        Event::Diversion(DiversionEvent::Asked(ask)) => {
            let to = ask.message_id.iter().map(ToString::to_string).collect();
            decide_otherwise(desk, ask.place, to, taken)?;
        }
        Event::Diversion(DiversionEvent::Answered { answer, .. }) => {
            tell_otherwise(desk, answer, taken)?;
        }
        Event::Diversion(DiversionEvent::Forwarded { .. })
            if before.elsewhere != taken.state.elsewhere
                && desk.deviates(Flaw::KeepsBypassedRecord)? =>
        {
            taken.state.elsewhere.clone_from(&before.elsewhere);
        }
        Event::ArrivalHeard(_) => {
            let count = taken.duties.len();
            let forgets = desk.flaw == Some(Flaw::ForgetsForwarding);
            taken.duties.retain(|duty| !(forgets && matches!(duty, Duty::Forward { .. })));
            if taken.duties.len() < count {
                desk.deviates(Flaw::ForgetsForwarding)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn asks(taken: &Step<Movement>) -> bool {
    taken.duties.iter().any(|duty| matches!(duty, Duty::AskRecord { .. }))
}

/// What departure answers to a record request.
fn decide_otherwise(
    desk: &Desk<'_>,
    place: OfficeInRole,
    to: Vec<String>,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let answer = taken.duties.iter().find_map(|duty| match duty {
        Duty::AnswerRecord { answer, .. } => Some(answer.clone()),
        _ => None,
    });
    let flaw = match &answer {
        None => Some((Flaw::GrantsWithoutOfficer, true)),
        Some(RecordAnswer::Granted) => match place.role {
            OfficeRole::Dst => Some((Flaw::ForgetsApproval, false)),
            OfficeRole::Exi | OfficeRole::Ent => Some((Flaw::RefusesOtherBorder, false)),
        },
        Some(RecordAnswer::Refused(RecordRefusal::Elsewhere, _)) => {
            Some((Flaw::GrantsAfterArrival, true))
        }
        Some(RecordAnswer::Refused(RecordRefusal::Cancelled, _)) => {
            Some((Flaw::GrantsCancelled, true))
        }
        Some(RecordAnswer::Refused(_, Some(RefusalReason::Fuel))) => Some((Flaw::GrantsFuel, true)),
        Some(RecordAnswer::Refused(..)) => None,
    };
    let granted = matches!(answer, Some(RecordAnswer::Granted));
    if granted && desk.deviates(Flaw::ForwardsOnGrant)? {
        let decision_no = taken.state.departure.as_ref().map_or(1, |part| part.decision_no + 1);
        taken.duties.push(Duty::Forward { actual: place, decision_no, at: desk.now });
    }
    let Some((flaw, grants)) = flaw else { return Ok(()) };
    if !desk.deviates(flaw)? {
        return Ok(());
    }
    let answer = if grants {
        if let Some(part) = &mut taken.state.departure {
            part.diversions.granted.insert(place);
        }
        RecordAnswer::Granted
    } else {
        RecordAnswer::Refused(RecordRefusal::Other, Some(RefusalReason::Officer))
    };
    taken.duties = vec![Duty::AnswerRecord { place, to, answer }];
    Ok(())
}

/// What the office that asked makes of the answer.
fn tell_otherwise(
    desk: &Desk<'_>,
    answer: &RecordAnswer,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let arrival = taken.state.arrival.clone();
    let Some(fact) = arrival else { return Ok(()) };
    let told = taken.duties.iter().any(|duty| matches!(duty, Duty::NotifyArrival(_)));
    if told && desk.deviates(Flaw::ArrivesTwiceOnGrant)? {
        taken.duties.push(Duty::NotifyArrival(fact));
    } else if matches!(answer, RecordAnswer::Refused(..))
        && desk.deviates(Flaw::ArrivesThoughRefused)?
    {
        if let Some(record) = &mut taken.state.destination {
            record.state = DestinationState::Arrived;
        }
        taken.duties.push(Duty::NotifyArrival(fact));
    }
    Ok(())
}
