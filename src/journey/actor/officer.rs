//! Principals and officers: every act goes through the adapter of the country that they sit in.

use crate::adapter::acts::{AskGuarantee, Release, Resend};
use crate::journey::claims::{answered, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::stage::Done;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::T_GUA;
use crate::record::claim::Times;
use std::collections::BTreeMap;

/// Control result that officers record when all is well: documentary, satisfactory.
pub(in crate::journey) const IN_ORDER: &str = "A2";

/// The principal lodges the declaration; the office of departure gives it a number.
pub(in crate::journey) async fn declare(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let declaration = movement.papers.declaration.clone();
    let done = world.stage.does(movement.departure(), "declare", declaration).await?;
    let mrn = done.mrn.clone();
    let mrn = mrn.ok_or_else(|| Ended::Failed("`declare` was done without an MRN".into()))?;
    if let Some(movement) = world.movements.last_mut() {
        movement.mrn = mrn;
    }
    world.done = Some(done);
    Ok(())
}

/// The officer of departure asks the guarantor.
pub(in crate::journey) async fn ask_guarantor(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = AskGuarantee { mrn: movement.mrn.clone() };
    let done = world.stage.does(movement.departure(), "guarantee", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The officers of departure ask for the two newest movements at the same time.
pub(in crate::journey) async fn ask_for_both(world: &mut World) -> Result<(), Ended> {
    let [.., first, second] = &world.movements[..] else {
        return Err(Ended::Error("two journeys are needed".into()));
    };
    let ask = |movement: &crate::journey::movement::Movement| {
        let detail = AskGuarantee { mrn: movement.mrn.clone() };
        world.stage.does(movement.departure(), "guarantee", detail)
    };
    let (first, second) = tokio::join!(ask(first), ask(second));
    let (first, second) = (first?, second?);
    world.done = Some(if first.since < second.since { first } else { second });
    Ok(())
}

/// The officer of departure waits for the guarantor's refusal, T-GUA at most.
pub(in crate::journey) async fn await_refusal(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let claim = says(movement.departure(), &movement.mrn, "/departure/state", "GUA_AMEND");
    world.stage.await_claim(claim, done.since, T_GUA.expiry(done.at)).await
}

/// From the release to a control that finds the goods in order.
pub(in crate::journey) async fn go_all_the_way(world: &mut World) -> Result<(), Ended> {
    release(world).await?;
    travel(world).await?;
    find_in_order(world).await
}

/// The officer of departure waits for the guarantor's word, T-GUA at most.
pub(in crate::journey) async fn await_guarantor(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let claim = says(movement.departure(), &movement.mrn, "/departure/state", "GUARANTEED");
    world.stage.await_claim(claim, done.since, T_GUA.expiry(done.at)).await
}

/// The officer of departure controls the goods, then releases them.
pub(in crate::journey) async fn release(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (country, mrn) = (movement.departure(), movement.mrn.clone());
    world.stage.does(country, "control", movement.papers.control(&mrn)).await?;
    let_go(world).await
}

/// The officer of departure releases the goods.
pub(in crate::journey) async fn let_go(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (country, mrn) = (movement.departure(), movement.mrn.clone());
    let done = world.stage.does(country, "release", Release { mrn }).await?;
    world.done = Some(done);
    Ok(())
}

/// From the declaration to the guarantor's word.
pub(in crate::journey) async fn secure(world: &mut World) -> Result<(), Ended> {
    declare(world).await?;
    ask_guarantor(world).await?;
    await_guarantor(world).await
}

/// From the declaration to the release.
pub(in crate::journey) async fn dispatch(world: &mut World) -> Result<(), Ended> {
    secure(world).await?;
    release(world).await
}

/// The vehicle is presented at the office of exit and goes on.
pub(in crate::journey) async fn leave(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let done = pass(world, movement.departure(), "EXIT").await?;
    world.done = Some(done);
    Ok(())
}

/// The vehicle is presented at the office of entry and goes on.
pub(in crate::journey) async fn enter(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    // The office of entry can only let in what it has been told of.
    let country = movement.destination();
    expected(world, country).await?;
    let done = pass(world, country, "ENTRY").await?;
    world.done = Some(done);
    Ok(())
}

/// The vehicle leaves and enters each country of the road in turn; the first passage is what
/// steps talk about.
pub(in crate::journey) async fn cross_every_border(world: &mut World) -> Result<(), Ended> {
    let borders = world.movement()?.journey.borders.clone();
    let mut first = None;
    for border in borders {
        let left = pass(world, border.exit.country(), "EXIT").await?;
        expected(world, border.entry.country()).await?;
        pass(world, border.entry.country(), "ENTRY").await?;
        first.get_or_insert(left);
    }
    world.done = first;
    Ok(())
}

/// The goods are presented at the office of destination.
pub(in crate::journey) async fn arrive(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let arrival = movement.papers.arrive(&movement.mrn);
    let done = world.stage.does(movement.destination(), "arrive", arrival).await?;
    world.done = Some(done);
    Ok(())
}

/// Control at destination finds the goods in order.
pub(in crate::journey) async fn find_in_order(world: &mut World) -> Result<(), Ended> {
    find_in_order_by(world, IN_ORDER).await
}

/// The same by another kind of control.
pub(in crate::journey) async fn find_in_order_by(
    world: &mut World,
    code: &str,
) -> Result<(), Ended> {
    let movement = world.movement()?;
    let mut result = movement.papers.result(&movement.mrn);
    code.clone_into(&mut result.code);
    let done = world.stage.does(movement.destination(), "result", result).await?;
    world.done = Some(done);
    Ok(())
}

/// From the release to the presentation at destination.
pub(in crate::journey) async fn travel(world: &mut World) -> Result<(), Ended> {
    leave(world).await?;
    enter(world).await?;
    arrive(world).await?;
    heard(world, "ARR").await
}

/// Resend is pressed for the newest message of a code.
pub(in crate::journey) async fn resend(
    world: &World,
    country: Country,
    code: &str,
) -> Result<(), Ended> {
    let detail = Resend { mrn: world.movement()?.mrn.clone(), code: code.to_owned() };
    world.stage.does(country, "resend", detail).await.map(drop)
}

/// Waits until a country that the goods are to enter holds the advance data.
pub(in crate::journey) async fn expected(world: &World, country: Country) -> Result<(), Ended> {
    let movement = world.movement()?;
    let since = world.stage.mark();
    let record =
        if country == movement.destination() { "/destination/state" } else { "/passages/0/state" };
    let claim = says(country, &movement.mrn, record, "EXPECTED");
    world.stage.await_claim(claim, since, world.stage.ack_due()).await
}

/// Waits until the country of departure has sent its answer to the other's newest message.
pub(in crate::journey) async fn heard(world: &World, code: &str) -> Result<(), Ended> {
    let movement = world.movement()?;
    let way = (movement.destination(), movement.departure());
    let told = sent(way, code, &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    let since = world.done()?.since;
    world.stage.await_claim(told, since, world.stage.ack_due()).await?;
    acknowledged(world, way, code).await
}

/// Waits until the witness has its copy of a message on the way between these countries.
pub(super) async fn witnessed(
    world: &World,
    way: (Country, Country),
    code: &str,
) -> Result<(), Ended> {
    let told = sent(way, code, &world.movement()?.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(told, 0, world.stage.ack_due()).await
}

/// Waits until the newest message of a code on this way has its answer.
pub(super) async fn acknowledged(
    world: &World,
    (from, to): (Country, Country),
    code: &str,
) -> Result<(), Ended> {
    let told = world.stage.message(from, code, &world.movement()?.mrn)?;
    let nothing_else = BTreeMap::new();
    let given = answered(&told.message_id, to, ("ACK", None), nothing_else, Times::AtLeast(1));
    world.stage.await_claim(given, 0, world.stage.ack_due()).await
}

/// The vehicle is presented at an office of passage and goes on.
pub(in crate::journey) async fn pass(
    world: &World,
    country: Country,
    direction: &str,
) -> Result<Done, Ended> {
    let movement = world.movement()?;
    let present = movement.papers.present(&movement.mrn, country, direction);
    world.stage.does(country, "present", present).await?;
    let pass = movement.papers.pass(&movement.mrn, country, direction);
    world.stage.does(country, "pass", pass).await
}

/// The vehicle is presented at the declared office of entry, and stands there.
pub(in crate::journey) async fn present_at_entry(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let present = movement.papers.present(&movement.mrn, movement.destination(), "ENTRY");
    let done = world.stage.does(movement.destination(), "present", present).await?;
    world.done = Some(done);
    Ok(())
}

/// The office of entry does not let it go on.
pub(in crate::journey) async fn stop_at_entry(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let stop = movement.papers.pass(&movement.mrn, movement.destination(), "ENTRY");
    let done = world.stage.does(movement.destination(), "refuse-onward", stop).await?;
    world.done = Some(done);
    Ok(())
}

/// Waits until nothing is in hand, so that what must not happen would have happened.
pub(in crate::journey) async fn settled(world: &World) -> Result<(), Ended> {
    world.stage.cell.quiet().await?;
    Ok(())
}
