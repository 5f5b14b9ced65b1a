//! Trucks that go elsewhere, and the officers who decide on them.

use crate::adapter::acts::{Approve, RecordApproval};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::OfficeCode;

/// An office of destination in the declared country that is not the declared one, nor at a border.
pub(in crate::journey) fn other_destination(world: &World) -> Result<OfficeCode, Ended> {
    let movement = world.movement()?;
    let holds = |roles: &[String], role: &str| roles.iter().any(|held| held == role);
    let other = world.stage.cell.corridor().offices.iter().find(|office| {
        office.code.country() == movement.destination()
            && office.code != movement.journey.destination
            && holds(&office.roles, "DST")
            && !holds(&office.roles, "ENT")
    });
    let none = || Ended::Error("the corridor has no other office of destination".into());
    other.map(|office| office.code).ok_or_else(none)
}

/// An office of entry in the declared country that was not declared.
pub(in crate::journey) fn other_entry(world: &World) -> Result<OfficeCode, Ended> {
    let movement = world.movement()?;
    let declared = &movement.papers.declaration.passages;
    let other = world.stage.cell.corridor().offices.iter().find(|office| {
        office.code.country() == movement.destination()
            && office.roles.iter().any(|held| held == "ENT")
            && declared.iter().all(|stop| stop.office != office.code.as_str())
    });
    let none = || Ended::Error("the corridor has no other office of entry".into());
    other.map(|office| office.code).ok_or_else(none)
}

/// The goods are presented at another office of destination.
pub(in crate::journey) async fn arrive_elsewhere(world: &mut World) -> Result<(), Ended> {
    let office = other_destination(world)?.to_string();
    let movement = world.movement()?;
    let mut arrival = movement.papers.arrive(&movement.mrn);
    arrival.office = office;
    let done = world.stage.does(movement.destination(), "arrive", arrival).await?;
    world.done = Some(done);
    Ok(())
}

/// Control at the other office of destination finds the goods in order.
pub(in crate::journey) async fn find_in_order_elsewhere(world: &mut World) -> Result<(), Ended> {
    let office = other_destination(world)?.to_string();
    let movement = world.movement()?;
    let mut result = movement.papers.result(&movement.mrn);
    result.office = office;
    let done = world.stage.does(movement.destination(), "result", result).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure decides on the request of the other office of destination.
pub(in crate::journey) async fn decide(world: &mut World, decision: &str) -> Result<(), Ended> {
    let office = other_destination(world)?.to_string();
    let movement = world.movement()?;
    let (mrn, role, decision) = (movement.mrn.clone(), "DST".to_owned(), decision.to_owned());
    let act = Approve { mrn, office, role, decision };
    let done = world.stage.does(movement.departure(), "approve", act).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure approves the other office of destination before it asks.
pub(in crate::journey) async fn approve_before(world: &mut World) -> Result<(), Ended> {
    let office = other_destination(world)?.to_string();
    let movement = world.movement()?;
    let act = RecordApproval { mrn: movement.mrn.clone(), office, role: "DST".to_owned() };
    let done = world.stage.does(movement.departure(), "record-approval", act).await?;
    world.done = Some(done);
    Ok(())
}

/// The vehicle is presented at another office of entry.
pub(in crate::journey) async fn present_elsewhere(world: &mut World) -> Result<(), Ended> {
    // Advance data that are late would make this office the first that is known.
    super::officer::settled(world).await?;
    let office = other_entry(world)?.to_string();
    let movement = world.movement()?;
    let mut present = movement.papers.present(&movement.mrn, movement.destination(), "ENTRY");
    present.office = office;
    let done = world.stage.does(movement.destination(), "present", present).await?;
    world.done = Some(done);
    Ok(())
}

/// It goes on from there, once departure has answered.
pub(in crate::journey) async fn enter_elsewhere(world: &mut World) -> Result<(), Ended> {
    super::officer::settled(world).await?;
    let office = other_entry(world)?.to_string();
    let movement = world.movement()?;
    let mut pass = movement.papers.pass(&movement.mrn, movement.destination(), "ENTRY");
    pass.office = office;
    let done = world.stage.does(movement.destination(), "pass", pass).await?;
    world.done = Some(done);
    Ok(())
}
