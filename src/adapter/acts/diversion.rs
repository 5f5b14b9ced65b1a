//! Acts about goods at another office than declared.

use serde::{Deserialize, Serialize};

/// `approve`: the officer of departure decides on a record request that waits (PD-45).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approve {
    /// Movement.
    pub mrn: String,
    /// Office that asked.
    pub office: String,
    /// Role in which it asked: `EXI`, `ENT` or `DST`.
    pub role: String,
    /// `GRANTED` or `REFUSED`.
    pub decision: String,
}

/// `record-approval`: the officer of departure approves an office before goods are presented there
/// (PD-45, FUEL).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordApproval {
    /// Movement.
    pub mrn: String,
    /// Office where the goods may go.
    pub office: String,
    /// Role in which it may take them: `EXI`, `ENT` or `DST`.
    pub role: String,
}

/// `arbitrate`: the officer of departure says which office has the goods (D19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arbitrate {
    /// Movement.
    pub mrn: String,
    /// Office that has them.
    pub office: String,
}

/// `national-outcome`: what became of goods that were held or stopped is recorded (P14, A17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NationalOutcome {
    /// Movement.
    pub mrn: String,
    /// Office where they were held.
    pub office: String,
    /// Role of that office: `EXI`, `ENT` or `DST`.
    pub role: String,
    /// What became of the goods, in words.
    pub outcome: String,
}
