//! What goods are said to be worth.

use crate::journey::actor::valuer::{self, Worth};
use crate::journey::world::World;
use cucumber::given;

#[given("their value is declared a franc below the least that such goods are worth")]
async fn too_low(world: &mut World) {
    let given = valuer::state(world, Worth::LessThanLeast);
    world.note(given);
}

#[given("their value is declared as the least that such goods are worth")]
async fn just_enough(world: &mut World) {
    let given = valuer::state(world, Worth::Least);
    world.note(given);
}
