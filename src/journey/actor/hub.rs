//! The hub between the countries, and what the nodes behind it make of it.

use crate::journey::claims::{Due, alarmed, answered, claim};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_HBT;
use crate::record::claim::{Claim, Times};
use crate::record::event::{CopyFacts, What};
use crate::stack::parts::Part;
use std::collections::BTreeMap;

/// There is a hub, and the node under test says that it can live behind one.
pub(in crate::journey) async fn between(world: &World) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    if cell.hub().is_none() {
        return Err(Ended::Error("the cell was raised without a hub".into()));
    }
    let subject = world.stage.subject;
    let hello = cell.node(subject).hello().await?;
    if hello.features.iter().any(|feature| feature == "HUB") {
        return Ok(());
    }
    Err(Ended::NotApplicable(format!("the node of {subject} does not offer the option HUB")))
}

/// The newest message of this code from the partner came with more than the partner sent, and was
/// taken all the same.
pub(in crate::journey) async fn taken(world: &mut World, code: &str) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let since = world.done()?.since;
    let sent = Claim::Sent {
        from: partner.to_string(),
        to: subject.to_string(),
        code: code.to_owned(),
        mrn: Some(world.movement()?.mrn.clone()),
        fields: BTreeMap::new(),
        times: Times::AtLeast(1),
    };
    world.stage.await_claim(sent, since, world.stage.ack_due()).await?;
    let copy = world.stage.message(partner, code, &world.movement()?.mrn)?;
    let taken =
        answered(&copy.message_id, subject, ("ACK", None), BTreeMap::new(), Times::AtLeast(1));
    let due = world.stage.ack_due();
    world.claim(claim("REQ-HUB-004", subject, since, taken).due(due)).await?;
    added(world, &copy)
}

/// What the hub did to the envelope: without it nothing would have been tried.
fn added(world: &World, sent: &CopyFacts) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    let came = cell.recorder().look(cell.name(), &cell.playing(), |events| {
        events.iter().find_map(|event| match &event.what {
            What::Forwarded(facts) if facts.message_id == sent.message_id => {
                Some((**facts).clone())
            }
            _ => None,
        })
    });
    let name = format!("{} {}", sent.code, sent.message_id);
    let came = came.ok_or_else(|| Ended::Error(format!("{name} never came out of the hub")))?;
    let more = came.headers.keys().filter(|name| !sent.headers.contains_key(*name)).count();
    if more == 0 || came.user == sent.user {
        return Err(Ended::Error(format!("the hub has changed nothing about {name}")));
    }
    Ok(())
}

/// SIGKILL for the hub.
pub(in crate::journey) async fn kill(world: &World) -> Result<(), Ended> {
    Ok(world.stage.cell.kill(Part::Hub).await?)
}

/// The hub is started again; what waited before it goes on.
pub(in crate::journey) async fn start(world: &World) -> Result<(), Ended> {
    world.stage.cell.start(Part::Hub).await?;
    world.stage.cell.quiet().await?;
    super::outage::stop_watching(world).await
}

/// Nothing is heard of the partner: its link is down, whatever the reason (PD-14).
pub(in crate::journey) async fn partner_is_silent(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let alarm = alarmed(subject, "LINK-DOWN");
    let since = world.stage.mark();
    let due = T_HBT.expiry(T_HBT.expiry(world.stage.cell.business()));
    world.claim(claim("REQ-HUB-005", subject, since, alarm).due(due)).await
}
