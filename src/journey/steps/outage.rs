//! Outages: messages in another order, announced absence, stamped paper.

use crate::journey::actor::{officer, outage, weather};
use crate::journey::claims::{Due, alarmed, answered, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::instant;
use crate::profile::timer::T_ADV;
use crate::record::claim::{Claim, Times};
use cucumber::{then, when};
use std::collections::BTreeMap;

const ONCE: Times = Times::AtLeast(1);

#[when(
    "entry, arrival and control result pile up before the country under test, and come out of the queue in the reverse order"
)]
async fn turned_round(world: &mut World) {
    let done = async {
        officer::settled(world).await?;
        weather::cut(world, world.stage.subject).await?;
        outage::partner_goes_on(world).await?;
        outage::turn_round(world).await?;
        weather::heal(world, world.stage.subject).await
    };
    let done = done.await;
    world.note(done);
}

#[then("the result is held until the arrival has come, and is then acted on")]
async fn held_then_done(world: &mut World) {
    let held = result_in_its_turn(world).await;
    world.note(held);
}

#[then(
    "the entry that came last lifts the hold, and everything ends as if the order had been kept"
)]
async fn as_ordered(world: &mut World) {
    let held = async {
        let movement = world.movement()?;
        let home = movement.departure();
        let ended = says(home, &movement.mrn, "/departure/state", "DISCHARGED");
        let due = world.stage.ack_due();
        world.claim(claim("REQ-ORD-002", home, world.stage.mark(), ended).due(due)).await
    };
    let held = held.await;
    world.note(held);
}

#[when("the partner goes away as announced, and its line is down meanwhile")]
async fn away(world: &mut World) {
    let done = outage::leave_as_announced(world).await;
    world.note(done);
}

#[when("the announced window ends, and its line is back")]
async fn back(world: &mut World) {
    let done = outage::come_back(world).await;
    world.note(done);
}

#[then("nobody was alarmed about the partner's silence")]
async fn no_alarm(world: &mut World) {
    let held = async {
        officer::settled(world).await?;
        let subject = world.stage.subject;
        let calm = Claim::NoAlert { country: subject.to_string() };
        world.claim(claim("REQ-UNA-004", subject, world.stage.mark(), calm)).await
    };
    let held = held.await;
    world.note(held);
}

#[when("the line of the country under test is down for hours, and goods go on with stamped paper")]
async fn own_paper(world: &mut World) {
    let done = outage::stamp(world, world.stage.subject).await;
    world.note(done);
}

#[when("the line of the partner is down for hours, and goods go on with stamped paper")]
async fn partners_paper(world: &mut World) {
    let done = outage::stamp(world, world.stage.partner()).await;
    world.note(done);
}

#[then("its officers were told that the partner cannot be heard")]
async fn silence_told(world: &mut World) {
    let held = async {
        let subject = world.stage.subject;
        let told = alarmed(subject, "LINK-DOWN");
        world.claim(claim("REQ-HUB-005", subject, world.stage.mark(), told)).await
    };
    let held = held.await;
    world.note(held);
}

#[then("its officers were told that the advance data are late")]
async fn lateness_told(world: &mut World) {
    let held = async {
        let subject = world.stage.subject;
        let told = alarmed(subject, T_ADV.name);
        // The clock has gone by already, and stands still: patience decides.
        let told = claim("REQ-LNK-012", subject, world.stage.mark(), told);
        world.claim(told.in_protocol_time()).await
    };
    let held = held.await;
    world.note(held);
}

#[when("the line is back, and arrival and control result are captured from the paper")]
async fn captured(world: &mut World) {
    let done = async {
        for country in [world.stage.subject, world.stage.partner()] {
            weather::heal(world, country).await?;
        }
        outage::stop_watching(world).await?;
        outage::capture(world).await
    };
    let done = done.await;
    world.note(done);
}

#[then(
    "arrival and result are told as captured from that paper, with the time at which they happened"
)]
async fn told_as_paper(world: &mut World) {
    let held = as_paper(world).await;
    world.note(held);
}

#[then("the country under test takes both, and holds their age against nobody")]
async fn taken(world: &mut World) {
    let held = async {
        let (subject, partner) = (world.stage.subject, world.stage.partner());
        let (mrn, since) = (world.movement()?.mrn.clone(), world.done()?.since);
        let due = world.stage.ack_due();
        for code in ["ARR", "RES"] {
            let told = sent((partner, subject), code, &mrn, BTreeMap::new(), ONCE);
            world.stage.await_claim(told, since, due).await?;
            let copy = world.stage.message(partner, code, &mrn)?;
            let ack = answered(&copy.message_id, subject, ("ACK", None), BTreeMap::new(), ONCE);
            world.claim(claim("REQ-PAP-002", subject, since, ack).due(due)).await?;
        }
        officer::settled(world).await?;
        let calm = Claim::NoAlert { country: subject.to_string() };
        world.claim(claim("REQ-PAP-002", subject, world.stage.mark(), calm)).await
    };
    let held = held.await;
    world.note(held);
}

async fn result_in_its_turn(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let mrn = world.movement()?.mrn.clone();
    let result = world.stage.message(partner, "RES", &mrn)?.message_id;
    let due = world.stage.ack_due();
    // The final answer may have come behind it already.
    let held = Claim::Sent {
        from: subject.to_string(),
        to: partner.to_string(),
        code: "ACK".to_owned(),
        mrn: None,
        fields: fields([
            ("Header/correlationId", result.as_str()),
            ("Acknowledgement/disposition", "HELD"),
        ]),
        times: ONCE,
    };
    world.claim(claim("REQ-HOL-001", subject, 0, held).due(due)).await?;
    let done = answered(&result, subject, ("ACK", None), BTreeMap::new(), ONCE);
    world.claim(claim("REQ-ORD-001", subject, 0, done).due(due)).await
}

/// PAPER, its stamp, and the instant that stands on it.
async fn as_paper(world: &World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let (mrn, since) = (world.movement()?.mrn.clone(), world.done()?.since);
    let (paper, due) = (outage::paper(world)?, world.stage.ack_due());
    let at = instant(paper.event_at);
    let said = [
        ("Event/captureMode", "PAPER"),
        ("Event/Paper/stampNumber", paper.stamp_number.as_str()),
        ("Event/Paper/officer", paper.officer.as_str()),
    ];
    for (code, more) in [("ARR", Some(("Event/eventAt", at.as_str()))), ("RES", None)] {
        let fields = fields(said.into_iter().chain(more));
        let told = sent((subject, partner), code, &mrn, fields, ONCE);
        world.claim(claim("REQ-PAP-001", subject, since, told).due(due)).await?;
    }
    Ok(())
}
