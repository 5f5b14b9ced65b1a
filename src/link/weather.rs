//! What a road is like at one instant: the faults that act on it.

use super::control::FrameFacts;
use super::order::{Direction, Effect, FaultOrder, Point};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A fault that has begun.
#[derive(Debug)]
pub(super) struct Acting {
    pub(super) order: FaultOrder,
    /// The frame at which it began, where it waited for one.
    pub(super) frame: Option<(Point, FrameFacts)>,
    /// Tells it from an earlier one of the same identity.
    pub(super) serial: u64,
    times: AtomicU64,
}

impl Acting {
    pub(super) fn new(
        order: FaultOrder,
        frame: Option<(Point, FrameFacts)>,
        serial: u64,
    ) -> Arc<Self> {
        Arc::new(Self { order, frame, serial, times: AtomicU64::new(0) })
    }

    /// Counts that it touched something; true the first time.
    pub(super) fn count(&self) -> bool {
        self.times.fetch_add(1, Ordering::SeqCst) == 0
    }

    /// How often it has touched anything.
    pub(super) fn times(&self) -> u64 {
        self.times.load(Ordering::SeqCst)
    }
}

/// How connections end that a fault ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ending {
    /// Which end is told; neither where there is none.
    pub(super) told: Option<Direction>,
    /// By a reset instead of a close.
    pub(super) reset: bool,
    /// Who is not told keeps a connection that says nothing any more.
    pub(super) silent: bool,
}

impl Ending {
    /// True when the end that lies that way is told.
    pub(super) fn tells(self, way: Direction) -> bool {
        self.told.is_some_and(|told| told.includes(way))
    }
}

/// The road at one instant. Watched by every connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Weather {
    pub(super) acting: Vec<Arc<Acting>>,
    /// Counts the endings, so that a connection sees one that was healed at once.
    pub(super) ends: u64,
    /// The newest of them.
    pub(super) ending: Ending,
}

impl Weather {
    /// Ends every connection that is open now.
    pub(super) fn end_all(&mut self, ending: Ending) {
        self.ends += 1;
        self.ending = ending;
    }

    fn first(&self, fits: impl Fn(&Effect) -> bool) -> Option<&Arc<Acting>> {
        self.acting.iter().find(|acting| fits(&acting.order.effect))
    }

    /// The fault that turns new connections away.
    pub(super) fn refusing(&self) -> Option<&Arc<Acting>> {
        self.first(|effect| matches!(effect, Effect::Cut | Effect::Refuse))
    }

    /// The fault that keeps new connections waiting.
    pub(super) fn silencing(&self) -> Option<&Arc<Acting>> {
        self.first(|effect| matches!(effect, Effect::HalfOpen))
    }

    /// True while the road is cut.
    pub(super) fn is_cut(&self) -> bool {
        self.first(|effect| matches!(effect, Effect::Cut)).is_some()
    }

    /// What acts on what goes this way.
    pub(super) fn on(&self, way: Direction) -> Conditions {
        let here = |acting: &&Arc<Acting>| acting.order.direction.includes(way);
        Conditions { acting: self.acting.iter().filter(here).cloned().collect() }
    }
}

/// The faults that act on one direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Conditions {
    pub(super) acting: Vec<Arc<Acting>>,
}

impl Conditions {
    fn effects(&self) -> impl Iterator<Item = Effect> {
        self.acting.iter().map(|acting| acting.order.effect)
    }

    /// Nothing keeps bytes from passing at once.
    pub(super) fn is_calm(&self) -> bool {
        self.effects().all(|it| {
            matches!(it, Effect::Refuse | Effect::Cut | Effect::Reset | Effect::SlowClose { .. })
        })
    }

    /// Those that let nothing pass.
    pub(super) fn blocking(&self) -> impl Iterator<Item = &Arc<Acting>> {
        let blocks =
            |it: &&Arc<Acting>| matches!(it.order.effect, Effect::Stall | Effect::HalfOpen);
        self.acting.iter().filter(blocks)
    }

    /// True when nothing passes.
    pub(super) fn is_blocked(&self) -> bool {
        self.blocking().next().is_some()
    }

    /// By how much everything comes later.
    pub(super) fn delay(&self) -> Duration {
        let delays = self.effects().map(|effect| match effect {
            Effect::Delay { ms } => Duration::from_millis(ms),
            _ => Duration::ZERO,
        });
        delays.sum()
    }

    /// Bytes a second, where that is limited.
    pub(super) fn rate(&self) -> Option<u64> {
        let rates = self.effects().filter_map(|effect| match effect {
            Effect::Throttle { bytes_per_s } => Some(bytes_per_s),
            _ => None,
        });
        rates.min()
    }

    /// True when bytes go in segments.
    pub(super) fn is_segmented(&self) -> bool {
        self.rate().is_some() || self.effects().any(|it| matches!(it, Effect::Loss { .. }))
    }

    /// Those that keep the news of a close, and how long.
    pub(super) fn slow_close(&self) -> impl Iterator<Item = (&Arc<Acting>, Duration)> {
        self.acting.iter().filter_map(|acting| match acting.order.effect {
            Effect::SlowClose { ms } => Some((acting, Duration::from_millis(ms))),
            _ => None,
        })
    }
}
