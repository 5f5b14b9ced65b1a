//! Officers who claim a portion of a guarantee, the guarantor who decides, and departure that stops it all.

use super::{control, decision, enquiry, officer, recoverer};
use crate::adapter::acts::{
    AnswerRecovery, ClaimGuarantee, DecideClaim, ReportRecovery, RequestRecovery,
};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::{T_GCL, T_HOLD};
use jiff::SignedDuration;
use serde::Serialize;

/// Goods arrive, control finds packages missing, nobody resolves it, and the country of destination recovers.
pub(in crate::journey) async fn recovered_after_discrepancy(
    world: &mut World,
) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    officer::travel(world).await?;
    control::find_missing(world).await?;
    recoverer::leave_undecided(world).await?;
    recoverer::accept(world).await
}

/// Goods enter and are never presented; the country enquired of recovers.
pub(in crate::journey) async fn recovered_for_missed(world: &mut World) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    officer::leave(world).await?;
    officer::enter(world).await?;
    decision::wait_past_limit(world, SignedDuration::from_hours(8 * 24)).await?;
    let abroad = world.movement()?.destination();
    enquiry::answer(world, abroad, "4").await?;
    recoverer::accept(world).await
}

/// The goods turn up at destination, and control finds them in order.
pub(in crate::journey) async fn turn_up(world: &mut World) -> Result<(), Ended> {
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await?;
    officer::find_in_order(world).await?;
    officer::heard(world, "RES").await
}

async fn acts(
    world: &mut World,
    country: Country,
    verb: &str,
    detail: impl Serialize + Send,
) -> Result<(), Ended> {
    world.done = Some(world.stage.does(country, verb, detail).await?);
    officer::settled(world).await
}

/// The country takes its claim back.
pub(in crate::journey) async fn withdraw(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (country, mrn) = (movement.destination(), movement.mrn.clone());
    let detail = ClaimGuarantee { mrn, action: "WITHDRAW".to_owned(), amount: None };
    acts(world, country, "claim", detail).await
}

/// Departure, which is competent itself, claims all of its own portion.
pub(in crate::journey) async fn claim_at_home(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let home = movement.departure();
    let detail = ClaimGuarantee {
        mrn: movement.mrn.clone(),
        action: "CLAIM".to_owned(),
        amount: movement.papers.declaration.guarantee.exposure.get(home.as_str()).copied(),
    };
    acts(world, home, "claim", detail).await
}

/// The guarantor does not pay.
pub(in crate::journey) async fn reject(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let guarantor = movement.guarantor();
    let detail = DecideClaim {
        mrn: movement.mrn.clone(),
        country: movement.destination().to_string(),
        decision: "REJECTED".to_owned(),
    };
    acts(world, guarantor, "decide-claim", detail).await
}

/// Nobody decides until T-GCL is over, a weekend included.
pub(in crate::journey) async fn wait_for_decision(world: &mut World) -> Result<(), Ended> {
    let now = world.stage.cell.business();
    let term = T_GCL.expiry(now).duration_since(now) + SignedDuration::from_hours(96);
    decision::wait(world, term).await?;
    officer::settled(world).await
}

/// Business time goes on until nothing else that came too early would still be kept.
pub(in crate::journey) async fn outlast_holding(world: &World) -> Result<(), Ended> {
    let now = world.stage.cell.business();
    let term = T_HOLD.expiry(now).duration_since(now) + SignedDuration::from_hours(6);
    decision::wait(world, term).await?;
    officer::settled(world).await
}

async fn report(
    world: &mut World,
    country: Country,
    (action, reason): (&str, &str),
    proof: Option<&str>,
) -> Result<(), Ended> {
    let detail = ReportRecovery {
        mrn: world.movement()?.mrn.clone(),
        action: action.to_owned(),
        reason: reason.to_owned(),
        proof: proof.map(str::to_owned),
    };
    acts(world, country, "report-recovery", detail).await
}

/// The competent country waives the duties.
pub(in crate::journey) async fn waive(world: &mut World) -> Result<(), Ended> {
    let country = world.movement()?.destination();
    report(world, country, ("WAIVED", "Remise accordée par décision n° 77"), None).await
}

/// Departure stops the recovery, with a proof if there is one.
pub(in crate::journey) async fn stop(world: &mut World, proof: Option<&str>) -> Result<(), Ended> {
    let country = world.movement()?.departure();
    report(world, country, ("STOP", "Marchandises retrouvées, scellés intacts"), proof).await
}

/// Departure tries to stop the recovery, whatever comes of it.
pub(in crate::journey) async fn try_to_stop(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ReportRecovery {
        mrn: movement.mrn.clone(),
        action: "STOP".to_owned(),
        reason: "Le principal obligé le demande".to_owned(),
        proof: None,
    };
    let (done, _) = world.stage.ask(movement.departure(), "report-recovery", detail).await;
    world.done = Some(done);
    officer::settled(world).await
}

/// The country that is asked to recover refuses.
pub(in crate::journey) async fn refuse(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let country = movement.destination();
    let detail = AnswerRecovery {
        mrn: movement.mrn.clone(),
        verdict: "REFUSED".to_owned(),
        reason: "Aucune infraction sur notre territoire".to_owned(),
    };
    acts(world, country, "answer-recovery", detail).await
}

/// The country of destination asks to recover.
pub(in crate::journey) async fn ask_to_recover(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let country = movement.destination();
    let detail = RequestRecovery {
        mrn: movement.mrn.clone(),
        reason: "Marchandises présentées à notre bureau".to_owned(),
    };
    acts(world, country, "request-recovery", detail).await
}
