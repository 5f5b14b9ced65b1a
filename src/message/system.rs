//! What the two systems tell each other about themselves: HBT, UNA and RFD.

mod reference;
mod xml;

use jiff::Timestamp;

pub use self::reference::{
    ClosureEntry, Entries, GuarantorEntry, KeyEntry, LegEntry, OfficeEntry, PolicyEntry,
    ProfileEntry, ScaleEntry, ToleranceEntry,
};
use crate::message::header::Event;
use crate::profile::Class;
use crate::profile::lists::ReferenceSet;

/// Heart-beat: a sign of life (section 3, HBT); nobody answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hbt {
    /// The sender's business clock; a difference over five minutes alarms (PD-07).
    pub now: Timestamp,
    /// The peer's mandatory sets are active here (PD-53).
    pub ready: bool,
    /// Last numbers per class.
    pub counters: Vec<Counter>,
    /// Versions of the receiver's sets that the sender has taken over.
    pub sets: Vec<SetVersion>,
}

/// Last numbers sent to, and received from, the receiver in one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    /// The class.
    pub class: Class,
    /// The sender's epoch.
    pub epoch: u32,
    /// Number of the last message sent; 0 before the first.
    pub sent: u32,
    /// Number of the last message received; 0 before the first.
    pub received: u32,
}

/// Version of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetVersion {
    /// The set.
    pub set: ReferenceSet,
    /// Its version.
    pub version: u32,
}

/// Planned unavailability of the sender (section 3, UNA).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Una {
    /// The announcement.
    pub event: Event,
    /// Begin of the window.
    pub from: Timestamp,
    /// End of the window.
    pub to: Timestamp,
    /// Classes that the sender will not take: 1 to 3.
    pub classes: Vec<Class>,
    /// Free text.
    pub reason: Option<String>,
}

/// A full snapshot of one set of the sender's reference data (PD-53).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rfd {
    /// The publication.
    pub event: Event,
    /// Which set.
    pub set: ReferenceSet,
    /// One more than before; a lower one is only recorded.
    pub version: u32,
    /// From when it counts.
    pub effective_from: Timestamp,
    /// The entries: of this set, and of no other (rule R-SET).
    pub entries: Entries,
}
