//! What happens to lines, brokers and nodes.

use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::link::Armed;
use crate::link::control::{Effect, FaultOrder, FrameFacts, Point, Selector};
use crate::profile::Country;
use crate::record::event::{Event, What};
use crate::stack::parts::Part;
use std::time::Duration;

/// How long a fault may take to bite. Protocol time.
const BITES_WITHIN: Duration = Duration::from_secs(10);

/// Arms the line of a country: before it acknowledges a message of this code.
pub(in crate::journey) async fn arm(
    world: &World,
    country: Country,
    code: &str,
    effect: Effect,
) -> Result<Armed, Ended> {
    arm_at(world, country, (Point::BeforeAck, code), effect).await
}

/// Arms the line of a country: what it sends of this code waits before the broker has it.
pub(in crate::journey) async fn hold_sending(
    world: &World,
    country: Country,
    code: &str,
) -> Result<Armed, Ended> {
    arm_at(world, country, (Point::BeforeForward, code), Effect::Stall).await
}

/// Arms the line of a country at an exact point of a message of this code.
pub(in crate::journey) async fn arm_at(
    world: &World,
    country: Country,
    (point, code): (Point, &str),
    effect: Effect,
) -> Result<Armed, Ended> {
    is_read(world, country)?;
    let id = fault_of(world, code);
    let select = Selector {
        code: Some(code.to_owned()),
        mrn: Some(world.movement()?.mrn.clone()),
        message_id: None,
    };
    let order = FaultOrder::new(id, effect).at(point, select);
    let order = if effect == Effect::Stall { order.only(point.direction()) } else { order };
    Ok(world.stage.cell.link(country).arm(&order).await?)
}

/// The link of a country reads what passes: at an exact point of a message it could do nothing else.
pub(in crate::journey) fn is_read(world: &World, country: Country) -> Result<(), Ended> {
    if world.stage.cell.is_sealed(country) {
        let why = format!("the node of {country} has TLS of its own up to the broker (own_tls)");
        let why = format!("{why}: no link reads what passes, so nothing fails at an exact point");
        return Err(Ended::NotApplicable(why));
    }
    Ok(())
}

/// Identity of the fault that waits for a message of this code.
pub(in crate::journey) fn fault_of(world: &World, code: &str) -> String {
    format!("{}-{code}", world.stage.cell.playing())
}

/// Waits until it has bitten.
pub(in crate::journey) async fn bitten(
    world: &World,
    country: Country,
    armed: &Armed,
) -> Result<FrameFacts, Ended> {
    let bitten = world.stage.cell.link(country).wait_bitten(armed, BITES_WITHIN).await;
    bitten.map_err(|error| Ended::Failed(format!("{error} (line of {country})")))
}

/// The road to the broker is gone at once, in both directions.
pub(in crate::journey) async fn cut(world: &World, country: Country) -> Result<(), Ended> {
    Ok(world.stage.cell.link(country).cut().await?)
}

/// True while a country's road to the broker is cut.
pub(in crate::journey) async fn is_down(world: &World, country: Country) -> Result<bool, Ended> {
    let cell = &world.stage.cell;
    cell.drain_links().await.map_err(|error| Ended::Error(error.to_string()))?;
    let newest = |events: &[Event]| {
        events.iter().rev().find_map(|event| match &event.what {
            What::LinkChange { country: of, change, .. }
                if of == country.as_str() && matches!(change.as_str(), "cut" | "healed") =>
            {
                Some(change == "cut")
            }
            _ => None,
        })
    };
    let newest = cell.recorder().look(cell.name(), &cell.playing(), newest);
    Ok(newest.unwrap_or(false))
}

/// The line is whole again.
pub(in crate::journey) async fn heal(world: &World, country: Country) -> Result<(), Ended> {
    Ok(world.stage.cell.link(country).heal().await?)
}

/// SIGKILL for the broker.
pub(in crate::journey) async fn kill_broker(world: &World) -> Result<(), Ended> {
    Ok(world.stage.cell.kill(broker(world)).await?)
}

/// The broker is started again with its journal, and the lines carry frames again.
pub(in crate::journey) async fn start_broker(world: &World) -> Result<(), Ended> {
    Ok(world.stage.cell.start(broker(world)).await?)
}

/// The broker that the country under test is connected to.
pub(in crate::journey) fn broker(world: &World) -> Part {
    world.stage.cell.broker_of(world.stage.subject)
}

/// Arms a node's death at an exact point of an exact message.
pub(in crate::journey) async fn doom(
    world: &World,
    country: Country,
    point: &str,
) -> Result<(), Ended> {
    Ok(world.stage.cell.arm_death(country, point).await?)
}

/// From now on a node fails at every message of this code.
pub(in crate::journey) async fn break_down(
    world: &World,
    country: Country,
    code: &str,
) -> Result<(), Ended> {
    Ok(world.stage.cell.break_down(country, code).await?)
}

/// The node can process every message again.
pub(in crate::journey) async fn mend(world: &World, country: Country) -> Result<(), Ended> {
    Ok(world.stage.cell.mend(country).await?)
}

/// Waits for the death of a node, and starts it again with its store.
pub(in crate::journey) async fn rise(world: &World, country: Country) -> Result<(), Ended> {
    let node = Part::Node(country);
    let died = world.stage.cell.died(node).await;
    died.map_err(|error| Ended::Failed(format!("the point was never reached: {error}")))?;
    Ok(world.stage.cell.start(node).await?)
}
