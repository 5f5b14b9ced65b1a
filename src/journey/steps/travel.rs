//! A journey from declaration to write-off, and what its countries must tell each other.

use crate::journey::actor::{guarantor as ledger, officer};
use crate::journey::claims::{Due, claim, fields, none_sent, reservation, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::{T_ADV, T_ARR, T_DIS, T_PAS, T_RES};
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the goods are declared, guaranteed and released")]
async fn dispatch(world: &mut World) {
    let done = officer::dispatch(world).await;
    world.note(done);
}

#[when("the goods are released and travel to the office of destination")]
async fn travel(world: &mut World) {
    let done = async {
        officer::dispatch(world).await?;
        officer::travel(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the goods travel on to the office of destination")]
async fn travel_on(world: &mut World) {
    let done = officer::travel(world).await;
    world.note(done);
}

#[when("the vehicle leaves the country of departure")]
async fn leave(world: &mut World) {
    let done = officer::leave(world).await;
    world.note(done);
}

#[when("the vehicle enters the country of destination")]
async fn enter(world: &mut World) {
    let done = officer::enter(world).await;
    world.note(done);
}

#[when("the goods are presented at the office of destination")]
async fn arrive(world: &mut World) {
    let done = officer::arrive(world).await;
    world.note(done);
}

#[when("control finds the goods in order")]
async fn in_order(world: &mut World) {
    let done = officer::find_in_order(world).await;
    world.note(done);
}

#[then("the advance data reach the other country as declared")]
async fn advised(world: &mut World) {
    let held = advice(world).await;
    world.note(held);
}

#[then(regex = "^the other country is told of its (exit|entry)$")]
async fn told(world: &mut World, passage: String) {
    let held = passage_told(world, &passage).await;
    world.note(held);
}

#[then("their arrival is notified, and nothing more")]
async fn arrival(world: &mut World) {
    let held = arrival_told(world).await;
    world.note(held);
}

#[then("the result is notified")]
async fn result(world: &mut World) {
    let held = result_told(world).await;
    world.note(held);
}

#[then("the movement is written off and the guarantee free")]
async fn written_off(world: &mut World) {
    let held = async {
        discharged(world).await?;
        freed(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the movement is written off, the guarantor told once, and the guarantee free")]
async fn liberation(world: &mut World) {
    let held = async {
        discharged(world).await?;
        liberated(world).await?;
        freed(world).await
    };
    let held = held.await;
    world.note(held);
}

async fn advice(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (from, to) = (movement.departure(), movement.destination());
    let due = T_ADV.expiry(done.at);
    for code in ["TDA", "TPA"] {
        let any = sent((from, to), code, &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
        world.claim(claim("REQ-DEP-002", from, done.since, any).due(due)).await?;
    }
    let declared = &movement.papers.declaration;
    let plates = movement.papers.plates();
    let seals = movement.papers.seals();
    let goods = &declared.goods;
    let as_declared = fields([
        ("Principal/@id", declared.principal.id.as_str()),
        ("Principal/name", &declared.principal.name),
        ("Principal/address", &declared.principal.address),
        ("Carrier/name", &declared.carrier),
        ("Vehicles/vehicle/@plate", plates.first().map_or("", String::as_str)),
        ("Equipment/unit/seal", seals.first().map_or("", String::as_str)),
        ("Goods/@grossMass", &goods.gross_mass),
        ("Goods/item", goods.items.first().map_or("", |item| item.description.as_str())),
        ("Goods/item/@mass", goods.items.first().map_or("", |item| item.mass.as_str())),
    ]);
    for code in ["TDA", "TPA"] {
        let whole = sent((from, to), code, &movement.mrn, as_declared.clone(), Times::AtLeast(1));
        world.claim(claim("REQ-DEP-003", from, done.since, whole)).await?;
    }
    Ok(())
}

async fn passage_told(world: &World, passage: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let (from, to, direction) = match passage {
        "exit" => (home, abroad, "EXIT"),
        _ => (abroad, home, "ENTRY"),
    };
    let office = movement.papers.office(from, direction);
    let told = fields([("Passage/office", office), ("Passage/direction", direction)]);
    let told = sent((from, to), "PAS", &movement.mrn, told, Times::AtLeast(1));
    let due = T_PAS.expiry(done.at);
    world.claim(claim("REQ-PAS-001", from, done.since, told).due(due)).await?;
    let seals = movement.papers.seals();
    let plates = movement.papers.plates();
    let seen = fields([
        ("Passage/direction", direction),
        ("Passage/outcome", "PASSED"),
        ("Passage/stateOfSeals", "1"),
        ("Passage/seal", seals.first().map_or("", String::as_str)),
        ("Passage/plate", plates.first().map_or("", String::as_str)),
    ]);
    let seen = sent((from, to), "PAS", &movement.mrn, seen, Times::AtLeast(1));
    world.claim(claim("REQ-PAS-002", from, done.since, seen)).await
}

async fn arrival_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = movement.journey.destination.to_string();
    let arrived = fields([("Arrival/office", office.as_str())]);
    let arrived = sent((abroad, home), "ARR", &movement.mrn, arrived, Times::AtLeast(1));
    let due = T_ARR.expiry(done.at);
    world.claim(claim("REQ-DST-001", abroad, done.since, arrived).due(due)).await?;
    // An exact number is decided when the cell is quiet: whatever the arrival causes has come.
    let silent = none_sent(abroad, home, "RES", &movement.mrn);
    world.claim(claim("REQ-DST-003", abroad, done.since, silent)).await?;
    let silent = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim("REQ-DEP-005", home, done.since, silent)).await
}

async fn result_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let result = fields([
        ("Result/controlCode", officer::IN_ORDER),
        ("Result/conform", "1"),
        ("Result/stateOfSeals", "1"),
    ]);
    let result = sent((abroad, home), "RES", &movement.mrn, result, Times::AtLeast(1));
    let due = T_RES.expiry(done.at);
    world.claim(claim("REQ-DST-002", abroad, done.since, result).due(due)).await
}

/// Written off once, naming the actual office.
async fn discharged(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    if world.tagged.iter().any(|tag| tag == "REQ-DEP-004") {
        let office = movement.journey.destination.to_string();
        let named = fields([("WriteOff/basis", "RESULT"), ("WriteOff/actualOffice", &office)]);
        let once = |times| sent((home, abroad), "WRO", &movement.mrn, named.clone(), times);
        let due = T_DIS.expiry(done.at);
        let seen = claim("REQ-DEP-004", home, done.since, once(Times::AtLeast(1))).due(due);
        world.claim(seen).await?;
        world.claim(claim("REQ-DEP-004", home, done.since, once(Times::Exactly(1)))).await?;
    } else {
        let any = sent((home, abroad), "WRO", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
        world.stage.await_claim(any, done.since, T_DIS.expiry(done.at)).await?;
    }
    Ok(())
}

/// Every portion is free, and the balance is whole.
pub(super) async fn freed(world: &World) -> Result<(), Ended> {
    if !world.tagged.iter().any(|tag| tag == "REQ-GUA-003") {
        return Ok(());
    }
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    let due = world.stage.ack_due();
    let free = reservation(guarantor, movement.grn(), &movement.mrn, "RELEASED");
    world.claim(claim("REQ-GUA-003", guarantor, done.since, free).due(due)).await?;
    let whole = world.stage.cell.corridor().guarantor(guarantor).reference_amount;
    let whole = ledger::balance(world, whole)?;
    world.claim(claim("REQ-GUA-003", guarantor, done.since, whole).due(due)).await
}

/// One order of liberation went to the guarantor, and it names the write-off.
async fn liberated(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let write_off = world.stage.message(home, "WRO", &movement.mrn)?;
    let order = fields([("GuaranteeRelease/writeOffId", write_off.message_id.as_str())]);
    let order = sent((home, guarantor), "GUL", &movement.mrn, order, Times::Exactly(1));
    world.claim(claim("REQ-GUA-004", home, done.since, order)).await
}
