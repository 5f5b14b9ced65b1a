//! What stands around a message: its headers as they were carried, and what steps know of it.

use crate::journey::world::Letter;
use crate::message::Message;
use crate::profile::stomp;
use crate::record::event::CopyFacts;

/// A message that steps may talk about; answers after `since` count.
pub(super) fn letter(message: &Message, since: u64) -> Letter {
    Letter {
        id: message.header.message_id.to_string(),
        code: message.code().to_string(),
        mrn: message.mrn().map(ToString::to_string).unwrap_or_default(),
        since,
        sent: since,
        defect: None,
    }
}

/// Headers that a sender wrote, as far as a replay must carry them.
pub(super) fn carried(copy: &CopyFacts) -> Vec<(String, String)> {
    let written = [
        stomp::BODY_KIND,
        stomp::TYPE,
        stomp::CORRELATION_ID,
        stomp::GROUP,
        stomp::TX_MESSAGE_ID,
        stomp::TX_MRN,
        stomp::TX_PROFILE,
        stomp::TX_TEST,
        stomp::TX_DIGEST,
        stomp::TX_SIGNATURE,
        stomp::TX_KEY_ID,
    ];
    let value = |name: &str| match (name, copy.headers.get(name)) {
        // The broker keeps no record of it; a text message is what it was.
        (stomp::BODY_KIND, None) => Some("text".to_owned()),
        (_, value) => value.cloned(),
    };
    written.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect()
}
