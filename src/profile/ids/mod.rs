//! Identifiers that cross the wire: parsed once, always valid inside.

mod check;
mod container;
mod grn;
mod message_id;
mod mrn;
mod office;

pub use check::check_digit;
pub use container::{ContainerError, ContainerNumber};
pub use grn::{Grn, GrnError};
pub use message_id::{MessageId, MessageIdError};
pub use mrn::{Mrn, MrnError};
pub use office::{OfficeCode, OfficeCodeError};

/// Text access, `Display`, `Debug`, and serde as the same text.
macro_rules! text_identifier {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
use text_identifier;

/// True when `text` is upper-case ASCII letters and digits only.
fn is_upper_alphanumeric(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
