//! The STOMP headers that mirror a message, and whether they do.

use sha2::{Digest as _, Sha256};

use crate::message::Message;
use crate::profile::Code;
use crate::profile::{Class, stomp};

/// Lower-case hex SHA-256 of a body as sent (PD-05).
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The headers of the SEND frame for a message that is sent as these bytes (PD-04).
pub fn headers_for(message: &Message, bytes: &[u8]) -> Vec<(String, String)> {
    let destination = format!("{}{}", stomp::QUEUE_PREFIX, message.queue());
    let mut headers = vec![
        (stomp::DESTINATION, destination),
        (stomp::BODY_KIND, "text".to_owned()),
        (stomp::PERSISTENT, (message.code() != Code::Hbt).to_string()),
    ];
    headers.extend(mirrors(message).into_iter().filter_map(|m| Some((m.name, m.value?))));
    headers.extend(group(message).map(|group| (stomp::GROUP, group)));
    headers.push((stomp::TX_DIGEST, digest(bytes)));
    headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What a header must hold to mirror a message; no value: it must be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mirror {
    /// Header name.
    name: &'static str,
    /// Its value, if the message gives it one.
    value: Option<String>,
}

/// A header that does not mirror the message: FNK 14 `R-MIRROR`; the body wins (PD-04).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("header {name} holds {found:?}, the body says {expected:?}")]
pub struct MirrorError {
    /// Header name.
    pub name: &'static str,
    /// What the body says.
    pub expected: Option<String>,
    /// What the header holds.
    pub found: Option<String>,
}

/// Every mirrored header that differs from the body, in the order of PD-04.
///
/// `headers` are the frame's, the first of a name counts (STOMP 1.2). The digest is not a mirror:
/// it is checked before parsing (PD-05). Headers that are ignored on receipt are ignored here, and
/// so is the group: the broker keeps it to itself, a STOMP reader never sees one.
pub fn mirror_errors(headers: &[(String, String)], message: &Message) -> Vec<MirrorError> {
    let found = |name: &str| {
        headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.clone())
    };
    mirrors(message)
        .into_iter()
        .map(|mirror| (found(mirror.name), mirror))
        .filter(|(found, mirror)| *found != mirror.value)
        .map(|(found, mirror)| MirrorError { name: mirror.name, expected: mirror.value, found })
        .collect()
}

/// Per-movement order: by MRN, and by sending country where no movement is concerned (PD-04).
fn group(message: &Message) -> Option<String> {
    match message.class() {
        Class::Core | Class::Gua => mrn(message),
        Class::Sys => Some(message.header.sender.country.to_string()),
    }
}

fn mrn(message: &Message) -> Option<String> {
    message.mrn().map(|mrn| mrn.as_str().to_owned())
}

fn mirrors(message: &Message) -> Vec<Mirror> {
    let header = &message.header;
    let mrn = mrn(message);
    let correlation = header.correlation_id.as_ref().map(ToString::to_string);
    [
        (stomp::TYPE, Some(message.code().to_string())),
        (stomp::CORRELATION_ID, correlation),
        (stomp::TX_MESSAGE_ID, Some(header.message_id.to_string())),
        (stomp::TX_MRN, mrn),
        (stomp::TX_PROFILE, Some(header.profile_version.clone())),
        (stomp::TX_TEST, Some(u8::from(header.test).to_string())),
    ]
    .map(|(name, value)| Mirror { name, value })
    .into()
}
