//! What a scenario is given.

use super::operator;
use crate::cast::Papers;
use crate::journey::actor::{officer, weather};
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::world::World;
use crate::profile::Country;
use crate::scenario::Journey;
use crate::stack::parts::Part;
use cucumber::given;

/// The journey that a step calls by the name that the corridor gives it.
pub(in crate::journey) fn journey_named(step: &str) -> Option<&str> {
    let (name, _) = step.strip_prefix("the ")?.split_once(" journey, ")?;
    name.chars().all(|c| c.is_alphanumeric() || c == '-').then_some(name)
}

#[given(regex = r"^the ([\w-]+) journey, secured by the guarantor of (departure|destination)$")]
async fn named(world: &mut World, name: String, guarantor: String) {
    let given = by_name(world, &name, &guarantor);
    world.note(given);
}

#[given(
    regex = r"^a journey (out of|into) the country under test, secured by (its own|the partner's) guarantor$"
)]
async fn of_subject(world: &mut World, direction: String, guarantor: String) {
    let given = by_direction(world, &direction, &guarantor);
    world.note(given);
}

#[given("the goods are released in the country of departure")]
async fn are_released(world: &mut World) {
    let released = officer::dispatch(world).await;
    world.note(released);
}

#[given("the goods are released and have left the country of departure")]
async fn have_left(world: &mut World) {
    let travelled = leave(world).await;
    world.note(travelled);
}

#[given("the goods are released and have entered the country of destination")]
async fn have_entered(world: &mut World) {
    let travelled = enter(world).await;
    world.note(travelled);
}

#[given("a node under test that may be killed")]
async fn may_be_killed(world: &mut World) {
    let subject = world.stage.subject;
    let reason = format!("the node of {subject} was started by hand; the harness may not kill it");
    let ours = world.stage.cell.is_ours(Part::Node(subject));
    world.note(if ours { Ok(()) } else { Err(Ended::NotApplicable(reason)) });
}

#[given("a partner that may be killed")]
async fn partner_may_be_killed(world: &mut World) {
    let partner = world.stage.partner();
    let reason = format!("the node of {partner} was started by hand; the harness may not kill it");
    let ours = world.stage.cell.is_ours(Part::Node(partner));
    world.note(if ours { Ok(()) } else { Err(Ended::NotApplicable(reason)) });
}

const MORTAL: &str = "a broker that may be killed";

/// True when a step asks for a broker that can fail. It must be new: one that is killed may bring back what was taken
/// from it long ago, of scenarios that nobody remembers.
pub(in crate::journey) fn wants_new_broker(step: &str) -> bool {
    step == MORTAL || step == operator::SECOND
}

#[given("a broker that may be killed")]
async fn broker_may_be_killed(world: &mut World) {
    let reason = "the broker is somebody else's; the harness may not kill it".to_owned();
    let ours = world.stage.cell.is_ours(weather::broker(world));
    world.note(if ours { Ok(()) } else { Err(Ended::NotApplicable(reason)) });
}

fn by_name(world: &mut World, name: &str, guarantor: &str) -> Result<(), Ended> {
    let corridor = world.stage.cell.corridor();
    let none =
        || Ended::NotApplicable(format!("the corridor {} has no journey `{name}`", corridor.name));
    let journey = corridor.journey(name).cloned().ok_or_else(none)?;
    let country = match guarantor {
        "departure" => journey.departure.country(),
        _ => journey.destination.country(),
    };
    give(world, &journey, country)
}

/// The journey in this direction, secured by `its own` guarantor or the partner's.
pub(super) fn by_direction(
    world: &mut World,
    direction: &str,
    guarantor: &str,
) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let departure = if direction == "out of" { subject } else { partner };
    let guarantor = if guarantor == "its own" { subject } else { partner };
    let journey = world.stage.cell.corridor().journey_from(departure).clone();
    give(world, &journey, guarantor)
}

pub(super) fn give(world: &mut World, journey: &Journey, guarantor: Country) -> Result<(), Ended> {
    let granted = world.purse.get(&(guarantor, journey.name.clone()));
    let granted =
        granted.ok_or_else(|| Ended::Error(format!("no guarantee of {guarantor} was granted")))?;
    let corridor = world.stage.cell.corridor().clone();
    let papers = Papers::draw(&corridor, journey, granted, &mut world.chance);
    world.movements.push(Movement { journey: journey.clone(), papers, mrn: String::new() });
    Ok(())
}

async fn leave(world: &mut World) -> Result<(), Ended> {
    officer::dispatch(world).await?;
    officer::leave(world).await
}

async fn enter(world: &mut World) -> Result<(), Ended> {
    leave(world).await?;
    officer::enter(world).await
}
