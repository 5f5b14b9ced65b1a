//! What a load run's figures say: whether the generator kept its plan, and whether gates were met.

use super::drive::{Driven, Traffic};
use crate::record::event::GateFacts;
use crate::record::hlog;
use crate::record::latency::Timing;
use crate::scenario::{Gate, Plan};
use std::time::Duration;

/// Start rate of the measured journeys: planned, and achieved, per second.
pub(super) fn rates(traffic: &Traffic, driven: &Driven) -> (f64, f64) {
    let measured = || traffic.arrivals.iter().filter(|arrival| !arrival.warmup);
    let planned = measured().count() as u64;
    let (Some(first), Some(last)) = (measured().next(), measured().next_back()) else {
        return (0.0, 0.0);
    };
    let rate = |count: u64, (first, last): (Duration, Duration)| {
        let length = last.saturating_sub(first).as_secs_f64();
        if count < 2 || length == 0.0 { 0.0 } else { as_f64(count - 1) / length }
    };
    let achieved = driven.span.map_or(0.0, |span| rate(driven.lateness.len(), span));
    (rate(planned, (first.at, last.at)), achieved)
}

/// Validity rules that were broken, each in a sentence.
pub(super) fn broken_rules(plan: &Plan, rates: (f64, f64), driven: &Driven) -> Vec<String> {
    let mut broken = Vec::new();
    let rules = &plan.validity;
    let late = Duration::from_micros(driven.lateness.value_at_quantile(0.99));
    if late > rules.sched_delay_p99 {
        broken.push(format!(
            "1 % of the journeys started more than {:.1} ms late; {:.1} ms are allowed",
            millis(late),
            millis(rules.sched_delay_p99)
        ));
    }
    let (planned, achieved) = rates;
    if achieved < planned * rules.achieved_rate {
        broken.push(format!(
            "{achieved:.2} journeys started per second; the plan asks for {planned:.2}, and for \
             {} of that at least",
            rules.achieved_rate
        ));
    }
    if driven.shed > rules.shed {
        broken.push(format!(
            "{} journeys were shed because {} were under way; {} are allowed",
            driven.shed, plan.arrival.max_in_flight, rules.shed
        ));
    }
    broken
}

/// A gate against the measured times, counted from the intended start. With fewer than ten samples
/// beyond the percentile it is not met: nothing would stand behind it.
pub(super) fn gate(gate: &Gate, timings: &[Timing]) -> GateFacts {
    let mut histogram = hlog::histogram();
    let mut refused = 0_u64;
    for timing in timings.iter().filter(|timing| !timing.warmup && timing.leg == gate.leg) {
        refused += u64::from(!hlog::add(&mut histogram, timing.intended_ns));
    }
    let count = histogram.len() + refused;
    let observed = Duration::from_micros(histogram.value_at_quantile(gate.percent / 100.0));
    let enough = as_f64(count) * (1.0 - gate.percent / 100.0) >= 10.0 - 1e-9;
    GateFacts {
        gate: gate.name(),
        limit_ms: millis(gate.max),
        observed_ms: millis(observed),
        count,
        met: enough && refused == 0 && observed <= gate.max,
    }
}

fn millis(length: Duration) -> f64 {
    length.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "counts of journeys stay far below 2^52")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(ms: u64, warmup: bool) -> Timing {
        Timing {
            leg: "journey".into(),
            mrn: String::new(),
            cell: String::new(),
            scenario: String::new(),
            intended_ns: ms * 1_000_000,
            actual_ns: 0,
            end_ns: 0,
            warmup,
        }
    }

    fn p90(limit_ms: u64, timings: &[Timing]) -> GateFacts {
        let max = Duration::from_millis(limit_ms);
        gate(&Gate { leg: "journey".into(), percent: 90.0, max }, timings)
    }

    #[test]
    fn a_gate_looks_at_the_intended_start_and_leaves_warm_up_out() {
        let mut timings: Vec<Timing> = (1..=100).map(|ms| timing(ms, false)).collect();
        timings.extend((0..50).map(|_| timing(5000, true)));
        assert!(p90(91, &timings).met);
        let tight = p90(80, &timings);
        assert!(!tight.met);
        assert_eq!((tight.gate.as_str(), tight.count), ("journey p90", 100));
        assert!((89.0..91.0).contains(&tight.observed_ms), "{}", tight.observed_ms);
    }

    #[test]
    fn a_gate_without_enough_samples_is_not_met() {
        let timings: Vec<Timing> = (1..=99).map(|_| timing(1, false)).collect();
        assert!(!p90(1000, &timings).met);
        assert!(!p90(1000, &[]).met);
    }

    #[test]
    fn a_time_beyond_all_bounds_is_not_forgotten() {
        let mut timings: Vec<Timing> = (1..=200).map(|_| timing(1, false)).collect();
        timings.push(timing(700_000, false));
        assert!(!p90(1000, &timings).met);
    }
}
