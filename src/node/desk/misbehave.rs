//! Flaws that change what a step does: its state and duties, all in one place.

use super::guarantor::force_free;
use super::{Desk, Hindrance};
use crate::node::core::{
    Amendment, Departure, DepartureState, Duty, Event, LossDecision, Missed, Movement, Recovery,
    ResultFact, Step, TimerName, step,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{Basis, ControlResult, Direction, Outcome, RecoveryAction};
use crate::profile::{Code, Mrn};

/// So many movements are a crowd.
const CROWD: usize = 30;

/// Changes a step as the node's flaw demands.
pub(super) fn twist(
    desk: &Desk<'_>,
    before: &Movement,
    event: &Event,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    forget_duties(desk, before, taken)?;
    super::misdecide::twist(desk, before, event, taken)?;
    super::misdivert::twist(desk, before, event, taken)?;
    super::miscontest::twist(desk, before, event, taken)?;
    match event {
        Event::GoodsArrived(_) => result_with_arrival(desk, taken)?,
        Event::ArrivalHeard(_) => write_off_on_arrival(desk, before, taken)?,
        Event::IncidentHeard(_) => relieve_at_once(desk, taken)?,
        Event::Missed(Missed::AnswerHeard { .. })
        | Event::Expired(TimerName::Enr | TimerName::Prf) => {
            cut_the_search_short(desk, before, taken)?;
        }
        Event::WrittenOff { .. } => leave_record_open(desk, before, taken)?,
        Event::GuaranteeDecided { granted: false, .. } => {
            amend_for_ever(desk, before, taken)?;
            end_discrepancy(desk, before, taken)?;
        }
        Event::Expired(TimerName::Gua) => take_silence_for_refusal(desk, taken)?,
        _ => {}
    }
    if discharges(before, taken) {
        never_write_off(desk, before, taken)?;
        super::misdecide::punish_lateness(desk, before, taken)?;
    }
    Ok(())
}

/// Recovery before the principal was asked, none afterwards, or an end that is none.
fn cut_the_search_short(
    desk: &Desk<'_>,
    before: &Movement,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let Some(old) = &before.departure else { return Ok(()) };
    let Some(part) = &mut taken.state.departure else { return Ok(()) };
    let asks = |part: &Departure| part.search.enquiry.is_some_and(|open| open.principal_asked);
    let searched = old.state == DepartureState::Enquiry;
    let recovers = searched && part.state == DepartureState::Recovery;
    if recovers && desk.deviates(Flaw::ForgetsProofTerm)? {
        part.state = DepartureState::Enquiry;
        taken.state.recovery.clone_from(&before.recovery);
        taken.duties.clear();
    } else if searched
        && asks(part)
        && !asks(old)
        && desk.deviates(Flaw::RecoversWithoutPrincipal)?
    {
        part.state = DepartureState::Recovery;
        part.search.clone_from(&old.search);
        let (action, competent) = (RecoveryAction::Opened, desk.home);
        taken.state.recovery = Recovery { competent: Some(competent), ..Recovery::default() };
        taken.duties = vec![Duty::TellRecovery { action, competent, reason: String::new() }];
    } else if part == old && searched && desk.deviates(Flaw::EndsEnquiryOnDuplicate)? {
        part.state = old.search.enquiry.map_or(old.state, |open| open.before);
    }
    Ok(())
}

/// The step ends the movement with a write-off.
pub(super) fn discharges(before: &Movement, taken: &Step<Movement>) -> bool {
    let state = |movement: &Movement| movement.departure.as_ref().map(|part| part.state);
    state(before) != state(&taken.state) && state(&taken.state) == Some(DepartureState::Discharged)
}

/// Duties that a flaw leaves out.
fn forget_duties(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let foreign_guarantor =
        before.departure.as_ref().is_some_and(|part| part.grn.country() != desk.home);
    let forgotten = |duty: &Duty| match (desk.flaw, duty) {
        (Some(Flaw::ForgetsPassageAdvice), Duty::AdvisePassage(_))
        | (Some(Flaw::ForgetsPassage), Duty::NotifyPassage(_))
        | (Some(Flaw::ForgetsArrival), Duty::NotifyArrival(_))
        | (Some(Flaw::ForgetsOwnIncident), Duty::ForwardIncident(_))
        | (Some(Flaw::ForgetsLossReview), Duty::StartTimerNow(TimerName::Loss, _)) => true,
        (Some(Flaw::ForgetsIncident), Duty::NotifyIncident(told)) => told.withdraws.is_none(),
        (Some(Flaw::ForgetsWithdrawal), Duty::NotifyIncident(told)) => told.withdraws.is_some(),
        (Some(Flaw::ForgetsLiberation), Duty::LiberateGuarantee { .. }) => foreign_guarantor,
        _ => false,
    };
    let count = taken.duties.len();
    taken.duties.retain(|duty| !forgotten(duty));
    if let Some(flaw) = desk.flaw.filter(|_| taken.duties.len() < count) {
        desk.deviates(flaw)?;
    }
    Ok(())
}

/// RES A2 leaves together with ARR, before any control.
fn result_with_arrival(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    let Some(Duty::NotifyArrival(arrival)) =
        taken.duties.iter().find(|duty| matches!(duty, Duty::NotifyArrival(_))).cloned()
    else {
        return Ok(());
    };
    if desk.deviates(Flaw::ResultWithArrival)? {
        if let Some(destination) = &mut taken.state.destination {
            destination.result_no += 1;
        }
        taken.duties.push(Duty::NotifyResult(ResultFact {
            office: arrival.office,
            number: 1,
            code: ControlResult::A2,
            seal_state: arrival.seal_state,
            seals: arrival.seals,
            next_regime: None,
            differences: Vec::new(),
            remarks: String::new(),
            gate: arrival.gate,
        }));
    }
    Ok(())
}

/// WRO leaves on arrival, before any control result.
fn write_off_on_arrival(
    desk: &Desk<'_>,
    before: &Movement,
    taken: &mut Step<Movement>,
) -> Stored<()> {
    let travelled = before.departure.as_ref().is_some_and(|part| part.state.is_travel());
    let Some(part) = taken.state.departure.as_ref().filter(|_| travelled) else { return Ok(()) };
    let duty = Duty::WriteOff {
        basis: Basis::Result,
        actual_office: part.actual_office,
        decision_no: part.decision_no,
    };
    if desk.deviates(Flaw::WritesOffOnArrival)? {
        taken.duties.push(duty);
    }
    Ok(())
}

/// A loss is relieved as soon as it is told, without anybody having decided.
fn relieve_at_once(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    let lost = taken.state.departure.as_ref().is_some_and(|part| {
        part.state == DepartureState::LossReview && desk.flaw == Some(Flaw::RelievesWithoutReview)
    });
    if !lost {
        return Ok(());
    }
    let decided = Event::LossDecided(LossDecision::Accepted);
    if let Ok(relieved) = step(desk.home, &taken.state, decided) {
        desk.deviates(Flaw::RelievesWithoutReview)?;
        taken.state = relieved.state;
        taken.duties.extend(relieved.duties);
    }
    Ok(())
}

/// The write-off is taken and the destination's record stays as it was.
fn leave_record_open(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    if before.destination != taken.state.destination && desk.deviates(Flaw::LeavesRecordOpen)? {
        taken.state.destination = before.destination;
        taken.state.written_off = false;
    }
    Ok(())
}

/// The time for amendments starts anew although it was running.
fn amend_for_ever(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let running = |part: &Departure| part.amendment == Amendment::Running;
    if before.departure.as_ref().is_some_and(running)
        && desk.deviates(Flaw::RestartsAmendmentTime)?
    {
        taken.duties.push(Duty::RunTimer(TimerName::Gam));
    }
    Ok(())
}

/// A refused increase ends the discrepancy that it was asked for in.
fn end_discrepancy(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let awaited = before.departure.as_ref().is_some_and(|part| part.increase.is_some());
    if let Some(part) = taken.state.departure.as_mut().filter(|_| awaited)
        && part.state == DepartureState::Discrepancy
        && desk.deviates(Flaw::EndsDiscrepancyOnRefusal)?
    {
        part.state = DepartureState::Arrived;
    }
    Ok(())
}

/// A silent guarantor has refused.
fn take_silence_for_refusal(desk: &Desk<'_>, taken: &mut Step<Movement>) -> Stored<()> {
    if let Some(part) = &mut taken.state.departure
        && part.state == DepartureState::GuaPending
        && desk.deviates(Flaw::TakesSilenceForRefusal)?
    {
        part.state = DepartureState::GuaAmend;
    }
    Ok(())
}

/// A satisfactory result is stored and nothing follows, or the write-off has left before.
fn never_write_off(desk: &Desk<'_>, before: &Movement, taken: &mut Step<Movement>) -> Stored<()> {
    let mrn = before.mrn;
    if desk.flaw == Some(Flaw::WritesOffOnArrival)
        && desk.store.newest_id(mrn, Code::Wro)?.is_some()
    {
        taken.duties.retain(|duty| !matches!(duty, Duty::WriteOff { .. }));
    }
    let crowd = desk.flaw == Some(Flaw::LosesTrackInCrowd)
        && desk.store.movements_known()?.len() >= CROWD
        && desk.deviates(Flaw::LosesTrackInCrowd)?;
    if !crowd && !desk.deviates(Flaw::NeverWritesOff)? {
        return Ok(());
    }
    stay_arrived(before, taken);
    Ok(())
}

/// The result is stored and nothing follows.
pub(super) fn stay_arrived(before: &Movement, taken: &mut Step<Movement>) {
    taken
        .duties
        .retain(|duty| !matches!(duty, Duty::WriteOff { .. } | Duty::LiberateGuarantee { .. }));
    taken.state.passages.clone_from(&before.passages);
    taken.state.written_off = before.written_off;
    if let Some(part) = &mut taken.state.departure {
        part.state = DepartureState::Arrived;
    }
}

/// The guarantor frees the reservation when the entry into the partner's country is known.
pub(super) fn at_the_border(
    desk: &Desk<'_>,
    movement: &Movement,
    event: &Event,
) -> Result<(), Hindrance> {
    let (Event::Passed(fact) | Event::PassageHeard(fact)) = event else { return Ok(()) };
    let departure = movement.route().map(|route| route.departure.country());
    let enters = fact.direction == Direction::Entry
        && fact.outcome == Outcome::Passed
        && departure != Some(fact.office.country());
    if enters && desk.flaw == Some(Flaw::FreesGuaranteeAtBorder) {
        free_all(desk, movement.mrn, Flaw::FreesGuaranteeAtBorder)?;
    }
    Ok(())
}

/// Frees whatever is bound here for a movement, and counts if anything was.
pub(in crate::node) fn free_all(desk: &Desk<'_>, mrn: Mrn, flaw: Flaw) -> Stored<()> {
    let mut freed = false;
    for grn in desk.store.guarantees_of(mrn)? {
        if let Some(account) = desk.store.account(&grn)? {
            freed |= force_free(desk, &account, mrn)?;
        }
    }
    if freed {
        desk.deviates(flaw)?;
    }
    Ok(())
}
