//! What a self-test found: whether each seeded flaw was caught, and each legal variant accepted.

use serde::{Deserialize, Serialize};

/// Result of a self-test, as `self-test.json` keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfTest {
    /// Digest of the suite that was tested: it speaks for runs of that suite only.
    pub suite_digest: String,
    /// Stack on which it was done.
    pub stack: String,
    /// Seeded flaws, one entry per seat.
    pub flaws: Vec<FlawResult>,
    /// Benign variants, one entry per seat.
    pub variants: Vec<VariantResult>,
}

/// What became of one flaw in one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlawResult {
    /// Name.
    pub flaw: String,
    /// Country whose node had it.
    pub seat: String,
    /// Requirement that must reject it.
    pub requirement: String,
    /// What happened.
    pub fate: Fate,
    /// First finding, or why there is none.
    pub observed: String,
}

/// What became of a flaw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Rejected by the requirement that names it, as root finding.
    Caught,
    /// Rejected, but by another requirement first.
    CaughtElsewhere,
    /// It fired, and nothing was found.
    Silent,
    /// It never fired: the scenarios do not reach it.
    NeverFired,
}

/// Whether a variant was accepted in one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantResult {
    /// Name.
    pub variant: String,
    /// Country whose node had it.
    pub seat: String,
    /// True when every verdict stayed as it was.
    pub accepted: bool,
    /// What was found instead.
    #[serde(default)]
    pub observed: String,
}

impl SelfTest {
    /// True when every flaw was caught as intended and every variant accepted.
    pub fn passed(&self) -> bool {
        !self.flaws.is_empty()
            && self.flaws.iter().all(|it| it.fate == Fate::Caught)
            && self.variants.iter().all(|it| it.accepted)
    }
}
