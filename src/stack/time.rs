//! Business time of a cell: when nothing is in hand, and how it is moved.
//!
//! ```text
//! advance(to):  wait for quiet, and for the copies ─► clock to the earlier of `to` and the next timer
//!               ─► again, until `to`
//! quiet:        both nodes have nothing in hand, the queues are empty, and so they are a moment later
//! ```

use super::cell::{Cell, EVIDENCE_WITHIN};
use super::watch::Lying;
use crate::adapter::client::AdapterError;
use crate::adapter::contract::{ClockOrder, Quiet};
use crate::profile::Country;
use crate::profile::timer::T_SKEW;
use crate::record::event::{Event, What};
use crate::witness::WitnessError;
use futures::future::{join_all, try_join_all};
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long a cell may take to become quiet. Protocol time.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long before an instant all clocks meet, when they come from far.
const EVE: SignedDuration = SignedDuration::from_secs(1);

/// Pause between two looks when nothing is told meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(4);

/// Why business time could not be moved, or quiet not be found.
#[derive(Debug, thiserror::Error)]
pub enum TimeError {
    /// The cell did not become quiet in patience.
    #[error("the cell did not become quiet within {} s: {awaited} ({from})", within.as_secs())]
    Patience {
        /// What is still in hand.
        awaited: String,
        /// In whose hand.
        from: String,
        /// How long it was waited for.
        within: Duration,
    },
    /// A node's clock cannot be moved.
    #[error(transparent)]
    Adapter(#[from] AdapterError),
}

/// What keeps a cell from being quiet.
struct Busy {
    awaited: String,
    from: String,
}

impl Cell {
    /// Waits until nothing will happen before the next timer, and says when that is due.
    ///
    /// A loss of patience is written into the record.
    pub async fn quiet(&self) -> Result<Option<Timestamp>, TimeError> {
        self.quiet_within(PATIENCE).await
    }

    /// The same with another patience.
    pub async fn quiet_within(&self, within: Duration) -> Result<Option<Timestamp>, TimeError> {
        let next = self.rest(within, None).await?;
        self.record("stack", What::Quiet);
        Ok(next)
    }

    /// Waits until nothing more happens before the next timer, while a country cannot be reached: what is for it lies
    /// in its queues.
    pub async fn quiet_without(&self, away: Country) -> Result<Option<Timestamp>, TimeError> {
        let next = self.rest(PATIENCE, Some(away)).await?;
        self.all_copied().await?;
        Ok(next)
    }

    async fn rest(
        &self,
        within: Duration,
        away: Option<Country>,
    ) -> Result<Option<Timestamp>, TimeError> {
        let deadline = Instant::now() + within;
        let mut news = self.recorder().subscribe();
        loop {
            news.mark_unchanged();
            match self.look_twice(away).await {
                Ok(next) => return Ok(next),
                Err(busy) if Instant::now() >= deadline => {
                    let Busy { awaited, from } = busy;
                    let what = What::PatienceLost { awaited: awaited.clone(), from: from.clone() };
                    self.record("stack", what);
                    return Err(TimeError::Patience { awaited, from, within });
                }
                Err(_) => {
                    // News or not, we look again.
                    let _elapsed = timeout(LOOK_EVERY, news.changed()).await;
                }
            }
        }
    }

    /// Moves business time to an instant, through every timer that is due before.
    pub async fn advance(&self, to: Timestamp, why: &str) -> Result<(), TimeError> {
        loop {
            let next = self.quiet().await?;
            if self.business() >= to {
                return Ok(());
            }
            self.all_copied().await?;
            self.step(next, to, why).await?;
        }
    }

    /// Moves business time to the next timer, or to an instant that comes before it.
    pub async fn step(
        &self,
        next: Option<Timestamp>,
        to: Timestamp,
        why: &str,
    ) -> Result<(), TimeError> {
        match next.filter(|next| *next > self.business() && *next < to) {
            Some(timer) => self.move_clock(timer, "next timer").await,
            None => self.move_clock(to, why).await,
        }
    }

    /// What was sent by now stands in the record with the business time at which it was sent.
    async fn all_copied(&self) -> Result<(), TimeError> {
        self.drain_copies().await.map_err(|error| TimeError::Patience {
            awaited: error.to_string(),
            from: "the witness".to_owned(),
            within: EVIDENCE_WITHIN,
        })
    }

    /// Moves both clocks at once. Due timers have fired and are committed when this returns.
    ///
    /// Over a long way every clock first goes to a second before: what one node sends when its timer
    /// fires must not reach another whose clock is still days behind.
    pub async fn move_clock(&self, to: Timestamp, why: &str) -> Result<(), TimeError> {
        let from = self.business();
        self.set_business(to);
        self.record("stack", What::ClockMoved { from, to, why: why.to_owned() });
        let eve = to.saturating_sub(EVE).unwrap_or(to);
        if eve.duration_since(from) > T_SKEW {
            self.order_clocks(eve).await?;
        }
        self.order_clocks(to).await
    }

    async fn order_clocks(&self, to: Timestamp) -> Result<(), TimeError> {
        let moved = self.countries().iter().map(async |country| {
            let order = ClockOrder { offset_s: self.skew(*country), ..Self::held_at(to) };
            let patience = Self::patience();
            loop {
                let ordered = self.node(*country).clock(&order).await;
                if !self.is_put_again(ordered.is_err(), &patience).await {
                    break ordered;
                }
            }
        });
        try_join_all(moved).await?;
        Ok(())
    }

    async fn look_twice(&self, away: Option<Country>) -> Result<Option<Timestamp>, Busy> {
        self.nodes_quiet(away).await?;
        let copies = self.copies();
        self.queues_empty(away).await?;
        let next = self.nodes_quiet(away).await?;
        if self.copies() != copies {
            return Err(Busy { awaited: "messages passed".into(), from: "both nodes".into() });
        }
        Ok(next)
    }

    async fn nodes_quiet(&self, away: Option<Country>) -> Result<Option<Timestamp>, Busy> {
        let here = self.countries().iter().filter(|country| Some(**country) != away);
        let asked = here.map(async |country| {
            let busy = |awaited: String| Busy { awaited, from: format!("node {country}") };
            let quiet = self.node(*country).quiet().await.map_err(|e| busy(e.to_string()))?;
            if !quiet.is_quiet() {
                return Err(busy(in_hand(&quiet)));
            }
            // A node tells its timers by its own clock.
            let skew = SignedDuration::from_secs(self.skew(*country));
            Ok(quiet.next_timer.and_then(|at| at.checked_sub(skew).ok()))
        });
        let timers = join_all(asked).await.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(timers.into_iter().flatten().min())
    }

    async fn queues_empty(&self, away: Option<Country>) -> Result<(), Busy> {
        let lying = self.lying(away).await.map_err(|error: WitnessError| Busy {
            awaited: error.to_string(),
            from: "broker".into(),
        })?;
        let Some(Lying { count, queue, before_hub }) = lying else { return Ok(()) };
        let awaited = format!("{count} messages lie in {queue}");
        let from = if before_hub { "hub".to_owned() } else { format!("node {}", queue.to) };
        Err(Busy { awaited, from })
    }

    /// Copies of the scenario now playing that the witness has written.
    fn copies(&self) -> usize {
        let scenario = self.playing();
        self.recorder().look(self.name(), &scenario, |events| {
            let passed = |event: &&Event| matches!(event.what, What::Copy(_) | What::Forwarded(_));
            events.iter().filter(passed).count()
        })
    }
}

fn in_hand(quiet: &Quiet) -> String {
    let Quiet { inbox, outbox, unreceipted, .. } = quiet;
    format!("{inbox} received, {outbox} to send, {unreceipted} without receipt")
}
