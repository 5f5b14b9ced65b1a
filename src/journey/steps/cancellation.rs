//! Cancellations: asked for, acknowledged, refused, taken back.

use crate::journey::actor::{decision, forger, officer, untimely};
use crate::journey::claims::{
    Due, alarmed, alerted, answered, claim, fields, movement as says, none_sent, reservation, sent,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_FWD;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use jiff::SignedDuration;
use std::collections::BTreeMap;

#[when("the goods are declared, and the guarantor's word is on its way")]
async fn word_on_its_way(world: &mut World) {
    let done = decision::hold_guarantor(world).await;
    world.note(done);
}

#[when("the guarantor's word arrives")]
async fn word_arrives(world: &mut World) {
    let done = async { decision::let_go(world, world.movement()?.guarantor()).await };
    let done = done.await;
    world.note(done);
}

#[when("the goods are released, and brought back to the office of departure")]
async fn brought_back(world: &mut World) {
    let done = officer::dispatch(world).await;
    world.note(done);
}

#[when("the goods are released, and their entry into the other country is on its way to departure")]
async fn entry_on_its_way(world: &mut World) {
    let done = decision::hold_entry(world).await;
    world.note(done);
}

#[when("the entry arrives")]
async fn entry_arrives(world: &mut World) {
    let done = async { decision::let_go(world, world.movement()?.destination()).await };
    let done = done.await;
    world.note(done);
}

#[when(regex = "^the officer of departure cancels the (?:movement|declaration)$")]
async fn cancel(world: &mut World) {
    let done = decision::cancel(world).await;
    world.note(done);
}

#[when("the officer of departure tries to cancel the movement")]
async fn try_to_cancel(world: &mut World) {
    let done = decision::try_to_cancel(world).await;
    world.note(done);
}

#[when("the cancellation is complete")]
async fn complete(world: &mut World) {
    let done = decision::completed(world).await;
    world.note(done);
}

#[when("a cancellation comes from the partner nevertheless")]
async fn forge_cancellation(world: &mut World) {
    let done = forger::cancel(world).await;
    world.note(done);
}

#[when("their entry into the other country is told nevertheless")]
async fn forge_entry(world: &mut World) {
    let done = forger::tell_entry(world).await;
    world.note(done);
}

#[when("other advance data, with a limit of one minute, come from the partner")]
async fn amend(world: &mut World) {
    let done = async {
        officer::expected(world, world.movement()?.destination()).await?;
        untimely::amend_advice(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the goods travel for an hour, and are presented at the office of destination")]
async fn travel_for_an_hour(world: &mut World) {
    let done = async {
        officer::leave(world).await?;
        officer::enter(world).await?;
        decision::wait(world, SignedDuration::from_hours(1)).await?;
        officer::arrive(world).await
    };
    let done = done.await;
    world.note(done);
}

#[then("they are refused with code 92, for the first ones stand")]
async fn first_ones_stand(world: &mut World) {
    let held = refused_only(world, "REQ-CAN-009").await;
    world.note(held);
}

#[then("their arrival is told by the first advance data")]
async fn told_by_first(world: &mut World) {
    let held = super::extension::arrival_told(world, "REQ-CAN-009", "0").await;
    world.note(held);
}

#[then("the movement is cancelled, and the other country was told nothing of it")]
async fn told_nothing(world: &mut World) {
    let held = cancelled_quietly(world).await;
    world.note(held);
}

#[then("the guarantor has bound nothing")]
async fn nothing_bound(world: &mut World) {
    let held = given_up(world).await;
    world.note(held);
}

#[then("every country that was advised is asked to cancel")]
async fn asked(world: &mut World) {
    let held = asked_to_cancel(world).await;
    world.note(held);
}

#[then("the guarantee is given back once they have acknowledged it")]
async fn given_back(world: &mut World) {
    let held = given_back_after_answer(world).await;
    world.note(held);
}

#[then("the country under test acknowledges it, and expects the goods no more")]
async fn acknowledged(world: &mut World) {
    let held = expects_no_more(world).await;
    world.note(held);
}

#[then("the officer is refused with code 92, and nobody is told")]
async fn refused_nationally(world: &mut World) {
    let held = not_cancelled(world).await;
    world.note(held);
}

#[then("it is refused with code 92, for the goods were seen")]
async fn refused_for_goods(world: &mut World) {
    let held = refused(world, "REQ-CAN-004", "F23").await;
    world.note(held);
}

#[then("it is refused with code 92, and the movement stays cancelled")]
async fn stays_cancelled(world: &mut World) {
    let held = async {
        refused(world, "REQ-CAN-007", "F23").await?;
        let (movement, letter) = (world.movement()?, world.letter()?);
        let home = movement.departure();
        let state = says(home, &movement.mrn, "/departure/state", "CANCELLED");
        world.claim(claim("REQ-CAN-007", home, letter.since, state)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the cancellation is taken back, and officers are alerted")]
async fn taken_back(world: &mut World) {
    let held = revoked(world).await;
    world.note(held);
}

async fn cancelled_quietly(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let silent = none_sent(home, abroad, "CAN", &movement.mrn);
    world.claim(claim("REQ-CAN-008", home, done.since, silent)).await?;
    let state = says(home, &movement.mrn, "/departure/state", "CANCELLED");
    world.claim(claim("REQ-CAN-008", home, done.since, state)).await
}

/// Whether the guarantor granted before or after, nothing is bound in the end.
async fn given_up(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    let freed = reservation(guarantor, movement.grn(), &movement.mrn, "CANCELLED");
    let due = world.stage.ack_due();
    world.claim(claim("REQ-INV-004", movement.departure(), done.since, freed).due(due)).await
}

async fn asked_to_cancel(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let request = fields([("Cancellation/action", "REQUEST"), ("Cancellation/cancelNo", "1")]);
    let request = sent((home, abroad), "CAN", &movement.mrn, request, Times::AtLeast(1));
    let due = T_FWD.expiry(done.at);
    world.claim(claim("REQ-CAN-001", home, done.since, request).due(due)).await
}

/// The order to the guarantor stands behind the last acknowledgement.
async fn given_back_after_answer(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let request = world.stage.message(home, "CAN", &movement.mrn)?;
    let due = world.stage.ack_due();
    let ack =
        answered(&request.message_id, abroad, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(ack, done.since, due).await?;
    let since = world.stage.answered_at(&request.message_id, abroad)?;
    let guarantor = movement.guarantor();
    let order = sent((home, guarantor), "GUC", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-CAN-002", home, since, order).due(due)).await?;
    let state = says(home, &movement.mrn, "/departure/state", "CANCELLED");
    world.claim(claim("REQ-CAN-002", home, done.since, state).due(due)).await?;
    let freed = reservation(guarantor, movement.grn(), &movement.mrn, "CANCELLED");
    world.claim(claim("REQ-INV-004", guarantor, done.since, freed).due(due)).await
}

async fn expects_no_more(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (partner, subject) = (movement.departure(), movement.destination());
    let due = world.stage.ack_due();
    let any = sent((partner, subject), "CAN", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(any, done.since, due).await?;
    let request = world.stage.message(partner, "CAN", &movement.mrn)?;
    let ack =
        answered(&request.message_id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim("REQ-CAN-003", subject, done.since, ack).due(due)).await?;
    for record in ["/destination/state", "/passages/0/state"] {
        let state = says(subject, &movement.mrn, record, "CANCELLED");
        world.claim(claim("REQ-CAN-003", subject, done.since, state)).await?;
    }
    Ok(())
}

async fn not_cancelled(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let silent = none_sent(home, abroad, "CAN", &movement.mrn);
    world.claim(claim("REQ-CAN-005", home, done.since, silent)).await?;
    let refusal = Claim::ActOutcome {
        country: home.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: Some("92".to_owned()),
    };
    world.claim(claim("REQ-CAN-005", home, done.since, refusal)).await
}

/// FNK 92, and an alert for the officers.
async fn refused_only(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let due = world.stage.ack_due();
    let refusal =
        answered(&letter.id, subject, ("FNK", Some("92")), BTreeMap::new(), Times::AtLeast(1));
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}

async fn refused(world: &World, requirement: &str, rule: &str) -> Result<(), Ended> {
    refused_only(world, requirement).await?;
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let shown = alerted(subject, rule, &letter.id);
    world.claim(claim(requirement, subject, letter.since, shown)).await
}

async fn revoked(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let back = fields([("Cancellation/action", "REVOKE"), ("Cancellation/cancelNo", "1")]);
    let back = sent((home, abroad), "CAN", &movement.mrn, back, Times::AtLeast(1));
    let due = T_FWD.expiry(done.at);
    world.claim(claim("REQ-CAN-006", home, done.since, back).due(due)).await?;
    let travels = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
    world.claim(claim("REQ-CAN-006", home, done.since, travels).due(due)).await?;
    let shown = alarmed(home, "F23");
    world.claim(claim("REQ-CAN-006", home, done.since, shown)).await
}
