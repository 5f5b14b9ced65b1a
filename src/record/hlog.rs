//! `latency.hlog`: the legs as an HDR histogram log, which every HDR reader understands.
//!
//! One line per second, leg and clock: `Tag=TDA_out` counts from the intended start,
//! `Tag=TDA_out:actual` from the actual one. Values are microseconds with three digits, from 1 µs to
//! 10 min; a longer time is refused and counted in a comment, never clipped.

use crate::record::latency::Timing;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, Tag};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

/// Longest time that is kept, in microseconds: 10 min.
pub const LONGEST_US: u64 = 600_000_000;

/// Microseconds per millisecond: the log's `Max` column is in milliseconds.
const US_PER_MS: f64 = 1000.0;

/// The log could not be written.
#[derive(Debug, thiserror::Error)]
#[error("write the latency log: {0}")]
pub struct HlogError(String);

/// An empty histogram with the bounds of every latency of ours: 1 µs to 10 min, three digits.
///
/// The bounds are explicit because a histogram without them clips at what it has seen so far.
pub fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LONGEST_US, 3).expect("the bounds are right")
}

/// Adds a time, in microseconds rounded up: nothing takes no time. False when it is longer than 10
/// min and was refused; the histogram itself would take a little more.
pub fn add(histogram: &mut Histogram<u64>, ns: u64) -> bool {
    let micros = ns.div_ceil(1000).max(1);
    micros <= LONGEST_US && histogram.record(micros).is_ok()
}

/// The log's text, warm-up left out. `started` is the wall clock at which the run began.
pub fn text(started: Timestamp, timings: &[Timing]) -> Result<String, HlogError> {
    let mut seconds: BTreeMap<(u64, String), Histogram<u64>> = BTreeMap::new();
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    for timing in timings.iter().filter(|timing| !timing.warmup) {
        let second = timing.end_ns / 1_000_000_000;
        let leg = timing.leg.replace(|c: char| c == ',' || c.is_whitespace(), "_");
        for (tag, ns) in [(leg.clone(), timing.intended_ns), (leg + ":actual", timing.actual_ns)] {
            let line = seconds.entry((second, tag.clone())).or_insert_with(histogram);
            if !add(line, ns) {
                *refused.entry(tag).or_default() += 1;
            }
        }
    }
    written(started, &seconds, &refused).map_err(HlogError)
}

fn written(
    started: Timestamp,
    seconds: &BTreeMap<(u64, String), Histogram<u64>>,
    refused: &BTreeMap<String, u64>,
) -> Result<String, String> {
    let began = UNIX_EPOCH + started.duration_since(Timestamp::UNIX_EPOCH).unsigned_abs();
    let mut out = Vec::new();
    let mut serializer = V2DeflateSerializer::new();
    let mut builder = IntervalLogWriterBuilder::new();
    builder.add_comment("[values are microseconds, the Max column is milliseconds]");
    for (tag, count) in refused {
        builder.add_comment(&format!("[{tag}: {count} times longer than 10 min are not in here]"));
    }
    builder.with_start_time(began).with_base_time(began).with_max_value_divisor(US_PER_MS);
    let mut log =
        builder.begin_log_with(&mut out, &mut serializer).map_err(|error| error.to_string())?;
    for ((second, tag), histogram) in seconds {
        let tag = Tag::new(tag).ok_or_else(|| format!("'{tag}' cannot be a tag"))?;
        let start = Duration::from_secs(*second);
        log.write_histogram(histogram, start, Duration::from_secs(1), Some(tag))
            .map_err(|error| format!("{error:?}"))?;
    }
    String::from_utf8(out).map_err(|error| error.to_string())
}
