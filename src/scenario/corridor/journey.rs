//! Journeys as they stand in a corridor file: the road, the vehicles, the goods.

use super::Principal;
use crate::profile::{Country, OfficeCode};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A journey from an office of departure across borders to an office of destination.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// How features call it.
    pub name: String,
    /// Office of departure.
    pub departure: OfficeCode,
    /// Borders, in the order in which they are crossed.
    pub borders: Vec<Border>,
    /// Office of destination; it may be the last office of entry itself.
    pub destination: OfficeCode,
    /// The prescribed itinerary must be kept.
    pub binding_itinerary: bool,
    /// Identification of the principal.
    pub principal: String,
    /// Who carries the goods.
    pub carrier: String,
    /// Who receives; items name them by their place here, from 1.
    #[serde(default)]
    pub consignees: Vec<Principal>,
    /// Gross mass in kg.
    pub gross_mass: String,
    /// Value CIF.
    pub value_xof: u64,
    /// Amount at risk per crossed country, XOF.
    pub exposure: BTreeMap<Country, u64>,
    /// Vehicles, tractor first; `#` in a plate stands for a fresh digit.
    pub vehicles: Vec<Vehicle>,
    /// Sealed units.
    pub equipment: Vec<Unit>,
    /// Goods.
    pub items: Vec<Item>,
    /// Papers that go with the goods; `#` in a reference stands for a fresh digit.
    #[serde(default)]
    pub documents: Vec<Document>,
}

/// A border that a journey crosses: out of one country, into the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Border {
    /// Office of exit of the country that is left.
    pub exit: OfficeCode,
    /// Office of entry of the country that is entered.
    pub entry: OfficeCode,
}

impl Journey {
    /// Countries crossed, that of departure first.
    pub fn countries(&self) -> Vec<Country> {
        let entered = self.borders.iter().map(|border| border.entry.country());
        std::iter::once(self.departure.country()).chain(entered).collect()
    }

    /// The office where a crossed country is left; none where the journey ends.
    pub fn exit(&self, country: Country) -> Option<OfficeCode> {
        self.borders.iter().map(|border| border.exit).find(|office| office.country() == country)
    }

    /// The office where a crossed country is entered; none where the journey begins.
    pub fn entry(&self, country: Country) -> Option<OfficeCode> {
        self.borders.iter().map(|border| border.entry).find(|office| office.country() == country)
    }
}

/// One vehicle of the means of transport.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vehicle {
    /// `30` road vehicle, `31` trailer.
    pub kind: String,
    /// Registration plate; `#` stands for a fresh digit.
    pub plate: String,
    /// Country of registration.
    pub nationality: Country,
}

/// A container, or another sealed unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Owner of the container; none for a sealed vehicle.
    #[serde(default)]
    pub container: Option<Container>,
    /// Seals; `#` stands for a fresh digit.
    pub seals: Vec<String>,
    /// Why there are no seals; `#` stands for a fresh digit.
    #[serde(default)]
    pub seal_waiver: Option<String>,
}

/// A paper that goes with the goods.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Code of its kind, e.g. `705` bill of lading.
    pub kind: String,
    /// Reference; `#` stands for a fresh digit.
    pub reference: String,
    /// Item that it belongs to, from 1; the whole consignment when absent.
    #[serde(default)]
    pub item: Option<u16>,
}

/// Owner of a container, four letters that end in U, J or Z; the serial is fresh in each journey.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Container(pub String);

/// One item of goods.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// HS six digits.
    pub hs: String,
    /// Description, accents kept.
    pub description: String,
    /// Mass in kg.
    pub mass: String,
    /// UN package code.
    pub package: String,
    /// Number of packages.
    pub count: u32,
    /// Place of its consignee among `consignees`, from 1.
    #[serde(default)]
    pub consignee: Option<u16>,
}
