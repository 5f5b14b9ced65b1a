//! Journeys started open-loop at a given rate, timed from their intended start.
//!
//! ```text
//! plan + seed ──► schedule ──► pacer (a thread) ──► one task per journey ──► record
//!                                                      ▲ waits on copies │
//!                                                      └──── board ◄── witness
//! afterwards, from the record and both nodes' own word: legs, gates, invariants
//! ```

mod after;
mod board;
mod drive;
mod pacer;
mod schedule;
mod truck;
mod verdict;

use crate::adapter::client::AdapterError;
use crate::cast;
use crate::conformance::broken_invariants;
use crate::record::event::{LoadFacts, What};
use crate::record::latency::{Timing, timings};
use crate::record::{ReadError, WriteError};
use crate::scenario::{Corridor, Faults, Plan};
use crate::seed::Seed;
use crate::stack::cell::Cell;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Violations and reasons that are named one by one; more are counted.
const NAMED: usize = 20;

/// A load run could not be carried through.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The plan names a journey that the corridor does not have.
    #[error("the plan's mix names journey `{name}`; the corridor has {known}")]
    NoJourney {
        /// The name.
        name: String,
        /// Names that exist.
        known: String,
    },
    /// A node did not take its fixture.
    #[error(transparent)]
    Adapter(#[from] AdapterError),
    /// The pacer's thread could not be started.
    #[error("start the pacer: {0}")]
    Pacer(#[from] std::io::Error),
    /// The record could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The record could not be read back.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Checks that the corridor has every journey of a plan.
pub fn check(plan: &Plan, corridor: &Corridor) -> Result<(), LoadError> {
    let unknown = plan.mix.iter().find(|share| corridor.journey(&share.journey).is_none());
    unknown.map_or(Ok(()), |share| {
        let known: Vec<&str> = corridor.journeys.iter().map(|one| one.name.as_str()).collect();
        Err(LoadError::NoJourney { name: share.journey.clone(), known: known.join(", ") })
    })
}

/// Plays a plan in a raised cell and writes all that came of it into the record, whose file is
/// `record`; gives the totals. A schedule disturbs it meanwhile: what did not happen of it makes the run
/// invalid. `tell` hears how many journeys have started and ended.
pub async fn run(
    cell: &Arc<Cell>,
    plan: &Plan,
    seed: Seed,
    (record, faults): (&Path, Option<&Faults>),
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<LoadFacts, LoadError> {
    let corridor = cell.corridor().clone();
    check(plan, &corridor)?;
    let now = cell.business();
    let year = TimeZone::UTC.to_datetime(now).year() % 100;
    let year = u8::try_from(year).unwrap_or_default();
    let traffic = drive::prepare(plan, &corridor, seed, year);
    let fixtures = cell.countries().iter().map(|&country| {
        let clock = Cell::held_at(now);
        let mut fixture = cast::fixture(&corridor, country, &traffic.guarantees, clock);
        // Business time stands still: trucks travel in no time, and speed says nothing.
        fixture.reference.routes.clear();
        (country, fixture)
    });
    cell.reset(now, &fixtures.collect()).await?;
    let driven = drive::drive(cell, plan, (&traffic, seed), faults, tell).await?;
    let mut violations = after::violations(cell, plan, &traffic, &driven).await;
    cell.recorder().flush()?;
    let events = crate::record::read(record)?.events;
    let missing = after::without_copy(&events);
    violations.extend(missing.into_iter().map(|id| format!("{id} was receipted; no copy of it")));
    if faults.is_some() {
        violations.extend(broken_invariants(&events));
    }
    let timings = timings(&events);
    let facts = facts(plan, &traffic, &driven, violations, &timings);
    // The journeys themselves are in the record already.
    for timing in timings.iter().filter(|timing| timing.leg != crate::record::latency::JOURNEY) {
        cell.record("legs", timing.event());
    }
    cell.record("load", What::LoadFinished(Box::new(facts.clone())));
    Ok(facts)
}

fn facts(
    plan: &Plan,
    traffic: &drive::Traffic,
    driven: &drive::Driven,
    mut violations: Vec<String>,
    timings: &[Timing],
) -> LoadFacts {
    let rates = verdict::rates(traffic, driven);
    let mut failed: BTreeMap<String, u64> = BTreeMap::new();
    for broken in &driven.broken {
        *failed.entry(broken.why.clone()).or_default() += 1;
    }
    if violations.len() > NAMED {
        let more = violations.len() - NAMED;
        violations.truncate(NAMED);
        violations.push(format!("and {more} more"));
    }
    LoadFacts {
        plan: plan.name.clone(),
        planned: traffic.arrivals.len() as u64,
        started: driven.started,
        completed: driven.completed.len() as u64,
        failed,
        target_rate: rates.0,
        achieved_rate: rates.1,
        invalid: [verdict::broken_rules(plan, rates, driven), driven.undisturbed.clone()].concat(),
        violations,
        kills: driven.kills.clone(),
        gates: plan.gates.iter().map(|gate| verdict::gate(gate, timings)).collect(),
    }
}
