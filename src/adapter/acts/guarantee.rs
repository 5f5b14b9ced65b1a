//! Acts around a guarantee: asking, amending, claiming, and what its guarantor decides.

use serde::{Deserialize, Serialize};

use super::GuaranteeUse;

/// `guarantee`: the officer asks the guarantor to cover a registered movement (D1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskGuarantee {
    /// Movement.
    pub mrn: String,
}

/// `amend`: the principal amends a guarantee that was refused, and the guarantor is asked again (D5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendGuarantee {
    /// Movement.
    pub mrn: String,
    /// Guarantee that secures it from now on.
    pub guarantee: GuaranteeUse,
}

/// `increase`: after a control that was not satisfactory the officer of departure finds more at risk than
/// was reserved, and asks the guarantor for a larger use in place of the first (G3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncreaseGuarantee {
    /// Movement.
    pub mrn: String,
    /// All that is at risk in each country that has a portion, XOF.
    pub exposure: std::collections::BTreeMap<String, u64>,
}

/// `guarantee-state`: the guarantor suspends a guarantee, or lets it be used again (5.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetGuaranteeState {
    /// Guarantee reference number.
    pub grn: String,
    /// `ACTIVE` or `SUSPENDED`.
    pub state: String,
}

/// `claim`: the competent country claims its portion of the guarantee, or takes its claim back (G7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimGuarantee {
    /// Movement.
    pub mrn: String,
    /// `CLAIM` or `WITHDRAW`.
    pub action: String,
    /// What is claimed, XOF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
}

/// `decide-claim`: the guarantor accepts, pays or rejects the claim on a country's portion (G7, G8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideClaim {
    /// Movement.
    pub mrn: String,
    /// Country whose portion is claimed.
    pub country: String,
    /// `ACCEPTED`, `PAID` or `REJECTED`.
    pub decision: String,
}
