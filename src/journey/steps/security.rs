//! Who goes beyond what is his: roles, answers, queues, versions, and too much of everything.

use crate::journey::actor::{flooder, intruder, library, officer};
use crate::journey::claims::{
    Due, alarmed, alerted, answered, claim, effects, fields, movement as says,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when("a control result comes from an office of the partner that gives none")]
async fn without_role(world: &mut World) {
    let told = intruder::conclude_without_role(world).await;
    world.note(told);
}

#[when("a control result comes from an office that the goods only pass")]
async fn elsewhere(world: &mut World) {
    let told = intruder::conclude_elsewhere(world).await;
    world.note(told);
}

#[then("it is refused for the office's role, in bare words, and officers are told")]
async fn role_refused(world: &mut World) {
    let held = barely_refused(world, "REQ-SEC-004", "94").await;
    world.note(held);
}

#[then(
    "it is refused because that office has no part in the movement, in bare words, and officers are told"
)]
async fn office_refused(world: &mut World) {
    let held = barely_refused(world, "REQ-SEC-005", "97").await;
    world.note(held);
}

#[then("no result has had any effect")]
async fn no_result(world: &mut World) {
    let held = travels_on(world, "REQ-SEC-005", "RES/").await;
    world.note(held);
}

#[when("an acknowledgement comes of a message that was never sent")]
async fn acknowledged(world: &mut World) {
    let told = intruder::acknowledge_nothing(world).await;
    world.note(told);
}

#[then("nothing is answered to it")]
async fn not_answered(world: &mut World) {
    let held = unanswered(world, "REQ-SEC-006").await;
    world.note(held);
}

#[when("an entry that must be refused asks for its answer at another queue")]
async fn answer_elsewhere(world: &mut World) {
    let told = intruder::ask_answer_elsewhere(world).await;
    world.note(told);
}

#[then("the refusal goes to the partner, and nowhere else")]
async fn way_back(world: &mut World) {
    let held = answered_to_partner(world).await;
    world.note(held);
}

#[when("refusals come that are not well-formed, or not in their own bytes")]
async fn bad_refusals(world: &mut World) {
    let told = intruder::refuse_badly(world).await;
    world.note(told);
}

#[then("none of them is answered, and officers are told")]
async fn none_answered(world: &mut World) {
    let held = refusals_unanswered(world).await;
    world.note(held);
}

#[when("ninety messages that must be refused come within a minute")]
async fn storm(world: &mut World) {
    let told = flooder::storm(world).await;
    world.note(told);
}

#[then("sixty are refused in the first minute, and officers are told of the storm")]
async fn paced(world: &mut World) {
    let held = storm_is_paced(world).await;
    world.note(held);
}

#[then("the last of them is refused like the first, in time")]
async fn last_refused(world: &mut World) {
    let held = refused_last(world).await;
    world.note(held);
}

#[when("accounts reach for queues that are not theirs")]
async fn reach(world: &mut World) {
    let refused = intruder::reach_for_others(world).await;
    world.note(refused);
}

#[when("the broker's administrator writes an entry where only the partner may")]
async fn administrator(world: &mut World) {
    let told = intruder::write_as_administrator(world).await;
    world.note(told);
}

#[then("it is not answered, has no effect, and officers see who wrote it")]
async fn disbelieved(world: &mut World) {
    let held = not_believed(world).await;
    world.note(held);
}

#[when("a message comes in a version that was left long ago")]
async fn older(world: &mut World) {
    let told = library::write_older_version(world).await;
    world.note(told);
}

#[then("it is refused, and the versions stay as they were agreed")]
async fn older_refused(world: &mut World) {
    let held = refused_as(world, "REQ-SEC-011", ("FNK", "50")).await;
    world.note(held);
}

#[when("an entry comes compressed")]
async fn compressed(world: &mut World) {
    let told = flooder::pack_entry(world).await;
    world.note(told);
}

#[when("a few bytes come that unpack to very many")]
async fn bomb(world: &mut World) {
    let told = flooder::drop_bomb(world).await;
    world.note(told);
}

#[then("it is refused as no text, unread")]
async fn packed_refused(world: &mut World) {
    let held = refused_as(world, "REQ-SEC-012", ("XNK", "52")).await;
    world.note(held);
}

#[when("an entry comes with a megabyte attached")]
async fn attached(world: &mut World) {
    let told = flooder::attach(world).await;
    world.note(told);
}

#[then("it is refused for what no schema knows")]
async fn attached_refused(world: &mut World) {
    let held = refused_as(world, "REQ-SEC-013", ("XNK", "15")).await;
    world.note(held);
}

#[then("no entry has had any effect")]
async fn no_entry(world: &mut World) {
    let held = travels_on(world, "REQ-SEC-012", "PAS/").await;
    world.note(held);
}

#[when("the partner's line is flooded at ten times the peak")]
async fn flooded(world: &mut World) {
    let told = flooder::flood(world).await;
    world.note(told);
}

#[then("what is honest in the flood is answered in time")]
async fn served(world: &mut World) {
    let held = honest_is_served(world).await;
    world.note(held);
}

async fn refused_as(
    world: &World,
    requirement: &str,
    (code, detail): (&str, &str),
) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let none = BTreeMap::new();
    let refusal = answered(&letter.id, subject, (code, Some(detail)), none, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}

/// PD-33: code, pointer `/`, nothing else; and a security event.
async fn barely_refused(world: &World, requirement: &str, code: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let bare = fields([
        ("Errors/error/pointer", "/"),
        ("Errors/error/rule", ""),
        ("Errors/error/originalValue", ""),
    ]);
    let refusal = answered(&letter.id, subject, ("FNK", Some(code)), bare, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await?;
    let shown = alerted(subject, &format!("SEC-{code}"), &letter.id);
    world.claim(claim(requirement, subject, letter.since, shown)).await
}

/// The goods are where they were, and no effect of that key is known.
async fn travels_on(world: &World, requirement: &str, key: &str) -> Result<(), Ended> {
    officer::settled(world).await?;
    let (letter, movement) = (world.letter()?, world.movement()?);
    let home = movement.departure();
    let travelling = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
    let travelling = match key {
        // Entry is what puts a movement into the partner's hands.
        "PAS/" => None,
        _ => Some(travelling),
    };
    if let Some(travelling) = travelling {
        world.claim(claim(requirement, home, letter.since, travelling)).await?;
    }
    let abroad = world.stage.partner();
    let key =
        if key == "PAS/" { format!("PAS/{}", entry_key(world, abroad)?) } else { key.to_owned() };
    let none = effects(home, &movement.mrn, &key, 0);
    world.claim(claim(requirement, home, letter.since, none)).await
}

/// Office of entry, with which the business key of an entry begins.
fn entry_key(world: &World, country: Country) -> Result<String, Ended> {
    let entry = world.movement()?.journey.entry(country);
    let none = || Ended::Error(format!("{country} is not entered"));
    entry.map(|office| office.to_string()).ok_or_else(none)
}

async fn unanswered(world: &World, requirement: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    for code in ["FNK", "XNK", "ACK"] {
        let none = BTreeMap::new();
        let none = answered(&letter.id, subject, (code, None), none, Times::Exactly(0));
        world.claim(claim(requirement, subject, letter.since, none)).await?;
    }
    Ok(())
}

async fn answered_to_partner(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let partner = world.stage.partner();
    let about = |to: Country, times| Claim::Sent {
        from: subject.to_string(),
        to: to.to_string(),
        code: "FNK".to_owned(),
        mrn: None,
        fields: fields([("Header/correlationId", letter.id.as_str())]),
        times,
    };
    // First what must not be: whatever lies where nobody reads would let nothing come to rest.
    let astray = about(Country::REGION, Times::Exactly(0));
    world.claim(claim("REQ-SEC-007", subject, letter.since, astray)).await?;
    let due = world.stage.ack_due();
    let home = about(partner, Times::AtLeast(1));
    world.claim(claim("REQ-SEC-007", subject, letter.since, home).due(due)).await
}

async fn refusals_unanswered(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    for letter in world.letters.iter().filter(|letter| letter.code == "FNK") {
        for code in ["FNK", "XNK", "ACK"] {
            let none = BTreeMap::new();
            let none = answered(&letter.id, subject, (code, None), none, Times::Exactly(0));
            world.claim(claim("REQ-SEC-008", subject, letter.since, none)).await?;
        }
    }
    for rule in ["SEC-95", "R-ANSWER"] {
        let since = world.letter()?.since;
        let told = alarmed(subject, rule);
        world.claim(claim("REQ-SEC-008", subject, since, told)).await?;
    }
    Ok(())
}

async fn storm_is_paced(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let since = world.letter()?.since;
    let told = alarmed(subject, "SEC-STORM");
    world.claim(claim("REQ-SEC-009", subject, since, told).due(world.stage.ack_due())).await
}

async fn refused_last(world: &World) -> Result<(), Ended> {
    refused_as(world, "REQ-SEC-009", ("FNK", "14")).await
}

async fn not_believed(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    unanswered(world, "REQ-SEC-014").await?;
    let shown = alerted(subject, "SEC-97", &letter.id);
    world.claim(claim("REQ-SEC-014", subject, letter.since, shown)).await?;
    travels_on(world, "REQ-SEC-014", "PAS/").await
}

/// The partner's arrival came behind the flood.
async fn honest_is_served(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let came = Claim::Sent {
        from: partner.to_string(),
        to: subject.to_string(),
        code: "ARR".to_owned(),
        mrn: Some(movement.mrn.clone()),
        fields: BTreeMap::new(),
        times: Times::AtLeast(1),
    };
    let due = world.stage.ack_due();
    world.stage.await_claim(came, done.since, due).await?;
    let once = effects(subject, &movement.mrn, &format!("PAS/{}", entry_key(world, partner)?), 1);
    world.claim(claim("REQ-DUP-002", subject, done.since, once)).await?;
    let copy = world.stage.message(partner, "ARR", &movement.mrn)?;
    let none = BTreeMap::new();
    let taken = answered(&copy.message_id, subject, ("ACK", None), none, Times::AtLeast(1));
    world.claim(claim("REQ-SEC-015", subject, done.since, taken).due(due)).await
}
