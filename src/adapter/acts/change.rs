//! Acts of departure that change a released movement: cancellation, more time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `cancel`: the officer of departure cancels a movement (D8, D10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancel {
    /// Movement.
    pub mrn: String,
    /// Why, accents kept.
    pub reason: String,
    /// The goods were presented again at the office of departure, as the officer confirms; before
    /// the release it does not matter.
    pub goods_back: bool,
}

/// `withdraw-cancellation`: the officer of departure takes a cancellation back that is not complete
/// (D13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawCancellation {
    /// Movement.
    pub mrn: String,
    /// Why, accents kept.
    pub reason: String,
}

/// `extend`: the officer of departure grants more time (D29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extend {
    /// Movement.
    pub mrn: String,
    /// To be presented until.
    pub time_limit: Timestamp,
    /// Why, accents kept.
    pub reason: String,
}
