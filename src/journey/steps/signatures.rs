//! Messages that are signed: falsified, replayed, and keys that are exchanged and revoked.

use crate::journey::actor::signer::{self, Falsified};
use crate::journey::claims::{Due, alerted, answered, claim, fields, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::stomp::TX_KEY_ID;
use crate::record::claim::Times;
use cucumber::{given, then, when};
use std::collections::BTreeMap;

/// The sentence that lets every country sign.
const SIGN: &str = "both countries sign their messages";

/// True when a step asks for signatures.
pub(in crate::journey) fn wants_signatures(step: &str) -> bool {
    step == SIGN
}

#[given("both countries sign their messages")]
async fn sign(world: &mut World) {
    let agreed = signer::agree(world).await;
    world.note(agreed);
}

#[when("an entry comes whose signature was altered")]
async fn altered(world: &mut World) {
    let told = signer::enter(world, Falsified::Signature).await;
    world.note(told);
}

#[when("an entry comes that somebody else has signed in the partner's name")]
async fn strange(world: &mut World) {
    let told = signer::enter(world, Falsified::Signatory).await;
    world.note(told);
}

#[when("an entry comes that nobody has signed")]
async fn unsigned(world: &mut World) {
    let told = signer::enter(world, Falsified::Unsigned).await;
    world.note(told);
}

#[when("an entry comes that was altered on its way, with a digest that fits")]
async fn altered_body(world: &mut World) {
    let told = signer::enter(world, Falsified::Body).await;
    world.note(told);
}

#[when("an entry comes that was altered on its way")]
async fn altered_alone(world: &mut World) {
    let told = signer::enter(world, Falsified::BodyAlone).await;
    world.note(told);
}

#[when("an entry comes that is signed with the partner's old key")]
async fn old_key(world: &mut World) {
    let told = signer::enter(world, Falsified::FirstKey).await;
    world.note(told);
}

#[when("the arrival comes under a new id, with its old signature")]
async fn renewed(world: &mut World) {
    let told = signer::renew_arrival(world).await;
    world.note(told);
}

#[when("the partner exchanges its key")]
async fn partner_exchanges(world: &mut World) {
    let done = signer::exchange(world, world.stage.partner()).await;
    world.note(done);
}

#[when("the country under test exchanges its key")]
async fn subject_exchanges(world: &mut World) {
    let done = signer::exchange(world, world.stage.subject).await;
    world.note(done);
}

#[when("the partner exchanges its key, and revokes the old one before its time")]
async fn revokes(world: &mut World) {
    let done = signer::revoke(world).await;
    world.note(done);
}

#[then("it is refused for its signature, in bare words, and officers are told")]
async fn refused(world: &mut World) {
    let held = barely_refused(world, "REQ-SIG-002").await;
    world.note(held);
}

#[then("it is refused for its digest, in bare words, and officers are told")]
async fn refused_digest(world: &mut World) {
    let held = barely_refused(world, "REQ-SIG-006").await;
    world.note(held);
}

#[then("it is refused because it is not signed, in bare words, and officers are told")]
async fn refused_unsigned(world: &mut World) {
    let held = barely_refused(world, "REQ-SIG-003").await;
    world.note(held);
}

#[then("it is refused because that key counts no more, in bare words, and officers are told")]
async fn refused_key(world: &mut World) {
    let held = barely_refused(world, "REQ-SIG-005").await;
    world.note(held);
}

#[then("the partner's entry is taken under its new key")]
async fn taken(world: &mut World) {
    let held = entry_is_taken(world).await;
    world.note(held);
}

/// PD-33: code, pointer `/`, nothing else; and a security event.
async fn barely_refused(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let bare = fields([
        ("Errors/error/pointer", "/"),
        ("Errors/error/rule", ""),
        ("Errors/error/originalValue", ""),
    ]);
    let refusal = answered(&letter.id, subject, ("FNK", Some("95")), bare, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await?;
    let shown = alerted(subject, "SEC-95", &letter.id);
    world.claim(claim(requirement, subject, letter.since, shown)).await
}

async fn entry_is_taken(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let due = world.stage.ack_due();
    let came = sent((partner, subject), "PAS", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(came, done.since, due).await?;
    let copy = world.stage.message(partner, "PAS", &movement.mrn)?;
    let named = copy.headers.get(TX_KEY_ID).map(String::as_str).unwrap_or_default();
    if !named.ends_with("-2") {
        return Err(Ended::Error(format!("{partner} has signed with the key `{named}`")));
    }
    let taken =
        answered(&copy.message_id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-SIG-004", subject, done.since, taken).due(due)).await
}
