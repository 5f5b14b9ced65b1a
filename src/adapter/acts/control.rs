//! Controls at destination, and what is decided on them.

use super::StampedPaper;
use serde::{Deserialize, Serialize};

/// `result`: control at destination is done or waived, or done again (A6, A7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlResult {
    /// Movement.
    pub mrn: String,
    /// Actual office of destination.
    pub office: String,
    /// `A1 A2 A5 B1`.
    pub code: String,
    /// `1` seals good, `0` not.
    pub seal_state: String,
    /// Seals seen.
    #[serde(default)]
    pub seals: Vec<String>,
    /// What differs from the advance data, and nothing else.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// What the goods do next: `HOME_USE WAREHOUSE RE_EXPORT OTHER`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_regime: Option<String>,
    /// Remarks, accents kept.
    #[serde(default)]
    pub remarks: String,
    /// The stamped paper that it is captured from afterwards; none when it is captured as it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<StampedPaper>,
}

/// Something that differs from the advance data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where in the advance data, e.g. `/TDA/Goods/item[2]/@count`; what was not declared is
    /// numbered after the last.
    pub pointer: String,
    /// What was declared; absent for what was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// What was found; absent for what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// `start-control`: the office of destination begins to control the goods (A6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartControl {
    /// Movement.
    pub mrn: String,
    /// Actual office of destination.
    pub office: String,
}

/// `resolve`: the officer of departure decides on a discrepancy (D26, D27).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolve {
    /// Movement.
    pub mrn: String,
    /// `RESOLVED` or `NOT_RESOLVED`.
    pub decision: String,
    /// Why.
    pub reason: String,
}

/// `clear-hold`: the officer of departure clears a hold (PD-47).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearHold {
    /// Movement.
    pub mrn: String,
    /// `H-PAS H-SEAL H-VEH H-TIME H-GATE`.
    pub hold: String,
    /// Why.
    pub reason: String,
    /// The document that it rests on: H-PAS needs one where the office of entry is automated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}
