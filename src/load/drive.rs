//! Starts every journey of a plan on time, and never waits for the last.

use super::board::Board;
use super::pacer::{Due, pace};
use super::schedule::{Arrival, arrivals};
use super::truck::{Broken, Road, Truck};
use crate::adapter::contract::GuaranteeEntry;
use crate::cast::{self, Papers};
use crate::record::event::What;
use crate::record::hlog;
use crate::record::latency::{JOURNEY, LOAD};
use crate::scenario::{Corridor, Faults, Plan};
use crate::seed::Seed;
use crate::stack::cell::Cell;
use crate::stack::trouble::Trouble;
use hdrhistogram::Histogram;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::{JoinError, JoinSet};

/// Time between the call and the first arrival, so that the first is as punctual as the others.
const RUN_UP: Duration = Duration::from_millis(100);

/// Guarantees per journey of the mix; trucks use them in turn.
const GUARANTEES: usize = 200;

/// Everything that a plan will do, worked out before anything starts.
pub(super) struct Traffic {
    pub(super) arrivals: Vec<Arrival>,
    papers: Vec<Papers>,
    /// Every guarantee used.
    pub(super) guarantees: Vec<GuaranteeEntry>,
}

/// What came of it.
pub(super) struct Driven {
    /// Journeys started, warm-up included.
    pub(super) started: u64,
    /// Journeys not started because too many were under way.
    pub(super) shed: u64,
    /// MRNs of those that reached their end.
    pub(super) completed: Vec<String>,
    /// Those that did not.
    pub(super) broken: Vec<Broken>,
    /// How late measured journeys started, microseconds.
    pub(super) lateness: Histogram<u64>,
    /// First and last actual start of a measured journey, from the beginning of the plan.
    pub(super) span: Option<(Duration, Duration)>,
    /// What the fault schedule asked for and did not happen.
    pub(super) undisturbed: Vec<String>,
    /// How often each part was killed at random.
    pub(super) kills: BTreeMap<String, u64>,
}

/// Makes out papers for every arrival. `year` is the last two digits of the year.
pub(super) fn prepare(plan: &Plan, corridor: &Corridor, seed: Seed, year: u8) -> Traffic {
    let arrivals = arrivals(plan, seed);
    let mut chance = seed.stream("load papers");
    let mut pools: BTreeMap<usize, (Vec<GuaranteeEntry>, usize)> = BTreeMap::new();
    let per_guarantee = arrivals.len().div_ceil(GUARANTEES) as u64;
    let mut papers = Vec::with_capacity(arrivals.len());
    for arrival in &arrivals {
        let share = &plan.mix[arrival.share].journey;
        let journey = corridor.journey(share).expect("the plan's journeys were checked");
        // The guarantor sits across the border, so that its messages are part of the load.
        let guarantor = journey.destination.country();
        let (pool, turn) = pools.entry(arrival.share).or_default();
        if pool.len() < GUARANTEES {
            let principal = &journey.principal;
            let mut entry = cast::guarantee(corridor, guarantor, principal, year, &mut chance);
            entry.reference_amount = entry.reference_amount.saturating_mul(per_guarantee);
            pool.push(entry);
        }
        let entry = &pool[*turn % GUARANTEES];
        *turn += 1;
        papers.push(Papers::draw(corridor, journey, entry, &mut chance));
    }
    Traffic {
        arrivals,
        papers,
        guarantees: pools.into_values().flat_map(|(pool, _)| pool).collect(),
    }
}

/// Starts every journey at its time and waits until each has ended. `tell` hears how many have
/// started and ended.
pub(super) async fn drive(
    cell: &Arc<Cell>,
    plan: &Plan,
    (traffic, seed): (&Traffic, Seed),
    faults: Option<&Faults>,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> std::io::Result<Driven> {
    let board = Arc::new(Board::default());
    let following = tokio::spawn(board.clone().follow(cell.witness().tap()));
    let road = Arc::new(Road { cell: cell.clone(), board, leg_timeout: plan.leg_timeout });
    let begin = Instant::now() + RUN_UP;
    let trouble = faults.map(|faults| {
        let phase = |name: &str| plan.begin_of(name);
        Trouble::begin(cell, faults, (begin.into(), seed.number()), phase)
    });
    let mut due = pace(traffic.arrivals.clone(), begin)?;
    let mut trucks = JoinSet::new();
    let mut driven = Driven {
        started: 0,
        shed: 0,
        completed: Vec::new(),
        broken: Vec::new(),
        lateness: hlog::histogram(),
        span: None,
        undisturbed: Vec::new(),
        kills: BTreeMap::new(),
    };
    let mut open = true;
    while open || !trucks.is_empty() {
        tokio::select! {
            biased;
            now = due.recv(), if open => match now {
                Some(now) if trucks.len() < plan.arrival.max_in_flight => {
                    driven.started += 1;
                    let papers = traffic.papers[now.number].clone();
                    trucks.spawn(journey(road.clone(), papers, now));
                }
                Some(_too_many) => driven.shed += 1,
                None => open = false,
            },
            Some(ended) = trucks.join_next() => driven.end(ended, begin),
        }
        tell(driven.started, (driven.completed.len() + driven.broken.len()) as u64);
    }
    following.abort();
    if let Some(trouble) = trouble {
        let suffered = trouble.end().await;
        (driven.undisturbed, driven.kills) = (suffered.missing, suffered.kills);
    }
    Ok(driven)
}

/// One journey that has ended, somehow.
struct Ended {
    due: Due,
    began: Instant,
    how: Result<String, Broken>,
}

/// One journey, timed from when it should have begun and from when it did.
async fn journey(road: Arc<Road>, papers: Papers, due: Due) -> Ended {
    let began = Instant::now();
    let name = papers.declaration.lrn.clone();
    let how = Truck::new(&road, &papers, &name).play().await;
    let ended = Instant::now();
    if let Ok(mrn) = &how {
        let what = What::Leg {
            leg: JOURNEY.to_owned(),
            mrn: mrn.clone(),
            intended_ns: nanos(ended - due.intended),
            actual_ns: nanos(ended - began),
            warmup: due.arrival.warmup,
        };
        road.cell.record(LOAD, what);
    }
    Ended { due, began, how }
}

impl Driven {
    fn end(&mut self, ended: Result<Ended, JoinError>, begin: Instant) {
        let Ended { due, began, how } = match ended {
            Ok(ended) => ended,
            Err(panic) => {
                let why = format!("a defect of this program: {panic}");
                self.broken.push(Broken { mrn: None, why });
                return;
            }
        };
        match how {
            Ok(mrn) => self.completed.push(mrn),
            Err(broken) => self.broken.push(broken),
        }
        if !due.arrival.warmup {
            let late = nanos(began.saturating_duration_since(due.intended));
            if !hlog::add(&mut self.lateness, late) {
                self.lateness.saturating_record(hlog::LONGEST_US);
            }
            let at = began.saturating_duration_since(begin);
            let (first, last) = self.span.unwrap_or((at, at));
            self.span = Some((first.min(at), last.max(at)));
        }
    }
}

fn nanos(length: Duration) -> u64 {
    u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)
}
