//! The identifier of a message.

use std::str::FromStr;

use uuid::Uuid;

use super::text_identifier;
use crate::profile::Country;

/// Message id: sender country, hyphen, a UUID of version 7 in 32 lower-case hex digits (PD-02).
///
/// Unique for ever; the same id with the same bytes is the same message sent again (PD-23).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId([u8; 35]);

/// A text that is no message id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("message id `{0}` is not a country, a hyphen and 32 lower-case hex digits")]
pub struct MessageIdError(String);

impl MessageId {
    /// A new id for a message of `sender`.
    pub fn fresh(sender: Country) -> Self {
        Self::from_uuid(sender, Uuid::now_v7())
    }

    /// The id of `sender` with this UUID, for seeded or replayed runs.
    pub fn from_uuid(sender: Country, uuid: Uuid) -> Self {
        format!("{sender}-{}", uuid.simple()).parse().expect("pattern by construction")
    }

    /// The 35 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII by construction")
    }

    /// The country that the id claims as its sender.
    pub fn country(&self) -> Country {
        self.as_str()[..2].parse().expect("letters by construction")
    }
}

impl FromStr for MessageId {
    type Err = MessageIdError;

    fn from_str(text: &str) -> Result<Self, MessageIdError> {
        let wrong = || MessageIdError(text.to_owned());
        let bytes: [u8; 35] = text.as_bytes().try_into().map_err(|_| wrong())?;
        let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let structured = bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2] == b'-'
            && bytes[3..].iter().all(hex);
        if structured { Ok(Self(bytes)) } else { Err(wrong()) }
    }
}

text_identifier!(MessageId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_ids_are_read_back_and_grow() {
        let togo: Country = "TG".parse().unwrap();
        let (first, second) = (MessageId::fresh(togo), MessageId::fresh(togo));
        assert_eq!(first.as_str().len(), 35);
        assert_eq!(first.as_str().parse::<MessageId>().unwrap(), first);
        assert_eq!(first.country(), togo);
        assert!(first < second, "UUIDv7 sorts by time");
    }

    #[test]
    fn other_texts_are_refused() {
        for wrong in [
            "",
            "TG-018f6c1e0000700080000000000000A1",
            "TG018f6c1e00007000800000000000000001",
            "tg-018f6c1e000070008000000000000001",
            "018f6c1e-0000-7000-8000-000000000001",
        ] {
            assert!(wrong.parse::<MessageId>().is_err(), "{wrong}");
        }
    }
}
