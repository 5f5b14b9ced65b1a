//! Flaws of cancellation, extension and lateness: what a step does, changed.

use super::Desk;
use super::misbehave::stay_arrived;
use crate::node::core::{
    DepartureState, Duty, Event, Movement, PassageState, Recovering, Step, TimerName,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{CancellationAction, RecoveryAction, RecoveryVerdict};

/// Changes a step as the node's flaw demands.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    tell_nobody(desk, taken)?;
    keep_stopped(desk, before, taken)?;
    match event {
        Event::CancelAsked { .. } => cancelled(desk, before, taken),
        Event::CancelAnswered { .. } => {
            if desk.flaw == Some(Flaw::GivesGuaranteeBackEarly) {
                taken.duties.retain(|duty| !matches!(duty, Duty::CancelGuarantee { .. }));
            }
            Ok(())
        }
        Event::CancelHeard { action: CancellationAction::Request, .. } => {
            undo(desk, before, taken, Flaw::LeavesCancelledRecordOpen)
        }
        Event::ExtensionHeard { .. } => undo(desk, before, taken, Flaw::IgnoresExtension),
        Event::Extended { .. } => extended(desk, before, taken),
        Event::Expired(TimerName::Hard) => {
            let waits = taken.state != *before;
            if waits && desk.deviates(Flaw::NeverRecovers)? {
                taken.state = before.clone();
                taken.duties.clear();
            }
            Ok(())
        }
        Event::Recovery(event) if recovery(desk, before, event, taken)? => Ok(()),
        Event::Recovery(Recovering::Reported { .. }) => {
            let closes = taken.state.departure != before.departure;
            if closes && desk.deviates(Flaw::NeverClosesRecovery)? {
                taken.state = before.clone();
                taken.duties.retain(|duty| matches!(duty, Duty::TellRecovery { .. }));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Flaws of who recovers, and of how that stops; whether one has acted.
fn recovery(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Recovering,
    taken: &mut Step<Movement>,
) -> Stored<bool> {
    let (refused, accepted) = (RecoveryVerdict::Refused, RecoveryVerdict::Accepted);
    match event {
        Recovering::AnswerHeard { verdict, .. }
            if *verdict == refused
                && taken.state != *before
                && desk.deviates(Flaw::WaitsForRefuser)? =>
        {
            taken.state = before.clone();
            taken.duties.clear();
        }
        Recovering::RequestHeard { .. } => {
            let mut answers = taken.duties.iter_mut().filter_map(|duty| match duty {
                Duty::AnswerRecovery { verdict, .. } if *verdict == accepted => Some(verdict),
                _ => None,
            });
            let Some(verdict) = answers.next() else { return Ok(false) };
            if !desk.deviates(Flaw::RefusesRightfulClaim)? {
                return Ok(false);
            }
            *verdict = refused;
            taken.state.recovery.clone_from(&before.recovery);
        }
        Recovering::ReportHeard { action: RecoveryAction::Stop, .. }
            if !taken.duties.is_empty() && desk.deviates(Flaw::KeepsClaimWhenStopped)? =>
        {
            taken.duties.clear();
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The recovery has stopped, and the movement stays open.
fn keep_stopped(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let state = |movement: &Movement| movement.departure.as_ref().map(|part| part.state);
    let stopped = state(before) == Some(DepartureState::Recovery)
        && state(&taken.state) == Some(DepartureState::Discharged);
    if stopped && desk.deviates(Flaw::NeverClosesStopped)? {
        let (claims, recovery) = (taken.state.claims.clone(), taken.state.recovery.clone());
        taken.state = Movement { recovery, claims, ..before.clone() };
        let ends =
            |duty: &Duty| matches!(duty, Duty::WriteOff { .. } | Duty::LiberateGuarantee { .. });
        taken.duties.retain(|duty| !ends(duty));
    }
    Ok(())
}

/// Messages that a flaw leaves out.
fn tell_nobody(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    let forgotten = |duty: &Duty| match (desk.flaw, duty) {
        (Some(Flaw::CancelsAlone), Duty::NotifyCancellation { action, .. }) => {
            *action == CancellationAction::Request
        }
        (Some(Flaw::NeverRevokes), Duty::NotifyCancellation { action, .. }) => {
            *action == CancellationAction::Revoke
        }
        (Some(Flaw::ForgetsExtension), Duty::NotifyExtension { .. })
        | (Some(Flaw::KeepsRecovery), Duty::AskRecovery { .. })
        | (Some(Flaw::NeverAnswersRecovery), Duty::AnswerRecovery { .. })
        | (Some(Flaw::ForgetsClaim), Duty::TellClaim { .. }) => true,
        (Some(Flaw::ForgetsRecoveryReport), Duty::TellRecovery { action, .. }) => action.ends(),
        (Some(Flaw::StopsRecoveryAlone), Duty::TellRecovery { action, .. }) => {
            *action == RecoveryAction::Stop
        }
        _ => false,
    };
    let count = taken.duties.len();
    taken.duties.retain(|duty| !forgotten(duty));
    if let Some(flaw) = desk.flaw.filter(|_| taken.duties.len() < count) {
        desk.deviates(flaw)?;
    }
    Ok(())
}

/// The step is told as taken, and nothing has changed.
fn undo(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>, flaw: Flaw) -> Stored<()> {
    if taken.state != *before && desk.deviates(flaw)? {
        taken.state = before.clone();
    }
    Ok(())
}

fn cancelled(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let Some(part) = &taken.state.departure else { return Ok(()) };
    if part.state == DepartureState::Cancelled && desk.deviates(Flaw::AnnouncesEarlyCancellation)? {
        taken.duties.push(Duty::NotifyCancellation {
            action: CancellationAction::Request,
            number: 1,
            reason: "cancelled before release".to_owned(),
            to: part.route.others(desk.home),
        });
        return Ok(());
    }
    let asked =
        before.departure.as_ref().is_some_and(|part| part.state == DepartureState::Released);
    if asked && desk.deviates(Flaw::GivesGuaranteeBackEarly)? {
        taken.duties.push(part.give_guarantee_back());
    }
    Ok(())
}

fn extended(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let (Some(old), Some(new)) = (&before.departure, &mut taken.state.departure) else {
        return Ok(());
    };
    if old.overdue && desk.deviates(Flaw::StaysOverdue)? {
        new.overdue = true;
    }
    if old.state == DepartureState::Enquiry && desk.deviates(Flaw::KeepsEnquiring)? {
        new.state = old.state;
        new.search.clone_from(&old.search);
        taken.duties.retain(|duty| !matches!(duty, Duty::InformEnquiry { .. }));
    }
    if !old.overdue && desk.deviates(Flaw::KeepsOldLimit)? {
        new.limit = old.limit;
        taken.duties.retain(|duty| !matches!(duty, Duty::StartTimer(TimerName::Lim, _)));
    }
    Ok(())
}

/// A satisfactory result after a late arrival is stored and nothing follows.
pub(super) fn punish_lateness(
    desk: &Desk<'_>,
    before: &Movement,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let late = before.departure.as_ref().is_some_and(|part| part.late);
    if late && desk.deviates(Flaw::PunishesLateness)? {
        stay_arrived(before, taken);
    }
    Ok(())
}

/// What the officer who cancels does not want to know: the goods have left.
pub(super) fn unsee(desk: &Desk<'_>, movement: &mut Movement) -> Stored<()> {
    let Some(part) = &mut movement.departure else { return Ok(()) };
    let left = matches!(part.state, DepartureState::Exited | DepartureState::InPartner);
    if left && desk.deviates(Flaw::CancelsAfterExit)? {
        part.state = DepartureState::Released;
        part.seen_in.clear();
        for passage in &mut movement.passages {
            passage.state = PassageState::Expected;
        }
    }
    Ok(())
}
