//! The competent country's own claims on a guarantee (PD-48, D39, G7, G8), seen from the claimant.

use serde::{Deserialize, Serialize};

use super::movement::Movement;
use super::terms::{Duty, Refusal, Step, Stop, TimerName};
use crate::profile::Country;
use crate::profile::lists::{ClaimAction, ClaimResult};

/// A claim of this country on its own portion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnClaim {
    /// 1 to n within this country.
    pub number: u32,
    /// What is claimed, XOF.
    pub amount: u64,
    /// What the guarantor has said of it last; nothing yet when absent.
    pub result: Option<ClaimResult>,
}

impl OwnClaim {
    /// True until the guarantor has said the last word on it.
    pub fn is_open(self) -> bool {
        match self.result {
            None | Some(ClaimResult::Accepted) => true,
            Some(
                ClaimResult::Rejected
                | ClaimResult::Paid
                | ClaimResult::Withdrawn
                | ClaimResult::Ended,
            ) => false,
        }
    }
}

/// Only the competent country may claim, one claim at a time (PD-48).
pub(super) fn claim(
    home: Country,
    movement: &Movement,
    amount: u64,
) -> Result<Step<Movement>, Stop> {
    if !recovers(home, movement) {
        let reason = "a claim needs an open recovery, and there is none here";
        return Err(Refusal::out_of_sequence(reason).into());
    }
    if let Some(open) = movement.claims.iter().find(|claim| claim.is_open()) {
        let reason = format!("claim {} is still open", open.number);
        return Err(Refusal::out_of_sequence(reason).into());
    }
    let number = movement.claims.last().map_or(0, |claim| claim.number) + 1;
    let mut state = movement.clone();
    state.claims.push(OwnClaim { number, amount, result: None });
    let duty = Duty::TellClaim { number, amount, action: ClaimAction::Claim };
    Ok(Step::applied(state, vec![duty]))
}

/// The open claim is taken back; it counts until the guarantor has said so.
pub(super) fn withdraw(movement: &Movement) -> Result<Step<Movement>, Stop> {
    let Some(open) = movement.claims.iter().find(|claim| claim.is_open()) else {
        return Err(Refusal::out_of_sequence("no claim is open").into());
    };
    let (number, amount) = (open.number, open.amount);
    let duty = Duty::TellClaim { number, amount, action: ClaimAction::Withdraw };
    Ok(Step::applied(movement.clone(), vec![duty]))
}

/// GCR; about a claim that is not open it is only recorded (PD-28, 2).
pub(super) fn answered(movement: &Movement, number: u32, result: ClaimResult) -> Step<Movement> {
    let mut state = movement.clone();
    let mut claims = state.claims.iter_mut();
    match claims.find(|claim| claim.number == number && claim.is_open()) {
        Some(claim) => {
            claim.result = Some(result);
            let decided = !claim.is_open();
            let stop = decided.then_some(Duty::StopTimer(TimerName::Gcl));
            Step::applied(state, stop.into_iter().collect())
        }
        None => Step::recorded(movement.clone(), Vec::new()),
    }
}

fn recovers(home: Country, movement: &Movement) -> bool {
    movement.recovery.competent == Some(home) && !movement.is_final()
}
