//! Officers of recovery.

use crate::adapter::acts::ReportRecovery;
use crate::journey::ended::Ended;
use crate::journey::world::World;

/// The competent country, departure here, says that nothing can be recovered.
pub(in crate::journey) async fn give_up(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ReportRecovery {
        mrn: movement.mrn.clone(),
        action: "UNRECOVERABLE".to_owned(),
        reason: "Le principal obligé a cessé d'exister".to_owned(),
    };
    let done = world.stage.does(movement.departure(), "report-recovery", detail).await?;
    world.done = Some(done);
    Ok(())
}
