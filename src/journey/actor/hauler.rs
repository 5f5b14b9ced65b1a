//! One vehicle that takes more than one load.

use super::{convoy, officer};
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::world::World;
use crate::scenario::Journey;

/// Two ordinary loads out of the country under test, for one office, on one vehicle.
pub(in crate::journey) fn share_a_vehicle(world: &mut World) -> Result<(), Ended> {
    let journey = world.stage.cell.corridor().journey_from(world.stage.subject).clone();
    load(world, &journey)?;
    load(world, &journey)?;
    mount_on_the_same(world)
}

/// The vehicle of the newest movement leaves under another number, for an office at the border.
pub(in crate::journey) async fn leave_once_more(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let corridor = world.stage.cell.corridor();
    let none = || {
        let name = &corridor.name;
        Ended::NotApplicable(format!("the corridor {name} has no journey that ends at the border"))
    };
    let journey = corridor.journey_to_border(world.stage.subject).cloned().ok_or_else(none)?;
    load(world, &journey)?;
    mount_on_the_same(world)?;
    officer::dispatch(world).await
}

fn load(world: &mut World, journey: &Journey) -> Result<(), Ended> {
    let movement = convoy::drawn(world, journey, world.stage.subject)?;
    world.movements.push(movement);
    Ok(())
}

/// The newest movement goes on the vehicle of the one before: on all of it, or on what pulls it.
fn mount_on_the_same(world: &mut World) -> Result<(), Ended> {
    let [.., first, second] = &mut world.movements[..] else {
        return Err(Ended::Error("two journeys are needed".into()));
    };
    let vehicles = |of: &Movement| of.papers.declaration.vehicles.clone();
    let needed = vehicles(second).len();
    second.papers.declaration.vehicles = vehicles(first).into_iter().take(needed).collect();
    Ok(())
}

/// Each load of the vehicle crosses the border, arrives, and is found in order.
pub(in crate::journey) async fn bring_all(world: &mut World) -> Result<(), Ended> {
    convoy::each_entered(world).await?;
    for _ in 0..world.movements.len() {
        world.movements.rotate_left(1);
        convoy::concluded(world).await?;
    }
    officer::settled(world).await
}
