//! The regional database: who reports to it, and what it is told.

use crate::journey::actor::{region, register};
use crate::journey::world::World;
use crate::profile::Country;
use cucumber::{given, then, when};

/// The sentence that lets both countries report.
const BOTH: &str = "a regional database that both countries report to";

/// The sentence that lets the partner alone report.
const PARTNER: &str = "a regional database that only the partner reports to";

/// Who holds the option REG in a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Reporting {
    /// Nobody.
    Nobody,
    /// Every country.
    Everybody,
    /// Every country but the one that is judged.
    Others,
}

impl Reporting {
    /// What the steps of a scenario ask for.
    pub(in crate::journey) fn asked<'s>(steps: impl Iterator<Item = &'s str>) -> Self {
        steps.fold(Self::Nobody, |asked, step| match step {
            BOTH => Self::Everybody,
            PARTNER => Self::Others,
            _ => asked,
        })
    }

    /// True where this country's node holds the option.
    pub(in crate::journey) fn holds(self, country: Country, subject: Country) -> bool {
        match self {
            Self::Nobody => false,
            Self::Everybody => true,
            Self::Others => country != subject,
        }
    }
}

#[given("a regional database that both countries report to")]
async fn for_both(world: &mut World) {
    let there = region::open(world, true).await;
    world.note(there);
}

#[given("a regional database that only the partner reports to")]
async fn for_the_partner(world: &mut World) {
    let there = region::open(world, false).await;
    world.note(there);
}

#[then("the regional database is told the end of the movement, once and without a name")]
async fn the_end(world: &mut World) {
    let held = region::told_the_end(world).await;
    world.note(held);
}

#[then("the country under test tells the regional database nothing")]
async fn nothing(world: &mut World) {
    let held = region::told_nothing(world).await;
    world.note(held);
}

#[when("two in the morning has passed")]
async fn night(world: &mut World) {
    let done = region::pass_the_night(world).await;
    world.note(done);
}

#[then("the regional database is told the totals of the day")]
async fn totals(world: &mut World) {
    let held = region::told_the_day(world).await;
    world.note(held);
}

#[when("the regional database falls silent")]
async fn silent(world: &mut World) {
    let done = region::mute(world, true).await;
    world.note(done);
}

#[then("the end of the movement is told again, five minutes later")]
async fn again(world: &mut World) {
    let held = region::told_again(world).await;
    world.note(held);
}

#[when("the regional database answers again")]
async fn answers(world: &mut World) {
    let done = region::mute(world, false).await;
    world.note(done);
}

#[when("all are presented two days after their limit, and found in order")]
async fn all_late(world: &mut World) {
    let done = register::present_all(world, true).await;
    world.note(done);
}

#[when("all are presented in time, and found in order")]
async fn all_in_time(world: &mut World) {
    let done = register::present_all(world, false).await;
    world.note(done);
}

#[then("the regional register shows a wave of late movements of one principal")]
async fn wave(world: &mut World) {
    let held = register::scored(world, true).await;
    world.note(held);
}

#[then("the regional register shows nothing against their principal")]
async fn no_wave(world: &mut World) {
    let held = register::scored(world, false).await;
    world.note(held);
}
