//! Messages at the wrong time: told again, told too late, answering what nobody asked.

use crate::journey::actor::{officer, untimely};
use crate::journey::claims::{Due, alerted, answered, claim, effects};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the partner's write-off comes again under a new id")]
async fn written_off_again(world: &mut World) {
    let done = untimely::repeat_write_off(world).await;
    world.note(done);
}

#[then("it is acknowledged as a duplicate, and has had one effect")]
async fn duplicate(world: &mut World) {
    let held = acknowledged_once(world, "REQ-DUP-005").await;
    world.note(held);
}

#[when("the advance data come again under a new id")]
async fn advised_again(world: &mut World) {
    let done = untimely::repeat_advice(world).await;
    world.note(done);
}

#[then("they are acknowledged as a duplicate, and have had one effect")]
async fn advice_duplicate(world: &mut World) {
    let held = acknowledged_once(world, "REQ-DUP-006").await;
    world.note(held);
}

#[then("officers are told of the contradiction")]
async fn contradicted(world: &mut World) {
    let held = async {
        let (letter, subject) = (world.letter()?, world.stage.subject);
        let shown = alerted(subject, "F26", &letter.id);
        world.claim(claim("REQ-DUP-007", subject, letter.since, shown)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("they are refused with code 92 as told after the end, and officers are alerted")]
async fn after_the_end(world: &mut World) {
    let held = async {
        refused_for_the_state(world, "REQ-DUP-008").await?;
        let (letter, subject) = (world.letter()?, world.stage.subject);
        let shown = alerted(subject, "F06", &letter.id);
        world.claim(claim("REQ-DUP-008", subject, letter.since, shown)).await
    };
    let held = held.await;
    world.note(held);
}

#[when(
    regex = r"^(a status reply|an enquiry reply|a decision on recovery|a decision on a claim) comes that nobody asked for$"
)]
async fn unasked(world: &mut World, words: String) {
    let done = async {
        let code = untimely::answer_called(&words)?;
        untimely::answer_unasked(world, code).await
    };
    let done = done.await;
    world.note(done);
}

#[then("it is refused with code 92, for nothing was asked")]
async fn nothing_asked(world: &mut World) {
    let held = refused_for_the_state(world, "REQ-SEQ-001").await;
    world.note(held);
}

#[when("the partner acknowledges an acknowledgement")]
async fn acknowledge(world: &mut World) {
    let done = untimely::acknowledge_answer(world).await;
    world.note(done);
}

#[when("the partner refuses what was never sent")]
async fn refuse(world: &mut World) {
    let done = untimely::refuse_unsent(world).await;
    world.note(done);
}

#[then("nobody answers it")]
async fn unanswered(world: &mut World) {
    let held = async {
        officer::settled(world).await?;
        let (letter, subject) = (world.letter()?, world.stage.subject);
        for code in ["ACK", "FNK", "XNK"] {
            let none =
                answered(&letter.id, subject, (code, None), BTreeMap::new(), Times::Exactly(0));
            world.claim(claim("REQ-SEQ-002", subject, letter.since, none)).await?;
        }
        Ok(())
    };
    let held: Result<(), Ended> = held.await;
    world.note(held);
}

async fn acknowledged_once(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let code = ("ACK", Some("DUPLICATE"));
    let taken = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, taken).due(due)).await?;
    let once = effects(subject, &letter.mrn, &letter.code, 1);
    world.claim(claim(requirement, subject, letter.since, once)).await
}

async fn refused_for_the_state(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let code = ("FNK", Some("92"));
    let refusal = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}
