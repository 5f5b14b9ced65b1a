//! A country as data: two letters, never an enum of states.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// ISO 3166-1 alpha-2 code of a country, for example `TG`.
///
/// Which countries take part is corridor data; any two upper-case letters are a country here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// A text that is no country code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("country `{0}` is not two upper-case letters (write it like `TG`)")]
pub struct CountryError(String);

impl Country {
    /// Address of the regional database, which is no country (PD-16).
    pub const REGION: Self = Self(*b"XR");

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("two ASCII letters by construction")
    }
}

impl FromStr for Country {
    type Err = CountryError;

    fn from_str(text: &str) -> Result<Self, CountryError> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([*a, *b])),
            _ => Err(CountryError(text.to_owned())),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_upper_case_letters_are_a_country() {
        let togo: Country = "TG".parse().unwrap();
        assert_eq!(togo.to_string(), "TG");
        assert_eq!(serde_json::to_string(&togo).unwrap(), "\"TG\"");
        assert_eq!(serde_json::from_str::<Country>("\"GH\"").unwrap().as_str(), "GH");
        for wrong in ["", "T", "tg", "TGO", "T1", "ÉT", "É"] {
            assert!(wrong.parse::<Country>().is_err(), "{wrong}");
        }
    }
}
