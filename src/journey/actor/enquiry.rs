//! Who misses goods, and who is asked: limits that pass, backups, enquiries and their answers.

use crate::adapter::acts::{
    AnswerEnquiry, ClearHold, DecideProof, EnquiryInformation, Extend, RequestStatus,
};
use crate::journey::actor::officer;
use crate::journey::claims::sent;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::{Body, read};
use crate::profile::Country;
use crate::profile::timer::{T_ENR, T_STQ2};
use crate::record::claim::Times;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A country's data are copied while it is at rest.
pub(in crate::journey) async fn back_up(world: &World, country: Country) -> Result<(), Ended> {
    world.stage.cell.quiet().await?;
    Ok(world.stage.cell.back_up(country).await?)
}

/// A country loses everything since its backup; business time has gone on meanwhile.
pub(in crate::journey) async fn restore(world: &World, country: Country) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    cell.quiet().await?;
    cell.restore(country).await?;
    Ok(cell.move_clock(cell.business(), "the restored system is told the time").await?)
}

/// When the goods must be presented, as the advance data say.
pub(in crate::journey) fn limit(world: &World) -> Result<Timestamp, Ended> {
    let movement = world.movement()?;
    let copy = world.stage.message(movement.departure(), "TDA", &movement.mrn)?;
    let body = STANDARD.decode(&copy.body).unwrap_or_default();
    match read(&body).map(|message| message.body) {
        Ok(Body::Tda(advice)) => Ok(advice.transit.time_limit),
        _ => Err(Ended::Failed("the advance data cannot be read".into())),
    }
}

/// The time limit passes: nobody has presented the goods.
pub(in crate::journey) async fn exceed_limit(world: &mut World) -> Result<(), Ended> {
    // The advance data, which tell the limit, may still be on their way.
    world.stage.cell.quiet().await?;
    let limit = limit(world)?;
    pass_time(world, limit, "the time limit passes").await
}

/// Business time goes on; what follows stands behind the position before it.
async fn pass_time(world: &mut World, to: Timestamp, why: &str) -> Result<(), Ended> {
    let since = world.stage.mark();
    world.stage.cell.advance(to, why).await?;
    world.stage.cell.quiet().await?;
    if let Some(done) = &mut world.done {
        (done.since, done.at) = (since, to);
    }
    Ok(())
}

/// Six days without a result pass since the arrival.
pub(in crate::journey) async fn miss_result(world: &mut World) -> Result<(), Ended> {
    let arrived = world.stage.message(world.movement()?.destination(), "ARR", mrn(world)?)?;
    let body = STANDARD.decode(&arrived.body).unwrap_or_default();
    let read = read(&body).map_err(|error| Ended::Failed(error.to_string()))?;
    let due = T_STQ2.expiry(read.header.prepared_at);
    pass_time(world, due, "six days without a control result").await
}

/// 28 days without an answer pass since the enquiry.
pub(in crate::journey) async fn miss_answer(world: &mut World) -> Result<(), Ended> {
    let due = T_ENR.expiry(world.done()?.at);
    pass_time(world, due, "28 days without an answer").await
}

fn mrn(world: &World) -> Result<&str, Ended> {
    Ok(world.movement()?.mrn.as_str())
}

/// Nobody captures the entry: the vehicle leaves, and the goods are presented at destination.
pub(in crate::journey) async fn arrive_unseen(world: &mut World) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    officer::leave(world).await?;
    officer::expected(world, world.movement()?.destination()).await?;
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await
}

/// The entry is captured after the arrival, with the hour at which it happened.
pub(in crate::journey) async fn capture_entry(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let country = movement.destination();
    let arrived = world.stage.message(country, "ARR", &movement.mrn)?;
    let body = STANDARD.decode(&arrived.body).unwrap_or_default();
    let event_at = read(&body).ok().and_then(|message| Some(message.body.event()?.at));
    let present = movement.papers.present(&movement.mrn, country, "ENTRY");
    world.stage.does(country, "present", present).await?;
    let mut pass = movement.papers.pass(&movement.mrn, country, "ENTRY");
    pass.event_at = event_at;
    let done = world.stage.does(country, "pass", pass).await?;
    world.done = Some(done);
    Ok(())
}

/// The partner declares goods, announces nothing, and asks how the movement stands.
pub(in crate::journey) async fn ask_unannounced(world: &mut World) -> Result<(), Ended> {
    officer::declare(world).await?;
    let detail =
        RequestStatus { mrn: mrn(world)?.to_owned(), country: world.stage.subject.to_string() };
    let done = world.stage.does(world.stage.partner(), "request-status", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The country asked answers the enquiry, once it has come.
pub(in crate::journey) async fn answer(
    world: &mut World,
    by: Country,
    code: &str,
) -> Result<(), Ended> {
    enquired(world, by).await?;
    let detail = AnswerEnquiry {
        mrn: mrn(world)?.to_owned(),
        code: code.to_owned(),
        text: "Vérifié au registre".to_owned(),
    };
    let done = world.stage.does(by, "answer-enquiry", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The enquiry has been sent to this country, and taken there.
async fn enquired(world: &World, by: Country) -> Result<(), Ended> {
    let from = world.movement()?.departure();
    let enquiry = sent((from, by), "ENQ", mrn(world)?, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(enquiry, 0, world.stage.ack_due()).await?;
    officer::settled(world).await
}

/// Something is told in the open enquiry.
pub(in crate::journey) async fn inform(
    world: &mut World,
    by: Country,
    kind: &str,
) -> Result<(), Ended> {
    let detail = EnquiryInformation {
        mrn: mrn(world)?.to_owned(),
        kind: kind.to_owned(),
        text: "Exemplaire de retour visé à l'arrivée, numéro 12".to_owned(),
    };
    let done = world.stage.does(by, "enquiry-information", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure grants three days from now on.
pub(in crate::journey) async fn grant_more_time(world: &mut World) -> Result<(), Ended> {
    let detail = Extend {
        mrn: mrn(world)?.to_owned(),
        time_limit: world.stage.cell.business() + jiff::SignedDuration::from_hours(72),
        reason: "Véhicule en panne, réparé".to_owned(),
    };
    let done = world.stage.does(world.movement()?.departure(), "extend", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure accepts the proof.
pub(in crate::journey) async fn accept_proof(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let detail = DecideProof {
        mrn: mrn(world)?.to_owned(),
        decision: "ACCEPTED".to_owned(),
        reason: "Exemplaire de retour authentique".to_owned(),
    };
    let country = world.movement()?.departure();
    let done = world.stage.does(country, "decide-proof", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure tries to make up for the missing entry with a document.
pub(in crate::journey) async fn try_to_waive_entry(world: &World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let detail = ClearHold {
        mrn: mrn(world)?.to_owned(),
        hold: "H-PAS".to_owned(),
        reason: "Quittance d'entrée présentée par le transporteur".to_owned(),
        document: Some("Quittance 2026-117".to_owned()),
    };
    world.stage.ask(world.movement()?.departure(), "clear-hold", detail).await;
    officer::settled(world).await
}

/// Id of the newest message of a code that a country has sent for the movement.
pub(in crate::journey) fn newest_id(
    world: &World,
    from: Country,
    code: &str,
) -> Result<String, Ended> {
    Ok(world.stage.message(from, code, mrn(world)?)?.message_id)
}
