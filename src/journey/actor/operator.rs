//! Who runs the broker: its store is full and has room again, an account expires and is renewed.

use super::{officer, outage, weather};
use crate::broker::orders::BrokerOrder;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::link::control::LinkWhat;
use std::time::Duration;

/// How long a message may take to stand before a broker that takes nothing. Protocol time.
const STANDS_WITHIN: Duration = Duration::from_secs(10);

/// How long it is then seen to go on standing there. Protocol time.
const GOES_ON: Duration = Duration::from_millis(1500);

/// A second broker is started, and waits for the store.
pub(in crate::journey) async fn stand_by(world: &World) -> Result<(), Ended> {
    if !world.stage.cell.may_stand_by() {
        let why =
            "two brokers with one store need --stack containers, one broker for all and no tunnel";
        return Err(Ended::NotApplicable(why.to_owned()));
    }
    Ok(world.stage.cell.stand_by().await?)
}

/// The first one is dead, and the second has the store.
pub(in crate::journey) async fn take_over(world: &World) -> Result<(), Ended> {
    Ok(world.stage.cell.take_over().await?)
}

/// The store takes nothing more. What was in hand is done before.
pub(in crate::journey) async fn fill(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    harm(world, BrokerOrder::StoreLimit(Some(0))).await
}

/// There is room again; what follows counts from there.
pub(in crate::journey) async fn make_room(world: &mut World) -> Result<(), Ended> {
    world.relieved_since = Some(world.stage.mark());
    order(world, BrokerOrder::StoreLimit(None)).await
}

/// The credentials of the country under test expire, and its node finds out: it is refused.
pub(in crate::journey) async fn expire(world: &mut World) -> Result<(), Ended> {
    outage::let_answers_come(world).await?;
    let subject = world.stage.subject;
    harm(world, BrokerOrder::Expire(subject.to_string())).await?;
    let link = world.stage.cell.link(subject);
    let before = link.state().await?.last_event;
    let refused = |what: &LinkWhat| match what {
        LinkWhat::Disconnected { by } if by == "broker" => Some(()),
        _ => None,
    };
    link.wait_for(before, STANDS_WITHIN, refused).await?;
    Ok(())
}

/// They are good again; what follows counts from there.
pub(in crate::journey) async fn renew(world: &mut World) -> Result<(), Ended> {
    world.relieved_since = Some(world.stage.mark());
    order(world, BrokerOrder::Renew(world.stage.subject.to_string())).await
}

/// Position before which the broker was not yet good again.
pub(in crate::journey) fn relieved(world: &World) -> Result<u64, Ended> {
    world.relieved_since.ok_or_else(|| Ended::Error("the broker has suffered nothing yet".into()))
}

/// The message of a code stands before the broker, which has not taken it and goes on not taking it.
pub(in crate::journey) async fn stands_before(world: &World, code: &str) -> Result<(), Ended> {
    weather::is_read(world, world.stage.subject)?;
    let link = world.stage.cell.link(world.stage.subject);
    let before = world.link_event;
    let passed = |wanted: &'static str| {
        move |what: &LinkWhat| match what {
            LinkWhat::Frame(frame) if frame.step == wanted && frame.code == code => {
                Some(frame.message_id.clone())
            }
            _ => None,
        }
    };
    if link.wait_for(before, STANDS_WITHIN, passed("send")).await?.is_none() {
        return Err(Ended::Failed(format!("{} has sent no {code}", world.stage.subject)));
    }
    match link.wait_for(before, GOES_ON, passed("receipted")).await? {
        Some(id) => Err(Ended::Error(format!("the store was to be full, and took {id}"))),
        None => Ok(()),
    }
}

async fn harm(world: &mut World, what: BrokerOrder) -> Result<(), Ended> {
    let drained = world.stage.cell.drain_links().await;
    drained.map_err(|error| Ended::Error(error.to_string()))?;
    let drained = world.stage.cell.drain_copies().await;
    drained.map_err(|error| Ended::Error(error.to_string()))?;
    order(world, what).await?;
    world.link_event = world.stage.cell.link(world.stage.subject).state().await?.last_event;
    Ok(())
}

async fn order(world: &World, what: BrokerOrder) -> Result<(), Ended> {
    Ok(world.stage.cell.order_broker(weather::broker(world), what).await?)
}
