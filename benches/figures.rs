//! The figures that users feel, each as a ratio to its limit where it has one: first journey, whole run, self-test,
//! and the memory of the harness itself. `PASSAVANT_CONTAINERS=1` measures the containers stack too.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The harness itself stays below this, in KiB.
const MEMORY_LIMIT_KIB: u64 = 150 * 1024;

struct Figure {
    name: &'static str,
    arguments: &'static [&'static str],
    /// None where nothing was promised: the figure is printed all the same.
    limit: Option<Duration>,
}

const EMBEDDED: &[Figure] = &[
    Figure {
        name: "cell ready and first journey played",
        arguments: &["run", "--scenario", "HP01", "--jobs", "1"],
        limit: Some(Duration::from_secs(1)),
    },
    Figure { name: "all scenarios", arguments: &["run"], limit: Some(Duration::from_secs(20)) },
    Figure { name: "self-test", arguments: &["self-test"], limit: None },
];

const CONTAINERS: &[Figure] = &[
    Figure {
        name: "containers: cell ready and first journey played",
        arguments: &["run", "--stack", "containers", "--scenario", "HP01", "--jobs", "1"],
        limit: Some(Duration::from_secs(5)),
    },
    Figure {
        name: "containers: all scenarios",
        arguments: &["run", "--stack", "containers"],
        limit: Some(Duration::from_mins(5)),
    },
];

fn main() {
    let containers = std::env::var("PASSAVANT_CONTAINERS").is_ok_and(|value| value == "1");
    println!("{:<52} {:>9} {:>9} {:>7} {:>9}", "figure", "took s", "limit s", "ratio", "peak MiB");
    for figure in EMBEDDED {
        measure(figure);
    }
    if containers {
        for figure in CONTAINERS {
            measure(figure);
        }
    } else {
        println!("containers: not measured (set PASSAVANT_CONTAINERS=1)");
    }
}

/// Plays a figure three times and prints the median time and the greatest memory.
fn measure(figure: &Figure) {
    let mut took = Vec::new();
    let mut peak = 0;
    for _ in 0..3 {
        let out = tempfile::tempdir().expect("a temporary folder can be made");
        let started = Instant::now();
        let mut child = start(figure, &out.path().join("run"));
        let (ok, kib) = watch(&mut child);
        assert!(ok, "{} failed; its figure means nothing", figure.name);
        took.push(started.elapsed());
        peak = peak.max(kib);
    }
    took.sort();
    let median = took[1].as_secs_f64();
    let mib = peak / 1024;
    let limit = figure.limit.map(|limit| limit.as_secs_f64());
    let ratio = limit.map(|limit| median / limit);
    let over = ratio.is_some_and(|ratio| ratio > 1.0) || peak >= MEMORY_LIMIT_KIB;
    let words = if over { "  OVER THE LIMIT" } else { "" };
    let shown = |value: Option<f64>| value.map_or("none".to_owned(), |value| format!("{value:.2}"));
    let (limit, ratio) = (shown(limit), shown(ratio));
    println!("{:<52} {median:>9.2} {limit:>9} {ratio:>7} {mib:>9}{words}", figure.name);
}

fn start(figure: &Figure, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(figure.arguments)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the executable starts")
}

/// Waits for the child and returns whether it succeeded, with the highest resident size seen in KiB.
fn watch(child: &mut Child) -> (bool, u64) {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        peak = peak.max(high_water(&status));
        if let Some(ended) = child.try_wait().expect("the child can be waited for") {
            return (ended.success(), peak);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn high_water(status: &str) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0)
}
