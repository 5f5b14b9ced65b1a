//! Words that every part of the core shares: routes, facts, duties, refusals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::duty::Duty;
use super::identity::IdentityChange;
pub use super::outcome::{Refusal, Step, Stop};
use super::sensors::Gate;
pub use super::timers::TimerName;
use crate::message::Kilograms;
use crate::profile::lists::{ControlResult, Direction, NextRegime, Outcome, StateOfSeals};
use crate::profile::{Country, OfficeCode};

/// The declared offices of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Office of departure.
    pub departure: OfficeCode,
    /// Offices of passage in the order of the journey.
    pub passages: Vec<StopPlace>,
    /// Declared office of destination.
    pub destination: OfficeCode,
    /// The prescribed itinerary must be kept.
    pub binding: bool,
}

/// One office of passage and the side of the border that it guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopPlace {
    /// Its code.
    pub office: OfficeCode,
    /// Leaving or entering the office's country.
    pub direction: Direction,
}

impl Route {
    /// Every country of the movement, departure included (M of the profile).
    pub fn countries(&self) -> BTreeSet<Country> {
        let passages = self.passages.iter().map(|stop| stop.office.country());
        passages.chain([self.departure.country(), self.destination.country()]).collect()
    }

    /// Every country of the movement but this one.
    pub fn others(&self, home: Country) -> BTreeSet<Country> {
        self.countries().into_iter().filter(|country| *country != home).collect()
    }

    /// Foreign countries with offices of passage, seen from `home`.
    pub fn passage_countries(&self, home: Country) -> BTreeSet<Country> {
        let countries = self.passages.iter().map(|stop| stop.office.country());
        countries.filter(|country| *country != home).collect()
    }

    /// The offices of passage of one country.
    pub fn stops_in(&self, country: Country) -> impl Iterator<Item = &StopPlace> {
        self.passages.iter().filter(move |stop| stop.office.country() == country)
    }

    /// True when this office is declared for this direction.
    pub fn declares(&self, office: OfficeCode, direction: Direction) -> bool {
        self.passages.contains(&StopPlace { office, direction })
    }
}

/// A vehicle that left, or was stopped at, an office of passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageFact {
    /// Where.
    pub office: OfficeCode,
    /// Which way.
    pub direction: Direction,
    /// Let on or stopped.
    pub outcome: Outcome,
    /// When it happened.
    pub event_at: Timestamp,
    /// Seals as seen.
    pub seal_state: StateOfSeals,
    /// Seal identifiers as seen.
    pub seals: Vec<String>,
    /// Plates as seen.
    pub plates: Vec<String>,
    /// Mass on the scale, if weighed.
    pub weighed: Option<Kilograms>,
    /// Result of a control, if there was one.
    pub control: Option<ControlResult>,
    /// Seals that customs set here (PD-43).
    pub new_seals: Vec<NewSeals>,
}

/// Seals that customs set; they replace those of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeals {
    /// Number of the unit in the advance data.
    pub unit: u16,
    /// Why.
    pub reason: String,
    /// The new seals.
    pub seals: Vec<String>,
}

impl PassageFact {
    /// PD-43: what the passage changes of what the movement is known by.
    pub fn change(&self) -> Option<IdentityChange> {
        let seals = |new: &NewSeals| (new.unit, new.seals.iter().cloned().collect());
        (!self.new_seals.is_empty()).then(|| IdentityChange {
            event_at: self.event_at,
            country: self.office.country(),
            number: 0,
            plates: None,
            containers: BTreeMap::new(),
            seals: self.new_seals.iter().map(seals).collect(),
        })
    }
}

/// Goods presented at an office of destination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalFact {
    /// Where.
    pub office: OfficeCode,
    /// The office also guards the entry into its country, so this arrival is its entry (PD-17).
    pub at_entry_office: bool,
    /// When it happened.
    pub event_at: Timestamp,
    /// Seals as seen.
    pub seal_state: StateOfSeals,
    /// Seal identifiers as seen.
    pub seals: Vec<String>,
    /// Plates as seen.
    pub plates: Vec<String>,
    /// What the gate of the office says of it.
    #[serde(default)]
    pub gate: Gate,
}

/// A control at destination, done or waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultFact {
    /// Where.
    pub office: OfficeCode,
    /// Number within the office, from 1.
    pub number: u32,
    /// What it found.
    pub code: ControlResult,
    /// Seals as seen.
    pub seal_state: StateOfSeals,
    /// Seals as seen.
    pub seals: Vec<String>,
    /// What the goods do next, where known.
    pub next_regime: Option<NextRegime>,
    /// What differs from the advice.
    pub differences: Vec<Difference>,
    /// Remarks of the officer, may be empty.
    pub remarks: String,
    /// What the gate of the office says by now.
    #[serde(default)]
    pub gate: Gate,
}

/// Something that differs from the advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// `XPath` into the advice.
    pub pointer: String,
    /// What was declared; nothing for what was not.
    pub declared: Option<String>,
    /// What was found; nothing for what is missing.
    pub found: Option<String>,
    /// Free text.
    pub text: Option<String>,
}
