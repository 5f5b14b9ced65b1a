//! What happens to the goods on their way: PAS, ARR, RES and WRO.

mod xml;

pub(super) use xml::{halves, joined};

use jiff::Timestamp;
use uuid::Uuid;

use crate::message::claimed::Claimed;
use crate::message::header::Event;
use crate::message::lexical::Kilograms;
use crate::profile::lists::{Basis, ControlResult, Direction, NextRegime, Outcome, StateOfSeals};
use crate::profile::{MessageId, Mrn, OfficeCode};

/// Passage notification; the passage time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pas {
    /// The passage.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The actual office.
    pub office: OfficeCode,
    /// Exit or entry.
    pub direction: Direction,
    /// Passed or stopped.
    pub outcome: Outcome,
    /// Plates seen: 1 to 3.
    pub plates: Vec<String>,
    /// State of the seals seen.
    pub state_of_seals: StateOfSeals,
    /// Seals seen.
    pub seals: Vec<String>,
    /// Mass on the scale, if weighed.
    pub weighed_mass: Option<Kilograms>,
    /// Result of a control, if there was one.
    pub control_code: Option<ControlResult>,
    /// Seals that customs set here (PD-43).
    pub new_seals: Vec<NewSeals>,
    /// Free text.
    pub remarks: Option<String>,
}

/// Seals set by customs; they replace those of the unit (PD-40).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeals {
    /// Number of the unit in the advice.
    pub unit: u16,
    /// Why.
    pub reason: String,
    /// The new seals, at least one.
    pub seals: Vec<String>,
}

/// Arrival advice; the arrival time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arr {
    /// The presentation.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The actual office.
    pub office: OfficeCode,
    /// Plates seen: 1 to 3.
    pub plates: Vec<String>,
    /// State of the seals seen.
    pub state_of_seals: StateOfSeals,
    /// Seals seen.
    pub seals: Vec<String>,
    /// True when the arrival is later than the limit.
    pub late: bool,
    /// When the gate of the office saw the vehicle come in (option SENS).
    pub gate_at: Option<Timestamp>,
    /// Free text.
    pub remarks: Option<String>,
}

/// Control result at destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Res {
    /// The control.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The actual office.
    pub office: OfficeCode,
    /// 1 to n; the highest wins (PD-25).
    pub result_no: u32,
    /// A1, A2, A5 or B1.
    pub control_code: ControlResult,
    /// State of the seals seen.
    pub state_of_seals: StateOfSeals,
    /// Seals seen.
    pub seals: Vec<String>,
    /// False exactly when the code is B1.
    pub conform: bool,
    /// What the goods do next, if known.
    pub next_regime: Option<NextRegime>,
    /// Only what differs.
    pub differences: Vec<Difference>,
    /// When the gate of the office saw the vehicle come in (option SENS).
    pub gate_at: Option<Timestamp>,
    /// Free text.
    pub remarks: Option<String>,
}

/// Something that differs from the advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `XPath` into the advice.
    pub pointer: String,
    /// What was declared.
    pub declared: Option<String>,
    /// What was found.
    pub found: Option<String>,
    /// Free text.
    pub text: Option<String>,
}

/// Write-off; its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wro {
    /// The decision.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Why it is written off.
    pub basis: Basis,
    /// Where the goods arrived; none when they did not.
    pub actual_office: Option<OfficeCode>,
    /// Number of the departure's decision; the highest wins.
    pub decision_no: u32,
    /// The message that it rests on, for example the RES.
    pub basis_message_id: Option<MessageId>,
}

impl Event {
    /// An electronic event, captured when it happened.
    pub fn electronic(id: Uuid, at: jiff::Timestamp) -> Self {
        let capture = crate::profile::lists::CaptureMode::Elec;
        Self { id, at, recorded_at: at, capture, paper: None }
    }
}
