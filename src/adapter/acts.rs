//! The officers' and traders' acts: one verb each, with what they must state.

mod change;
mod control;
mod diversion;
mod enquiry;
mod guarantee;
mod incident;
mod recovery;
mod reference;
mod sensors;
mod system;
mod verbs;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::profile::lists::GoodsOrigin;

pub use change::{Cancel, Extend, WithdrawCancellation};
pub use control::{ClearHold, ControlResult, Difference, Resolve, StartControl};
pub use diversion::{Approve, Arbitrate, NationalOutcome, RecordApproval};
pub use enquiry::{AnswerEnquiry, DecideProof, EnquiryInformation, RequestStatus};
pub use guarantee::{
    AmendGuarantee, AskGuarantee, ClaimGuarantee, DecideClaim, IncreaseGuarantee, SetGuaranteeState,
};
pub use incident::{
    DecideLoss, Endorsement, GoodsLoss, IncidentPlace, LostGoods, NewUnit, ReportIncident,
    WithdrawIncident,
};
pub use recovery::{AnswerRecovery, ReportRecovery, RequestRecovery};
pub use reference::PublishReference;
pub use sensors::{Sense, SensorKind};
pub use system::{AnnounceUnavailable, Watch, WatchLink};
pub use verbs::VERBS;

/// One act. The verb is the last segment of the path, the rest is the JSON body.
///
/// `id` makes it repeatable: the same id again gives the same outcome and no second effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act<T> {
    /// Idempotency key, chosen by the caller, at most 64 characters.
    pub id: String,
    /// What the verb needs.
    #[serde(flatten)]
    pub detail: T,
}

/// `declare`: a principal lodges a transit declaration; the office of departure registers it
/// (state REGISTERED) and gives it an MRN, answered in the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declare {
    /// Local reference number, unique per declarant.
    pub lrn: String,
    /// Serial characters (12, upper-case letters and digits) that the MRN is composed from, so
    /// that identifiers are fresh per run.
    pub mrn_serial: String,
    /// Office of departure.
    pub office: String,
    /// Offices of passage in the order of the journey.
    pub passages: Vec<PassageOffice>,
    /// Declared office of destination.
    pub destination: String,
    /// Prescribed itinerary must be kept.
    pub binding_itinerary: bool,
    /// Who answers for the movement.
    pub principal: Party,
    /// Who carries it.
    pub carrier: String,
    /// Who receives; items name them by their place here, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consignees: Vec<Party>,
    /// Vehicles, tractor first.
    pub vehicles: Vec<Vehicle>,
    /// Containers and load spaces with their seals, or why there are none.
    pub equipment: Vec<Equipment>,
    /// Goods.
    pub goods: Goods,
    /// Papers that go with the goods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Guarantee that secures it.
    pub guarantee: GuaranteeUse,
}

/// An office of passage on the declared itinerary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageOffice {
    /// Office code.
    pub office: String,
    /// `EXIT` or `ENTRY`.
    pub direction: String,
}

/// Principal, with name and address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Tax identification.
    pub id: String,
    /// Name, accents kept.
    pub name: String,
    /// Address in one line.
    pub address: String,
}

/// One vehicle of the means of transport.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vehicle {
    /// `30` road vehicle, `31` trailer.
    pub kind: String,
    /// Registration plate.
    pub plate: String,
    /// Country of registration.
    pub nationality: String,
}

/// A container or other sealed unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equipment {
    /// ISO 6346 number, absent for a sealed vehicle without container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// How many seals there are; as many as `seals` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_count: Option<u16>,
    /// Seal identifiers.
    pub seals: Vec<String>,
    /// Why there are no seals; needed, and only allowed, where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_waiver: Option<String>,
}

/// A paper that goes with the goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Code of its kind, e.g. `705` bill of lading.
    pub kind: String,
    /// Reference.
    pub reference: String,
    /// Item that it belongs to, from 1; the whole consignment when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u16>,
}

/// Goods of the declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// Gross mass in kg, as text with at most three decimals.
    pub gross_mass: String,
    /// Value CIF in XOF.
    pub value_xof: u64,
    /// Items.
    pub items: Vec<Item>,
}

/// One item of goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// HS six digits.
    pub hs: String,
    /// Description, accents kept.
    pub description: String,
    /// Mass in kg, as text with at most three decimals.
    pub mass: String,
    /// UN package code, e.g. `BG`.
    pub package: String,
    /// Number of packages.
    pub count: u32,
    /// Place of its consignee among `consignees`, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignee: Option<u16>,
}

/// Which guarantee is used and for how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuaranteeUse {
    /// Guarantee reference number; its characters 3-4 name the guarantor's country (PD-15).
    pub grn: String,
    /// Access code.
    pub access_code: String,
    /// Where the goods come from; the guarantors' tariff says what follows. Any guarantee is taken, and no
    /// premium told, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<GoodsOrigin>,
    /// Amount at risk per crossed country, XOF.
    pub exposure: std::collections::BTreeMap<String, u64>,
}

/// `control`: result of the control at departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// Movement.
    pub mrn: String,
    /// `A1` physical, `A2` documentary, `A3`; anything else means no release.
    pub code: String,
}

/// `release`: the officer releases a guaranteed movement (D9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Movement.
    pub mrn: String,
}

/// Stamped paper by which goods went on while a link was down (PD-49, PD-50).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampedPaper {
    /// Number of the stamp.
    pub stamp_number: String,
    /// Who stamped.
    pub officer: String,
    /// Since when the link was down.
    pub link_down_from: Timestamp,
    /// Until when it was.
    pub link_down_to: Timestamp,
    /// When what it vouches for happened.
    pub event_at: Timestamp,
}

/// `present`: vehicle and goods are presented at an office of passage (P4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Movement.
    pub mrn: String,
    /// Office of passage.
    pub office: String,
    /// `EXIT` or `ENTRY`.
    pub direction: String,
    /// Plates seen.
    pub plates: Vec<String>,
    /// The stamped paper that it is captured from afterwards; none when it is captured as it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<StampedPaper>,
}

/// `pass`: the office of passage lets the vehicle go on (P9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// Movement.
    pub mrn: String,
    /// Office of passage.
    pub office: String,
    /// `EXIT` or `ENTRY`.
    pub direction: String,
    /// `1` seals good, `0` missing, damaged or different.
    pub seal_state: String,
    /// Seals seen.
    pub seals: Vec<String>,
    /// Plates seen.
    pub plates: Vec<String>,
    /// Mass on the scale in kg, as text with at most three decimals; absent when not weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed_mass: Option<String>,
    /// Name of the scale in reference data; one that is not off when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// Result of a control here: `A1 A2 A5 B1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_code: Option<String>,
    /// Seals that customs set here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new_seals: Vec<NewSeals>,
    /// When the vehicle left, business time; the clock's now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_at: Option<Timestamp>,
    /// The stamped paper that it is captured from afterwards; none when it is captured as it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<StampedPaper>,
}

/// Seals that customs set; they replace those of the unit (PD-43).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSeals {
    /// Number of the unit in the advance data, from 1.
    pub unit: u16,
    /// Why.
    pub reason: String,
    /// The new seals.
    pub seals: Vec<String>,
}

/// `arrive`: goods are presented at the office of destination (A2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrive {
    /// Movement.
    pub mrn: String,
    /// Actual office of destination.
    pub office: String,
    /// `1` seals good, `0` not.
    pub seal_state: String,
    /// Seals seen.
    pub seals: Vec<String>,
    /// Plates seen.
    pub plates: Vec<String>,
    /// When presented, business time; the clock's now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_at: Option<Timestamp>,
    /// The stamped paper that it is captured from afterwards; none when it is captured as it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<StampedPaper>,
}

/// `resend`: the officer presses "Resend": the newest message of that code for the movement goes out
/// again with the same bytes and the same id (PD-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resend {
    /// Movement.
    pub mrn: String,
    /// Message code, e.g. `ARR`.
    pub code: String,
}

/// `empty`: an empty vehicle goes through an office of passage, without transit: nobody is told, and
/// no movement arises (HP13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmptyTrip {
    /// Office of passage.
    pub office: String,
    /// `EXIT` or `ENTRY`.
    pub direction: String,
    /// Plates seen.
    pub plates: Vec<String>,
    /// Mass of the empty vehicle by its papers, in kg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tare: Option<String>,
    /// Mass on the scale in kg; absent when not weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed_mass: Option<String>,
    /// Name of the scale in reference data; one that is not off when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
}
