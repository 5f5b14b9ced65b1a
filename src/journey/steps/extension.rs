//! The time limit: moved, passed, and what lateness means.

use crate::journey::actor::{decision, officer};
use crate::journey::claims::{Due, claim, fields, movement as says, reservation, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::instant;
use crate::profile::timer::{T_ARR, T_DIS, T_FWD};
use crate::record::claim::Times;
use cucumber::{then, when};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// After the first limit, and before the one that is granted instead.
const BETWEEN: SignedDuration = SignedDuration::from_hours(24);
/// Late, whatever clocks say.
const TWO_DAYS: SignedDuration = SignedDuration::from_hours(48);

#[when("the officer of departure grants three days more")]
async fn extend(world: &mut World) {
    let done = decision::extend(world).await;
    world.note(done);
}

#[when("the goods are presented between the old limit and the new one")]
async fn arrive_between(world: &mut World) {
    let done = async {
        extension_left(world).await?;
        arrive_after(world, BETWEEN).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the goods are presented two days after the limit")]
async fn arrive_late(world: &mut World) {
    let done = arrive_after(world, TWO_DAYS).await;
    world.note(done);
}

#[when("the old limit passes")]
async fn old_limit_passes(world: &mut World) {
    let done = decision::wait_past_limit(world, BETWEEN).await;
    world.note(done);
}

#[when("the limit passes, and the movement is overdue")]
async fn limit_passes(world: &mut World) {
    let done = async {
        decision::wait_past_limit(world, BETWEEN).await?;
        let (movement, since) = (world.movement()?, world.stage.mark());
        let overdue = says(movement.departure(), &movement.mrn, "/departure/overdue", true);
        world.stage.await_claim(overdue, since, world.stage.ack_due()).await
    };
    let done = done.await;
    world.note(done);
}

#[when("a physical control finds the goods in order")]
async fn physical(world: &mut World) {
    let done = officer::find_in_order_by(world, "A1").await;
    world.note(done);
}

#[then("their arrival is told as in time")]
async fn told_in_time(world: &mut World) {
    let held = arrival_told(world, "REQ-EXT-002", "0").await;
    world.note(held);
}

#[then("their arrival is told as late")]
async fn told_late(world: &mut World) {
    let held = arrival_told(world, "REQ-EXT-004", "1").await;
    world.note(held);
}

#[then("the other country is told of the new limit")]
async fn limit_told(world: &mut World) {
    let held = extension_told(world).await;
    world.note(held);
}

#[then("the movement is not overdue")]
async fn not_overdue(world: &mut World) {
    let held = travels_in_time(world).await;
    world.note(held);
}

#[then("the movement is written off although late, and the guarantee free")]
async fn late_and_free(world: &mut World) {
    let held = async {
        written_off_late(world).await?;
        let (movement, done) = (world.movement()?, world.done()?);
        let (guarantor, due) = (movement.guarantor(), world.stage.ack_due());
        let free = reservation(guarantor, movement.grn(), &movement.mrn, "RELEASED");
        world.claim(claim("REQ-GUA-003", guarantor, done.since, free).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the movement is written off although late, and marked so")]
async fn late_and_marked(world: &mut World) {
    let held = written_off_late(world).await;
    world.note(held);
}

/// The partner has told the new limit: what the subject must know.
async fn extension_left(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let ends = (movement.departure(), movement.destination());
    let any = sent(ends, "EXT", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(any, done.since, T_FWD.expiry(done.at)).await
}

async fn arrive_after(world: &mut World, by: SignedDuration) -> Result<(), Ended> {
    decision::wait_past_limit(world, by).await?;
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await
}

pub(super) async fn arrival_told(
    world: &World,
    requirement: &str,
    late: &str,
) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let told = fields([("Arrival/late", late)]);
    let told = sent((abroad, home), "ARR", &movement.mrn, told, Times::AtLeast(1));
    let due = T_ARR.expiry(done.at);
    world.claim(claim(requirement, abroad, done.since, told).due(due)).await
}

async fn extension_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let limit = instant(decision::later_limit(world)?);
    let told = fields([("Extension/extensionNo", "1"), ("Extension/timeLimit", limit.as_str())]);
    let told = sent((home, abroad), "EXT", &movement.mrn, told, Times::AtLeast(1));
    let due = T_FWD.expiry(done.at);
    world.claim(claim("REQ-EXT-001", home, done.since, told).due(due)).await
}

async fn travels_in_time(world: &World) -> Result<(), Ended> {
    let (movement, since) = (world.movement()?, world.stage.mark());
    let home = movement.departure();
    let in_time = says(home, &movement.mrn, "/departure/overdue", false);
    world.claim(claim("REQ-EXT-003", home, since, in_time)).await?;
    let travels = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
    world.claim(claim("REQ-EXT-003", home, since, travels)).await
}

async fn written_off_late(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let basis = fields([("WriteOff/basis", "RESULT")]);
    let told = sent((home, abroad), "WRO", &movement.mrn, basis, Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    world.claim(claim("REQ-EXT-005", home, done.since, told).due(due)).await?;
    let marked = says(home, &movement.mrn, "/departure/late", true);
    world.claim(claim("REQ-EXT-005", home, done.since, marked)).await
}
