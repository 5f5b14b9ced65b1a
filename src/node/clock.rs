//! The node's business clock: held or following the wall, with its own error.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::adapter::contract::{ClockMode, ClockOrder};

/// Business time of this node. Stored, so that a restarted node goes on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clock {
    mode: ClockMode,
    /// Business time when it was set, the offset included.
    base: Timestamp,
    /// Wall time when it was set.
    set_at: Timestamp,
}

impl Clock {
    /// A clock that follows the wall, until it is told otherwise.
    pub(super) fn of_the_wall() -> Self {
        let now = Timestamp::now();
        Self { mode: ClockMode::Wall, base: now, set_at: now }
    }

    /// A clock set by an order.
    pub(super) fn ordered(order: &ClockOrder) -> Self {
        let offset = SignedDuration::from_secs(order.offset_s);
        let base = order.now.saturating_add(offset).unwrap_or(order.now);
        Self { mode: order.mode, base, set_at: Timestamp::now() }
    }

    /// Business time now.
    pub(super) fn now(&self) -> Timestamp {
        match self.mode {
            ClockMode::Held => self.base,
            ClockMode::Wall => {
                let passed = Timestamp::now().duration_since(self.set_at);
                self.base.saturating_add(passed).unwrap_or(self.base)
            }
        }
    }

    /// True while time passes by itself.
    pub(super) fn runs(&self) -> bool {
        self.mode == ClockMode::Wall
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_clock_stands_at_its_instant_with_its_error() {
        let now = "2026-07-01T08:00:00Z".parse().unwrap();
        let clock = Clock::ordered(&ClockOrder { mode: ClockMode::Held, now, offset_s: 90 });
        assert_eq!(clock.now(), "2026-07-01T08:01:30Z".parse().unwrap());
        assert_eq!(clock.now(), clock.now());
        assert!(!clock.runs());
    }

    #[test]
    fn a_wall_clock_never_goes_back() {
        let clock = Clock::of_the_wall();
        assert!(clock.now() <= clock.now());
    }
}
