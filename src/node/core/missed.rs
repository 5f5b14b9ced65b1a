//! What is known of goods that are missed, and what can happen in the search for them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::departure::DepartureState;
use super::terms::PassageFact;
use crate::profile::lists::{EnquiryCode, EnquiryKind, StatusReason};
use crate::profile::{Country, OfficeCode};

/// What departure knows of goods that it misses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// Foreign office that saw the goods last, and when.
    pub last_seen: Option<(OfficeCode, Timestamp)>,
    /// Countries whose newest status shows the goods at destination.
    pub shows_arrival: BTreeSet<Country>,
    /// Countries whose newest status says that no office of entry has seen the goods.
    pub unseen: BTreeSet<Country>,
    /// How often the result was missed (T-STQ2).
    pub result_missed: u32,
    /// The enquiry, while one is open (D30).
    pub enquiry: Option<OpenEnquiry>,
}

/// An enquiry that departure has opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenEnquiry {
    /// Country asked.
    pub asked: Country,
    /// State before it, for the way back (D29).
    pub before: DepartureState,
    /// The principal was asked for a proof (D31).
    pub principal_asked: bool,
}

/// Questions between countries that any node may have open for a movement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// Countries that owe a status, and how often the request was repeated.
    pub asked: BTreeMap<Country, u32>,
    /// Departure's enquiry here, while it is open.
    pub enquiry: Option<EnquiryHere>,
}

/// How an enquiry of departure stands in the country asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnquiryHere {
    /// An officer must answer.
    Open,
    /// An officer has answered; more may be told until departure closes it.
    Answered,
}

/// What can happen in the search for goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// A country is asked for its status, by an officer or by rule.
    StatusWanted {
        /// Country asked.
        of: Country,
        /// Why.
        reason: StatusReason,
    },
    /// STS.
    StatusTold {
        /// Who answers.
        by: Country,
        /// Its office of destination has the goods.
        arrived: bool,
        /// None of its offices of entry has seen them.
        unseen: bool,
    },
    /// ENQ.
    EnquiryOpened,
    /// An officer of the country asked answers.
    Answered {
        /// What.
        code: EnquiryCode,
        /// Remarks, may be empty.
        remarks: String,
    },
    /// ENR.
    AnswerHeard {
        /// Who answers.
        by: Country,
        /// What.
        code: EnquiryCode,
    },
    /// An officer of either side tells something in an open enquiry.
    Informed {
        /// Information or proof.
        kind: EnquiryKind,
        /// Remarks.
        remarks: String,
    },
    /// ENI.
    InformationHeard {
        /// What.
        kind: EnquiryKind,
    },
    /// Departure's officer accepts a proof (D33).
    ProofAccepted,
    /// Departure's officer refuses a proof: the principal has T-PRF for another.
    ProofRefused,
}

impl Search {
    /// Somebody abroad saw the goods.
    pub(super) fn saw(&mut self, fact: &PassageFact) {
        if self.last_seen.is_none_or(|(_, at)| at <= fact.event_at) {
            self.last_seen = Some((fact.office, fact.event_at));
        }
    }
}
