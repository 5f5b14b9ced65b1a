//! Officers at scales: what is shown, and what goods have lost on the way.

use crate::adapter::acts::{ControlResult, Difference, Pass};
use crate::journey::actor::officer;
use crate::journey::ended::Ended;
use crate::journey::world::World;

/// Share of the tolerance by which the vehicle is too heavy, in percent.
#[derive(Clone, Copy)]
pub(in crate::journey) enum TooMuch {
    /// Less than the tolerance; only the bias of the scale makes it look like more.
    Explained = 90,
    /// More than the tolerance, whatever the scale shows too much.
    Unexplained = 200,
}

/// Grams in a tonne.
const TONNE: u64 = 1_000_000;

/// The office of entry weighs the vehicle on its own scale.
pub(in crate::journey) async fn weigh(world: &mut World, much: TooMuch) -> Result<(), Ended> {
    officer::expected(world, world.movement()?.destination()).await?;
    let movement = world.movement()?;
    let (country, mrn) = (movement.destination(), movement.mrn.clone());
    let declared = grams(&movement.papers.declaration.goods.gross_mass)?;
    let office = movement.papers.office(country, "ENTRY").to_owned();
    let mut scales = world.stage.cell.corridor().scales.iter();
    let scale = scales.find(|scale| scale.office.as_str() == office);
    let none = || Ended::Error(format!("{office} has no scale in the corridor"));
    let (name, bias) = scale.map(|it| (it.name.clone(), it.bias_percent)).ok_or_else(none)?;
    if bias < 1.0 {
        return Err(Ended::Error(format!(
            "the scale {name} of {office} shows too little too much"
        )));
    }
    let tolerance = (2 * TONNE).max(declared / 20);
    let heavy = declared + tolerance / 100 * (much as u64);
    let present = movement.papers.present(&mrn, country, "ENTRY");
    world.stage.does(country, "present", present).await?;
    let pass = Pass {
        weighed_mass: Some(shown(heavy, bias)),
        scale: Some(name),
        ..movement.papers.pass(&mrn, country, "ENTRY")
    };
    world.done = Some(world.stage.does(country, "pass", pass).await?);
    Ok(())
}

/// What a scale shows, to the kilogram.
fn shown(grams: u64, bias_percent: f64) -> String {
    let kilograms = f64::from(u32::try_from(grams / 1000).unwrap_or(u32::MAX));
    format!("{:.0}", kilograms * (1.0 + bias_percent / 100.0))
}

fn grams(text: &str) -> Result<u64, Ended> {
    let mass = text.parse::<crate::message::Kilograms>();
    Ok(mass.map_err(|error| Ended::Error(format!("{text}: {error}")))?.grams())
}

/// The goods are cement in bags, which loses mass by nature.
pub(in crate::journey) fn load_cement(world: &mut World) -> Result<(), Ended> {
    let Some(movement) = world.movements.last_mut() else {
        return Err(Ended::Error("no movement is given".to_owned()));
    };
    let goods = &mut movement.papers.declaration.goods;
    goods.items.truncate(1);
    for item in &mut goods.items {
        item.mass.clone_from(&goods.gross_mass);
        "252329".clone_into(&mut item.hs);
        "Ciment Portland CPJ 45, sacs de 50 kg".clone_into(&mut item.description);
        "BG".clone_into(&mut item.package);
    }
    Ok(())
}

/// Control finds so many thousandths of the mass missing, and nothing else.
pub(in crate::journey) async fn find_lighter(
    world: &mut World,
    per_mille: u64,
) -> Result<(), Ended> {
    let movement = world.movement()?;
    let declared = &movement.papers.declaration.goods.items[0].mass;
    let whole = grams(declared)?;
    let found = crate::message::Kilograms::from_grams(whole - whole / 1000 * per_mille);
    let lighter = Difference {
        pointer: "/TDA/Goods/item[1]/@mass".to_owned(),
        declared: Some(declared.clone()),
        found: Some(found.to_string()),
        text: None,
    };
    let in_order = movement.papers.result(&movement.mrn);
    let result = ControlResult { differences: vec![lighter], ..in_order };
    world.done = Some(world.stage.does(movement.destination(), "result", result).await?);
    Ok(())
}
