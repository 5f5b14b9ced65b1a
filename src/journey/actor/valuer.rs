//! Principals who say what their goods are worth.

use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::Kilograms;

/// What is declared beside the least value of the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Worth {
    /// The least value itself.
    Least,
    /// A franc less.
    LessThanLeast,
}

/// The principal will declare this value of the goods.
pub(in crate::journey) fn state(world: &mut World, worth: Worth) -> Result<(), Ended> {
    let least = least_value(world)?;
    let Some(movement) = world.movements.last_mut() else {
        return Err(Ended::Error("no movement is given".to_owned()));
    };
    movement.papers.declaration.goods.value_xof = match worth {
        Worth::Least => least,
        Worth::LessThanLeast => least - 1,
    };
    Ok(())
}

/// By the corridor; where it says nothing of these goods there is nothing to play.
fn least_value(world: &World) -> Result<u64, Ended> {
    let corridor = world.stage.cell.corridor();
    let mut thousandths = 0_u64;
    for item in &world.movement()?.papers.declaration.goods.items {
        let mass = item.mass.parse::<Kilograms>();
        let mass = mass.map_err(|error| Ended::Error(format!("{}: {error}", item.mass)))?;
        let floor = corridor.floor(&item.hs).map_or(0, |floor| u64::from(floor.xof_per_kg));
        thousandths = thousandths.saturating_add(mass.grams().saturating_mul(floor));
    }
    if thousandths == 0 {
        let name = &corridor.name;
        let why =
            format!("the corridor {name} does not say what these goods are worth at the least");
        return Err(Ended::NotApplicable(why));
    }
    Ok(thousandths.div_ceil(1000))
}
