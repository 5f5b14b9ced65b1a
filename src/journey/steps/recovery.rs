//! Recovery: opened by time, refused to those who are not competent, and its end.

use crate::journey::actor::{decision, forger, recoverer};
use crate::journey::claims::{Due, answered, claim, fields, movement as says, reservation, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("seven months pass after the limit")]
async fn months_pass(world: &mut World) {
    let done = decision::wait_past_months(world).await;
    world.note(done);
}

#[when("the partner, who is not competent, tells that duties were paid")]
async fn forge_payment(world: &mut World) {
    let done = forger::tell_payment(world).await;
    world.note(done);
}

#[when("the officer of departure reports that duties cannot be recovered")]
async fn give_up(world: &mut World) {
    let done = recoverer::give_up(world).await;
    world.note(done);
}

#[then("recovery is open, and the other country is told")]
async fn opened(world: &mut World) {
    let held = told(world, "REQ-RCV-001", "OPENED").await;
    world.note(held);
}

#[then("it is refused for its origin, and recovery goes on")]
async fn refused(world: &mut World) {
    let held = not_competent(world).await;
    world.note(held);
}

#[then("the other country is told how recovery ended")]
async fn end_told(world: &mut World) {
    let held = told(world, "REQ-RCV-002", "UNRECOVERABLE").await;
    world.note(held);
}

#[then("the movement is written off as recovered, and the guarantee free")]
async fn closed(world: &mut World) {
    let held = written_off(world).await;
    world.note(held);
}

async fn told(world: &World, requirement: &str, action: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let said = fields([("Recovery/action", action), ("Recovery/country", home.as_str())]);
    let said = sent((home, abroad), "RCC", &movement.mrn, said, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, home, done.since, said).due(due)).await
}

async fn not_competent(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let due = world.stage.ack_due();
    let refusal =
        answered(&letter.id, subject, ("FNK", Some("97")), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-RCV-004", subject, letter.since, refusal).due(due)).await?;
    let goes_on = says(subject, &letter.mrn, "/departure/state", "RECOVERY");
    world.claim(claim("REQ-RCV-004", subject, letter.since, goes_on)).await
}

async fn written_off(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let ground = fields([("WriteOff/basis", "RECOVERED")]);
    let ground = sent((home, abroad), "WRO", &movement.mrn, ground, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-003", home, done.since, ground).due(due)).await?;
    let guarantor = movement.guarantor();
    let free = reservation(guarantor, movement.grn(), &movement.mrn, "RELEASED");
    world.claim(claim("REQ-RCV-003", home, done.since, free).due(due)).await
}
