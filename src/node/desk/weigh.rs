//! Masses on scales (set SCA) and goods that lose mass by nature (set TOL), as PD-44 has it.

use super::acts::{listed, movement};
use super::declare::own_office;
use super::{Desk, Hindrance, control, duties};
use crate::adapter::acts::{ControlResult, Difference, Pass};
use crate::node::core::{self, ResultFact};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::OfficeCode;

/// Beyond tolerance after the scale's bias, officers are told; the movement goes on.
pub(super) fn compare(desk: &Desk<'_>, act: &Pass) -> Result<(), Hindrance> {
    let Some(shown) = control::weighed(act)? else { return Ok(()) };
    let movement = movement(desk, &act.mrn)?;
    let Some(declared) = movement.known().map(|known| known.load.gross_kg) else { return Ok(()) };
    let office = own_office(desk, &act.office, duties::role_of(listed(&act.direction)?).code())?;
    let bias = bias(desk, office, act.scale.as_deref())?;
    let (declared, shown) = (f64::from(declared), f64::from(shown.whole()));
    if let Some(difference) = core::beyond_tolerance(declared, shown, bias)
        && !desk.deviates(Flaw::IgnoresMass)?
    {
        let facts = format!("{shown} kg at {office}, {difference:+.0} kg against the declaration");
        desk.alert("F10", Some(movement.mrn.as_str()), None, facts)?;
    }
    Ok(())
}

/// What a scale shows too much, in percent.
fn bias(desk: &Desk<'_>, office: OfficeCode, scale: Option<&str>) -> Stored<f64> {
    let Some(scale) = scale else { return Ok(0.0) };
    if desk.deviates(Flaw::IgnoresBias)? {
        return Ok(0.0);
    }
    desk.bias(office, scale)
}

/// Words that a result bears where goods have lost no more than nature takes.
const NATURAL: &str = "Freinte naturelle";

/// Goods that weigh less than declared: what nature takes is A2 with a remark, more is an alert.
pub(super) fn shortages(
    desk: &Desk<'_>,
    act: &ControlResult,
    mut fact: ResultFact,
) -> Result<ResultFact, Hindrance> {
    let movement = movement(desk, &act.mrn)?;
    let Some(known) = movement.known() else { return Ok(fact) };
    for (item, lost) in act.differences.iter().filter_map(shortage) {
        let Some(hs) = known.load.hs.get(item) else { continue };
        let natural = lost <= desk.tolerance(hs)?;
        if natural && !desk.deviates(Flaw::OmitsNaturalLoss)? {
            let remark = format!("{NATURAL}, article {}: {lost:.2} %", item + 1);
            fact.remarks = format!("{} {remark}", fact.remarks).trim().chars().take(512).collect();
        }
        if alarms(desk, natural)? {
            let facts = format!("item {} ({hs}) lacks {lost:.2} % of its mass", item + 1);
            desk.alert("F19", Some(movement.mrn.as_str()), None, facts)?;
        }
    }
    Ok(fact)
}

/// A shortage alarms where nature does not explain it.
fn alarms(desk: &Desk<'_>, natural: bool) -> Stored<bool> {
    let flaw = if natural { Flaw::IgnoresNaturalLoss } else { Flaw::IgnoresShortage };
    Ok(desk.deviates(flaw)? == natural)
}

/// The item whose mass is less than declared, counted from 0, and what it lacks in percent.
fn shortage(told: &Difference) -> Option<(usize, f64)> {
    let rest = told.pointer.strip_prefix("/TDA/Goods/item[")?;
    let number: usize = rest.strip_suffix("]/@mass")?.parse().ok()?;
    let mass = |text: &Option<String>| text.as_deref()?.trim().parse::<f64>().ok();
    let (declared, found) = (mass(&told.declared)?, mass(&told.found)?);
    let lacks = declared > 0.0 && found < declared;
    lacks.then_some((number.checked_sub(1)?, (declared - found) / declared * 100.0))
}
