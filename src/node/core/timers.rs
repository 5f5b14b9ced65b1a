//! The timers that a movement runs.

use serde::{Deserialize, Serialize};

use crate::profile::timer::Timer;

/// A timer of a movement (profile section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TimerName {
    /// The guarantor is silent.
    Gua,
    /// The guarantor has been silent for too long.
    Gux,
    /// A refused guarantee may still be amended.
    Gam,
    /// A guaranteed movement may still be released.
    Rel,
    /// A claim waits for the guarantor's decision.
    Gcl,
    /// The transit limit.
    Lim,
    /// Seven months after it.
    Hard,
    /// The answer to a request for recovery is missing.
    Rca,
    /// The result at destination is missing.
    Res,
    /// A loss is undecided.
    Loss,
    /// A discrepancy waits for a decision.
    Dsp,
    /// A record request waits for an officer.
    Tra,
    /// The result is missing at departure.
    Stq2,
    /// A status is missing.
    Sts,
    /// Overdue goods are still missing.
    Enq,
    /// The answer to an enquiry is missing.
    Enr,
    /// The principal's proof is missing.
    Prf,
}

impl TimerName {
    /// Every timer.
    pub const ALL: [Self; 17] = [
        Self::Gua,
        Self::Gux,
        Self::Gam,
        Self::Rel,
        Self::Gcl,
        Self::Lim,
        Self::Hard,
        Self::Rca,
        Self::Res,
        Self::Dsp,
        Self::Tra,
        Self::Loss,
        Self::Stq2,
        Self::Sts,
        Self::Enq,
        Self::Enr,
        Self::Prf,
    ];

    /// Name in the profile.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gua => "T-GUA",
            Self::Gux => "T-GUX",
            Self::Gam => "T-GAM",
            Self::Rel => "T-REL",
            Self::Gcl => "T-GCL",
            Self::Lim => "T-LIM",
            Self::Hard => "T-HARD",
            Self::Rca => "T-RCA",
            Self::Res => "T-RES",
            Self::Loss => "T-LOSS",
            Self::Dsp => "T-DSP",
            Self::Tra => "T-TRA",
            Self::Stq2 => "T-STQ2",
            Self::Sts => "T-STS",
            Self::Enq => "T-ENQ",
            Self::Enr => "T-ENR",
            Self::Prf => "T-PRF",
        }
    }
}

impl TimerName {
    /// The timer of the profile.
    pub fn timer(self) -> Timer {
        Timer::named(self.as_str()).expect("every timer here is one of the profile")
    }
}
