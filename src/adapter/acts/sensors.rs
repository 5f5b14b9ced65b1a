//! What gates and electronic tags tell a node (option SENS).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `sense`: a sensor tells what it saw, whatever officers write down. Without option SENS nothing
/// follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sense {
    /// What tells.
    pub kind: SensorKind,
    /// `GATE`: the own office whose gate a vehicle came through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// `GATE`: plates that it has read, 1 to 3.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plates: Vec<String>,
    /// `TAG`: movement whose tag was taken off, or does not answer any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrn: Option<String>,
    /// When, business time; the clock's now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// A gate or a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SensorKind {
    /// A vehicle came in through the gate of an office.
    Gate,
    /// The tag of a vehicle was taken off.
    Tag,
}
