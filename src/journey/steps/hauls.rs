//! One vehicle and its loads.

use crate::journey::actor::hauler;
use crate::journey::world::World;
use cucumber::{given, when};

#[given("two loads out of the country under test for one office, on one vehicle")]
async fn two_loads(world: &mut World) {
    let given = hauler::share_a_vehicle(world);
    world.note(given);
}

#[when("both loads enter the country of destination, arrive, and are found in order")]
async fn brought(world: &mut World) {
    let done = hauler::bring_all(world).await;
    world.note(done);
}

#[when("the same vehicle leaves once more, with goods for an office at the border")]
async fn once_more(world: &mut World) {
    let done = hauler::leave_once_more(world).await;
    world.note(done);
}
