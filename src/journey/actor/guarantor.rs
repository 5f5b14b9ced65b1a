//! What guarantors are told, and what their ledgers then say.

use crate::journey::claims::{Due, claim, fields, reservation, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::record::claim::{Claim, Times};

/// GUC left once for the request of this number, and the guarantor has ended it (G5).
pub(in crate::journey) async fn given_back(world: &World, request_no: u32) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = world.stage.ack_due();
    if home != guarantor {
        let number = request_no.to_string();
        let order = fields([
            ("GuaranteeCancellation/requestNo", number.as_str()),
            ("GuaranteeCancellation/GRN", movement.grn()),
        ]);
        let order = sent((home, guarantor), "GUC", &movement.mrn, order, Times::AtLeast(1));
        world.claim(claim("REQ-GUA-005", home, done.since, order).due(due)).await?;
    }
    let ended = reservation(guarantor, movement.grn(), &movement.mrn, "CANCELLED");
    world.claim(claim("REQ-GUA-006", guarantor, done.since, ended).due(due)).await?;
    let whole = world.stage.cell.corridor().guarantor(guarantor).reference_amount;
    world.claim(claim("REQ-GUA-006", guarantor, done.since, balance(world, whole)?).due(due)).await
}

/// The guarantor says that so much of the movement's guarantee is free.
pub(in crate::journey) fn balance(world: &World, amount: u64) -> Result<Claim, Ended> {
    let movement = world.movement()?;
    Ok(Claim::Guarantee {
        country: movement.guarantor().to_string(),
        grn: movement.grn().to_owned(),
        pointer: "/balance".to_owned(),
        equals: amount.into(),
    })
}
