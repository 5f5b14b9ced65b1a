//! Where goods come from, and what their guarantee costs.

use crate::journey::actor::{officer, premium};
use crate::journey::world::World;
use crate::profile::lists::GoodsOrigin;
use cucumber::{given, then};

#[given("its goods come from overseas")]
async fn overseas(world: &mut World) {
    let given = premium::come_from(world, GoodsOrigin::Overseas);
    world.note(given);
}

#[given("its goods were bought in the country of departure")]
async fn local(world: &mut World) {
    let given = premium::come_from(world, GoodsOrigin::Local);
    world.note(given);
}

#[then("the premium follows the tariff of the guarantors")]
async fn follows(world: &mut World) {
    let held = premium::shown(world).await;
    world.note(held);
}

#[then("what is at risk is reserved, and not the premium")]
async fn reserved(world: &mut World) {
    let held = premium::at_risk(world).await;
    world.note(held);
}

#[then("nothing is reserved for the country where they were bought")]
async fn not_there(world: &mut World) {
    let held = async {
        officer::settled(world).await?;
        premium::not_at_home(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the advance data tell the rate of the premium")]
async fn told(world: &mut World) {
    let held = premium::told(world).await;
    world.note(held);
}
