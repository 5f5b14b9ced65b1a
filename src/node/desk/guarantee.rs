//! Departure speaks to the guarantor: on the wire, or as a national leg within one node (PD-15).

use std::collections::{BTreeMap, BTreeSet};

use super::duties::{decided, departure_of, write_off_id};
use super::guarantor::{decide, free_nationally, given_back};
use super::outgoing::{Mail, Place};
use super::{Cause, Desk, Hindrance};
use crate::adapter::acts::{AmendGuarantee, IncreaseGuarantee};
use crate::message::advice::Portion as Amount;
use crate::message::guarantee::{Guc, Gul, Guq};
use crate::message::{Body, Claimed};
use crate::node::core::{Event, Movement, Refusal, Request};
use crate::node::flaw::Flaw;
use crate::node::store::{Filed, Stored};
use crate::profile::lists::{Basis, FunctionalErrorCode, GuaranteePurpose, GuaranteeRefusal, Role};
use crate::profile::{Country, Grn, Mrn};

/// Largest amount of 16 digits (PD-01).
pub(super) const MOST: u64 = 9_999_999_999_999_999;

/// D1, D5, GU13: asks the guarantor, wherever it is.
pub(super) fn ask(
    desk: &Desk<'_>,
    movement: &Movement,
    request_no: u32,
    purpose: GuaranteePurpose,
) -> Result<(), Hindrance> {
    let departure = departure_of(movement);
    let (mrn, grn) = (movement.mrn, &departure.grn);
    let filed = filed(desk, movement)?;
    let declare = &filed.declare;
    let exposure = at_risk(desk, &filed, purpose)?;
    if grn.country() == desk.home {
        desk.note(mrn, &Cause::national(format!("GUQ/{request_no}")))?;
        let request = Request {
            mrn,
            request_no,
            access_code: declare.guarantee.access_code.clone(),
            principal: declare.principal.id.clone(),
            exposure,
        };
        let reasons = decide(desk, grn.as_str(), &request)?;
        if !reasons.is_empty() {
            refused_alert(desk, mrn, &reasons)?;
        }
        return decided(desk, movement, request_no, reasons.is_empty());
    }
    let initial =
        purpose == GuaranteePurpose::Increase && desk.deviates(Flaw::AsksIncreaseAsInitial)?;
    let body = Guq {
        mrn: mrn.into(),
        request_no,
        purpose: if initial { GuaranteePurpose::Initial } else { purpose },
        grn: Claimed::from(grn.clone()),
        access_code: declare.guarantee.access_code.clone(),
        principal_id: declare.principal.id.clone(),
        principal_scheme: super::compose::scheme(desk.home),
        exposures: exposure.into_iter().map(|(country, xof)| Amount { country, xof }).collect(),
    };
    let sender = Place::office(departure.route.departure, Role::Dep);
    let to = grn.country();
    desk.post(Mail::new(to, sender, Place::node(Role::Gua), Body::Guq(Box::new(body))))?;
    Ok(())
}

fn filed(desk: &Desk<'_>, movement: &Movement) -> Result<Filed, Hindrance> {
    let filed = desk.store.declaration(movement.mrn)?;
    Ok(filed.ok_or_else(|| Refusal::out_of_sequence("no declaration is stored"))?)
}

/// What a request puts at risk, country by country.
fn at_risk(
    desk: &Desk<'_>,
    filed: &Filed,
    purpose: GuaranteePurpose,
) -> Stored<Vec<(Country, u64)>> {
    let increase = filed.increase.as_ref().filter(|_| purpose == GuaranteePurpose::Increase);
    let exposure = increase.unwrap_or(&filed.declare.guarantee.exposure).iter();
    let mut exposure: Vec<(Country, u64)> =
        exposure.filter_map(|(country, amount)| Some((country.parse().ok()?, *amount))).collect();
    if let Some(premium) = filed.premium
        && desk.deviates(Flaw::ReservesPremium)?
    {
        for (_, amount) in &mut exposure {
            *amount = premium.amount;
        }
    }
    Ok(exposure)
}

/// GU13: the officer puts more at risk in the countries that have a portion.
pub(super) fn increase(desk: &Desk<'_>, act: &IncreaseGuarantee) -> Result<Event, Hindrance> {
    let movement = super::acts::movement(desk, &act.mrn)?;
    let mut filed = filed(desk, &movement)?;
    let now = &filed.declare.guarantee.exposure;
    let sum =
        |amounts: &BTreeMap<String, u64>| amounts.values().copied().map(u128::from).sum::<u128>();
    let rule = |reason: &str| {
        let code = FunctionalErrorCode::Rule;
        Hindrance::from(Refusal::new(code, reason).by_rule("R-EXPOSURE"))
    };
    if !act.exposure.keys().eq(now.keys()) {
        return Err(rule("an increase names the countries that have a portion, and no other"));
    }
    if act.exposure.values().any(|amount| *amount > MOST) || sum(&act.exposure) <= sum(now) {
        return Err(rule("an increase is more than before, each amount of at most 16 digits"));
    }
    filed.increase = Some(act.exposure.clone());
    desk.store.amend_declaration(movement.mrn, &filed)?;
    Ok(Event::IncreaseAsked)
}

/// GU13: what the increase put at risk is what is secured from now on.
pub(super) fn secure_more(desk: &Desk<'_>, movement: &Movement) -> Result<(), Hindrance> {
    let mut filed = filed(desk, movement)?;
    if let Some(exposure) = filed.increase.take() {
        filed.declare.guarantee.exposure = exposure;
        desk.store.amend_declaration(movement.mrn, &filed)?;
    }
    Ok(())
}

/// D5: the declaration names another use of a guarantee from now on.
pub(super) fn amend(desk: &Desk<'_>, act: &AmendGuarantee) -> Result<Event, Hindrance> {
    let movement = super::acts::movement(desk, &act.mrn)?;
    let unknown = || Refusal::out_of_sequence("no declaration is stored");
    let mut filed = desk.store.declaration(movement.mrn)?.ok_or_else(unknown)?;
    let route = movement.route().ok_or_else(unknown)?;
    let refused = std::mem::replace(&mut filed.declare.guarantee, act.guarantee.clone());
    let grn = super::declare::guarantee(&filed.declare, route)?;
    if desk.deviates(Flaw::AsksWithOldData)? {
        filed.declare.guarantee.access_code = refused.access_code;
    }
    filed.premium = super::premium::agreed(desk, &mut filed.declare, (&grn, route))?;
    desk.store.amend_declaration(movement.mrn, &filed)?;
    Ok(Event::GuaranteeAmended { grn })
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

/// PD-46: frees the guarantee, on the national leg or by GUL.
pub(super) fn liberate(
    desk: &Desk<'_>,
    movement: &Movement,
    basis: Basis,
) -> Result<(), Hindrance> {
    let departure = departure_of(movement);
    let (mrn, grn) = (movement.mrn, &departure.grn);
    if grn.country() == desk.home {
        free_nationally(desk, mrn, grn.as_str())?;
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
