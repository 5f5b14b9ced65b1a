//! The tunnel on the road of the country under test: down and up, keys, and what is seen outside it.

use crate::journey::actor::{officer, tunnel};
use crate::journey::world::World;
use crate::stack::tunnel::Turn;
use cucumber::{given, then, when};

#[given("a tunnel on the road of the country under test")]
async fn there(world: &mut World) {
    let there = tunnel::there_is(world).await;
    world.note(there);
}

#[given("what passes outside the tunnel is captured")]
async fn watched(world: &mut World) {
    let done = tunnel::watch_outside(world).await;
    world.note(done);
}

#[when("the tunnel goes down")]
async fn down(world: &mut World) {
    let done = tunnel::turn(world, Turn::Down).await;
    world.note(done);
}

#[when("the tunnel is up again")]
async fn up(world: &mut World) {
    let done = tunnel::turn(world, Turn::Up).await;
    world.note(done);
}

#[when("both ends of the tunnel get new keys")]
async fn rotated(world: &mut World) {
    let done = tunnel::turn(world, Turn::Rotate).await;
    world.note(done);
}

#[when("the country under test has a wrong key")]
async fn wrong(world: &mut World) {
    let done = tunnel::turn(world, Turn::WrongKey).await;
    world.note(done);
}

#[when("the country under test has its key again")]
async fn right(world: &mut World) {
    let done = tunnel::turn(world, Turn::RightKey).await;
    world.note(done);
}

#[when("the vehicle enters, and its entry is sent")]
async fn entry_sent(world: &mut World) {
    let done = async {
        officer::enter(world).await?;
        tunnel::talk_about_entry(world).await
    };
    let done = done.await;
    world.note(done);
}

#[then("the entry waits before the tunnel, through which nothing passes")]
async fn waits(world: &mut World) {
    let held = tunnel::nothing_passes(world).await;
    world.note(held);
}

#[then("nothing of a message can be read there")]
async fn unreadable(world: &mut World) {
    let held = tunnel::nothing_readable(world).await;
    world.note(held);
}
