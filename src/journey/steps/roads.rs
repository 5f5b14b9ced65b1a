//! Roads of several offices and countries: what each country on them must be told.

use crate::journey::actor::{officer, road};
use crate::journey::claims::{Due, claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::steps::setting::give;
use crate::journey::steps::travel::freed;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::{T_ADV, T_ARR, T_DIS, T_PAS};
use crate::record::claim::Times;
use cucumber::{given, then, when};
use std::collections::BTreeMap;

/// The first position of a record: whatever a scenario has seen counts.
const SINCE_EVER: u64 = 0;

#[given(
    regex = r"^a journey (out of|into) the country under test that ends at the border, secured by (its own|the partner's) guarantor$"
)]
async fn to_the_border(world: &mut World, direction: String, guarantor: String) {
    let given = ending_at_the_border(world, &direction, &guarantor);
    world.note(given);
}

#[when("the vehicle crosses every border of the road")]
async fn cross(world: &mut World) {
    let done = officer::cross_every_border(world).await;
    world.note(done);
}

#[when("they leave, and are presented at the office of entry, which is their destination")]
async fn end_at_the_border(world: &mut World) {
    let done = async {
        officer::leave(world).await?;
        officer::expected(world, world.movement()?.destination()).await?;
        officer::arrive(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("they travel as long as the road takes, and control finds them in order")]
async fn travel_in_time(world: &mut World) {
    let done = road::travel_in_time(world).await;
    world.note(done);
}

#[then("the dwell at the border and the time of each leg follow from what was told")]
async fn times(world: &mut World) {
    let held = stations_told(world).await;
    world.note(held);
}

#[then("the guarantee is free")]
async fn guarantee_free(world: &mut World) {
    let held = freed(world).await;
    world.note(held);
}

#[then("the advance data reach every country of the road")]
async fn advised(world: &mut World) {
    let held = every_country_advised(world).await;
    world.note(held);
}

#[then("the advance data name every office of the road in order")]
async fn in_order(world: &mut World) {
    let held = offices_in_order(world).await;
    world.note(held);
}

#[then("they state the portion of each country")]
async fn portions(world: &mut World) {
    let held = portions_stated(world).await;
    world.note(held);
}

#[then("the advance data come from the office of departure")]
async fn from_departure(world: &mut World) {
    let held = sent_by_departure(world).await;
    world.note(held);
}

#[then("each passage is told to every other country")]
async fn told(world: &mut World) {
    let held = passages_told(world).await;
    world.note(held);
}

#[then("their arrival is notified")]
async fn arrival(world: &mut World) {
    let held = arrival_told(world, "REQ-DST-001").await;
    world.note(held);
}

#[then("nothing but their arrival is notified")]
async fn arrival_alone(world: &mut World) {
    let held = no_entry_beside_the_arrival(world).await;
    world.note(held);
}

#[then("the arrival counts as the entry, and the guarantee is free")]
async fn counts(world: &mut World) {
    let held = async {
        written_off_to(world, "REQ-COR-004", world.movement()?.destination()).await?;
        freed(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("every country is told of the write-off, and the guarantee is free")]
async fn written_off(world: &mut World) {
    let held = async {
        for country in others(world.movement()?) {
            written_off_to(world, "REQ-DEP-004", country).await?;
        }
        freed(world).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the write-off closes the record of the office of entry")]
async fn closed(world: &mut World) {
    let held = entry_record_closed(world).await;
    world.note(held);
}

fn ending_at_the_border(world: &mut World, direction: &str, guarantor: &str) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let departure = if direction == "out of" { subject } else { partner };
    let guarantor = if guarantor == "its own" { subject } else { partner };
    let corridor = world.stage.cell.corridor();
    let journey = corridor.journey_to_border(departure).cloned();
    let none = || {
        let name = &corridor.name;
        Ended::NotApplicable(format!("the corridor {name} has no journey that ends at the border"))
    };
    let journey = journey.ok_or_else(none)?;
    give(world, &journey, guarantor)
}

/// Every country of the road but that of departure.
fn others(movement: &Movement) -> Vec<Country> {
    movement.journey.countries().into_iter().skip(1).collect()
}

/// Codes of the advance data that a country gets: TPA where it is crossed, TDA where goods end.
fn codes(movement: &Movement, to: Country) -> &'static [&'static str] {
    if to == movement.destination() { &["TDA", "TPA"] } else { &["TPA"] }
}

async fn every_country_advised(world: &World) -> Result<(), Ended> {
    advice_says(world, "REQ-DEP-002", &BTreeMap::new()).await
}

/// The whole itinerary, office by office, and nothing behind it.
async fn offices_in_order(world: &World) -> Result<(), Ended> {
    let declared = &world.movement()?.papers.declaration;
    let passages = declared.passages.iter().map(|stop| {
        let role = if stop.direction == "EXIT" { "EXI" } else { "ENT" };
        (role, stop.office.as_str())
    });
    let first = std::iter::once(("DEP", declared.office.as_str()));
    let last = std::iter::once(("DST", declared.destination.as_str()));
    let mut told = BTreeMap::new();
    for (number, (role, office)) in (1..).zip(first.chain(passages).chain(last)) {
        told.insert(format!("Transit/itinerary/office[{number}]/@role"), role.to_owned());
        told.insert(format!("Transit/itinerary/office[{number}]/@ref"), office.to_owned());
    }
    let behind = declared.passages.len() + 3;
    told.insert(format!("Transit/itinerary/office[{behind}]/@ref"), String::new());
    advice_says(world, "REQ-COR-001", &told).await
}

async fn portions_stated(world: &World) -> Result<(), Ended> {
    for (country, amount) in &world.movement()?.papers.declaration.guarantee.exposure {
        let amount = amount.to_string();
        let portion = fields([
            ("Guarantee/exposure/@country", country.as_str()),
            ("Guarantee/exposure", &amount),
        ]);
        advice_says(world, "REQ-COR-002", &portion).await?;
    }
    Ok(())
}

async fn sent_by_departure(world: &World) -> Result<(), Ended> {
    let office = world.movement()?.papers.declaration.office.clone();
    let from = fields([("Header/sender/@office", office.as_str())]);
    advice_says(world, "REQ-COR-006", &from).await
}

/// What the advance data to each country say.
async fn advice_says(
    world: &World,
    requirement: &str,
    told: &BTreeMap<String, String>,
) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, due) = (movement.departure(), T_ADV.expiry(done.at));
    for to in others(movement) {
        for code in codes(movement, to) {
            let told = sent((home, to), code, &movement.mrn, told.clone(), Times::AtLeast(1));
            world.claim(claim(requirement, home, done.since, told).due(due)).await?;
        }
    }
    Ok(())
}

async fn passages_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let due = T_PAS.expiry(done.at);
    for stop in &movement.papers.declaration.passages {
        let countries = movement.journey.countries().into_iter();
        let (own, others): (Vec<Country>, Vec<Country>) =
            countries.partition(|country| stop.office.starts_with(country.as_str()));
        let told = fields([
            ("Passage/office", stop.office.as_str()),
            ("Passage/direction", &stop.direction),
            ("Passage/outcome", "PASSED"),
        ]);
        for (from, to) in own.iter().flat_map(|from| others.iter().map(move |to| (*from, *to))) {
            let told = sent((from, to), "PAS", &movement.mrn, told.clone(), Times::AtLeast(1));
            world.claim(claim("REQ-COR-003", from, done.since, told).due(due)).await?;
        }
    }
    Ok(())
}

/// Each station is told with the instant at which it was seen: every difference is then right.
async fn stations_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let departure = movement.departure();
    for station in &world.stations {
        let (office, at) = (station.office.as_str(), station.at.to_string());
        let path = match station.code {
            "PAS" => "Passage/office",
            "ARR" => "Arrival/office",
            _ => "Result/office",
        };
        let told = fields([(path, office), ("Event/eventAt", at.as_str())]);
        let to = if station.country == departure { movement.destination() } else { departure };
        let told =
            sent((station.country, to), station.code, &movement.mrn, told, Times::AtLeast(1));
        let due = T_DIS.expiry(done.at);
        world.claim(claim("REQ-COR-008", station.country, SINCE_EVER, told).due(due)).await?;
    }
    Ok(())
}

async fn arrival_told(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let office = movement.papers.declaration.destination.as_str();
    let told = fields([("Arrival/office", office)]);
    let told = sent((abroad, home), "ARR", &movement.mrn, told, Times::AtLeast(1));
    let due = T_ARR.expiry(done.at);
    world.claim(claim(requirement, abroad, done.since, told).due(due)).await
}

async fn no_entry_beside_the_arrival(world: &World) -> Result<(), Ended> {
    arrival_told(world, "REQ-COR-005").await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let silent = none_sent(abroad, home, "PAS", &movement.mrn);
    world.claim(claim("REQ-COR-005", abroad, done.since, silent)).await
}

async fn written_off_to(world: &World, requirement: &str, to: Country) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let office = movement.papers.declaration.destination.as_str();
    let told = fields([("WriteOff/basis", "RESULT"), ("WriteOff/actualOffice", office)]);
    let told = sent((home, to), "WRO", &movement.mrn, told, Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    world.claim(claim(requirement, home, done.since, told).due(due)).await
}

async fn entry_record_closed(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let abroad = movement.destination();
    let closed = says(abroad, &movement.mrn, "/passages/0/state", "CLOSED");
    let due = T_DIS.expiry(done.at);
    world.claim(claim("REQ-COR-007", abroad, done.since, closed).due(due)).await
}
