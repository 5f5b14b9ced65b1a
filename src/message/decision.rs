//! What the office of departure decides about goods on their way: CAN and EXT.

mod xml;

use jiff::Timestamp;

use crate::message::claimed::Claimed;
use crate::message::header::Event;
use crate::profile::Mrn;
use crate::profile::lists::CancellationAction;

/// Cancellation in two phases (PD-31); its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Can {
    /// The decision.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Asked for, or taken back.
    pub action: CancellationAction,
    /// Number of the cancellation within the movement; the highest wins (PD-25).
    pub cancel_no: u32,
    /// Why, in the officer's words.
    pub reason: String,
}

/// Extension of the transit limit; its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ext {
    /// The decision.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Number of the extension within the movement; the highest wins (PD-25).
    pub extension_no: u32,
    /// To be presented until.
    pub time_limit: Timestamp,
    /// Why, in the officer's words.
    pub reason: String,
}
