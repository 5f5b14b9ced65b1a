//! Reference data as a node is given them: sets GUA, CAL, SCA, TOL, RTE, POL and KEY (profile PD-53),
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
    /// What goods are worth at the least, by their HS code; no set of RFD carries it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<FloorEntry>,
    /// Set KEY: the public keys of every country (PD-06, option SIG).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<KeyEntry>,
    /// Private keys that this node may sign with; it signs with the one of set KEY that is valid and
    /// youngest. No set of RFD carries them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_keys: Vec<OwnKey>,
    /// Options of set VER that hold between the countries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ProfileOption>,
}

/// A public key of a country (set KEY).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyEntry {
    /// Its name, as in `txKeyId`.
    pub id: String,
    /// Its country, two letters.
    pub country: String,
    /// The Ed25519 key as `SubjectPublicKeyInfo`, base64url.
    pub key: String,
    /// From when messages may be signed with it.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_to: Timestamp,
}

/// A private key; never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnKey {
    /// Its name, as in set KEY.
    pub id: String,
    /// Its 32 bytes, base64url.
    pub secret: String,
}

impl std::fmt::Debug for OwnKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("OwnKey").field("id", &self.id).finish_non_exhaustive()
    }
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

/// Goods that are worth so much at the least (F11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FloorEntry {
    /// First two to six digits of the HS code.
    pub hs: String,
    /// The least value of a kilo, XOF.
    pub xof_per_kg: u32,
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
