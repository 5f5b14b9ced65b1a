//! The second broker of a cell, and what is ordered of the first.

use super::held::Held;
use super::images::Images;
use super::names::Names;
use super::ports;
use super::ready::{Probe, until_ready};
use super::recipe::{Recipe, may_stand_by, standby};
use crate::broker::activemq;
use crate::broker::orders::BrokerOrder;
use crate::stack::parts::{CellPlan, Part, PartError};
use bollard::Docker;
use std::collections::HashMap;
use std::net::SocketAddr;

/// Where a second broker will answer, if there can be one.
pub(super) fn address(plan: &CellPlan) -> Option<SocketAddr> {
    let port = if may_stand_by(plan) { ports::free() } else { None };
    port.map(|port| SocketAddr::from(([127, 0, 0, 1], port)))
}

/// What the second broker is made of, and how it shows that it has taken over.
pub(super) fn second(
    plan: &CellPlan,
    images: &Images,
    at: Option<SocketAddr>,
) -> Result<(Recipe, Probe), PartError> {
    let at = at.ok_or_else(|| failed("is not there", "no port was kept for it".to_owned()))?;
    let names = Names::new(&plan.run, &plan.name);
    let made = standby(plan, images, &names, at);
    made.map_err(|error| failed("cannot be made", error.to_string()))
}

/// Starts it; it then waits for the store.
pub(super) async fn start(
    docker: &Docker,
    recipe: &Recipe,
    labels: &HashMap<String, String>,
) -> Result<Held, PartError> {
    let held = Held::start(docker, recipe, labels).await;
    held.map_err(|error| failed("did not start", error.to_string()))
}

/// Waits until it has the store, and answers.
pub(super) async fn taken_over(probe: &Probe) -> Result<(), PartError> {
    until_ready(probe).await.map_err(|why| failed("did not take over", why))
}

fn failed(what: &'static str, detail: String) -> PartError {
    PartError::Failed { part: Part::Standby.to_string(), what, detail }
}

/// Leaves an order for a broker, and starts it again: it reads what is ordered at its start.
pub(super) async fn carry_out(
    docker: &Docker,
    broker: &Held,
    order: &BrokerOrder,
) -> Result<(), PartError> {
    let (property, value) = activemq::ordered(order);
    let script = "touch $1 && { grep -v \"^$2=\" $1 || true; } > $1.new && \
                  if [ -n \"$3\" ]; then echo \"$2=$3\" >> $1.new; fi && mv $1.new $1";
    let value = value.unwrap_or_default();
    broker.run(&["sh", "-c", script, "sh", activemq::ORDERS, &property, &value]).await?;
    broker.kill(docker).await?;
    broker.again(docker).await
}
