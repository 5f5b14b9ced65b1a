//! Messages at which a system fails: put aside, told, and taken when they come again (PD-22, PD-27).

use crate::journey::actor::{breaker, officer, weather};
use crate::journey::claims::{Due, alerted, answered, claim, fields, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::REPEAT_AFTER_99;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

#[when("the system under test fails at every entry")]
async fn break_down(world: &mut World) {
    let done = weather::break_down(world, world.stage.subject, "PAS").await;
    world.note(done);
}

#[when("an entry comes in, and news of another movement behind it")]
async fn two_come(world: &mut World) {
    let done = async {
        officer::enter(world).await?;
        let since = world.stage.mark();
        let (from, to) = (world.stage.partner(), world.stage.subject);
        let mrn = world.movement()?.mrn.clone();
        let told = sent((from, to), "PAS", &mrn, BTreeMap::new(), Times::AtLeast(1));
        let began = world.done()?.since;
        world.stage.await_claim(told, began, world.stage.ack_due()).await?;
        let copy = world.stage.message(from, "PAS", &mrn)?;
        world.talk_about(&copy, since);
        breaker::arrive_unknown(world).await
    };
    let done = done.await;
    world.note(done);
}

#[then("the news is answered before the entry is given up")]
async fn not_held_up(world: &mut World) {
    let held = async {
        let (news, entry) = (world.letter()?, world.letter_of("PAS")?);
        let by = world.stage.subject;
        let first = Claim::AnsweredBefore {
            message_id: news.id.clone(),
            other: entry.id.clone(),
            by: by.to_string(),
        };
        world.claim(claim("REQ-PSN-002", by, news.since, first).in_protocol_time()).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the entry is put aside with code 99, and officers are told")]
async fn put_aside(world: &mut World) {
    let held = given_up(world).await;
    world.note(held);
}

#[when("the system under test is mended")]
async fn mend(world: &mut World) {
    let done = weather::mend(world, world.stage.subject).await;
    world.note(done);
}

#[then("the entry is taken when the partner sends it again")]
async fn taken(world: &mut World) {
    let held = async {
        let (entry, by) = (world.letter_of("PAS")?, world.stage.subject);
        let since = world.stage.mark();
        let taken = answered(&entry.id, by, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
        let due = after_repetition(world, 0)?;
        world.claim(claim("REQ-PSN-003", by, since, taken).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[when("the partner's system fails at the advance data")]
async fn partner_fails(world: &mut World) {
    let done = async {
        let (subject, partner) = (world.stage.subject, world.stage.partner());
        officer::secure(world).await?;
        weather::break_down(world, partner, "TDA").await?;
        officer::release(world).await?;
        let since = world.done()?.since;
        let mrn = world.movement()?.mrn.clone();
        let told = sent((subject, partner), "TDA", &mrn, BTreeMap::new(), Times::AtLeast(1));
        world.stage.await_claim(told, since, world.stage.ack_due()).await?;
        let copy = world.stage.message(subject, "TDA", &mrn)?;
        world.talk_about(&copy, since);
        let failed =
            answered(&copy.message_id, partner, ("FNK", Some("99")), BTreeMap::new(), ONCE);
        world.stage.await_claim(failed, since, world.stage.ack_due()).await
    };
    let done = done.await;
    world.note(done);
}

#[then("the advance data are sent again an hour after the partner gave them up")]
async fn sent_again(world: &mut World) {
    let held = async {
        let (subject, partner) = (world.stage.subject, world.stage.partner());
        let since = world.stage.mark();
        let letter = world.letter()?;
        let same = fields([("Header/messageId", letter.id.as_str())]);
        let again = sent((subject, partner), "TDA", &letter.mrn, same, Times::AtLeast(1));
        let due = after_repetition(world, 0)?;
        world.claim(claim("REQ-PSN-004", subject, since, again).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[when("the partner's system is mended")]
async fn mend_partner(world: &mut World) {
    let done = async {
        // It may be tried again, and answered, before we hear that the defect is gone.
        let since = world.stage.mark();
        weather::mend(world, world.stage.partner()).await?;
        let (letter, partner) = (world.letter()?, world.stage.partner());
        let taken = answered(&letter.id, partner, ("ACK", None), BTreeMap::new(), ONCE);
        let due = after_repetition(world, 1)?;
        world.stage.await_claim(taken, since, due).await
    };
    let done = done.await;
    world.note(done);
}

const ONCE: Times = Times::AtLeast(1);

/// What an answer may take beyond the pause.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// When the nth repetition of a message answered 99 must have come, counted from 0.
fn after_repetition(world: &World, nth: usize) -> Result<Timestamp, Ended> {
    let pause = REPEAT_AFTER_99[nth];
    let due = world.stage.cell.business().checked_add(pause + MARGIN);
    due.map_err(|error| Ended::Error(error.to_string()))
}

/// Given up in protocol time, lying where it can be found, and told.
async fn given_up(world: &World) -> Result<(), Ended> {
    let (entry, by) = (world.letter_of("PAS")?, world.stage.subject);
    let since = entry.since;
    let refusal = answered(&entry.id, by, ("FNK", Some("99")), BTreeMap::new(), ONCE);
    world.claim(claim("REQ-PSN-001", by, since, refusal).in_protocol_time()).await?;
    officer::settled(world).await?;
    let queue = world.stage.message(world.stage.partner(), "PAS", &entry.mrn)?.queue;
    let lies = Claim::PutAside { message_id: entry.id.clone(), queue, by: by.to_string() };
    world.claim(claim("REQ-PSN-001", by, since, lies)).await?;
    world.claim(claim("REQ-PSN-001", by, since, alerted(by, "F99", &entry.id))).await
}
