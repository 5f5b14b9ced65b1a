//! The officer who controls goods at departure.

use super::{guarantor, officer};
use crate::adapter::acts::{Control, Release};
use crate::journey::claims::{Due, claim, fields, movement as says, none_sent, sent};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::profile::timer::T_ADV;
use crate::record::claim::Times;

/// Control result of an examination of the goods themselves, found in order.
const EXAMINED: &str = "A1";
/// Control result of goods that are not what was declared.
const NOT_IN_ORDER: &str = "B1";

/// The goods themselves are examined, found in order and released.
pub(in crate::journey) async fn release_examined(world: &mut World) -> Result<(), Ended> {
    control(world, EXAMINED).await?;
    officer::let_go(world).await
}

/// The goods are not what was declared.
pub(in crate::journey) async fn find_wrong(world: &mut World) -> Result<(), Ended> {
    control(world, NOT_IN_ORDER).await
}

async fn control(world: &mut World, code: &str) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = Control { mrn: movement.mrn.clone(), code: code.to_owned() };
    let done = world.stage.does(movement.departure(), "control", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// TDA and TPA say how the goods were controlled.
pub(in crate::journey) async fn examination_told(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    for code in ["TDA", "TPA"] {
        let told = fields([("Control/@code", EXAMINED)]);
        let told = sent((home, abroad), code, &movement.mrn, told, Times::AtLeast(1));
        let due = T_ADV.expiry(done.at);
        world.claim(claim("REQ-DPC-001", home, done.since, told).due(due)).await?;
    }
    Ok(())
}

/// D7: never released, nobody advised, and the guarantor has back what it had bound.
pub(in crate::journey) async fn kept_and_given_back(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let (home, abroad) = (movement.departure(), movement.destination());
    let over = says(home, &movement.mrn, "/departure/state", "NOT_RELEASED");
    world.claim(claim("REQ-DPC-002", home, done.since, over)).await?;
    let release = Release { mrn: movement.mrn.clone() };
    world.stage.ask(home, "release", release).await;
    for code in ["TDA", "TPA"] {
        let none = none_sent(home, abroad, code, &movement.mrn);
        world.claim(claim("REQ-DPC-002", home, done.since, none)).await?;
    }
    guarantor::given_back(world, 1).await
}
