//! An identifier as written, whose check digit is looked at after the schema.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text of the schema's shape that claims to be a `T`.
///
/// A wrong check digit is not a matter of the schema (XNK) but of the rules after it (FNK 93, 14),
/// so a message with one must be readable, and a forger must be able to write one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claimed<T> {
    text: Box<str>,
    claim: PhantomData<T>,
}

impl<T> Claimed<T> {
    /// The text, right or wrong.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A claim from any text; what does not fit the schema is refused by readers.
    pub fn from_text(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), claim: PhantomData }
    }
}

impl<T: FromStr> Claimed<T> {
    /// The identifier, if it is one.
    pub fn checked(&self) -> Result<T, T::Err> {
        self.text.parse()
    }
}

impl<T: AsRef<str>> From<T> for Claimed<T> {
    fn from(identifier: T) -> Self {
        Self::from_text(identifier.as_ref())
    }
}

impl<T> Serialize for Claimed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for Claimed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }
}

impl<T> fmt::Display for Claimed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<T> fmt::Debug for Claimed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "claimed {}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Mrn;

    #[test]
    fn a_wrong_check_digit_is_kept_and_found() {
        let right: Mrn = "26TGLP0000000001J2".parse().unwrap();
        assert_eq!(Claimed::from(right).checked(), Ok(right));
        let wrong: Claimed<Mrn> = Claimed::from_text("26TGLP0000000001J3");
        assert_eq!(wrong.as_str(), "26TGLP0000000001J3");
        assert!(wrong.checked().is_err());
    }
}
