//! What a link can be told to do: which fault, in which direction, from when and until when.

use super::control::FrameFacts;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// An exact point in the life of one message on this country's side of the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// The node has written SEND; the link has it whole and has forwarded no byte of it.
    BeforeForward,
    /// The broker has answered RECEIPT; the node has no byte of it.
    BeforeReceipt,
    /// The broker has written MESSAGE; the link has it whole and the node has no byte of it.
    BeforeDelivery,
    /// The node has written ACK for a delivered message; the broker has no byte of it.
    BeforeAck,
}

impl Point {
    /// As orders and records write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeForward => "before-forward",
            Self::BeforeReceipt => "before-receipt",
            Self::BeforeDelivery => "before-delivery",
            Self::BeforeAck => "before-ack",
        }
    }

    /// The direction in which the frame travels.
    pub fn direction(self) -> Direction {
        match self {
            Self::BeforeForward | Self::BeforeAck => Direction::Up,
            Self::BeforeReceipt | Self::BeforeDelivery => Direction::Down,
        }
    }
}

/// Which message a fault waits for. All fields that are given must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// An exact point of an exact message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Where.
    pub point: Point,
    /// Which message.
    #[serde(default)]
    pub select: Selector,
}

/// Seen from the node: towards the broker, or from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Node to broker.
    Up,
    /// Broker to node.
    Down,
    /// Both ways.
    #[default]
    Both,
}

impl Direction {
    /// As orders and records write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Both => "both",
        }
    }

    /// True when what goes this way is concerned.
    pub fn includes(self, way: Self) -> bool {
        self == Self::Both || self == way
    }
}

/// What happens to the road. Nothing here drops or alters a byte of a connection that lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// The road is gone: every connection is closed, what it held is lost, and new ones are turned
    /// away. With a direction only the end that lies that way (up: the broker) sees the close; the
    /// other keeps a connection that says nothing any more.
    Cut,
    /// New connections are turned away; those that are open live on.
    Refuse,
    /// The peer is silent: no byte passes, and neither end learns that the other has closed. A new
    /// connection is accepted and hears nothing until this ends. Whatever was struck stays dead: its ends
    /// must notice for themselves.
    HalfOpen,
    /// Every byte arrives so much later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Every piece arrives up to so much later, by chance; none overtakes another.
    Jitter {
        /// Milliseconds at most.
        ms: u64,
    },
    /// No more than so many bytes a second.
    Throttle {
        /// Bytes per second.
        bytes_per_s: u64,
    },
    /// Segments of [`SEGMENT`] bytes are lost by chance. TCP sends them again, so that all behind them
    /// waits: 200 ms, doubled for each further loss of the same segment.
    Loss {
        /// Of a hundred segments.
        percent: u8,
    },
    /// Everything waits until this ends, heart-beats included, and then goes on.
    Stall,
    /// Every connection is reset (RST) at once. With a direction only the end that lies that way is
    /// reset; the other sees an ordinary close.
    Reset,
    /// When one end closes, the other learns of it so much later.
    SlowClose {
        /// Milliseconds.
        ms: u64,
    },
}

/// Bytes in a segment that can be lost.
pub const SEGMENT: usize = 1460;

impl Effect {
    /// As orders and records write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Refuse => "refuse",
            Self::HalfOpen => "half-open",
            Self::Delay { .. } => "delay",
            Self::Jitter { .. } => "jitter",
            Self::Throttle { .. } => "throttle",
            Self::Loss { .. } => "loss",
            Self::Stall => "stall",
            Self::Reset => "reset",
            Self::SlowClose { .. } => "slow-close",
        }
    }

    /// While it lasts, no frame of any message passes.
    fn lets_nothing_pass(self) -> bool {
        matches!(self, Self::Cut | Self::HalfOpen | Self::Reset)
    }
}

/// Orders one fault. It begins once, and ends once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultOrder {
    /// Identity chosen by the caller.
    pub id: String,
    /// What happens.
    pub effect: Effect,
    /// In which direction.
    #[serde(default)]
    pub direction: Direction,
    /// At which frame it begins; at once where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin: Option<Moment>,
    /// At which frame it ends by itself, as the frame reaches the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Moment>,
    /// How long it lasts at most, milliseconds; until ended by order where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_ms: Option<u64>,
    /// Seed of its chance.
    #[serde(default)]
    pub seed: u64,
}

impl FaultOrder {
    /// This fault, at once, both ways, until ended by order.
    pub fn new(id: impl Into<String>, effect: Effect) -> Self {
        let (id, direction) = (id.into(), Direction::Both);
        Self { id, effect, direction, begin: None, end: None, for_ms: None, seed: 0 }
    }

    /// The same from an exact point of an exact message on.
    #[must_use]
    pub fn at(self, point: Point, select: Selector) -> Self {
        Self { begin: Some(Moment { point, select }), ..self }
    }

    /// The same in one direction.
    #[must_use]
    pub fn only(self, direction: Direction) -> Self {
        Self { direction, ..self }
    }

    /// The same until an exact point of an exact message.
    #[must_use]
    pub fn until(self, point: Point, select: Selector) -> Self {
        Self { end: Some(Moment { point, select }), ..self }
    }

    /// The same for so long at most.
    #[must_use]
    pub fn lasting(self, length: Duration) -> Self {
        Self { for_ms: Some(u64::try_from(length.as_millis()).unwrap_or(u64::MAX)), ..self }
    }

    /// Why such a fault cannot be played; `None` when it can.
    pub fn complaint(&self) -> Option<String> {
        let kind = self.effect.as_str();
        let none = match self.effect {
            Effect::Delay { ms: 0 } | Effect::Jitter { ms: 0 } | Effect::SlowClose { ms: 0 } => {
                "of 0 ms is none"
            }
            Effect::Throttle { bytes_per_s: 0 } => "to 0 bytes a second is a stall",
            Effect::Loss { percent: 0 | 50.. } => "must take 1 to 49 of a hundred segments",
            Effect::Refuse if self.direction != Direction::Both => "has no direction",
            Effect::Reset if self.for_ms.is_some() => "does not last",
            effect if effect.lets_nothing_pass() && self.end.is_some() => {
                "lets no frame pass at which it could end"
            }
            _ if self.for_ms == Some(0) => "for 0 ms is none",
            _ => return None,
        };
        Some(format!("{kind} {none}"))
    }
}
