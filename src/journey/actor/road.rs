//! A vehicle that takes its time: each leg lasts as long as the corridor says that it does.

use super::officer;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::{Country, OfficeCode};
use jiff::{SignedDuration, Timestamp};

/// What a leg takes beyond its normal hours: no station shows a full hour twice.
const ODD: SignedDuration = SignedDuration::from_mins(7);

/// Between two offices of which the corridor knows no route.
const UNKNOWN: SignedDuration = SignedDuration::from_hours(1);

/// From the presentation to the result of the control.
const CONTROL: SignedDuration = SignedDuration::from_hours(2);

/// Something that was seen on the road, and when.
#[derive(Debug, Clone)]
pub(in crate::journey) struct Station {
    /// Code of the message that tells it.
    pub(in crate::journey) code: &'static str,
    /// Country that tells it.
    pub(in crate::journey) country: Country,
    /// Office where it was seen.
    pub(in crate::journey) office: String,
    /// When, business time.
    pub(in crate::journey) at: Timestamp,
}

/// From the office of departure to the control at destination, station by station.
pub(in crate::journey) async fn travel_in_time(world: &mut World) -> Result<(), Ended> {
    let journey = world.movement()?.journey.clone();
    let mut stations = Vec::new();
    let mut here = journey.departure;
    for border in &journey.borders {
        for (office, direction) in [(border.exit, "EXIT"), (border.entry, "ENTRY")] {
            drive(world, here, office).await?;
            officer::pass(world, office.country(), direction).await?;
            stations.push(seen(world, "PAS", office));
            here = office;
        }
    }
    drive(world, here, journey.destination).await?;
    officer::arrive(world).await?;
    let arrived = world.done()?.clone();
    stations.push(seen(world, "ARR", journey.destination));
    pass_time(world, CONTROL).await?;
    officer::find_in_order(world).await?;
    stations.push(seen(world, "RES", journey.destination));
    world.stations = stations;
    world.done = Some(arrived);
    Ok(())
}

fn seen(world: &World, code: &'static str, office: OfficeCode) -> Station {
    let at = world.stage.cell.business();
    Station { code, country: office.country(), office: office.to_string(), at }
}

async fn drive(world: &World, from: OfficeCode, to: OfficeCode) -> Result<(), Ended> {
    let corridor = world.stage.cell.corridor();
    let hours = corridor.route(from, to).map(|route| i64::from(route.normal_hours));
    pass_time(world, hours.map_or(UNKNOWN, SignedDuration::from_hours) + ODD).await
}

async fn pass_time(world: &World, time: SignedDuration) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    let then = cell.business().saturating_add(time);
    let then = then.map_err(|error| Ended::Error(format!("the clock cannot go on: {error}")))?;
    cell.advance(then, "the vehicle is on the road").await?;
    Ok(())
}
