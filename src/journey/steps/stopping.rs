//! Who recovers, when that is disputed, and a recovery that is stopped.

use crate::journey::actor::{claimant, guarantor};
use crate::journey::claims::{Due, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Times};
use cucumber::{given, then, when};

/// A receipt that proves the goods in order.
const PROOF: &str = "Certificat d'entrée n° 2026/118 du bureau de destination";

#[given("the goods are missed on the road, and the country of destination recovers")]
async fn missed(world: &mut World) {
    let done = claimant::recovered_for_missed(world).await;
    world.note(done);
}

#[when("the country asked refuses to recover")]
async fn refuse(world: &mut World) {
    let done = claimant::refuse(world).await;
    world.note(done);
}

#[when("the country of destination asks to recover")]
async fn ask(world: &mut World) {
    let done = claimant::ask_to_recover(world).await;
    world.note(done);
}

#[when("the country of departure claims its portion of the guarantee")]
async fn claim_at_home(world: &mut World) {
    let done = claimant::claim_at_home(world).await;
    world.note(done);
}

#[when("the officer of departure wants to stop the recovery without any ground")]
async fn stop_without_ground(world: &mut World) {
    let done = claimant::try_to_stop(world).await;
    world.note(done);
}

#[when("the goods turn up at destination, and control finds them in order")]
async fn turn_up(world: &mut World) {
    let done = claimant::turn_up(world).await;
    world.note(done);
}

#[when("the officer of departure stops the recovery")]
async fn stop(world: &mut World) {
    let done = claimant::stop(world, None).await;
    world.note(done);
}

#[when("the officer of departure stops the recovery on a proof")]
async fn stop_on_proof(world: &mut World) {
    let done = claimant::stop(world, Some(PROOF)).await;
    world.note(done);
}

#[then("departure stays competent, and tells that recovery is open with it")]
async fn stays(world: &mut World) {
    let held = stays_competent(world).await;
    world.note(held);
}

#[then("it recovers, for the goods have arrived there")]
async fn recovers(world: &mut World) {
    let held = becomes_competent(world).await;
    world.note(held);
}

#[then("that is refused, and recovery goes on")]
async fn refused(world: &mut World) {
    let held = goes_on(world).await;
    world.note(held);
}

#[then("the competent country is told to stop, and withdraws its claim")]
async fn told(world: &mut World) {
    let held = told_to_stop(world).await;
    world.note(held);
}

#[then("the claim is withdrawn")]
async fn withdrawn(world: &mut World) {
    let held = own_claim_withdrawn(world).await;
    world.note(held);
}

#[then(
    regex = r"^the movement is written off on (the result|the proof), and every portion is free$"
)]
async fn ended(world: &mut World, ground: String) {
    let basis = if ground == "the proof" { "PROOF" } else { "RESULT" };
    let held = written_off(world, basis).await;
    world.note(held);
}

/// D37: RCA says no, so recovery is open with departure.
async fn stays_competent(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let answer = fields([("RecoveryAnswer/verdict", "REFUSED")]);
    let answer = sent((abroad, home), "RCA", &movement.mrn, answer, Times::AtLeast(1));
    world.stage.await_claim(answer, done.since, due).await?;
    let open = fields([("Recovery/action", "OPENED"), ("Recovery/country", home.as_str())]);
    let open = sent((home, abroad), "RCC", &movement.mrn, open, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-011", home, done.since, open).due(due)).await
}

/// PD-48: an arrival gives competence on request.
async fn becomes_competent(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let wish = fields([("RecoveryRequest/kind", "CLAIM")]);
    let wish = sent((abroad, home), "RCQ", &movement.mrn, wish, Times::AtLeast(1));
    world.stage.await_claim(wish, done.since, due).await?;
    let answer = fields([("RecoveryAnswer/verdict", "ACCEPTED")]);
    let answer = sent((home, abroad), "RCA", &movement.mrn, answer, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-012", home, done.since, answer).due(due)).await?;
    let open = fields([("Recovery/action", "OPENED"), ("Recovery/country", abroad.as_str())]);
    let open = sent((abroad, home), "RCC", &movement.mrn, open, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-006", abroad, done.since, open).due(due)).await
}

/// D39: without a satisfactory result or a proof nothing is stopped.
async fn goes_on(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let refusal = Claim::ActOutcome {
        country: home.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: Some("92".to_owned()),
    };
    world.claim(claim("REQ-RCV-010", home, done.since, refusal)).await?;
    let state = says(home, &movement.mrn, "/departure/state", "RECOVERY");
    world.claim(claim("REQ-RCV-010", home, done.since, state)).await
}

/// D39: RCC STOP to who recovers, and there the claim is taken back.
async fn told_to_stop(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad, guarantor) =
        (movement.departure(), movement.destination(), movement.guarantor());
    let due = world.stage.ack_due();
    let stop = fields([("Recovery/action", "STOP"), ("Recovery/country", abroad.as_str())]);
    let stop = sent((home, abroad), "RCC", &movement.mrn, stop, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-007", home, done.since, stop).due(due)).await?;
    let order = fields([("GuaranteeClaim/action", "WITHDRAW")]);
    let order = sent((abroad, guarantor), "GCL", &movement.mrn, order, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-008", abroad, done.since, order).due(due)).await
}

/// D39: departure recovered itself, so it takes its own claim back first.
async fn own_claim_withdrawn(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = world.stage.ack_due();
    let order = fields([("GuaranteeClaim/action", "WITHDRAW")]);
    let order = sent((home, guarantor), "GCL", &movement.mrn, order, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-008", home, done.since, order).due(due)).await?;
    let told = fields([("GuaranteeClaimResult/result", "WITHDRAWN")]);
    let told = sent((guarantor, home), "GCR", &movement.mrn, told, Times::AtLeast(1));
    world.stage.await_claim(told, done.since, due).await
}

/// D39: nobody recovers any more.
async fn written_off(world: &World, basis: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let ground = fields([("WriteOff/basis", basis)]);
    let ground = sent((home, abroad), "WRO", &movement.mrn, ground, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-009", home, done.since, ground).due(due)).await?;
    let ended = says(home, &movement.mrn, "/departure/state", "DISCHARGED");
    world.claim(claim("REQ-RCV-009", home, done.since, ended).due(due)).await?;
    for country in [home, abroad] {
        let portion = guarantor::portion_of(world, country, "RELEASED")?;
        world.stage.await_claim(portion, done.since, due).await?;
    }
    Ok(())
}
