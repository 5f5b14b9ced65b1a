//! Incidents on the way, as reported (INC) and as forwarded (INF): one body.

mod rules;
mod xml;

pub use rules::Broken;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::message::advice::{Unit, Vehicle};
use crate::message::claimed::Claimed;
use crate::message::header::Event;
use crate::message::lexical::Kilograms;
use crate::profile::lists::{IncidentCode, LossExtent, PlaceKind};
use crate::profile::{Country, Mrn, OfficeCode};

/// An incident, or the withdrawal of one; the time of the incident is the event's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// The incident.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Who reports and numbers it; in an INF not always the sender (PD-08).
    pub country: Country,
    /// The office that recorded it.
    pub office: OfficeCode,
    /// Number within movement and country, from 1.
    pub number: u32,
    /// Number of the incident that this one takes back.
    pub withdraws: Option<u32>,
    /// What happened.
    pub code: IncidentCode,
    /// In words.
    pub text: String,
    /// Where.
    pub place: Place,
    /// Who vouches for it (PD-41).
    pub endorsement: Option<Endorsement>,
    /// All vehicles from now on; empty when they stay.
    pub vehicles: Vec<Vehicle>,
    /// Units whose container or seals change (PD-40).
    pub units: Vec<Unit>,
    /// Goods lost.
    pub loss: Option<Loss>,
    /// More time is asked for, with code 5 (PD-19).
    pub requested_limit: Option<Timestamp>,
}

/// Where an incident happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How it is written.
    pub kind: PlaceKind,
    /// Coordinates, UN/LOCODE or address.
    pub text: String,
}

/// An authority, customs or not, that vouches for an incident (PD-41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endorsement {
    /// Who.
    pub authority: String,
    /// Where.
    pub place: String,
    /// When.
    pub date: Date,
}

/// Goods lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Part of the items named, or all goods.
    pub extent: LossExtent,
    /// What is missing of which item; may be empty when all is lost.
    pub items: Vec<LostItem>,
}

/// What is missing of a goods item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostItem {
    /// Number of the item in the advice.
    pub no: u16,
    /// Mass lost.
    pub mass: Kilograms,
    /// Packages lost.
    pub count: u32,
}

impl Incident {
    /// True when everything is lost: code 8, or 7 with all goods (D34).
    pub fn is_total_loss(&self) -> bool {
        let all = self.loss.as_ref().is_some_and(|loss| loss.extent == LossExtent::All);
        let attacked = self.code == IncidentCode::Attack && all;
        self.withdraws.is_none() && (self.code == IncidentCode::TotalLoss || attacked)
    }
}
