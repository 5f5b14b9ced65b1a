//! Stopping a recovery that has lost its ground: profile 5.1, row D39.
//!
//! ```text
//! satisfactory RES or proof, officer stops ─► own claim: GCL WITHDRAW ─► GCR ─────┐
//!                                        └──► competent abroad: RCC STOP ─► ACK ─┴─► WRO, GUL
//! ```

use serde::{Deserialize, Serialize};

use super::departure::{Departure, DepartureState};
use super::holds::Hold;
use super::movement::{Movement, at_departure};
use super::result::StoredResult;
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::Country;
use crate::profile::lists::{Basis, ClaimAction, ClaimResult, FunctionalErrorCode, RecoveryAction};

/// A recovery that departure is stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopping {
    /// What the write-off will rest on.
    pub basis: Basis,
    /// The competent country that was told, and has not acknowledged yet.
    pub told: Option<Country>,
}

type Outcomes = Result<Step<Movement>, Stop>;

fn no_row(what: &str) -> Stop {
    Refusal::out_of_sequence(what).into()
}

/// The officer of departure stops a recovery for which nothing was paid yet.
pub(super) fn wanted(home: Country, movement: &Movement, proof: bool, reason: String) -> Outcomes {
    let open = |part: &&Departure| part.state == DepartureState::Recovery;
    let Some(part) = movement.departure.as_ref().filter(open) else {
        return Err(no_row("departure stops a recovery, while it is open"));
    };
    if movement.recovery.stopping.is_some() {
        return Err(no_row("the recovery is being stopped"));
    }
    if has_paid(movement) {
        return Err(no_row("the guarantor has paid"));
    }
    if part.holds.contains(&Hold::Dup) {
        return Err(no_row("two arrivals are disputed, and an officer arbitrates first"));
    }
    let basis = ground(part, proof)?;
    let competent = movement.recovery.competent.unwrap_or(home);
    let abroad = competent != home;
    let mut state = movement.clone();
    state.recovery.request = None;
    state.recovery.stopping = Some(Stopping { basis, told: abroad.then_some(competent) });
    let mut duties = vec![Duty::StopTimer(TimerName::Rca)];
    if abroad {
        duties.push(Duty::TellRecovery { action: RecoveryAction::Stop, competent, reason });
    } else {
        duties.extend(withdrawal(movement));
    }
    ended_if_clear(home, Step::applied(state, duties))
}

/// A satisfactory result of the office that has the goods, or a proof.
fn ground(part: &Departure, proof: bool) -> Result<Basis, Stop> {
    let arrived = part.actual_office.is_some() && part.holds.is_empty();
    if arrived && part.result.is_some_and(StoredResult::satisfies) {
        return Ok(Basis::Result);
    }
    if proof {
        return Ok(Basis::Proof);
    }
    Err(no_row("a recovery is stopped on a satisfactory result or on a proof"))
}

fn has_paid(movement: &Movement) -> bool {
    movement.claims.iter().any(|claim| claim.result == Some(ClaimResult::Paid))
}

/// The open claim of this country is taken back.
fn withdrawal(movement: &Movement) -> Option<Duty> {
    let open = movement.claims.iter().find(|claim| claim.is_open())?;
    let (number, amount) = (open.number, open.amount);
    Some(Duty::TellClaim { number, amount, action: ClaimAction::Withdraw })
}

/// RCC STOP, heard by the competent country: it withdraws its claim, and departure decides from now on.
pub(super) fn heard(home: Country, movement: &Movement, by: Country) -> Outcomes {
    if by != movement.mrn.country() {
        let what = format!("{by} is not the country of departure, and stops a recovery");
        return Err(Refusal::new(FunctionalErrorCode::Origin, what).into());
    }
    if movement.recovery.competent != Some(home) || movement.is_final() {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    }
    if has_paid(movement) {
        return Err(no_row("the guarantor has paid"));
    }
    let mut state = movement.clone();
    state.recovery.competent = Some(by);
    Ok(Step::applied(state, withdrawal(movement).into_iter().collect()))
}

/// The competent country has acknowledged RCC STOP, or refused it.
pub(super) fn answered(home: Country, movement: &Movement, by: Country, stopped: bool) -> Outcomes {
    let told = movement.recovery.stopping.filter(|stopping| stopping.told == Some(by));
    let Some(stopping) = told.filter(|_| !movement.is_final()) else {
        return Ok(Step::recorded(movement.clone(), Vec::new()));
    };
    if !stopped {
        return Ok(given_up(movement.clone(), format!("{by} does not stop the recovery")));
    }
    let mut state = movement.clone();
    state.recovery.competent = Some(home);
    state.recovery.stopping = Some(Stopping { told: None, ..stopping });
    ended_if_clear(home, Step::applied(state, Vec::new()))
}

/// What the guarantor says of an own claim may be what stopping has waited for.
pub(super) fn after_claim(home: Country, step: Step<Movement>) -> Outcomes {
    if step.state.recovery.stopping.is_some() && has_paid(&step.state) {
        let failed = given_up(step.state, "the guarantor has paid".to_owned());
        return Ok(Step { duties: [step.duties, failed.duties].concat(), ..failed });
    }
    ended_if_clear(home, step)
}

/// Recovery goes on, and the officer is told why.
fn given_up(mut state: Movement, facts: String) -> Step<Movement> {
    state.recovery.stopping = None;
    Step::applied(state, vec![Duty::Alert { rule: "D39", facts }])
}

/// Once nobody claims any more, the movement is written off on the ground that the officer had.
fn ended_if_clear(home: Country, mut step: Step<Movement>) -> Outcomes {
    let claimed = step.state.claims.iter().any(|claim| claim.is_open());
    let clear = |stopping: &Stopping| stopping.told.is_none() && !claimed;
    let Some(Stopping { basis, .. }) = step.state.recovery.stopping.filter(clear) else {
        return Ok(step);
    };
    step.state.recovery.stopping = None;
    let ended = at_departure(&step.state, home, |part| Ok(discharged(part, basis)))?;
    Ok(Step { duties: [step.duties, ended.duties].concat(), ..ended })
}

fn discharged(part: &Departure, basis: Basis) -> Step<Departure> {
    let state = Departure { state: DepartureState::Discharged, ..part.clone() };
    let actual_office = state.actual_office;
    let write_off = Duty::WriteOff { basis, actual_office, decision_no: state.decision_no };
    Step::applied(state, vec![write_off, Duty::LiberateGuarantee { basis }])
}
