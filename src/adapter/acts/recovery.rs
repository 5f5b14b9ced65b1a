//! Acts of recovery.

use serde::{Deserialize, Serialize};

/// `request-recovery`: another country than departure claims recovery, for the irregularity happened
/// there (PD-48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecovery {
    /// Movement.
    pub mrn: String,
    /// Why, accents kept.
    pub reason: String,
}

/// `answer-recovery`: the officer answers a request for recovery (D37).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRecovery {
    /// Movement.
    pub mrn: String,
    /// `ACCEPTED` or `REFUSED`.
    pub verdict: String,
    /// Why, accents kept.
    pub reason: String,
}

/// `report-recovery`: the competent country says how recovery ended (D40), or departure stops it (D39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRecovery {
    /// Movement.
    pub mrn: String,
    /// `PAID`, `WAIVED` or `UNRECOVERABLE`; `STOP` in the country of departure.
    pub action: String,
    /// Why, accents kept.
    pub reason: String,
    /// Document that proves the goods in order; with it a recovery is stopped without a satisfactory result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}
