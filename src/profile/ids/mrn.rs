//! The movement reference number.

use std::str::FromStr;

use super::{check_digit, is_upper_alphanumeric, text_identifier};
use crate::profile::Country;

/// Movement reference number, an18: year, country of departure, 12 characters, procedure, check.
///
/// Pattern `(2[4-9]|[3-9][0-9])[A-Z]{2}[A-Z0-9]{12}[J-M][0-9]` (domain 3.5); a text that has the
/// schema's shape but not this structure or check digit is FNK 93 (PD-32).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mrn([u8; 18]);

/// What is wrong with a text that should be an MRN, or with its parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MrnError {
    /// Not year, country, 12 characters, procedure letter J to M, digit.
    #[error("MRN `{0}` is not two digits from 24, country, 12 characters, J to M, check digit")]
    Structure(String),
    /// The last digit is not the one that the others demand.
    #[error("MRN `{text}` ends in {found}, its check digit is {expected}")]
    CheckDigit {
        /// The text.
        text: String,
        /// The digit that stands there.
        found: char,
        /// The digit that should stand there.
        expected: char,
    },
}

impl Mrn {
    /// An MRN from its parts; the check digit is computed.
    ///
    /// `year` is the last two digits of the year (24 to 99), `body` 12 upper-case letters or
    /// digits, `procedure` one of J, K, L, M (J: no safety data).
    pub fn compose(
        year: u8,
        country: Country,
        body: &str,
        procedure: char,
    ) -> Result<Self, MrnError> {
        let head = format!("{year:02}{country}{body}{procedure}");
        let digit = check_digit(&head).ok_or_else(|| MrnError::Structure(head.clone()))?;
        format!("{head}{digit}").parse()
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII by construction")
    }

    /// The country that issued it: always the country of departure (PD-08).
    pub fn country(&self) -> Country {
        self.as_str()[2..4].parse().expect("letters by construction")
    }
}

impl FromStr for Mrn {
    type Err = MrnError;

    fn from_str(text: &str) -> Result<Self, MrnError> {
        let wrong = || MrnError::Structure(text.to_owned());
        let bytes: [u8; 18] = text.as_bytes().try_into().map_err(|_| wrong())?;
        if !has_structure(&bytes) {
            return Err(wrong());
        }
        let digit = check_digit(&text[..17]).ok_or_else(wrong)?;
        let (found, expected) = (char::from(bytes[17]), char::from(b'0' + digit));
        if found != expected {
            return Err(MrnError::CheckDigit { text: text.to_owned(), found, expected });
        }
        Ok(Self(bytes))
    }
}

fn has_structure(bytes: &[u8; 18]) -> bool {
    let year = &bytes[..2];
    year.iter().all(u8::is_ascii_digit)
        && year >= b"24".as_slice()
        && bytes[2..4].iter().all(u8::is_ascii_uppercase)
        && is_upper_alphanumeric(&bytes[4..16])
        && (b'J'..=b'M').contains(&bytes[16])
        && bytes[17].is_ascii_digit()
}

text_identifier!(Mrn);

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of domain 3.5; the fourth is the remainder-10 trap.
    const GOOD: [&str; 7] = [
        "26TGLP0000000001J2",
        "26TGLP0000000002J1",
        "26TGLP0000000003J0",
        "26TGLP0000000004J0",
        "26TGLP0000000005J9",
        "26BFOUA100000001J3",
        "26BFCKN100000007J1",
    ];

    #[test]
    fn vectors_are_read_and_composed() {
        for text in GOOD {
            let mrn: Mrn = text.parse().unwrap();
            assert_eq!(mrn.as_str(), text);
            assert_eq!(Mrn::compose(26, mrn.country(), &text[4..16], 'J').unwrap(), mrn);
            assert_eq!(serde_json::from_str::<Mrn>(&format!("{text:?}")).unwrap(), mrn);
        }
    }

    #[test]
    fn every_other_last_digit_is_refused() {
        for text in GOOD {
            for digit in ('0'..='9').filter(|digit| !text.ends_with(*digit)) {
                let wrong = format!("{}{digit}", &text[..17]);
                assert!(matches!(wrong.parse::<Mrn>(), Err(MrnError::CheckDigit { .. })));
            }
        }
    }

    #[test]
    fn remainders_0_and_10_cannot_be_told_apart() {
        // One character differs and both end in 0: the trap that tests must know.
        assert!("26TGLP0000000003J0".parse::<Mrn>().is_ok());
        assert!("26TGLP0000000004J0".parse::<Mrn>().is_ok());
    }

    #[test]
    fn other_structures_are_refused() {
        for text in [
            "",
            "23TGLP0000000001J2",
            "26tgLP0000000001J2",
            "26TGLP0000000001I2",
            "26TGLP0000000001N2",
            "26TGLP0000000001JA",
            "26TGLP000000000 J2",
            "26TGLP0000000001J2 ",
            "2６TGLP000000001J",
        ] {
            assert!(matches!(text.parse::<Mrn>(), Err(MrnError::Structure(_))), "{text}");
        }
        let togo = "TG".parse().unwrap();
        assert!(Mrn::compose(26, togo, "short", 'J').is_err());
        assert!(Mrn::compose(26, togo, "ABCDEF123456", 'A').is_err());
        assert!(Mrn::compose(123, togo, "ABCDEF12345", 'J').is_err());
    }
}
