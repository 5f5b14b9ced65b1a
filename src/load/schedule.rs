//! When each journey should start: pure arithmetic on a plan and a seed.

use crate::scenario::{Model, Phase, Plan};
use crate::seed::Seed;
use std::time::Duration;

/// One journey that is to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    /// From the beginning of the plan.
    pub(super) at: Duration,
    /// Which of the plan's mix.
    pub(super) share: usize,
    /// Played, but not measured.
    pub(super) warmup: bool,
}

/// Every arrival of a plan, in order.
pub(super) fn arrivals(plan: &Plan, seed: Seed) -> Vec<Arrival> {
    let mut gaps = seed.stream("load arrivals");
    let mut mix = seed.stream("load mix");
    let weights: u64 = plan.mix.iter().map(|share| u64::from(share.weight)).sum();
    let mut found = Vec::new();
    let mut begin = Duration::ZERO;
    for phase in &plan.phases {
        // The sum of unit gaps is how many arrivals the phase should have had by then.
        let mut due = match plan.arrival.model {
            Model::Constant => 0.0,
            Model::Poisson => gaps.exponential(),
        };
        while let Some(at) = instant_of(phase, due) {
            let mut drawn = mix.below(weights);
            let share = plan.mix.iter().position(|share| {
                let here = drawn < u64::from(share.weight);
                drawn = drawn.saturating_sub(u64::from(share.weight));
                here
            });
            let share = share.unwrap_or_default();
            found.push(Arrival { at: begin + at, share, warmup: !phase.measure });
            due += match plan.arrival.model {
                Model::Constant => 1.0,
                Model::Poisson => gaps.exponential(),
            };
        }
        begin += phase.length;
    }
    found
}

/// When the expected number of arrivals of a phase reaches `due`; `None` when it never does.
///
/// With a rate that grows in a straight line from a to b over T, the number by t is
/// `a t + (b - a) t² / 2T`; this is its inverse.
fn instant_of(phase: &Phase, due: f64) -> Option<Duration> {
    let length = phase.length.as_secs_f64();
    let (from, to) = phase.rate;
    if due >= f64::midpoint(from, to) * length {
        return None;
    }
    let slope = (to - from) / length;
    // 2 due / (a + sqrt(a² + 2 slope due)): stable for a flat rate and for one that begins at 0.
    let root = (from * from + 2.0 * slope * due).max(0.0).sqrt();
    let at = if due == 0.0 { 0.0 } else { 2.0 * due / (from + root) };
    Some(Duration::from_secs_f64(at.clamp(0.0, length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Arrivals, Share, Validity};
    use proptest::prelude::*;

    fn plan(model: Model, phases: &[(f64, f64, u64, bool)]) -> Plan {
        let phase = |&(from, to, seconds, measure): &(f64, f64, u64, bool)| Phase {
            name: String::new(),
            rate: (from, to),
            length: Duration::from_secs(seconds),
            measure,
        };
        Plan {
            name: String::new(),
            seed: None,
            faults: None,
            mix: [1, 3].map(|weight| Share { journey: String::new(), weight }).to_vec(),
            phases: phases.iter().map(phase).collect(),
            arrival: Arrivals { model, max_in_flight: 1 },
            leg_timeout: Duration::ZERO,
            drain_timeout: Duration::ZERO,
            gates: Vec::new(),
            validity: Validity { sched_delay_p99: Duration::ZERO, achieved_rate: 1.0, shed: 0 },
        }
    }

    #[test]
    fn a_constant_rate_is_even() {
        let plan = plan(Model::Constant, &[(4.0, 4.0, 1, false), (2.0, 2.0, 1, true)]);
        let found = arrivals(&plan, Seed::new(1));
        let at: Vec<u128> = found.iter().map(|arrival| arrival.at.as_millis()).collect();
        assert_eq!(at, [0, 250, 500, 750, 1000, 1500]);
        assert_eq!(found.iter().filter(|arrival| arrival.warmup).count(), 4);
    }

    #[test]
    fn a_ramp_has_the_arrivals_of_its_area() {
        let found = arrivals(&plan(Model::Constant, &[(0.0, 20.0, 10, true)]), Seed::new(1));
        assert_eq!(found.len(), 100);
        let early = found.iter().filter(|arrival| arrival.at < Duration::from_secs(5)).count();
        assert_eq!(early, 25, "a quarter of the area lies in the first half");
        let down = arrivals(&plan(Model::Constant, &[(20.0, 0.0, 10, true)]), Seed::new(1));
        assert_eq!(down.len(), 100);
    }

    #[test]
    fn chance_follows_the_seed_and_the_weights() {
        let plan = plan(Model::Poisson, &[(100.0, 100.0, 40, true)]);
        let found = arrivals(&plan, Seed::new(5));
        assert_eq!(found, arrivals(&plan, Seed::new(5)));
        assert_ne!(found, arrivals(&plan, Seed::new(6)));
        assert!((3700..4300).contains(&found.len()), "{}", found.len());
        let second = found.iter().filter(|arrival| arrival.share == 1).count() * 100 / found.len();
        assert!((70..80).contains(&second), "{second} %");
    }

    proptest! {
        #[test]
        fn arrivals_are_in_order_and_within_the_plan(
            seed in any::<u64>(), from in 0.0..50.0, to in 0.0..50.0, seconds in 1..20_u64
        ) {
            let phases = [(from, to, seconds, true), (to, from, seconds, true)];
            for model in [Model::Constant, Model::Poisson] {
                let found = arrivals(&plan(model, &phases), Seed::new(seed));
                prop_assert!(found.is_sorted_by_key(|arrival| arrival.at));
                let end = Duration::from_secs(2 * seconds);
                prop_assert!(found.iter().all(|arrival| arrival.at <= end));
            }
        }
    }
}
