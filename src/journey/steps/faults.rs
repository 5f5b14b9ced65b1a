//! Messages and declarations that break a rule, and how they are refused.

use crate::journey::actor::{breaker, contradiction, faults, officer};
use crate::journey::claims::{Due, answered, claim, fields};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

#[when(regex = r"^advance data come ((?:whose|that) [^,]+)$")]
async fn come(world: &mut World, words: String) {
    let told = come_with(world, &[&words]).await;
    world.note(told);
}

#[when(regex = r"^advance data come ((?:whose|that) [^,]+), and ((?:whose|that) [^,]+)$")]
async fn come_with_two(world: &mut World, first: String, second: String) {
    let told = come_with(world, &[&first, &second]).await;
    world.note(told);
}

#[when("the arrival of a movement comes that never was")]
async fn never_was(world: &mut World) {
    let told = breaker::arrive_unknown(world).await;
    world.note(told);
}

#[then(regex = r"^those ((?:whose|that) [^,]+) are refused$")]
async fn refused(world: &mut World, words: String) {
    let held = refused_for(world, &words).await;
    world.note(held);
}

#[then(regex = r"^the refusal names rule, place and value for those ((?:whose|that) [^,]+)$")]
async fn names(world: &mut World, words: String) {
    let held = names_all(world, &words).await;
    world.note(held);
}

#[then(regex = r"^the refusal names both ((?:whose|that) [^,]+), and ((?:whose|that) [^,]+)$")]
async fn names_both(world: &mut World, first: String, second: String) {
    let held = names_two(world, [&first, &second]).await;
    world.note(held);
}

#[when("a control result comes that contradicts its code")]
async fn contradicted(world: &mut World) {
    let told = contradiction::conclude(world).await;
    world.note(told);
}

#[then("that result is refused by its rule")]
async fn result_refused(world: &mut World) {
    let named = ["R-CONFORM", "/RES/Result/conform", "0"];
    let held = refused_by(world, "REQ-RUL-048", "14", named).await;
    world.note(held);
}

#[when("an entry comes that happened before the release")]
async fn before_release(world: &mut World) {
    let told = contradiction::enter_before_release(world).await;
    world.note(told);
}

#[then("that entry is refused for its time")]
async fn early_refused(world: &mut World) {
    let named = ["R-RELEASE", "/PAS/Event/eventAt", "2001-01-01T00:00:00Z"];
    let held = refused_by(world, "REQ-RUL-049", "96", named).await;
    world.note(held);
}

#[when("an entry comes that is no test traffic")]
async fn live(world: &mut World) {
    let told = contradiction::enter_live(world).await;
    world.note(told);
}

#[then("that entry is refused for its mode")]
async fn live_refused(world: &mut World) {
    let named = ["R-TEST", "/PAS/Header/testIndicator", "0"];
    let held = refused_by(world, "REQ-RUL-050", "14", named).await;
    world.note(held);
}

#[when("an entry comes whose envelope says something else than its body")]
async fn unlike(world: &mut World) {
    let told = contradiction::enter_unlike_its_envelope(world).await;
    world.note(told);
}

#[then("that entry is refused for its envelope")]
async fn unlike_refused(world: &mut World) {
    let named = ["R-MIRROR", "/PAS/Header", "0"];
    let held = refused_by(world, "REQ-RUL-051", "14", named).await;
    world.note(held);
}

#[when("an entry comes from paper that nobody stamped")]
async fn unstamped(world: &mut World) {
    let told = contradiction::enter_unstamped(world).await;
    world.note(told);
}

#[then("that entry is refused for its paper")]
async fn unstamped_refused(world: &mut World) {
    let named = ["R-PAPER", "/PAS/Event/captureMode", "PAPER"];
    let held = refused_by(world, "REQ-RUL-054", "14", named).await;
    world.note(held);
}

#[then("it is refused because the movement does not exist")]
async fn does_not_exist(world: &mut World) {
    let held = unknown(world).await;
    world.note(held);
}

#[when("the principal declares items that weigh more than the whole")]
async fn too_heavy(world: &mut World) {
    let asked = declare_heavy(world).await;
    world.note(asked);
}

#[when("the principal declares more seals than are listed")]
async fn too_many(world: &mut World) {
    let asked = declare_seals(world).await;
    world.note(asked);
}

#[then("the declaration is refused by that rule, and nothing is sent")]
async fn not_declared(world: &mut World) {
    let held = refused_nationally(world, "REQ-RUL-027").await;
    world.note(held);
}

#[when("the principal declares other goods under the same number")]
async fn numbered_again(world: &mut World) {
    let asked = declare_again(world, None).await;
    world.note(asked);
}

#[then("the second declaration is refused, and nothing is sent for it")]
async fn not_declared_again(world: &mut World) {
    let held = refused_nationally(world, "REQ-RUL-052").await;
    world.note(held);
}

#[when("another principal declares goods under that number")]
async fn numbered_alike(world: &mut World) {
    let asked = declare_again(world, Some("0099887766")).await;
    world.note(asked);
}

#[then("that declaration is taken")]
async fn declared_alike(world: &mut World) {
    let held = async {
        let (home, done) = (world.movement()?.departure(), world.done()?);
        let taken = Claim::ActOutcome {
            country: home.to_string(),
            act: done.act.clone(),
            result: "done".to_owned(),
            code: None,
        };
        world.claim(claim("REQ-RUL-053", home, done.since, taken)).await
    };
    let held = held.await;
    world.note(held);
}

async fn come_with(world: &mut World, words: &[&str]) -> Result<(), Ended> {
    let mut edits = Vec::new();
    for words in words {
        edits.push(faults::called(words)?.edit);
    }
    breaker::advise(world, &edits).await
}

async fn refused_for(world: &World, words: &str) -> Result<(), Ended> {
    let (letter, subject, fault) = (world.letter()?, world.stage.subject, faults::called(words)?);
    let none = BTreeMap::new();
    let code = ("FNK", Some(fault.code));
    let refusal = answered(&letter.id, subject, code, none, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(fault.requirement, subject, letter.since, refusal).due(due)).await
}

async fn names_all(world: &World, words: &str) -> Result<(), Ended> {
    let (letter, subject, fault) = (world.letter()?, world.stage.subject, faults::called(words)?);
    let [rule, pointer, value] = fault.names;
    let named = fields([
        ("Errors/error/rule", rule),
        ("Errors/error/pointer", pointer),
        ("Errors/error/originalValue", value),
    ]);
    let named = answered(&letter.id, subject, ("FNK", None), named, Times::AtLeast(1));
    world.claim(claim("REQ-RUL-026", subject, letter.since, named)).await
}

async fn refused_by(
    world: &World,
    requirement: &str,
    code: &str,
    [rule, pointer, value]: [&str; 3],
) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let named = fields([
        ("Errors/error/rule", rule),
        ("Errors/error/pointer", pointer),
        ("Errors/error/originalValue", value),
    ]);
    let refusal = answered(&letter.id, subject, ("FNK", Some(code)), named, Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}

async fn names_two(world: &World, words: [&str; 2]) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    for words in words {
        let fault = faults::called(words)?;
        let both = fields([("Errors/error/rule", fault.names[0])]);
        let both = answered(&letter.id, subject, ("FNK", None), both, Times::AtLeast(1));
        world.claim(claim("REQ-RUL-028", subject, letter.since, both)).await?;
    }
    Ok(())
}

async fn unknown(world: &World) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let code = ("FNK", Some("90"));
    let refusal = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-RUL-021", subject, letter.since, refusal).due(due)).await
}

async fn declare_heavy(world: &mut World) -> Result<(), Ended> {
    let mut declaration = world.movement()?.papers.declaration.clone();
    "1.000".clone_into(&mut declaration.goods.gross_mass);
    declare(world, declaration).await
}

async fn declare_seals(world: &mut World) -> Result<(), Ended> {
    let mut declaration = world.movement()?.papers.declaration.clone();
    declaration.equipment[0].seal_count = Some(98);
    declare(world, declaration).await
}

async fn declare(
    world: &mut World,
    declaration: crate::adapter::acts::Declare,
) -> Result<(), Ended> {
    let home = world.movement()?.departure();
    let (done, _) = world.stage.ask(home, "declare", declaration).await;
    world.done = Some(done);
    Ok(())
}

/// The newest declaration's number once more, for goods of another name.
async fn declare_again(world: &mut World, principal: Option<&str>) -> Result<(), Ended> {
    // What belongs to the first one is told before the second one comes.
    officer::settled(world).await?;
    let mut declaration = world.movement()?.papers.declaration.clone();
    declaration.mrn_serial = world.chance.serial(12);
    for item in &mut declaration.goods.items {
        item.description = format!("{} (autre lot)", item.description);
    }
    if let Some(id) = principal {
        id.clone_into(&mut declaration.principal.id);
    }
    declare(world, declaration).await
}

async fn refused_nationally(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let refused = Claim::ActOutcome {
        country: home.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: Some("14".to_owned()),
    };
    world.claim(claim(requirement, home, done.since, refused)).await?;
    for code in ["TDA", "TPA", "GUQ"] {
        let none = Claim::Sent {
            from: home.to_string(),
            to: abroad.to_string(),
            code: code.to_owned(),
            mrn: None,
            fields: BTreeMap::new(),
            times: Times::Exactly(0),
        };
        world.claim(claim(requirement, home, done.since, none)).await?;
    }
    Ok(())
}
