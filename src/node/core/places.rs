//! Offices in the role in which goods are presented there.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::terms::{Duty, StopPlace};
use crate::profile::OfficeCode;
use crate::profile::lists::{Direction, OfficeRole};

/// An office and what goods do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OfficeInRole {
    /// Its code.
    pub office: OfficeCode,
    /// What goods do there.
    pub role: OfficeRole,
}

impl OfficeInRole {
    /// Which way goods pass there; none at a destination.
    pub const fn direction(self) -> Option<Direction> {
        match self.role {
            OfficeRole::Exi => Some(Direction::Exit),
            OfficeRole::Ent => Some(Direction::Entry),
            OfficeRole::Dst => None,
        }
    }
}

impl From<StopPlace> for OfficeInRole {
    fn from(at: StopPlace) -> Self {
        let role = match at.direction {
            Direction::Exit => OfficeRole::Exi,
            Direction::Entry => OfficeRole::Ent,
        };
        Self { office: at.office, role }
    }
}

impl fmt::Display for OfficeInRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.office, self.role)
    }
}

/// Vehicle and goods before an office of passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// Where.
    pub at: StopPlace,
    /// When.
    pub event_at: Timestamp,
    /// Plates seen.
    pub plates: Vec<String>,
}

impl Presentation {
    /// P5: departure is asked for the record.
    pub(super) fn request(&self) -> Duty {
        let (event_at, plates) = (self.event_at, self.plates.clone());
        Duty::AskRecord { place: self.at.into(), event_at, plates }
    }
}
