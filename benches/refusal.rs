//! How fast, and with how much memory, what is too much is refused at the first place that sees it.
//!
//! A message of 50 MB at the frame reader of broker, link and node; a billion laughs, 200,000 levels and
//! 10,000 items at the reader of documents; and a message of 6 MiB there, too.
//! `cargo bench --bench refusal`
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground cannot be laid")]

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use passavant::message::{read, sample, write};
use passavant::profile::Code;
use passavant::wire::{Codec, DEFAULT_FRAME_LIMIT};
use tokio_util::codec::Decoder;

/// Each is refused within so much time.
const TIME: Duration = Duration::from_millis(100);
/// And so much memory beside what has come, in KiB.
const MEMORY: u64 = 50 * 1024;

/// What comes, and who sees it first.
/// Its name, its bytes, and the reader that is to refuse them.
type Case = (&'static str, fn() -> Vec<u8>, fn(&[u8]));

const CASES: [Case; 5] = [
    ("a billion laughs, by the reader of documents", laughs, refuse_document),
    ("200,000 levels, by the reader of documents", deep, refuse_document),
    ("10,000 items, by the reader of documents", items, refuse_document),
    ("6 MiB, by the reader of documents", six_mebibytes, refuse_document),
    ("50 MB in pieces, by the reader of frames", fifty_megabytes, refuse_frame),
];

fn main() {
    let case = std::env::args().nth(1).and_then(|text| text.parse::<usize>().ok());
    match case.and_then(|case| CASES.get(case)) {
        Some((_, make, refuse)) => one(&make(), *refuse),
        None => all(),
    }
}

/// Each in a process of its own, so that no other has raised its peak of memory.
fn all() {
    println!("{:<46} {:>9} {:>10}", "refused", "ms", "KiB more");
    let mut over = 0;
    for (case, (name, ..)) in CASES.iter().enumerate() {
        let here = std::env::current_exe().unwrap();
        let said = Command::new(here).arg(case.to_string()).output().unwrap();
        assert!(said.status.success(), "{name}: {}", String::from_utf8_lossy(&said.stderr));
        let said = String::from_utf8(said.stdout).unwrap();
        let (micros, more) = said.trim().split_once(' ').unwrap();
        let took = Duration::from_micros(micros.parse().unwrap());
        let more: u64 = more.parse().unwrap();
        let bad = took > TIME || more > MEMORY;
        let remark = if bad { "  OVER THE LIMIT" } else { "" };
        println!("{name:<46} {:>9.2} {more:>10}{remark}", took.as_secs_f64() * 1e3);
        over += usize::from(bad);
    }
    println!("limits: {} ms, {MEMORY} KiB", TIME.as_millis());
    assert_eq!(over, 0, "{over} are over the limits");
}

/// Microseconds, and KiB above what was resident before.
fn one(bytes: &[u8], refuse: fn(&[u8])) {
    // Schemas and expressions are compiled once, before anything comes.
    assert!(read(&write(&sample(Code::Tda, 1))).is_ok());
    // The peak begins anew at what is resident now (proc(5)).
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status("VmRSS:");
    let started = Instant::now();
    refuse(black_box(bytes));
    let took = started.elapsed();
    println!("{} {}", took.as_micros(), status("VmHWM:").saturating_sub(before));
}

fn status(field: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

fn refuse_document(bytes: &[u8]) {
    assert!(read(bytes).is_err());
}

/// As broker, link and node read it: piece by piece from a socket.
fn refuse_frame(frame: &[u8]) {
    let mut codec = Codec::new(DEFAULT_FRAME_LIMIT);
    let mut buffer = BytesMut::new();
    let refused = frame.chunks(64 * 1024).any(|piece| {
        buffer.extend_from_slice(piece);
        codec.decode(&mut buffer).is_err()
    });
    assert!(refused);
}

fn text() -> String {
    String::from_utf8(write(&sample(Code::Tda, 1))).unwrap()
}

fn laughs() -> Vec<u8> {
    let mut entities = String::from(r#"<!ENTITY e0 "ha">"#);
    for level in 1..=9 {
        let before = format!("&e{};", level - 1).repeat(10);
        entities = format!(r#"{entities}<!ENTITY e{level} "{before}">"#);
    }
    text().replacen("<TDA", &format!("<!DOCTYPE TDA [{entities}]><TDA"), 1).into_bytes()
}

fn deep() -> Vec<u8> {
    let nest = format!("<Carrier>{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    text().replacen("<Carrier>", &nest, 1).into_bytes()
}

fn items() -> Vec<u8> {
    let item = r#"<item no="1" hs="120792" mass="1" pkg="NE" count="1">Noix</item>"#;
    text().replacen("</Goods>", &format!("{}</Goods>", item.repeat(10_000)), 1).into_bytes()
}

fn six_mebibytes() -> Vec<u8> {
    padded(6 * 1024 * 1024)
}

fn padded(size: usize) -> Vec<u8> {
    let mut bytes = text().into_bytes();
    bytes.resize(size, b' ');
    bytes
}

fn fifty_megabytes() -> Vec<u8> {
    let mut frame = b"SEND\ndestination:/queue/TRANSIT.BF.FROM.TG.CORE\n\n".to_vec();
    frame.extend(padded(50 * 1024 * 1024));
    frame.push(0);
    frame
}
