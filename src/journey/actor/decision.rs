//! What the office of departure decides about goods on their way: cancellations and more time.

use super::{officer, weather};
use crate::adapter::acts::{Cancel, Extend};
use crate::journey::claims::movement as says;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::{T_HARD, limit_between};
use crate::record::event::What;
use jiff::{SignedDuration, Timestamp};

/// How much more time officers grant.
const MORE: SignedDuration = SignedDuration::from_hours(72);

fn cancellation(world: &World) -> Result<Cancel, Ended> {
    Ok(Cancel {
        mrn: world.movement()?.mrn.clone(),
        reason: "Marchandises représentées au départ, l'acheteur s'est dédit".to_owned(),
        goods_back: true,
    })
}

/// The officer of departure cancels.
pub(in crate::journey) async fn cancel(world: &mut World) -> Result<(), Ended> {
    let (country, detail) = (world.movement()?.departure(), cancellation(world)?);
    let done = world.stage.does(country, "cancel", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure tries to cancel, whatever comes of it.
pub(in crate::journey) async fn try_to_cancel(world: &mut World) -> Result<(), Ended> {
    let (country, detail) = (world.movement()?.departure(), cancellation(world)?);
    let (done, _) = world.stage.ask(country, "cancel", detail).await;
    world.done = Some(done);
    Ok(())
}

/// Waits until the cancellation has its last acknowledgement.
pub(in crate::journey) async fn completed(world: &World) -> Result<(), Ended> {
    state_of_departure(world, "CANCELLED").await
}

/// Waits for a state of the office of departure.
async fn state_of_departure(world: &World, state: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let reached = says(movement.departure(), &movement.mrn, "/departure/state", state);
    world.stage.await_claim(reached, done.since, world.stage.ack_due()).await
}

/// The guarantor of the other country decides, and its word is held on the line.
pub(in crate::journey) async fn hold_guarantor(world: &mut World) -> Result<(), Ended> {
    officer::declare(world).await?;
    let guarantor = world.movement()?.guarantor();
    let armed = weather::hold_sending(world, guarantor, "GUR").await?;
    officer::ask_guarantor(world).await?;
    weather::bitten(world, guarantor, &armed).await.map(drop)
}

/// The other country lets the vehicle in, and its word is held on the line.
pub(in crate::journey) async fn hold_entry(world: &mut World) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    let abroad = world.movement()?.destination();
    let armed = weather::hold_sending(world, abroad, "PAS").await?;
    officer::enter(world).await?;
    weather::bitten(world, abroad, &armed).await.map(drop)
}

/// What was held on a country's line goes on.
pub(in crate::journey) async fn let_go(world: &World, country: Country) -> Result<(), Ended> {
    weather::heal(world, country).await
}

/// When the goods were released, and the limit that was set then.
pub(in crate::journey) fn first_limit(world: &World) -> Result<Timestamp, Ended> {
    let movement = world.movement()?;
    let cell = &world.stage.cell;
    let released = cell.recorder().look(cell.name(), &cell.playing(), |events| {
        events.iter().rev().find_map(|event| match &event.what {
            What::Act { country, verb, .. }
                if verb == "release" && *country == movement.departure().to_string() =>
            {
                event.business
            }
            _ => None,
        })
    });
    let released = released.ok_or_else(|| Ended::Error("nothing was released yet".into()))?;
    Ok(limit_between(movement.departure(), movement.destination()).expiry(released))
}

/// The limit that officers grant instead of the first one.
pub(in crate::journey) fn later_limit(world: &World) -> Result<Timestamp, Ended> {
    Ok(first_limit(world)? + MORE)
}

/// The officer of departure grants three days more.
pub(in crate::journey) async fn extend(world: &mut World) -> Result<(), Ended> {
    let detail = Extend {
        mrn: world.movement()?.mrn.clone(),
        time_limit: later_limit(world)?,
        reason: "Pluies : pont coupé, déviation par la piste".to_owned(),
    };
    let country = world.movement()?.departure();
    let done = world.stage.does(country, "extend", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// Business time goes on to so long after the first limit.
pub(in crate::journey) async fn wait_past_limit(
    world: &World,
    by: SignedDuration,
) -> Result<(), Ended> {
    // The advance data, which tell the limit, may still be on their way.
    world.stage.cell.quiet().await?;
    let to = first_limit(world)? + by;
    Ok(world.stage.cell.advance(to, "the limit passes").await?)
}

/// Business time goes on for so long.
pub(in crate::journey) async fn wait(world: &World, by: SignedDuration) -> Result<(), Ended> {
    let to = world.stage.cell.business() + by;
    Ok(world.stage.cell.advance(to, "goods travel").await?)
}

/// Business time goes on until months of silence are over.
pub(in crate::journey) async fn wait_past_months(world: &World) -> Result<(), Ended> {
    let to = T_HARD.expiry(first_limit(world)?) + SignedDuration::from_hours(1);
    Ok(world.stage.cell.advance(to, "months pass").await?)
}
