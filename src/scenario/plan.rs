//! A load plan: how many journeys start when, what is promised, and what the generator must keep.

use super::ScenarioError;
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer};
use std::time::Duration;

/// A load plan that has been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Seed of arrivals, mix and identifiers, when the plan fixes one.
    pub seed: Option<u64>,
    /// Name of the fault schedule that disturbs it, a file in `scenarios/faults/`.
    pub faults: Option<String>,
    /// Journeys of the corridor with their weights.
    pub mix: Vec<Share>,
    /// Phases, one after the other.
    pub phases: Vec<Phase>,
    /// How arrivals are spread.
    pub arrival: Arrivals,
    /// Longest time for one leg of a journey.
    pub leg_timeout: Duration,
    /// Longest time for the corridor to become quiet at the end.
    pub drain_timeout: Duration,
    /// Latency gates.
    pub gates: Vec<Gate>,
    /// What the generator must keep.
    pub validity: Validity,
}

/// A journey's part of the traffic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Name in the corridor file.
    pub journey: String,
    /// Relative weight, above 0.
    pub weight: u32,
}

/// A stretch of time with its rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Its name.
    pub name: String,
    /// Journeys per second at its beginning and its end.
    pub rate: (f64, f64),
    /// How long it lasts.
    pub length: Duration,
    /// False for a warm-up, whose journeys are played but not measured.
    pub measure: bool,
}

/// How arrivals are spread.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrivals {
    /// Evenly, or at random.
    pub model: Model,
    /// Journeys that may be under way at once; a further one is shed, not delayed.
    pub max_in_flight: usize,
}

/// Spread of arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Each as far from the next as the rate says.
    Constant,
    /// Independent of each other, drawn from the seed.
    Poisson,
}

/// One latency gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Leg, e.g. `journey`.
    pub leg: String,
    /// Percentile, e.g. 90.
    pub percent: f64,
    /// Limit.
    pub max: Duration,
}

impl Gate {
    /// As reports name it: `journey p90`.
    pub fn name(&self) -> String {
        format!("{} p{}", self.leg, self.percent)
    }
}

/// What the generator must keep, or its figures mean nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Validity {
    /// 99th percentile of how late journeys start.
    pub sched_delay_p99: Duration,
    /// Achieved start rate as a part of the planned one, 0 to 1.
    pub achieved_rate: f64,
    /// Journeys that may be shed.
    pub shed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    name: String,
    seed: Option<u64>,
    faults: Option<String>,
    mix: Vec<Share>,
    phase: Vec<FilePhase>,
    arrival: Arrivals,
    journey: Timeout,
    drain: Timeout,
    #[serde(default)]
    slo: Vec<FileGate>,
    validity: FileValidity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePhase {
    name: String,
    rate: Rate,
    #[serde(rename = "for", deserialize_with = "length")]
    length: Duration,
    #[serde(default = "yes")]
    measure: bool,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a rate is a number, or a ramp [from, to]")]
enum Rate {
    Steady(f64),
    Ramp(f64, f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Timeout {
    #[serde(deserialize_with = "length")]
    timeout: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGate {
    leg: String,
    stat: String,
    #[serde(deserialize_with = "length")]
    max: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileValidity {
    #[serde(deserialize_with = "length")]
    sched_delay_p99: Duration,
    achieved_rate: f64,
    shed: u64,
}

fn yes() -> bool {
    true
}

/// A length of time as people write it: `500ms`, `20s`, `2m`.
pub(super) fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = || serde::de::Error::custom(format!("`{text}` is no length; write it like `20s`"));
    let length: SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(length).ok().filter(|length| !length.is_zero()).ok_or_else(wrong)
}

impl Plan {
    /// Reads and checks a plan; `place` is how messages name the file.
    pub fn read(place: &str, text: &str) -> Result<Self, ScenarioError> {
        let file: File =
            toml::from_str(text).map_err(|error| ScenarioError::toml(place, text, &error))?;
        let wrong = |(what, remedy): (String, &str)| ScenarioError::new(place, what, remedy);
        if file.schema != 1 {
            let what = format!("schema {} is not known here", file.schema);
            return Err(wrong((what, "write schema = 1, or use the version that knows it")));
        }
        let gates = file.slo.iter().map(gate).collect::<Result<_, _>>().map_err(wrong)?;
        let plan = Self {
            name: file.name,
            seed: file.seed,
            faults: file.faults,
            mix: file.mix,
            phases: file.phase.into_iter().map(phase).collect(),
            arrival: file.arrival,
            leg_timeout: file.journey.timeout,
            drain_timeout: file.drain.timeout,
            gates,
            validity: Validity {
                sched_delay_p99: file.validity.sched_delay_p99,
                achieved_rate: file.validity.achieved_rate,
                shed: file.validity.shed,
            },
        };
        plan.check().map_err(wrong)?;
        Ok(plan)
    }

    /// When a phase begins, from the beginning of the plan.
    pub fn begin_of(&self, phase: &str) -> Option<Duration> {
        let at = self.phases.iter().position(|known| known.name == phase)?;
        Some(self.phases[..at].iter().map(|before| before.length).sum())
    }

    fn check(&self) -> Result<(), (String, &'static str)> {
        if self.mix.is_empty() || self.mix.iter().any(|share| share.weight == 0) {
            return Err(("mix needs journeys with weights above 0".into(), "see smoke.toml"));
        }
        for Phase { name, rate: (from, to), .. } in &self.phases {
            let allowed = |rate: f64| (0.0..=100_000.0).contains(&rate);
            if !allowed(*from) || !allowed(*to) {
                let what = format!("phase {name}: rate {from} to {to} journeys per second");
                return Err((what, "write a rate from 0 to 100000"));
            }
        }
        if !self.phases.iter().any(|phase| phase.measure && phase.rate.0 + phase.rate.1 > 0.0) {
            return Err(("no phase is measured".into(), "leave measure away in one [[phase]]"));
        }
        if self.arrival.max_in_flight == 0 {
            return Err(("max_in_flight is 0, so nothing could start".into(), "write 1 or more"));
        }
        if !(0.0..=1.0).contains(&self.validity.achieved_rate) {
            let what = format!("achieved_rate {} is no part", self.validity.achieved_rate);
            return Err((what, "write a number from 0 to 1"));
        }
        Ok(())
    }
}

fn phase(file: FilePhase) -> Phase {
    let rate = match file.rate {
        Rate::Steady(rate) => (rate, rate),
        Rate::Ramp(from, to) => (from, to),
    };
    Phase { name: file.name, rate, length: file.length, measure: file.measure }
}

fn gate(file: &FileGate) -> Result<Gate, (String, &'static str)> {
    let percent = file.stat.strip_prefix('p').and_then(|text| text.parse::<f64>().ok());
    let percent = percent.filter(|percent| *percent > 0.0 && *percent < 100.0);
    let percent = percent.ok_or_else(|| {
        let what = format!("slo of {}: stat `{}` is no percentile", file.leg, file.stat);
        (what, "write it like p90 or p99.9")
    })?;
    Ok(Gate { leg: file.leg.clone(), percent, max: file.max })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMOKE: &str = include_str!("../../scenarios/load/smoke.toml");

    #[test]
    fn the_smoke_plan_is_read() {
        let plan = Plan::read("smoke.toml", SMOKE).unwrap();
        assert_eq!((plan.name.as_str(), plan.phases.len()), ("smoke", 3));
        assert_eq!(plan.phases[1].rate, (3.0, 10.0));
        assert_eq!(plan.begin_of("steady"), Some(Duration::from_secs(5)));
        assert_eq!((plan.begin_of("soak"), plan.faults.as_ref()), (None, None));
        assert!(!plan.phases[0].measure && plan.phases[1].measure);
        assert_eq!(plan.gates[0].name(), "journey p90");
        assert_eq!(plan.validity.sched_delay_p99, Duration::from_millis(50));
    }

    #[test]
    fn what_is_wrong_is_named_with_place_and_remedy() {
        let cases = [
            ("schema = 1", "schema = 2", "schema 2"),
            ("rate = 10\n", "rats = 10\n", "unknown field `rats`"),
            ("rate = [3, 10]", "rate = [3, 10, 30]", "a ramp [from, to]"),
            ("rate = 3\n", "rate = -3\n", "rate -3"),
            ("for = \"10s\"", "for = \"10\"", "`10` is no length"),
            ("stat = \"p90\"", "stat = \"average\"", "no percentile"),
            ("weight = 1", "weight = 0", "weights above 0"),
            ("model = \"poisson\"", "model = \"bursts\"", "unknown variant `bursts`"),
            ("max_in_flight = 500", "max_in_flight = 0", "nothing could start"),
            ("achieved_rate = 0.95", "achieved_rate = 95", "no part"),
        ];
        for (from, to, expected) in cases {
            assert!(SMOKE.contains(from), "{from}");
            let error = Plan::read("x.toml", &SMOKE.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(expected), "{expected}: {error}");
            assert!(error.place.starts_with("x.toml"), "{error}");
        }
    }
}
