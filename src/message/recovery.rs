//! Who recovers duties, and how that stands: RCQ, RCA and RCC (PD-48).

mod xml;

use crate::message::claimed::Claimed;
use crate::message::header::Event;
use crate::profile::lists::{RecoveryAction, RecoveryRequestKind, RecoveryVerdict};
use crate::profile::{Country, Mrn};

/// Request that another country be competent; its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rcq {
    /// The request.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Handed over by departure, or claimed from it.
    pub kind: RecoveryRequestKind,
    /// Country that would be competent: the place of the irregularity.
    pub country: Country,
    /// Why.
    pub reason: String,
}

/// Answer to a request; its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rca {
    /// The decision.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Accepted or refused.
    pub verdict: RecoveryVerdict,
    /// Why, if the officer says so.
    pub reason: Option<String>,
}

/// How recovery stands; its time is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rcc {
    /// What happened.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// How it stands.
    pub action: RecoveryAction,
    /// The competent country.
    pub country: Country,
    /// Why, if the officer says so.
    pub reason: Option<String>,
}
