//! A hub between the countries: what it carries, and what is seen when it is away.

use crate::journey::actor::hub;
use crate::journey::world::World;
use cucumber::{given, then, when};

/// The sentence that asks for a cell with a hub.
const BETWEEN: &str = "a hub between the countries";

/// True when a step asks for a hub.
pub(in crate::journey) fn wants_hub(step: &str) -> bool {
    step == BETWEEN
}

#[given("a hub between the countries")]
async fn between(world: &mut World) {
    let there = hub::between(world).await;
    world.note(there);
}

#[then(regex = r"^(its entry|the result) is taken as if it had come directly$")]
async fn taken(world: &mut World, what: String) {
    let code = if what == "its entry" { "PAS" } else { "RES" };
    let held = hub::taken(world, code).await;
    world.note(held);
}

#[when("the hub goes down")]
async fn down(world: &mut World) {
    let done = hub::kill(world).await;
    world.note(done);
}

#[then("officers of the country under test are told that the partner cannot be heard")]
async fn silent(world: &mut World) {
    let held = hub::partner_is_silent(world).await;
    world.note(held);
}

#[when("the hub comes back")]
async fn back(world: &mut World) {
    let done = hub::start(world).await;
    world.note(done);
}
