//! Missed goods: what the country that misses them asks, and what the other answers.

use crate::journey::actor::{enquiry, officer, stray};
use crate::journey::claims::{Due, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::{T_ENQ, T_PRF, T_STS};
use crate::record::claim::{Claim, Times};
use crate::record::event::CopyFacts;
use cucumber::{then, when};
use jiff::Timestamp;
use std::collections::BTreeMap;

#[when("the time limit passes")]
async fn limit_passes(world: &mut World) {
    let done = enquiry::exceed_limit(world).await;
    world.note(done);
}

#[when("the time limit passes, and another week")]
async fn limit_and_week(world: &mut World) {
    let done = async {
        enquiry::exceed_limit(world).await?;
        enquiry_opened(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the partner answers that it does not know the movement")]
async fn partner_unknown(world: &mut World) {
    let done = enquiry::answer(world, world.stage.partner(), "1").await;
    world.note(done);
}

#[when(regex = "^(the partner|the country under test) answers that it has answered before$")]
async fn duplicate(world: &mut World, who: String) {
    let done = enquiry::answer(world, side(world, &who), "2").await;
    world.note(done);
}

#[when("the partner tells of a stamped return copy, and answers that a proof was sent")]
async fn return_copy(world: &mut World) {
    let partner = world.stage.partner();
    let done = async {
        enquiry::inform(world, partner, "PROOF").await?;
        enquiry::answer(world, partner, "3").await
    };
    let done = done.await;
    world.note(done);
}

#[when("nobody answers the enquiry for 28 days")]
async fn silence(world: &mut World) {
    let done = enquiry::miss_answer(world).await;
    world.note(done);
}

#[when("the officer of departure tells the other country of a proof")]
async fn tell_of_proof(world: &mut World) {
    let done = enquiry::inform(world, world.stage.subject, "PROOF").await;
    world.note(done);
}

#[when("the officer of departure accepts the proof")]
async fn accept_proof(world: &mut World) {
    let done = enquiry::accept_proof(world).await;
    world.note(done);
}

#[when("an enquiry about a movement that nobody knows comes from the partner")]
async fn strange_enquiry(world: &mut World) {
    let done = stray::enquire(world).await;
    world.note(done);
}

#[then("the country under test asks the other country about the missing goods")]
async fn asks_after_limit(world: &mut World) {
    let held = asked(world, "REQ-STS-001").await;
    world.note(held);
}

#[then("a week later it enquires where they were seen last")]
async fn enquires(world: &mut World) {
    let held = enquired(world).await;
    world.note(held);
}

#[then("the principal is asked for a proof, and nothing is recovered yet")]
async fn principal_asked(world: &mut World) {
    let held = async {
        officer::settled(world).await?;
        departure_says(world, "REQ-ENQ-003", "/departure/state", "ENQUIRY", None).await?;
        departure_says(world, "REQ-ENQ-003", "/departure/principal_asked", true, None).await
    };
    let held = held.await;
    world.note(held);
}

#[then("without a proof the movement is in recovery 28 days later")]
async fn recovery(world: &mut World) {
    let held = async {
        let due = T_PRF.expiry(world.stage.cell.business());
        departure_says(world, "REQ-ENQ-005", "/departure/state", "RECOVERY", Some(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the country under test answers that it is unknown")]
async fn unknown(world: &mut World) {
    let held = answered_unknown(world).await;
    world.note(held);
}

#[then("the enquiry goes on")]
async fn goes_on(world: &mut World) {
    let held = async {
        officer::settled(world).await?;
        departure_says(world, "REQ-ENQ-006", "/departure/state", "ENQUIRY", None).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the enquiry is closed")]
async fn closed(world: &mut World) {
    let held = told(world, "REQ-ENQ-007", "CLOSE").await;
    world.note(held);
}

#[when("the officer of departure grants more time during the enquiry")]
async fn more_time(world: &mut World) {
    let done = enquiry::grant_more_time(world).await;
    world.note(done);
}

#[then("the enquiry is taken back, and the goods are on their way again")]
async fn taken_back(world: &mut World) {
    let held = async {
        told(world, "REQ-ENQ-010", "CLOSE").await?;
        departure_says(world, "REQ-ENQ-010", "/departure/state", "IN_PARTNER", None).await?;
        departure_says(world, "REQ-ENQ-010", "/departure/overdue", false, None).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the other country is told")]
async fn information(world: &mut World) {
    let held = told(world, "REQ-ENQ-009", "PROOF").await;
    world.note(held);
}

#[then("its answer says so, and names the enquiry")]
async fn answer_says_so(world: &mut World) {
    let held = answered_as_said(world, "2").await;
    world.note(held);
}

#[then("the movement is written off on proof, closed at destination, and the guarantee free")]
async fn written_off(world: &mut World) {
    let held = proven(world).await;
    world.note(held);
}

fn side(world: &World, who: &str) -> Country {
    if who == "the partner" { world.stage.partner() } else { world.stage.subject }
}

/// The enquiry has left: T-ENQ after the limit.
async fn enquiry_opened(world: &mut World) -> Result<(), Ended> {
    let (due, claim) = (T_ENQ.expiry(enquiry::limit(world)?), enquiry_claim(world)?);
    let since = world.stage.mark();
    world.stage.await_claim(claim, since, due).await?;
    if let Some(done) = &mut world.done {
        (done.since, done.at) = (since, world.stage.cell.business());
    }
    officer::settled(world).await
}

fn enquiry_claim(world: &World) -> Result<Claim, Ended> {
    let movement = world.movement()?;
    let countries = (movement.departure(), movement.destination());
    let from = format!(".FROM.{}.", countries.1);
    let entered = |copy: &CopyFacts| {
        copy.code == "PAS" && copy.mrn == movement.mrn && copy.queue.contains(&from)
    };
    // Where the goods never entered, that country has not seen them.
    let office = match world.stage.newest(entered) {
        Some(_) => movement.papers.office(countries.1, "ENTRY"),
        None => "",
    };
    let seen = fields([("Enquiry/lastSeenAt", office)]);
    Ok(sent(countries, "ENQ", &movement.mrn, seen, Times::AtLeast(1)))
}

/// STQ from the subject, since the newest act or passing of time.
pub(super) async fn asked(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (from, to) = (world.stage.subject, world.stage.partner());
    let request = sent((from, to), "STQ", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    let due = T_STS.expiry(world.stage.cell.business());
    world.claim(claim(requirement, from, done.since, request).due(due)).await
}

async fn enquired(world: &mut World) -> Result<(), Ended> {
    let (from, since) = (world.movement()?.departure(), world.done()?.since);
    let due = T_ENQ.expiry(enquiry::limit(world)?);
    let enquiry = claim("REQ-ENQ-001", from, since, enquiry_claim(world)?).due(due);
    world.claim(enquiry).await
}

/// What the subject's office of departure says of the movement.
async fn departure_says(
    world: &World,
    requirement: &str,
    pointer: &str,
    value: impl Into<serde_json::Value>,
    due: Option<Timestamp>,
) -> Result<(), Ended> {
    let (movement, since) = (world.movement()?, world.stage.mark());
    let home = movement.departure();
    let due = due.unwrap_or_else(|| world.stage.ack_due());
    let stands = says(home, &movement.mrn, pointer, value);
    world.claim(claim(requirement, home, since, stands).due(due)).await
}

/// ENI of a kind, from departure to the country that was asked.
async fn told(world: &World, requirement: &str, kind: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let countries = (movement.departure(), movement.destination());
    let enquiry = enquiry::newest_id(world, countries.0, "ENQ")?;
    let said =
        fields([("EnquiryInformation/kind", kind), ("EnquiryInformation/enquiryId", &enquiry)]);
    let said = sent(countries, "ENI", &movement.mrn, said, Times::AtLeast(1));
    let said = claim(requirement, countries.0, done.since, said).due(world.stage.ack_due());
    world.claim(said).await
}

async fn answered_as_said(world: &World, code: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let enquiry = enquiry::newest_id(world, home, "ENQ")?;
    let reply = fields([("EnquiryReply/code", code), ("Header/correlationId", enquiry.as_str())]);
    let reply = sent((abroad, home), "ENR", &movement.mrn, reply, Times::AtLeast(1));
    let reply = claim("REQ-ENQ-002", abroad, done.since, reply).due(world.stage.ack_due());
    world.claim(reply).await
}

async fn answered_unknown(world: &World) -> Result<(), Ended> {
    let letter = world.letter()?;
    let (from, to) = (world.stage.subject, world.stage.partner());
    let reply = fields([("EnquiryReply/code", "1"), ("Header/correlationId", letter.id.as_str())]);
    let reply = sent((from, to), "ENR", &letter.mrn, reply, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-ENQ-008", from, letter.since, reply).due(due)).await
}

async fn proven(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let proof = fields([("WriteOff/basis", "PROOF")]);
    let proof = sent((home, abroad), "WRO", &movement.mrn, proof, Times::AtLeast(1));
    world.claim(claim("REQ-ENQ-004", home, done.since, proof).due(due)).await?;
    let free = crate::journey::claims::reservation(
        movement.guarantor(),
        movement.grn(),
        &movement.mrn,
        "RELEASED",
    );
    world.claim(claim("REQ-ENQ-004", movement.guarantor(), done.since, free).due(due)).await?;
    let closed = says(abroad, &movement.mrn, "/destination/state", "CLOSED");
    world.stage.await_claim(closed, done.since, due).await
}
