//! Empty vehicles, split consignments, the last hour of a time limit, and many vehicles at once.

use crate::journey::actor::{convoy, officer};
use crate::journey::claims::{claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::steps::goods::{documented, said};
use crate::journey::world::World;
use crate::message::{Body, read};
use crate::profile::timer::T_DIS;
use crate::record::claim::{Claim, Times};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cucumber::{given, then, when};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Facts that are recorded of each movement while a line is down: incidents, arrival, result.
const FACTS_OF_EACH: usize = 50;

/// Messages that tell of a movement.
const TOLD: [&str; 6] = ["TDA", "TPA", "PAS", "ARR", "RES", "GUQ"];

#[given("it has come to its end")]
async fn ended(world: &mut World) {
    let done = come_to_its_end(world).await;
    world.note(done);
}

#[when("the empty vehicle goes back across the border")]
async fn go_home(world: &mut World) {
    let done = convoy::go_home_empty(world).await;
    world.note(done);
}

#[then("nobody is told of it")]
async fn untold(world: &mut World) {
    let held = nothing_told(world).await;
    world.note(held);
}

#[then("no officer is alarmed")]
async fn calm(world: &mut World) {
    let held = no_alert(world).await;
    world.note(held);
}

#[given("four vehicles out of the country under test under one bill of lading")]
async fn four(world: &mut World) {
    let given = convoy::share_a_bill(world, 4);
    world.note(given);
}

#[when("each is declared, guaranteed and released")]
async fn dispatched(world: &mut World) {
    let done = convoy::each_dispatched(world).await;
    world.note(done);
}

#[then("the advance data of each name the bill of lading")]
async fn billed(world: &mut World) {
    let held = each_names_the_bill(world).await;
    world.note(held);
}

#[when("each has entered the country of destination")]
async fn entered(world: &mut World) {
    let done = convoy::each_entered(world).await;
    world.note(done);
}

#[when("the goods of one are presented and found in order")]
async fn one(world: &mut World) {
    let done = convoy::concluded(world).await;
    world.note(done);
}

#[then("that one is written off, and the others travel on")]
async fn alone(world: &mut World) {
    let held = written_off_alone(world).await;
    world.note(held);
}

#[when("the goods of the others are presented and found in order")]
async fn others(world: &mut World) {
    let done = conclude_others(world).await;
    world.note(done);
}

#[then("each is written off for itself, and the guarantee is whole")]
async fn all(world: &mut World) {
    let held = each_written_off(world).await;
    world.note(held);
}

#[when("half an hour of the time limit is left")]
async fn last_hour(world: &mut World) {
    let done = wait_for_the_last_hour(world).await;
    world.note(done);
}

#[then("their arrival is in time")]
async fn in_time(world: &mut World) {
    let held = not_late(world).await;
    world.note(held);
}

#[given("a hundred movements of all kinds of goods, half of them in each direction")]
async fn hundred(world: &mut World) {
    let given = convoy::gather(world, 100);
    world.note(given);
}

#[given(regex = r"^(two|forty) movements into the country under test$")]
async fn into_subject(world: &mut World, count: String) {
    let count = if count == "two" { 2 } else { 40 };
    let given = convoy::gather_into(world, count);
    world.note(given);
}

#[given("all have entered the country of destination")]
async fn all_entered(world: &mut World) {
    let done = convoy::set_out_together(world).await;
    world.note(done);
}

#[when(
    "the line of the country under test is down for three days, and its officers record fifty facts of each"
)]
async fn piled_up(world: &mut World) {
    let done = convoy::record_during_days(world, FACTS_OF_EACH).await;
    world.note(done);
}

#[then("all that waited is told, each once")]
async fn each_told(world: &mut World) {
    let held = told_after_days(world).await;
    world.note(held);
}

#[when("all travel at the same time, and control finds all goods in order")]
async fn together(world: &mut World) {
    let done = convoy::travel_together(world).await;
    world.note(done);
}

#[then("each is written off once, and every guarantee is whole")]
async fn whole(world: &mut World) {
    let held = all_ended(world).await;
    world.note(held);
}

async fn come_to_its_end(world: &mut World) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    officer::travel(world).await?;
    officer::find_in_order(world).await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let closed = says(movement.destination(), &movement.mrn, "/destination/state", "CLOSED");
    world.stage.await_claim(closed, done.since, T_DIS.expiry(done.at)).await
}

async fn nothing_told(world: &World) -> Result<(), Ended> {
    let since = world.done()?.since;
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    for code in TOLD {
        let none = Claim::Sent {
            from: subject.to_string(),
            to: partner.to_string(),
            code: code.to_owned(),
            mrn: None,
            fields: BTreeMap::new(),
            times: Times::Exactly(0),
        };
        world.claim(claim("REQ-RUL-007", subject, since, none)).await?;
    }
    Ok(())
}

async fn no_alert(world: &World) -> Result<(), Ended> {
    let (since, subject) = (world.done()?.since, world.stage.subject);
    let none = Claim::NoAlert { country: subject.to_string() };
    world.claim(claim("REQ-RUL-008", subject, since, none)).await
}

async fn each_names_the_bill(world: &mut World) -> Result<(), Ended> {
    // They were released one after the other: all advance data of the scenario count.
    if let Some(done) = &mut world.done {
        done.since = 0;
    }
    for _ in 0..world.movements.len() {
        world.movements.rotate_left(1);
        said(world, "REQ-RUL-003", documented).await?;
    }
    Ok(())
}

async fn written_off_alone(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = movement.journey.destination.to_string();
    let named = fields([("WriteOff/basis", "RESULT"), ("WriteOff/actualOffice", &office)]);
    let once = sent((home, abroad), "WRO", &movement.mrn, named, Times::Exactly(1));
    let others = world.movements.iter().filter(|other| other.mrn != movement.mrn);
    for other in others {
        let none = none_sent(home, abroad, "WRO", &other.mrn);
        world.claim(claim("REQ-RUL-009", home, done.since, none)).await?;
    }
    let due = T_DIS.expiry(done.at);
    let mut seen = claim("REQ-DEP-004", home, done.since, once);
    seen.by = Some(due);
    world.claim(seen).await
}

async fn conclude_others(world: &mut World) -> Result<(), Ended> {
    for _ in 1..world.movements.len() {
        world.movements.rotate_left(1);
        convoy::concluded(world).await?;
    }
    officer::settled(world).await
}

async fn each_written_off(world: &World) -> Result<(), Ended> {
    for movement in &world.movements {
        let (home, abroad) = (movement.departure(), movement.destination());
        let once = sent((home, abroad), "WRO", &movement.mrn, BTreeMap::new(), Times::Exactly(1));
        world.claim(claim("REQ-RUL-009", home, 0, once)).await?;
    }
    balances_whole(world, "REQ-GUA-003").await
}

/// Every guarantee that the movements use has its whole balance again.
async fn balances_whole(world: &World, requirement: &str) -> Result<(), Ended> {
    let since = world.done()?.since;
    for (grn, guarantor) in convoy::guarantees(world) {
        let whole = Claim::Guarantee {
            country: guarantor.to_string(),
            grn,
            pointer: "/balance".to_owned(),
            equals: world.stage.cell.corridor().guarantor(guarantor).reference_amount.into(),
        };
        let mut whole = claim(requirement, guarantor, since, whole);
        whole.by = Some(world.stage.ack_due());
        world.claim(whole).await?;
    }
    Ok(())
}

/// Business time goes on until half an hour before the limit that the advance data name.
async fn wait_for_the_last_hour(world: &World) -> Result<(), Ended> {
    let near = time_limit(world)? - SignedDuration::from_mins(30);
    world.stage.cell.advance(near, "half an hour of the time limit is left").await?;
    Ok(())
}

/// The time limit that the advance data name.
pub(super) fn time_limit(world: &World) -> Result<Timestamp, Ended> {
    let movement = world.movement()?;
    let advice = world.stage.message(movement.departure(), "TDA", &movement.mrn)?;
    let body = STANDARD.decode(&advice.body).map_err(|error| Ended::Error(error.to_string()))?;
    let message = read(&body).map_err(|error| Ended::Failed(error.to_string()))?;
    match message.body {
        Body::Tda(advice) => Ok(advice.transit.time_limit),
        other => Err(Ended::Failed(format!("the advance data are {}", other.code()))),
    }
}

async fn not_late(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let timely = fields([("Arrival/late", "0")]);
    let timely = sent((abroad, home), "ARR", &movement.mrn, timely, Times::AtLeast(1));
    world.claim(claim("REQ-RUL-010", abroad, done.since, timely)).await?;
    let noted = says(home, &movement.mrn, "/departure/late", false);
    let mut noted = claim("REQ-RUL-010", home, done.since, noted);
    noted.by = Some(world.stage.ack_due());
    world.claim(noted).await
}

/// Incidents, arrivals and results, each as often as officers have recorded it. Nothing is looked at
/// before all is through: every look reads thousands of messages.
async fn told_after_days(world: &World) -> Result<(), Ended> {
    convoy::drained(world).await?;
    let (from, to) = (world.stage.subject, world.stage.partner());
    let since = world.done()?.since;
    let each = world.movements.len();
    for (code, count) in [("INC", (FACTS_OF_EACH - 2) * each), ("ARR", each), ("RES", each)] {
        let all = Claim::Sent {
            from: from.to_string(),
            to: to.to_string(),
            code: code.to_owned(),
            mrn: None,
            fields: BTreeMap::new(),
            times: Times::Exactly(u32::try_from(count).unwrap_or(u32::MAX)),
        };
        world.claim(claim("REQ-BUR-001", from, since, all)).await?;
    }
    Ok(())
}

async fn all_ended(world: &World) -> Result<(), Ended> {
    let since = world.done()?.since;
    for home in world.stage.cell.corridor().pair() {
        let left: Vec<_> = world.movements.iter().filter(|it| it.departure() == home).collect();
        let Some(first) = left.first() else { continue };
        let count = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let all = Claim::Sent {
            from: home.to_string(),
            to: first.destination().to_string(),
            code: "WRO".to_owned(),
            mrn: None,
            fields: fields([("WriteOff/basis", "RESULT")]),
            times: Times::Exactly(count),
        };
        world.claim(claim("REQ-RUL-011", home, since, all)).await?;
    }
    balances_whole(world, "REQ-RUL-011").await
}
