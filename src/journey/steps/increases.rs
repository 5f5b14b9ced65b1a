//! A larger use of a guarantee, after control found more at risk than was reserved.

use crate::journey::actor::{control, increase};
use crate::journey::world::World;
use cucumber::{then, when};

#[when("the officer of departure puts all that the guarantee is good for at risk")]
async fn to_the_brim(world: &mut World) {
    let done = increase::to_the_brim(world).await;
    world.note(done);
}

#[when("the officer of departure puts one franc more at risk")]
async fn beyond(world: &mut World) {
    let done = increase::beyond(world).await;
    world.note(done);
}

#[when("the officer of departure then finds the discrepancy resolved")]
async fn settled(world: &mut World) {
    let done = control::settle(world).await;
    world.note(done);
}

#[then("the guarantor agrees, and new portions stand in place of the old")]
async fn replaced(world: &mut World) {
    let held = increase::replaced(world).await;
    world.note(held);
}

#[then("the guarantor refuses, the portions stay, and the discrepancy stays open")]
async fn refused(world: &mut World) {
    let held = increase::refused(world).await;
    world.note(held);
}
