//! One part as a child process: ready line, log, SIGKILL, and the news of its death.

use crate::stack::parts::PartError;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{ChildStdin, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a part may take to say that it is ready.
const READY_WITHIN: Duration = Duration::from_secs(10);

/// How long the kernel may take to tell us of a death.
const DEAD_WITHIN: Duration = Duration::from_secs(5);

/// Bytes of the log that an error quotes.
const QUOTED: usize = 600;

/// What to start.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// How people call the part, e.g. `node TG`.
    pub(super) part: String,
    /// The executable.
    pub(super) exe: PathBuf,
    /// Its arguments.
    pub(super) args: Vec<String>,
    /// Where its standard error goes; kept over restarts.
    pub(super) log: PathBuf,
}

/// A running child. Dropping it closes its standard input, at which it ends by itself, and kills it.
pub(super) struct Running {
    part: String,
    pid: Pid,
    ended: watch::Receiver<Option<String>>,
    /// The child lives as long as this is open, even if we are killed.
    _stdin: Option<ChildStdin>,
}

impl Running {
    /// Starts the part and waits for its ready line, which it gives.
    pub(super) async fn start(order: &Order) -> Result<(Self, serde_json::Value), PartError> {
        let failed = |detail: String| PartError::Failed {
            part: order.part.clone(),
            what: "did not start",
            detail,
        };
        let log = open_log(&order.log).map_err(|error| failed(error.to_string()))?;
        let mut child = Command::new(&order.exe)
            .args(&order.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            // Ctrl-C at the terminal is ours: we take the parts down in order.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(format!("{}: {error}", order.exe.display())))?;
        let pid = child.id().and_then(|id| i32::try_from(id).ok()).map(Pid::from_raw);
        let pid = pid.ok_or_else(|| failed("it ended at once".to_owned()))?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or_else(|| failed("no standard output".to_owned()))?;
        let (tell, ended) = watch::channel(None);
        tokio::spawn(async move {
            let end =
                child.wait().await.map_or_else(|e| e.to_string(), |status| status.to_string());
            tell.send_replace(Some(end));
        });
        let running = Self { part: order.part.clone(), pid, ended, _stdin: stdin };
        let mut line = String::new();
        let mut stdout = BufReader::new(stdout);
        let read = timeout(READY_WITHIN, stdout.read_line(&mut line)).await;
        let said = match read {
            Ok(Ok(1..)) => serde_json::from_str(&line).ok(),
            _ => None,
        };
        if let Some(ready) = said {
            return Ok((running, ready));
        }
        let why = if read.is_err() { "was not ready in time" } else { "ended" };
        Err(failed(format!("it {why}; its last words: {}", last_words(&order.log))))
    }

    /// True while the process runs.
    pub(super) fn alive(&self) -> bool {
        self.ended.borrow().is_none()
    }

    /// SIGKILL, and waits until it is gone.
    pub(super) async fn kill(&self) -> Result<(), PartError> {
        // An error means that it is gone already.
        let _gone = kill(self.pid, Signal::SIGKILL);
        self.died(DEAD_WITHIN).await
    }

    /// Waits until it has ended.
    pub(super) async fn died(&self, within: Duration) -> Result<(), PartError> {
        let mut ended = self.ended.clone();
        let seen = timeout(within, ended.wait_for(Option::is_some)).await;
        if matches!(seen, Ok(Ok(_))) {
            return Ok(());
        }
        Err(PartError::Failed {
            part: self.part.clone(),
            what: "is still alive",
            detail: format!("waited {} s for its end", within.as_secs()),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.alive() {
            let _gone = kill(self.pid, Signal::SIGKILL);
        }
    }
}

fn open_log(path: &Path) -> std::io::Result<File> {
    File::options().create(true).append(true).open(path)
}

fn last_words(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let tail = &text[text.len().saturating_sub(QUOTED)..];
    let tail = String::from_utf8_lossy(tail).trim().replace('\n', " | ");
    if tail.is_empty() { "none".to_owned() } else { tail }
}
