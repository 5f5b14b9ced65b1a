//! How a link is driven: the types of its small control contract (HTTP, JSON).
//!
//! ```text
//! GET    /v1/state                 LinkState
//! POST   /v1/faults                FaultOrder -> FaultAnswer    arm a fault at an exact point;
//!                                  409 when its id is armed already
//! POST   /v1/cut                   204   both ends are closed, new connections refused
//! POST   /v1/heal                  204   everything armed, held or cut ends; traffic flows again
//! GET    /v1/events?after=N&wait_ms=M   Vec<LinkEvent>  those numbered above N, oldest first, some
//!                                  thousands at a time; waits up to M for one; 410 when events
//!                                  above N are not kept any more
//! ```
//!
//! Every request carries `Authorization: Bearer <token>`; without it the answer is 401.
//! A new connection is refused by being closed at once: the address stays the link's own.
//! The link never drops or alters a byte of a connection that lives on.

use serde::{Deserialize, Serialize};

/// An exact point in the life of one message on this country's side of the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// The node has written SEND; the link has it whole and has forwarded no byte of it.
    BeforeForward,
    /// The broker has answered RECEIPT; the node has no byte of it.
    BeforeReceipt,
    /// The node has written ACK for a delivered message; the broker has no byte of it.
    BeforeAck,
}

/// Which message a fault waits for. All fields that are given must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// JMS type, e.g. `PAS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `txMrn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrn: Option<String>,
    /// `txMessageId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl Selector {
    /// True when every field that is given is the frame's.
    pub fn matches(&self, frame: &FrameFacts) -> bool {
        let same = |want: &Option<String>, have: &str| want.as_deref().is_none_or(|w| w == have);
        same(&self.code, &frame.code)
            && same(&self.mrn, &frame.mrn)
            && same(&self.message_id, &frame.message_id)
    }
}

/// What happens when the point is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The road is gone: both ends of every connection are closed, the held frame is lost, and new
    /// connections are refused until healed.
    Cut,
    /// The frame and everything behind it in that direction waits until healed, heart-beats
    /// included: a broker that waits for them may end the connection meanwhile.
    Hold,
}

/// Arms one fault; it bites once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultOrder {
    /// Identity chosen by the caller.
    pub id: String,
    /// Where.
    pub point: Point,
    /// Which message.
    pub select: Selector,
    /// What happens.
    pub effect: Effect,
}

/// A fault is armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultAnswer {
    /// Number of the event that says so; the fault's own events come after it.
    pub event: u64,
}

/// The link's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// Country whose link it is.
    pub country: String,
    /// Connections that are open.
    pub connections: u32,
    /// New connections are refused.
    pub cut: bool,
    /// Faults that are armed and have not bitten.
    pub armed: Vec<String>,
    /// Number of the newest event.
    pub last_event: u64,
}

/// Something the link saw or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEvent {
    /// Counts from 1 without a gap.
    pub number: u64,
    /// Wall nanoseconds since the Unix epoch.
    pub at_ns: u64,
    /// What.
    #[serde(flatten)]
    pub what: LinkWhat,
}

/// What a link can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum LinkWhat {
    /// A connection of the node is open through to the broker.
    Connected,
    /// A connection ended.
    Disconnected {
        /// Who ended it: `node`, `broker`, `fault`.
        by: String,
    },
    /// A frame of a message passed (`send`, `receipted`, `delivered`, `acked`, `nacked`).
    Frame(FrameFacts),
    /// One direction of a connection holds no STOMP that can be read (a frame over the limit, a
    /// wrong length): from here on its bytes are forwarded unread, and no fault can bite there.
    Unreadable {
        /// Who wrote the bytes: `node`, `broker`.
        from: String,
        /// What was wrong.
        why: String,
    },
    /// A fault was armed.
    Armed {
        /// Its identity.
        fault: String,
    },
    /// A fault has bitten, at this frame.
    Bit {
        /// Its identity.
        fault: String,
        /// The frame it bit at.
        frame: FrameFacts,
    },
    /// The link was cut by order.
    Cut,
    /// The link was healed by order.
    Healed,
}

/// What a link reads of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameFacts {
    /// `send`, `receipted`, `delivered`, `acked`, `nacked`.
    pub step: String,
    /// `txMessageId`, may be empty.
    pub message_id: String,
    /// Queue.
    pub queue: String,
    /// JMS type.
    pub code: String,
    /// `txMrn`.
    pub mrn: String,
    /// Body bytes.
    pub size: u64,
    /// Delivered with the redelivery flag.
    pub redelivered: bool,
}
