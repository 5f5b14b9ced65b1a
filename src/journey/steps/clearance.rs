//! The control at departure, and what follows from it.

use crate::journey::actor::{clearance, officer};
use crate::journey::world::World;
use cucumber::{then, when};

#[when("the goods are declared, and no guarantor is asked yet")]
async fn declared(world: &mut World) {
    let done = officer::declare(world).await;
    world.note(done);
}

#[when("the goods are declared and guaranteed")]
async fn guaranteed(world: &mut World) {
    let done = officer::secure(world).await;
    world.note(done);
}

#[when("the goods are examined, found in order and released")]
async fn examined(world: &mut World) {
    let done = clearance::release_examined(world).await;
    world.note(done);
}

#[when("the control at departure is not satisfactory")]
async fn found_wrong(world: &mut World) {
    let done = clearance::find_wrong(world).await;
    world.note(done);
}

#[when("the released goods travel to the office of destination")]
async fn travel(world: &mut World) {
    let done = officer::travel(world).await;
    world.note(done);
}

#[then("the advance data tell of the examination")]
async fn told(world: &mut World) {
    let held = clearance::examination_told(world).await;
    world.note(held);
}

#[then("the goods are not released, nobody is advised, and the guarantee is given back")]
async fn given_back(world: &mut World) {
    let held = clearance::kept_and_given_back(world).await;
    world.note(held);
}
