//! Officers who control goods, and the officer of departure who decides on what they find.

use crate::adapter::acts::{ControlResult, Difference, Resolve};
use crate::journey::actor::officer;
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::world::World;

/// Why the officer of departure finds a discrepancy resolved.
pub(in crate::journey) const SETTLED: &str = "Excédent ou manquant justifié : quittance n° 4512";

/// Control finds fewer packages than declared.
pub(in crate::journey) async fn find_missing(world: &mut World) -> Result<(), Ended> {
    let declared = first_item(world.movement()?).count;
    let missing = Difference {
        pointer: "/TDA/Goods/item[1]/@count".to_owned(),
        declared: Some(declared.to_string()),
        found: Some((declared - 10).to_string()),
        text: Some("10 colis manquants à l'ouverture".to_owned()),
    };
    find(world, "B1", vec![missing]).await
}

/// Control finds goods beside those that were declared.
pub(in crate::journey) async fn find_more(world: &mut World) -> Result<(), Ended> {
    let undeclared = undeclared(world.movement()?);
    find(world, "B1", vec![undeclared]).await
}

/// Control finds other goods than those that were declared.
pub(in crate::journey) async fn find_another_kind(world: &mut World) -> Result<(), Ended> {
    let other = Difference {
        pointer: "/TDA/Goods/item[1]/@hs".to_owned(),
        declared: Some(first_item(world.movement()?).hs.clone()),
        found: Some("240220".to_owned()),
        text: None,
    };
    find(world, "B1", vec![other]).await
}

/// Goods that nobody declared: an item after the last.
pub(in crate::journey) fn undeclared(movement: &Movement) -> Difference {
    let items = movement.papers.declaration.goods.items.len();
    Difference {
        pointer: format!("/TDA/Goods/item[{}]", items + 1),
        declared: None,
        found: Some("12 cartons de cigarettes, 144 kg".to_owned()),
        text: Some("Derrière la cloison avant".to_owned()),
    }
}

/// The officer of departure decides that the discrepancy is resolved.
pub(in crate::journey) async fn resolve(world: &mut World) -> Result<(), Ended> {
    officer::heard(world, "RES").await?;
    let movement = world.movement()?;
    let detail = Resolve {
        mrn: movement.mrn.clone(),
        decision: "RESOLVED".to_owned(),
        reason: SETTLED.to_owned(),
    };
    let done = world.stage.does(movement.departure(), "resolve", detail).await?;
    world.done = Some(done);
    Ok(())
}

fn first_item(movement: &Movement) -> &crate::adapter::acts::Item {
    movement.papers.declaration.goods.items.first().expect("a journey has goods")
}

async fn find(world: &mut World, code: &str, differences: Vec<Difference>) -> Result<(), Ended> {
    let movement = world.movement()?;
    let in_order = movement.papers.result(&movement.mrn);
    let result = ControlResult { code: code.to_owned(), differences, ..in_order };
    let done = world.stage.does(movement.destination(), "result", result).await?;
    world.done = Some(done);
    Ok(())
}
