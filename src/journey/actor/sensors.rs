//! Gates that see vehicles, tags that are taken off, and who records what no gate has seen.

use super::officer;
use crate::adapter::acts::{ClearHold, Sense, SensorKind};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use jiff::SignedDuration;

/// Between the removal of a tag and the exit that explains it.
const AT_THE_EXIT: SignedDuration = SignedDuration::from_mins(10);

/// Longer than anybody waits for an exit that explains the removal of a tag (T-TAG).
const TOO_LONG: SignedDuration = SignedDuration::from_mins(16);

/// The nodes of all countries can listen to gates and tags.
pub(in crate::journey) async fn agree(world: &mut World) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    for country in cell.countries() {
        let hello = cell.node(*country).hello().await?;
        if !hello.features.iter().any(|feature| feature == "SENS") {
            let why = format!("the node of {country} does not offer the option SENS");
            return Err(Ended::NotApplicable(why));
        }
    }
    Ok(())
}

/// The gate of the office of destination sees the vehicle come in.
pub(in crate::journey) async fn see_at_gate(world: &mut World) -> Result<(), Ended> {
    needs_gate(world)?;
    let movement = world.movement()?;
    let seen = Sense {
        kind: SensorKind::Gate,
        office: Some(movement.journey.destination.to_string()),
        plates: movement.papers.plates(),
        mrn: None,
        at: None,
    };
    let destination = movement.destination();
    world.at_gate = Some(world.stage.cell.business());
    world.stage.does(destination, "sense", seen).await.map(drop)
}

/// The vehicle comes in through the gate, and is presented.
pub(in crate::journey) async fn come_in(world: &mut World) -> Result<(), Ended> {
    see_at_gate(world).await?;
    arrive_unseen(world).await
}

/// The office of destination has a gate that works; a corridor without one has nothing to say of it.
fn needs_gate(world: &World) -> Result<(), Ended> {
    let destination = world.movement()?.journey.destination;
    let office = world.stage.cell.corridor().office(destination);
    if office.is_some_and(|office| office.gate) {
        return Ok(());
    }
    Err(Ended::NotApplicable(format!("{destination} has no gate that works (`gate = true`)")))
}

/// An officer records an arrival, whatever the gate has seen.
pub(in crate::journey) async fn arrive_unseen(world: &mut World) -> Result<(), Ended> {
    needs_gate(world)?;
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await
}

/// From the entry to the presentation.
pub(in crate::journey) async fn enter(world: &mut World) -> Result<(), Ended> {
    officer::enter(world).await?;
    come_in(world).await
}

/// From the road in the country of departure to the presentation.
pub(in crate::journey) async fn go_on(world: &mut World) -> Result<(), Ended> {
    officer::leave(world).await?;
    enter(world).await
}

/// The tag is taken off on the road in the country of departure, and nobody comes to the exit.
pub(in crate::journey) async fn take_tag_off_on_the_road(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    take_tag_off(world).await?;
    pass_time(world, TOO_LONG).await
}

/// The tag is taken off at the office of exit, a little before the vehicle goes on.
pub(in crate::journey) async fn take_tag_off_at_the_exit(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    take_tag_off(world).await?;
    pass_time(world, AT_THE_EXIT).await?;
    officer::leave(world).await?;
    pass_time(world, TOO_LONG).await
}

async fn take_tag_off(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let gone = Sense {
        kind: SensorKind::Tag,
        office: None,
        plates: Vec::new(),
        mrn: Some(movement.mrn.clone()),
        at: None,
    };
    world.stage.does(movement.departure(), "sense", gone).await.map(drop)
}

async fn pass_time(world: &World, time: SignedDuration) -> Result<(), Ended> {
    let then = world.stage.cell.business() + time;
    Ok(world.stage.cell.advance(then, "the tag is off").await?)
}

/// The officer of departure clears the hold for the gate.
pub(in crate::journey) async fn clear_gate_hold(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ClearHold {
        mrn: movement.mrn.clone(),
        hold: "H-GATE".to_owned(),
        reason: "Véhicule vu au parking par la brigade, procès-verbal n° 31".to_owned(),
        document: None,
    };
    world.done = Some(world.stage.does(movement.departure(), "clear-hold", detail).await?);
    Ok(())
}
