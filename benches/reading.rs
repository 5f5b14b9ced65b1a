//! Reading and validating a TDA against libxml2, the same file and the same schema on both sides.
//!
//! libxml2's time is that of `xmllint --repeat`, a hundred times in one process, less what one time
//! costs (start, schema). Ours reads the whole message into values, which libxml2 does not.
//! `cargo bench --bench reading -- [ROUNDS]`
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground cannot be laid")]

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use passavant::message::{Body, Message, read, sample, write};
use passavant::profile::Code;

/// Ours may take so many times libxml2's time.
const LIMIT: f64 = 2.0;
/// `xmllint --repeat` reads a file so often.
const REPEAT: u32 = 100;
/// Reading a message of the most items may take so much memory beside the message itself, in KiB.
const MEMORY_LIMIT_KIB: u64 = 64 * 1024;

fn main() {
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(7);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/profile/xsd/tda.xsd");
    let folder = tempfile::tempdir().unwrap();
    // First, while nothing else has raised the peak.
    memory();
    println!("{:<24} {:>10} {:>9} {:>11} {:>7}", "TDA", "bytes", "ours ms", "libxml2 ms", "ratio");
    for (name, items) in [("of 8 KB", items_of(8 * 1024)), ("of 9,999 items", 9_999)] {
        let bytes = write(&advice(items));
        let file = folder.path().join("tda.xml");
        std::fs::write(&file, &bytes).unwrap();
        let mut ratios = Vec::new();
        for _ in 0..rounds {
            ratios.push((ours(&bytes), libxml2(&schema, &file)));
        }
        ratios.sort_by(|one, other| quotient(*one).total_cmp(&quotient(*other)));
        let (ours, theirs) = ratios[ratios.len() / 2];
        let ratio = quotient((ours, theirs));
        let over = if ratio > LIMIT { "  OVER THE LIMIT" } else { "" };
        let (ours, theirs) = (ours.as_secs_f64() * 1e3, theirs.as_secs_f64() * 1e3);
        println!("{name:<24} {:>10} {ours:>9.3} {theirs:>11.3} {ratio:>7.2}{over}", bytes.len());
    }
    println!("limit of the ratio {LIMIT}; median of {rounds} rounds");
}

fn quotient((ours, theirs): (Duration, Duration)) -> f64 {
    ours.as_secs_f64() / theirs.as_secs_f64()
}

/// A valid TDA of so many items.
fn advice(items: usize) -> Message {
    let mut message = sample(Code::Tda, 3);
    let Body::Tda(advice) = &mut message.body else { panic!("a TDA") };
    let first = advice.goods.items[0].clone();
    advice.documents.retain(|document| document.item.is_none());
    advice.goods.items = (1..=items)
        .map(|no| passavant::message::advice::Item {
            no: u16::try_from(no).unwrap(),
            consignee: None,
            ..first.clone()
        })
        .collect();
    message
}

/// The fewest items with which a TDA has so many bytes.
fn items_of(bytes: usize) -> usize {
    (1..1_000).find(|items| write(&advice(*items)).len() >= bytes).unwrap()
}

fn ours(bytes: &[u8]) -> Duration {
    let started = Instant::now();
    for _ in 0..REPEAT {
        assert!(black_box(read(black_box(bytes))).is_ok());
    }
    started.elapsed() / REPEAT
}

fn libxml2(schema: &Path, file: &Path) -> Duration {
    let many = xmllint(schema, file, &["--repeat"]);
    let once = xmllint(schema, file, &[]);
    many.saturating_sub(once) / (REPEAT - 1)
}

fn xmllint(schema: &Path, file: &Path, more: &[&str]) -> Duration {
    let started = Instant::now();
    let ended = Command::new("xmllint")
        .args(["--noout", "--schema"])
        .arg(schema)
        .args(more)
        .arg(file)
        .stderr(Stdio::null())
        .status()
        .expect("xmllint is installed (libxml2-utils)");
    assert!(ended.success(), "xmllint finds the file invalid");
    started.elapsed()
}

/// How much reading the message of the most items adds to the greatest resident size so far.
fn memory() {
    let bytes = write(&advice(9_999));
    let before = high_water();
    let read = read(&bytes).unwrap();
    let added = high_water() - before;
    black_box(read);
    let over = if added > MEMORY_LIMIT_KIB { "  OVER THE LIMIT" } else { "" };
    println!(
        "9,999 items ({} KiB) read: {} KiB above the peak so far, limit {MEMORY_LIMIT_KIB}{over}",
        bytes.len() / 1024,
        added
    );
}

fn high_water() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0)
}
