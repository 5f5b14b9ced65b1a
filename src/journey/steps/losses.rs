//! Losses: the officer of departure decides, and nothing is freed before.

use crate::journey::actor::incident;
use crate::journey::claims::{
    Due, alarmed, claim, fields, movement as says, none_sent, reservation, sent,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::{T_DIS, T_INC, T_LOSS};
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the officer of departure gives relief")]
async fn relieved(world: &mut World) {
    let done = incident::relieve(world).await;
    world.note(done);
}

#[when("the officer of departure gives no relief")]
async fn refuse_relief(world: &mut World) {
    let done = incident::refuse_relief(world).await;
    world.note(done);
}

#[then("the loss waits for a decision, and the guarantee stays reserved")]
async fn waits(world: &mut World) {
    let held = under_review(world).await;
    world.note(held);
}

#[then("officers are reminded when a month has passed without one")]
async fn reminded(world: &mut World) {
    let held = alerted_of_loss(world).await;
    world.note(held);
}

#[then("the movement is written off without an arrival, and the guarantee free")]
async fn written_off(world: &mut World) {
    let held = written_off_in_relief(world).await;
    world.note(held);
}

#[then("departure recovers the duties and tells so, and nothing is written off or freed")]
async fn recovers(world: &mut World) {
    let held = recovery_opened(world).await;
    world.note(held);
}

/// Nothing is written off, nothing is freed, before an officer has decided.
async fn under_review(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = T_INC.expiry(done.at);
    let any = sent((abroad, home), "INC", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(any, done.since, due).await?;
    let silent = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim("REQ-LOS-001", home, done.since, silent)).await?;
    let review = says(home, &movement.mrn, "/departure/state", "LOSS_REVIEW");
    world.claim(claim("REQ-LOS-001", home, done.since, review)).await?;
    let kept = reservation(movement.guarantor(), movement.grn(), &movement.mrn, "RESERVED");
    world.stage.await_claim(kept, done.since, world.stage.ack_due()).await
}

async fn alerted_of_loss(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let reminded = alarmed(home, T_LOSS.name);
    let due = T_LOSS.expiry(done.at);
    world.claim(claim("REQ-LOS-003", home, done.since, reminded).due(due)).await
}

async fn written_off_in_relief(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = T_DIS.expiry(done.at);
    let relief = fields([("WriteOff/basis", "RELIEF"), ("WriteOff/actualOffice", "")]);
    let relief = sent((home, abroad), "WRO", &movement.mrn, relief, Times::AtLeast(1));
    world.claim(claim("REQ-LOS-002", home, done.since, relief).due(due)).await?;
    let free = reservation(movement.guarantor(), movement.grn(), &movement.mrn, "RELEASED");
    world.stage.await_claim(free, done.since, world.stage.ack_due()).await?;
    let closed = says(abroad, &movement.mrn, "/destination/state", "CLOSED");
    world.stage.await_claim(closed, done.since, world.stage.ack_due()).await
}

/// D35: what is not lost is owed.
async fn recovery_opened(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let open = fields([("Recovery/action", "OPENED"), ("Recovery/country", home.as_str())]);
    let open = sent((home, abroad), "RCC", &movement.mrn, open, Times::AtLeast(1));
    world.claim(claim("REQ-LOS-005", home, done.since, open).due(due)).await?;
    let state = says(home, &movement.mrn, "/departure/state", "RECOVERY");
    world.claim(claim("REQ-LOS-005", home, done.since, state)).await?;
    let silent = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim("REQ-LOS-005", home, done.since, silent)).await?;
    let kept = reservation(movement.guarantor(), movement.grn(), &movement.mrn, "RESERVED");
    world.stage.await_claim(kept, done.since, due).await
}
