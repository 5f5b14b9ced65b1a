//! How a link is driven: the types of its small control contract (HTTP, JSON).
//!
//! ```text
//! GET    /v1/state                 LinkState
//! POST   /v1/faults                FaultOrder -> FaultAnswer    begin a fault, or arm it for an exact
//!                                  point; 409 when its id is known already, 422 when it makes no sense
//! DELETE /v1/faults/{id}           204   this one ends; 404 when it is neither armed nor acting
//! POST   /v1/cut                   204   both ends are closed, new connections turned away
//! POST   /v1/heal                  204   everything armed or acting ends; traffic flows again
//! GET    /v1/events?after=N&wait_ms=M   Vec<LinkEvent>  those numbered above N, oldest first, some
//!                                  thousands at a time; waits up to M for one; 410 when events
//!                                  above N are not kept any more
//! ```
//!
//! Every request carries `Authorization: Bearer <token>`; without it the answer is 401.
//! A new connection is turned away by being closed at once: the address stays the link's own.
//! The link never drops or alters a byte of a connection that lives on.

pub use super::order::{Direction, Effect, FaultOrder, Moment, Point, SEGMENT, Selector};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

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
    /// New connections are turned away.
    pub cut: bool,
    /// Faults that wait for their frame.
    pub armed: Vec<String>,
    /// Faults that have begun and not ended.
    #[serde(default)]
    pub acting: Vec<String>,
    /// Faults that are over, and how often each touched anything; none of it is forgotten.
    #[serde(default)]
    pub over: BTreeMap<String, u64>,
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
    /// A new connection of the node was turned away.
    TurnedAway,
    /// A fault was ordered.
    Armed {
        /// Its identity.
        fault: String,
    },
    /// A fault has bitten: it was the first time that it touched anything.
    Bit {
        /// Its identity.
        fault: String,
        /// What it is, e.g. `cut`.
        effect: String,
        /// `up`, `down`, `both`.
        direction: String,
        /// The exact point at which it began, where one was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        point: Option<Point>,
        /// The frame at which it began, where one was given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        frame: Option<FrameFacts>,
    },
    /// A fault has ended.
    Ended {
        /// Its identity.
        fault: String,
        /// What it was.
        effect: String,
        /// How often it touched anything; a fault that never did has not happened.
        times: u64,
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
    pub step: SmolStr,
    /// `txMessageId`, may be empty.
    pub message_id: SmolStr,
    /// Queue.
    pub queue: SmolStr,
    /// JMS type.
    pub code: SmolStr,
    /// `txMrn`.
    pub mrn: SmolStr,
    /// Body bytes.
    pub size: u64,
    /// Delivered with the redelivery flag.
    pub redelivered: bool,
    /// SHA-256 of the body, lower-case hex; only where a fault began at this frame.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub digest: SmolStr,
}
