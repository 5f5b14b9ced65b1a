//! A broker whose store is full, or that refuses a country's credentials, and what must wait for it.

use super::drops;
use crate::journey::actor::drop::{self, Fact};
use crate::journey::actor::{operator, outage};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use cucumber::{given, then, when};

/// Asks for a pair of brokers.
pub(super) const SECOND: &str = "a second broker that waits for the store of the first";

#[given("a second broker that waits for the store of the first")]
async fn second(world: &mut World) {
    let done = operator::stand_by(world).await;
    world.note(done);
}

#[when("the second broker takes over")]
async fn taken_over(world: &mut World) {
    let done = async {
        operator::take_over(world).await?;
        drops::heal(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the broker's store is full")]
async fn full(world: &mut World) {
    let done = operator::fill(world).await;
    world.note(done);
}

#[then(
    regex = "^officers of the country under test can record the (release|entry|arrival|control), which stands before the broker$"
)]
async fn stands(world: &mut World, fact: String) {
    let held = async {
        let fact = Fact::called(&fact)?;
        drops::recorded(world, fact, "REQ-FUL-001").await?;
        operator::stands_before(world, fact.code()).await
    };
    let held = held.await;
    world.note(held);
}

#[when("the broker has room again")]
async fn room(world: &mut World) {
    let done = operator::make_room(world).await;
    world.note(done);
}

#[then("what stood there is taken, once, and is answered")]
async fn taken(world: &mut World) {
    let held = gone_out(world, "REQ-FUL-001").await;
    world.note(held);
}

#[when("the broker's credentials of the country under test expire")]
async fn expire(world: &mut World) {
    let done = operator::expire(world).await;
    world.note(done);
}

#[when("minutes go by")]
async fn minutes(world: &mut World) {
    let done = outage::minutes_down(world).await;
    world.note(done);
}

#[when("hours go by")]
async fn hours(world: &mut World) {
    let done = outage::hours_down(world, "nobody can log in").await;
    world.note(done);
}

#[then(
    regex = "^officers of the country under test can record the (release|entry|arrival|control) without their broker$"
)]
async fn without(world: &mut World, fact: String) {
    let held = async { drops::recorded(world, Fact::called(&fact)?, "REQ-CRD-001").await };
    let held = held.await;
    world.note(held);
}

#[when("its credentials are renewed")]
async fn renew(world: &mut World) {
    let done = operator::renew(world).await;
    world.note(done);
}

#[then("what was recorded goes out with the new credentials, once, and is answered")]
async fn out_again(world: &mut World) {
    let held = async {
        gone_out(world, "REQ-CRD-001").await?;
        outage::stop_watching(world).await
    };
    let held = held.await;
    world.note(held);
}

async fn gone_out(world: &mut World, requirement: &str) -> Result<(), Ended> {
    let since = operator::relieved(world)?;
    drops::gone_out(world, requirement, since).await?;
    drop::note_recovery(world).await
}
