//! Reference data that change, versions of the profile, spellings, joint posts.

use crate::journey::actor::{decision, library, officer};
use crate::journey::claims::{Due, alarmed, answered, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::Style;
use crate::profile::timer::{T_ADV, T_FWD};
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use jiff::SignedDuration;
use std::collections::BTreeMap;

#[when("the country under test gives its office of destination another code")]
async fn renames(world: &mut World) {
    let done = library::rename_own(world).await;
    world.note(done);
}

#[then("the partner is told of all its offices, the heir among them")]
async fn told(world: &mut World) {
    let held = snapshot_told(world).await;
    world.note(held);
}

#[when("the partner gives all its offices other codes")]
async fn partner_renames(world: &mut World) {
    let done = library::rename_partner(world).await;
    world.note(done);
}

#[when("the partner tells a version that it has replaced already")]
async fn lower(world: &mut World) {
    let done = library::tell_lower(world).await;
    world.note(done);
}

#[when("the partner offers a newer version of the profile beside the one that both know")]
async fn offers(world: &mut World) {
    let done = library::offer_version(world).await;
    world.note(done);
}

#[then("the country under test takes them over")]
async fn taken(world: &mut World) {
    let held = acknowledged(world, "REQ-REF-002", "APPLIED").await;
    world.note(held);
}

#[then("the country under test keeps it as evidence, and no more")]
async fn recorded(world: &mut World) {
    let held = acknowledged(world, "REQ-REF-003", "RECORDED").await;
    world.note(held);
}

#[then("the arrival under the old code is taken")]
async fn arrived(world: &mut World) {
    let held = arrival_taken(world).await;
    world.note(held);
}

#[when("the partner writes advance data, released after that, with the old codes")]
async fn old_codes(world: &mut World) {
    let done = library::advise_old(world).await;
    world.note(done);
}

#[then("they are refused for a code that is no more")]
async fn refused_old(world: &mut World) {
    let held = refused(world, "REQ-REF-006", "12").await;
    world.note(held);
}

#[when("the partner writes advance data with codes that it has not told yet")]
async fn early_codes(world: &mut World) {
    let done = library::advise_early(world).await;
    world.note(done);
}

#[then("they are kept until the codes come")]
async fn kept(world: &mut World) {
    let held = acknowledged(world, "REQ-REF-004", "HELD").await;
    world.note(held);
}

#[when("the partner tells the codes, to count in two hours")]
async fn told_late(world: &mut World) {
    let done = library::tell_late(world).await;
    world.note(done);
}

#[then("the advance data are not known yet")]
async fn unknown(world: &mut World) {
    let held = not_known_yet(world).await;
    world.note(held);
}

#[when("the two hours have gone by")]
async fn effective(world: &mut World) {
    let done = library::await_effect(world).await;
    world.note(done);
}

#[then("the advance data are taken")]
async fn advice_taken(world: &mut World) {
    let held = advice_applied(world).await;
    world.note(held);
}

#[then("the country under test writes the version that both know")]
async fn agreed(world: &mut World) {
    let held = agreed_version(world).await;
    world.note(held);
}

#[when("a message comes in a version that was not agreed")]
async fn newer_version(world: &mut World) {
    let done = library::write_newer_version(world).await;
    world.note(done);
}

#[then("it is refused for its version")]
async fn refused_version(world: &mut World) {
    let held = refused(world, "REQ-VER-002", "50").await;
    world.note(held);
}

#[when("the partner writes advance data with prefixes of its own")]
async fn prefixed(world: &mut World) {
    let done = library::advise_in(world, Style::Prefixed).await;
    world.note(done);
}

#[when("the partner writes advance data in other white space, quotes and order of attributes")]
async fn spaced(world: &mut World) {
    let done = library::advise_in(world, Style::Spaced).await;
    world.note(done);
}

#[then("they are taken like any others")]
async fn taken_alike(world: &mut World) {
    let held = acknowledged(world, "REQ-SPL-001", "APPLIED").await;
    world.note(held);
}

#[when("the offices of the country under test close around the limit of what is released next")]
async fn closed_at_limit(world: &mut World) {
    let done = library::close_at_limit(world).await;
    world.note(done);
}

#[when("the limit passes on that holiday")]
async fn limit_on_holiday(world: &mut World) {
    let done = decision::wait_past_limit(world, SignedDuration::from_hours(1)).await;
    world.note(done);
}

#[then("the movement is overdue all the same")]
async fn overdue(world: &mut World) {
    let held = overdue_now(world).await;
    world.note(held);
}

#[when("its offices close on a holiday on which the result of what arrives next is due")]
async fn closed_at_result(world: &mut World) {
    let done = library::close_at_result(world).await;
    world.note(done);
}

#[when("the holiday is not over yet")]
async fn in_holiday(world: &mut World) {
    let done = library::wait_in_holiday(world).await;
    world.note(done);
}

#[then("nobody misses the result")]
async fn not_missed(world: &mut World) {
    let held = no_alert(world, "REQ-CAL-001").await;
    world.note(held);
}

#[when("the offices open again")]
async fn opened(world: &mut World) {
    let done = library::end_holiday(world).await;
    world.note(done);
}

#[then("officers there miss the result")]
async fn missed(world: &mut World) {
    let held = alert(world, "REQ-CAL-001", "T-RES").await;
    world.note(held);
}

#[when("the vehicle dwells at the joint post for 23 hours")]
async fn dwells(world: &mut World) {
    let done = library::pass(world, SignedDuration::from_hours(23)).await;
    world.note(done);
}

#[then("nobody in the country under test is alerted")]
async fn calm(world: &mut World) {
    let held = no_alert(world, "REQ-PCJ-002").await;
    world.note(held);
}

#[when("it dwells there for two hours more")]
async fn dwells_on(world: &mut World) {
    let done = library::pass(world, SignedDuration::from_hours(2)).await;
    world.note(done);
}

#[then("officers in the country under test are told that the entry is missing")]
async fn alone(world: &mut World) {
    let held = alert(world, "REQ-PCJ-001", "F21").await;
    world.note(held);
}

async fn snapshot_told(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let (done, old) = (world.done()?, world.movement()?.journey.destination);
    let heir = library::heir(old)?;
    for office in [old.as_str(), heir.as_str()] {
        let told = Claim::Sent {
            from: subject.to_string(),
            to: partner.to_string(),
            code: "RFD".to_owned(),
            mrn: None,
            fields: fields([
                ("ReferenceData/set", "OFF"),
                ("ReferenceData/version", "2"),
                ("ReferenceData/office/@code", office),
            ]),
            times: Times::AtLeast(1),
        };
        let due = T_FWD.expiry(done.at);
        world.claim(claim("REQ-REF-001", subject, done.since, told).due(due)).await?;
    }
    Ok(())
}

async fn acknowledged(world: &World, requirement: &str, how: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let code = ("ACK", Some(how));
    let ack = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, ack).due(due)).await
}

async fn refused(world: &World, requirement: &str, error: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let code = ("FNK", Some(error));
    let refusal = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}

async fn arrival_taken(world: &World) -> Result<(), Ended> {
    let (movement, done, subject) = (world.movement()?, world.done()?, world.stage.subject);
    let state = says(subject, &movement.mrn, "/departure/state", "ARRIVED");
    let due = world.stage.ack_due();
    world.claim(claim("REQ-REF-005", subject, done.since, state).due(due)).await
}

async fn not_known_yet(world: &World) -> Result<(), Ended> {
    world.stage.cell.quiet().await?;
    let (letter, subject) = (world.letter_of("TDA")?, world.stage.subject);
    let none = Claim::NoMovement { country: subject.to_string(), mrn: letter.mrn.clone() };
    let since = world.stage.mark();
    world.claim(claim("REQ-REF-007", subject, since, none)).await
}

async fn advice_applied(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter_of("TDA")?, world.stage.subject);
    let code = ("ACK", Some("APPLIED"));
    let ack = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-REF-004", subject, letter.since, ack).due(due)).await
}

async fn agreed_version(world: &World) -> Result<(), Ended> {
    let (movement, done, subject) = (world.movement()?, world.done()?, world.stage.subject);
    let way = (subject, world.stage.partner());
    let version = fields([("Header/profileVersion", crate::profile::VERSION)]);
    let advice = sent(way, "TDA", &movement.mrn, version, Times::AtLeast(1));
    let due = T_ADV.expiry(done.at);
    world.claim(claim("REQ-VER-001", subject, done.since, advice).due(due)).await
}

async fn overdue_now(world: &World) -> Result<(), Ended> {
    let (movement, subject, since) = (world.movement()?, world.stage.subject, world.stage.mark());
    let flag = says(subject, &movement.mrn, "/departure/overdue", true);
    world.claim(claim("REQ-CAL-002", subject, since, flag)).await
}

async fn no_alert(world: &World, requirement: &str) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (subject, done) = (world.stage.subject, world.done()?);
    let none = Claim::NoAlert { country: subject.to_string() };
    world.claim(claim(requirement, subject, done.since, none)).await
}

async fn alert(world: &World, requirement: &str, rule: &str) -> Result<(), Ended> {
    let (subject, done) = (world.stage.subject, world.done()?);
    let told = alarmed(subject, rule);
    world.claim(claim(requirement, subject, done.since, told)).await
}
