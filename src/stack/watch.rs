//! Who watches a cell's brokers: one witness at each.

use super::parts::{CellPlan, Part, Raised};
use super::secrets::ADMIN;
use crate::profile::{Country, Queue, queues_among, queues_of_region};
use crate::record::Recorder;
use crate::record::event::BrowsedFacts;
use crate::witness::{BusinessClock, Standing, Witness, WitnessError, WitnessOptions};
use futures::future::try_join_all;
use std::collections::BTreeMap;
use std::time::Duration;

/// The witnesses of one cell.
pub(super) struct Watch {
    first: Witness,
    /// Those of the other brokers, where each country has its own.
    others: Vec<Witness>,
}

/// Messages that lie where somebody should take them.
pub(super) struct Lying {
    pub(super) count: usize,
    pub(super) queue: Queue,
    /// Before the hub, which is to carry them on.
    pub(super) before_hub: bool,
}

impl Watch {
    /// Watches every broker.
    pub(super) async fn start(
        plan: &CellPlan,
        raised: &Raised,
        business: &BusinessClock,
        recorder: &Recorder,
    ) -> Result<Self, WitnessError> {
        let started = plan.brokers().into_iter().map(|broker| {
            let behind_hub = match broker {
                Part::BrokerOf(country) => Some(country),
                _ => None,
            };
            let at = behind_hub.and_then(|country| raised.behind_hub.get(&country));
            let here =
                |queue: &Queue| behind_hub.is_none_or(|own| [queue.to, queue.from].contains(&own));
            let mut queues = queues_among(plan.countries.iter().copied());
            queues.extend(queues_of_region(plan.countries.iter().copied()));
            let options = WitnessOptions {
                broker: at.map_or_else(|| everywhere(raised), ToString::to_string),
                user: ADMIN.to_owned(),
                password: plan.secrets.broker.get(ADMIN).cloned().unwrap_or_default(),
                trust: plan.trust(),
                cell: plan.name.clone(),
                queues: queues.into_iter().filter(here).collect(),
                behind_hub,
                business: business.clone(),
            };
            Witness::start(options, recorder.clone())
        });
        let mut all = try_join_all(started).await?.into_iter();
        let first = all.next().expect("a cell has a broker");
        Ok(Self { first, others: all.collect() })
    }

    /// The witness of the broker, of the first country's where each has its own.
    pub(super) fn first(&self) -> &Witness {
        &self.first
    }

    fn all(&self) -> impl Iterator<Item = &Witness> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Waits until every witness watches again, after a broker was away.
    pub(super) async fn watching(&self, within: Duration) -> bool {
        let watching = self.all().map(|witness| async move {
            let mut standing = witness.standing();
            let seen = standing.wait_for(|it| matches!(it, Standing::Watching)).await;
            seen.is_ok()
        });
        let all = tokio::time::timeout(within, futures::future::join_all(watching)).await;
        all.is_ok_and(|seen| seen.into_iter().all(|seen| seen))
    }

    /// Waits until every copy that any broker has made is in the record; one sentinel says so.
    pub(super) async fn sentinel(&self, within: Duration) -> Result<(), WitnessError> {
        try_join_all(self.others.iter().map(|witness| witness.catch_up(within))).await?;
        self.first.sentinel(within).await
    }

    /// What lies in the queues of every broker and in their dead letters, written into the record.
    pub(super) async fn browse(&self) -> Result<BTreeMap<String, Vec<BrowsedFacts>>, WitnessError> {
        let mut found: BTreeMap<String, Vec<BrowsedFacts>> = BTreeMap::new();
        for witness in self.all() {
            for (queue, lying) in witness.browse().await? {
                found.entry(queue).or_default().extend(lying);
            }
        }
        Ok(found)
    }

    /// The first queue in which something lies. What leaves a country is looked at before what
    /// comes to one: nothing can pass between the two looks unseen. What lies before a hub that is
    /// dead lies at rest.
    pub(super) async fn lying(
        &self,
        hub_is_dead: bool,
        away: Option<Country>,
    ) -> Result<Option<Lying>, WitnessError> {
        let counts = |queue: &&Queue| Some(queue.to) != away;
        if self.others.is_empty() {
            let lying = self.first.lying().await?;
            let queues: Vec<Queue> = self.first.queues().iter().filter(counts).copied().collect();
            return Ok(first_of(&queues, &lying, false));
        }
        for leaving in [true, false] {
            if leaving && hub_is_dead {
                continue;
            }
            for witness in self.all() {
                let end = |queue: &Queue| if leaving { queue.from } else { queue.to };
                let own = |queue: &&Queue| witness.behind_hub() == Some(end(queue));
                let queues = witness.queues().iter().filter(counts);
                let queues: Vec<Queue> = queues.filter(own).copied().collect();
                let lying = witness.lying().await?;
                if let Some(lying) = first_of(&queues, &lying, leaving) {
                    return Ok(Some(lying));
                }
            }
        }
        Ok(None)
    }

    /// Leaves every broker, and nothing of ours stays there.
    pub(super) async fn end(self) {
        self.first.end().await;
        for witness in self.others {
            witness.end().await;
        }
    }
}

fn first_of(
    queues: &[Queue],
    lying: &BTreeMap<String, Vec<BrowsedFacts>>,
    before_hub: bool,
) -> Option<Lying> {
    queues.iter().find_map(|&queue| {
        let count = lying.get(&queue.to_string()).map_or(0, Vec::len);
        (count > 0).then_some(Lying { count, queue, before_hub })
    })
}

/// The addresses at which an account finds its broker, with commas between them.
pub(super) fn home_of(account: &str, raised: &Raised) -> String {
    let own = account.parse::<Country>().ok().and_then(|country| raised.behind_hub.get(&country));
    own.map_or_else(|| everywhere(raised), ToString::to_string)
}

/// The shared broker, and the one that may have taken over.
fn everywhere(raised: &Raised) -> String {
    match raised.standby {
        Some(standby) => format!("{},{standby}", raised.broker),
        None => raised.broker.to_string(),
    }
}
