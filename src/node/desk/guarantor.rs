//! The national guarantor's desk: what comes by wire or by the national leg meets the ledger here.

use std::collections::BTreeSet;

use super::outgoing::{Mail, Place};
use super::{Desk, Hindrance};
use crate::adapter::acts::SetGuaranteeState;
use crate::message::Body;
use crate::message::answer::AnyMessageId;
use crate::message::guarantee::{Guq, Gur};
use crate::node::core::{
    self, Account, Decision, Ended, PortionState, Request, Reservation, Standing, Stop,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{
    Disposition, FunctionalErrorCode, GuaranteeRefusal, GuaranteeVerdict, Role,
};
use crate::profile::timer::T_GUA;
use crate::profile::{Country, MessageId, Mrn};

impl Desk<'_> {
    pub(super) fn book(&self, account: &Account, reservation: &Reservation) -> Stored<()> {
        self.store.put_account(account)?;
        self.store.put_reservation(account.grn.as_str(), reservation)
    }

    fn standing(&self, mrn: Mrn, grn: &str) -> Stored<Standing> {
        let (tombstone, bound) = (self.store.tombstone(mrn)?, self.store.reservation(mrn, grn)?);
        Ok(Standing { tombstone, bound })
    }
}

/// G1-G4: decides a request; no reason means granted.
pub(in crate::node) fn decide(
    desk: &Desk<'_>,
    grn: &str,
    request: &Request,
) -> Result<BTreeSet<GuaranteeRefusal>, Hindrance> {
    let standing = desk.standing(request.mrn, grn)?;
    let Some(account) = desk.store.account(grn)? else {
        let granted = desk.deviates(Flaw::TakesUnknownGuarantee)?;
        return Ok(if granted { BTreeSet::new() } else { [GuaranteeRefusal::G01].into() });
    };
    let (account, reservation) = match core::request(&account, &standing, request, desk.now)? {
        Decision::Granted { .. } if binds_one_portion(desk, request)? => {
            let first = Request { exposure: request.exposure[..1].to_vec(), ..request.clone() };
            core::reserve(&account, standing.bound.as_ref(), &first)
        }
        Decision::Granted { account: after, reservation } => {
            match on_top(desk, &standing, request)? {
                Some(both) => core::reserve(&account, standing.bound.as_ref(), &both),
                None => (after, reservation),
            }
        }
        Decision::Refused(reasons) if overlooks(desk, &account, request, &reasons)? => {
            core::reserve(&account, standing.bound.as_ref(), request)
        }
        Decision::Refused(reasons) => {
            drop_portions(desk, &account, &standing)?;
            overused(desk, &account, request, &reasons)?;
            return Ok(reasons);
        }
    };
    desk.book(&account, &reservation)?;
    if desk.deviates(Flaw::SuspectsFreedBalance)? {
        desk.alert(core::fraud::OVERUSE, Some(request.mrn.as_str()), None, "used before")?;
    }
    free_others(desk, request.mrn, grn)?;
    Ok(BTreeSet::new())
}

/// F13: what was asked for would fit, did the guarantee not secure other goods already.
fn overused(
    desk: &Desk<'_>,
    account: &Account,
    request: &Request,
    reasons: &BTreeSet<GuaranteeRefusal>,
) -> Stored<()> {
    let fitted_before = account.committed > 0 && request.amount() <= account.reference_amount;
    if !reasons.contains(&GuaranteeRefusal::G09) || !fitted_before {
        return Ok(());
    }
    if desk.deviates(Flaw::OverlooksOveruse)? {
        return Ok(());
    }
    let facts = format!("{} secures {} XOF already", account.grn, account.committed);
    desk.alert(core::fraud::OVERUSE, Some(request.mrn.as_str()), None, facts)
}

/// 5.4: a suspended guarantee refuses new uses only.
pub(super) fn set_state(desk: &Desk<'_>, act: &SetGuaranteeState) -> Result<(), Hindrance> {
    let refuse = |code, reason: String| Hindrance::from(core::Refusal::new(code, reason));
    let Some(account) = desk.store.account(&act.grn)? else {
        let reason = format!("guarantee {} is not kept here", act.grn);
        return Err(refuse(FunctionalErrorCode::CodeList, reason));
    };
    let suspended_since = match act.state.as_str() {
        "SUSPENDED" => Some(desk.now),
        "ACTIVE" => None,
        other => {
            let reason = format!("{other} is neither ACTIVE nor SUSPENDED");
            return Err(refuse(FunctionalErrorCode::CodeList, reason));
        }
    };
    Ok(desk.store.put_account(&Account { suspended_since, ..account })?)
}

/// One guarantee per movement (PD-15): what it had bound on another one here is replaced (G3).
fn free_others(desk: &Desk<'_>, mrn: Mrn, grn: &str) -> Result<(), Hindrance> {
    for other in desk.store.guarantees_of(mrn)? {
        let (account, bound) = (desk.store.account(&other)?, desk.store.reservation(mrn, &other)?);
        let (Some(account), Some(bound)) = (account, bound) else { continue };
        if other != grn
            && let Some(Ended::Now { account, reservation }) =
                core::give_back(&account, &bound, bound.request_no)?
        {
            desk.book(&account, &reservation)?;
        }
    }
    Ok(())
}

/// A flaw's doing: what is at risk in the first country only is bound.
fn binds_one_portion(desk: &Desk<'_>, request: &Request) -> Stored<bool> {
    Ok(request.exposure.len() > 1 && desk.deviates(Flaw::BindsOnePortion)?)
}

/// A flaw's doing: what replaces a reservation is bound on top of it.
fn on_top(desk: &Desk<'_>, standing: &Standing, request: &Request) -> Stored<Option<Request>> {
    let older = |bound: &&Reservation| bound.request_no < request.request_no;
    let Some(bound) = standing.bound.as_ref().filter(older) else { return Ok(None) };
    if !desk.deviates(Flaw::AddsIncreaseOnTop)? {
        return Ok(None);
    }
    let before = |country| bound.portions.iter().find(move |portion| portion.country == country);
    let both = |(country, amount): &(Country, u64)| {
        (*country, before(*country).map_or(0, |portion| portion.amount) + amount)
    };
    Ok(Some(Request { exposure: request.exposure.iter().map(both).collect(), ..request.clone() }))
}

/// A flaw's doing: a refusal ends what was reserved before.
fn drop_portions(desk: &Desk<'_>, account: &Account, standing: &Standing) -> Result<(), Hindrance> {
    if let Some(bound) = &standing.bound
        && let Some(Ended::Now { account, reservation }) =
            core::give_back(account, bound, bound.request_no)?
        && desk.deviates(Flaw::DropsPortionsOnRefusal)?
    {
        desk.book(&account, &reservation)?;
    }
    Ok(())
}

/// A flaw's doing: the one reason that speaks against a use is overlooked.
fn overlooks(
    desk: &Desk<'_>,
    account: &Account,
    request: &Request,
    reasons: &BTreeSet<GuaranteeRefusal>,
) -> Stored<bool> {
    let only = |reason| reasons.iter().eq([&reason]);
    let fitted_before = account.committed > 0 && request.amount() <= account.reference_amount;
    let flaws = [
        (only(GuaranteeRefusal::G03), Flaw::IgnoresAccessCode),
        (only(GuaranteeRefusal::G08), Flaw::IgnoresTerritory),
        (only(GuaranteeRefusal::G09), Flaw::IgnoresBalance),
        (only(GuaranteeRefusal::G09) && fitted_before, Flaw::CountsOnAStaleBalance),
    ];
    let flaw = flaws.into_iter().find(|(fits, flaw)| *fits && desk.flaw == Some(*flaw));
    flaw.map_or(Ok(false), |(_, flaw)| desk.deviates(flaw))
}

/// A flaw's doing: a liberation that had its effect is credited once more.
pub(in crate::node) fn credit_again(desk: &Desk<'_>, mrn: Mrn, grn: &str) -> Stored<()> {
    let (account, bound) = (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?);
    if let (Some(account), Some(bound)) = (account, bound)
        && desk.deviates(Flaw::CreditsTwice)?
    {
        let freed: u64 = bound.portions.iter().map(|portion| portion.amount).sum();
        let committed = account.committed.saturating_sub(freed);
        desk.store.put_account(&Account { committed, ..account })?;
    }
    Ok(())
}

/// G5, G10: every request up to this number is void, also one that is yet to come.
pub(in crate::node) fn given_back(
    desk: &Desk<'_>,
    mrn: Mrn,
    grn: &str,
    request_no: u32,
) -> Result<Disposition, Hindrance> {
    let (account, bound) = (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?);
    let ended = match (&account, &bound) {
        (Some(account), Some(bound)) => core::give_back(account, bound, request_no)?,
        (Some(_) | None, None) | (None, Some(_)) => None,
    };
    desk.store.bury_requests(mrn, request_no)?;
    match ended {
        Some(Ended::Now { account, reservation }) => {
            if !desk.deviates(Flaw::KeepsCancelledGuarantee)? {
                desk.book(&account, &reservation)?;
            }
            Ok(Disposition::Applied)
        }
        Some(Ended::Before) => Ok(Disposition::Duplicate),
        None => Ok(Disposition::Applied),
    }
}

/// G6, G9, G10: frees a reservation; says whether there was one to free, or none at all.
pub(in crate::node) fn free(
    desk: &Desk<'_>,
    mrn: Mrn,
    grn: &str,
) -> Result<Option<Disposition>, Hindrance> {
    let (account, bound) = (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?);
    let (Some(account), Some(bound)) = (account, bound) else { return Ok(None) };
    let ended = match core::liberate(&account, &bound) {
        Err(Stop::Held) => match free_claimed(desk, &account, &bound)? {
            Some(done) => return Ok(Some(done)),
            None => return Err(Hindrance::Held),
        },
        ended => ended?,
    };
    match ended {
        Ended::Now { account, reservation } => {
            if !desk.deviates(Flaw::KeepsGuarantee)? {
                desk.book(&account, &reservation)?;
            }
            Ok(Some(Disposition::Applied))
        }
        Ended::Before => Ok(Some(Disposition::Duplicate)),
    }
}

/// G6, G9: the national order; it waits in the ledger while a portion is claimed.
pub(super) fn free_nationally(desk: &Desk<'_>, mrn: Mrn, grn: &str) -> Result<(), Hindrance> {
    match free(desk, mrn, grn) {
        Err(Hindrance::Held) => {}
        done => return done.map(|_| ()),
    }
    if let (Some(account), Some(bound)) =
        (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?)
    {
        desk.book(&account, &core::liberate_later(&bound))?;
    }
    Ok(())
}

/// A flaw's doing: an order to liberate does not wait for a claim.
fn free_claimed(
    desk: &Desk<'_>,
    account: &Account,
    bound: &Reservation,
) -> Stored<Option<Disposition>> {
    if !desk.deviates(Flaw::FreesClaimedPortion)? {
        return Ok(None);
    }
    let mut freed = bound.clone();
    for portion in freed.portions.iter_mut().filter(|portion| !portion.state.is_final()) {
        portion.state = PortionState::Released;
    }
    let amounts = bound.portions.iter().filter(|portion| !portion.state.is_final());
    let amount: u64 = amounts.map(|portion| portion.amount).sum();
    let committed = account.committed.saturating_sub(amount);
    desk.book(&Account { committed, ..account.clone() }, &freed)?;
    Ok(Some(Disposition::Applied))
}

/// A flaw's doing: frees what is bound for a movement on an account; says whether anything was.
pub(super) fn force_free(desk: &Desk<'_>, account: &Account, mrn: Mrn) -> Stored<bool> {
    let Some(bound) = desk.store.reservation(mrn, account.grn.as_str())? else { return Ok(false) };
    let Ok(Ended::Now { account, reservation }) = core::liberate(account, &bound) else {
        return Ok(false);
    };
    desk.book(&account, &reservation)?;
    Ok(true)
}

/// GUQ from the country of departure: decides and answers GUR.
pub(in crate::node) fn asked(
    desk: &Desk<'_>,
    guq: &Guq,
    message_id: MessageId,
    mrn: Mrn,
) -> Result<(), Hindrance> {
    let request = Request {
        mrn,
        request_no: guq.request_no,
        access_code: guq.access_code.clone(),
        principal: guq.principal_id.clone(),
        exposure: guq.exposures.iter().map(|amount| (amount.country, amount.xof)).collect(),
    };
    let reasons = decide(desk, guq.grn.as_str(), &request)?;
    let granted = reasons.is_empty();
    let verdict = if granted { GuaranteeVerdict::Ok } else { GuaranteeVerdict::Refused };
    let body = Gur {
        mrn: guq.mrn.clone(),
        request_no: guq.request_no,
        grn: guq.grn.clone(),
        verdict,
        reservation_id: granted.then(|| format!("{mrn}-{}", guq.request_no)),
        reasons: reasons.into_iter().collect(),
    };
    let recipient = Place::node(Role::Dep);
    let mut mail =
        Mail::new(mrn.country(), Place::node(Role::Gua), recipient, Body::Gur(Box::new(body)));
    mail.correlation = Some(AnyMessageId::from(message_id));
    if desk.deviates(Flaw::SlowAnswers)? {
        mail.not_before = Some(super::outgoing::nine_tenths(desk.now, T_GUA));
    }
    desk.post(mail)?;
    Ok(())
}
