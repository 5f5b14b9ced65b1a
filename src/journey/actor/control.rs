//! Officers who control goods, and the officer of departure who decides on what they find.

use crate::adapter::acts::{
    Arrive, ClearHold, ControlResult, Difference, NewSeals, Pass, Resolve, StartControl,
};
use crate::journey::actor::officer;
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::world::World;

/// Why the officer of departure finds a discrepancy resolved.
pub(in crate::journey) const SETTLED: &str = "Excédent ou manquant justifié : quittance n° 4512";

/// Why the officer of departure clears a hold for seals.
const ACCEPTED: &str = "Plomb perdu en route, marchandises intactes, procès-verbal n° 17";

/// Why the office of entry replaces seals.
pub(in crate::journey) const SCANNED: &str = "Passage au scanner, ouverture et nouveau plombage";

/// The office of entry opens the first unit and seals it anew.
pub(in crate::journey) async fn replace_seals(world: &mut World) -> Result<(), Ended> {
    officer::expected(world, world.movement()?.destination()).await?;
    let new = format!("SC-{}", world.chance.serial(7));
    let movement = world.movement()?;
    let (country, mrn) = (movement.destination(), movement.mrn.clone());
    let present = movement.papers.present(&mrn, country, "ENTRY");
    world.stage.does(country, "present", present).await?;
    let set = NewSeals { unit: 1, reason: SCANNED.to_owned(), seals: vec![new.clone()] };
    let pass = Pass {
        control_code: Some("A1".to_owned()),
        new_seals: vec![set],
        ..movement.papers.pass(&mrn, country, "ENTRY")
    };
    let done = world.stage.does(country, "pass", pass).await?;
    world.done = Some(done);
    if let Some(movement) = world.movements.last_mut() {
        movement.reseal(new);
    }
    Ok(())
}

/// Full control begins at destination.
pub(in crate::journey) async fn begin(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let office = movement.papers.declaration.destination.clone();
    let detail = StartControl { mrn: movement.mrn.clone(), office };
    let done = world.stage.does(movement.destination(), "start-control", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// Full control finds all as declared.
pub(in crate::journey) async fn find_all(world: &mut World) -> Result<(), Ended> {
    find(world, "A1", Vec::new()).await
}

/// Control of the documents finds all in order; the goods go into a warehouse.
pub(in crate::journey) async fn find_documents(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let in_order = movement.papers.result(&movement.mrn);
    let result = ControlResult { next_regime: Some("WAREHOUSE".to_owned()), ..in_order };
    conclude(world, result).await
}

/// The first seal is missing at the arrival; control finds the goods intact.
pub(in crate::journey) async fn arrive_unsealed(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let whole = movement.papers.arrive(&movement.mrn);
    let seals: Vec<String> = whole.seals.iter().skip(1).cloned().collect();
    let missing = whole.seals.first().cloned();
    let arrival = Arrive { seal_state: "0".to_owned(), seals: seals.clone(), ..whole };
    let in_order = movement.papers.result(&movement.mrn);
    let country = movement.destination();
    world.done = Some(world.stage.does(country, "arrive", arrival).await?);
    officer::heard(world, "ARR").await?;
    let gone = Difference {
        pointer: "/TDA/Equipment/unit[1]/seal[1]".to_owned(),
        declared: missing,
        found: None,
        text: None,
    };
    let result = ControlResult {
        code: "A5".to_owned(),
        seal_state: "0".to_owned(),
        seals,
        differences: vec![gone],
        ..in_order
    };
    conclude(world, result).await?;
    officer::heard(world, "RES").await
}

/// The officer of departure clears the hold for seals.
pub(in crate::journey) async fn clear_seal_hold(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let detail = ClearHold {
        mrn: movement.mrn.clone(),
        hold: "H-SEAL".to_owned(),
        reason: ACCEPTED.to_owned(),
        document: None,
    };
    let done = world.stage.does(movement.departure(), "clear-hold", detail).await?;
    world.done = Some(done);
    Ok(())
}

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
    settle(world).await
}

/// The same, of a result that was heard before.
pub(in crate::journey) async fn settle(world: &mut World) -> Result<(), Ended> {
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
    conclude(world, ControlResult { code: code.to_owned(), differences, ..in_order }).await
}

async fn conclude(world: &mut World, result: ControlResult) -> Result<(), Ended> {
    let done = world.stage.does(world.movement()?.destination(), "result", result).await?;
    world.done = Some(done);
    Ok(())
}
