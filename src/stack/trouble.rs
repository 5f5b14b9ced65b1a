//! A fault schedule on one cell: everything begins in its time, and what did not happen is told.

use super::kills;
use crate::link::control::{Direction, Effect, FaultOrder, Point, Selector};
use crate::link::{LinkControl, LinkError};
use crate::profile::Country;
use crate::scenario::{self, Fault, Faults, Kind, Seat, Victim, Way, When};
use crate::stack::cell::Cell;
use crate::stack::parts::Part;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// A schedule that is being played. Dropping it leaves alone what has begun.
pub struct Trouble {
    faults: Vec<Ordered>,
    /// Those that were drawn, one after the other.
    kills: Option<(u32, JoinHandle<Result<Kinds, String>>)>,
}

/// How often each kind of part was killed.
pub type Kinds = BTreeMap<String, u64>;

/// What a schedule has come to.
#[derive(Debug, Default)]
pub struct Suffered {
    /// What was asked for and did not happen.
    pub missing: Vec<String>,
    /// How often each part was killed, of those kills that were drawn.
    pub kills: Kinds,
}

struct Ordered {
    /// `fault 2 (second cut) on the line of BF`.
    words: String,
    id: String,
    on: On,
}

/// What a fault is ordered of.
enum On {
    /// The cell has no such country, or the plan no such phase.
    Nothing,
    Link(LinkControl, JoinHandle<Result<(), LinkError>>),
    Process(JoinHandle<Result<(), String>>),
}

impl Trouble {
    /// Begins a schedule. `phase` gives the offset of a load's phase from `begin`; exact points wait
    /// from now on.
    pub fn begin(
        cell: &Arc<Cell>,
        faults: &Faults,
        (begin, seed): (Instant, u64),
        phase: impl Fn(&str) -> Option<Duration>,
    ) -> Self {
        let seed = faults.seed.unwrap_or(seed);
        let due = |when: &When| match when {
            When::After(after) => Some(begin + *after),
            When::Phase(name, offset) => phase(name).map(|phase| begin + phase + *offset),
            When::Point(..) => Some(Instant::now()),
        };
        let mut ordered = Vec::new();
        for (at, fault) in faults.faults.iter().enumerate() {
            let number = at + 1;
            let countries = countries(cell, fault.on);
            if countries.is_empty() {
                let words = format!("fault {number} ({fault}): the cell has no such country");
                ordered.push(Ordered { words, id: String::new(), on: On::Nothing });
            }
            for country in countries {
                let words = format!("fault {number} ({fault}) on the line of {country}");
                let id = format!("{}-{number}", faults.name);
                let on = match (due(&fault.when), fault.kind) {
                    (None, _) => On::Nothing,
                    (Some(due), Kind::Kill(victim)) => {
                        let part = match victim {
                            Victim::Node => Part::Node(country),
                            Victim::Broker => cell.broker_of(country),
                        };
                        On::Process(kill(cell, part, due, fault.length.unwrap_or_default()))
                    }
                    (Some(due), _) => {
                        let order = FaultOrder { seed, ..order(&id, fault) };
                        let link = cell.link(country).clone();
                        let asked = link.clone();
                        let task = tokio::spawn(async move {
                            sleep_until(due).await;
                            asked.arm(&order).await.map(drop)
                        });
                        On::Link(link, task)
                    }
                };
                ordered.push(Ordered { words, id, on });
            }
        }
        let kills = faults.random.as_ref().and_then(|random| {
            let begin = due(&random.when)?;
            cell.suffers_kills();
            let drawn = kills::draw(random, seed, cell.countries());
            Some((random.count, tokio::spawn(kills::carry_out(cell.clone(), drawn, begin))))
        });
        Self { faults: ordered, kills }
    }

    /// Ends what still lasts, and says what was asked for and did not happen.
    pub async fn end(self) -> Suffered {
        let mut suffered = Suffered::default();
        for fault in self.faults {
            let words = fault.words.clone();
            if let Err(why) = fault.end().await {
                suffered.missing.push(format!("{words} did not happen: {why}"));
            }
        }
        if let Some((count, task)) = self.kills {
            match task.await {
                Ok(Ok(kills)) => suffered.kills = kills,
                Ok(Err(why)) => suffered.missing.push(format!("of {count} kills: {why}")),
                Err(error) => suffered.missing.push(format!("of {count} kills: {error}")),
            }
        }
        suffered
    }
}

/// Kills a part at an instant, and starts it again after a while.
fn kill(
    cell: &Arc<Cell>,
    part: Part,
    due: Instant,
    down: Duration,
) -> JoinHandle<Result<(), String>> {
    cell.suffers_kills();
    let cell = cell.clone();
    tokio::spawn(async move {
        sleep_until(due).await;
        kills::kill(&cell, part, down).await
    })
}

impl Ordered {
    async fn end(self) -> Result<(), String> {
        let (link, task) = match self.on {
            On::Nothing => {
                return Err("there is no such country, or no such phase".to_owned());
            }
            // What is dead must live again before anybody goes on.
            On::Process(task) => return task.await.map_err(|error| error.to_string())?,
            On::Link(link, task) => (link, task),
        };
        if !task.is_finished() {
            task.abort();
            return Err("all was over before its time".to_owned());
        }
        let ordered = task.await.map_err(|error| error.to_string())?;
        ordered.map_err(|error| error.to_string())?;
        match link.end(&self.id).await {
            // It has ended by itself.
            Err(LinkError::Refused { status: 404, .. }) | Ok(()) => {}
            Err(error) => return Err(error.to_string()),
        }
        let state = link.state().await.map_err(|error| error.to_string())?;
        match state.over.get(&self.id) {
            Some(0) | None => Err("it touched nothing".to_owned()),
            Some(_) => Ok(()),
        }
    }
}

fn countries(cell: &Cell, seat: Seat) -> Vec<Country> {
    let all = cell.corridor().codes();
    let here = |country: &Country| cell.countries().contains(country);
    let one = |at: usize| all.get(at).copied().filter(here).into_iter().collect();
    match seat {
        Seat::First => one(0),
        Seat::Second => one(1),
        Seat::Third => one(2),
        Seat::Every => all.into_iter().filter(here).collect(),
    }
}

fn order(id: &str, fault: &Fault) -> FaultOrder {
    let ms = |length: Duration| u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    let effect = match fault.kind {
        Kind::Cut => Effect::Cut,
        // A kill is no matter of the link, and never comes here.
        Kind::Refuse | Kind::Kill(_) => Effect::Refuse,
        Kind::HalfOpen => Effect::HalfOpen,
        Kind::Delay(by) => Effect::Delay { ms: ms(by) },
        Kind::Jitter(by) => Effect::Jitter { ms: ms(by) },
        Kind::Throttle(bytes_per_s) => Effect::Throttle { bytes_per_s },
        Kind::Loss(percent) => Effect::Loss { percent },
        Kind::Stall => Effect::Stall,
        Kind::Reset => Effect::Reset,
        Kind::SlowClose(by) => Effect::SlowClose { ms: ms(by) },
    };
    let direction = match fault.direction {
        Way::Up => Direction::Up,
        Way::Down => Direction::Down,
        Way::Both => Direction::Both,
    };
    let order = FaultOrder::new(id, effect).only(direction);
    let order = match fault.length {
        Some(length) => order.lasting(length),
        None => order,
    };
    let When::Point(point, code) = &fault.when else { return order };
    let point = match point {
        scenario::Point::BeforeForward => Point::BeforeForward,
        scenario::Point::BeforeReceipt => Point::BeforeReceipt,
        scenario::Point::BeforeDelivery => Point::BeforeDelivery,
        scenario::Point::BeforeAck => Point::BeforeAck,
    };
    order.at(point, Selector { code: code.clone(), ..Selector::default() })
}
