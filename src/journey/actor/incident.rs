//! What happens to vehicles and goods on the way, and which officers write it down.

use crate::adapter::acts::{
    ControlResult, DecideLoss, Difference, Endorsement, Extend, GoodsLoss, IncidentPlace,
    LostGoods, NewUnit, ReportIncident, Vehicle, WithdrawIncident,
};
use crate::journey::actor::{decision, officer};
use crate::journey::ended::Ended;
use crate::journey::stage::Done;
use crate::journey::world::World;
use crate::profile::{ContainerNumber, Country};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// Customs vouch for what they have supervised.
const CUSTOMS: &str = "Bureau des douanes";
/// So may another authority (PD-41).
const POLICE: &str = "Gendarmerie nationale";
/// Somewhere on the road.
const ON_THE_ROAD: &str = "11.11,0.02";

/// How much more time a convoy asks for.
const TEN_DAYS: SignedDuration = SignedDuration::from_hours(240);

/// Where an incident is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Where {
    /// In the country of departure, before the exit.
    AtHome,
    /// In the country of destination, by its office of entry.
    Abroad,
}

/// Goods go on in another vehicle, under new seals, while customs look on (code 3).
pub(in crate::journey) async fn tranship(world: &mut World, place: Where) -> Result<(), Ended> {
    let vehicles = other_vehicles(world)?;
    let units = other_seals(world)?;
    let text = "Panne moteur ; transbordement sous surveillance";
    let report = ReportIncident { vehicles, units, ..plain(world, place, "3", text)? };
    happens(world, place, report).await
}

/// Seals break in an accident; the police vouch for it, and new ones are set (code 2).
pub(in crate::journey) async fn break_seals(world: &mut World) -> Result<(), Ended> {
    let units = other_seals(world)?;
    let text = "Collision ; scellés arrachés, nouveaux scellés posés";
    let endorsement = Some(vouched(world, POLICE));
    let report = ReportIncident { endorsement, units, ..plain(world, Where::Abroad, "2", text)? };
    happens(world, Where::Abroad, report).await
}

/// The road is closed, and the vehicle leaves the itinerary that it was bound to (code 1).
pub(in crate::journey) async fn close_road(world: &mut World) -> Result<(), Ended> {
    let text = "Pont emporté ; déviation imposée";
    let report = plain(world, Where::Abroad, "1", text)?;
    happens(world, Where::Abroad, report).await
}

/// What an office writes of a road that is closed, for any movement.
pub(in crate::journey) fn on_the_road(world: &World) -> Result<ReportIncident, Ended> {
    plain(world, Where::Abroad, "1", "Pont emporté ; déviation imposée")
}

/// Robbers open the vehicle and are driven off; nothing is lost, the police seal it anew (code 7).
pub(in crate::journey) async fn attack(world: &mut World) -> Result<(), Ended> {
    let units = other_seals(world)?;
    let text = "Attaque repoussée ; scellés rompus, rien de perdu";
    let endorsement = Some(vouched(world, POLICE));
    let report = ReportIncident { endorsement, units, ..plain(world, Where::Abroad, "7", text)? };
    happens(world, Where::Abroad, report).await
}

/// The container leaks; the goods go into another one, under new seals (code 4).
pub(in crate::journey) async fn restuff(world: &mut World) -> Result<(), Ended> {
    let serial = u32::try_from(world.chance.below(1_000_000)).unwrap_or_default();
    let number = ContainerNumber::compose("TGHU", serial);
    let number = number.map_err(|error| Ended::Error(error.to_string()))?.to_string();
    let mut units = other_seals(world)?;
    for unit in &mut units {
        unit.container = Some(number.clone());
    }
    let text = "Conteneur éventré ; marchandises dépotées et rempotées";
    let endorsement = Some(vouched(world, CUSTOMS));
    let report = ReportIncident { endorsement, units, ..plain(world, Where::AtHome, "4", text)? };
    happens(world, Where::AtHome, report).await
}

/// The vehicle overturns and some goods are lost; what is left goes on under new seals (code 4).
pub(in crate::journey) async fn overturn(world: &mut World) -> Result<(), Ended> {
    let units = other_seals(world)?;
    let endorsement = Some(vouched(world, POLICE));
    let text = "Véhicule renversé ; colis détruits, reste rechargé et scellé";
    let loss = Some(some_goods(world)?);
    let plain = plain(world, Where::Abroad, "4", text)?;
    happens(world, Where::Abroad, ReportIncident { endorsement, units, loss, ..plain }).await
}

/// Customs have perishable goods sold on the way; what is left goes on under new seals (code 5).
pub(in crate::journey) async fn sell(world: &mut World) -> Result<(), Ended> {
    let units = other_seals(world)?;
    let endorsement = Some(vouched(world, CUSTOMS));
    let text = "Denrées périssables vendues sur ordre de la douane";
    let loss = Some(some_goods(world)?);
    let plain = plain(world, Where::Abroad, "5", text)?;
    happens(world, Where::Abroad, ReportIncident { endorsement, units, loss, ..plain }).await
}

/// The convoy is held up; the office passes on that ten days more are asked for (code 5).
pub(in crate::journey) async fn delay(world: &mut World) -> Result<(), Ended> {
    let requested_limit = Some(decision::first_limit(world)? + TEN_DAYS);
    let text = "Convoi retenu dix jours, escorte indisponible";
    let plain = plain(world, Where::Abroad, "5", text)?;
    happens(world, Where::Abroad, ReportIncident { requested_limit, ..plain }).await
}

/// The officer of departure grants the time that was asked for.
pub(in crate::journey) async fn grant(world: &mut World) -> Result<(), Ended> {
    let asked = world.incident.as_ref().and_then(|report| report.requested_limit);
    let movement = world.movement()?;
    let detail = Extend {
        mrn: movement.mrn.clone(),
        time_limit: asked.ok_or_else(|| Ended::Error("no time was asked for".into()))?,
        reason: "Convoi retenu, retard justifié".to_owned(),
    };
    let done = world.stage.does(movement.departure(), "extend", detail).await?;
    world.done = Some(done);
    Ok(())
}

/// Another tractor takes the trailer over; nobody writes an incident, and none is needed.
pub(in crate::journey) fn change_tractor(world: &mut World) -> Result<(), Ended> {
    let other = other_vehicles(world)?;
    let movement = world.movements.last_mut();
    let movement = movement.ok_or_else(|| Ended::Error("no journey has been given yet".into()))?;
    let vehicles = &mut movement.papers.declaration.vehicles;
    if let (Some(tractor), Some(other)) = (vehicles.first_mut(), other.into_iter().next()) {
        *tractor = other;
    }
    Ok(())
}

/// Control finds what the incident has left, and says so in this way: `A5` or `B1`.
pub(in crate::journey) async fn find_rest(world: &mut World, code: &str) -> Result<(), Ended> {
    let report = world.incident.as_ref();
    let lost = report.and_then(|report| report.loss.as_ref()?.items.first());
    let lost = lost.ok_or_else(|| Ended::Error("nothing was lost".into()))?.count;
    let movement = world.movement()?;
    let declared = movement.papers.declaration.goods.items.first().map_or(0, |item| item.count);
    let missing = Difference {
        pointer: "/TDA/Goods/item[1]/@count".to_owned(),
        declared: Some(declared.to_string()),
        found: Some(declared.saturating_sub(lost).to_string()),
        text: Some("Manquant égal à la perte annoncée".to_owned()),
    };
    let result = ControlResult {
        code: code.to_owned(),
        differences: vec![missing],
        ..movement.papers.result(&movement.mrn)
    };
    let done = world.stage.does(movement.destination(), "result", result).await?;
    world.done = Some(done);
    Ok(())
}

/// Ten packages of the first item, and as much of its mass.
fn some_goods(world: &World) -> Result<GoodsLoss, Ended> {
    let movement = world.movement()?;
    let item = movement.papers.declaration.goods.items.first();
    let item = item.ok_or_else(|| Ended::Error("nothing is declared".into()))?;
    let count = item.count.min(10);
    let lost = LostGoods { no: 1, mass: "100.000".to_owned(), count };
    Ok(GoodsLoss { extent: "PART".to_owned(), items: vec![lost] })
}

/// Everything burns on the road, and the police vouch for it (code 8).
pub(in crate::journey) async fn burn(world: &mut World) -> Result<(), Ended> {
    // The country of destination can only write of what it has been told of.
    officer::expected(world, world.movement()?.destination()).await?;
    let report = ReportIncident { endorsement: Some(vouched(world, POLICE)), ..lost(world)? };
    happens(world, Where::Abroad, report).await
}

/// Somebody says that everything burnt, and nobody vouches for it; the office asks its node anyway.
pub(in crate::journey) async fn claim_loss(world: &mut World) -> Result<(), Ended> {
    let report = lost(world)?;
    let country = world.movement()?.destination();
    let (done, _) = world.stage.ask(country, "incident", report).await;
    world.done = Some(done);
    Ok(())
}

/// The office takes back the incident that it told first.
pub(in crate::journey) async fn withdraw(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let withdrawal = WithdrawIncident {
        mrn: movement.mrn.clone(),
        number: 1,
        reason: "Autre camion, saisi par erreur".to_owned(),
    };
    let country = movement.destination();
    let done = world.stage.does(country, "withdraw-incident", withdrawal).await?;
    world.done = Some(done);
    Ok(())
}

/// The officer of departure believes that the goods are lost.
pub(in crate::journey) async fn relieve(world: &mut World) -> Result<(), Ended> {
    decide(world, "ACCEPTED", "Procès-verbal de gendarmerie, carcasse constatée").await
}

/// The officer of departure does not believe it.
pub(in crate::journey) async fn refuse_relief(world: &mut World) -> Result<(), Ended> {
    decide(world, "REFUSED", "Aucune trace d'incendie au lieu indiqué").await
}

async fn decide(world: &mut World, decision: &str, reason: &str) -> Result<(), Ended> {
    // Departure may not have heard of it yet.
    officer::settled(world).await?;
    let movement = world.movement()?;
    let (decision, reason) = (decision.to_owned(), reason.to_owned());
    let decision = DecideLoss { mrn: movement.mrn.clone(), decision, reason };
    let done = world.stage.does(movement.departure(), "decide-loss", decision).await?;
    world.done = Some(done);
    Ok(())
}

/// The office records it, and from then on the papers are what it says.
async fn happens(world: &mut World, place: Where, report: ReportIncident) -> Result<(), Ended> {
    let done = told(world, place, &report).await?;
    world.done = Some(done);
    if let Some(movement) = world.movements.last_mut() {
        let declaration = &mut movement.papers.declaration;
        if !report.vehicles.is_empty() {
            declaration.vehicles.clone_from(&report.vehicles);
        }
        for (unit, new) in declaration.equipment.iter_mut().zip(&report.units) {
            unit.seals.clone_from(&new.seals);
            unit.container = new.container.clone().or(unit.container.take());
        }
    }
    world.incident = Some(report);
    Ok(())
}

async fn told(world: &World, place: Where, report: &ReportIncident) -> Result<Done, Ended> {
    let country = country(world, place)?;
    world.stage.does(country, "incident", report.clone()).await
}

fn country(world: &World, place: Where) -> Result<Country, Ended> {
    let movement = world.movement()?;
    Ok(match place {
        Where::AtHome => movement.departure(),
        Where::Abroad => movement.destination(),
    })
}

/// An incident that changes nothing.
fn plain(world: &World, place: Where, code: &str, text: &str) -> Result<ReportIncident, Ended> {
    let movement = world.movement()?;
    let office = match place {
        Where::AtHome => Some(movement.journey.departure),
        Where::Abroad => movement.journey.entry(movement.destination()),
    };
    let office = office.ok_or_else(|| Ended::Error("no country is entered".into()))?.to_string();
    Ok(ReportIncident {
        mrn: movement.mrn.clone(),
        office,
        code: code.to_owned(),
        text: text.to_owned(),
        place: IncidentPlace { kind: "GNSS".to_owned(), text: ON_THE_ROAD.to_owned() },
        endorsement: None,
        vehicles: Vec::new(),
        units: Vec::new(),
        loss: None,
        requested_limit: None,
        event_at: None,
    })
}

fn lost(world: &World) -> Result<ReportIncident, Ended> {
    let text = "Incendie ; véhicule et marchandises détruits";
    let loss = Some(GoodsLoss { extent: "ALL".to_owned(), items: Vec::new() });
    Ok(ReportIncident { loss, ..plain(world, Where::Abroad, "8", text)? })
}

fn vouched(world: &World, authority: &str) -> Endorsement {
    let day = TimeZone::UTC.to_datetime(world.stage.cell.business()).date();
    let (authority, place) = (authority.to_owned(), "PK 42".to_owned());
    Endorsement { authority, place, date: day.to_string() }
}

/// Vehicles of the same kinds with other plates.
fn other_vehicles(world: &mut World) -> Result<Vec<Vehicle>, Ended> {
    let journey = world.movement()?.journey.clone();
    let chance = &mut world.chance;
    let other = |vehicle: &crate::scenario::Vehicle| Vehicle {
        kind: vehicle.kind.clone(),
        plate: chance.fill(&vehicle.plate),
        nationality: vehicle.nationality.to_string(),
    };
    Ok(journey.vehicles.iter().map(other).collect())
}

/// As many new seals on each unit as it had.
fn other_seals(world: &mut World) -> Result<Vec<NewUnit>, Ended> {
    let journey = world.movement()?.journey.clone();
    let chance = &mut world.chance;
    let other = |(no, unit): (u16, &crate::scenario::Unit)| NewUnit {
        no,
        container: None,
        seals: unit.seals.iter().map(|seal| chance.fill(seal)).collect(),
    };
    Ok((1..).zip(&journey.equipment).map(other).collect())
}
