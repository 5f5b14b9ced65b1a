//! Claims on a guarantee: the competent country's desk, and the guarantor's.

use super::outgoing::{Mail, Place};
use super::{Cause, Desk, Hindrance};
use crate::adapter::acts::{ClaimGuarantee, DecideClaim};
use crate::message::advice::Portion as Amount;
use crate::message::answer::AnyMessageId;
use crate::message::guarantee::{Gcl, Gcr};
use crate::message::{Body, Claimed as Text, read};
use crate::node::core::{
    self, Account, ClaimOrder, Claimed, Event, Movement, PortionClaim, PortionState, Refusal,
    Reservation, TimerName,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{ClaimAction, ClaimResult, FunctionalErrorCode, Role};
use crate::profile::{Code, Country, Grn, MessageId, Mrn};

/// What an officer of the competent country wants.
pub(super) fn wanted(act: &ClaimGuarantee) -> Result<Event, Hindrance> {
    let action: ClaimAction = super::acts::listed(&act.action)?;
    match (action, act.amount) {
        (ClaimAction::Claim, Some(amount)) => Ok(Event::ClaimMade { amount }),
        (ClaimAction::Withdraw, _) => Ok(Event::ClaimWithdrawn),
        (ClaimAction::Claim, None) => {
            let code = FunctionalErrorCode::MissingByCondition;
            Err(Refusal::new(code, "a claim needs an amount").into())
        }
    }
}

/// GCL, or the national leg.
pub(super) fn tell(
    desk: &Desk<'_>,
    movement: &Movement,
    number: u32,
    (action, xof): (ClaimAction, u64),
) -> Result<(), Hindrance> {
    let mrn = movement.mrn;
    let unknown = || Refusal::out_of_sequence("the guarantee is not known here");
    let grn = guarantee_of(desk, movement)?.ok_or_else(unknown)?;
    let (home, amount) = (desk.home, xof);
    if grn.country() == home {
        desk.note(mrn, &Cause::national(format!("GCL/{home}/{number}/{action}")))?;
        let order = order(action, number, amount);
        let (result, _) = ordered(desk, mrn, grn.as_str(), home, order)?;
        return match result {
            Some(result) => heard(desk, movement, number, result),
            None => Ok(await_decision(desk, movement)?),
        };
    }
    let body = Gcl {
        mrn: mrn.into(),
        grn: Text::from(grn.clone()),
        claim_no: number,
        action,
        portion: Amount { country: home, xof },
    };
    let (sender, to) = (Place::node(Role::Cmp), Place::node(Role::Gua));
    desk.post(Mail::new(grn.country(), sender, to, Body::Gcl(Box::new(body))))?;
    if action == ClaimAction::Claim {
        await_decision(desk, movement)?;
    }
    Ok(())
}

/// T-GCL: claimant and guarantor are reminded of a claim that nobody decides on.
fn await_decision(desk: &Desk<'_>, movement: &Movement) -> Stored<()> {
    if desk.deviates(Flaw::ForgetsClaimTerm)? {
        return Ok(());
    }
    desk.start_timer(movement, TimerName::Gcl, TimerName::Gcl.timer().expiry(desk.now))
}

/// The movement's guarantee: one's own declaration, or departure's advance data.
fn guarantee_of(desk: &Desk<'_>, movement: &Movement) -> Stored<Option<Grn>> {
    if let Some(part) = &movement.departure {
        return Ok(Some(part.grn.clone()));
    }
    for code in [Code::Tda, Code::Tpa] {
        let Some(body) = desk.store.received(movement.mrn, code)? else { continue };
        if let Ok(Body::Tda(advice) | Body::Tpa(advice)) = read(&body).map(|told| told.body) {
            return Ok(advice.guarantee.grn.checked().ok());
        }
    }
    Ok(None)
}

fn order(action: ClaimAction, number: u32, amount: u64) -> ClaimOrder {
    match action {
        ClaimAction::Claim => ClaimOrder::Claim(PortionClaim { number, amount }),
        ClaimAction::Withdraw => ClaimOrder::Withdraw { number },
    }
}

/// The ledger takes an order; what there is to answer at once, if anything, and about how much.
fn ordered(
    desk: &Desk<'_>,
    mrn: Mrn,
    grn: &str,
    country: Country,
    order: ClaimOrder,
) -> Result<(Option<ClaimResult>, Option<PortionClaim>), Hindrance> {
    let (account, bound) = (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?);
    let (Some(account), Some(bound)) = (account, bound) else {
        return Err(Refusal::out_of_sequence("nothing was ever reserved").into());
    };
    match core::claim(&account, &bound, country, order)? {
        Claimed::Ended if desk.deviates(Flaw::ClaimsEndedPortion)? => Ok((None, None)),
        Claimed::Ended => Ok((Some(ClaimResult::Ended), None)),
        Claimed::Moved { account, mut reservation, claim } => {
            let account = misbook(desk, &bound, (account, &mut reservation), (country, order))?;
            desk.book(&account, &reservation)?;
            let result = match order {
                // The guarantor decides in its own time (G7).
                ClaimOrder::Claim(_) => None,
                ClaimOrder::Withdraw { .. } => Some(ClaimResult::Withdrawn),
                ClaimOrder::Pay => Some(ClaimResult::Paid),
                ClaimOrder::Reject => Some(ClaimResult::Rejected),
            };
            Ok((result, Some(claim)))
        }
    }
}

/// Flaws of the ledger's: what an order does to the portion of a country, and to the balance with it.
fn misbook(
    desk: &Desk<'_>,
    bound: &Reservation,
    (mut account, reservation): (Account, &mut Reservation),
    (country, order): (Country, ClaimOrder),
) -> Stored<Account> {
    let waited = bound.liberation_waits && !reservation.liberation_waits;
    let was = bound.portions.iter().find(|portion| portion.country == country).copied();
    let mut portions = reservation.portions.iter_mut();
    let portion = portions.find(|portion| portion.country == country);
    let (Some(was), Some(portion)) = (was, portion) else { return Ok(account) };
    match order {
        ClaimOrder::Pay if desk.deviates(Flaw::FreesPaidPortion)? => {
            portion.state = PortionState::Released;
        }
        ClaimOrder::Withdraw { .. } if desk.deviates(Flaw::KeepsWithdrawnClaim)? => *portion = was,
        ClaimOrder::Reject if !waited && desk.deviates(Flaw::FreesRejectedPortion)? => {
            portion.state = PortionState::Released;
            account.committed = account.committed.saturating_sub(portion.amount);
        }
        _ if waited && desk.deviates(Flaw::ForgetsWaitingLiberation)? => {
            let released = |state| state == PortionState::Released;
            for portion in reservation.portions.iter_mut().filter(|it| released(it.state)) {
                portion.state = PortionState::Reserved;
                account.committed += portion.amount;
            }
        }
        _ => {}
    }
    Ok(account)
}

/// GCL from a competent country.
pub(in crate::node) fn claimed(
    desk: &Desk<'_>,
    movement: &Movement,
    gcl: &Gcl,
    id: MessageId,
) -> Result<(), Hindrance> {
    let (mrn, country) = (movement.mrn, gcl.portion.country);
    let order = order(gcl.action, gcl.claim_no, gcl.portion.xof);
    let (result, _) = ordered(desk, mrn, gcl.grn.as_str(), country, order)?;
    let Some(result) = result else {
        return Ok(await_decision(desk, movement)?);
    };
    desk.store.stop_timer(mrn, TimerName::Gcl)?;
    let claim = PortionClaim { number: gcl.claim_no, amount: gcl.portion.xof };
    answer(desk, mrn, (gcl.grn.as_str(), country), claim, (result, id))
}

/// GCR to the claiming country, answering this message of it.
fn answer(
    desk: &Desk<'_>,
    mrn: Mrn,
    (grn, country): (&str, Country),
    claim: PortionClaim,
    (result, answered): (ClaimResult, MessageId),
) -> Result<(), Hindrance> {
    if desk.deviates(Flaw::ForgetsClaimAnswer)? {
        return Ok(());
    }
    let invalid = |_| Refusal::out_of_sequence("the guarantee's number is not valid");
    let grn: Grn = grn.parse().map_err(invalid)?;
    let body = Gcr {
        mrn: mrn.into(),
        grn: Text::from(grn),
        claim_no: claim.number,
        result,
        portion: Amount { country, xof: claim.amount },
    };
    let (sender, to) = (Place::node(Role::Gua), Place::node(Role::Cmp));
    let mut mail = Mail::new(country, sender, to, Body::Gcr(Box::new(body)));
    mail.correlation = Some(AnyMessageId::from(answered));
    desk.post(mail)?;
    Ok(())
}

/// The guarantor accepts, pays or rejects the claim on a country's portion (G7, G8).
pub(super) fn decide(desk: &Desk<'_>, act: &DecideClaim) -> Result<Mrn, Hindrance> {
    let invalid = |why: String| Refusal::new(FunctionalErrorCode::CodeList, why);
    let mrn: Mrn = act.mrn.parse().map_err(|error| invalid(format!("{error}")))?;
    let country: Country = act.country.parse().map_err(|error| invalid(format!("{error}")))?;
    let result: ClaimResult = super::acts::listed(&act.decision)?;
    let grns = desk.store.guarantees_of(mrn)?;
    let grn = grns.last().ok_or_else(|| Refusal::out_of_sequence("nothing was ever reserved"))?;
    let claim = match result {
        ClaimResult::Accepted => open_claim(desk, mrn, grn, country)?,
        ClaimResult::Paid | ClaimResult::Rejected => {
            let order =
                if result == ClaimResult::Paid { ClaimOrder::Pay } else { ClaimOrder::Reject };
            let (_, claim) = ordered(desk, mrn, grn, country, order)?;
            claim.ok_or_else(|| Refusal::out_of_sequence("the portion has ended"))?
        }
        ClaimResult::Withdrawn | ClaimResult::Ended => {
            return Err(invalid(format!("{result} is not the guarantor's to decide")).into());
        }
    };
    let movement = desk.store.movement(mrn)?.unwrap_or_else(|| Movement::unknown(mrn));
    let key = format!("GCR/{country}/{}/{result}", claim.number);
    desk.note(mrn, &Cause::national(key))?;
    if result != ClaimResult::Accepted {
        desk.store.stop_timer(mrn, TimerName::Gcl)?;
    }
    if country == desk.home {
        heard(desk, &movement, claim.number, result)?;
        return Ok(mrn);
    }
    let asked = format!("GCL/{country}/{}/{}", claim.number, ClaimAction::Claim);
    let effects = desk.store.effects(mrn)?;
    let told = effects.iter().rev().find(|effect| effect.key == asked);
    let id = told.and_then(|effect| effect.message_id.as_deref()?.parse().ok());
    let id = id.ok_or_else(|| Refusal::out_of_sequence("no claim was received"))?;
    answer(desk, mrn, (grn, country), claim, (result, id))?;
    Ok(mrn)
}

fn open_claim(
    desk: &Desk<'_>,
    mrn: Mrn,
    grn: &str,
    country: Country,
) -> Result<PortionClaim, Hindrance> {
    let bound = desk.store.reservation(mrn, grn)?;
    let portions = bound.iter().flat_map(|bound| &bound.portions);
    let mut open = portions.filter(|portion| portion.country == country);
    let open = open.find(|portion| portion.state == PortionState::Claimed);
    let claim = open.and_then(|portion| portion.claim);
    Ok(claim.ok_or_else(|| Refusal::out_of_sequence("no claim on the portion is open"))?)
}

/// The claimant hears what became of its claim, on the national leg.
fn heard(
    desk: &Desk<'_>,
    movement: &Movement,
    number: u32,
    result: ClaimResult,
) -> Result<(), Hindrance> {
    let event = Event::ClaimAnswered { number, result };
    let cause = Cause::national(format!("GCR/{number}/{result}"));
    desk.take_step(movement, &event, &cause, || Ok(())).map(|_| ())
}
