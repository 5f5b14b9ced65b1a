//! The latency log is read back identically by somebody else's reader.
#![expect(clippy::print_stderr, reason = "a test that shows nothing here must say so")]

use hdrhistogram::Histogram;
use passavant::record::hlog::{self, add, histogram};
use passavant::record::latency::Timing;
use std::collections::BTreeMap;
use std::process::Command;

/// Python that has the `hdrhistogram` package, when it is not the first `python3`.
const PYTHON: &str = "PASSAVANT_PYTHON";

fn timing(leg: &str, second: u64, intended_us: u64, actual_us: u64) -> Timing {
    Timing {
        leg: leg.to_owned(),
        mrn: String::new(),
        cell: String::new(),
        scenario: String::new(),
        intended_ns: intended_us * 1000,
        actual_ns: actual_us * 1000,
        end_ns: second * 1_000_000_000,
        warmup: false,
    }
}

/// Some thousand times over 20 s, with a tail of minutes, and a few that cannot be kept.
fn some_timings() -> Vec<Timing> {
    let mut timings = Vec::new();
    for number in 0..5000_u64 {
        let spread = number * number * 7919 % 90_000;
        let tail = if number % 500 == 0 { number * 100_000 } else { 0 };
        timings.push(timing("TDA out", number / 250, 150 + spread + tail, 150 + spread));
        timings.push(timing("journey", number / 250, 40_000 + spread, 30_000 + spread / 2));
    }
    timings.push(timing("journey", 3, 600_000_001, 50));
    timings.push(Timing { warmup: true, ..timing("journey", 3, 1, 1) });
    timings
}

fn ours(timings: &[Timing]) -> (BTreeMap<String, Histogram<u64>>, u64) {
    let mut found = BTreeMap::new();
    let mut refused = 0;
    for timing in timings.iter().filter(|timing| !timing.warmup) {
        let tag = timing.leg.replace(' ', "_");
        for (tag, ns) in [(tag.clone(), timing.intended_ns), (tag + ":actual", timing.actual_ns)] {
            let one = found.entry(tag).or_insert_with(histogram);
            refused += u64::from(!add(one, ns));
        }
    }
    (found, refused)
}

#[test]
fn python_reads_the_same_figures() {
    let timings = some_timings();
    let started = "2026-01-01T00:00:00Z".parse().unwrap();
    let text = hlog::text(started, &timings).unwrap();
    let (ours, refused) = ours(&timings);
    assert_eq!(refused, 1);
    assert!(text.contains("[journey: 1 times longer than 10 min are not in here]"), "{text}");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("latency.hlog");
    std::fs::write(&file, &text).unwrap();
    let Some(python) = python() else { return };
    let read = Command::new(python).arg("tests/hdr_log.py").arg(&file).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let theirs: BTreeMap<String, BTreeMap<String, u64>> =
        serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(theirs.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>());
    for (tag, found) in &ours {
        let expected = [
            ("count", found.len()),
            ("max", found.max()),
            ("p50", found.value_at_quantile(0.50)),
            ("p99", found.value_at_quantile(0.99)),
        ];
        let expected: BTreeMap<String, u64> =
            expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(theirs[tag], expected, "{tag}");
    }
}

/// The Python to use; none means that this test shows nothing here, which CI does not accept.
fn python() -> Option<String> {
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".to_owned());
    let tried = Command::new(&python).args(["-c", "import hdrh"]).output();
    if tried.is_ok_and(|tried| tried.status.success()) {
        return Some(python);
    }
    let remedy = format!(
        "{python} has no hdrhistogram; pip install hdrhistogram, or name a Python in {PYTHON}"
    );
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{remedy}");
    eprintln!("not compared with another reader: {remedy}");
    None
}
