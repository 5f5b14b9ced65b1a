//! Gates and electronic tags: what they see, and what is told of it (option SENS).

use crate::journey::actor::sensors;
use crate::journey::claims::{Due, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Times;
use cucumber::{given, then, when};

/// The sentence that gives every country's node the word of gates and tags.
const SENSORS: &str = "gates and tags tell all countries what they see";

/// True when a step asks for gates and tags (option SENS). Everywhere else nobody listens to them.
pub(in crate::journey) fn wants_sensors(step: &str) -> bool {
    step == SENSORS
}

#[given("gates and tags tell all countries what they see")]
async fn listened_to(world: &mut World) {
    let there = sensors::agree(world).await;
    world.note(there);
}

#[when("the tag is taken off on the road, and no exit follows")]
async fn taken_off(world: &mut World) {
    let done = sensors::take_tag_off_on_the_road(world).await;
    world.note(done);
}

#[when("the tag is taken off at the exit, ten minutes before the vehicle goes on")]
async fn taken_off_at_exit(world: &mut World) {
    let done = sensors::take_tag_off_at_the_exit(world).await;
    world.note(done);
}

#[when("the vehicle goes on to the office of destination, and comes in through its gate")]
async fn goes_on(world: &mut World) {
    let done = sensors::go_on(world).await;
    world.note(done);
}

#[when("the vehicle enters, and comes in through the gate of the office of destination")]
async fn enters(world: &mut World) {
    let done = sensors::enter(world).await;
    world.note(done);
}

#[when("goods arrive that came in through the gate of the office of destination")]
async fn comes_in(world: &mut World) {
    let done = sensors::come_in(world).await;
    world.note(done);
}

#[when("their arrival is recorded, and no gate has seen the vehicle")]
async fn ghost(world: &mut World) {
    let done = sensors::arrive_unseen(world).await;
    world.note(done);
}

#[when("the vehicle comes in through the gate after all")]
async fn after_all(world: &mut World) {
    let done = sensors::see_at_gate(world).await;
    world.note(done);
}

#[when("the officer of departure clears the hold for the gate")]
async fn cleared(world: &mut World) {
    let done = sensors::clear_gate_hold(world).await;
    world.note(done);
}

#[then("the arrival is told without any gate's word")]
async fn told_without(world: &mut World) {
    let held = told(world, "REQ-FRD-031", ("ARR", "Arrival/gateAt"), "").await;
    world.note(held);
}

#[then("the arrival is told with the time at the gate")]
async fn told_with(world: &mut World) {
    let held = told_of_gate(world, "REQ-HON-031", ("ARR", "Arrival/gateAt")).await;
    world.note(held);
}

#[then("the result is told with the time at the gate, and the hold is gone")]
async fn told_at_last(world: &mut World) {
    let held = hold_is_gone(world).await;
    world.note(held);
}

/// The message tells when the gate saw the vehicle come in.
async fn told_of_gate(world: &World, requirement: &str, field: (&str, &str)) -> Result<(), Ended> {
    let at =
        world.at_gate.ok_or_else(|| Ended::Error("no gate has seen the vehicle".to_owned()))?;
    told(world, requirement, field, &at.to_string()).await
}

async fn hold_is_gone(world: &World) -> Result<(), Ended> {
    told_of_gate(world, "REQ-HLD-004", ("RES", "Result/gateAt")).await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let ended = says(home, &movement.mrn, "/departure/state", "DISCHARGED");
    let ended = claim("REQ-HLD-004", home, done.since, ended);
    world.claim(ended.due(world.stage.ack_due()).in_protocol_time()).await
}

/// The destination tells this of the gate; an empty text means nothing.
async fn told(
    world: &World,
    requirement: &str,
    (code, field): (&str, &str),
    text: &str,
) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let way = (movement.destination(), movement.departure());
    let told = sent(way, code, &movement.mrn, fields([(field, text)]), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, way.0, done.since, told).due(due)).await
}
