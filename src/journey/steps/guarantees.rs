//! Guarantees: asked for, refused, amended, and kept while goods travel.

use crate::adapter::acts::Release;
use crate::journey::actor::{guarantor, officer, principal, untimely};
use crate::journey::claims::{claim, none_sent, reservation};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::Claim;
use cucumber::{given, then, when};

#[given("its access code was wrong, and the guarantor has refused")]
async fn was_refused(world: &mut World) {
    let done = principal::refused_for_code(world).await;
    world.note(done);
}

#[given("another movement is reserved on the same guarantee")]
async fn another(world: &mut World) {
    let done = principal::secure_another(world).await;
    world.note(done);
}

#[when("the goods are declared with more at risk than the guarantee holds")]
async fn exceed(world: &mut World) {
    let done = principal::declare_too_much(world).await;
    world.note(done);
}

#[when("the goods are declared under a guarantee that nobody keeps")]
async fn unknown(world: &mut World) {
    let done = principal::declare_unknown(world).await;
    world.note(done);
}

#[when("the goods are declared with a wrong access code")]
async fn wrong_code(world: &mut World) {
    let done = principal::declare_wrong_code(world).await;
    world.note(done);
}

#[when("the goods are declared under a guarantee that is good in one country only")]
async fn limited(world: &mut World) {
    let done = principal::declare_limited(world).await;
    world.note(done);
}

#[when("the goods are declared while the guarantor's country cannot be reached")]
async fn unreachable(world: &mut World) {
    let done = declare_unheard(world).await;
    world.note(done);
}

#[when("the guarantor is asked")]
async fn ask(world: &mut World) {
    let done = officer::ask_guarantor(world).await;
    world.note(done);
}

#[when("the guarantor is asked for both at the same time")]
async fn ask_both(world: &mut World) {
    let done = officer::ask_for_both(world).await;
    world.note(done);
}

#[when("the office of departure tries to release the goods")]
async fn try_release(world: &mut World) {
    let done = release_anyway(world).await;
    world.note(done);
}

#[when("the principal amends the access code")]
async fn amend_code(world: &mut World) {
    let done = principal::amend_code(world).await;
    world.note(done);
}

#[when("the principal names a guarantee of the other guarantor")]
async fn change(world: &mut World) {
    let done = principal::change_guarantor(world).await;
    world.note(done);
}

#[when("the principal errs again a day later")]
async fn err_again(world: &mut World) {
    let done = principal::err_again(world).await;
    world.note(done);
}

#[when("the line of the guarantor's country is back")]
async fn back(world: &mut World) {
    let done = guarantor::back(world).await;
    world.note(done);
}

#[when("the goods are released and go all the way")]
async fn all_the_way(world: &mut World) {
    let done = officer::go_all_the_way(world).await;
    world.note(done);
}

#[when("the liberation is ordered once more, under a new id")]
async fn order_again(world: &mut World) {
    let done = untimely::repeat_liberation(world).await;
    world.note(done);
}

#[then("the guarantor refuses for want of balance, and reserves nothing")]
async fn refused(world: &mut World) {
    let done = guarantor::refused(world, "REQ-GUA-001", "G09").await;
    world.note(done);
}

#[then("the guarantor refuses a guarantee that it does not keep")]
async fn refused_unknown(world: &mut World) {
    let done = guarantor::refused(world, "REQ-GUA-007", "G01").await;
    world.note(done);
}

#[then("the guarantor refuses the access code, and reserves nothing")]
async fn refused_code(world: &mut World) {
    let done = guarantor::refused(world, "REQ-GUA-008", "G03").await;
    world.note(done);
}

#[then("the guarantor refuses the territory, and reserves nothing")]
async fn refused_territory(world: &mut World) {
    let done = guarantor::refused(world, "REQ-GUA-009", "G08").await;
    world.note(done);
}

#[then("they are not released, and no advance data leave")]
async fn not_released(world: &mut World) {
    let done = kept_at_departure(world).await;
    world.note(done);
}

#[then("the guarantee stays reserved")]
async fn reserved(world: &mut World) {
    let done = stays_reserved(world).await;
    world.note(done);
}

#[then("the guarantor is asked again under the next number, and agrees")]
async fn asked_again(world: &mut World) {
    let done = guarantor::asked_again(world).await;
    world.note(done);
}

#[then("the first guarantor is told to forget its request, and the other agrees")]
async fn changed(world: &mut World) {
    let done = guarantor::changed(world).await;
    world.note(done);
}

#[then("the goods are not released once the time since the first refusal is over")]
async fn over(world: &mut World) {
    let done = guarantor::time_is_over(world).await;
    world.note(done);
}

#[then("officers are told of the silence, and the goods wait for the guarantor")]
async fn silent(world: &mut World) {
    let done = guarantor::silent(world).await;
    world.note(done);
}

#[then("the guarantor agrees")]
async fn agrees(world: &mut World) {
    let done = guarantor::agreed(world, "REQ-GUA-012").await;
    world.note(done);
}

#[then("one portion for each country is reserved, and the balance has fallen by their sum")]
async fn portions(world: &mut World) {
    let done = guarantor::portions(world).await;
    world.note(done);
}

#[then("the second order is acknowledged as a duplicate, and nothing is credited for it")]
async fn credited_once(world: &mut World) {
    let done = guarantor::credited_once(world).await;
    world.note(done);
}

#[then("exactly one is granted, and the other refused for want of balance")]
async fn one_granted(world: &mut World) {
    let done = guarantor::one_granted(world).await;
    world.note(done);
}

#[given(
    regex = r"^two journeys (out of|into) the country under test, each at risk with more than half of one guarantee of its own$"
)]
async fn two_halves(world: &mut World, direction: String) {
    let done = async {
        super::setting::by_direction(world, &direction, "its own")?;
        principal::declare_two_halves(world).await
    };
    let done = done.await;
    world.note(done);
}

async fn declare_unheard(world: &mut World) -> Result<(), Ended> {
    officer::declare(world).await?;
    guarantor::unreachable(world).await
}

async fn release_anyway(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (country, mrn) = (movement.departure(), movement.mrn.clone());
    let control = movement.papers.control(&mrn);
    // Whether control is possible before the guarantee is the node's affair; release is not.
    world.stage.ask(country, "control", control).await;
    let (done, _) = world.stage.ask(country, "release", Release { mrn }).await;
    world.done = Some(done);
    Ok(())
}

async fn kept_at_departure(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let refused = Claim::ActOutcome {
        country: home.to_string(),
        act: done.act.clone(),
        result: "refused".to_owned(),
        code: None,
    };
    world.claim(claim("REQ-DEP-001", home, done.since, refused)).await?;
    for code in ["TDA", "TPA"] {
        let none = none_sent(home, abroad, code, &movement.mrn);
        world.claim(claim("REQ-DEP-001", home, done.since, none)).await?;
    }
    Ok(())
}

async fn stays_reserved(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    officer::settled(world).await?;
    let kept = reservation(guarantor, movement.grn(), &movement.mrn, "RESERVED");
    world.claim(claim("REQ-GUA-002", guarantor, done.since, kept)).await
}
