//! The guarantee reference number.

use std::str::FromStr;

use super::{check_digit, is_upper_alphanumeric, text_identifier};
use crate::profile::Country;

/// Guarantee reference number: an17, or an24 for a voucher.
///
/// Pattern `[0-9]{2}[A-Z]{2}[A-Z0-9]{12}[0-9]([A-Z][0-9]{6})?` (domain 3.5); the check digit is
/// the 17th character. Characters 3-4 name the country whose node holds the guarantor (PD-15),
/// 5-8 the guarantor (PD-53, set GUA).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grn(Box<str>);

/// What is wrong with a text that should be a GRN, or with its parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrnError {
    /// Not year, country, 12 characters, digit, and a voucher's letter and six digits if any.
    #[error("GRN `{0}` is not two digits, country, 12 characters, check digit (and A123456)")]
    Structure(String),
    /// The 17th character is not the check digit.
    #[error("GRN `{text}` has {found} as its 17th character, its check digit is {expected}")]
    CheckDigit {
        /// The text.
        text: String,
        /// The digit that stands there.
        found: char,
        /// The digit that should stand there.
        expected: char,
    },
}

impl Grn {
    /// A GRN (an17) from its parts; the check digit is computed.
    ///
    /// `year` is two digits, `body` 12 upper-case letters or digits of which the first four name
    /// the guarantor.
    pub fn compose(year: u8, country: Country, body: &str) -> Result<Self, GrnError> {
        let head = format!("{year:02}{country}{body}");
        let digit = check_digit(&head).ok_or_else(|| GrnError::Structure(head.clone()))?;
        format!("{head}{digit}").parse()
    }

    /// The 17 or 24 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country whose node holds the guarantor (PD-15).
    pub fn country(&self) -> Country {
        self.0[2..4].parse().expect("letters by construction")
    }

    /// The guarantor's code: characters 5 to 8 (PD-53, set GUA).
    pub fn guarantor(&self) -> &str {
        &self.0[4..8]
    }
}

impl FromStr for Grn {
    type Err = GrnError;

    fn from_str(text: &str) -> Result<Self, GrnError> {
        let wrong = || GrnError::Structure(text.to_owned());
        if !has_structure(text.as_bytes()) {
            return Err(wrong());
        }
        let digit = check_digit(&text[..16]).ok_or_else(wrong)?;
        let (found, expected) = (char::from(text.as_bytes()[16]), char::from(b'0' + digit));
        if found != expected {
            return Err(GrnError::CheckDigit { text: text.to_owned(), found, expected });
        }
        Ok(Self(text.into()))
    }
}

fn has_structure(bytes: &[u8]) -> bool {
    let voucher = match bytes.len() {
        17 => true,
        24 => bytes[17].is_ascii_uppercase() && bytes[18..].iter().all(u8::is_ascii_digit),
        _ => false,
    };
    voucher
        && bytes[..2].iter().all(u8::is_ascii_digit)
        && bytes[2..4].iter().all(u8::is_ascii_uppercase)
        && is_upper_alphanumeric(&bytes[4..16])
        && bytes[16].is_ascii_digit()
}

text_identifier!(Grn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_read_and_composed() {
        for text in ["26TGCCIT000000019", "26BFCCIB000000011"] {
            let grn: Grn = text.parse().unwrap();
            assert_eq!(grn.as_str(), text);
            assert_eq!(Grn::compose(26, grn.country(), &text[4..16]).unwrap(), grn);
            assert!(format!("{text}A000001").parse::<Grn>().is_ok());
        }
        assert_eq!("26TGCCIT000000019".parse::<Grn>().unwrap().guarantor(), "CCIT");
    }

    #[test]
    fn every_other_check_digit_is_refused() {
        for digit in '0'..='8' {
            let wrong = format!("26TGCCIT00000001{digit}");
            assert!(matches!(wrong.parse::<Grn>(), Err(GrnError::CheckDigit { .. })), "{wrong}");
        }
    }

    #[test]
    fn other_structures_are_refused() {
        for text in [
            "",
            "26TGCCIT00000001",
            "26TGCCIT0000000190",
            "26TGCCIT000000019A00000",
            "26TGCCIT0000000191000001",
            "2XTGCCIT000000019",
            "26TGccit000000019",
            "26TGCCIT00000001é",
        ] {
            assert!(matches!(text.parse::<Grn>(), Err(GrnError::Structure(_))), "{text}");
        }
    }
}
