//! The container number of ISO 6346.

use std::str::FromStr;

use super::{check_digit, text_identifier};

/// Container number of ISO 6346: three owner letters, U, J or Z, six digits, check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerNumber([u8; 11]);

/// What is wrong with a text that should be a container number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContainerError {
    /// Not an ISO 6346 number at all: other units carry no check digit (profile section 11).
    #[error("container `{0}` is not three letters, U, J or Z, and seven digits (ISO 6346)")]
    Structure(String),
    /// The last digit is not the one that the others demand.
    #[error("container `{text}` ends in {found}, its check digit is {expected}")]
    CheckDigit {
        /// The text.
        text: String,
        /// The digit that stands there.
        found: char,
        /// The digit that should stand there.
        expected: char,
    },
}

impl ContainerNumber {
    /// A container number from owner (four letters ending in U, J or Z) and serial (0 to 999 999).
    pub fn compose(owner: &str, serial: u32) -> Result<Self, ContainerError> {
        let head = format!("{owner}{serial:06}");
        let digit = check_digit(&head).ok_or_else(|| ContainerError::Structure(head.clone()))?;
        format!("{head}{digit}").parse()
    }

    /// The 11 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII by construction")
    }
}

impl FromStr for ContainerNumber {
    type Err = ContainerError;

    fn from_str(text: &str) -> Result<Self, ContainerError> {
        let wrong = || ContainerError::Structure(text.to_owned());
        let bytes: [u8; 11] = text.as_bytes().try_into().map_err(|_| wrong())?;
        let structured = bytes[..3].iter().all(u8::is_ascii_uppercase)
            && b"UJZ".contains(&bytes[3])
            && bytes[4..].iter().all(u8::is_ascii_digit);
        if !structured {
            return Err(wrong());
        }
        let digit = check_digit(&text[..10]).ok_or_else(wrong)?;
        let (found, expected) = (char::from(bytes[10]), char::from(b'0' + digit));
        if found != expected {
            return Err(ContainerError::CheckDigit { text: text.to_owned(), found, expected });
        }
        Ok(Self(bytes))
    }
}

text_identifier!(ContainerNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_read_and_composed() {
        // Domain 5.5; TGHU7654320 and TCLU1112220 have remainder 10.
        for text in [
            "CSQU3054383",
            "MSKU1234565",
            "CMAU4567893",
            "MEDU2000018",
            "HLBU9001234",
            "TGHU7654320",
            "TCLU1112220",
        ] {
            let number: ContainerNumber = text.parse().unwrap();
            let serial = text[4..10].parse().unwrap();
            assert_eq!(ContainerNumber::compose(&text[..4], serial).unwrap(), number);
        }
    }

    #[test]
    fn wrong_digits_and_other_units_are_told_apart() {
        for text in ["MSKU1234566", "CSQU3054384"] {
            let error = text.parse::<ContainerNumber>().unwrap_err();
            assert!(matches!(error, ContainerError::CheckDigit { .. }), "{text}");
        }
        for text in ["", "CSQA3054383", "csqu3054383", "CSQU305438", "CSQU30543831"] {
            let error = text.parse::<ContainerNumber>().unwrap_err();
            assert!(matches!(error, ContainerError::Structure(_)), "{text}");
        }
        assert!(ContainerNumber::compose("CSQU", 1_000_000).is_err());
    }
}
