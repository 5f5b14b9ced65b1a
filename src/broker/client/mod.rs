//! An asynchronous STOMP 1.2 client whose every wait ends when its connection does.
//!
//! ```text
//! Client (cheap clone) ── frames ──► writer task ──► socket
//!    ▲  Receipt, Subscription            │ idle: heart-beat
//!    └──────── reader task ◄── socket ───┘
//!                 └── first reason to end ──► every Receipt, Subscription and ended()
//! ```
//!
//! A connection is never mended: when it ends, whoever used it connects anew. It is closed after any
//! ERROR frame, although `ActiveMQ` would go on.

mod browse;
mod connect;
mod end;
mod message;
mod session;
mod subscribe;

pub use end::{ClientError, ConnectError, End};
pub use message::Message;
pub use session::Receipt;
pub use subscribe::Subscription;

use crate::broker::secure::Trust;
use crate::wire::Frame;
use bytes::Bytes;
use session::Shared;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::DropGuard;

/// Who we are to the broker.
#[derive(Clone)]
pub struct Login {
    /// Account name: a country's code, or the administrator's.
    pub user: String,
    /// Its password; never shown by `Debug`.
    pub password: String,
    /// JMS client-id, which a durable subscription needs.
    pub client_id: Option<String>,
    /// Whom to trust where the broker speaks TLS; none where it speaks in the open.
    pub trust: Option<Trust>,
}

impl Login {
    /// A login without client-id.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: user.into(), password: password.into(), client_id: None, trust: None }
    }

    /// The same login over TLS, to whom this authority has signed; in the open where there is none.
    #[must_use]
    pub fn trusting(mut self, trust: Option<Trust>) -> Self {
        self.trust = trust;
        self
    }

    /// The same login with a client-id.
    #[must_use]
    pub fn with_client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut out.debug_struct("Login");
        shown.field("user", &self.user).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// How a connection behaves, whoever uses it.
#[derive(Debug, Clone)]
pub struct Options {
    /// Longest silence in either direction, as `heart-beat` header values: what we promise and what
    /// we ask. Zero switches heart-beats off.
    pub heartbeat: Duration,
    /// How long connecting may take, login included.
    pub connect_within: Duration,
    /// Longest frame that we accept, in bytes.
    pub frame_limit: usize,
}

impl Default for Options {
    /// The corridor's values: heart-beats 1000,1000; 10 s to connect; frames up to 8 MiB, and the
    /// broker's own headers on top of what a sender could use up.
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(1),
            connect_within: Duration::from_secs(10),
            frame_limit: crate::wire::DEFAULT_FRAME_LIMIT + 64 * 1024,
        }
    }
}

/// One connection to a broker. Clones share it; it is closed when the last clone and the last
/// [`Subscription`] are gone.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    _close_at_last_drop: Arc<DropGuard>,
}

impl Client {
    /// Connects to `addr` (`host:port`) and logs in. Ready means a CONNECTED frame.
    pub async fn connect(
        addr: &str,
        login: &Login,
        options: &Options,
    ) -> Result<Self, ConnectError> {
        connect::connect(addr, login, options).await
    }

    /// The same with the first of several addresses, with commas between them, at which a broker answers.
    pub async fn connect_to_any(
        addrs: &str,
        login: &Login,
        options: &Options,
    ) -> Result<Self, ConnectError> {
        let (others, last) = addrs.rsplit_once(',').unwrap_or(("", addrs));
        for addr in others.split(',').filter(|addr| !addr.is_empty()) {
            if let Ok(client) = Self::connect(addr, login, options).await {
                return Ok(client);
            }
        }
        Self::connect(last, login, options).await
    }

    /// Product and version of the broker, as its CONNECTED frame says (`ActiveMQ/5.17.2`).
    pub fn server(&self) -> &str {
        &self.shared.server
    }

    /// Sends a durable message and returns at once; the receipt says when the broker has it on disk.
    /// Many may be in flight.
    ///
    /// `persistent:true` and `receipt` are added. `content-length` is not, so the message is a JMS
    /// `TextMessage`; a body with a NUL byte, or a caller's own `content-length`, makes a
    /// `BytesMessage`.
    pub fn send(
        &self,
        destination: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Receipt {
        let mut frame = Frame::new("SEND").with("destination", destination);
        if !headers.iter().any(|(name, _)| *name == "persistent") {
            frame = frame.with("persistent", "true");
        }
        for (name, value) in headers {
            frame = frame.with(*name, *value);
        }
        self.shared.request(frame.with_body(body))
    }

    /// Subscribes to exactly one queue (`/queue/NAME`), acknowledging each message by itself; the
    /// broker sends at most `prefetch` unacknowledged ones. Returns after the broker's receipt.
    pub async fn subscribe(&self, queue: &str, prefetch: u32) -> Result<Subscription, ClientError> {
        subscribe::open(self, queue, prefetch, None).await
    }

    /// Subscribes durably to a topic (`/topic/audit.>`) under `name`; the login must have carried a
    /// client-id. Copies wait on the broker's disk while nobody is connected.
    pub async fn subscribe_durable(
        &self,
        topic: &str,
        name: &str,
        prefetch: u32,
    ) -> Result<Subscription, ClientError> {
        subscribe::open(self, topic, prefetch, Some(name)).await
    }

    /// Deletes the durable subscription `name` of our client-id, and its waiting copies. It must
    /// have no subscriber.
    pub async fn forget_durable(&self, name: &str) -> Result<(), ClientError> {
        let frame = Frame::new("UNSUBSCRIBE")
            .with("id", subscribe::random_id())
            .with("activemq.subscriptionName", name);
        self.shared.request(frame).await
    }

    /// Acknowledges without waiting: when the line fails first, the message comes again.
    pub fn ack(&self, message: &Message) -> Result<(), ClientError> {
        let frame = message.answer("ACK", self.shared.serial)?;
        self.shared.post(&frame)
    }

    /// Acknowledges, and says when the broker has taken note of it.
    pub fn ack_confirmed(&self, message: &Message) -> Receipt {
        match message.answer("ACK", self.shared.serial) {
            Ok(frame) => self.shared.request(frame),
            Err(error) => Receipt::failed(error),
        }
    }

    /// Refuses a message for good: it goes to `DLQ.<queue>` at once.
    pub fn nack(&self, message: &Message) -> Receipt {
        match message.answer("NACK", self.shared.serial) {
            Ok(frame) => self.shared.request(frame),
            Err(error) => Receipt::failed(error),
        }
    }

    /// Sends any frame as it is: for those who must lie. A `receipt` of its own is not awaited.
    pub fn post(&self, frame: &Frame) -> Result<(), ClientError> {
        self.shared.post(frame)
    }

    /// Every message that waits in `queue` (`/queue/NAME`), oldest first, without taking any.
    pub async fn browse(&self, queue: &str) -> Result<Vec<Message>, ClientError> {
        browse::browse(self, queue).await
    }

    /// Says DISCONNECT, waits for its receipt, closes.
    pub async fn disconnect(&self) -> Result<(), ClientError> {
        let answer = self.shared.request_end();
        let result = tokio::time::timeout(Duration::from_secs(10), answer).await;
        self.shared.finish(&End::We);
        result.unwrap_or(Err(ClientError::NoAnswer { what: "DISCONNECT" }))
    }

    /// Closes the socket at once, without DISCONNECT, as a crash would.
    pub fn abandon(&self) {
        self.shared.finish(&End::We);
    }

    /// Waits until the connection has ended, and says who ended it.
    pub async fn ended(&self) -> End {
        self.shared.ended().await
    }

    /// Who ended the connection, if it has ended.
    pub fn end(&self) -> Option<End> {
        self.shared.end()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut out.debug_struct("Client");
        shown.field("server", &self.shared.server).field("end", &self.end()).finish_non_exhaustive()
    }
}
