//! Acts on reference data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::adapter::contract::OfficeEntry;
use crate::adapter::reference::{ClosureEntry, KeyEntry};

/// `publish-reference`: this country replaces one of its sets of reference data, whole; every
/// partner is told (RFD, PD-53).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishReference {
    /// `OFF`, `CAL` or `KEY`.
    pub set: String,
    /// The offices of this country, for set OFF.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<OfficeEntry>,
    /// When offices of this country are closed, for set CAL.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<ClosureEntry>,
    /// The public keys of this country, for set KEY; what it signs with is its own affair.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyEntry>,
    /// From when it counts; at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Timestamp>,
}
