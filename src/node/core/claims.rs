//! Claims on a guarantee: profile 5.4, rows G7, G8 and G10, seen from the guarantor.

use super::guarantor::{Account, Portion, PortionClaim, PortionState, Reservation};
use super::terms::Refusal;
use crate::profile::Country;

/// What a competent country, or the guarantor, does about a claim on that country's portion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOrder {
    /// The country asks for so much (GCL CLAIM).
    Claim(PortionClaim),
    /// The country asks no longer (GCL WITHDRAW).
    Withdraw {
        /// Number of its claim.
        number: u32,
    },
    /// The guarantor pays what is claimed.
    Pay,
    /// The guarantor refuses to pay.
    Reject,
}

/// What came of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "it lives for one step")]
pub enum Claimed {
    /// The portion has moved.
    Moved {
        /// The account afterwards.
        account: Account,
        /// The reservation afterwards.
        reservation: Reservation,
        /// The claim that it is about.
        claim: PortionClaim,
    },
    /// The portion had ended before: nothing is left to claim (G10).
    Ended,
}

/// G7, G8, G10: an order about the portion of `country`.
pub fn claim(
    account: &Account,
    reservation: &Reservation,
    country: Country,
    order: ClaimOrder,
) -> Result<Claimed, Refusal> {
    let place = reservation.portions.iter().position(|portion| portion.country == country);
    let Some(place) = place else {
        let reason = format!("{country} has no portion of {}", reservation.mrn);
        return Err(Refusal::out_of_sequence(reason));
    };
    let portion = reservation.portions[place];
    if portion.state.is_final() {
        return Ok(Claimed::Ended);
    }
    let (after, claim) = step(&portion, order)?;
    let mut reservation_after = reservation.clone();
    reservation_after.portions[place] = after;
    let reservation_after = reservation_after.let_go();
    Ok(Claimed::Moved {
        account: account.moved(reservation.bound(), reservation_after.bound()),
        reservation: reservation_after,
        claim,
    })
}

fn step(portion: &Portion, order: ClaimOrder) -> Result<(Portion, PortionClaim), Refusal> {
    let back = Portion { state: PortionState::Reserved, claim: None, ..*portion };
    match (order, portion.claim) {
        (ClaimOrder::Claim(claim), None) if claim.amount <= portion.amount => {
            let state = PortionState::Claimed;
            Ok((Portion { state, claim: Some(claim), ..*portion }, claim))
        }
        (ClaimOrder::Claim(claim), None) => {
            let reason = format!("{} is more than the portion, {}", claim.amount, portion.amount);
            Err(Refusal::out_of_sequence(reason))
        }
        (ClaimOrder::Withdraw { number }, Some(claim)) if claim.number == number => {
            Ok((back, claim))
        }
        (ClaimOrder::Pay, Some(claim)) => {
            Ok((Portion { state: PortionState::Paid, ..*portion }, claim))
        }
        (ClaimOrder::Reject, Some(claim)) => Ok((back, claim)),
        (ClaimOrder::Claim(_) | ClaimOrder::Withdraw { .. }, Some(claim)) => {
            let reason = format!("claim {} on the portion is open", claim.number);
            Err(Refusal::out_of_sequence(reason))
        }
        (ClaimOrder::Withdraw { .. } | ClaimOrder::Pay | ClaimOrder::Reject, None) => {
            Err(Refusal::out_of_sequence("no claim on the portion is open"))
        }
    }
}
