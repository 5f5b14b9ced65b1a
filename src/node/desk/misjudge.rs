//! Flaws of control: results, discrepancies, seals and holds judged wrongly.

use super::Desk;
use crate::message::passage::{Pas, Res};
use crate::node::core::{DestinationState, Duty, Event, Hold, Movement, Step};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Basis, StateOfSeals};

/// Changes a step as the node's flaw demands.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    match event {
        Event::ResultHeard(_) => {
            write_off_discrepancy(desk, taken)?;
            keep_first_result(desk, before, taken)
        }
        Event::DiscrepancyOpened { .. } => ignore_discrepancy(desk, before, taken),
        Event::ArrivalHeard(_) => {
            ignore_seals(desk, taken)?;
            ignore_deviation(desk, taken, Hold::Seal, Flaw::AcceptsSubstitutedSeals)?;
            ignore_deviation(desk, taken, Hold::Vehicle, Flaw::IgnoresVehicle)
        }
        Event::Passed(_) | Event::PassageHeard(_) => {
            forget_new_seals(desk, before, taken)?;
            ignore_late_entry(desk, before, taken)
        }
        Event::ControlBegun(_) => hide_control(desk, taken),
        Event::HoldCleared { .. } => keep_hold(desk, before, taken),
        _ => Ok(()),
    }
}

/// PAS without the seals that customs set.
pub(super) fn passage(desk: &Desk<'_>, pas: &mut Pas) -> Stored<()> {
    if !pas.new_seals.is_empty() && desk.deviates(Flaw::DropsNewSeals)? {
        pas.new_seals.clear();
    }
    Ok(())
}

/// RES with less than the officer recorded.
pub(super) fn result(desk: &Desk<'_>, res: &mut Res) -> Stored<()> {
    if !res.differences.is_empty() && desk.deviates(Flaw::DropsDifferences)? {
        res.differences.clear();
    }
    if !res.seals.is_empty() && desk.deviates(Flaw::DropsSealsFromResult)? {
        res.seals.clear();
    }
    if res.next_regime.is_some() && desk.deviates(Flaw::DropsNextRegime)? {
        res.next_regime = None;
    }
    Ok(())
}

/// An entry that comes after the arrival is recorded, and the movement stays held for it.
fn ignore_late_entry(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let held = |movement: &Movement| {
        movement.departure.as_ref().is_some_and(|part| part.holds.contains(&Hold::Pas))
    };
    if held(before) && !held(&taken.state) && desk.deviates(Flaw::IgnoresLateEntry)? {
        taken.state = before.clone();
        taken.duties.clear();
    }
    Ok(())
}

/// Seals that differ are taken as they are.
fn ignore_seals(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    let Some(part) = &mut taken.state.departure else { return Ok(()) };
    if part.holds.contains(&Hold::Seal) && desk.deviates(Flaw::IgnoresSeals)? {
        part.holds.remove(&Hold::Seal);
        part.accepted.insert(Hold::Seal, String::new());
    }
    Ok(())
}

/// What differs, but looks good, is taken as it is.
fn ignore_deviation(
    desk: &Desk<'_>,
    taken: &mut Step<Movement>,
    hold: Hold,
    flaw: Flaw,
) -> Stored<()> {
    let Some(part) = &mut taken.state.departure else { return Ok(()) };
    let good = part.seen.as_ref().is_some_and(|seen| seen.seal_state == StateOfSeals::Good);
    if good && part.holds.contains(&hold) && desk.deviates(flaw)? {
        part.holds.remove(&hold);
        part.accepted.insert(hold, String::new());
        let about =
            |duty: &Duty| matches!(duty, Duty::Alert { rule, .. } if *rule == hold.as_str());
        taken.duties.retain(|duty| !about(duty));
    }
    Ok(())
}

/// Seals that customs set are not taken in.
fn forget_new_seals(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    if before.known() == taken.state.known() {
        return Ok(());
    }
    if let (Some(part), Some(was)) = (&mut taken.state.departure, &before.departure)
        && desk.deviates(Flaw::DistrustsNewSeals)?
    {
        part.known = was.known.clone();
    }
    if let (Some(advised), Some(was)) = (&mut taken.state.advice, &before.advice)
        && desk.deviates(Flaw::ForgetsNewSeals)?
    {
        advised.known = was.known.clone();
    }
    Ok(())
}

fn hide_control(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    let Some(destination) = &mut taken.state.destination else { return Ok(()) };
    if desk.deviates(Flaw::HidesControl)? {
        destination.state = DestinationState::Arrived;
    }
    Ok(())
}

/// The hold is cleared in the journal, and stands.
fn keep_hold(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    if desk.deviates(Flaw::KeepsClearedHold)? {
        taken.state = before.clone();
        taken.duties.clear();
    }
    Ok(())
}

/// WRO leaves although the result is not satisfactory.
fn write_off_discrepancy(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    let opens = |duty: &Duty| matches!(duty, Duty::OpenDiscrepancy { .. });
    let Some(part) = taken.state.departure.as_ref() else { return Ok(()) };
    if !taken.duties.iter().any(opens) || !desk.deviates(Flaw::WritesOffDiscrepancy)? {
        return Ok(());
    }
    taken.duties.push(Duty::WriteOff {
        basis: Basis::Result,
        actual_office: part.actual_office,
        decision_no: part.decision_no,
    });
    Ok(())
}

/// A second result is taken and the first one stays.
fn keep_first_result(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let first = before.departure.as_ref().and_then(|part| part.result);
    if first.is_some() && desk.deviates(Flaw::KeepsFirstResult)? {
        taken.state = before.clone();
        taken.duties.clear();
    }
    Ok(())
}

/// DSP is taken and the destination goes on as if nothing were.
fn ignore_discrepancy(
    desk: &Desk<'_>,
    before: &Movement,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    if before.destination != taken.state.destination && desk.deviates(Flaw::IgnoresDiscrepancy)? {
        taken.state.destination = before.destination;
    }
    Ok(())
}
