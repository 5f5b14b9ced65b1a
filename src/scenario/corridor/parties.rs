//! Countries, offices, guarantors and principals as they stand in a corridor file.

use crate::profile::{Country, OfficeCode, Zone};
use serde::Deserialize;

/// A text in the languages of the reports.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// A country of the corridor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryFacts {
    /// Two letters.
    pub code: Country,
    /// Its name.
    pub name: Text,
    /// Its civil time.
    pub time_zone: Zone,
}

/// A customs office.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Eight characters; the first two name its country.
    pub code: OfficeCode,
    /// Its name.
    pub name: String,
    /// `DEP`, `EXI`, `ENT`, `DST`.
    pub roles: Vec<String>,
    /// The office across the border at a joint post.
    #[serde(default)]
    pub paired_with: Option<OfficeCode>,
    /// It works on the national system; one that does not works on paper.
    pub automated: bool,
    /// Its gate tells when a vehicle comes in.
    pub gate: bool,
}

/// A national guarantor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantor {
    /// Its country.
    pub country: Country,
    /// Characters 5 to 8 of its guarantee reference numbers.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Reference amount of each guarantee, XOF.
    pub reference_amount: u64,
    /// Code that the principal must quote.
    pub access_code: String,
}

/// Who answers for a movement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principal {
    /// Tax identification; journeys name the principal by it.
    pub id: String,
    /// Name, accents kept.
    pub name: String,
    /// Address in one line.
    pub address: String,
}
