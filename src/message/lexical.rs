//! How single values are written in XML, and read back.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::message::answer::AnyMessageId;
use crate::message::claimed::Claimed;
use crate::profile::lists::{
    AlertLevel, Basis, CancellationAction, CaptureMode, ClaimAction, ClaimResult, ControlResult,
    Direction, DiscrepancyOutcome, Disposition, DiversionPolicy, EnquiryCode, EnquiryKind,
    FunctionalErrorCode, GuaranteePurpose, GuaranteeRefusal, GuaranteeVerdict, IncidentCode,
    LossExtent, NextRegime, OfficeRole, Outcome, PlaceKind, ProfileOption, RecordRefusal,
    RecordVerdict, RecoveryAction, RecoveryRequestKind, RecoveryVerdict, ReferenceSet,
    RefusalReason, Role, StateOfSeals, StatusReason, TrafficMode, XmlErrorCode,
};
use crate::profile::{Class, Country, MessageId, OfficeCode};

/// A value with one spelling in XML.
pub(super) trait Lexical: Sized {
    /// The value that this text spells; white space was dealt with by the schema.
    fn from_xml(text: &str) -> Option<Self>;

    /// The canonical spelling.
    fn to_xml(&self) -> String;
}

/// An instant as the profile writes it: UTC with `Z`, milliseconds only if there are any (PD-02).
///
/// Fractions below a millisecond are cut off.
pub fn instant(at: Timestamp) -> String {
    let format =
        if at.subsec_millisecond() == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%.3fZ" };
    at.strftime(format).to_string()
}

impl Lexical for Timestamp {
    fn from_xml(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn to_xml(&self) -> String {
        instant(*self)
    }
}

impl Lexical for Date {
    fn from_xml(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn to_xml(&self) -> String {
        self.to_string()
    }
}

impl Lexical for bool {
    fn from_xml(text: &str) -> Option<Self> {
        match text {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        }
    }

    fn to_xml(&self) -> String {
        u8::from(*self).to_string()
    }
}

impl<T> Lexical for Claimed<T> {
    fn from_xml(text: &str) -> Option<Self> {
        Some(Self::from_text(text))
    }

    fn to_xml(&self) -> String {
        self.as_str().to_owned()
    }
}

macro_rules! lexical_by_parsing {
    ($($name:ty),* $(,)?) => {$(
        impl Lexical for $name {
            fn from_xml(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn to_xml(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

lexical_by_parsing!(
    String,
    Country,
    OfficeCode,
    MessageId,
    AnyMessageId,
    Uuid,
    Kilograms,
    Class,
    AlertLevel,
    Basis,
    DiscrepancyOutcome,
    CancellationAction,
    CaptureMode,
    ControlResult,
    Direction,
    Disposition,
    DiversionPolicy,
    EnquiryCode,
    EnquiryKind,
    FunctionalErrorCode,
    GuaranteePurpose,
    GuaranteeRefusal,
    GuaranteeVerdict,
    ClaimAction,
    ClaimResult,
    IncidentCode,
    LossExtent,
    NextRegime,
    OfficeRole,
    Outcome,
    PlaceKind,
    ProfileOption,
    RecoveryAction,
    RecoveryRequestKind,
    RecoveryVerdict,
    ReferenceSet,
    RecordRefusal,
    RecordVerdict,
    RefusalReason,
    Role,
    StateOfSeals,
    TrafficMode,
    StatusReason,
    XmlErrorCode,
);

macro_rules! lexical_numbers {
    ($($name:ty),*) => {$(
        impl Lexical for $name {
            fn from_xml(text: &str) -> Option<Self> {
                // XSD integers may have white space around, a plus, or be a negative zero.
                let digits = text.trim().trim_start_matches('+');
                digits.strip_prefix('-').unwrap_or(digits).parse().ok()
            }

            fn to_xml(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

lexical_numbers!(u16, u32, u64);

/// Mass in kilograms with up to three decimals, kept in grams (PD-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Kilograms {
    grams: u64,
}

/// A text that is no mass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("mass `{0}` is not 1 to 13 digits, and a point with 1 to 3 decimals if any")]
pub struct MassError(String);

impl Kilograms {
    /// Largest mass of the profile, in grams.
    const MAX_GRAMS: u64 = 9_999_999_999_999_999;

    /// A mass in grams; above the profile's largest mass it is that.
    pub const fn from_grams(grams: u64) -> Self {
        if grams > Self::MAX_GRAMS { Self { grams: Self::MAX_GRAMS } } else { Self { grams } }
    }

    /// The mass in whole kilograms, rounded down.
    pub fn whole(self) -> u32 {
        u32::try_from(self.grams / 1000).unwrap_or(u32::MAX)
    }

    /// The mass in grams.
    pub const fn grams(self) -> u64 {
        self.grams
    }
}

impl FromStr for Kilograms {
    type Err = MassError;

    fn from_str(text: &str) -> Result<Self, MassError> {
        let wrong = || MassError(text.to_owned());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 13) || !digits(fraction, 3) {
            return Err(wrong());
        }
        let grams = format!("{whole}{fraction:0<3}").parse().map_err(|_| wrong())?;
        Ok(Self { grams })
    }
}

impl fmt::Display for Kilograms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.grams / 1000, self.grams % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_milliseconds_only_when_needed() {
        for text in ["2026-02-03T09:15:00Z", "2026-02-03T09:15:00.050Z"] {
            assert_eq!(instant(text.parse().unwrap()), text);
        }
        assert_eq!(
            instant("2026-02-03T09:15:00.0509Z".parse().unwrap()),
            "2026-02-03T09:15:00.050Z"
        );
    }

    #[test]
    fn masses_are_kept_to_the_gram() {
        for (text, canonical) in [("24500", "24500.000"), ("0.5", "0.500"), ("1.25", "1.250")] {
            assert_eq!(text.parse::<Kilograms>().unwrap().to_string(), canonical);
        }
        for wrong in ["", ".5", "1.", "1,5", "1.2345", "12345678901234", "-1"] {
            assert!(wrong.parse::<Kilograms>().is_err(), "{wrong}");
        }
    }
}
