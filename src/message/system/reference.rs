//! Entries of the sets of reference data (PD-53).

use jiff::Timestamp;

use crate::profile::lists::{
    AlertLevel, DiversionPolicy, ProfileOption, ReferenceSet, Role, TrafficMode,
};
use crate::profile::{Country, OfficeCode};

/// The entries of a snapshot, set by set; all lists but one are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    /// Set VER.
    pub profiles: Vec<ProfileEntry>,
    /// Set KEY.
    pub keys: Vec<KeyEntry>,
    /// Set OFF.
    pub offices: Vec<OfficeEntry>,
    /// Set GUA.
    pub guarantors: Vec<GuarantorEntry>,
    /// Set CAL.
    pub closures: Vec<ClosureEntry>,
    /// Set SCA.
    pub scales: Vec<ScaleEntry>,
    /// Set TOL.
    pub tolerances: Vec<ToleranceEntry>,
    /// Set RTE.
    pub legs: Vec<LegEntry>,
    /// Set POL.
    pub policies: Vec<PolicyEntry>,
}

impl Entries {
    /// The sets that have entries here.
    pub fn sets(&self) -> Vec<ReferenceSet> {
        let lengths = [
            (ReferenceSet::Ver, self.profiles.len()),
            (ReferenceSet::Key, self.keys.len()),
            (ReferenceSet::Off, self.offices.len()),
            (ReferenceSet::Gua, self.guarantors.len()),
            (ReferenceSet::Cal, self.closures.len()),
            (ReferenceSet::Sca, self.scales.len()),
            (ReferenceSet::Tol, self.tolerances.len()),
            (ReferenceSet::Rte, self.legs.len()),
            (ReferenceSet::Pol, self.policies.len()),
        ];
        lengths.into_iter().filter(|(_, length)| *length > 0).map(|(set, _)| set).collect()
    }
}

/// A version of the profile that a node accepts, with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileEntry {
    /// For example `1.0`.
    pub version: String,
    /// Test or live (PD-10).
    pub mode: TrafficMode,
    /// Options.
    pub options: Vec<ProfileOption>,
}

/// A key for signatures (PD-06).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEntry {
    /// Its name, as in `txKeyId`.
    pub id: String,
    /// `Ed25519`.
    pub algorithm: String,
    /// The public key, base64url.
    pub key: String,
    /// Valid from.
    pub valid_from: Timestamp,
    /// Valid to.
    pub valid_to: Timestamp,
}

/// A customs office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeEntry {
    /// Its code.
    pub code: OfficeCode,
    /// Its name.
    pub name: String,
    /// What it may do: 1 to 7.
    pub roles: Vec<Role>,
    /// The office across the border at a joint post (PD-17).
    pub paired_with: Option<OfficeCode>,
    /// It works with a system; without one, paper counts (PD-50).
    pub automated: bool,
    /// It has a working gate.
    pub gate: bool,
    /// Valid from.
    pub valid_from: Option<Timestamp>,
    /// Valid to: later movements must name the heir.
    pub valid_to: Option<Timestamp>,
    /// The heir.
    pub replaced_by: Option<OfficeCode>,
}

/// A national guarantor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuarantorEntry {
    /// Characters 5 to 8 of its guarantee numbers.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: Country,
    /// Countries that it covers: 1 to 20.
    pub covers: Vec<Country>,
    /// Valid from.
    pub valid_from: Option<Timestamp>,
    /// Valid to.
    pub valid_to: Option<Timestamp>,
}

/// A time in which an office is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosureEntry {
    /// The office.
    pub office: OfficeCode,
    /// Closed from.
    pub from: Timestamp,
    /// Closed to.
    pub to: Timestamp,
    /// Why.
    pub reason: String,
}

/// A weighbridge and its known bias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleEntry {
    /// Where it stands.
    pub office: OfficeCode,
    /// Its name.
    pub scale: String,
    /// Percent by which it weighs too much.
    pub bias_percent: String,
}

/// Natural shortage that is tolerated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToleranceEntry {
    /// Goods.
    pub hs_prefix: String,
    /// Percent that may be missing.
    pub shortage_percent: String,
}

/// A leg of the road.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegEntry {
    /// From.
    pub from: OfficeCode,
    /// To.
    pub to: OfficeCode,
    /// Length.
    pub km: u32,
    /// Nobody drives it in less.
    pub min_minutes: u32,
    /// What it normally takes.
    pub normal_hours: u32,
}

/// Goods with a policy of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEntry {
    /// Goods.
    pub hs_prefix: String,
    /// What a change of destination needs.
    pub diversion: DiversionPolicy,
    /// How loud alerts are.
    pub alert_level: AlertLevel,
}
