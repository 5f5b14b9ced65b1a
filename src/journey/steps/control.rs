//! What control finds, and what follows from it.

use crate::journey::actor::{control, officer};
use crate::journey::claims::{Due, claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::{T_DIS, T_PAS, T_RES};
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("control finds packages missing")]
async fn missing(world: &mut World) {
    let done = control::find_missing(world).await;
    world.note(done);
}

#[when("control finds goods that were not declared")]
async fn more(world: &mut World) {
    let done = control::find_more(world).await;
    world.note(done);
}

#[when("control finds goods of another kind than declared")]
async fn another_kind(world: &mut World) {
    let done = control::find_another_kind(world).await;
    world.note(done);
}

#[when("control at destination then finds the goods in order")]
async fn validated(world: &mut World) {
    let done = async {
        officer::heard(world, "RES").await?;
        officer::find_in_order(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the officer of departure finds the discrepancy resolved")]
async fn resolved(world: &mut World) {
    let done = control::resolve(world).await;
    world.note(done);
}

#[then("the discrepancy procedure is opened, and nothing is written off")]
async fn opened(world: &mut World) {
    let held = procedure_opened(world).await;
    world.note(held);
}

#[then("the unsatisfactory result is notified, with the new item after the last")]
async fn new_item(world: &mut World) {
    let held = new_item_told(world).await;
    world.note(held);
}

#[then("the office of destination keeps the case open as a discrepancy")]
async fn kept_open(world: &mut World) {
    let held = case_open(world).await;
    world.note(held);
}

#[then("the decision is told with its reason")]
async fn decision(world: &mut World) {
    let held = decision_told(world).await;
    world.note(held);
}

#[then("the later result counts, and no decision is needed")]
async fn later_counts(world: &mut World) {
    let held = later_result_counts(world).await;
    world.note(held);
}

#[when("the office of entry scans the vehicle and replaces its seals")]
async fn replaced(world: &mut World) {
    let done = control::replace_seals(world).await;
    world.note(done);
}

#[when("the goods arrive under the new seals, and control finds them in order")]
async fn arrived_resealed(world: &mut World) {
    let done = async {
        officer::arrive(world).await?;
        officer::find_in_order(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the office of destination begins a full control")]
async fn begins(world: &mut World) {
    let done = control::begin(world).await;
    world.note(done);
}

#[when("full control finds goods, plates and seals as declared")]
async fn finds_all(world: &mut World) {
    let done = control::find_all(world).await;
    world.note(done);
}

#[when("control of the documents finds all in order, and the goods go into a warehouse")]
async fn finds_documents(world: &mut World) {
    let done = control::find_documents(world).await;
    world.note(done);
}

#[when("the goods arrive with a seal missing, and control finds them intact")]
async fn unsealed(world: &mut World) {
    let done = control::arrive_unsealed(world).await;
    world.note(done);
}

#[when("the officer of departure clears the hold with a reason")]
async fn cleared(world: &mut World) {
    let done = control::clear_seal_hold(world).await;
    world.note(done);
}

#[then("the new seals raise no hold")]
async fn no_hold(world: &mut World) {
    let held = write_off_leaves(world, "REQ-HLD-001").await;
    world.note(held);
}

#[then("the other country is told of the new seals")]
async fn new_seals(world: &mut World) {
    let held = new_seals_told(world).await;
    world.note(held);
}

#[then("the office of destination has the new seals to check")]
async fn to_check(world: &mut World) {
    let held = new_seals_to_check(world).await;
    world.note(held);
}

#[then("the goods are under control")]
async fn under_control(world: &mut World) {
    let held = in_control(world).await;
    world.note(held);
}

#[then("the result of the full control is notified, with the seals seen")]
async fn full_result(world: &mut World) {
    let held = full_result_told(world).await;
    world.note(held);
}

#[then("it says what the goods do next")]
async fn next_regime(world: &mut World) {
    let held = next_regime_told(world).await;
    world.note(held);
}

#[then("the movement is held for its seals, and nothing is written off")]
async fn held_for_seals(world: &mut World) {
    let held = held_back(world).await;
    world.note(held);
}

#[then("the hold is gone, and the write-off leaves")]
async fn hold_gone(world: &mut World) {
    let held = write_off_leaves(world, "REQ-HLD-003").await;
    world.note(held);
}

async fn write_off_leaves(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let any = sent((home, abroad), "WRO", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim(requirement, home, done.since, any).due(T_DIS.expiry(done.at))).await
}

async fn new_seals_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let seals = movement.papers.seals();
    let new = fields([
        ("Passage/newSeals/@unit", "1"),
        ("Passage/newSeals/@reason", control::SCANNED),
        ("Passage/newSeals/seal", seals.first().map_or("", String::as_str)),
    ]);
    let told = sent((abroad, home), "PAS", &movement.mrn, new, Times::AtLeast(1));
    let due = T_PAS.expiry(done.at);
    world.claim(claim("REQ-CTL-002", abroad, done.since, told).due(due)).await
}

async fn new_seals_to_check(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let abroad = movement.destination();
    let seals = says(abroad, &movement.mrn, "/identity/seals", movement.papers.seals());
    world.claim(claim("REQ-CTL-003", abroad, done.since, seals)).await
}

async fn in_control(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let abroad = movement.destination();
    let begun = says(abroad, &movement.mrn, "/destination/state", "CONTROL");
    world.claim(claim("REQ-CTL-005", abroad, done.since, begun)).await
}

async fn full_result_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let code = fields([
        ("Result/controlCode", "A1"),
        ("Result/conform", "1"),
        ("Result/stateOfSeals", "1"),
    ]);
    let told = sent((abroad, home), "RES", &movement.mrn, code, Times::AtLeast(1));
    let due = T_RES.expiry(done.at);
    world.claim(claim("REQ-DST-002", abroad, done.since, told).due(due)).await?;
    let seals = movement.papers.seals();
    let seal = fields([("Result/seal", seals.first().map_or("", String::as_str))]);
    let told = sent((abroad, home), "RES", &movement.mrn, seal, Times::AtLeast(1));
    world.claim(claim("REQ-CTL-004", abroad, done.since, told)).await
}

async fn next_regime_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let regime = fields([("Result/nextRegime", "WAREHOUSE")]);
    let told = sent((abroad, home), "RES", &movement.mrn, regime, Times::AtLeast(1));
    world.claim(claim("REQ-CTL-006", abroad, done.since, told)).await
}

async fn held_back(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let none = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim("REQ-HLD-002", home, done.since, none)).await
}

async fn procedure_opened(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = movement.journey.destination.to_string();
    let about = fields([("Discrepancy/office", office.as_str()), ("Discrepancy/resultNo", "1")]);
    let told = sent((home, abroad), "DSP", &movement.mrn, about, Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    world.claim(claim("REQ-DSP-001", home, done.since, told).due(due)).await?;
    let none = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim("REQ-DSP-002", home, done.since, none)).await
}

async fn new_item_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let code = fields([
        ("Result/controlCode", "B1"),
        ("Result/conform", "0"),
        ("Result/stateOfSeals", "1"),
    ]);
    let told = sent((abroad, home), "RES", &movement.mrn, code, Times::AtLeast(1));
    let due = T_RES.expiry(done.at);
    world.claim(claim("REQ-DST-002", abroad, done.since, told).due(due)).await?;
    let item = control::undeclared(movement);
    let item = fields([
        ("Result/difference/pointer", item.pointer.as_str()),
        ("Result/difference/found", item.found.as_deref().unwrap_or_default()),
        ("Result/difference/declared", ""),
    ]);
    let told = sent((abroad, home), "RES", &movement.mrn, item, Times::AtLeast(1));
    world.claim(claim("REQ-CTL-001", abroad, done.since, told)).await
}

async fn case_open(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let abroad = movement.destination();
    let open = says(abroad, &movement.mrn, "/destination/state", "DISCREPANCY");
    world.claim(claim("REQ-DSP-004", abroad, done.since, open).due(world.stage.ack_due())).await
}

async fn decision_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let decision = fields([
        ("Decision/decision", "RESOLVED"),
        ("Decision/resultNo", "1"),
        ("Decision/reason", control::SETTLED),
    ]);
    let told = sent((home, abroad), "DSV", &movement.mrn, decision, Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    world.claim(claim("REQ-DSP-003", home, done.since, told).due(due)).await
}

/// A result that validates is the destination's change, not departure's decision (PD-19).
async fn later_result_counts(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let any = sent((home, abroad), "WRO", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    world.claim(claim("REQ-DSP-005", home, done.since, any).due(due)).await?;
    let none = none_sent(home, abroad, "DSV", &movement.mrn);
    world.claim(claim("REQ-DSP-005", home, 0, none)).await
}
