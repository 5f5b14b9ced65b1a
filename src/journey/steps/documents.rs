//! The paper that the driver carries.

use crate::journey::claims::claim;
use crate::journey::ended::Ended;
use crate::journey::steps::trips::time_limit;
use crate::journey::world::World;
use crate::record::claim::{Claim, Print};
use cucumber::{given, then};
use jiff::tz::TimeZone;

/// What a hostile, or merely careless, principal writes.
const MARKUP: &str = "<script>alert(\"1\")</script> ' OR 1=1 -- <img src=x onerror=y> &amp; <b>";

#[given("the principal has written markup into names and descriptions")]
async fn markup(world: &mut World) {
    let written = write_markup(world);
    world.note(written);
}

#[then("an accompanying document can be printed")]
async fn printed(world: &mut World) {
    let held = demand(world, "REQ-TAD-001", Print::There).await;
    world.note(held);
}

#[then("bars and squares on it both say the number of the movement")]
async fn coded(world: &mut World) {
    let held = demand(world, "REQ-TAD-002", Print::Codes).await;
    world.note(held);
}

#[then(
    "the accompanying document bears every seal, vehicle, office and item, the principal, the limit and the guarantee"
)]
async fn complete(world: &mut World) {
    let held = bears_all(world).await;
    world.note(held);
}

#[then("no accompanying document can be printed yet")]
async fn not_yet(world: &mut World) {
    let held = demand(world, "REQ-TAD-005", Print::Absent).await;
    world.note(held);
}

#[then("the accompanying document shows free text as it was written, and runs nothing")]
async fn inert(world: &mut World) {
    let held = free_text_is_text(world).await;
    world.note(held);
}

fn write_markup(world: &mut World) -> Result<(), Ended> {
    let none = || Ended::Error("no journey has been given yet".into());
    let declared = &mut world.movements.last_mut().ok_or_else(none)?.papers.declaration;
    "Fret <i>Rapide</i> & Cie".clone_into(&mut declared.carrier);
    "Négoce \"Yé\" <u>& Fils</u>".clone_into(&mut declared.principal.name);
    for item in &mut declared.goods.items {
        item.description = format!("{} {MARKUP}", item.description);
    }
    Ok(())
}

/// The country of departure is asked for the paper, and this is demanded of it.
async fn demand(world: &World, requirement: &str, demand: Print) -> Result<(), Ended> {
    let (movement, since) = (world.movement()?, world.done()?.since);
    let home = movement.departure();
    let printed = Claim::Printed { country: home.to_string(), mrn: movement.mrn.clone(), demand };
    world.claim(claim(requirement, home, since, printed)).await
}

async fn bears_all(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let declared = &movement.papers.declaration;
    let mut texts = vec![movement.mrn.clone(), declared.guarantee.grn.clone(), limit(world)?];
    texts.extend(movement.papers.seals());
    texts.extend(movement.papers.plates());
    texts.extend(declared.equipment.iter().filter_map(|unit| unit.container.clone()));
    texts.extend(declared.equipment.iter().filter_map(|unit| unit.seal_waiver.clone()));
    texts.extend(declared.passages.iter().map(|stop| stop.office.clone()));
    texts.extend([declared.office.clone(), declared.destination.clone()]);
    let principal = &declared.principal;
    texts.extend([&principal.id, &principal.name, &principal.address].map(String::clone));
    for item in &declared.goods.items {
        texts.extend([item.hs.clone(), item.description.clone(), item.count.to_string()]);
    }
    demand(world, "REQ-TAD-003", Print::Bears(texts)).await
}

/// The day of the time limit that the advance data name, as French readers write it.
fn limit(world: &World) -> Result<String, Ended> {
    let day = TimeZone::UTC.to_datetime(time_limit(world)?);
    Ok(day.strftime("%d/%m/%Y").to_string())
}

async fn free_text_is_text(world: &World) -> Result<(), Ended> {
    let declared = &world.movement()?.papers.declaration;
    let items = declared.goods.items.iter().map(|item| item.description.clone());
    let names = [declared.principal.name.clone(), declared.carrier.clone()];
    demand(world, "REQ-TAD-004", Print::Inert(items.chain(names).collect())).await
}
