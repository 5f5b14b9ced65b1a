//! The code of a customs office.

use std::str::FromStr;

use super::text_identifier;
use crate::profile::Country;

/// Code of a customs office, an8: country, three letters, three digits (`[A-Z]{5}[0-9]{3}`, PD-53).
///
/// Which offices exist, and their roles, is reference data (set OFF).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeCode([u8; 8]);

/// A text that is no office code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("office `{0}` is not five upper-case letters and three digits (like `TGLOM001`)")]
pub struct OfficeCodeError(String);

impl OfficeCode {
    /// The eight characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII by construction")
    }

    /// The country that the first two letters name.
    pub fn country(&self) -> Country {
        self.as_str()[..2].parse().expect("letters by construction")
    }
}

impl FromStr for OfficeCode {
    type Err = OfficeCodeError;

    fn from_str(text: &str) -> Result<Self, OfficeCodeError> {
        let wrong = || OfficeCodeError(text.to_owned());
        let bytes: [u8; 8] = text.as_bytes().try_into().map_err(|_| wrong())?;
        let structured = bytes[..5].iter().all(u8::is_ascii_uppercase)
            && bytes[5..].iter().all(u8::is_ascii_digit);
        if structured { Ok(Self(bytes)) } else { Err(wrong()) }
    }
}

text_identifier!(OfficeCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_names_its_country() {
        let office: OfficeCode = "TGLOM001".parse().unwrap();
        assert_eq!(office.country().as_str(), "TG");
        for wrong in ["", "TGLOM01", "TGLOM0011", "tgLOM001", "TGL0M001", "TGLOM00A"] {
            assert!(wrong.parse::<OfficeCode>().is_err(), "{wrong}");
        }
    }
}
