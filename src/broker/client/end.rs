//! Who ended a connection, and what a client's operations can fail with.

use bytes::Bytes;

/// Why a connection is over. The first reason is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum End {
    /// We closed it.
    #[error("we closed the connection")]
    We,
    /// The broker sent an ERROR frame.
    #[error("the broker answered ERROR: {0}")]
    Peer(String),
    /// The broker closed the connection without a word.
    #[error("the broker closed the connection")]
    PeerClosed,
    /// The line failed: a reset, or silence past the agreed heart-beat.
    #[error("the line failed: {0}")]
    Line(String),
    /// What came cannot be trusted: a MESSAGE for a subscription that we never made, a body that is
    /// longer than stated, or no STOMP at all. This is evidence against whoever sent the message.
    #[error("stream poisoned: {what}")]
    Poisoned {
        /// What was wrong.
        what: String,
        /// The offending bytes, as far as they are there; at most [`End::EVIDENCE`].
        evidence: Bytes,
    },
}

impl End {
    /// Most bytes that are kept as evidence.
    pub const EVIDENCE: usize = 16 * 1024;
}

/// Why a connection could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// TLS: the certificate is not of our authority, has run out, is somebody else's, or there is none.
    #[error("connect to broker at {addr} over TLS: {text}")]
    Distrusted {
        /// Address tried.
        addr: String,
        /// What was wrong.
        text: String,
    },
    /// Nobody listens there, or the name is unknown.
    #[error("connect to broker at {addr}: {text}; is it up, and is this its STOMP port?")]
    Unreachable {
        /// Where.
        addr: String,
        /// What the system said.
        text: String,
    },
    /// Something is there, but no CONNECTED came in time.
    #[error("connect to broker at {addr}: no CONNECTED frame within {seconds} s")]
    Silent {
        /// Where.
        addr: String,
        /// How long we waited.
        seconds: u64,
    },
    /// The broker refused us: the account or its password is wrong, or the client-id is taken.
    #[error("log in at {addr} as {user}: broker answered ERROR: {text}; check the account")]
    Refused {
        /// Where.
        addr: String,
        /// The account.
        user: String,
        /// The ERROR frame's text.
        text: String,
    },
    /// What answered does not speak STOMP 1.2.
    #[error("connect to broker at {addr}: {text}; is this its STOMP port?")]
    NotStomp {
        /// Where.
        addr: String,
        /// What was wrong.
        text: String,
    },
}

/// Why an operation on a connection failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The connection ended first; whether the broker did what we asked is not known.
    #[error("connection ended: {0}")]
    Ended(#[from] End),
    /// The broker refused this very operation, and we closed the connection.
    #[error("broker refused: {0}")]
    Refused(String),
    /// The message was delivered on another connection: its ack id died with that one.
    #[error("message was delivered on a connection that is over; it will come again")]
    Stale,
    /// The message cannot be acknowledged: it was browsed.
    #[error("message was browsed, not delivered; it cannot be acknowledged")]
    Browsed,
    /// The broker lives but does not answer.
    #[error("broker did not answer {what} in time")]
    NoAnswer {
        /// What was asked.
        what: &'static str,
    },
}
