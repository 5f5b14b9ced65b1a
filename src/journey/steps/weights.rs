//! Weights, and goods that lose mass by nature.

use crate::journey::actor::officer;
use crate::journey::actor::scale::{self, TooMuch};
use crate::journey::claims::{Due, alarmed, claim, fields, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_RES;
use crate::record::claim::{Claim, Times};
use cucumber::{given, then, when};

#[given("the goods are cement in bags")]
async fn cement(world: &mut World) {
    let given = scale::load_cement(world);
    world.note(given);
}

#[when("the office of entry weighs the vehicle, and the scale shows what its bias explains")]
async fn explained(world: &mut World) {
    let done = scale::weigh(world, TooMuch::Explained).await;
    world.note(done);
}

#[when("the office of entry weighs the vehicle, and the scale shows more than its bias explains")]
async fn unexplained(world: &mut World) {
    let done = scale::weigh(world, TooMuch::Unexplained).await;
    world.note(done);
}

#[when("control finds as much mass missing as cement loses by nature")]
async fn natural(world: &mut World) {
    let done = scale::find_lighter(world, 4).await;
    world.note(done);
}

#[when("control finds more mass missing than cement loses by nature")]
async fn unnatural(world: &mut World) {
    let done = scale::find_lighter(world, 30).await;
    world.note(done);
}

#[then("nobody is alerted at the office of entry")]
async fn nobody_at_entry(world: &mut World) {
    let held = no_alert(world, "REQ-CTL-007").await;
    world.note(held);
}

#[then("the officers at the office of entry are alerted")]
async fn alerted_at_entry(world: &mut World) {
    let held = alert(world, "REQ-CTL-008", "F10").await;
    world.note(held);
}

#[then("the result is satisfactory, and its remark tells the natural loss")]
async fn remark(world: &mut World) {
    let held = natural_loss_told(world).await;
    world.note(held);
}

#[then("nobody is alerted at the office of destination")]
async fn nobody_at_destination(world: &mut World) {
    let held = no_alert(world, "REQ-CTL-010").await;
    world.note(held);
}

#[then("the officers at the office of destination are alerted")]
async fn alerted_at_destination(world: &mut World) {
    let held = alert(world, "REQ-CTL-011", "F19").await;
    world.note(held);
}

async fn no_alert(world: &World, requirement: &str) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let country = movement.destination();
    let none = Claim::NoAlert { country: country.to_string() };
    world.claim(claim(requirement, country, done.since, none)).await
}

async fn alert(world: &World, requirement: &str, rule: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let country = movement.destination();
    let told = alarmed(country, rule);
    world.claim(claim(requirement, country, done.since, told)).await
}

async fn natural_loss_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let way = (movement.destination(), movement.departure());
    let told = fields([
        ("Result/controlCode", "A2"),
        ("Result/conform", "1"),
        ("Result/remarks", "Freinte naturelle, article 1: 0.40 %"),
    ]);
    let told = sent(way, "RES", &movement.mrn, told, Times::AtLeast(1));
    let due = T_RES.expiry(done.at);
    world.claim(claim("REQ-CTL-009", movement.destination(), done.since, told).due(due)).await
}
