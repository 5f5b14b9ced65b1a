//! Offices in the role in which goods are presented there, and the countries of a movement.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::departure::Departure;
use super::movement::Movement;
use super::terms::{Duty, Route, StopPlace};
use crate::profile::lists::{Direction, OfficeRole};
use crate::profile::{Country, OfficeCode};

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

impl Movement {
    /// Every country of the movement: those of its itinerary and, as departure knows them, those
    /// of granted offices (M of the profile).
    pub fn countries(&self) -> BTreeSet<Country> {
        let declared = self.route().map(Route::countries).unwrap_or_default();
        let granted = self.departure.iter().flat_map(Departure::granted_countries);
        declared.into_iter().chain(granted).collect()
    }

    /// Every country of the movement but this one.
    pub fn others(&self, home: Country) -> BTreeSet<Country> {
        self.countries().into_iter().filter(|country| *country != home).collect()
    }
}
