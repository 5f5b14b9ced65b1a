//! Claims on a guarantee: taken back, rejected, too late, undecided, and in the way of a liberation.

use crate::journey::actor::{claimant, guarantor};
use crate::journey::claims::{Due, alarmed, answered, claim, fields, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::{given, then, when};
use std::collections::BTreeMap;

#[given("the country of destination recovers, for a discrepancy that nobody resolved")]
async fn recovers(world: &mut World) {
    let done = claimant::recovered_after_discrepancy(world).await;
    world.note(done);
}

#[when("the competent country takes its claim back")]
async fn withdraw(world: &mut World) {
    let done = claimant::withdraw(world).await;
    world.note(done);
}

#[when("the guarantor rejects the claim")]
async fn reject(world: &mut World) {
    let done = claimant::reject(world).await;
    world.note(done);
}

#[when("nobody decides on the claim for sixty days")]
async fn undecided(world: &mut World) {
    let done = claimant::wait_for_decision(world).await;
    world.note(done);
}

#[when("the competent country waives the duties")]
async fn waive(world: &mut World) {
    let done = claimant::waive(world).await;
    world.note(done);
}

#[then("the guarantor hears of it, and the portion is reserved again")]
async fn withdrawn(world: &mut World) {
    let held = taken_back(world).await;
    world.note(held);
}

#[then("the claimant is told, and the portion is reserved again")]
async fn rejected(world: &mut World) {
    let held = reserved_again(world, "REQ-CLM-006", "REJECTED").await;
    world.note(held);
}

#[then("the claimant is told that nothing is left to claim")]
async fn too_late(world: &mut World) {
    let held = nothing_left(world).await;
    world.note(held);
}

#[then("claimant and guarantor are reminded, and the portion stays claimed")]
async fn reminded(world: &mut World) {
    let held = both_reminded(world).await;
    world.note(held);
}

#[then("the order to free the guarantee waits for the claim")]
async fn waits(world: &mut World) {
    let held = waits_for_claim(world).await;
    world.note(held);
}

#[then("the order is obeyed, and every portion is free")]
async fn obeyed(world: &mut World) {
    let held = all_free(world).await;
    world.note(held);
}

async fn taken_back(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    let order = fields([
        ("GuaranteeClaim/action", "WITHDRAW"),
        ("GuaranteeClaim/claimNo", "1"),
        ("GuaranteeClaim/portion/@country", abroad.as_str()),
    ]);
    let order = sent((abroad, guarantor), "GCL", &movement.mrn, order, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-CLM-005", abroad, done.since, order).due(due)).await?;
    reserved_again(world, "REQ-CLM-005", "WITHDRAWN").await
}

/// G8: the claimant hears of it, and the portion is what it was before the claim.
async fn reserved_again(world: &World, requirement: &str, result: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    let due = world.stage.ack_due();
    told(world, requirement, result, "1").await?;
    let portion = guarantor::portion_of(world, abroad, "RESERVED")?;
    world.claim(claim(requirement, guarantor, done.since, portion).due(due)).await?;
    let bound: u64 = movement.papers.declaration.guarantee.exposure.values().sum();
    let left = guarantor::reference_amount(world)? - bound;
    let left = guarantor::balance(world, left)?;
    world.claim(claim(requirement, guarantor, done.since, left).due(due)).await
}

async fn told(world: &World, requirement: &str, result: &str, no: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    let about = fields([
        ("GuaranteeClaimResult/result", result),
        ("GuaranteeClaimResult/claimNo", no),
        ("GuaranteeClaimResult/portion/@country", abroad.as_str()),
    ]);
    let told = sent((guarantor, abroad), "GCR", &movement.mrn, about, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, guarantor, done.since, told).due(due)).await
}

/// G10: the portion was paid, so a second claim finds nothing.
async fn nothing_left(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    told(world, "REQ-CLM-007", "ENDED", "2").await?;
    let portion = guarantor::portion_of(world, abroad, "PAID")?;
    world.claim(claim("REQ-CLM-007", guarantor, done.since, portion)).await
}

/// T-GCL: an alert on both sides, and nothing else.
async fn both_reminded(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    let due = world.stage.ack_due();
    for country in [guarantor, abroad] {
        let alert = alarmed(country, "T-GCL");
        world.claim(claim("REQ-CLM-008", country, done.since, alert).due(due)).await?;
    }
    let portion = guarantor::portion_of(world, abroad, "CLAIMED")?;
    world.claim(claim("REQ-CLM-008", guarantor, done.since, portion).due(due)).await
}

/// G9: while one portion is claimed, none is freed.
async fn waits_for_claim(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad, guarantor) =
        (movement.departure(), movement.destination(), movement.guarantor());
    let due = world.stage.ack_due();
    let ended = fields([("WriteOff/basis", "RECOVERED")]);
    let ended = sent((home, abroad), "WRO", &movement.mrn, ended, Times::AtLeast(1));
    world.stage.await_claim(ended, done.since, due).await?;
    let order = if home == guarantor {
        None
    } else {
        Some(world.stage.message(home, "GUL", &movement.mrn)?.message_id)
    };
    if let Some(order) = &order {
        let ack = ("ACK", Some("HELD"));
        let held = answered(order, guarantor, ack, BTreeMap::new(), Times::AtLeast(1));
        world.claim(claim("REQ-CLM-009", guarantor, done.since, held).due(due)).await?;
    }
    still_claimed(world).await?;
    // The claim may take longer than any other forerunner.
    claimant::outlast_holding(world).await?;
    if let Some(order) = &order {
        let refused = ("FNK", Some("92"));
        let none = answered(order, guarantor, refused, BTreeMap::new(), Times::Exactly(0));
        world.claim(claim("REQ-CLM-009", guarantor, done.since, none)).await?;
    }
    still_claimed(world).await
}

async fn still_claimed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    let due = world.stage.ack_due();
    for (country, state) in
        [(movement.destination(), "CLAIMED"), (movement.departure(), "RESERVED")]
    {
        let portion = guarantor::portion_of(world, country, state)?;
        world.claim(claim("REQ-CLM-009", guarantor, done.since, portion).due(due)).await?;
    }
    Ok(())
}

/// G9: the claim has left the portion, so the order that waited has its effect.
async fn all_free(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    let due = world.stage.ack_due();
    for country in [movement.destination(), movement.departure()] {
        let portion = guarantor::portion_of(world, country, "RELEASED")?;
        world.claim(claim("REQ-CLM-009", guarantor, done.since, portion).due(due)).await?;
    }
    let whole = guarantor::balance(world, guarantor::reference_amount(world)?)?;
    world.claim(claim("REQ-CLM-009", guarantor, done.since, whole).due(due)).await
}
