//! More is at risk than was reserved: a larger use of the guarantee, granted or refused (GU13).

use super::guarantor::{balance, ledger, reference_amount};
use super::officer;
use crate::adapter::acts::IncreaseGuarantee;
use crate::journey::claims::{Due, claim, fields, movement as says, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_GUA;
use crate::record::claim::Times;

/// The officer of departure puts all that the guarantee is good for at risk. That is more than is free
/// beside the first use: it fits only in its place.
pub(in crate::journey) async fn to_the_brim(world: &mut World) -> Result<(), Ended> {
    officer::heard(world, "RES").await?;
    let amount = reference_amount(world)?;
    ask_for(world, amount).await?;
    if let Some(movement) = world.movements.last_mut() {
        movement.risk(amount);
    }
    Ok(())
}

/// And then one franc more.
pub(in crate::journey) async fn beyond(world: &mut World) -> Result<(), Ended> {
    let amount = reference_amount(world)? + 1;
    ask_for(world, amount).await
}

async fn ask_for(world: &mut World, amount: u64) -> Result<(), Ended> {
    let mut larger = world.movement()?.clone();
    larger.risk(amount);
    let exposure = larger.papers.declaration.guarantee.exposure;
    let detail = IncreaseGuarantee { mrn: larger.mrn, exposure };
    let country = world.movement()?.departure();
    world.done = Some(world.stage.does(country, "increase", detail).await?);
    officer::settled(world).await
}

/// G3: the new portions stand in place of the old.
pub(in crate::journey) async fn replaced(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = T_GUA.expiry(done.at);
    if home != guarantor {
        for (country, amount) in &movement.papers.declaration.guarantee.exposure {
            let amount = amount.to_string();
            let asked = fields([
                ("GuaranteeRequest/purpose", "INCREASE"),
                ("GuaranteeRequest/requestNo", "2"),
                ("GuaranteeRequest/exposure/@country", country.as_str()),
                ("GuaranteeRequest/exposure", &amount),
            ]);
            let asked = sent((home, guarantor), "GUQ", &movement.mrn, asked, Times::AtLeast(1));
            world.claim(claim("REQ-GUA-019", home, done.since, asked).due(due)).await?;
        }
    }
    new_portions(world, "REQ-GUA-020").await?;
    if home == guarantor {
        return Ok(());
    }
    // The guarantor may write its ledger long before it answers.
    let second = fields([("GuaranteeResult/requestNo", "2")]);
    let told = sent((guarantor, home), "GUR", &movement.mrn, second, Times::AtLeast(1));
    world.stage.await_claim(told, done.since, due).await?;
    officer::acknowledged(world, (guarantor, home), "GUR").await
}

/// What was granted last is what is bound, and nothing beside it.
async fn new_portions(world: &World, requirement: &str) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let guarantor = movement.guarantor();
    let due = T_GUA.expiry(done.at);
    let exposure = &movement.papers.declaration.guarantee.exposure;
    for (place, amount) in exposure.values().enumerate() {
        for (field, equals) in [("amount", (*amount).into()), ("state", "RESERVED".into())] {
            let portion =
                ledger(world, &format!("/reservations/0/portions/{place}/{field}"), equals)?;
            world.claim(claim(requirement, guarantor, done.since, portion).due(due)).await?;
        }
    }
    let number = ledger(world, "/reservations/0/request_no", 2.into())?;
    world.claim(claim(requirement, guarantor, done.since, number).due(due)).await?;
    world.claim(claim(requirement, guarantor, done.since, balance(world, 0)?).due(due)).await
}

/// G3: refused, the old portions stay, and the movement stays where it is.
pub(in crate::journey) async fn refused(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, guarantor) = (movement.departure(), movement.guarantor());
    let due = T_GUA.expiry(done.at);
    if home != guarantor {
        let why = fields([
            ("GuaranteeResult/requestNo", "3"),
            ("GuaranteeResult/result", "REFUSED"),
            ("GuaranteeResult/reason", "G09"),
        ]);
        let told = sent((guarantor, home), "GUR", &movement.mrn, why, Times::AtLeast(1));
        world.claim(claim("REQ-GUA-021", guarantor, done.since, told).due(due)).await?;
    }
    new_portions(world, "REQ-GUA-021").await?;
    let open = says(home, &movement.mrn, "/departure/state", "DISCREPANCY");
    world.claim(claim("REQ-GUA-022", home, done.since, open).due(due)).await
}
