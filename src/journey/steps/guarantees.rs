//! Guarantees: asked beyond their balance, refused, and kept while goods travel.

use crate::adapter::acts::Release;
use crate::journey::actor::officer;
use crate::journey::claims::{Due, claim, fields, movement as says, reservation, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_GUA;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the goods are declared with more at risk than the guarantee holds")]
async fn exceed(world: &mut World) {
    let done = declare_too_much(world).await;
    world.note(done);
}

#[when("the guarantor is asked")]
async fn ask(world: &mut World) {
    let done = officer::ask_guarantor(world).await;
    world.note(done);
}

#[when("the office of departure tries to release the goods")]
async fn try_release(world: &mut World) {
    let done = release_anyway(world).await;
    world.note(done);
}

#[then("the guarantor refuses for want of balance, and reserves nothing")]
async fn refused(world: &mut World) {
    let held = refused_for_balance(world).await;
    world.note(held);
}

#[then("they are not released, and no advance data leave")]
async fn not_released(world: &mut World) {
    let held = kept_at_departure(world).await;
    world.note(held);
}

#[then("the guarantee stays reserved")]
async fn reserved(world: &mut World) {
    let held = stays_reserved(world).await;
    world.note(held);
}

async fn declare_too_much(world: &mut World) -> Result<(), Ended> {
    let guarantor = world.movement()?.guarantor();
    let amount = world.stage.cell.corridor().guarantor(guarantor).reference_amount;
    if let Some(movement) = world.movements.last_mut() {
        movement.exceed(amount);
    }
    officer::declare(world).await
}

async fn release_anyway(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (country, mrn) = (movement.departure(), movement.mrn.clone());
    let control = movement.papers.control(&mrn);
    // Whether control is possible before the guarantee is the node's affair; release is not.
    world.stage.ask(country, "control", control).await;
    let (done, _) = world.stage.ask(country, "release", Release { mrn }).await;
    world.done = Some(done);
    Ok(())
}

async fn refused_for_balance(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = T_GUA.expiry(done.at);
    if home != guarantor {
        let g09 =
            fields([("GuaranteeResult/result", "REFUSED"), ("GuaranteeResult/reason", "G09")]);
        let told = sent((guarantor, home), "GUR", &movement.mrn, g09, Times::AtLeast(1));
        world.claim(claim("REQ-GUA-001", guarantor, done.since, told).due(due)).await?;
    }
    let none = reservation(guarantor, movement.grn(), &movement.mrn, "none");
    world.claim(claim("REQ-GUA-001", guarantor, done.since, none).due(due)).await?;
    let amend = says(home, &movement.mrn, "/departure/state", "GUA_AMEND");
    world.claim(claim("REQ-GUA-001", guarantor, done.since, amend).due(due)).await
}

async fn kept_at_departure(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let refused = Claim::ActOutcome {
        country: home.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: None,
    };
    world.claim(claim("REQ-DEP-001", home, done.since, refused)).await?;
    for code in ["TDA", "TPA"] {
        let none = sent((home, abroad), code, &movement.mrn, BTreeMap::new(), Times::Exactly(0));
        world.claim(claim("REQ-DEP-001", home, done.since, none)).await?;
    }
    Ok(())
}

async fn stays_reserved(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    officer::settled(world).await?;
    let kept = reservation(guarantor, movement.grn(), &movement.mrn, "RESERVED");
    world.claim(claim("REQ-GUA-002", guarantor, done.since, kept)).await
}
