//! Several vehicles of one scenario: those of one bill of lading, a hundred in parallel, an empty one.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use jiff::SignedDuration;

use super::{drop, incident, officer};
use crate::adapter::acts::{AskGuarantee, Document, EmptyTrip, Release, ReportIncident};
use crate::cast::Papers;
use crate::journey::claims::movement as says;
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::stage::Stage;
use crate::journey::world::World;
use crate::profile::Country;
use crate::profile::timer::T_GUA;
use crate::scenario::Journey;

/// Code of a bill of lading.
pub(in crate::journey) const BILL_OF_LADING: &str = "705";

/// How long a line is down.
const DAYS_DOWN: SignedDuration = SignedDuration::from_hours(72);

/// How long thousands of messages may take to be through. Protocol time.
const DRAINS_WITHIN: Duration = Duration::from_mins(5);

/// Officers who work at the same time.
const AT_ONCE: usize = 16;

/// So many vehicles under one bill of lading find room in one guarantee; of more each risks less.
const ORDINARY: usize = 4;

/// Each movement of a crowd puts this part of its amount at risk, so that guarantees last.
const SHARE: u64 = 100;

/// Gives movements their papers: one journey, one guarantee, one bill of lading.
pub(in crate::journey) fn share_a_bill(world: &mut World, vehicles: usize) -> Result<(), Ended> {
    let corridor = world.stage.cell.corridor().clone();
    let home = world.stage.subject;
    let journey = corridor.journey_from(home).clone();
    let reference = world.chance.fill("MSCU#######");
    for _ in 0..vehicles {
        let mut movement = drawn(world, &journey, home)?;
        let bill =
            Document { kind: BILL_OF_LADING.to_owned(), reference: reference.clone(), item: None };
        movement.papers.declaration.documents.push(bill);
        if vehicles > ORDINARY {
            for amount in movement.papers.declaration.guarantee.exposure.values_mut() {
                *amount = *amount * ORDINARY as u64 / vehicles as u64;
            }
        }
        world.movements.push(movement);
    }
    Ok(())
}

/// Gives so many movements of each of two principals their papers, all out of the country under test.
pub(in crate::journey) fn share_among_principals(
    world: &mut World,
    vehicles: usize,
) -> Result<(), Ended> {
    let corridor = world.stage.cell.corridor().clone();
    let home = world.stage.subject;
    let common = |it: &&Journey| it.departure.country() == home && it.borders.len() == 1;
    let mut journeys: Vec<&Journey> = Vec::new();
    for journey in corridor.journeys.iter().filter(common) {
        if journeys.iter().all(|other| other.principal != journey.principal) {
            journeys.push(journey);
        }
    }
    let [one, other, ..] = journeys[..] else {
        let why = format!("the corridor has one principal only for journeys out of {home}");
        return Err(Ended::NotApplicable(why));
    };
    for journey in [one, other].into_iter().cycle().take(2 * vehicles) {
        let movement = drawn(world, journey, home)?;
        world.movements.push(movement);
    }
    Ok(())
}

/// Gives a crowd its papers: every journey of the corridor in turn, as many in each direction, every
/// second one secured by the guarantor of destination.
pub(in crate::journey) fn gather(world: &mut World, count: usize) -> Result<(), Ended> {
    let corridor = world.stage.cell.corridor().clone();
    for home in corridor.pair() {
        let common = |it: &&Journey| it.departure.country() == home && it.borders.len() == 1;
        let half = corridor.journeys.iter().filter(common).cycle().take(count / 2).enumerate();
        for (number, journey) in half {
            let abroad = journey.destination.country();
            let guarantor = if number % 2 == 0 { home } else { abroad };
            let mut movement = drawn(world, journey, guarantor)?;
            while shares_a_vehicle(&movement, &world.movements) {
                movement = drawn(world, journey, guarantor)?;
            }
            for amount in movement.papers.declaration.guarantee.exposure.values_mut() {
                *amount /= SHARE;
            }
            world.movements.push(movement);
        }
    }
    Ok(())
}

/// Of many plates that are drawn some would be the same by chance, and a vehicle has one load at a time (F29).
fn shares_a_vehicle(movement: &Movement, others: &[Movement]) -> bool {
    let plates = movement.papers.plates();
    others.iter().any(|other| other.papers.plates().iter().any(|plate| plates.contains(plate)))
}

/// A movement with papers of its own, secured by this country's guarantor.
pub(super) fn drawn(
    world: &mut World,
    journey: &Journey,
    guarantor: Country,
) -> Result<Movement, Ended> {
    let granted = world.purse.get(&(guarantor, journey.name.clone()));
    let none = || Ended::Error(format!("no guarantee of {guarantor} was granted"));
    let granted = granted.ok_or_else(none)?.clone();
    let corridor = world.stage.cell.corridor().clone();
    let papers = Papers::draw(&corridor, journey, &granted, &mut world.chance);
    Ok(Movement { journey: journey.clone(), papers, mrn: String::new() })
}

/// Each movement in turn is the one that steps talk about; their order stays.
pub(in crate::journey) async fn each_dispatched(world: &mut World) -> Result<(), Ended> {
    for _ in 0..world.movements.len() {
        world.movements.rotate_left(1);
        officer::dispatch(world).await?;
    }
    Ok(())
}

/// Each vehicle leaves the country of departure and enters the country of destination.
pub(in crate::journey) async fn each_entered(world: &mut World) -> Result<(), Ended> {
    for _ in 0..world.movements.len() {
        world.movements.rotate_left(1);
        officer::leave(world).await?;
        officer::enter(world).await?;
    }
    Ok(())
}

/// The goods of the movement that steps talk about are presented and found in order.
pub(in crate::journey) async fn concluded(world: &mut World) -> Result<(), Ended> {
    officer::arrive(world).await?;
    officer::heard(world, "ARR").await?;
    officer::find_in_order(world).await
}

/// An empty vehicle goes out of one country and into the other.
pub(in crate::journey) async fn go_home_empty(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (home, abroad) = (movement.departure(), movement.destination());
    let plates = movement.papers.plates();
    let trip = |office: &str, direction: &str| EmptyTrip {
        office: office.to_owned(),
        direction: direction.to_owned(),
        plates: plates.clone(),
        tare: None,
        weighed_mass: None,
        scale: None,
    };
    let papers = &movement.papers;
    let out = trip(papers.office(abroad, "ENTRY"), "EXIT");
    let into = trip(papers.office(home, "EXIT"), "ENTRY");
    let done = world.stage.does(abroad, "empty", out).await?;
    world.stage.does(home, "empty", into).await?;
    officer::settled(world).await?;
    world.done = Some(done);
    Ok(())
}

/// All movements of the scenario from declaration to control, many officers at work at once.
pub(in crate::journey) async fn travel_together(world: &mut World) -> Result<(), Ended> {
    let since = world.stage.mark();
    set_out_together(world).await?;
    let World { stage, movements, .. } = world;
    by_all(stage, movements, arrive).await?;
    let done = by_all(stage, movements, conclude).await?.pop();
    world.done = done.map(|done| crate::journey::stage::Done { since, ..done });
    Ok(())
}

/// Gives so many movements into the country under test their papers.
pub(in crate::journey) fn gather_into(world: &mut World, count: usize) -> Result<(), Ended> {
    let journey = world.stage.cell.corridor().journey_from(world.stage.partner()).clone();
    let guarantor = world.stage.subject;
    for _ in 0..count {
        let mut movement = drawn(world, &journey, guarantor)?;
        for amount in movement.papers.declaration.guarantee.exposure.values_mut() {
            *amount /= SHARE;
        }
        world.movements.push(movement);
    }
    Ok(())
}

/// The line of the country under test goes down, and its officers record `each` facts of every movement:
/// incidents on the way, after days its arrival, and that its goods are in order.
pub(in crate::journey) async fn record_during_days(
    world: &mut World,
    each: usize,
) -> Result<(), Ended> {
    officer::settled(world).await?;
    drop::go_down(world, world.stage.subject).await?;
    let since = world.stage.mark();
    let report = incident::on_the_road(world)?;
    let World { stage, movements, .. } = world;
    for _ in 0..each.saturating_sub(2) {
        all_at_once(stage, movements, |stage, it| {
            let report = ReportIncident { mrn: it.mrn.clone(), ..report.clone() };
            async move { stage.does(it.destination(), "incident", report).await }
        })
        .await?;
    }
    let later = stage.cell.business() + DAYS_DOWN;
    stage.cell.move_clock(later, "the line is down").await?;
    all_at_once(stage, movements, arrive).await?;
    let done = all_at_once(stage, movements, conclude).await?.pop();
    world.done = done.map(|done| crate::journey::stage::Done { since, ..done });
    Ok(())
}

/// Waits until everything that had piled up is through.
pub(in crate::journey) async fn drained(world: &World) -> Result<(), Ended> {
    world.stage.cell.quiet_within(DRAINS_WITHIN).await?;
    Ok(())
}

async fn arrive(stage: &Stage, movement: &Movement) -> Result<crate::journey::stage::Done, Ended> {
    stage.does(movement.destination(), "arrive", movement.papers.arrive(&movement.mrn)).await
}

async fn conclude(
    stage: &Stage,
    movement: &Movement,
) -> Result<crate::journey::stage::Done, Ended> {
    stage.does(movement.destination(), "result", movement.papers.result(&movement.mrn)).await
}

/// All movements of the scenario from declaration to their entry, many officers at work at once.
pub(in crate::journey) async fn set_out_together(world: &mut World) -> Result<(), Ended> {
    let World { stage, movements, .. } = world;
    let (since, asked) = (stage.mark(), stage.cell.business());
    let numbered = by_all(stage, movements, |stage, movement| async move {
        let declaration = movement.papers.declaration.clone();
        let done = stage.does(movement.departure(), "declare", declaration).await?;
        let mrn = done.mrn.ok_or_else(|| Ended::Failed("declared without an MRN".into()))?;
        let detail = AskGuarantee { mrn: mrn.clone() };
        stage.does(movement.departure(), "guarantee", detail).await?;
        Ok(mrn)
    });
    let numbers = numbered.await?;
    for (movement, mrn) in movements.iter_mut().zip(numbers) {
        movement.mrn = mrn;
    }
    // A guarantor may take its time.
    for movement in movements.iter() {
        let granted = says(movement.departure(), &movement.mrn, "/departure/state", "GUARANTEED");
        stage.await_claim(granted, since, T_GUA.expiry(asked)).await?;
    }
    by_all(stage, movements, |stage, movement| async move {
        let (home, mrn) = (movement.departure(), movement.mrn.clone());
        stage.does(home, "control", movement.papers.control(&mrn)).await?;
        stage.does(home, "release", Release { mrn }).await
    })
    .await?;
    by_all(stage, movements, |stage, it| pass(stage, it, it.departure(), "EXIT")).await?;
    by_all(stage, movements, |stage, it| pass(stage, it, it.destination(), "ENTRY")).await?;
    Ok(())
}

async fn pass(
    stage: &Stage,
    movement: &Movement,
    country: Country,
    direction: &str,
) -> Result<crate::journey::stage::Done, Ended> {
    stage
        .does(country, "present", movement.papers.present(&movement.mrn, country, direction))
        .await?;
    stage.does(country, "pass", movement.papers.pass(&movement.mrn, country, direction)).await
}

/// One phase: every movement, and then nothing in hand any more.
async fn by_all<'w, T, F>(
    stage: &'w Stage,
    movements: &'w [Movement],
    act: impl Fn(&'w Stage, &'w Movement) -> F,
) -> Result<Vec<T>, Ended>
where
    F: Future<Output = Result<T, Ended>>,
{
    let done = all_at_once(stage, movements, act).await;
    stage.cell.quiet().await?;
    done
}

/// The same while nothing can come to rest.
async fn all_at_once<'w, T, F>(
    stage: &'w Stage,
    movements: &'w [Movement],
    act: impl Fn(&'w Stage, &'w Movement) -> F,
) -> Result<Vec<T>, Ended>
where
    F: Future<Output = Result<T, Ended>>,
{
    let acts = movements.iter().map(|movement| act(stage, movement));
    let outcomes: Vec<Result<T, Ended>> =
        futures::stream::iter(acts).buffered(AT_ONCE).collect().await;
    outcomes.into_iter().collect()
}

/// Guarantees that the movements use, each once.
pub(in crate::journey) fn guarantees(world: &World) -> BTreeMap<String, Country> {
    let used = world.movements.iter();
    used.map(|movement| (movement.grn().to_owned(), movement.guarantor())).collect()
}
