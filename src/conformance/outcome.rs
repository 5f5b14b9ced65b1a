//! Outcome of a run and its exit code, one to one.

use serde::{Deserialize, Serialize};

/// How a run ended. Banner, `result.json`, `junit.xml` and exit code are all drawn from this one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything planned was judged and no mandatory requirement is violated.
    Conformant,
    /// The command line, a scenario file or a feature file is wrong.
    Usage,
    /// At least one mandatory requirement is violated.
    Nonconformant,
    /// The selection matched nothing.
    NothingRun,
    /// No violation, but something mandatory could not be decided or was not run.
    Inconclusive,
    /// No violation, but harness, broker or host failed.
    HarnessError,
    /// The node or the environment is not ready.
    PreflightFailed,
    /// A list of known issues no longer fits.
    KnownIssuesStale,
    /// Functionally conformant, a latency gate failed.
    LatencyFailed,
    /// A flaw was not caught as intended, or a benign variant was refused.
    SelfTestFailed,
    /// Two runs differ.
    Different,
    /// Two runs cannot be compared.
    Incomparable,
    /// A record or signature is not what it claims to be.
    Invalid,
    /// Valid once, no longer.
    Expired,
    /// The load generator did not do what the plan asked; its figures mean nothing.
    LoadInvalid,
    /// A defect of this program.
    InternalError,
    /// Interrupted by a signal.
    Interrupted,
}

impl Outcome {
    /// The process exit code.
    pub fn exit(self) -> u8 {
        match self {
            Outcome::Conformant => 0,
            Outcome::Usage => 2,
            Outcome::Nonconformant => 3,
            Outcome::NothingRun => 4,
            Outcome::Inconclusive => 5,
            Outcome::HarnessError => 6,
            Outcome::PreflightFailed => 7,
            Outcome::KnownIssuesStale => 8,
            Outcome::LatencyFailed => 9,
            Outcome::SelfTestFailed => 10,
            Outcome::Different => 11,
            Outcome::Incomparable => 12,
            Outcome::Invalid => 13,
            Outcome::Expired => 14,
            Outcome::LoadInvalid => 15,
            Outcome::InternalError => 70,
            Outcome::Interrupted => 130,
        }
    }
}
