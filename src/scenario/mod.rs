//! What people write in `scenarios/` and in `sut.toml`: where, with whom, against whom.

mod corridor;
mod external;
mod faults;
mod library;
mod plan;
mod sut;

pub use corridor::{
    Border, Closure, Container, Corridor, CountryFacts, Document, Floor, Guarantor, Item, Journey,
    Moment, Office, Policy, Premium, Principal, Risk, Route, Scale, Text, Tolerance, Unit, Vehicle,
};
pub use external::{External, ExternalBroker};
pub use faults::{Fault, Faults, Kills, Kind, Point, Seat, Victim, Way, When};
pub use library::Library;
pub use plan::{Arrivals, Gate, Model, Phase, Plan, Share, Validity};
pub use sut::{Sut, SutLink, SutLogin};

/// A file that people wrote is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}; {remedy}")]
pub struct ScenarioError {
    /// File, and line where it is known.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub remedy: String,
}

impl ScenarioError {
    fn new(place: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), remedy: remedy.into() }
    }

    /// What the TOML reader found, at its line.
    fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
        let place = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
        let what = error.message().lines().collect::<Vec<_>>().join(" ");
        Self::new(place, what, "see the files under scenarios/ for the form")
    }
}
