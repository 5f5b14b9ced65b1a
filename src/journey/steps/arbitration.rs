//! Goods that are held, seen twice, or said to be at two offices.

use crate::journey::actor::{contender, decision, diverted, officer};
use crate::journey::claims::{
    Due, alarmed, alerted, answered, claim, fields, movement as says, none_sent, sent,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::{T_FWD, T_INC, T_TRR};
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use jiff::SignedDuration;
use std::collections::BTreeMap;

#[when("the goods are presented at the office of destination all the same")]
#[when("the same truck is presented there once more")]
async fn arrive_anyway(world: &mut World) {
    let done = contender::arrive_anyway(world).await;
    world.note(done);
}

#[when("another truck is presented there under the same number")]
async fn second_truck(world: &mut World) {
    let done = contender::second_truck(world).await;
    world.note(done);
}

#[when("nobody decides for a day")]
async fn undecided(world: &mut World) {
    let done = async {
        officer::heard(world, "TRQ").await?;
        decision::wait(world, SignedDuration::from_hours(25)).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the goods are presented at the other office once more")]
async fn present_again(world: &mut World) {
    let done = async {
        officer::settled(world).await?;
        diverted::arrive_elsewhere(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("an officer records what became of the second vehicle")]
async fn record_outcome(world: &mut World) {
    let done = contender::record_outcome(world).await;
    world.note(done);
}

#[when("an arrival at another office is told by the partner")]
async fn second_arrival(world: &mut World) {
    let done = contender::tell_second_arrival(world).await;
    world.note(done);
}

#[when("the officer of departure decides for the declared office")]
async fn arbitrate(world: &mut World) {
    let done = contender::arbitrate(world).await;
    world.note(done);
}

#[when("the partner says that another office has the goods")]
async fn elsewhere(world: &mut World) {
    let done = async {
        let office = diverted::other_destination(world)?;
        contender::tell_decision(world, office, 2).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the partner says that the goods are at the declared office after all")]
async fn here_after_all(world: &mut World) {
    let done = async {
        let office = world.movement()?.journey.destination;
        contender::tell_decision(world, office, 3).await
    };
    let done = done.await;
    world.note(done);
}

#[then("the record is refused because the movement is cancelled, and it stays so")]
async fn refused_as_cancelled(world: &mut World) {
    let held = stays_cancelled(world).await;
    world.note(held);
}

#[then("the goods are held at the office of destination, and no arrival is told")]
async fn held_at_destination(world: &mut World) {
    let held = kept(world).await;
    world.note(held);
}

#[then("the record is refused for want of a decision, and officers were reminded")]
async fn refused_for_want(world: &mut World) {
    let held = no_decision(world).await;
    world.note(held);
}

#[then("the arrival at the other office is told after all")]
async fn told_after_all(world: &mut World) {
    let held = arrives_after_all(world).await;
    world.note(held);
}

#[then("departure is told what became of the second vehicle")]
async fn outcome_told(world: &mut World) {
    let held = incident(world, "REQ-DIV-013", "5").await;
    world.note(held);
}

#[then("the officer is refused, and departure is told of a second consignment")]
async fn second_told(world: &mut World) {
    let held = async {
        incident(world, "REQ-ARB-001", "9").await?;
        let (movement, done) = (world.movement()?, world.done()?);
        let country = movement.destination().to_string();
        let (act, result, code) = (done.act.clone(), "refused".to_owned(), Some("92".to_owned()));
        let refusal = Claim::ActOutcome { country, act, result, code };
        world.claim(claim("REQ-ARB-001", movement.destination(), done.since, refusal)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("nothing more is told of it")]
async fn nothing_told(world: &mut World) {
    let held = silent(world).await;
    world.note(held);
}

#[then("the second arrival is refused with code 92, and officers are alerted")]
async fn second_refused(world: &mut World) {
    let held = refused(world, "REQ-ARB-003").await;
    world.note(held);
}

#[then("nothing is written off while two offices contend")]
async fn waits(world: &mut World) {
    let held = async {
        officer::settled(world).await?;
        let (movement, letter) = (world.movement()?, world.letter()?);
        let (home, abroad) = (movement.departure(), movement.destination());
        let none = none_sent(home, abroad, "WRO", &movement.mrn);
        world.claim(claim("REQ-ARB-003", home, letter.since, none)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("all are told for which office departure has decided")]
async fn decision_told(world: &mut World) {
    let held = async {
        let done = world.done()?;
        forwarded(world, "REQ-ARB-004", done.since, T_FWD.expiry(done.at)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the second arrival is refused, and all are told again where the goods are")]
async fn told_again(world: &mut World) {
    let held = async {
        refused(world, "REQ-ARB-005").await?;
        let due = T_FWD.expiry(world.stage.cell.business());
        forwarded(world, "REQ-ARB-005", world.letter()?.since, due).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the goods are held here, for they are said to be elsewhere")]
async fn held_here(world: &mut World) {
    let held = async {
        let (movement, letter) = (world.movement()?, world.letter()?);
        let here = movement.destination();
        let state = says(here, &movement.mrn, "/destination/state", "ARRIVED_ELSEWHERE");
        let due = world.stage.ack_due();
        world.claim(claim("REQ-ARB-006", here, letter.since, state).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("their arrival and the result are told again, under new numbers")]
async fn arrival_again(world: &mut World) {
    let held = retold(world).await;
    world.note(held);
}

async fn stays_cancelled(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let refused = [("RecordResponse/decision", "REFUSED"), ("RecordResponse/refusal", "2")];
    let told = sent((home, abroad), "TRR", &movement.mrn, fields(refused), Times::AtLeast(1));
    let due = T_TRR.expiry(done.at);
    world.claim(claim("REQ-DIV-010", home, done.since, told).due(due)).await?;
    let shown = alarmed(home, "F23");
    world.claim(claim("REQ-DIV-010", home, done.since, shown)).await?;
    officer::settled(world).await?;
    let state = says(home, &movement.mrn, "/departure/state", "CANCELLED");
    world.claim(claim("REQ-DIV-010", home, done.since, state)).await
}

async fn kept(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let told = sent((home, abroad), "TRR", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(told, done.since, T_TRR.expiry(done.at)).await?;
    officer::settled(world).await?;
    let none = none_sent(abroad, home, "ARR", &movement.mrn);
    world.claim(claim("REQ-DIV-004", abroad, done.since, none)).await?;
    let held = says(abroad, &movement.mrn, "/destination/state", "HELD");
    world.claim(claim("REQ-DIV-004", abroad, done.since, held)).await
}

async fn no_decision(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let refused = fields([
        ("RecordResponse/decision", "REFUSED"),
        ("RecordResponse/refusal", "4"),
        ("RecordResponse/reason", "NO_DECISION"),
    ]);
    let told = sent((home, abroad), "TRR", &movement.mrn, refused, Times::AtLeast(1));
    let due = done.at + SignedDuration::from_hours(25);
    world.claim(claim("REQ-DIV-011", home, done.since, told).due(due)).await?;
    let shown = alarmed(home, "T-TRA");
    world.claim(claim("REQ-DIV-011", home, done.since, shown)).await
}

async fn arrives_after_all(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = diverted::other_destination(world)?.to_string();
    let there = fields([("Arrival/office", office.as_str())]);
    let told = sent((abroad, home), "ARR", &movement.mrn, there, Times::AtLeast(1));
    let due = T_TRR.expiry(done.at);
    world.claim(claim("REQ-DIV-012", abroad, done.since, told).due(due)).await
}

/// The country where the goods are tells departure an incident of this code.
async fn incident(world: &World, requirement: &str, code: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let what = fields([("Incident/code", code)]);
    let told = sent((abroad, home), "INC", &movement.mrn, what, Times::AtLeast(1));
    let due = T_INC.expiry(done.at);
    world.claim(claim(requirement, abroad, done.since, told).due(due)).await
}

async fn silent(world: &World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    for code in ["INC", "ARR", "TRQ"] {
        let none = none_sent(abroad, home, code, &movement.mrn);
        world.claim(claim("REQ-ARB-002", abroad, done.since, none)).await?;
    }
    Ok(())
}

async fn refused(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let due = world.stage.ack_due();
    let refusal =
        answered(&letter.id, subject, ("FNK", Some("92")), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await?;
    let shown = alerted(subject, "F05", &letter.id);
    world.claim(claim(requirement, subject, letter.since, shown)).await
}

async fn forwarded(
    world: &World,
    requirement: &str,
    since: u64,
    due: jiff::Timestamp,
) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = movement.journey.destination.to_string();
    let told = fields([("Diversion/actualOffice", office.as_str()), ("Diversion/role", "DST")]);
    let told = sent((home, abroad), "FWD", &movement.mrn, told, Times::AtLeast(1));
    world.claim(claim(requirement, home, since, told).due(due)).await
}

async fn retold(world: &World) -> Result<(), Ended> {
    let (movement, letter) = (world.movement()?, world.letter()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = T_FWD.expiry(world.stage.cell.business());
    let office = movement.journey.destination.to_string();
    let there = fields([("Arrival/office", office.as_str())]);
    let told = sent((abroad, home), "ARR", &movement.mrn, there, Times::AtLeast(1));
    world.claim(claim("REQ-ARB-006", abroad, letter.since, told).due(due)).await?;
    let second = fields([("Result/resultNo", "2")]);
    let told = sent((abroad, home), "RES", &movement.mrn, second, Times::AtLeast(1));
    world.claim(claim("REQ-ARB-006", abroad, letter.since, told).due(due)).await
}
