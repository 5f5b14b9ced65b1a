//! What officers do in the search for goods that are missed.

use serde::{Deserialize, Serialize};

/// `request-status`: an officer asks another country how a movement stands (PD-51).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestStatus {
    /// Movement.
    pub mrn: String,
    /// Country asked.
    pub country: String,
}

/// `answer-enquiry`: the officer of the country asked answers departure's enquiry (D31, D32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerEnquiry {
    /// Movement.
    pub mrn: String,
    /// `1` unknown, `2` duplicate, `3` proof sent, `4` wants recovery.
    pub code: String,
    /// Remarks, accents kept.
    #[serde(default)]
    pub text: String,
}

/// `enquiry-information`: an officer of either side tells something in an open enquiry (ENI).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnquiryInformation {
    /// Movement.
    pub mrn: String,
    /// `INFO` or `PROOF`.
    pub kind: String,
    /// Remarks, accents kept.
    pub text: String,
}

/// `decide-proof`: the officer of departure accepts or refuses a proof (D33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideProof {
    /// Movement.
    pub mrn: String,
    /// `ACCEPTED` or `REFUSED`.
    pub decision: String,
    /// Why.
    pub reason: String,
}
