//! Why a command ended without doing its work: one message, one outcome, one exit code.

use crate::cli::files::FolderError;
use crate::conformance::outcome::Outcome;
use crate::record::ReadError;
use crate::report::NoRun;
use std::fmt::Display;

/// A message with place and remedy, and the outcome that it leads to.
#[derive(Debug)]
pub struct Failure {
    /// Outcome, and with it the exit code.
    pub outcome: Outcome,
    /// The message, one line.
    pub message: String,
}

impl Failure {
    /// The command line or a file named on it is wrong: exit 2.
    pub fn usage(message: impl Display) -> Self {
        Self { outcome: Outcome::Usage, message: message.to_string() }
    }

    /// A selection that matches nothing: exit 4.
    pub fn nothing(message: impl Display) -> Self {
        Self { outcome: Outcome::NothingRun, message: message.to_string() }
    }

    /// Host or environment are not ready: exit 7.
    pub fn preflight(message: impl Display) -> Self {
        Self { outcome: Outcome::PreflightFailed, message: message.to_string() }
    }

    /// A part of ours did not do its work: exit 6.
    pub fn harness(message: impl Display) -> Self {
        Self { outcome: Outcome::HarnessError, message: message.to_string() }
    }

    /// A defect of this program: exit 70.
    pub fn defect(message: impl Display) -> Self {
        Self { outcome: Outcome::InternalError, message: message.to_string() }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::NotEmpty { .. } | FolderError::NoRun { .. } => Self::usage(error),
            FolderError::Make { .. } | FolderError::Write { .. } => Self::preflight(error),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io { .. } => Self::usage(error),
            ReadError::Broken { .. } => {
                Self { outcome: Outcome::Invalid, message: error.to_string() }
            }
        }
    }
}

impl From<NoRun> for Failure {
    fn from(error: NoRun) -> Self {
        Self { outcome: Outcome::Invalid, message: error.to_string() }
    }
}
