//! A delivered message, as far as its frame tells.

use crate::message::digest;
use crate::profile::{Code, MessageId, Queue, stomp};

/// One delivered message.
#[derive(Debug)]
pub(in crate::node) struct Incoming<'a> {
    /// Queue that it came by: the only proof of origin (PD-13).
    pub queue: Queue,
    /// Account by the broker's stamp.
    pub user: Option<&'a str>,
    /// Its id by its property, where that is a message id.
    pub claimed_id: Option<String>,
    /// Its digest by its property.
    pub claimed_digest: Option<&'a str>,
    /// Its movement by its property.
    pub mrn: Option<&'a str>,
    /// Its code by its property.
    pub kind: Option<&'a str>,
    /// The broker's id of it.
    pub broker_id: &'a str,
    /// Every header.
    pub headers: &'a [(String, String)],
    /// Its bytes.
    pub body: &'a [u8],
    /// SHA-256 of its bytes.
    pub digest: String,
}

impl<'a> Incoming<'a> {
    /// Looks at the frame of a message delivered from `queue`.
    pub(in crate::node) fn new(
        queue: Queue,
        headers: &'a [(String, String)],
        body: &'a [u8],
    ) -> Self {
        let header = |name: &str| {
            headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
        };
        let id = header(stomp::TX_MESSAGE_ID);
        Self {
            queue,
            user: header(stomp::USER),
            claimed_id: id.filter(|id| id.parse::<MessageId>().is_ok()).map(str::to_owned),
            claimed_digest: header(stomp::TX_DIGEST),
            mrn: header(stomp::TX_MRN),
            kind: header(stomp::TYPE),
            broker_id: header("message-id").unwrap_or_default(),
            headers,
            body,
            digest: digest(body),
        }
    }

    /// What counts attempts at this message: its own id, else the broker's.
    pub(in crate::node) fn attempt_key(&self) -> String {
        let id = self.claimed_id.as_deref().unwrap_or(self.broker_id);
        format!("{}/{id}", self.queue)
    }

    /// True for ACK, FNK and XNK by the property: these are never answered (PD-20).
    pub(super) fn is_technical(&self) -> bool {
        let code = self.kind.and_then(|kind| kind.parse::<Code>().ok());
        code.is_some_and(Code::is_technical)
    }

    /// True for HBT by the property: a sign of life, never answered (section 3).
    pub(super) fn is_heartbeat(&self) -> bool {
        self.kind == Some(Code::Hbt.as_str())
    }

    /// True where somebody has added a property that the profile does not name.
    pub(super) fn has_unknown_property(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.starts_with("hub"))
    }

    /// A `BytesMessage` has its length as a header, a `TextMessage` has none (PD-04).
    pub(super) fn is_bytes_message(&self) -> bool {
        self.headers.iter().any(|(name, _)| name == "content-length")
    }
}
