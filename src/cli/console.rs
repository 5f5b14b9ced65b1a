//! The only file that prints: results on standard output, everything else on standard error.

use crate::cli::failure::Failure;
use crate::report::{Lang, one_line};
use std::io::{self, Write};
use std::process::ExitCode;

/// What standard output carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Text for people.
    #[default]
    Human,
    /// JSON, and nothing else.
    Json,
}

/// Language of words on the terminal, and the one that pages show first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Speech {
    /// French.
    Fr,
    /// English.
    En,
}

impl Speech {
    /// The language asked for; without `--lang`, French where the locale is French.
    pub fn or_locale(asked: Option<Self>) -> Lang {
        let locale = || {
            let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
            set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"))
        };
        match asked {
            Some(Self::Fr) => Lang::Fr,
            None if locale().is_some_and(|value| value.starts_with("fr")) => Lang::Fr,
            Some(Self::En) | None => Lang::En,
        }
    }
}

/// Writes a result to standard output. Who closed the other end has read enough.
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        say(&format!("write to standard output: {error}"));
    }
}

/// Writes one line of diagnostics to standard error, hidden characters made visible.
pub fn say(text: &str) {
    // Where standard error is closed there is nobody left to tell.
    let _unheard = writeln!(io::stderr().lock(), "passavant: {}", one_line(text));
}

/// Tells why a command did not do its work, and gives the exit code.
pub fn fail(failure: &Failure) -> ExitCode {
    say(&failure.message);
    ExitCode::from(failure.outcome.exit())
}

/// The exit code of a command that ended well, or the telling of why it did not.
pub fn ended(result: Result<ExitCode, Failure>) -> ExitCode {
    result.unwrap_or_else(|failure| fail(&failure))
}
