//! Body of TDA and TPA: everything that the partner needs before the goods come.

mod xml;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::message::claimed::Claimed;
use crate::message::header::Event;
use crate::message::lexical::Kilograms;
use crate::profile::lists::{ControlResult, Role};
use crate::profile::{Country, Grn, Mrn, OfficeCode};

/// Transit data advice: the same body for TDA and TPA (PD-19).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The release.
    pub event: Event,
    /// Movement, times, itinerary.
    pub transit: Transit,
    /// Who is liable.
    pub principal: Principal,
    /// Who carries.
    pub carrier: Carrier,
    /// Who receives; items say which of them: up to 99.
    pub consignees: Vec<Consignee>,
    /// Tractor, trailer, drag trailer: 1 to 3.
    pub vehicles: Vec<Vehicle>,
    /// Containers and seals: 1 to 99.
    pub equipment: Vec<Unit>,
    /// The goods.
    pub goods: Goods,
    /// Papers that go with the goods, of the whole or of an item.
    pub documents: Vec<Document>,
    /// CIF value in whole CFA francs.
    pub value_xof: u64,
    /// The guarantee.
    pub guarantee: Guarantee,
    /// Control result at departure.
    pub control: Control,
    /// Id of the electronic tag, if any.
    pub tracking_tag: Option<String>,
}

/// Movement, times, itinerary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transit {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Key of the national declaration (PD-08).
    pub national_key: NationalKey,
    /// When the declaration was accepted.
    pub accepted_at: Timestamp,
    /// When the goods were released.
    pub released_at: Timestamp,
    /// When they must be presented at the latest.
    pub time_limit: Timestamp,
    /// True when the carrier may not choose other offices.
    pub binding: bool,
    /// Offices from departure to destination: 2 to 20.
    pub itinerary: Vec<ItineraryOffice>,
}

/// Key of the national declaration: office, year, serial, number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NationalKey {
    /// Office of registration.
    pub office: OfficeCode,
    /// Year of registration.
    pub year: u16,
    /// One or two letters.
    pub serial: String,
    /// Number within office, year and serial.
    pub number: u32,
}

/// An office of the itinerary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItineraryOffice {
    /// DEP, EXI, ENT or DST.
    pub role: Role,
    /// The office.
    pub office: OfficeCode,
    /// When the goods are expected there; a TPA gives it for the recipient's passage offices.
    pub eta: Option<Timestamp>,
}

/// Who is liable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Number in the register.
    pub id: String,
    /// The register.
    pub scheme: String,
    /// Name.
    pub name: String,
    /// Address in one line.
    pub address: String,
}

/// Who carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// Number in the register, if known.
    pub id: Option<String>,
    /// The register, if known.
    pub scheme: Option<String>,
    /// Name.
    pub name: String,
}

/// Who receives goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consignee {
    /// Number, from 1; items name it.
    pub no: u16,
    /// Number in a register, if known.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// Address in one line.
    pub address: String,
}

/// A vehicle of the train.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// Place in the train, from 1.
    pub seq: u16,
    /// `30` road vehicle, `31` trailer.
    pub kind: String,
    /// Plate as declared; compared without spaces and hyphens (PD-42).
    pub plate: String,
    /// Country of registration.
    pub nationality: Country,
    /// Driver's name, if declared.
    pub driver: Option<String>,
}

/// A container, or the vehicle's own load space, with its seals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Number of the unit, from 1.
    pub no: u16,
    /// Container number or other mark; none for a load space.
    pub container: Option<String>,
    /// How many seals there are, said once more so that a lost one shows.
    pub seal_count: u16,
    /// Seals.
    pub seals: Vec<String>,
    /// Why there are no seals.
    pub seal_waiver: Option<String>,
}

/// The goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// Gross mass of everything.
    pub gross_mass: Kilograms,
    /// Packages of everything.
    pub packages: u32,
    /// Items: 1 to 9,999.
    pub items: Vec<Item>,
}

/// A goods item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Number, from 1.
    pub no: u16,
    /// Harmonised System, six digits.
    pub hs: String,
    /// Mass of the item.
    pub mass: Kilograms,
    /// Package type (UN Recommendation 21).
    pub package: String,
    /// Number of packages.
    pub count: u32,
    /// Number of the consignee who receives it.
    pub consignee: Option<u16>,
    /// What it is.
    pub description: String,
}

/// A paper that goes with the goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Code of its kind: 705 bill of lading, 851 phytosanitary certificate.
    pub kind: String,
    /// Reference.
    pub reference: String,
    /// Item that it belongs to; the whole consignment when absent.
    pub item: Option<u16>,
}

/// The guarantee as advised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarantee {
    /// Its reference.
    pub grn: Claimed<Grn>,
    /// The guarantor's code.
    pub guarantor: String,
    /// Premium in per cent with two decimals: information only (PD-15).
    pub premium_rate: Option<String>,
    /// Amount at risk per crossed country.
    pub exposures: Vec<Portion>,
}

/// An amount for one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// The country.
    pub country: Country,
    /// Whole CFA francs.
    pub xof: u64,
}

/// Control result at departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// A1, A2 or A3.
    pub code: ControlResult,
    /// Day of the control.
    pub date: Date,
}
