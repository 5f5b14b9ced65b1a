//! The line of the country under test fails around one exact message.

use super::failures;
use crate::journey::actor::drop::{self, BACK_WITHIN, BEATS, Fact};
use crate::journey::actor::{officer, weather};
use crate::journey::claims::{Due, answered, claim, effects, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::link::control::{Effect, Point};
use crate::record::claim::{Claim, Times};
use cucumber::{given, then, when};
use jiff::SignedDuration;
use std::collections::BTreeMap;

#[given(regex = "^the journey stands before the (release|entry|arrival|control)$")]
async fn stands_before(world: &mut World, fact: String) {
    let done = async { drop::come_before(world, Fact::called(&fact)?).await };
    let done = done.await;
    world.note(done);
}

#[when("the line of the country under test is down")]
async fn down(world: &mut World) {
    let done = drop::go_down(world, world.stage.subject).await;
    world.note(done);
}

#[then(regex = "^its officers can record the (release|entry|arrival|control) all the same$")]
async fn record(world: &mut World, fact: String) {
    let held = async { recorded(world, Fact::called(&fact)?, "REQ-LNK-006").await };
    let held = held.await;
    world.note(held);
}

#[when(
    regex = "^the line drops with the message of the (release|entry|arrival|control) on its way, before the broker has it$"
)]
async fn before_the_broker(world: &mut World, fact: String) {
    let done = async {
        drop::fail_at(world, Point::BeforeForward, Fact::called(&fact)?, Effect::Cut).await
    };
    let done = done.await;
    world.note(done);
}

#[when(
    regex = "^the line drops when the broker has the message of the (release|entry|arrival|control), before it is delivered$"
)]
async fn before_delivery(world: &mut World, fact: String) {
    let done = async {
        drop::fail_at(world, Point::BeforeDelivery, Fact::called(&fact)?, Effect::Cut).await
    };
    let done = done.await;
    world.note(done);
}

#[when(
    regex = "^the line drops when the message of the (release|entry|arrival|control) is taken, before it is acknowledged$"
)]
async fn before_ack(world: &mut World, fact: String) {
    let done =
        async { drop::fail_at(world, Point::BeforeAck, Fact::called(&fact)?, Effect::Cut).await };
    let done = done.await;
    world.note(done);
}

#[when(
    regex = "^the line falls silent with the message of the (release|entry|arrival|control) on its way, before the broker has it$"
)]
async fn falls_silent(world: &mut World, fact: String) {
    let done = async {
        let fact = Fact::called(&fact)?;
        drop::fail_at(world, Point::BeforeForward, fact, Effect::HalfOpen).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the line of the country under test carries 64 kbit/s and loses one segment in twenty")]
async fn poor(world: &mut World) {
    let done = drop::be_poor(world).await;
    world.note(done);
}

#[then("the poor line was never given up, and no message was sent twice")]
async fn kept(world: &mut World) {
    let held = line_kept(world).await;
    world.note(held);
}

#[then("what was recorded goes out by itself, once, and is answered")]
async fn goes_out(world: &mut World) {
    let since = world.stage.mark_of_healing(world.stage.subject);
    let held = gone_out(world, "REQ-LNK-007", since).await;
    world.note(held);
}

#[then("the lost message is sent again by itself, in the same bytes, and is answered")]
async fn again(world: &mut World) {
    let held = sent_again(world).await;
    world.note(held);
}

#[then("the message is taken when it comes again, and has one effect and one answer")]
async fn taken(world: &mut World) {
    let held = async {
        taken_at_once(world).await?;
        failures::one_answer(world, "REQ-LNK-009").await?;
        one_effect(world, "REQ-LNK-009").await
    };
    let held = held.await;
    world.note(held);
}

#[then("the message is answered again from the store, and has one effect and one answer")]
async fn from_the_store(world: &mut World) {
    let held = async {
        failures::answered_in_time(world, "REQ-LNK-002").await?;
        failures::one_answer(world, "REQ-LNK-001").await?;
        one_effect(world, "REQ-LNK-001").await
    };
    let held = held.await;
    world.note(held);
}

#[then("the line is in use again within a second")]
async fn in_use(world: &mut World) {
    let held = back_in_time(world, BACK_WITHIN).await;
    world.note(held);
}

#[then("the line is in use again within five seconds")]
async fn in_use_after_beats(world: &mut World) {
    let held = back_in_time(world, BACK_WITHIN + BEATS).await;
    world.note(held);
}

#[when("the journey goes on to its end")]
async fn go_on(world: &mut World) {
    let done = drop::go_on(world).await;
    world.note(done);
}

#[then("both countries say that the movement is over")]
async fn over(world: &mut World) {
    let held = agreed(world).await;
    world.note(held);
}

/// Each act is taken although nothing can be sent.
pub(super) async fn recorded(
    world: &mut World,
    fact: Fact,
    requirement: &str,
) -> Result<(), Ended> {
    let subject = world.stage.subject;
    for done in drop::record(world, fact).await? {
        let taken = Claim::ActOutcome {
            country: subject.to_string(),
            act: done.act,
            result: "done".to_owned(),
            code: None,
        };
        world.claim(claim(requirement, subject, done.since, taken)).await?;
    }
    world.waiting = Some(fact.code().to_owned());
    Ok(())
}

/// In protocol time, and under one id.
pub(super) async fn gone_out(
    world: &mut World,
    requirement: &str,
    since: u64,
) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let code = world.waiting.clone();
    let code = code.ok_or_else(|| Ended::Error("nothing was recorded while it was down".into()))?;
    let mrn = world.movement()?.mrn.clone();
    let told = |times| sent((subject, partner), &code, &mrn, BTreeMap::new(), times);
    let first = claim(requirement, subject, since, told(Times::AtLeast(1)));
    world.claim(first.in_protocol_time()).await?;
    let copy = world.stage.message(subject, &code, &mrn)?;
    world.talk_about(&copy, since);
    let since = world.done()?.since;
    let once = claim(requirement, subject, since, told(Times::Exactly(1)));
    world.claim(once.in_protocol_time()).await?;
    heard_by_partner(world).await
}

async fn sent_again(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let fault = drop::fault_of(world, &letter.code);
    let same = Claim::SentAgain { from: subject.to_string(), fault };
    let same = claim("REQ-LNK-008", subject, letter.since, same);
    world.claim(same.in_protocol_time()).await?;
    let to = (subject, world.stage.partner());
    let once = sent(to, &letter.code, &letter.mrn, BTreeMap::new(), Times::Exactly(1));
    let once = claim("REQ-LNK-008", subject, letter.sent, once);
    world.claim(once.in_protocol_time()).await?;
    heard_by_partner(world).await
}

/// The other country has taken it, once, and said so.
async fn heard_by_partner(world: &World) -> Result<(), Ended> {
    let (letter, partner) = (world.letter()?, world.stage.partner());
    let due = world.stage.ack_due();
    let taken = answered(&letter.id, partner, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(taken, letter.sent, due).await?;
    let once = effects(partner, &letter.mrn, &key(world)?, 1);
    world.stage.await_claim(once, letter.sent, due).await
}

/// As soon as it comes again: before the sender could repeat it for want of an answer.
async fn taken_at_once(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let taken = answered(&letter.id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    // Before the sender would repeat it: whoever takes all of T-ACK may, who waits to be asked again may not.
    let due = world.stage.ack_due().saturating_sub(SignedDuration::from_secs(1));
    let due = due.map_err(|error| Ended::Error(error.to_string()))?;
    let taken = claim("REQ-LNK-009", subject, letter.since, taken).due(due);
    world.claim(taken.in_protocol_time()).await
}

async fn one_effect(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    officer::settled(world).await?;
    let once = effects(subject, &letter.mrn, &key(world)?, 1);
    world.claim(claim(requirement, subject, letter.since, once)).await
}

/// Business key of the message that is talked about, as far as it tells it from others.
fn key(world: &World) -> Result<String, Ended> {
    let (letter, movement) = (world.letter()?, world.movement()?);
    let office = movement.papers.office(movement.destination(), "ENTRY");
    Ok(match letter.code.as_str() {
        "PAS" => format!("PAS/{office}/ENTRY"),
        // One without parts has no stroke.
        "TDA" => "TDA".to_owned(),
        code => format!("{code}/"),
    })
}

/// From the healing to the first message, by the link's own clock.
async fn back_in_time(world: &World, within: std::time::Duration) -> Result<(), Ended> {
    let subject = world.stage.subject;
    drop::note_recovery(world).await?;
    let ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
    let since = world.stage.mark_of_healing(subject);
    let sealed = world.stage.cell.is_sealed(subject);
    let back = Claim::BackWithin { country: subject.to_string(), ms, sealed };
    world.claim(claim("REQ-LNK-010", subject, since, back)).await
}

/// The connection lived on from the day the line became poor, and every message passed it once.
async fn line_kept(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let since = world.poor_since.ok_or_else(|| Ended::Error("the line was never poor".into()))?;
    officer::settled(world).await?;
    let drained = world.stage.cell.drain_links().await;
    drained.map_err(|error| Ended::Error(error.to_string()))?;
    let sealed = world.stage.cell.is_sealed(subject);
    let kept = Claim::LineKept { country: subject.to_string(), sealed };
    world.claim(claim("REQ-LNK-011", subject, since, kept)).await
}

/// Final states: closed at destination, discharged at departure.
async fn agreed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let written_off = says(home, &movement.mrn, "/departure/state", "DISCHARGED");
    world.claim(claim("REQ-DEP-004", home, done.since, written_off).due(due)).await?;
    let closed = says(abroad, &movement.mrn, "/destination/state", "CLOSED");
    world.claim(claim("REQ-DEP-004", abroad, done.since, closed).due(due)).await
}

/// The line is healed, and what follows counts from there.
pub(super) async fn heal(world: &mut World) -> Result<(), Ended> {
    let since = world.stage.mark();
    weather::heal(world, world.stage.subject).await?;
    if let Some(letter) = world.letters.last_mut() {
        letter.since = since;
    }
    Ok(())
}
