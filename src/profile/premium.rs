//! The premium of a guarantee: information, never the reserved amount (PD-15).

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Rate of a premium in hundredths of a per cent: `0.25` is 25.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PremiumRate(u16);

/// A text that is no rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rate in per cent like 0.25: one digit, a point, two digits")]
pub struct PremiumRateError(String);

impl PremiumRate {
    /// The premium on a value, rounded to the nearest franc, halves up. XOF.
    pub fn on(self, value_xof: u64) -> u64 {
        let parts = u128::from(value_xof) * u128::from(self.0);
        u64::try_from((parts + 5_000) / 10_000).unwrap_or(u64::MAX)
    }
}

impl FromStr for PremiumRate {
    type Err = PremiumRateError;

    fn from_str(text: &str) -> Result<Self, PremiumRateError> {
        let wrong = || PremiumRateError(text.to_owned());
        let (whole, parts) = text.split_once('.').ok_or_else(wrong)?;
        let digits = |part: &str, count: usize| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 1) || !digits(parts, 2) {
            return Err(wrong());
        }
        let number = |part: &str| part.parse::<u16>().map_err(|_| wrong());
        Ok(Self(number(whole)? * 100 + number(parts)?))
    }
}

impl fmt::Display for PremiumRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Serialize for PremiumRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PremiumRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_premium_is_a_part_of_the_value_to_the_nearest_franc() {
        let rate = |text: &str| text.parse::<PremiumRate>().unwrap();
        assert_eq!(rate("0.50").on(14_250_000), 71_250);
        assert_eq!(rate("0.25").on(14_250_000), 35_625);
        assert_eq!((rate("0.25").on(199), rate("0.25").on(200), rate("0.25").on(0)), (0, 1, 0));
        assert_eq!(rate("9.99").on(9_999_999_999_999_999), 999_000_000_000_000);
    }

    #[test]
    fn a_rate_reads_as_it_is_written_and_nothing_else_is_one() {
        for text in ["0.25", "0.50", "0.05", "9.99", "0.00"] {
            assert_eq!(text.parse::<PremiumRate>().unwrap().to_string(), text);
        }
        for text in ["", "0,25", ".25", "0.5", "0.250", "10.00", "-0.25", "0.2x", "+.25"] {
            assert!(text.parse::<PremiumRate>().is_err(), "{text}");
        }
    }
}
