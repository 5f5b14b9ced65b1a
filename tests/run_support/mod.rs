//! A run of the real executable in a home of its own, where everything it leaves behind is seen.
#![allow(dead_code, clippy::allow_attributes, reason = "each test binary uses its own part")]
#![expect(clippy::unwrap_used, unreachable_pub, reason = "these are tests")]

use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder for one test: temporary files of the run lie in `tmp`, its run folder is `out`.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("tmp")).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The executable, with its temporary files in this home.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passavant"));
        command.args(args).current_dir(self.folder.path()).env("TMPDIR", self.path("tmp"));
        command.env("LC_ALL", "C");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ended {
        Ended::of(&self.command(args).output().unwrap())
    }

    pub fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// No process of the run is left, and no temporary file.
    pub fn assert_clean(&self) {
        eventually("every part has ended", || self.processes().is_empty());
        let left: Vec<_> = std::fs::read_dir(self.path("tmp")).unwrap().collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }

    /// Command lines of processes that name this home.
    pub fn processes(&self) -> Vec<String> {
        let home = self.folder.path().display().to_string();
        let entries = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        let lines = entries.filter_map(|entry| {
            let line = std::fs::read(entry.path().join("cmdline")).ok()?;
            Some(String::from_utf8_lossy(&line).replace('\0', " "))
        });
        // The harness itself names the home by --out; parts name it by their folders below tmp.
        lines.filter(|line| line.contains(&format!("{home}/tmp/"))).collect()
    }

    pub fn result(&self) -> Value {
        let text = std::fs::read_to_string(self.path("out/result.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Verdict of every (id, subject).
    pub fn verdicts(&self) -> Vec<(String, String)> {
        let result = self.result();
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        let one = |scenario: &Value| {
            let key = format!("{}/{}", text(scenario, "id"), text(scenario, "subject"));
            (key, text(scenario, "verdict"))
        };
        let mut verdicts: Vec<_> =
            result["scenarios"].as_array().unwrap().iter().map(one).collect();
        verdicts.sort();
        verdicts
    }
}

/// Whether only a stack of containers can play it: it has tunnels, and two brokers with one store.
pub fn needs_containers(scenario: &str) -> bool {
    scenario.starts_with("VPN") || scenario.starts_with("LF27/")
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Looks often, waits long.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < deadline, "not within 60 s: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Reads a child's standard error until a text has come, and gives what was read.
pub fn read_until(child: &mut Child, text: &str) -> String {
    let mut read = String::new();
    let stderr = child.stderr.as_mut().unwrap();
    let mut byte = [0];
    while !read.contains(text) {
        assert_eq!(stderr.read(&mut byte).unwrap(), 1, "ended without {text}: {read}");
        read.push(char::from(byte[0]));
    }
    read
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    found
}
