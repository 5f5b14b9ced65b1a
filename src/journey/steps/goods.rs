//! What advance data say of goods, their papers and their vehicles.

use crate::journey::actor::officer;
use crate::journey::claims::{claim, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the goods travel to the office of destination")]
async fn travel(world: &mut World) {
    let done = officer::travel(world).await;
    world.note(done);
}

#[then("they say why a unit bears no seal")]
async fn waivers(world: &mut World) {
    let held = said(world, "REQ-RUL-001", waived).await;
    world.note(held);
}

#[then("they name the consignee of each item")]
async fn consignees(world: &mut World) {
    let held = said(world, "REQ-RUL-002", received).await;
    world.note(held);
}

#[then("they carry every document, with the item that it belongs to")]
async fn documents(world: &mut World) {
    let held = said(world, "REQ-RUL-003", documented).await;
    world.note(held);
}

#[then("they list every vehicle of the train")]
async fn vehicles(world: &mut World) {
    let held = said(world, "REQ-RUL-004", drawn).await;
    world.note(held);
}

#[then("they say for each item what it is, how it is packed, and in how many packages")]
async fn packages(world: &mut World) {
    let held = said(world, "REQ-RUL-005", packed).await;
    world.note(held);
}

#[then("the seals of the country of departure are accepted as they are")]
async fn seals(world: &mut World) {
    let held = accepted(world).await;
    world.note(held);
}

/// Paths and what must stand there.
pub(super) type Fields = BTreeMap<String, String>;

/// TDA and TPA both say it.
pub(super) async fn said(
    world: &World,
    requirement: &str,
    fields: fn(&crate::adapter::acts::Declare) -> Fields,
) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (from, to) = (movement.departure(), movement.destination());
    let fields = fields(&movement.papers.declaration);
    if fields.is_empty() {
        return Err(Ended::Error(format!(
            "{requirement}: the journey declares nothing of the kind"
        )));
    }
    for code in ["TDA", "TPA"] {
        let whole = sent((from, to), code, &movement.mrn, fields.clone(), Times::AtLeast(1));
        world.claim(claim(requirement, from, done.since, whole)).await?;
    }
    Ok(())
}

fn waived(declared: &crate::adapter::acts::Declare) -> Fields {
    let waiver = |(no, unit): (usize, &crate::adapter::acts::Equipment)| {
        let path = format!("Equipment/unit[{no}]/sealWaiver");
        Some((path, unit.seal_waiver.clone()?))
    };
    (1..).zip(&declared.equipment).filter_map(waiver).collect()
}

fn received(declared: &crate::adapter::acts::Declare) -> Fields {
    let mut fields = Fields::new();
    for (no, consignee) in (1..).zip(&declared.consignees) {
        let at = format!("Consignees/consignee[{no}]");
        fields.insert(format!("{at}/@no"), no.to_string());
        fields.insert(format!("{at}/@id"), consignee.id.clone());
        fields.insert(format!("{at}/name"), consignee.name.clone());
        fields.insert(format!("{at}/address"), consignee.address.clone());
    }
    for (no, item) in (1..).zip(&declared.goods.items) {
        let consignee = item.consignee.map(|no| no.to_string());
        fields.insert(format!("Goods/item[{no}]/@consignee"), consignee.unwrap_or_default());
    }
    fields
}

pub(super) fn documented(declared: &crate::adapter::acts::Declare) -> Fields {
    let mut fields = Fields::new();
    for (no, document) in (1..).zip(&declared.documents) {
        let at = format!("Documents/document[{no}]");
        let item = document.item.map(|item| item.to_string());
        fields.insert(format!("{at}/@type"), document.kind.clone());
        fields.insert(format!("{at}/@ref"), document.reference.clone());
        fields.insert(format!("{at}/@item"), item.unwrap_or_default());
    }
    fields
}

fn drawn(declared: &crate::adapter::acts::Declare) -> Fields {
    let mut fields = Fields::new();
    for (no, vehicle) in (1..).zip(&declared.vehicles) {
        let at = format!("Vehicles/vehicle[{no}]");
        fields.insert(format!("{at}/@type"), vehicle.kind.clone());
        fields.insert(format!("{at}/@plate"), vehicle.plate.clone());
        fields.insert(format!("{at}/@nationality"), vehicle.nationality.clone());
    }
    fields
}

fn packed(declared: &crate::adapter::acts::Declare) -> Fields {
    let mut fields = Fields::new();
    for (no, item) in (1..).zip(&declared.goods.items) {
        let at = format!("Goods/item[{no}]");
        fields.insert(at.clone(), item.description.clone());
        fields.insert(format!("{at}/@hs"), item.hs.clone());
        fields.insert(format!("{at}/@mass"), item.mass.clone());
        fields.insert(format!("{at}/@pkg"), item.package.clone());
        fields.insert(format!("{at}/@count"), item.count.to_string());
    }
    fields
}

/// The office of entry tells every seal as seen, and their state as good.
async fn accepted(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let seals = (1..).zip(movement.papers.seals());
    let mut seen: Fields = seals.map(|(no, seal)| (format!("Passage/seal[{no}]"), seal)).collect();
    seen.insert("Passage/direction".to_owned(), "ENTRY".to_owned());
    seen.insert("Passage/stateOfSeals".to_owned(), "1".to_owned());
    let seen = sent((abroad, home), "PAS", &movement.mrn, seen, Times::AtLeast(1));
    world.claim(claim("REQ-RUL-006", abroad, done.since, seen)).await
}
