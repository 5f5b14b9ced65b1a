//! Frauds and their honest twins: what is done, and what officers are told of it.

use crate::journey::actor::fraudster::{self, Pace};
use crate::journey::actor::officer;
use crate::journey::claims::{Due, answered, claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::{T_ARR, T_TRR};
use crate::record::claim::{Claim, Times};
use cucumber::{given, then, when};
use std::collections::BTreeMap;

/// The sentence that gives every node the times of the roads.
const ROADS: &str = "all know how long the roads are";

/// True when a step asks for the times of the roads (set RTE). Everywhere else officers move goods in no time.
pub(in crate::journey) fn wants_roads(step: &str) -> bool {
    step == ROADS
}

/// A fraud as officers are told of it.
struct Told {
    /// In words.
    words: &'static str,
    /// Requirement that its scenario checks.
    requirement: &'static str,
    /// Rule of its alert.
    rule: &'static str,
    /// Rules that may have raised alerts of the same facts.
    beside: &'static [&'static str],
    /// What stands still until somebody decides.
    blocks: &'static [&'static str],
}

const fn told(
    (words, requirement, rule): (&'static str, &'static str, &'static str),
    beside: &'static [&'static str],
    blocks: &'static [&'static str],
) -> Told {
    Told { words, requirement, rule, beside, blocks }
}

const WRITE_OFF: &[&str] = &["WRITE_OFF"];
const MESSAGE: &[&str] = &["MESSAGE"];

#[rustfmt::skip]
const FRAUDS: [Told; 18] = [
    told(("goods that nobody has seen", "REQ-FRD-001", "F01"), &["F12"], &[]),
    told(("a forged document", "REQ-FRD-004", "F04"), &[], &["ARRIVAL"]),
    told(("other seals", "REQ-FRD-007", "H-SEAL"), &[], WRITE_OFF),
    told(("another container", "REQ-FRD-008", "F08"), &[], MESSAGE),
    told(("another vehicle", "REQ-FRD-009", "H-VEH"), &[], WRITE_OFF),
    told(("a limit that has passed", "REQ-FRD-012", "F12"), &[], &[]),
    told(("a guarantee used twice", "REQ-FRD-013", "F13"), &[], &["RELEASE"]),
    told(("an order to free that is not departure's", "REQ-FRD-014", "F14"), &["SEC-97"], MESSAGE),
    told(("a notice that comes late", "REQ-FRD-016", "F16"), &["F21", "F25"], &[]),
    told(("an impossible speed", "REQ-FRD-017", "H-TIME"), &[], WRITE_OFF),
    told(("a long stop", "REQ-FRD-018", "F18"), &[], &[]),
    told(("a car that never left", "REQ-FRD-020", "F20"), &["F12"], &[]),
    told(("a date that was set back", "REQ-FRD-025", "F25"), &["F12"], &[]),
    told(("a tag that was taken off before the exit", "REQ-FRD-027", "F27"), &[], &[]),
    told(("goods of too little value", "REQ-FRD-034", "F11"), &[], &[]),
    told(("a vehicle on two roads", "REQ-FRD-033", "F29"), &[], &[]),
    told(("an arrival that no gate has seen", "REQ-FRD-031", "H-GATE"), &[], WRITE_OFF),
    told(("a sender that may not say so", "REQ-FRD-030", "SEC-97"), &[], MESSAGE),
];

#[given("all know how long the roads are")]
async fn roads_known(world: &mut World) {
    let known = world.stage.cell.quiet().await.map(drop).map_err(Ended::from);
    world.note(known);
}

#[when("the time limit passes, and a week more")]
async fn week_more(world: &mut World) {
    let done = fraudster::miss_for_a_week(world).await;
    world.note(done);
}

#[when("control finds the goods in order, and they are cleared for home use")]
async fn home_use(world: &mut World) {
    let done = fraudster::clear_for_home_use(world).await;
    world.note(done);
}

#[when("the goods arrive under other seals that look as good, and control finds them in order")]
async fn other_seals(world: &mut World) {
    let done = fraudster::exchange_seals(world).await;
    world.note(done);
}

#[when("another vehicle brings the goods, and control finds them in order")]
async fn other_vehicle(world: &mut World) {
    let done = fraudster::exchange_vehicle(world).await;
    world.note(done);
}

#[when("an officer there finds another container, and calls it satisfactory")]
async fn waved_through(world: &mut World) {
    let done = fraudster::wave_container_through(world).await;
    world.note(done);
}

#[when("a control result comes from the partner that calls another container satisfactory")]
async fn container_in_order(world: &mut World) {
    let done = fraudster::tell_container_in_order(world).await;
    world.note(done);
}

#[when("goods are presented at the office of destination with a forged document")]
async fn forged(world: &mut World) {
    let done = fraudster::present_forged(world).await;
    world.note(done);
}

#[when("the officer of destination mistypes the number of the movement")]
async fn mistyped(world: &mut World) {
    let done = fraudster::mistype(world).await;
    world.note(done);
}

#[when("the officer of departure presses Resend for the advance data")]
async fn resent(world: &mut World) {
    let done = fraudster::resend_advice(world).await;
    world.note(done);
}

#[when("the first is guaranteed, and the guarantee is used for the second as well")]
async fn used_twice(world: &mut World) {
    let done = fraudster::use_twice(world).await;
    world.note(done);
}

#[when("the first goes all the way, and the guarantee is then used for the second")]
async fn used_again(world: &mut World) {
    let done = fraudster::use_again(world).await;
    world.note(done);
}

#[when("the partner orders the guarantee free before the goods have arrived")]
async fn ordered_free(world: &mut World) {
    let done = fraudster::order_free(world).await;
    world.note(done);
}

#[when("an office of passage of the partner says that the movement is written off")]
async fn written_off_by_passage(world: &mut World) {
    let done = fraudster::write_off(world).await;
    world.note(done);
}

#[when("the entry is captured thirty hours after it happened")]
async fn kept_back(world: &mut World) {
    let done = fraudster::keep_entry_back(world).await;
    world.note(done);
}

#[when("the line of the partner is dead for a day while the vehicle enters")]
async fn unheard(world: &mut World) {
    let done = fraudster::enter_unheard(world).await;
    world.note(done);
}

#[when("the goods are released, and arrive faster than any vehicle can drive")]
async fn too_fast(world: &mut World) {
    let done = fraudster::drive(world, Pace::TooFast).await;
    world.note(done);
}

#[when("the goods are released, and arrive ten minutes too early by a slow clock")]
async fn slow_clock(world: &mut World) {
    let done = fraudster::drive(world, Pace::SlowClock).await;
    world.note(done);
}

#[when("the goods are released, and take more than twice the time of the road")]
async fn stops(world: &mut World) {
    let done = fraudster::drive(world, Pace::Stops).await;
    world.note(done);
}

#[when(
    "the goods are released, and their convoy is held up for more than twice the time of the road"
)]
async fn held_up(world: &mut World) {
    let done = fraudster::drive(world, Pace::HeldUp).await;
    world.note(done);
}

#[when("the officer of departure clears the hold for the time")]
async fn cleared(world: &mut World) {
    let done = fraudster::clear_time_hold(world).await;
    world.note(done);
}

#[when("the limit passes, and the arrival is captured as if it had been before")]
async fn dated_back(world: &mut World) {
    let done = fraudster::date_back(world).await;
    world.note(done);
}

#[when("the empty vehicle goes home, and weighs more than it can")]
async fn loaded(world: &mut World) {
    let done = fraudster::go_home_weighed(world, "21500").await;
    world.note(done);
}

#[when("the empty vehicle goes home with fuel and a spare wheel")]
async fn spare_wheel(world: &mut World) {
    let done = fraudster::go_home_weighed(world, "14700").await;
    world.note(done);
}

#[then(regex = "^officers in the country under test are told of (.+), and of no other fraud$")]
async fn detected(world: &mut World, words: String) {
    let held = suspected(world, &words).await;
    world.note(held);
}

#[then(regex = "^the alert about (.+) says what it blocks$")]
async fn says_what_it_blocks(world: &mut World, words: String) {
    let held = graded(world, &words).await;
    world.note(held);
}

#[then("nobody in the country under test suspects anything")]
async fn unsuspected(world: &mut World) {
    let held = nothing_suspected(world).await;
    world.note(held);
}

#[then("nothing is written off on it")]
async fn no_write_off(world: &mut World) {
    let held = nothing_written_off(world).await;
    world.note(held);
}

#[then("the officer may not")]
async fn officer_refused(world: &mut World) {
    let held = refused_nationally(world).await;
    world.note(held);
}

#[then("it is refused, for another container is none that left")]
async fn container_refused(world: &mut World) {
    let held = refused(world, "REQ-FRD-008", "14").await;
    world.note(held);
}

#[then("the record is refused, for nobody knows that movement")]
async fn unknown(world: &mut World) {
    let held = record_refused(world).await;
    world.note(held);
}

#[then("the order is refused for its origin")]
async fn order_refused(world: &mut World) {
    let held = refused(world, "REQ-FRD-014", "97").await;
    world.note(held);
}

#[then("the write-off is refused for its origin")]
async fn write_off_refused(world: &mut World) {
    let held = async {
        refused(world, "REQ-FRD-030", "97").await?;
        let (movement, letter) = (world.movement()?, world.letter()?);
        let home = movement.departure();
        let travels = says(home, &movement.mrn, "/departure/state", "IN_PARTNER");
        world.claim(claim("REQ-FRD-030", home, letter.since, travels)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("the arrival is told as late, whatever its date")]
async fn late(world: &mut World) {
    let held = told_as_late(world).await;
    world.note(held);
}

fn fraud(words: &str) -> Result<&'static Told, Ended> {
    let found = FRAUDS.iter().find(|fraud| fraud.words == words);
    found.ok_or_else(|| Ended::Error(format!("no rule is known for {words}")))
}

/// The country under test tells its officers of this fraud, about the movement in hand, and of no other.
async fn suspected(world: &World, words: &str) -> Result<(), Ended> {
    if words == LOADED.words {
        // An empty vehicle has no movement: nothing else may be suspected at all.
        return suspects(world, &LOADED, None, LOADED.requirement, None).await;
    }
    let fraud = fraud(words)?;
    let mrn = world.movement()?.mrn.clone();
    suspects(world, fraud, Some(mrn), fraud.requirement, None).await
}

const LOADED: Told = told(("an empty vehicle that is loaded", "REQ-FRD-028", "F28"), &[], &[]);

async fn graded(world: &World, words: &str) -> Result<(), Ended> {
    let fraud = fraud(words)?;
    let mrn = world.movement()?.mrn.clone();
    suspects(world, fraud, Some(mrn), "REQ-FRD-050", Some(fraud.blocks)).await
}

async fn suspects(
    world: &World,
    fraud: &Told,
    mrn: Option<String>,
    requirement: &str,
    blocks: Option<&[&str]>,
) -> Result<(), Ended> {
    officer::settled(world).await?;
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let subject = world.stage.subject;
    let suspicion = Claim::Suspicion {
        country: subject.to_string(),
        mrn,
        rule: Some(fraud.rule.to_owned()),
        beside: owned(fraud.beside),
        blocks: blocks.map(owned),
    };
    world.claim(claim(requirement, subject, world.stage.mark(), suspicion)).await
}

/// The twin of a fraud: the requirement is the one of its scenario.
async fn nothing_suspected(world: &World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let requirement = world.tagged.iter().find(|tag| tag.starts_with("REQ-HON-"));
    let none = || Ended::Error("the scenario is tagged with no twin's requirement".into());
    let requirement = requirement.cloned().ok_or_else(none)?;
    let subject = world.stage.subject;
    let nothing = Claim::Suspicion {
        country: subject.to_string(),
        mrn: None,
        rule: None,
        beside: Vec::new(),
        blocks: None,
    };
    world.claim(claim(&requirement, subject, world.stage.mark(), nothing)).await
}

/// Nothing was written off, whatever the fraud of the scenario is.
async fn nothing_written_off(world: &World) -> Result<(), Ended> {
    let requirement = world.tagged.iter().find(|tag| tag.starts_with("REQ-FRD-"));
    let none = || Ended::Error("the scenario is tagged with no fraud's requirement".into());
    let requirement = requirement.cloned().ok_or_else(none)?;
    let movement = world.movement()?;
    let (home, abroad) = (movement.departure(), movement.destination());
    let nothing = none_sent(home, abroad, "WRO", &movement.mrn);
    world.claim(claim(&requirement, home, 0, nothing)).await
}

async fn refused_nationally(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let country = movement.destination();
    let refusal = Claim::ActOutcome {
        country: country.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: Some("14".to_owned()),
    };
    world.claim(claim("REQ-FRD-008", country, done.since, refusal)).await
}

async fn refused(world: &World, requirement: &str, error: &str) -> Result<(), Ended> {
    let (letter, subject) = (world.letter()?, world.stage.subject);
    let code = ("FNK", Some(error));
    let refusal = answered(&letter.id, subject, code, BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim(requirement, subject, letter.since, refusal).due(due)).await
}

async fn record_refused(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let way = (movement.departure(), movement.destination());
    let refusal = fields([("RecordResponse/decision", "REFUSED"), ("RecordResponse/refusal", "3")]);
    let refusal = sent(way, "TRR", &movement.mrn, refusal, Times::AtLeast(1));
    let due = T_TRR.expiry(done.at);
    world.claim(claim("REQ-FRD-004", way.0, done.since, refusal).due(due)).await
}

async fn told_as_late(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let way = (movement.destination(), movement.departure());
    let late = fields([("Arrival/late", "1")]);
    let late = sent(way, "ARR", &movement.mrn, late, Times::AtLeast(1));
    let due = T_ARR.expiry(done.at);
    world.claim(claim("REQ-FRD-025", way.0, done.since, late).due(due)).await
}
