//! Plays the inventory: one scenario after the other in each cell, several cells at the same time.

use super::ended::Ended;
use super::inventory::{Entry, Inventory};
use super::keys::Keyring;
use super::pool::Pool;
use super::settle::{anchor, settle};
use super::stage::Stage;
use super::world::{World, every_step};
use crate::adapter::contract::{Fixture, GuaranteeEntry};
use crate::cast;
use crate::profile::lists::ProfileOption;
use crate::profile::{Country, Zone};
use crate::record::Recorder;
use crate::record::event::{StepStatus, What};
use crate::scenario::{Corridor, Faults};
use crate::seed::{Seed, Stream};
use crate::stack::Stack;
use crate::stack::cell::Cell;
use crate::stack::greeting::CellError;
use crate::stack::parts::{CellPlan, Topology};
use crate::stack::trouble::Trouble;
use cucumber::gherkin::Step;
use futures::FutureExt;
use futures::future::join_all;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

/// What a run needs beside its inventory.
pub struct Run {
    /// Run id; identifiers are fresh by it.
    pub id: String,
    /// Seed of all chance.
    pub seed: u64,
    /// Start, wall clock.
    pub started: Timestamp,
    /// Where cells come from.
    pub stack: Arc<dyn Stack>,
    /// What every cell is raised from.
    pub plan: CellPlan,
    /// Corridor played.
    pub corridor: Arc<Corridor>,
    /// Record.
    pub recorder: Recorder,
    /// Cells at the same time.
    pub jobs: usize,
    /// What disturbs the lines of every scenario.
    pub faults: Option<Faults>,
}

/// Plays everything. An error means that nothing was played, for a reason that a preflight finds.
///
/// Each cell has a thread, so that no journey waits for what another one computes. `stop` ends them all at
/// their next wait, and this returns when they have ended: parts are children, they end with what is dropped.
pub async fn play_all(
    run: Arc<Run>,
    inventory: &Inventory,
    stop: &CancellationToken,
) -> Result<(), CellError> {
    let pool = Arc::new(Pool::new(
        run.stack.clone(),
        run.plan.clone(),
        run.corridor.clone(),
        run.recorder.clone(),
        anchor(run.started),
    ));
    let first = inventory.entries.first();
    let ordinary = || (run.corridor.pair().to_vec(), Topology::Direct);
    let (countries, topology) =
        first.map_or_else(ordinary, |it| (it.countries.clone(), it.topology));
    let Some(prepared) = stop.run_until_cancelled(pool.prepare(&countries, topology)).await else {
        return Ok(());
    };
    prepared?;
    let waiting = Arc::new(Mutex::new(inventory.entries.clone().into_iter()));
    let stop = stop.child_token();
    let _stops_when_dropped = stop.clone().drop_guard();
    let crew = (0..run.jobs.max(1)).map(|_| {
        let (run, pool, waiting) = (Arc::clone(&run), Arc::clone(&pool), Arc::clone(&waiting));
        let (stop, runtime) = (stop.clone(), Handle::current());
        spawn_blocking(move || {
            runtime.block_on(stop.run_until_cancelled(play_on(&run, &pool, &waiting)))
        })
    });
    for ended in join_all(crew).await {
        if let Err(error) = ended {
            std::panic::resume_unwind(error.into_panic());
        }
    }
    if stop.is_cancelled() {
        return Ok(());
    }
    if let Err(error) = pool.close().await {
        ground_failure(&run.recorder, "", &format!("a cell was not taken down: {error}"));
    }
    Ok(())
}

/// Plays what waits, one after the other, until nothing does.
async fn play_on(run: &Run, pool: &Pool, waiting: &Mutex<impl Iterator<Item = Entry>>) {
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    while let Some(entry) = next() {
        play(run, pool, &entry).await;
    }
}

async fn play(run: &Run, pool: &Pool, entry: &Entry) {
    let name = format!("{}/{}", entry.facts.id, entry.facts.subject);
    let chance = Seed::new(run.seed).stream(&format!("{} {name}", run.id));
    let mut stream = Seed::new(run.seed).stream(&format!("{} {name} keys", run.id));
    let countries = run.corridor.codes();
    let keys = entry
        .options
        .contains(&ProfileOption::Sig)
        .then(|| Keyring::grow(&countries, pool.anchor, &mut stream));
    match ready(pool, entry, &name, (chance, keys.as_ref())).await {
        Ok((cell, chance, purse)) => {
            let began = Instant::now();
            let cell = Arc::new(cell);
            cell.begin(entry.facts.clone());
            cell.note_old_alerts().await;
            let weather = run.faults.as_ref().map(|faults| {
                let origin = (tokio::time::Instant::now(), run.seed);
                Trouble::begin(&cell, faults, origin, |_no_phases| None)
            });
            let mut world = World::of(Stage::new(cell, entry.subject), chance, purse, &entry.facts);
            world.keys = keys;
            if let Some(reason) = &entry.barred {
                let reason = reason.clone();
                world.stage.cell.record("scribe", What::NotApplicable { reason: reason.clone() });
                world.note(Err(Ended::NotApplicable(reason)));
            }
            perform(pool, world, entry, (began, weather)).await;
        }
        Err(error) => ground_failure(&run.recorder, &name, &error.to_string()),
    }
}

type Purse = BTreeMap<(Country, String), GuaranteeEntry>;

/// A cell whose nodes have been emptied and given what the scenario may need. One that cannot be
/// emptied is thrown away, and one more is raised.
async fn ready(
    pool: &Pool,
    entry: &Entry,
    name: &str,
    (mut chance, keys): (Stream, Option<&Keyring>),
) -> Result<(Cell, Stream, Purse), CellError> {
    let cell = pool.cell(entry).await?;
    let purse = grant(cell.corridor(), pool.anchor, &mut chance);
    let fixtures = fixtures(cell.corridor(), entry, (&purse, keys), pool.anchor);
    let Err(error) = cell.reset(pool.anchor, &fixtures).await else {
        return Ok((cell, chance, purse));
    };
    tracing::debug!("{name}: {error}; the cell is thrown away");
    cell.take_down().await.map_err(crate::stack::StackError::from)?;
    let cell = pool.cell(entry).await?;
    cell.reset(pool.anchor, &fixtures).await?;
    Ok((cell, chance, purse))
}

/// What each node is given. The side that is judged lives an hour ahead of UTC where its own civil
/// time is UTC: a system that writes local time cannot hide then (REQ-ENV-008).
fn fixtures(
    corridor: &Corridor,
    entry: &Entry,
    (purse, keys): (&Purse, Option<&Keyring>),
    anchor: Timestamp,
) -> BTreeMap<Country, Fixture> {
    let subject = entry.subject;
    let hub = (entry.topology == Topology::Hub).then_some(ProfileOption::Hub);
    let entries: Vec<GuaranteeEntry> = purse.values().cloned().collect();
    let given = |country: Country| {
        let mut fixture = cast::fixture(corridor, country, &entries, Cell::held_at(anchor));
        let region = entry.reporting.holds(country, subject).then_some(ProfileOption::Reg);
        if !entry.roads {
            // Officers move goods in no time: nothing could be said about speed.
            fixture.reference.routes.clear();
        }
        let agreed = entry.options.iter().copied();
        fixture.reference.options = hub.into_iter().chain(region).chain(agreed).collect();
        if let Some(keys) = keys {
            fixture.reference.keys = keys.public();
            fixture.reference.own_keys = keys.own(country);
        }
        if country == subject && corridor.country(country).time_zone == Zone::UTC {
            fixture.time_zone = Zone::AHEAD.to_string();
        }
        (country, fixture)
    };
    corridor.codes().into_iter().map(given).collect()
}

/// What the purse calls a journey's guarantee that is good in its guarantor's country only.
pub(super) fn good_in_one_country(journey: &str) -> String {
    format!("{journey}, in one country")
}

/// Two guarantees of each guarantor for each journey: everywhere, and in its own country only.
fn grant(corridor: &Corridor, anchor: Timestamp, chance: &mut Stream) -> Purse {
    let year = jiff::tz::TimeZone::UTC.to_datetime(anchor).year() % 100;
    let year = u8::try_from(year).unwrap_or(26);
    let mut purse = Purse::new();
    for guarantor in corridor.codes() {
        for journey in &corridor.journeys {
            let entry = cast::guarantee(corridor, guarantor, &journey.principal, year, chance);
            purse.insert((guarantor, journey.name.clone()), entry);
            let mut limited =
                cast::guarantee(corridor, guarantor, &journey.principal, year, chance);
            limited.countries.retain(|country| *country == guarantor.as_str());
            purse.insert((guarantor, good_in_one_country(&journey.name)), limited);
        }
    }
    purse
}

async fn perform(
    pool: &Pool,
    mut world: World,
    entry: &Entry,
    (began, weather): (Instant, Option<Trouble>),
) {
    let cell = world.stage.cell.clone();
    let mut steps = entry.steps.iter();
    while world.ended.is_none()
        && let Some(step) = steps.next()
    {
        if !take_step(&mut world, step).await {
            break;
        }
    }
    for step in steps {
        tell_step(&world, step, StepStatus::Skipped, None, Duration::ZERO);
    }
    if let Some(weather) = weather {
        for detail in weather.end().await.missing {
            let attribution = "harness".to_owned();
            cell.record("scribe", What::GroundFailure { attribution, detail });
        }
    }
    let settled = settle(&world).await;
    let clean = settled.clean && !matches!(world.ended, Some(Ended::Error(_)));
    drop(world);
    cell.record(
        "scribe",
        What::ScenarioFinished {
            duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            complete: settled.why_not.is_empty(),
            why_not: settled.why_not,
            flaws_fired: settled.flaws_fired,
        },
    );
    cell.end();
    // A record that cannot be written is told at the end of the run, and stops it there.
    let _told_at_the_end = pool.recorder.sync();
    let Ok(cell) = Arc::try_unwrap(cell).map_err(|_| ()) else { return };
    if clean {
        pool.keep(cell);
    } else if let Err(error) = cell.take_down().await {
        ground_failure(&pool.recorder, "", &format!("a cell was not taken down: {error}"));
    }
}

/// Takes one step, and writes how it ended before anything else happens; true when it passed.
async fn take_step(world: &mut World, step: &Step) -> bool {
    let began = Instant::now();
    // The inventory has found every step once already.
    let taken = if let Ok(Some((call, _, _, context))) = every_step().find(step) {
        AssertUnwindSafe(call(world, context)).catch_unwind().await
    } else {
        world.note(Err(Ended::Error("no step is defined".into())));
        Ok(())
    };
    if let Err(panic) = taken {
        let why = panic_text(&*panic);
        world.note(Err(Ended::Error(format!("the step panicked: {why}"))));
        let detail = format!("a step panicked: {why}");
        let attribution = "harness".to_owned();
        world.stage.cell.record("scribe", What::GroundFailure { attribution, detail });
    }
    let (status, reason) = match &world.ended {
        None => (StepStatus::Passed, None),
        Some(ended) => (ended.status(), Some(ended.reason().to_owned())),
    };
    tell_step(world, step, status, reason.clone(), began.elapsed());
    if let (Some(Ended::NotApplicable(_)), Some(reason)) = (&world.ended, reason) {
        world.stage.cell.record("scribe", What::NotApplicable { reason });
    }
    status == StepStatus::Passed
}

fn tell_step(
    world: &World,
    step: &Step,
    status: StepStatus,
    reason: Option<String>,
    took: Duration,
) {
    let what = What::Step {
        keyword: step.keyword.trim().to_owned(),
        text: step.value.clone(),
        line: u32::try_from(step.position.line).unwrap_or_default(),
        status,
        reason,
        duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    };
    world.stage.cell.record("scribe", what);
}

fn ground_failure(recorder: &Recorder, scenario: &str, detail: &str) {
    let (attribution, detail) = ("harness".to_owned(), detail.to_owned());
    recorder.append("run", "", scenario, None, What::GroundFailure { attribution, detail });
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a word".to_owned())
}
