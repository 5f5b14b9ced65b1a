//! Messages that no honest node sends, and how they are refused.

use crate::journey::actor::{breaker, forger};
use crate::journey::claims::{
    Due, alerted, answered, claim, effects, fields, movement as says, reservation,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("an arrival on the partner's queue claims an office of the country under test")]
async fn claim_office(world: &mut World) {
    let done = forger::claim_office(world).await;
    world.note(done);
}

#[when("advance data with a broken end tag come from the partner")]
async fn break_advice(world: &mut World) {
    let done = breaker::break_advice(world).await;
    world.note(done);
}

#[then("it is refused for its origin")]
async fn refused_for_origin(world: &mut World) {
    let held = refused(world, "REQ-SEC-001", ("FNK", "97")).await;
    world.note(held);
}

#[then("the refusal is bare")]
async fn bare(world: &mut World) {
    let held = is_bare(world).await;
    world.note(held);
}

#[then("officers see a security event")]
async fn alarmed(world: &mut World) {
    let held = security_event(world).await;
    world.note(held);
}

#[then("nothing has changed, and the guarantee stays reserved")]
async fn unchanged(world: &mut World) {
    let held = nothing_changed(world).await;
    world.note(held);
}

#[then("they are refused as not well-formed")]
async fn not_well_formed(world: &mut World) {
    let held = refused(world, "REQ-XNK-001", ("XNK", "52")).await;
    world.note(held);
}

#[then("the refusal names line and column of the defect")]
async fn places(world: &mut World) {
    let held = names_the_place(world).await;
    world.note(held);
}

#[then("nothing of them is stored")]
async fn not_stored(world: &mut World) {
    let held = nothing_stored(world).await;
    world.note(held);
}

async fn refused(
    world: &World,
    requirement: &str,
    (code, detail): (&str, &str),
) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let refusal =
        answered(&letter.id, subject, (code, Some(detail)), BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}

async fn is_bare(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let bare = fields([
        ("Errors/error/pointer", "/"),
        ("Errors/error/rule", ""),
        ("Errors/error/originalValue", ""),
    ]);
    let bare = answered(&letter.id, subject, ("FNK", None), bare, Times::AtLeast(1));
    world.claim(claim("REQ-SEC-002", subject, letter.since, bare)).await
}

async fn security_event(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let shown = alerted(subject, "SEC-97", &letter.id);
    world.claim(claim("REQ-SEC-003", subject, letter.since, shown)).await
}

async fn nothing_changed(world: &World) -> Result<(), Ended> {
    let (letter, movement) = (world.letter()?, world.movement()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let travelling = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
    world.claim(claim("REQ-SEC-001", home, letter.since, travelling)).await?;
    let none = effects(home, &movement.mrn, "ARR/", 0);
    world.claim(claim("REQ-SEC-001", home, letter.since, none)).await?;
    let kept = reservation(guarantor, movement.grn(), &movement.mrn, "RESERVED");
    world.claim(claim("REQ-INV-004", guarantor, letter.since, kept)).await
}

async fn names_the_place(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let (line, first, last) =
        letter.defect.ok_or_else(|| Ended::Error("the message is not broken".into()))?;
    let named = Claim::NamesThePlace {
        message_id: letter.id.clone(),
        by: subject.to_string(),
        line,
        columns: (first, last),
    };
    world.claim(claim("REQ-XNK-002", subject, letter.since, named)).await
}

async fn nothing_stored(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let unknown = Claim::NoMovement { country: subject.to_string(), mrn: letter.mrn.clone() };
    world.claim(claim("REQ-XNK-003", subject, letter.since, unknown)).await
}
