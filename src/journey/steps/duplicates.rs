//! The same message again: replayed, sent again, delivered twice.

use crate::journey::actor::{forger, officer, untimely};
use crate::journey::claims::{Due, alerted, answered, claim, effects};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when(regex = r"^the control result is (?:replayed in the same bytes|delivered a second time)$")]
async fn replay(world: &mut World) {
    let done = replay_result(world).await;
    world.note(done);
}

#[when("the control result is replayed in other bytes under the same id")]
async fn alter(world: &mut World) {
    let done = forger::alter(world).await;
    world.note(done);
}

#[when("the arrival is replayed under a new id")]
async fn renew(world: &mut World) {
    let done = untimely::repeat_arrival(world).await;
    world.note(done);
}

#[when("the partner's officer presses Resend five times for the arrival")]
async fn resend(world: &mut World) {
    let done = resend_arrival(world).await;
    world.note(done);
}

#[then("it gets its original answer again, and has had one effect")]
async fn again(world: &mut World) {
    let held = answered_as_before(world, 1).await;
    world.note(held);
}

#[then(expr = "it gets its original answer {int} times again, and has had one effect")]
async fn again_often(world: &mut World, times: u32) {
    let held = answered_as_before(world, times).await;
    world.note(held);
}

#[then("it is refused with code 26, and officers are alerted")]
async fn refused_as_altered(world: &mut World) {
    let held = refused(world, ("26", "REQ-DUP-003"), ("SEC-26", "REQ-SEC-003")).await;
    world.note(held);
}

#[then("it is refused with code 92, and officers are alerted")]
async fn refused_as_late(world: &mut World) {
    let held = refused(world, ("92", "REQ-DUP-004"), ("F06", "REQ-DUP-004")).await;
    world.note(held);
}

async fn replay_result(world: &mut World) -> Result<(), Ended> {
    // What is replayed must have been answered: else the two answers could not be told apart.
    officer::heard(world, "RES").await?;
    forger::replay(world, "RES").await
}

async fn resend_arrival(world: &mut World) -> Result<(), Ended> {
    let partner = world.stage.partner();
    let copy = world.stage.message(partner, "ARR", &world.movement()?.mrn)?;
    let since = world.stage.mark();
    for _press in 0..5 {
        officer::resend(world, partner, "ARR").await?;
    }
    world.talk_about(&copy, since);
    Ok(())
}

async fn answered_as_before(world: &World, times: u32) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let again =
        answered(&letter.id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(times));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-DUP-001", subject, letter.since, again).due(due)).await?;
    let same = Claim::SameAnswer { message_id: letter.id.clone(), by: subject.to_string() };
    world.claim(claim("REQ-DUP-001", subject, letter.since, same)).await?;
    officer::settled(world).await?;
    let once = effects(subject, &letter.mrn, &format!("{}/", letter.code), 1);
    world.claim(claim("REQ-DUP-002", subject, letter.since, once)).await
}

async fn refused(
    world: &World,
    (code, answer): (&str, &str),
    (rule, alert): (&str, &str),
) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let due = world.stage.ack_due();
    let refusal =
        answered(&letter.id, subject, ("FNK", Some(code)), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim(answer, subject, letter.since, refusal).due(due)).await?;
    let shown = alerted(subject, rule, &letter.id);
    world.claim(claim(alert, subject, letter.since, shown)).await
}
