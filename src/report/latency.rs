//! Latency of each leg, on two clocks: from the intended start and from the actual one.

use crate::record::latency::{JOURNEY, Timing};
use crate::report::number::float;

/// Times of one leg.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Leg {
    /// Name of the leg.
    pub(super) name: String,
    /// Counted from the intended start: what somebody waits who cannot see the queue before him.
    pub(super) intended: Samples,
    /// Counted from the actual start.
    pub(super) actual: Samples,
}

/// Nanoseconds, in growing order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Samples(Vec<u64>);

impl Samples {
    /// How many.
    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The greatest, in milliseconds.
    pub(super) fn max_ms(&self) -> Option<f64> {
        self.0.last().map(|ns| float(*ns) / 1e6)
    }

    /// The value that `percent` of the samples do not exceed, in milliseconds; none from too few
    /// samples ([`needed`]).
    pub(super) fn percentile_ms(&self, percent: f64) -> Option<f64> {
        if self.count() < needed(percent) {
            return None;
        }
        self.at_rank(percent)
    }

    /// Nearest rank, whatever the number of samples: for drawing, where each sample is a point.
    pub(super) fn at_rank(&self, percent: f64) -> Option<f64> {
        let rank = percent / 100.0 * float(self.count());
        let reached = |(at, _): &(usize, &u64)| float(*at as u64 + 1) >= rank;
        self.0.iter().enumerate().find(reached).map(|(_, ns)| float(*ns) / 1e6)
    }
}

/// How many samples a percentile needs: ten beyond it.
pub(super) fn needed(percent: f64) -> u64 {
    let beyond = |n: &u64| float(*n) * (1.0 - percent / 100.0) > 9.99;
    [20, 100, 1000, 10_000, 100_000].into_iter().find(beyond).unwrap_or(u64::MAX)
}

/// Every leg that was timed outside warm-up: whole journeys first, then by name.
pub(super) fn legs(timings: &[Timing]) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    for timing in timings.iter().filter(|timing| !timing.warmup) {
        let at = legs.iter().position(|known| known.name == timing.leg).unwrap_or_else(|| {
            legs.push(Leg { name: timing.leg.clone(), ..Leg::default() });
            legs.len() - 1
        });
        legs[at].intended.0.push(timing.intended_ns);
        legs[at].actual.0.push(timing.actual_ns);
    }
    for leg in &mut legs {
        leg.intended.0.sort_unstable();
        leg.actual.0.sort_unstable();
    }
    legs.sort_by(|a, b| (a.name != JOURNEY, &a.name).cmp(&(b.name != JOURNEY, &b.name)));
    legs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_needs_ten_samples_beyond_it() {
        assert_eq!([50.0, 90.0, 99.0, 99.9].map(needed), [20, 100, 1000, 10_000]);
        let samples = Samples((1..=999).map(|ms| ms * 1_000_000).collect());
        assert_eq!(samples.percentile_ms(50.0), Some(500.0));
        assert_eq!(samples.percentile_ms(99.0), None);
        assert_eq!(samples.max_ms(), Some(999.0));
        assert_eq!(Samples::default().at_rank(50.0), None);
    }
}
