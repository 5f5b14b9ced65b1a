//! One message as the broker delivered it.

use super::end::ClientError;
use crate::wire::Frame;
use bytes::Bytes;

/// A delivered or browsed message.
///
/// Of its headers only `message-id`, `subscription`, `ack` and `redelivered` are the broker's own
/// word. The body's `content-length`, `timestamp`, `original-destination`, and over OpenWire also
/// `JMSXUserID`, may be the sender's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Headers in the order of the wire, unescaped.
    pub headers: Vec<(String, String)>,
    /// The body, as received.
    pub body: Bytes,
    connection: u64,
}

impl Message {
    pub(super) fn new(frame: Frame, connection: u64) -> Self {
        Self { headers: frame.headers, body: frame.body, connection }
    }

    /// A header's value, the first one where it repeats.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    /// The broker's id of the message; empty when it gave none.
    pub fn id(&self) -> &str {
        self.header("message-id").unwrap_or_default()
    }

    /// Where it was delivered from: `/queue/NAME` or `/topic/NAME`.
    pub fn destination(&self) -> &str {
        self.header("destination").unwrap_or_default()
    }

    /// The sending account by the broker's stamp (`JMSXUserID`). An OpenWire sender can forge it.
    pub fn user(&self) -> Option<&str> {
        self.header("JMSXUserID")
    }

    /// True when the broker has delivered it before, to whomever.
    pub fn redelivered(&self) -> bool {
        self.header("redelivered") == Some("true")
    }

    /// An ACK or NACK of this message, for the connection that it came on.
    pub(super) fn answer(&self, command: &str, connection: u64) -> Result<Frame, ClientError> {
        if connection != self.connection {
            return Err(ClientError::Stale);
        }
        let id = self.header("ack").ok_or(ClientError::Browsed)?;
        Ok(Frame::new(command).with("id", id))
    }
}
