//! The percentile plot: time over the share of journeys, with the nines spread out, on two clocks.

use crate::report::latency::{Leg, Samples};
use crate::report::number;
use crate::report::text::Text;
use serde::Serialize;
use std::f64::consts::LOG10_2;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 250.0;
/// Steps of a curve along the axis.
const STEPS: u32 = 120;

/// A plot as the template sees it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Plot {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x_ticks: Vec<Tick>,
    y_ticks: Vec<Tick>,
    intended: String,
    actual: String,
    /// Where each curve ends, for its label.
    intended_end: (f64, f64),
    actual_end: (f64, f64),
    /// The two clocks say the same.
    same: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Tick {
    at: f64,
    label: Text,
}

/// The plot of a leg; none without samples.
pub(super) fn plot(leg: &Leg) -> Option<Plot> {
    let highest = leg.intended.max_ms()?.max(leg.actual.max_ms()?);
    let lowest = leg.intended.at_rank(0.0)?.min(leg.actual.at_rank(0.0)?);
    let scale = Scale::over(lowest, highest, leg.intended.count());
    let (intended, intended_end) = scale.curve(&leg.intended);
    let (actual, actual_end) = scale.curve(&leg.actual);
    // Labels of two curves that end at one height would lie on each other.
    let apart = (intended_end.1 - actual_end.1).abs();
    let nudge = if apart < 16.0 { (16.0 - apart) / 2.0 } else { 0.0 };
    Some(Plot {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: RIGHT,
        top: TOP,
        bottom: BOTTOM,
        x_ticks: scale.x_ticks(),
        y_ticks: scale.y_ticks(),
        same: leg.intended == leg.actual,
        intended,
        actual,
        intended_end: (intended_end.0, intended_end.1 - nudge),
        actual_end: (actual_end.0, actual_end.1 + nudge),
    })
}

/// From milliseconds and nines to places.
struct Scale {
    low: f64,
    high: f64,
    nines: f64,
}

impl Scale {
    fn over(lowest: f64, highest: f64, count: u64) -> Self {
        let low = (lowest.max(1e-4).log10() * 3.0).floor() / 3.0;
        let high = ((highest.max(1e-4).log10() * 3.0).ceil() / 3.0).max(low + 1.0 / 3.0);
        // The last sample stands at one part in `count`: no line is drawn beyond what was seen.
        Self { low, high, nines: number::float(count).log10().max(1.0) }
    }

    fn x(&self, nines: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * (nines / self.nines).min(1.0)
    }

    fn y(&self, ms: f64) -> f64 {
        let share = (ms.max(1e-4).log10() - self.low) / (self.high - self.low);
        BOTTOM - (BOTTOM - TOP) * share
    }

    fn curve(&self, samples: &Samples) -> (String, (f64, f64)) {
        let mut points = Vec::new();
        let mut end = (LEFT, BOTTOM);
        for step in 0..=STEPS {
            let nines = self.nines * f64::from(step) / f64::from(STEPS);
            let percent = 100.0 * (1.0 - 10f64.powf(-nines));
            if let Some(ms) = samples.at_rank(percent) {
                end = (self.x(nines), self.y(ms));
                points.push(format!("{:.1},{:.1}", end.0, end.1));
            }
        }
        (points.join(" "), end)
    }

    fn x_ticks(&self) -> Vec<Tick> {
        let known = [
            (0.0, "0 %"),
            (LOG10_2, "50 %"),
            (1.0, "90 %"),
            (2.0, "99 %"),
            (3.0, "99.9 %"),
            (4.0, "99.99 %"),
        ];
        let shown = known.into_iter().filter(|(nines, _)| *nines <= self.nines + 1e-9);
        shown
            .map(|(nines, label)| Tick {
                at: self.x(nines),
                label: Text::new(label.replace('.', ","), label),
            })
            .collect()
    }

    fn y_ticks(&self) -> Vec<Tick> {
        let mut ticks = Vec::new();
        for power in -4..=6 {
            for digit in [1.0, 2.0, 5.0] {
                let ms = digit * 10f64.powi(power);
                let place = ms.log10();
                if place >= self.low - 1e-9 && place <= self.high + 1e-9 {
                    ticks.push(Tick { at: self.y(ms), label: number::round_millis(ms) });
                }
            }
        }
        ticks
    }
}
