//! Verdicts and their order: the first that applies wins.

use serde::{Deserialize, Serialize};

/// What can be said of a scenario or a requirement. Greater wins; silence is never [`Verdict::Pass`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// It cannot apply here; the reason is given.
    NotApplicable,
    /// Seen to hold.
    Pass,
    /// Planned, and not judged.
    NotRun,
    /// Patience ran out before evidence decided.
    Inconclusive,
    /// The harness, the peer or the ground failed; says nothing of the subject.
    Error,
    /// Seen not to hold.
    Fail,
}

impl Verdict {
    /// The verdict as people read it, in English.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::NotApplicable => "NOT APPLICABLE",
            Verdict::Pass => "PASS",
            Verdict::NotRun => "NOT RUN",
            Verdict::Inconclusive => "INCONCLUSIVE",
            Verdict::Error => "ERROR",
            Verdict::Fail => "FAIL",
        }
    }

    /// The shape that stands beside the word, so that colour never speaks alone.
    pub fn shape(self) -> &'static str {
        match self {
            Verdict::NotApplicable => "◇",
            Verdict::Pass => "●",
            Verdict::NotRun => "○",
            Verdict::Inconclusive => "▲",
            Verdict::Error => "✕",
            Verdict::Fail => "■",
        }
    }
}

/// Whose doing a verdict other than PASS is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The node that is judged.
    Product,
    /// Its configuration, or the adapter that was declared.
    Configuration,
    /// The profile or the catalogue.
    Specification,
    /// This harness, its own reference nodes beside a node under test included.
    Harness,
    /// Broker, host, network.
    Infrastructure,
    /// The other node of the pair.
    Peer,
}
