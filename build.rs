//! Tells the suite which commit it is built from, and whether the work tree was changed.

use std::process::Command;

fn main() {
    if let Some(commit) = git(&["rev-parse", "HEAD"]) {
        println!("cargo::rustc-env=PASSAVANT_COMMIT={commit}");
    }
    if git(&["status", "--porcelain"]).is_some() {
        println!("cargo::rustc-env=PASSAVANT_DIRTY=1");
    }
}

/// What git prints, if it is here and prints something.
fn git(arguments: &[&str]) -> Option<String> {
    let out =
        Command::new("git").args(arguments).output().ok().filter(|out| out.status.success())?;
    let text = String::from_utf8(out.stdout).ok()?;
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}
