//! What follows an unsatisfactory result: DSP and DSV.

mod xml;

use jiff::Timestamp;

use crate::message::claimed::Claimed;
use crate::message::header::Event;
use crate::profile::lists::DiscrepancyOutcome;
use crate::profile::{Mrn, OfficeCode};

/// Departure opens the discrepancy procedure about a result (D24); its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dsp {
    /// The opening.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The office whose result it is about.
    pub office: OfficeCode,
    /// Number of that result.
    pub result_no: u32,
    /// When departure decides at the latest (T-DSP).
    pub resolve_by: Timestamp,
    /// Free text.
    pub remarks: Option<String>,
}

/// Departure's decision on a discrepancy (D26, D27); its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dsv {
    /// The decision.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The office whose result it is about.
    pub office: OfficeCode,
    /// Number of that result.
    pub result_no: u32,
    /// What was decided.
    pub decision: DiscrepancyOutcome,
    /// Why.
    pub reason: String,
}
