//! Incidents on the way: who is told of them, what they change, and losses.

use crate::adapter::acts::ReportIncident;
use crate::journey::actor::forger;
use crate::journey::actor::incident::{self, Where};
use crate::journey::claims::{
    Due, answered, claim, fields, movement as says, none_sent, reservation, sent,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::instant;
use crate::profile::timer::{T_DIS, T_FWD, T_INC};
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("the vehicle breaks down, and the goods go on in another one under new seals")]
async fn breaks_down(world: &mut World) {
    let done = incident::tranship(world, Where::Abroad).await;
    world.note(done);
}

#[when("the seals break in an accident, and the police vouch for it")]
async fn seals_break(world: &mut World) {
    let done = incident::break_seals(world).await;
    world.note(done);
}

#[when("robbers break the seals, and the police vouch for it")]
async fn attacked(world: &mut World) {
    let done = incident::attack(world).await;
    world.note(done);
}

#[when("the road is closed, and the vehicle has to leave its itinerary")]
async fn road_closed(world: &mut World) {
    let done = incident::close_road(world).await;
    world.note(done);
}

#[when("the container is damaged before the exit, and the goods go into another one")]
async fn restuffed(world: &mut World) {
    let done = incident::restuff(world).await;
    world.note(done);
}

#[when("the vehicle burns with all its goods, and the police vouch for it")]
async fn burnt(world: &mut World) {
    let done = incident::burn(world).await;
    world.note(done);
}

#[when("the vehicle overturns, some goods are lost, and the police vouch for it")]
async fn overturned(world: &mut World) {
    let done = incident::overturn(world).await;
    world.note(done);
}

#[when("customs have some of the perishable goods sold on the way")]
async fn sold(world: &mut World) {
    let done = incident::sell(world).await;
    world.note(done);
}

#[when("the convoy is held up, and ten days more are asked for")]
async fn held_up(world: &mut World) {
    let done = incident::delay(world).await;
    world.note(done);
}

#[when("the officer of departure grants the time that was asked for")]
async fn granted(world: &mut World) {
    let done = incident::grant(world).await;
    world.note(done);
}

#[then("the other country is told of the limit that was asked for")]
async fn limit_told(world: &mut World) {
    let held = limit_as_asked(world).await;
    world.note(held);
}

#[when("another tractor takes over, and the seals are intact")]
#[expect(clippy::unused_async, reason = "a step is async even when it only remembers")]
async fn other_tractor(world: &mut World) {
    let done = incident::change_tractor(world);
    world.note(done);
}

#[when(
    regex = "^control finds what the incident has left, (considered satisfactory|not satisfactory)$"
)]
async fn rest_found(world: &mut World, verdict: String) {
    let code = if verdict == "not satisfactory" { "B1" } else { "A5" };
    let done = incident::find_rest(world, code).await;
    world.note(done);
}

#[when("a total loss that nobody vouches for comes from the partner")]
async fn false_loss(world: &mut World) {
    let done = forger::report_loss(world).await;
    world.note(done);
}

#[when("an office is to report a total loss that nobody vouches for")]
async fn claimed_loss(world: &mut World) {
    let done = incident::claim_loss(world).await;
    world.note(done);
}

#[when("the office finds that it was another vehicle")]
async fn withdrawn(world: &mut World) {
    let done = incident::withdraw(world).await;
    world.note(done);
}

#[then("the country of departure is told of the incident as recorded")]
async fn told(world: &mut World) {
    let held = told_as_recorded(world).await;
    world.note(held);
}

#[then("the country of destination is told of the incident as recorded")]
async fn forwarded(world: &mut World) {
    let held = forwarded_as_recorded(world).await;
    world.note(held);
}

#[then("the country of departure applies the incident")]
async fn applied(world: &mut World) {
    let held = taken(world).await;
    world.note(held);
}

#[then("the movement goes on with what is left")]
async fn goes_on(world: &mut World) {
    let held = travels_on(world).await;
    world.note(held);
}

#[then(
    regex = "^(what the incident has changed|the change of tractor) keeps nothing from being written off$"
)]
async fn not_held(world: &mut World, cause: String) {
    let requirement = if cause == "the change of tractor" { "REQ-INC-009" } else { "REQ-INC-006" };
    let held = written_off_by(world, requirement).await;
    world.note(held);
}

#[then("it is refused for want of an endorsement, and the movement goes on as before")]
async fn refused(world: &mut World) {
    let held = refused_unendorsed(world).await;
    world.note(held);
}

#[then("the office may not, and nobody is told")]
async fn not_told(world: &mut World) {
    let held = kept_at_home(world).await;
    world.note(held);
}

#[then("the country of departure is told that the incident is withdrawn")]
async fn taken_back(world: &mut World) {
    let held = withdrawal_told(world).await;
    world.note(held);
}

fn reported(world: &World) -> Result<&ReportIncident, Ended> {
    world.incident.as_ref().ok_or_else(|| Ended::Error("no incident has happened yet".into()))
}

/// What a message must say of the incident, its changes included.
fn contents(report: &ReportIncident) -> BTreeMap<String, String> {
    let mut said = fields([
        ("Incident/office", report.office.as_str()),
        ("Incident/code", &report.code),
        ("Incident/text", &report.text),
        ("Incident/place", &report.place.text),
    ]);
    let mut say = |path: &str, text: &str| said.insert(path.to_owned(), text.to_owned());
    if let Some(vouched) = &report.endorsement {
        say("Incident/endorsement/@authority", &vouched.authority);
        say("Incident/endorsement/@date", &vouched.date);
    }
    for (place, vehicle) in (1..).zip(&report.vehicles) {
        say(&format!("Incident/vehicle[{place}]/@plate"), &vehicle.plate);
    }
    for (place, unit) in (1..).zip(&report.units) {
        if let Some(number) = &unit.container {
            say(&format!("Incident/unit[{place}]/container"), number);
        }
        for (nth, seal) in (1..).zip(&unit.seals) {
            say(&format!("Incident/unit[{place}]/seal[{nth}]"), seal);
        }
    }
    if let Some(limit) = report.requested_limit {
        say("Incident/requestedLimit", &instant(limit));
    }
    if let Some(loss) = &report.loss {
        say("Incident/loss/@extent", &loss.extent);
    }
    said
}

/// Told in time, then told as it was recorded.
async fn told_as_recorded(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let any = sent((abroad, home), "INC", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    let due = T_INC.expiry(done.at);
    world.claim(claim("REQ-INC-001", abroad, done.since, any).due(due)).await?;
    let whole = contents(reported(world)?);
    let whole = sent((abroad, home), "INC", &movement.mrn, whole, Times::AtLeast(1));
    world.claim(claim("REQ-INC-002", abroad, done.since, whole)).await
}

async fn forwarded_as_recorded(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let whole = contents(reported(world)?);
    let whole = sent((home, abroad), "INF", &movement.mrn, whole, Times::AtLeast(1));
    let due = T_FWD.expiry(done.at);
    world.claim(claim("REQ-INC-003", home, done.since, whole).due(due)).await
}

async fn taken(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let any = sent((abroad, home), "INC", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(any, done.since, T_INC.expiry(done.at)).await?;
    let id = world.stage.message(abroad, "INC", &movement.mrn)?.message_id;
    let applied = answered(&id, home, ("ACK", Some("APPLIED")), BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-INC-008", home, done.since, applied).due(due)).await
}

/// A partial loss ends nothing.
async fn travels_on(world: &World) -> Result<(), Ended> {
    taken(world).await?;
    let (movement, done) = (world.movement()?, world.done()?);
    let home = movement.departure();
    let on_the_road = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
    world.claim(claim("REQ-LOS-004", home, done.since, on_the_road)).await
}

async fn limit_as_asked(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let asked = reported(world)?.requested_limit.map(instant).unwrap_or_default();
    let told = fields([("Extension/timeLimit", asked.as_str())]);
    let told = sent((home, abroad), "EXT", &movement.mrn, told, Times::AtLeast(1));
    let due = T_FWD.expiry(done.at);
    world.claim(claim("REQ-EXT-001", home, done.since, told).due(due)).await
}

async fn written_off_by(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let any = sent((home, abroad), "WRO", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    let due = T_DIS.expiry(done.at);
    world.claim(claim(requirement, home, done.since, any).due(due)).await
}

async fn refused_unendorsed(world: &World) -> Result<(), Ended> {
    let (letter, movement) = (world.letter()?, world.movement()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let rule = fields([("Errors/error/rule", "R-ENDORSE")]);
    let refusal = answered(&letter.id, home, ("FNK", Some("14")), rule, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-INC-004", home, letter.since, refusal).due(due)).await?;
    let same = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
    world.claim(claim("REQ-INC-004", home, letter.since, same)).await?;
    let kept = reservation(guarantor, movement.grn(), &movement.mrn, "RESERVED");
    world.stage.await_claim(kept, letter.since, due).await
}

async fn kept_at_home(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let refused = Claim::ActOutcome {
        country: abroad.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: Some("14".to_owned()),
    };
    world.claim(claim("REQ-INC-005", abroad, done.since, refused)).await?;
    let silent = none_sent(abroad, home, "INC", &movement.mrn);
    world.claim(claim("REQ-INC-005", abroad, done.since, silent)).await
}

async fn withdrawal_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let taken_back = fields([("Incident/withdraws", "1"), ("Incident/incidentNo", "2")]);
    let told = sent((abroad, home), "INC", &movement.mrn, taken_back, Times::AtLeast(1));
    let due = T_INC.expiry(done.at);
    world.claim(claim("REQ-INC-007", abroad, done.since, told).due(due)).await
}
