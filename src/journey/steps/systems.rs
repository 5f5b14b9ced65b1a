//! What the two systems tell each other of themselves: clocks, signs of life, planned absence.

use crate::journey::actor::systems;
use crate::journey::world::World;
use cucumber::{given, then, when};

#[given(regex = r"^the clock of the partner's system is (\d+) minutes (ahead|behind)$")]
async fn skewed(world: &mut World, minutes: i64, direction: String) {
    let set = systems::skew_partner(world, minutes, &direction).await;
    world.note(set);
}

#[given("both systems watch their link")]
async fn watched(world: &mut World) {
    let done = systems::watch_links(world).await;
    world.note(done);
}

#[then("the country under test sends a heart-beat now and a minute later")]
async fn beats(world: &mut World) {
    let held = systems::beats(world).await;
    world.note(held);
}

#[then("officers of the country under test are told that the clocks differ")]
async fn told_of_skew(world: &mut World) {
    let held = systems::told_of_skew(world).await;
    world.note(held);
}

#[when("the country under test announces that it will be away")]
async fn away(world: &mut World) {
    let done = systems::announce_own(world).await;
    world.note(done);
}

#[then("the partner is told of the window")]
async fn told_of_window(world: &mut World) {
    let held = systems::told_of_window(world).await;
    world.note(held);
}

#[when("the partner announces that it will be away when the limit passes")]
async fn partner_away(world: &mut World) {
    let done = systems::announce_partner(world).await;
    world.note(done);
}

#[when("the limit passes while the partner is away")]
async fn limit_passes(world: &mut World) {
    let done = systems::pass_the_limit(world).await;
    world.note(done);
}

#[then("the movement is not called overdue")]
async fn not_overdue(world: &mut World) {
    let held = systems::not_overdue(world).await;
    world.note(held);
}

#[when("the announced window has ended")]
async fn back(world: &mut World) {
    let done = systems::end_the_window(world).await;
    world.note(done);
}

#[then("the movement is called overdue")]
async fn overdue(world: &mut World) {
    let held = systems::overdue(world).await;
    world.note(held);
}

#[when("the partner announces that it will be away for three days")]
async fn partner_away_for_days(world: &mut World) {
    let done = systems::announce_days(world).await;
    world.note(done);
}

#[then("the principal is not asked yet, for the partner was away")]
async fn not_asked(world: &mut World) {
    let held = systems::principal_not_asked(world).await;
    world.note(held);
}

#[when("three more days have passed")]
async fn days_pass(world: &mut World) {
    let done = systems::pass_the_days(world).await;
    world.note(done);
}
