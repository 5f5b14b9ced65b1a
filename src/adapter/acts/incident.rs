//! Incidents on the way, and losses.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Vehicle;

/// `incident`: an office records what happened to a vehicle or its goods on the way (PD-41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportIncident {
    /// Movement.
    pub mrn: String,
    /// Own office that records it.
    pub office: String,
    /// `1` to `9`.
    pub code: String,
    /// In words.
    pub text: String,
    /// Where it happened.
    pub place: IncidentPlace,
    /// Who vouches for it, customs or not; needed for 2 4 7 8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endorsement: Option<Endorsement>,
    /// All vehicles from now on, tractor first; absent when they stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// Units whose container or seals change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<NewUnit>,
    /// Goods lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<GoodsLoss>,
    /// Until when more time is asked for, with code 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_limit: Option<Timestamp>,
    /// When it happened, business time; the clock's now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_at: Option<Timestamp>,
}

/// Where an incident happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentPlace {
    /// `GNSS`, `LOCODE` or `ADDRESS`.
    pub kind: String,
    /// `latitude,longitude`, a UN/LOCODE, or free text.
    pub text: String,
}

/// An authority that vouches for an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endorsement {
    /// Who.
    pub authority: String,
    /// Where.
    pub place: String,
    /// Day, `YYYY-MM-DD`.
    pub date: String,
}

/// A unit that has another container or other seals from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUnit {
    /// Number of the unit as declared, from 1.
    pub no: u16,
    /// The new container, when it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// All its seals from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seals: Vec<String>,
}

/// Goods lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsLoss {
    /// `PART` of the items named, or `ALL`.
    pub extent: String,
    /// What is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<LostGoods>,
}

/// What is missing of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostGoods {
    /// Number of the item, from 1.
    pub no: u16,
    /// Mass in kg, as text with at most three decimals.
    pub mass: String,
    /// Packages.
    pub count: u32,
}

/// `withdraw-incident`: an office takes an own incident back; departure is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawIncident {
    /// Movement.
    pub mrn: String,
    /// Number of the incident.
    pub number: u32,
    /// Why.
    pub reason: String,
}

/// `decide-loss`: the officer of departure decides on a loss (D35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideLoss {
    /// Movement.
    pub mrn: String,
    /// `ACCEPTED` (relief) or `REFUSED` (recovery).
    pub decision: String,
    /// Why.
    pub reason: String,
}
