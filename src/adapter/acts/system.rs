//! Acts of the system desk: signs of life, planned absence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `announce-unavailable`: this country's system will be away in a planned window; every partner
/// is told (UNA).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnounceUnavailable {
    /// Begin, business time.
    pub from: Timestamp,
    /// End, business time.
    pub to: Timestamp,
    /// Classes that are not taken meanwhile: `CORE`, `GUA`, `SYS`.
    pub classes: Vec<String>,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `watch-link`: the system desk switches heart-beats (HBT) and the watch over the partners'
/// silence (T-HBT) on or off. They are off after `reset`: a held clock would have to stop at every
/// minute of a journey of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchLink {
    /// On or off.
    pub watch: Watch,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Watch {
    /// Heart-beats leave, silence is noticed.
    On,
    /// Neither.
    Off,
}
