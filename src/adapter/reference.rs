//! Reference data as a node is given them: sets GUA, CAL, SCA, TOL, RTE and POL (profile PD-53),
//! and the options of set VER.
//!
//! Set OFF is `offices` of the fixture. All instants are RFC 3339 with `Z`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::profile::PremiumRate;
use crate::profile::lists::{
    AlertLevel, DiversionPolicy, GoodsOrigin, GuarantorSide, PortionScope, ProfileOption,
};

/// The sets that every node of a corridor holds beside its offices.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Set GUA.
    pub guarantors: Vec<GuarantorEntry>,
    /// Set CAL.
    pub closures: Vec<ClosureEntry>,
    /// Set SCA.
    pub scales: Vec<ScaleEntry>,
    /// Set TOL.
    pub tolerances: Vec<ToleranceEntry>,
    /// Set RTE, an entry per direction.
    pub routes: Vec<RouteEntry>,
    /// Set POL.
    pub policies: Vec<PolicyEntry>,
    /// Premiums that the guarantors have agreed on, one per origin of goods; no set of RFD carries them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premiums: Vec<PremiumEntry>,
    /// Options of set VER that hold between the countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ProfileOption>,
}

/// A national guarantor (set GUA).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuarantorEntry {
    /// Characters 5 to 8 of its guarantee reference numbers.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its country, two letters.
    pub country: String,
    /// Countries on whose territory its guarantees are valid.
    pub countries: Vec<String>,
}

/// An office is closed, for example on a public holiday (set CAL).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureEntry {
    /// The office.
    pub office: String,
    /// When it closes.
    pub from: Timestamp,
    /// When it opens again.
    pub to: Timestamp,
    /// Why.
    pub reason: String,
}

/// What a scale shows too much (set SCA, PD-44).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaleEntry {
    /// The office where it stands.
    pub office: String,
    /// Its name there.
    pub scale: String,
    /// Too much, in percent of the true mass; negative where it shows too little.
    pub bias_percent: f64,
}

/// Goods that lose mass by nature (set TOL, PD-44).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToleranceEntry {
    /// First two to six digits of the HS code.
    pub hs: String,
    /// Shortage that is natural, in percent of the declared mass.
    pub shortage_percent: f64,
}

/// The way from one office to another (set RTE).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteEntry {
    /// Where it begins.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// Its length.
    pub km: u32,
    /// No vehicle needs less (H-TIME, PD-47).
    pub min_minutes: u32,
    /// What it takes as a rule, stops included.
    pub normal_hours: u32,
}

/// Goods that are watched (set POL, PD-45).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyEntry {
    /// First two to six digits of the HS code.
    pub hs: String,
    /// What a diversion needs.
    pub diversion: DiversionPolicy,
    /// How loud alerts about them are.
    pub alert: AlertLevel,
}

/// What goods of an origin pay for their guarantee, and what it secures (PD-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PremiumEntry {
    /// Where the goods come from.
    pub origin: GoodsOrigin,
    /// Premium in per cent of the value, e.g. `0.25`.
    pub rate: PremiumRate,
    /// Whose guarantor secures them.
    pub guarantor: GuarantorSide,
    /// Which countries have a portion.
    pub portions: PortionScope,
}
