//! Principals and the guarantees that they name, rightly or wrongly.

use super::officer;
use crate::adapter::acts::{AmendGuarantee, GuaranteeUse};
use crate::adapter::contract::GuaranteeEntry;
use crate::cast::{self, Papers};
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::player::good_in_one_country;
use crate::journey::world::World;
use crate::profile::Country;
use jiff::SignedDuration;

/// A code that no guarantor of the corridor has given out.
const WRONG_CODE: &str = "0000";

/// The goods are declared under a number that is valid and that nobody keeps.
pub(in crate::journey) async fn declare_unknown(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (guarantor, principal) = (movement.guarantor(), movement.journey.principal.clone());
    let year = movement.grn()[..2].parse().unwrap_or_default();
    let corridor = world.stage.cell.corridor().clone();
    let nobodys = cast::guarantee(&corridor, guarantor, &principal, year, &mut world.chance);
    secured_by(world, &nobodys)?;
    officer::declare(world).await
}

/// The goods are declared under a code that is not the guarantee's.
pub(in crate::journey) async fn declare_wrong_code(world: &mut World) -> Result<(), Ended> {
    WRONG_CODE.clone_into(&mut used(world)?.access_code);
    officer::declare(world).await
}

/// The goods are declared under a guarantee that is good in its guarantor's country only.
pub(in crate::journey) async fn declare_limited(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (guarantor, journey) = (movement.guarantor(), movement.journey.name.clone());
    let limited = granted(world, guarantor, &good_in_one_country(&journey))?;
    secured_by(world, &limited)?;
    officer::declare(world).await
}

/// More is put at risk than the guarantee is good for.
pub(in crate::journey) async fn declare_too_much(world: &mut World) -> Result<(), Ended> {
    let guarantor = world.movement()?.guarantor();
    let amount = world.stage.cell.corridor().guarantor(guarantor).reference_amount;
    if let Some(movement) = world.movements.last_mut() {
        movement.risk(amount + 1);
    }
    officer::declare(world).await
}

/// A wrong code was declared, and the guarantor has refused it.
pub(in crate::journey) async fn refused_for_code(world: &mut World) -> Result<(), Ended> {
    declare_wrong_code(world).await?;
    officer::ask_guarantor(world).await?;
    officer::await_refusal(world).await
}

/// The principal finds the right code.
pub(in crate::journey) async fn amend_code(world: &mut World) -> Result<(), Ended> {
    let guarantor = world.movement()?.guarantor();
    let code = world.stage.cell.corridor().guarantor(guarantor).access_code.clone();
    used(world)?.access_code = code;
    amend(world).await
}

/// The principal names a guarantee of the other guarantor.
pub(in crate::journey) async fn change_guarantor(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (home, abroad) = (movement.departure(), movement.destination());
    let other = if movement.guarantor() == home { abroad } else { home };
    let entry = granted(world, other, &movement.journey.name.clone())?;
    secured_by(world, &entry)?;
    amend(world).await
}

/// A day later the principal amends, and the code is wrong again.
pub(in crate::journey) async fn err_again(world: &mut World) -> Result<(), Ended> {
    let next_day = world.stage.cell.business() + SignedDuration::from_hours(24);
    world.stage.cell.advance(next_day, "a day later").await?;
    amend(world).await?;
    officer::await_refusal(world).await
}

async fn amend(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let guarantee = movement.papers.declaration.guarantee.clone();
    let detail = AmendGuarantee { mrn: movement.mrn.clone(), guarantee };
    let done = world.stage.does(movement.departure(), "amend", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// A second movement of the same journey is guaranteed by the same guarantee; the first stays the
/// one that steps talk about.
pub(in crate::journey) async fn secure_another(world: &mut World) -> Result<(), Ended> {
    another(world)?;
    officer::secure(world).await?;
    let other = world.movements.pop();
    world.movements.splice(0..0, other);
    Ok(())
}

/// Two movements, each of which takes just over half of one guarantee, are declared.
pub(in crate::journey) async fn declare_two_halves(world: &mut World) -> Result<(), Ended> {
    let guarantor = world.movement()?.guarantor();
    let amount = world.stage.cell.corridor().guarantor(guarantor).reference_amount;
    if let Some(movement) = world.movements.last_mut() {
        movement.risk(amount / 2 + 1);
    }
    officer::declare(world).await?;
    another(world)?;
    officer::declare(world).await
}

/// One more movement with the same risk on the same guarantee.
fn another(world: &mut World) -> Result<(), Ended> {
    let first = world.movement()?.clone();
    let entry = granted(world, first.guarantor(), &first.journey.name)?;
    let corridor = world.stage.cell.corridor().clone();
    let mut papers = Papers::draw(&corridor, &first.journey, &entry, &mut world.chance);
    papers.declaration.guarantee = first.papers.declaration.guarantee.clone();
    world.movements.push(Movement { journey: first.journey, papers, mrn: String::new() });
    Ok(())
}

/// The use of a guarantee that will be declared.
pub(super) fn used(world: &mut World) -> Result<&mut GuaranteeUse, Ended> {
    let movement = world.movements.last_mut();
    let movement = movement.ok_or_else(|| Ended::Error("no journey has been given yet".into()))?;
    Ok(&mut movement.papers.declaration.guarantee)
}

fn secured_by(world: &mut World, entry: &GuaranteeEntry) -> Result<(), Ended> {
    let used = used(world)?;
    used.grn.clone_from(&entry.grn);
    used.access_code.clone_from(&entry.access_code);
    Ok(())
}

fn granted(world: &World, guarantor: Country, name: &str) -> Result<GuaranteeEntry, Ended> {
    let entry = world.purse.get(&(guarantor, name.to_owned())).cloned();
    entry.ok_or_else(|| Ended::Error(format!("no guarantee of {guarantor} was granted: {name}")))
}
