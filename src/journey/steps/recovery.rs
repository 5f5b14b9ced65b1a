//! Recovery: opened by time, refused to those who are not competent, and its end.

use crate::journey::actor::{decision, enquiry, forger, guarantor, officer, recoverer};
use crate::journey::claims::{Due, answered, claim, fields, movement as says, reservation, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("seven months pass after the limit")]
async fn months_pass(world: &mut World) {
    let done = decision::wait_past_months(world).await;
    world.note(done);
}

#[when("the partner, who is not competent, tells that duties were paid")]
async fn forge_payment(world: &mut World) {
    let done = forger::tell_payment(world).await;
    world.note(done);
}

#[when("the officer of departure reports that duties cannot be recovered")]
async fn give_up(world: &mut World) {
    let done = recoverer::give_up(world).await;
    world.note(done);
}

#[when("nobody decides on the discrepancy for thirty days")]
async fn undecided(world: &mut World) {
    let done = recoverer::leave_undecided(world).await;
    world.note(done);
}

#[when("the partner answers that it wants to recover")]
async fn wants_recovery(world: &mut World) {
    let done = enquiry::answer(world, world.stage.partner(), "4").await;
    world.note(done);
}

#[when("the country asked accepts to recover")]
async fn accept(world: &mut World) {
    let done = recoverer::accept(world).await;
    world.note(done);
}

#[when("the competent country claims its portion of the guarantee")]
async fn claim_portion(world: &mut World) {
    let done = recoverer::claim_portion(world).await;
    world.note(done);
}

#[when("the partner claims the portion of the country under test")]
async fn claim_another(world: &mut World) {
    let done = forger::claim_portion(world).await;
    world.note(done);
}

#[when("the guarantor accepts the claim, and pays it")]
async fn pay(world: &mut World) {
    let done = recoverer::pay_claim(world).await;
    world.note(done);
}

#[when("the competent country reports that duties were paid")]
async fn report_payment(world: &mut World) {
    let done = recoverer::report_payment(world).await;
    world.note(done);
}

#[then(
    "the discrepancy is told to be not resolved, and recovery handed over to the country of destination"
)]
async fn handed_over_after_discrepancy(world: &mut World) {
    let held = async {
        not_resolved(world).await?;
        handed_over(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("recovery is handed over to the country of destination")]
async fn handed_over_there(world: &mut World) {
    let held = handed_over(world).await;
    world.note(held);
}

#[then("it answers so, and tells that recovery is open with it")]
async fn accepted(world: &mut World) {
    let held = competent(world).await;
    world.note(held);
}

#[then("the claim reaches the guarantor")]
async fn claim_told(world: &mut World) {
    let held = claimed(world).await;
    world.note(held);
}

#[then("it is refused for its origin, and the portion stays reserved")]
async fn claim_refused(world: &mut World) {
    let held = not_its_portion(world).await;
    world.note(held);
}

#[then("the claimant is told that the claim is accepted, and that it is paid")]
async fn claim_answered(world: &mut World) {
    let held = paid(world).await;
    world.note(held);
}

#[then("the movement is written off as recovered, its portion paid and the other free")]
async fn ends_apart(world: &mut World) {
    let held = ended_apart(world).await;
    world.note(held);
}

#[then("recovery is open, and the other country is told")]
async fn opened(world: &mut World) {
    let held = told(world, "REQ-RCV-001", "OPENED").await;
    world.note(held);
}

#[then("it is refused for its origin, and recovery goes on")]
async fn refused(world: &mut World) {
    let held = not_competent(world).await;
    world.note(held);
}

#[then("the other country is told how recovery ended")]
async fn end_told(world: &mut World) {
    let held = told(world, "REQ-RCV-002", "UNRECOVERABLE").await;
    world.note(held);
}

#[then("the movement is written off as recovered, and the guarantee free")]
async fn closed(world: &mut World) {
    let held = written_off(world).await;
    world.note(held);
}

async fn told(world: &World, requirement: &str, action: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let said = fields([("Recovery/action", action), ("Recovery/country", home.as_str())]);
    let said = sent((home, abroad), "RCC", &movement.mrn, said, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, home, done.since, said).due(due)).await
}

async fn not_competent(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let due = world.stage.ack_due();
    let refusal =
        answered(&letter.id, subject, ("FNK", Some("97")), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-RCV-004", subject, letter.since, refusal).due(due)).await?;
    let goes_on = says(subject, &letter.mrn, "/departure/state", "RECOVERY");
    world.claim(claim("REQ-RCV-004", subject, letter.since, goes_on)).await
}

async fn written_off(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let ground = fields([("WriteOff/basis", "RECOVERED")]);
    let ground = sent((home, abroad), "WRO", &movement.mrn, ground, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-003", home, done.since, ground).due(due)).await?;
    let guarantor = movement.guarantor();
    let free = reservation(guarantor, movement.grn(), &movement.mrn, "RELEASED");
    world.claim(claim("REQ-RCV-003", home, done.since, free).due(due)).await
}

async fn not_resolved(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let decision = fields([("Decision/decision", "NOT_RESOLVED"), ("Decision/resultNo", "1")]);
    let told = sent((home, abroad), "DSV", &movement.mrn, decision, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-RCV-005", home, done.since, told).due(due)).await
}

/// D27, D32: RCQ TRANSFER to the country where the goods came to harm.
async fn handed_over(world: &World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let state = says(home, &movement.mrn, "/departure/state", "RECOVERY");
    world.claim(claim("REQ-RCV-005", home, done.since, state).due(due)).await?;
    let asked = fields([
        ("RecoveryRequest/kind", "TRANSFER"),
        ("RecoveryRequest/country", abroad.as_str()),
    ]);
    let asked = sent((home, abroad), "RCQ", &movement.mrn, asked, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-005", home, done.since, asked).due(due)).await
}

/// D37, PD-48: the country that has accepted is competent, and says so.
async fn competent(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let answer = fields([("RecoveryAnswer/verdict", "ACCEPTED")]);
    let answer = sent((abroad, home), "RCA", &movement.mrn, answer, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-006", abroad, done.since, answer).due(due)).await?;
    let open = fields([("Recovery/action", "OPENED"), ("Recovery/country", abroad.as_str())]);
    let open = sent((abroad, home), "RCC", &movement.mrn, open, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-006", abroad, done.since, open).due(due)).await
}

async fn claimed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    let amount = movement.papers.declaration.guarantee.exposure.get(abroad.as_str());
    let amount = amount.map(u64::to_string).unwrap_or_default();
    let about = fields([
        ("GuaranteeClaim/action", "CLAIM"),
        ("GuaranteeClaim/portion", amount.as_str()),
        ("GuaranteeClaim/portion/@country", abroad.as_str()),
    ]);
    let told = sent((abroad, guarantor), "GCL", &movement.mrn, about, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-CLM-001", abroad, done.since, told).due(due)).await
}

/// G11: a country claims its own portion, and no other.
async fn not_its_portion(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let due = world.stage.ack_due();
    let refusal =
        answered(&letter.id, subject, ("FNK", Some("97")), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-CLM-004", subject, letter.since, refusal).due(due)).await?;
    let whole = guarantor::portion_of(world, subject, "RESERVED")?;
    world.claim(claim("REQ-CLM-004", subject, letter.since, whole)).await
}

async fn paid(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (abroad, guarantor) = (movement.destination(), movement.guarantor());
    let due = world.stage.ack_due();
    for result in ["ACCEPTED", "PAID"] {
        let about = fields([
            ("GuaranteeClaimResult/result", result),
            ("GuaranteeClaimResult/portion/@country", abroad.as_str()),
        ]);
        let told = sent((guarantor, abroad), "GCR", &movement.mrn, about, Times::AtLeast(1));
        world.claim(claim("REQ-CLM-002", guarantor, done.since, told).due(due)).await?;
    }
    Ok(())
}

/// D40, G8: the portion that was claimed is paid, the other free; both for good.
async fn ended_apart(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let ground = fields([("WriteOff/basis", "RECOVERED")]);
    let ground = sent((home, abroad), "WRO", &movement.mrn, ground, Times::AtLeast(1));
    world.claim(claim("REQ-RCV-003", home, done.since, ground).due(due)).await?;
    for (country, state) in [(abroad, "PAID"), (home, "RELEASED")] {
        let portion = guarantor::portion_of(world, country, state)?;
        let guarantor = movement.guarantor();
        world.claim(claim("REQ-CLM-003", guarantor, done.since, portion).due(due)).await?;
    }
    let closed = says(home, &movement.mrn, "/departure/state", "CLOSED_RECOVERED");
    world.claim(claim("REQ-RCV-003", home, done.since, closed).due(due)).await?;
    let closed = says(abroad, &movement.mrn, "/destination/state", "CLOSED");
    world.stage.await_claim(closed, done.since, due).await
}
