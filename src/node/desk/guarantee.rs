//! Guarantor and departure talk: on the wire, or as a national leg within one node (PD-15).

use super::duties::{decided, departure_of, write_off_id};
use super::outgoing::{Mail, Place};
use super::{Cause, Desk, Hindrance};
use crate::message::advice::Portion as Amount;
use crate::message::answer::AnyMessageId;
use crate::message::guarantee::{Guc, Gul, Guq, Gur};
use crate::message::{Body, Claimed};
use crate::node::core::{
    self, Account, Decision, Movement, PortionState, Refusal, Request, TimerName,
};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::lists::{
    Basis, Disposition, GuaranteePurpose, GuaranteeRefusal, GuaranteeVerdict, Role,
};
use crate::profile::timer::T_GUA;
use crate::profile::{Grn, MessageId, Mrn};
use std::collections::BTreeSet;

/// D1: asks the guarantor, wherever it is.
pub(super) fn ask(desk: &Desk<'_>, movement: &Movement, request_no: u32) -> Result<(), Hindrance> {
    let departure = departure_of(movement);
    let (mrn, grn) = (movement.mrn, &departure.grn);
    let filed = desk.store.declaration(mrn)?;
    let filed = filed.ok_or_else(|| Refusal::out_of_sequence("no declaration is stored"))?;
    let declare = &filed.declare;
    let exposure = || {
        declare
            .guarantee
            .exposure
            .iter()
            .filter_map(|(country, amount)| Some((country.parse().ok()?, *amount)))
    };
    if grn.country() == desk.home {
        desk.note(mrn, &Cause::national(format!("GUQ/{request_no}")))?;
        let request = Request {
            mrn,
            request_no,
            access_code: declare.guarantee.access_code.clone(),
            principal: declare.principal.id.clone(),
            exposure: exposure().collect(),
        };
        let reasons = decide(desk, grn.as_str(), &request)?;
        if !reasons.is_empty() {
            refused_alert(desk, mrn, &reasons)?;
        }
        return decided(desk, movement, request_no, reasons.is_empty());
    }
    let body = Guq {
        mrn: mrn.into(),
        request_no,
        purpose: GuaranteePurpose::Initial,
        grn: Claimed::from(grn.clone()),
        access_code: declare.guarantee.access_code.clone(),
        principal_id: declare.principal.id.clone(),
        principal_scheme: super::compose::scheme(desk.home),
        exposures: exposure().map(|(country, xof)| Amount { country, xof }).collect(),
    };
    let sender = Place::office(departure.route.departure, Role::Dep);
    let to = grn.country();
    desk.post(Mail::new(to, sender, Place::node(Role::Gua), Body::Guq(Box::new(body))))?;
    desk.store.start_timer(mrn, TimerName::Gua, T_GUA.expiry(desk.now))?;
    Ok(())
}

/// Tells the officer of departure why the guarantor refused.
pub(in crate::node) fn refused_alert(
    desk: &Desk<'_>,
    mrn: Mrn,
    reasons: &BTreeSet<GuaranteeRefusal>,
) -> Stored<()> {
    let shown: Vec<String> =
        reasons.iter().map(|reason| format!("{reason} {}", reason.en())).collect();
    let facts = format!("the guarantor refused: {}", shown.join(", "));
    desk.alert("GUR", Some(mrn.as_str()), None, facts)
}

/// G1, G2, G4: decides a request; no reason means granted.
pub(in crate::node) fn decide(
    desk: &Desk<'_>,
    grn: &str,
    request: &Request,
) -> Result<BTreeSet<GuaranteeRefusal>, Hindrance> {
    let Some(account) = desk.store.account(grn)? else {
        return Ok([GuaranteeRefusal::G01].into());
    };
    if request.request_no <= desk.store.tombstone(request.mrn)? {
        return Ok([GuaranteeRefusal::G90].into());
    }
    let bound = desk.store.reservation(request.mrn, grn)?;
    match core::request(&account, bound.as_ref(), request)? {
        Decision::Granted { account, reservation } => {
            desk.store.put_account(&account)?;
            desk.store.put_reservation(grn, &reservation)?;
            Ok(BTreeSet::new())
        }
        Decision::Refused(reasons) if overlooks(desk, &reasons)? => {
            let (account, reservation) = core::reserve(&account, request);
            desk.store.put_account(&account)?;
            desk.store.put_reservation(grn, &reservation)?;
            Ok(BTreeSet::new())
        }
        Decision::Refused(reasons) => Ok(reasons),
    }
}

/// A flaw's doing: only the balance speaks against it, and is ignored.
fn overlooks(desk: &Desk<'_>, reasons: &BTreeSet<GuaranteeRefusal>) -> Stored<bool> {
    Ok(reasons.iter().eq([&GuaranteeRefusal::G09]) && desk.deviates(Flaw::IgnoresBalance)?)
}

/// Gives the use of a guarantee back, on the national leg or by GUC; no reservation id is needed.
pub(super) fn cancel(
    desk: &Desk<'_>,
    movement: &Movement,
    grn: &Grn,
    request_no: u32,
) -> Result<(), Hindrance> {
    let mrn = movement.mrn;
    if desk.deviates(Flaw::ForgetsCancellation)? {
        return Ok(());
    }
    if grn.country() == desk.home {
        given_back(desk, mrn, grn.as_str(), request_no)?;
        return Ok(desk.note(mrn, &Cause::national(format!("GUC/{request_no}")))?);
    }
    let body = Guc { mrn: mrn.into(), request_no, grn: Claimed::from(grn.clone()) };
    let sender = Place::office(departure_of(movement).route.departure, Role::Dep);
    let guarantor = Place::node(Role::Gua);
    desk.post(Mail::new(grn.country(), sender, guarantor, Body::Guc(Box::new(body))))?;
    Ok(())
}

/// G5, G10: every request up to this number is void, also one that is yet to come.
pub(in crate::node) fn given_back(
    desk: &Desk<'_>,
    mrn: Mrn,
    grn: &str,
    request_no: u32,
) -> Stored<Disposition> {
    let (account, bound) = (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?);
    desk.store.bury_requests(mrn, request_no)?;
    let (Some(account), Some(bound)) = (account, bound) else { return Ok(Disposition::Applied) };
    let kept = bound.state() == PortionState::Reserved
        && bound.request_no <= request_no
        && desk.deviates(Flaw::KeepsCancelledGuarantee)?;
    if kept || bound.request_no > request_no {
        return Ok(Disposition::Applied);
    }
    match core::give_back(&account, &bound) {
        Some((account, reservation)) => {
            desk.store.put_account(&account)?;
            desk.store.put_reservation(grn, &reservation)?;
            Ok(Disposition::Applied)
        }
        None => Ok(Disposition::Duplicate),
    }
}

/// PD-46: frees the guarantee, on the national leg or by GUL.
pub(super) fn liberate(
    desk: &Desk<'_>,
    movement: &Movement,
    basis: Basis,
) -> Result<(), Hindrance> {
    let departure = departure_of(movement);
    let (mrn, grn) = (movement.mrn, &departure.grn);
    if grn.country() == desk.home {
        free(desk, mrn, grn.as_str())?;
        return Ok(desk.note(mrn, &Cause::national("GUL"))?);
    }
    let Some(write_off_id) = write_off_id(desk, movement)? else {
        return Err(Refusal::out_of_sequence("a liberation rests on a write-off").into());
    };
    let filed = desk.store.declaration(mrn)?;
    let exposure = filed.map(|filed| filed.declare.guarantee.exposure).unwrap_or_default();
    let portions = exposure
        .iter()
        .filter_map(|(country, xof)| Some(Amount { country: country.parse().ok()?, xof: *xof }));
    let body = Gul {
        mrn: mrn.into(),
        grn: Claimed::from(grn.clone()),
        reservation_id: None,
        basis,
        write_off_id,
        portions: portions.collect(),
    };
    let sender = Place::office(departure.route.departure, Role::Dep);
    let to = grn.country();
    desk.post(Mail::new(to, sender, Place::node(Role::Gua), Body::Gul(Box::new(body))))?;
    Ok(())
}

/// G6: frees a reservation; says whether there was one to free, or none at all.
pub(in crate::node) fn free(desk: &Desk<'_>, mrn: Mrn, grn: &str) -> Stored<Option<Disposition>> {
    let (account, bound) = (desk.store.account(grn)?, desk.store.reservation(mrn, grn)?);
    let (Some(account), Some(bound)) = (account, bound) else { return Ok(None) };
    if bound.state() != PortionState::Reserved {
        return Ok(Some(Disposition::Duplicate));
    }
    if desk.deviates(Flaw::KeepsGuarantee)? {
        return Ok(Some(Disposition::Applied));
    }
    force_free(desk, &account, mrn)?;
    Ok(Some(Disposition::Applied))
}

/// Frees what is bound for a movement on an account; says whether anything was.
pub(super) fn force_free(desk: &Desk<'_>, account: &Account, mrn: Mrn) -> Stored<bool> {
    let grn = account.grn.as_str();
    let Some(bound) = desk.store.reservation(mrn, grn)? else { return Ok(false) };
    let Some((account, reservation)) = core::liberate(account, &bound) else {
        return Ok(false);
    };
    desk.store.put_account(&account)?;
    desk.store.put_reservation(grn, &reservation)?;
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
