//! What travels between harness and node: the types of the adapter contract, version 1.
//!
//! ```text
//! GET  /v1/hello             Hello
//! POST /v1/reset             Fixture          -> 204
//! POST /v1/clock             ClockOrder       -> ClockState
//! POST /v1/actions/{verb}    Act              -> Outcome (200 even for a business refusal)
//! GET  /v1/movements/{mrn}   MovementView     404 unknown
//! GET  /v1/movements/{mrn}/document   HTML     404 unknown, or never released here
//! GET  /v1/guarantees/{grn}  GuaranteeView    404 unknown
//! GET  /v1/alerts?mrn=       Vec<Alert>
//! GET  /v1/quiet             Quiet
//! anything else              501
//! ```
//!
//! Every request carries `Authorization: Bearer <token>`. Instants are RFC 3339 with `Z`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::reference::Reference;
use crate::profile::PremiumRate;
use crate::profile::lists::{AlertLevel, GoodsOrigin};

/// Version of this contract, told by `hello`.
pub const CONTRACT: &str = "passavant.adapter/1";

/// Who the node says it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Always [`CONTRACT`].
    pub contract: String,
    /// Product name as its maker writes it.
    pub product: String,
    /// Product version.
    pub version: String,
    /// Two-letter country whose system this is.
    pub country: String,
    /// Profile version spoken, `1.0`.
    pub profile: String,
    /// Roles held: `departure`, `passage`, `destination`, `guarantor`.
    pub roles: Vec<String>,
    /// Optional abilities: `held-clock`, `reset` or `fixture`, and profile options `SIG`, `REG`, `SENS`, `HUB`.
    pub features: Vec<String>,
    /// The seeded misbehaviour of a reference node, and how often it has acted.
    pub flaw: Option<FlawState>,
}

/// A seeded misbehaviour (or benign variant) and how often it has fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlawState {
    /// Name in the catalogue.
    pub name: String,
    /// How often the node has deviated because of it.
    pub fired: u64,
}

/// Everything that a node is given before a scenario. The store is emptied first, unless `keep`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fixture {
    /// What is stored stays; what the fixture names is added, or takes the place of its namesake. Reference data
    /// begin anew: the fixture's sets are version 1, whatever was published before. For nodes that offer
    /// `fixture` and not `reset`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep: bool,
    /// Civil time of this node's country as its distance from UTC, e.g. `+01:00`. Its officers live
    /// by it; everything on the wire is UTC.
    pub time_zone: String,
    /// Offices of every country of the corridor.
    pub offices: Vec<OfficeEntry>,
    /// Every other set of reference data.
    pub reference: Reference,
    /// Guarantees that this node's national guarantor keeps.
    pub guarantees: Vec<GuaranteeEntry>,
    /// The business clock to start with.
    pub clock: ClockOrder,
}

/// One customs office, as in reference data set OFF (profile PD-53).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeEntry {
    /// Eight characters, e.g. `TGLOM001`.
    pub code: String,
    /// Name in the language of the country.
    pub name: String,
    /// Two letters.
    pub country: String,
    /// Profile roles `DEP EXI ENT DST`.
    pub roles: Vec<String>,
    /// The office across the border at a joint post.
    pub paired_with: Option<String>,
    /// It works on the national system; one that does not works on paper.
    pub automated: bool,
    /// Its gate tells when a vehicle comes in.
    pub gate: bool,
    /// Movements released from then on must name its heir.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    /// Its heir.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
}

/// One guarantee reference in the guarantor's ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuaranteeEntry {
    /// Guarantee reference number, 17 characters.
    pub grn: String,
    /// Code that the principal must quote.
    pub access_code: String,
    /// Identification of the principal.
    pub principal: String,
    /// Countries on whose territory it is valid.
    pub countries: Vec<String>,
    /// Reference amount in XOF.
    pub reference_amount: u64,
    /// From this instant on new uses are refused; absent when it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

/// How a node's business clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockMode {
    /// Stands still until moved.
    Held,
    /// Follows the wall.
    Wall,
}

/// Sets or moves a node's business clock. Answered after all due timers have fired and are committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockOrder {
    /// Held or wall.
    pub mode: ClockMode,
    /// Business time of the cell.
    pub now: Timestamp,
    /// Added to `now` by this node, in seconds: its own clock's error.
    #[serde(default)]
    pub offset_s: i64,
}

/// A node's business clock after an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockState {
    /// The node's business time.
    pub now: Timestamp,
    /// When the next timer is due, if any runs.
    pub next_timer: Option<Timestamp>,
}

/// What came of an act. A business refusal is an outcome, not an HTTP error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Done or refused.
    pub result: ActResult,
    /// Profile error code of a refusal, e.g. `92`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The movement concerned; the MRN given by `declare`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrn: Option<String>,
    /// Why it was refused, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Done or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActResult {
    /// The act has taken effect and is stored.
    Done,
    /// The node's rules forbid it; nothing has changed.
    Refused,
}

/// One movement as its node sees it. Parts that the node does not hold are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementView {
    /// Movement reference number.
    pub mrn: String,
    /// Departure part, state names of profile 5.1 (`RELEASED`, `DISCHARGED`, ...).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departure: Option<DepartureView>,
    /// Passage parts, one per office and direction, state names of profile 5.2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<PassageView>,
    /// Destination part, state names of profile 5.3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<DestinationView>,
    /// Incidents that this node has told or heard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<IncidentView>,
    /// What is to be checked now: declared, and changed on the way; absent where nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityView>,
    /// Records of this node's other offices of destination: by-passed, or where goods were held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<DestinationView>,
    /// Every business effect that this node has committed for the movement, in order.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// What a movement is known by at this time (profile PD-40).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityView {
    /// Plates, the vehicle that pulls first.
    pub plates: Vec<String>,
    /// Seals of every unit, sorted.
    pub seals: Vec<String>,
}

/// Departure's view of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartureView {
    /// State of profile 5.1.
    pub state: String,
    /// Guarantee used.
    pub grn: String,
    /// What the principal pays for it; absent where the origin of the goods was not declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium: Option<PremiumView>,
    /// Office that has the goods, once arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual_office: Option<String>,
    /// Holds that forbid discharge, e.g. `H-PAS`.
    #[serde(default)]
    pub holds: Vec<String>,
    /// The transit limit has passed without arrival.
    #[serde(default)]
    pub overdue: bool,
    /// The goods arrived after the limit.
    #[serde(default)]
    pub late: bool,
    /// An enquiry is open, and the principal was asked for a proof (D31).
    #[serde(default)]
    pub principal_asked: bool,
    /// Per advised country: `PENDING`, `ACKED` or `REFUSED`.
    #[serde(default)]
    pub advice: std::collections::BTreeMap<String, String>,
}

/// What a guarantee costs: information, never the reserved amount (PD-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PremiumView {
    /// Where the goods come from.
    pub origin: GoodsOrigin,
    /// In per cent of the value.
    pub rate: PremiumRate,
    /// XOF.
    pub amount: u64,
}

/// One office of passage's view, per direction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageView {
    /// Office of passage.
    pub office: String,
    /// `EXIT` or `ENTRY`.
    pub direction: String,
    /// State of profile 5.2.
    pub state: String,
}

/// Destination's view of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationView {
    /// State of profile 5.3.
    pub state: String,
    /// Office where the goods were presented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

/// An incident of a movement, as a node keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentView {
    /// Country that told it.
    pub country: String,
    /// Number within movement and country.
    pub number: u32,
    /// `1` to `9`.
    pub code: String,
    /// `VALID`, `WITHDRAWN` or `REFUSED`.
    pub standing: String,
}

/// One committed business effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Business key of profile PD-23, e.g. `ARR/BFOUR001`; for a code that has none, its code and whatever tells it
    /// apart, e.g. `GUR/1`; `act/<verb>` for an officer's act.
    pub key: String,
    /// Message that caused it; absent for an act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// When it was committed, business time.
    pub at: Timestamp,
}

/// One guarantee as its guarantor sees it (profile 5.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuaranteeView {
    /// Guarantee reference number.
    pub grn: String,
    /// `ACTIVE`, `SUSPENDED` or `EXPIRED`.
    pub state: String,
    /// Reference amount in XOF.
    pub reference_amount: u64,
    /// What is still free, in XOF.
    pub balance: u64,
    /// Every reservation ever made.
    pub reservations: Vec<ReservationView>,
}

/// A reservation on a guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservationView {
    /// Movement secured.
    pub mrn: String,
    /// Request number within the movement.
    pub request_no: u32,
    /// `RESERVED`, `RELEASED` or `CANCELLED`.
    pub state: String,
    /// Amount per crossed country.
    pub portions: Vec<PortionView>,
}

/// Amount at risk in one crossed country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortionView {
    /// Two letters.
    pub country: String,
    /// XOF.
    pub amount: u64,
    /// `RESERVED`, `CLAIMED`, `PAID`, `RELEASED` or `CANCELLED`.
    pub state: String,
    /// What is claimed of it, or was paid; the rest of a paid portion is free. XOF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<u64>,
}

/// Something that an officer must see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Rule or code that raised it, e.g. `SEC-97`, `SEC-26`, `F06`.
    pub rule: String,
    /// Movement concerned, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrn: Option<String>,
    /// Message that raised it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Facts in one sentence.
    pub facts: String,
    /// When, business time.
    pub at: Timestamp,
    /// How loud it is; absent from nodes that do not grade their alerts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<AlertLevel>,
    /// What stands still until somebody decides: `WRITE_OFF`, `RELEASE`, `ARRIVAL` (the goods are not let in),
    /// `MESSAGE` (it was refused). Empty where it only tells; absent from nodes that do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<String>>,
}

/// What a node still has in hand. All three counts zero: it will do nothing before `next_timer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Messages received and not yet committed and acknowledged at the broker.
    pub inbox: u64,
    /// Messages due to be sent and not yet handed to the broker.
    pub outbox: u64,
    /// Messages handed over whose broker receipt is still missing.
    pub unreceipted: u64,
    /// When the next timer is due, if any runs.
    pub next_timer: Option<Timestamp>,
}

impl Quiet {
    /// True when nothing is in hand.
    pub fn is_quiet(&self) -> bool {
        self.inbox == 0 && self.outbox == 0 && self.unreceipted == 0
    }
}
