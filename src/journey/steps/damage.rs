//! Documents that no reader may take: damaged, hostile, too long, too deep; and the most that is allowed.

use crate::journey::actor::{breaker, damage, flood};
use crate::journey::claims::{Due, answered, claim, fields};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when(regex = r"^a document comes (.+)$")]
async fn come(world: &mut World, words: String) {
    let told = damage::come(world, &words).await;
    world.note(told);
}

#[then(regex = r"^the document (.+) is rejected$")]
async fn rejected(world: &mut World, words: String) {
    let held = rejected_for(world, &words).await;
    world.note(held);
}

#[then(regex = r"^the document (.+) is rejected, and the rejection says where$")]
async fn rejected_there(world: &mut World, words: String) {
    let held = async {
        rejected_for(world, &words).await?;
        points(world, &words).await
    };
    let held = held.await;
    world.note(held);
}

#[then("nothing of it is stored")]
async fn not_stored(world: &mut World) {
    let held = nothing_stored(world).await;
    world.note(held);
}

#[when("advance data come in a version that nobody agreed")]
async fn strange_version(world: &mut World) {
    let told = flood::speak_another_version(world).await;
    world.note(told);
}

#[then("they are refused for their version")]
async fn version_refused(world: &mut World) {
    let held = async {
        let (letter, subject) = (world.letter()?, world.stage.subject);
        let code = ("FNK", Some("50"));
        let refusal = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
        let due = world.stage.ack_due();
        world.claim(claim("REQ-VER-002", subject, letter.since, refusal).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[when("advance data come with the most items that are allowed")]
async fn most_items(world: &mut World) {
    let told = breaker::advise(world, &[flood::fill]).await;
    world.note(told);
}

#[then("they are taken")]
async fn taken(world: &mut World) {
    let held = async {
        let (letter, subject) = (world.letter()?, world.stage.subject);
        let code = ("ACK", Some("APPLIED"));
        let taken = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
        let due = world.stage.ack_due();
        world.claim(claim("REQ-XNK-016", subject, letter.since, taken).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[when("a message of fifty megabytes is offered to the broker")]
async fn offered(world: &mut World) {
    let told = flood::offer_too_much(world).await;
    world.note(told);
}

#[then("the next advance data are taken as ever")]
async fn as_ever(world: &mut World) {
    let held = async {
        let (movement, subject) = (world.movement()?, world.stage.subject);
        let (since, mrn) = (world.done()?.since, movement.mrn.clone());
        let partner = world.stage.partner();
        let due = world.stage.ack_due();
        let sent = crate::journey::claims::sent(
            (partner, subject),
            "TDA",
            &mrn,
            BTreeMap::new(),
            Times::AtLeast(1),
        );
        world.stage.await_claim(sent, since, due).await?;
        let copy = world.stage.message(partner, "TDA", &mrn)?;
        let code = ("ACK", None);
        let taken = answered(&copy.message_id, subject, code, BTreeMap::new(), Times::AtLeast(1));
        world.claim(claim("REQ-XNK-017", subject, since, taken).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[when(expr = "{int} documents of every kind come, each with one thing done to it")]
async fn harmed(world: &mut World, of_each: usize) {
    let told = damage::come_at_random(world, of_each).await;
    world.note(told);
}

#[then("each is rejected with the code and at the place that its schema demands")]
async fn each_rejected(world: &mut World) {
    let held = all_rejected(world).await;
    world.note(held);
}

async fn all_rejected(world: &World) -> Result<(), Ended> {
    let (subject, due) = (world.stage.subject, world.stage.ack_due());
    for harmed in &world.harmed {
        let there = fields([("Errors/error/pointer", harmed.pointer.as_str())]);
        let code = ("XNK", Some(harmed.expected.as_str()));
        let refusal = answered(&harmed.message_id, subject, code, there, Times::AtLeast(1));
        world.claim(claim("REQ-XNK-018", subject, 0, refusal).due(due)).await?;
    }
    Ok(())
}

async fn rejected_for(world: &World, words: &str) -> Result<(), Ended> {
    let (letter, subject, damage) = (world.letter()?, world.stage.subject, damage::called(words)?);
    let code = ("XNK", Some(damage.rejection.0));
    let refusal = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(damage.requirement, subject, letter.since, refusal).due(due)).await
}

async fn points(world: &World, words: &str) -> Result<(), Ended> {
    let (letter, subject, damage) = (world.letter()?, world.stage.subject, damage::called(words)?);
    let there = fields([("Errors/error/pointer", damage.rejection.1)]);
    let there = answered(&letter.id, subject, ("XNK", None), there, Times::AtLeast(1));
    world.claim(claim("REQ-XNK-015", subject, letter.since, there)).await
}

async fn nothing_stored(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let unknown = Claim::NoMovement { country: subject.to_string(), mrn: letter.mrn.clone() };
    world.claim(claim("REQ-XNK-003", subject, letter.since, unknown)).await
}
