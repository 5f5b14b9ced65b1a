//! The outcome of a run, from what was found alone.

use crate::conformance::catalogue;
use crate::conformance::outcome::Outcome;
use crate::conformance::run::{Played, Run};
use crate::conformance::verdict::Verdict;

/// The outcome, and in one sentence why it is not conformant.
///
/// An interruption comes first, then nothing run, then a violation, an invalid load run, a failure
/// of the harness, what could not be decided, and last a latency gate.
pub(crate) fn run(run: &Run<'_>, played: &[Played<'_>]) -> (Outcome, Option<String>) {
    if let Some(signal) = run.interrupted {
        return (Outcome::Interrupted, Some(format!("interrupted by {signal}")));
    }
    if played.is_empty() && run.started.is_some_and(|started| started.purpose != "load") {
        let why = "the selection matched no scenario".to_owned();
        return (Outcome::NothingRun, Some(why));
    }
    let worst = |wanted| played.iter().find(|played| played.weighed.verdict == wanted);
    if let Some(played) = worst(Verdict::Fail) {
        return (Outcome::Nonconformant, Some(because(played)));
    }
    if let Some(violation) = run.load.and_then(|load| load.violations.first()) {
        return (Outcome::Nonconformant, Some(violation.clone()));
    }
    if let Some(rules) = run.load.map(|load| &load.invalid).filter(|rules| !rules.is_empty()) {
        return (Outcome::LoadInvalid, Some(rules.join("; ")));
    }
    if let Some(why) = harness_error(run, played) {
        return (Outcome::HarnessError, Some(why));
    }
    if let Some(why) = undecided(run, played) {
        return (Outcome::Inconclusive, Some(why));
    }
    match run.load.and_then(|load| load.gates.iter().find(|gate| !gate.met)) {
        None => (Outcome::Conformant, None),
        Some(gate) => {
            let (gate, limit, seen) = (&gate.gate, gate.limit_ms, gate.observed_ms);
            let why = format!("{gate} is {seen:.1} ms, its limit {limit:.1} ms");
            (Outcome::LatencyFailed, Some(why))
        }
    }
}

fn harness_error(run: &Run<'_>, played: &[Played<'_>]) -> Option<String> {
    if let Some(played) = played.iter().find(|played| played.weighed.verdict == Verdict::Error) {
        return Some(because(played));
    }
    if let Some(why) = run.ground.iter().find_map(|event| ground_word(event)) {
        return Some(why);
    }
    (!run.complete).then(|| "the record was cut short".to_owned())
}

/// A failure of the ground outside every scenario, in words.
pub(crate) fn ground_word(event: &crate::record::event::Event) -> Option<String> {
    use crate::record::event::What;
    match &event.what {
        What::GroundFailure { detail, .. } => Some(detail.clone()),
        What::StreamPoisoned { detail } => Some(format!("the witness stopped: {detail}")),
        What::Part { part, change, scheduled: false, .. } if change == "died" => {
            Some(format!("{part} died unasked"))
        }
        _ => None,
    }
}

fn undecided(run: &Run<'_>, played: &[Played<'_>]) -> Option<String> {
    let open = |played: &&Played<'_>| {
        matches!(played.weighed.verdict, Verdict::Inconclusive | Verdict::NotRun)
    };
    if let Some(played) = played.iter().find(open) {
        return Some(because(played));
    }
    let passed = played.iter().any(|played| played.weighed.verdict == Verdict::Pass);
    if !passed && run.load.is_none() {
        return Some("no scenario could apply".to_owned());
    }
    if run.sut_facts().is_some_and(|node| node.roles.is_empty()) {
        return Some("the node under test declares no role".to_owned());
    }
    if let Some(load) = run.load
        && (!load.failed.is_empty() || load.completed < load.started)
    {
        let lost = load.started.saturating_sub(load.completed);
        return Some(format!("{lost} of {} journeys did not reach their end", load.started));
    }
    let flaws = run.started.map(|started| &started.flaws)?;
    let real = flaws.iter().find(|(_, name)| !catalogue::is_variant(name));
    real.map(|(country, flaw)| format!("the flaw {flaw} was seeded in {country} and not caught"))
}

fn because(played: &Played<'_>) -> String {
    let why = played.weighed.reason.as_deref().unwrap_or("no reason known");
    format!("{}: {why}", played.key())
}
