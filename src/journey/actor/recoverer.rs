//! Officers of recovery.

use super::{decision, officer};
use crate::adapter::acts::{AnswerRecovery, ClaimGuarantee, DecideClaim, ReportRecovery};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_DSP;
use jiff::SignedDuration;

/// The competent country, departure here, says that nothing can be recovered.
pub(in crate::journey) async fn give_up(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ReportRecovery {
        mrn: movement.mrn.clone(),
        action: "UNRECOVERABLE".to_owned(),
        reason: "Le principal obligé a cessé d'exister".to_owned(),
        proof: None,
    };
    let done = world.stage.does(movement.departure(), "report-recovery", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// Nobody decides on the discrepancy until T-DSP is over, a weekend included.
pub(in crate::journey) async fn leave_undecided(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let now = world.stage.cell.business();
    let term = T_DSP.expiry(now).duration_since(now) + SignedDuration::from_hours(96);
    decision::wait(world, term).await?;
    officer::settled(world).await
}

/// The country that is asked to recover accepts.
pub(in crate::journey) async fn accept(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let movement = world.movement()?;
    let detail = AnswerRecovery {
        mrn: movement.mrn.clone(),
        verdict: "ACCEPTED".to_owned(),
        reason: "Infraction constatée sur notre territoire".to_owned(),
    };
    let done = world.stage.does(movement.destination(), "answer-recovery", detail).await?;
    world.done = Some(done);
    officer::settled(world).await
}

/// The competent country claims all of its own portion.
pub(in crate::journey) async fn claim_portion(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let abroad = movement.destination();
    let detail = ClaimGuarantee {
        mrn: movement.mrn.clone(),
        action: "CLAIM".to_owned(),
        amount: movement.papers.declaration.guarantee.exposure.get(abroad.as_str()).copied(),
    };
    let done = world.stage.does(abroad, "claim", detail).await?;
    world.done = Some(done);
    officer::settled(world).await
}

/// The guarantor accepts the claim, and pays.
pub(in crate::journey) async fn pay_claim(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (guarantor, abroad) = (movement.guarantor(), movement.destination());
    let mrn = movement.mrn.clone();
    let decide = |decision: &str| DecideClaim {
        mrn: mrn.clone(),
        country: abroad.to_string(),
        decision: decision.to_owned(),
    };
    let done = world.stage.does(guarantor, "decide-claim", decide("ACCEPTED")).await?;
    world.stage.does(guarantor, "decide-claim", decide("PAID")).await?;
    world.done = Some(done);
    officer::settled(world).await
}

/// The competent country says that duties were paid.
pub(in crate::journey) async fn report_payment(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ReportRecovery {
        mrn: movement.mrn.clone(),
        action: "PAID".to_owned(),
        reason: "Droits payés par le garant".to_owned(),
        proof: None,
    };
    let done = world.stage.does(movement.destination(), "report-recovery", detail).await?;
    world.done = Some(done);
    Ok(())
}
