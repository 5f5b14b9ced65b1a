//! Status requests: what was lost comes again, and nobody copies a state.

use super::enquiry::asked;
use crate::journey::actor::{enquiry, library, officer, stray};
use crate::journey::claims::{Due, answered, claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::{GAP_ASK, HELD_ASK, T_HOLD, T_STS};
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the partner backs its system up")]
async fn back_up(world: &mut World) {
    let done = enquiry::back_up(world, world.stage.partner()).await;
    world.note(done);
}

#[when("the partner restores its backup")]
async fn restore(world: &mut World) {
    let done = enquiry::restore(world, world.stage.partner()).await;
    world.note(done);
}

#[when("the country under test backs its system up")]
async fn back_up_own(world: &mut World) {
    let done = enquiry::back_up(world, world.stage.subject).await;
    world.note(done);
}

#[when("the country under test restores its backup")]
async fn restore_own(world: &mut World) {
    let done = enquiry::restore(world, world.stage.subject).await;
    world.note(done);
}

#[when("six hours go by")]
async fn six_hours(world: &mut World) {
    let done = library::pass(world, jiff::SignedDuration::from_hours(6)).await;
    world.note(done);
}

#[then("the country under test asks about everything that is open, for the partner was restored")]
async fn asks_about_all(world: &mut World) {
    let held = asked_about_all(world, "REQ-REC-001", "EPOCH").await;
    world.note(held);
}

#[then("a quarter of an hour later it asks about everything that is open, for numbers are missing")]
async fn asks_for_gap(world: &mut World) {
    let held = asked_about_all(world, "REQ-REC-002", "GAP").await;
    world.note(held);
}

#[when("the goods arrive, and no control result comes for six days")]
async fn arrive_and_wait(world: &mut World) {
    let done = async {
        officer::enter(world).await?;
        officer::arrive(world).await?;
        officer::heard(world, "ARR").await?;
        enquiry::miss_result(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the goods are released and arrive, and nobody has captured their entry")]
async fn arrive_unseen(world: &mut World) {
    let done = enquiry::arrive_unseen(world).await;
    world.note(done);
}

#[when("no control result reaches the partner for six days")]
async fn result_lost(world: &mut World) {
    let done = enquiry::miss_result(world).await;
    world.note(done);
}

#[when("the entry is captured at last")]
async fn capture_entry(world: &mut World) {
    let done = enquiry::capture_entry(world).await;
    world.note(done);
}

#[when("the partner asks for a movement that it has never announced")]
async fn ask_unannounced(world: &mut World) {
    let done = enquiry::ask_unannounced(world).await;
    world.note(done);
}

#[then("the country under test sends its arrival again, and tells how the movement stands")]
async fn arrival_again(world: &mut World) {
    let held = async {
        again(world, world.stage.subject, "ARR", "REQ-STS-003").await?;
        status_told(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the country under test sends its control result again")]
async fn result_again(world: &mut World) {
    let held = again(world, world.stage.subject, "RES", "REQ-STS-003").await;
    world.note(held);
}

#[then("it hands back a copy of the exit that the partner has lost")]
async fn copy_of_exit(world: &mut World) {
    let held = copied(world).await;
    world.note(held);
}

#[then("the country under test answers that it knows none")]
async fn knows_none(world: &mut World) {
    let held = unknown(world).await;
    world.note(held);
}

#[then("the country under test asks how the movement stands")]
async fn asks(world: &mut World) {
    let held = asked(world, "REQ-STS-004").await;
    world.note(held);
}

#[then("it sends again at once the arrival that the partner has lost")]
async fn lost_arrival_again(world: &mut World) {
    let held = again(world, world.stage.subject, "ARR", "REQ-STS-006").await;
    world.note(held);
}

#[then("the country under test asks for the missing entry")]
async fn asks_for_entry(world: &mut World) {
    let held = asked(world, "REQ-ENT-001").await;
    world.note(held);
}

#[then("the movement is held for its entry, and nothing is written off")]
async fn held_for_entry(world: &mut World) {
    let held = held_back(world).await;
    world.note(held);
}

#[then("no document makes up for the entry that nobody saw")]
async fn not_waived(world: &mut World) {
    let held = async {
        enquiry::try_to_waive_entry(world).await?;
        stays_held(world).await
    };
    let held = held.await;
    world.note(held);
}

#[when("a control result comes from the partner before any arrival")]
async fn early_result(world: &mut World) {
    let done = stray::conclude_early(world).await;
    world.note(done);
}

#[then("it is held, and the movement's status is asked for a quarter of an hour later")]
async fn held(world: &mut World) {
    let held = held_and_asked(world).await;
    world.note(held);
}

#[then("it is refused a day later, for no arrival has come")]
async fn run_out(world: &mut World) {
    let held = refused_at_last(world).await;
    world.note(held);
}

async fn held_and_asked(world: &World) -> Result<(), Ended> {
    let (letter, by) = (world.letter()?, world.stage.subject);
    let came = world.stage.cell.business();
    let held = answered(&letter.id, by, ("ACK", Some("HELD")), BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-HOL-001", by, letter.since, held).due(due)).await?;
    let reason = fields([("StatusRequest/reason", "HELD")]);
    let asked = sent((by, world.stage.partner()), "STQ", &letter.mrn, reason, Times::AtLeast(1));
    let due = came + HELD_ASK;
    world.claim(claim("REQ-HOL-002", by, letter.since, asked).due(due)).await
}

/// STQ about every movement that the scenario has open between the two countries.
async fn asked_about_all(world: &World, requirement: &str, reason: &str) -> Result<(), Ended> {
    let (by, since) = (world.stage.subject, world.done()?.since);
    let due = T_STS.expiry(world.stage.cell.business() + GAP_ASK);
    for movement in world.movements.iter().filter(|movement| !movement.mrn.is_empty()) {
        let reason = fields([("StatusRequest/reason", reason)]);
        let way = (by, world.stage.partner());
        let asked = sent(way, "STQ", &movement.mrn, reason, Times::AtLeast(1));
        world.claim(claim(requirement, by, since, asked).due(due)).await?;
    }
    Ok(())
}

async fn refused_at_last(world: &World) -> Result<(), Ended> {
    let (letter, by) = (world.letter()?, world.stage.subject);
    let refused = answered(&letter.id, by, ("FNK", Some("92")), BTreeMap::new(), Times::AtLeast(1));
    let due = T_HOLD.expiry(world.stage.cell.business());
    world.claim(claim("REQ-HOL-003", by, letter.since, refused).due(due)).await
}

async fn held_back(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    officer::settled(world).await?;
    let none = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim("REQ-ENT-002", home, done.since, none)).await
}

async fn stays_held(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (home, since) = (movement.departure(), world.stage.mark());
    let held = says(home, &movement.mrn, "/departure/holds/0", "H-PAS");
    world.claim(claim("REQ-ENT-003", home, since, held)).await
}

/// The newest message of a code leaves once more: the same id, hence the same bytes.
async fn again(world: &World, from: Country, code: &str, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let to = world.stage.cell.corridor().partner_of(from);
    let id = enquiry::newest_id(world, from, code)?;
    let same = fields([("Header/messageId", id.as_str())]);
    let same = sent((from, to), code, &movement.mrn, same, Times::AtLeast(1));
    let due = T_STS.expiry(world.stage.cell.business());
    world.claim(claim(requirement, from, done.since, same).due(due)).await
}

/// STS answers the newest STQ of the partner, in time.
async fn status_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (from, to) = (world.stage.subject, world.stage.partner());
    let question = enquiry::newest_id(world, to, "STQ")?;
    let answer = fields([("Header/correlationId", question.as_str())]);
    let answer = sent((from, to), "STS", &movement.mrn, answer, Times::AtLeast(1));
    let due = T_STS.expiry(world.stage.cell.business());
    world.claim(claim("REQ-STS-002", from, done.since, answer).due(due)).await
}

/// STS contains what the partner itself had sent before it lost it.
async fn copied(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (from, to) = (world.stage.subject, world.stage.partner());
    let exit = enquiry::newest_id(world, to, "PAS")?;
    let copy = fields([("StatusReply/copy/@messageId", exit.as_str())]);
    let copy = sent((from, to), "STS", &movement.mrn, copy, Times::AtLeast(1));
    let due = T_STS.expiry(world.stage.cell.business());
    world.claim(claim("REQ-STS-007", from, done.since, copy).due(due)).await
}

async fn unknown(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (from, to) = (world.stage.subject, world.stage.partner());
    let state = fields([("StatusReply/state", "UNKNOWN")]);
    let state = sent((from, to), "STS", &movement.mrn, state, Times::AtLeast(1));
    let due = T_STS.expiry(world.stage.cell.business());
    world.claim(claim("REQ-STS-005", from, done.since, state).due(due)).await
}
