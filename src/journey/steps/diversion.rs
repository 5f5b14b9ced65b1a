//! Goods at another office than declared: asked for, decided, forwarded.

use crate::journey::actor::{diverted, officer, weather};
use crate::journey::claims::{Due, alarmed, claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::link::control::Effect;
use crate::profile::timer::{T_ARR, T_DIS, T_FWD, T_TRR};
use crate::record::claim::{Claim, Times};
use cucumber::{given, then, when};
use std::collections::BTreeMap;

#[given("its goods are fuel")]
async fn fuel(world: &mut World) {
    if let Some(movement) = world.movements.last_mut() {
        movement.carry_fuel();
    }
    world.note(Ok(()));
}

#[given("its itinerary does not bind")]
async fn free(world: &mut World) {
    if let Some(movement) = world.movements.last_mut() {
        movement.papers.declaration.binding_itinerary = false;
    }
    world.note(Ok(()));
}

#[when("the goods are presented at another office of destination")]
async fn arrive(world: &mut World) {
    let done = diverted::arrive_elsewhere(world).await;
    world.note(done);
}

#[when("control finds the goods in order at the other office")]
async fn in_order(world: &mut World) {
    let done = diverted::find_in_order_elsewhere(world).await;
    world.note(done);
}

#[when(regex = "^the officer of departure (approves|refuses) the other office$")]
async fn decide(world: &mut World, decision: String) {
    let done = decided(world, &decision).await;
    world.note(done);
}

#[when("the officer of departure records an approval of the other office")]
async fn approve(world: &mut World) {
    let done = diverted::approve_before(world).await;
    world.note(done);
}

#[when("the line drops before the approval of the other office is acknowledged")]
async fn lose(world: &mut World) {
    let done = drop_line(world).await;
    world.note(done);
}

#[when("the line is back, and the request is sent again")]
async fn ask_again(world: &mut World) {
    let done = back(world).await;
    world.note(done);
}

#[when("the vehicle is presented at another office of entry")]
#[when("a second vehicle under the same number is presented at another office of entry")]
async fn present(world: &mut World) {
    let done = diverted::present_elsewhere(world).await;
    world.note(done);
}

#[when("the vehicle goes on from the other office of entry")]
async fn go_on(world: &mut World) {
    let done = diverted::enter_elsewhere(world).await;
    world.note(done);
}

#[then("nothing is granted before an officer of departure decides")]
async fn undecided(world: &mut World) {
    let held = nothing_granted(world).await;
    world.note(held);
}

#[then("the whole record is granted")]
async fn whole(world: &mut World) {
    let held = whole_record(world).await;
    world.note(held);
}

#[then("the record is granted at once")]
async fn at_once(world: &mut World) {
    let granted = [("RecordResponse/decision", "GRANTED")];
    let held = responded(world, "REQ-DIV-006", &granted).await;
    world.note(held);
}

#[then("the record is refused because the goods are fuel")]
async fn no_fuel(world: &mut World) {
    let refused = [("RecordResponse/refusal", "4"), ("RecordResponse/reason", "FUEL")];
    let held = responded(world, "REQ-DIV-005", &refused).await;
    world.note(held);
}

#[then("the record is refused because the goods have arrived elsewhere, and officers are alerted")]
async fn arrived_before(world: &mut World) {
    let held = refused_as_second(world).await;
    world.note(held);
}

#[then("the second vehicle is held, and the movement stands as it was")]
async fn second_held(world: &mut World) {
    let held = nothing_moved(world).await;
    world.note(held);
}

#[then("the record is asked for, and no arrival is told")]
async fn asked(world: &mut World) {
    let held = asks(world).await;
    world.note(held);
}

#[then("the goods are held at the other office, and no arrival is told")]
async fn kept(world: &mut World) {
    let held = held_there(world).await;
    world.note(held);
}

#[then("all are told where the goods have arrived")]
async fn arrival_forwarded(world: &mut World) {
    let held = arrival_told(world).await;
    world.note(held);
}

#[then("all are told where the vehicle has entered")]
async fn entry_forwarded(world: &mut World) {
    let held = entry_told(world).await;
    world.note(held);
}

#[then("the other office of entry is granted by itself, and nothing is forwarded yet")]
async fn by_itself(world: &mut World) {
    let held = granted_by_itself(world).await;
    world.note(held);
}

#[then("the declared office of entry expects the vehicle no longer")]
async fn entry_by_passed(world: &mut World) {
    let held = entry_is_by_passed(world).await;
    world.note(held);
}

#[then("the declared office expects the goods no longer")]
async fn by_passed(world: &mut World) {
    let held = destination_by_passed(world).await;
    world.note(held);
}

#[then("the arrival at the other office is told once")]
async fn told_once(world: &mut World) {
    let held = one_arrival(world).await;
    world.note(held);
}

#[then(regex = "^the movement is written off at the other office(?:, and the guarantee free)?$")]
async fn written_off(world: &mut World) {
    let held = discharged(world).await;
    world.note(held);
}

async fn decided(world: &mut World, decision: &str) -> Result<(), Ended> {
    request_heard(world).await?;
    let decision = if decision == "approves" { "GRANTED" } else { "REFUSED" };
    diverted::decide(world, decision).await
}

/// An officer can only decide on what departure has heard.
async fn request_heard(world: &World) -> Result<(), Ended> {
    officer::heard(world, "TRQ").await
}

async fn drop_line(world: &mut World) -> Result<(), Ended> {
    request_heard(world).await?;
    let subject = world.stage.subject;
    let armed = weather::arm(world, subject, "TRR", Effect::Cut).await?;
    diverted::decide(world, "GRANTED").await?;
    weather::bitten(world, subject, &armed).await.map(drop)
}

async fn back(world: &mut World) -> Result<(), Ended> {
    weather::heal(world, world.stage.subject).await?;
    officer::resend(world, world.stage.subject, "TRQ").await
}

/// From departure's country to the one where the goods are.
fn response(world: &World, texts: &[(&str, &str)], times: Times) -> Result<Claim, Ended> {
    let movement = world.movement()?;
    let ends = (movement.departure(), movement.destination());
    Ok(sent(ends, "TRR", &movement.mrn, fields(texts.iter().copied()), times))
}

async fn nothing_granted(world: &World) -> Result<(), Ended> {
    request_heard(world).await?;
    let (home, since) = (world.movement()?.departure(), world.done()?.since);
    let none = response(world, &[], Times::Exactly(0))?;
    world.claim(claim("REQ-DIV-002", home, since, none)).await
}

async fn responded(world: &World, requirement: &str, texts: &[(&str, &str)]) -> Result<(), Ended> {
    let (home, done) = (world.movement()?.departure(), world.done()?);
    let told = response(world, texts, Times::AtLeast(1))?;
    let due = T_TRR.expiry(done.at);
    world.claim(claim(requirement, home, done.since, told).due(due)).await
}

async fn whole_record(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (principal, plates) = (&movement.papers.declaration.principal, movement.papers.plates());
    let whole = [
        ("RecordResponse/decision", "GRANTED"),
        ("Record/Transit/MRN", movement.mrn.as_str()),
        ("Record/Principal/name", principal.name.as_str()),
        ("Record/Vehicles/vehicle/@plate", plates.first().map_or("", String::as_str)),
        ("Record/Guarantee/@grn", movement.grn()),
    ];
    responded(world, "REQ-DIV-003", &whole).await
}

async fn refused_as_second(world: &World) -> Result<(), Ended> {
    let refused = [("RecordResponse/decision", "REFUSED"), ("RecordResponse/refusal", "1")];
    responded(world, "REQ-DIV-007", &refused).await?;
    let (home, since) = (world.movement()?.departure(), world.done()?.since);
    let alerted = alarmed(home, "F05");
    world.claim(claim("REQ-DIV-007", home, since, alerted)).await
}

async fn nothing_moved(world: &World) -> Result<(), Ended> {
    let (movement, since) = (world.movement()?, world.done()?.since);
    let home = movement.departure();
    officer::settled(world).await?;
    let stands = says(home, &movement.mrn, "/departure/state", "ARRIVED");
    world.claim(claim("REQ-DIV-007", home, since, stands)).await
}

async fn asks(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = diverted::other_destination(world)?.to_string();
    let asked = [("RecordRequest/office", office.as_str()), ("RecordRequest/role", "DST")];
    let asked = sent((abroad, home), "TRQ", &movement.mrn, fields(asked), Times::AtLeast(1));
    let due = T_ARR.expiry(done.at);
    world.claim(claim("REQ-DIV-001", abroad, done.since, asked).due(due)).await?;
    no_arrival(world, "REQ-DIV-001").await
}

async fn no_arrival(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, since) = (world.movement()?, world.done()?.since);
    let (home, abroad) = (movement.departure(), movement.destination());
    let none = none_sent(abroad, home, "ARR", &movement.mrn);
    world.claim(claim(requirement, abroad, since, none)).await
}

async fn held_there(world: &World) -> Result<(), Ended> {
    let refused = [("RecordResponse/decision", "REFUSED"), ("RecordResponse/reason", "OFFICER")];
    let refused = response(world, &refused, Times::AtLeast(1))?;
    let (movement, done) = (world.movement()?, world.done()?);
    let abroad = movement.destination();
    world.stage.await_claim(refused, done.since, T_TRR.expiry(done.at)).await?;
    no_arrival(world, "REQ-DIV-004").await?;
    let held = says(abroad, &movement.mrn, "/destination/state", "HELD");
    world.claim(claim("REQ-DIV-004", abroad, done.since, held)).await
}

async fn forwarded(
    world: &World,
    office: &str,
    role: &str,
    due: jiff::Timestamp,
) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let told = fields([("Diversion/actualOffice", office), ("Diversion/role", role)]);
    let told = sent((home, abroad), "FWD", &movement.mrn, told, Times::AtLeast(1));
    let requirement = if role == "DST" { "REQ-FWD-001" } else { "REQ-FWD-002" };
    world.claim(claim(requirement, home, done.since, told).due(due)).await
}

async fn arrival_told(world: &World) -> Result<(), Ended> {
    let office = diverted::other_destination(world)?;
    forwarded(world, office.as_str(), "DST", T_ARR.expiry(world.done()?.at)).await
}

async fn entry_told(world: &World) -> Result<(), Ended> {
    let office = diverted::other_entry(world)?;
    forwarded(world, office.as_str(), "ENT", T_FWD.expiry(world.done()?.at)).await
}

async fn granted_by_itself(world: &World) -> Result<(), Ended> {
    let office = diverted::other_entry(world)?.to_string();
    let granted = [("RecordResponse/office", &*office), ("RecordResponse/decision", "GRANTED")];
    responded(world, "REQ-DIV-008", &granted).await?;
    let (movement, since) = (world.movement()?, world.done()?.since);
    let (home, abroad) = (movement.departure(), movement.destination());
    let none = none_sent(home, abroad, "FWD", &movement.mrn);
    world.claim(claim("REQ-FWD-002", home, since, none)).await
}

/// What the other country makes of it is needed to go on, and no requirement of this scenario.
async fn entry_is_by_passed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let gone = says(movement.destination(), &movement.mrn, "/passages/0/state", "PASSED_ELSEWHERE");
    world.stage.await_claim(gone, done.since, world.stage.ack_due()).await
}

async fn destination_by_passed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let abroad = movement.destination();
    let told = sent(
        (movement.departure(), abroad),
        "FWD",
        &movement.mrn,
        BTreeMap::new(),
        Times::AtLeast(1),
    );
    world.stage.await_claim(told, done.since, T_FWD.expiry(done.at)).await?;
    let gone = says(abroad, &movement.mrn, "/elsewhere/0/state", "ARRIVED_ELSEWHERE");
    let due = world.stage.ack_due();
    world.claim(claim("REQ-FWD-003", abroad, done.since, gone).due(due)).await
}

async fn one_arrival(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = diverted::other_destination(world)?.to_string();
    let told = |times| {
        let there = fields([("Arrival/office", office.as_str())]);
        sent((abroad, home), "ARR", &movement.mrn, there, times)
    };
    let due = T_ARR.expiry(done.at);
    let seen = claim("REQ-DIV-009", abroad, done.since, told(Times::AtLeast(1)));
    world.claim(seen.due(due).in_protocol_time()).await?;
    world.claim(claim("REQ-DIV-009", abroad, done.since, told(Times::Exactly(1)))).await
}

async fn discharged(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = diverted::other_destination(world)?.to_string();
    let there = fields([("WriteOff/basis", "RESULT"), ("WriteOff/actualOffice", &office)]);
    let told = sent((home, abroad), "WRO", &movement.mrn, there, Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    if world.tagged.iter().any(|tag| tag == "REQ-DEP-004") {
        return world.claim(claim("REQ-DEP-004", home, done.since, told).due(due)).await;
    }
    world.stage.await_claim(told, done.since, due).await
}
