//! Lines that drop, brokers and nodes that die, and what must have survived.

use crate::adapter::acts::RequestStatus;
use crate::journey::actor::{drop, officer, weather};
use crate::journey::claims::{Due, answered, claim, effects, fields, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::link::control::Effect;
use crate::profile::timer::T_STS;
use crate::record::claim::Times;
use cucumber::{then, when};
use jiff::SignedDuration;
use std::collections::BTreeMap;

#[when("the line of the country under test drops before it acknowledges the entry")]
async fn drop_line(world: &mut World) {
    let done = bite(world, Effect::Cut).await;
    world.note(done);
}

#[when("the line of the country under test is cut")]
async fn cut(world: &mut World) {
    let done = cut_at_rest(world).await;
    world.note(done);
}

#[when("both sides go on for six hours, each with its own officers")]
async fn apart(world: &mut World) {
    let done = act_apart(world).await;
    world.note(done);
}

#[then("what waited at the country under test is told")]
async fn told_at_last(world: &mut World) {
    let held = waited(world).await;
    world.note(held);
}

#[then("nobody has opened an enquiry")]
async fn no_enquiry(world: &mut World) {
    let held = never_enquired(world).await;
    world.note(held);
}

#[when("the broker is killed before the country under test acknowledges the entry")]
async fn kill_broker(world: &mut World) {
    let done = async {
        bite(world, Effect::Stall).await?;
        weather::kill_broker(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the line is back")]
async fn heal(world: &mut World) {
    let done = super::drops::heal(world).await;
    world.note(done);
}

#[when("the broker is back")]
async fn start_broker(world: &mut World) {
    let done = async {
        weather::start_broker(world).await?;
        super::drops::heal(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the node is killed on receipt of the arrival, and started again")]
async fn kill_on_receipt(world: &mut World) {
    let done = killed(world, "after-receive", "ARR").await;
    world.note(done);
}

#[when("the node is killed after its commit of the control result, and started again")]
async fn kill_after_commit(world: &mut World) {
    let done = killed(world, "after-commit", "RES").await;
    world.note(done);
}

#[then("the entry is answered without help")]
async fn entry_answered(world: &mut World) {
    let held = async {
        answered_in_time(world, "REQ-LNK-002").await?;
        drop::note_recovery(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the arrival is answered without help")]
async fn arrival_answered(world: &mut World) {
    let held = async {
        talk_about_arrival(world).await?;
        answered_in_time(world, "REQ-LNK-002").await
    };
    let held = held.await;
    world.note(held);
}

#[then("the entry is answered again by a node that took its queues up")]
async fn entry_taken_up(world: &mut World) {
    let held = answered_in_time(world, "REQ-LNK-003").await;
    world.note(held);
}

#[then("the arrival is answered by a node that took its queues up")]
async fn arrival_taken_up(world: &mut World) {
    let held = async {
        talk_about_arrival(world).await?;
        answered_in_time(world, "REQ-LNK-003").await
    };
    let held = held.await;
    world.note(held);
}

#[then("the entry has had one effect and one answer")]
async fn one_effect_one_answer(world: &mut World) {
    let held = async {
        one_answer(world, "REQ-LNK-001").await?;
        one_effect(world, "PAS", "REQ-LNK-001").await
    };
    let held = held.await;
    world.note(held);
}

#[then("the entry has had one effect")]
async fn entry_once(world: &mut World) {
    let held = one_effect(world, "PAS", "REQ-DUP-002").await;
    world.note(held);
}

#[then("the arrival is not lost")]
async fn not_lost(world: &mut World) {
    let held = answered_before_repeat(world).await;
    world.note(held);
}

#[then("the control result is answered from the store, and has had one effect")]
async fn from_store(world: &mut World) {
    let held = async {
        answered_in_time(world, "REQ-LNK-004").await?;
        one_answer(world, "REQ-LNK-004").await?;
        one_effect(world, "RES", "REQ-LNK-004").await
    };
    let held = held.await;
    world.note(held);
}

/// A fault waits on the subject's line for the acknowledgement of the entry; the entry is sent.
async fn bite(world: &mut World, effect: Effect) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let armed = weather::arm(world, subject, "PAS", effect).await?;
    officer::enter(world).await?;
    weather::bitten(world, subject, &armed).await?;
    let copy = world.stage.message(world.stage.partner(), "PAS", &world.movement()?.mrn)?;
    world.talk_about(&copy, world.stage.mark());
    Ok(())
}

/// What was in hand is done before the line is cut, and the cut is in the record before time goes on.
async fn cut_at_rest(world: &World) -> Result<(), Ended> {
    officer::settled(world).await?;
    weather::cut(world, world.stage.subject).await?;
    let drained = world.stage.cell.drain_links().await;
    drained.map_err(|error| Ended::Error(error.to_string()))
}

/// Departure's officer asks how the movement stands; at destination the goods arrive and are found in
/// order. Neither side can hear the other.
async fn act_apart(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let mrn = world.movement()?.mrn.clone();
    let later = world.stage.cell.business() + SignedDuration::from_hours(3);
    world.stage.cell.move_clock(later, "the line is cut").await?;
    let ask = RequestStatus { mrn, country: partner.to_string() };
    world.stage.does(subject, "request-status", ask).await?;
    officer::arrive(world).await?;
    let later = later + SignedDuration::from_hours(3);
    world.stage.cell.move_clock(later, "the line is cut").await?;
    officer::find_in_order(world).await
}

/// The question that waited is put, and its answer shows what the other side did meanwhile.
async fn waited(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let (mrn, due) = (world.movement()?.mrn.clone(), world.stage.ack_due());
    let officer = fields([("StatusRequest/reason", "OFFICER")]);
    let asked = sent((subject, partner), "STQ", &mrn, officer, Times::AtLeast(1));
    world.claim(claim("REQ-REC-003", subject, 0, asked).due(due)).await?;
    let told = sent((partner, subject), "STS", &mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(told, 0, T_STS.expiry(world.stage.cell.business())).await
}

async fn never_enquired(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let none = none_sent(subject, partner, "ENQ", &world.movement()?.mrn);
    world.claim(claim("REQ-REC-003", subject, 0, none)).await
}

/// The subject dies at an exact point of a message that the partner sends, and rises again.
async fn killed(world: &mut World, point: &str, code: &str) -> Result<(), Ended> {
    let subject = world.stage.subject;
    weather::doom(world, subject, &format!("{point} {code}")).await?;
    match code {
        "ARR" => officer::arrive(world).await?,
        _ => officer::find_in_order(world).await?,
    }
    let since = world.stage.mark();
    weather::rise(world, subject).await?;
    let copy = world.stage.message(world.stage.partner(), code, &world.movement()?.mrn)?;
    world.talk_about(&copy, since);
    Ok(())
}

async fn talk_about_arrival(world: &mut World) -> Result<(), Ended> {
    let since = world.done()?.since;
    let mrn = world.movement()?.mrn.clone();
    let partner = world.stage.partner();
    let sent = crate::journey::claims::sent(
        (partner, world.stage.subject),
        "ARR",
        &mrn,
        BTreeMap::new(),
        Times::AtLeast(1),
    );
    world.stage.await_claim(sent, since, world.stage.ack_due()).await?;
    let copy = world.stage.message(partner, "ARR", &mrn)?;
    world.talk_about(&copy, since);
    Ok(())
}

/// Protocol time decides: who does not take the message up within patience never answers it.
pub(super) async fn answered_in_time(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let again = answered(&letter.id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    let again = claim(requirement, subject, letter.since, again).due(world.stage.ack_due());
    world.claim(again.in_protocol_time()).await
}

/// Before the partner would repeat it: a message that was lost is not saved by its repetition.
async fn answered_before_repeat(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let taken = answered(&letter.id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due().saturating_sub(SignedDuration::from_secs(1));
    let due = due.unwrap_or(jiff::Timestamp::MIN);
    world.claim(claim("REQ-LNK-005", subject, letter.since, taken).due(due)).await
}

/// However often it was answered, every answer is the first one again.
pub(super) async fn one_answer(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    officer::settled(world).await?;
    let first = world.stage.first_answer(&letter.id, subject)?;
    let same = fields([("Header/messageId", first.message_id.as_str())]);
    let same = answered(&letter.id, subject, ("ACK", None), same, Times::AtLeast(1));
    world.claim(claim(requirement, subject, letter.sent, same)).await
}

async fn one_effect(world: &World, code: &str, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter_of(code)?, world.stage.subject);
    officer::settled(world).await?;
    let movement = world.movement()?;
    let office = movement.papers.office(movement.destination(), "ENTRY");
    let key = match code {
        "PAS" => format!("PAS/{office}/ENTRY"),
        code => format!("{code}/"),
    };
    let once = effects(subject, &letter.mrn, &key, 1);
    world.claim(claim(requirement, subject, letter.since, once)).await
}
