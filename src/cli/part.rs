//! What every part of a cell does as a process: say that it is ready, and end when told.

use super::failure::Failure;
use crate::broker::secure::{Identity, Trust};
use anyhow::Context;
use serde_json::Value;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

/// Prints the one line that says that a part is ready: `{"ready":true, ...}`.
#[expect(clippy::needless_pass_by_value, reason = "callers build the value in place")]
pub(super) fn ready(addresses: Value) -> io::Result<()> {
    let mut line = serde_json::json!({ "ready": true });
    if let (Some(line), Some(addresses)) = (line.as_object_mut(), addresses.as_object()) {
        line.extend(addresses.clone());
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Waits for SIGTERM, SIGINT or, with `die_with_stdin`, for the end of standard input.
pub(super) async fn told_to_end(die_with_stdin: bool) -> io::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = term.recv() => Ok(()),
        _ = int.recv() => Ok(()),
        ended = end_of_stdin(), if die_with_stdin => ended,
    }
}

async fn end_of_stdin() -> io::Result<()> {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 64];
    while stdin.read(&mut ignored).await? > 0 {}
    Ok(())
}

/// Reads a secret from a file; its last line end does not belong to it.
pub(super) fn secret(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("failed to read secret file {}", file.display()))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(!secret.is_empty(), "secret file {} is empty; write one line", file.display());
    Ok(secret.to_owned())
}

/// A runtime for a command that waits for something.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| Failure::preflight(format!("start threads: {error}")))
}

/// Runs a part on a runtime of its own until it ends; what went wrong goes to standard error.
pub(super) fn run(part: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    run_on(Runtime::new(), part)
}

/// The same on one thread, for a part that only carries: what it reads is written without waking another.
pub(super) fn run_on_one_thread(part: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    run_on(Builder::new_current_thread().enable_all().build(), part)
}

fn run_on(
    runtime: io::Result<Runtime>,
    part: impl Future<Output = anyhow::Result<()>>,
) -> ExitCode {
    let ended = runtime.context("failed to start threads").and_then(|runtime| {
        let ended = runtime.block_on(part);
        // A read of standard input that never ends must not keep the process.
        runtime.shutdown_background();
        ended
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_reads = writeln!(io::stderr(), "passavant: {error:#}");
            ExitCode::from(7)
        }
    }
}

/// Who a listener is over TLS; none where it listens in the open.
pub(super) fn identity(
    certificate: Option<&Path>,
    key: Option<&Path>,
) -> anyhow::Result<Option<Identity>> {
    let files = certificate.zip(key);
    Ok(files.map(|(certificate, key)| Identity::in_files(certificate, key)).transpose()?)
}

/// Whom a client believes over TLS; none where it speaks in the open.
pub(super) fn trust(authority: Option<&Path>) -> anyhow::Result<Option<Trust>> {
    Ok(authority.map(Trust::in_file).transpose()?)
}
