//! The line to the broker: kept up in the background, one session at a time.
//!
//! ```text
//! connect ─► subscribe ─► [ deliveries to the engine, its orders to the broker ] ─► lost ─┐
//!    ▲                                                                                    │
//!    └──────────────────── 50 .. 400 ms, growing and jittered  ◄────────────────────────────┘
//! ```

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, FuturesUnordered, SelectAll, StreamExt};
use tokio::sync::{mpsc, watch};

use super::death::{Death, Point};
use super::engine::{Command, Delivery, Order, Wanted};
use super::flaw::Flaw;
use crate::broker::client::{
    Client, ClientError, ConnectError, Login, Message, Options, Subscription,
};
use crate::profile::{Queue, stomp};

/// Unacknowledged messages that the broker gives us at once, per queue.
const PREFETCH: u32 = 20;

/// Shortest and longest pause between two attempts to connect: a message must pass within a second of
/// the line being back.
const PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(400));

/// How long a hasty node waits for a receipt; a line that takes longer is a poor one.
const HASTE: Duration = Duration::from_millis(250);

/// After how long a careless node counts as sent what has no receipt yet.
const CARELESS: Duration = Duration::from_millis(800);

/// The pause of a node that is too slow.
const SLOW: Duration = Duration::from_secs(8);

/// Of how many messages a node that reconnects often leaves one without its acknowledgement.
const OFTEN: u32 = 10;

/// Longest wait for the broker's answer to our DISCONNECT.
const GOODBYE: Duration = Duration::from_secs(1);

/// What a line is made of.
#[derive(Debug)]
pub(super) struct Line {
    /// `host:port` of the broker, or of the link before it.
    pub broker: String,
    /// Who we are there.
    pub login: Login,
    /// Seeded misbehaviour, if any.
    pub flaw: Option<Flaw>,
    /// Where orders to die are looked for.
    pub death: Death,
    /// Who is told.
    pub engine: Sender<Command>,
    /// Which session to keep.
    pub wanted: watch::Receiver<Wanted>,
    /// It will take one slow receipt for a dead line: a flaw.
    pub hasty: bool,
    /// Messages that were to be acknowledged: a variant counts them.
    pub taken: u32,
    /// A receipt took long: whoever drops connections must not give this one up (PD-22).
    pub poor: bool,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// The engine wants another one.
    Replaced,
    /// The line, or the broker, is gone.
    Lost,
    /// The engine is gone.
    Finished,
}

impl Line {
    /// Keeps a session up until the engine is gone.
    pub(super) async fn keep(mut self) {
        let mut pause = PAUSE.0;
        let mut serial = 0;
        let mut lost = false;
        loop {
            let wanted = self.wanted.borrow_and_update().clone();
            serial += 1;
            let deaf = lost && self.flaw == Some(Flaw::LosesSubscription);
            match self.one_session(serial, &wanted.queues, deaf).await {
                Some(Over::Finished) => return,
                Some(Over::Replaced) => {
                    (pause, lost) = (PAUSE.0, false);
                    continue;
                }
                Some(Over::Lost) => (pause, lost) = (PAUSE.0, true),
                None if self.flaw.is_some_and(Flaw::minds_the_line) => self.fired(),
                None => {}
            }
            if lost && self.flaw == Some(Flaw::DoesNotReconnect) {
                self.fired();
                if self.wanted.changed().await.is_err() {
                    return;
                }
                lost = false;
                continue;
            }
            let pause_now = if lost && self.flaw == Some(Flaw::ReconnectsSlowly) {
                self.fired();
                SLOW
            } else {
                jittered(pause)
            };
            // An order to connect anew need not wait; it is seen at the top.
            let _in_time = tokio::time::timeout(pause_now, wait_for_change(&self.wanted)).await;
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    /// Connects and serves until the session is over; none if there could be no session.
    async fn one_session(&mut self, session: u64, queues: &[Queue], deaf: bool) -> Option<Over> {
        let options = Options::default();
        let connected = tokio::select! {
            made = Client::connect(&self.broker, &self.login, &options) => made,
            changed = self.wanted.changed() => {
                return Some(if changed.is_ok() { Over::Replaced } else { Over::Finished });
            }
        };
        let client = match connected {
            Ok(client) => client,
            Err(error) => {
                tracing::warn!("{error}");
                let refused = matches!(error, ConnectError::Refused { .. });
                if refused && self.flaw == Some(Flaw::GivesUpWhenRefused) {
                    self.fired();
                    let changed = self.wanted.changed().await;
                    return Some(if changed.is_ok() { Over::Replaced } else { Over::Finished });
                }
                return None;
            }
        };
        match self.session(client, session, queues, deaf).await {
            Ok(over) => {
                tracing::info!("broker session {session}: {over:?}");
                Some(over)
            }
            Err(error) => {
                tracing::warn!("subscribe: {error}");
                None
            }
        }
    }

    /// The line's own deviation is counted by the engine.
    fn fired(&self) {
        if let Some(flaw) = self.flaw {
            self.tell(Command::Fired(flaw));
        }
    }

    fn tell(&self, command: Command) {
        // An engine that is gone takes the line down with the next change of what is wanted.
        let _gone = self.engine.send(command);
    }

    async fn session(
        &mut self,
        client: Client,
        session: u64,
        queues: &[Queue],
        deaf: bool,
    ) -> Result<Over, ClientError> {
        if deaf {
            self.fired();
        }
        let heard = if deaf { &[][..] } else { queues };
        let messages = self.subscribe(&client, heard).await?;
        let (sender, orders) = mpsc::unbounded_channel();
        let in_hand = Arc::new(AtomicU64::new(0));
        let counter = in_hand.clone();
        self.tell(Command::Connected { session, orders: sender, in_hand: counter });
        let over = self.serve(Open { client, session, in_hand, messages, orders }).await;
        self.tell(Command::Lost { session });
        Ok(over)
    }

    /// Subscribes to every queue that is read.
    async fn subscribe(
        &self,
        client: &Client,
        queues: &[Queue],
    ) -> Result<SelectAll<BoxStream<'static, (Queue, Message)>>, ClientError> {
        let mut messages = SelectAll::new();
        let prefetch = if self.flaw == Some(Flaw::BiggerBatches) {
            self.fired();
            PREFETCH * 25
        } else {
            PREFETCH
        };
        for queue in queues {
            let name = format!("{}{queue}", stomp::QUEUE_PREFIX);
            let subscription = client.subscribe(&name, prefetch).await?;
            messages.push(stream_of(*queue, subscription));
        }
        Ok(messages)
    }

    async fn serve(&mut self, mut open: Open) -> Over {
        let mut waiting: FuturesUnordered<BoxFuture<'static, Done>> = FuturesUnordered::new();
        let careless = self.flaw == Some(Flaw::CountsLateAsSent);
        let mut unreceipted = BTreeSet::new();
        loop {
            tokio::select! {
                changed = self.wanted.changed() => {
                    // What was acknowledged before must not come again after a reset.
                    let _in_time =
                        tokio::time::timeout(GOODBYE, open.client.disconnect()).await;
                    return if changed.is_ok() { Over::Replaced } else { Over::Finished };
                }
                _ = open.client.ended() => return Over::Lost,
                Some((queue, message)) = open.messages.next() => {
                    open.in_hand.fetch_add(1, Ordering::SeqCst);
                    self.deliver(&open.client, open.session, queue, message).await;
                }
                Some(order) = open.orders.recv() => {
                    if self.drops_the_line_at(&order) {
                        return Over::Lost;
                    }
                    if let Order::Send { entry, .. } = &order {
                        unreceipted.insert(*entry);
                    }
                    waiting.push(carry_out(&open.client, order));
                }
                () = tokio::time::sleep(CARELESS), if careless && !unreceipted.is_empty() => {
                    self.fired();
                    for entry in unreceipted {
                        self.tell(Command::Receipted { session: open.session, entry });
                    }
                    return Over::Lost;
                }
                () = tokio::time::sleep(HASTE), if self.counts_time() && !waiting.is_empty() => {
                    if self.gives_up() {
                        return Over::Lost;
                    }
                }
                Some(done) = waiting.next(), if !waiting.is_empty() => {
                    if let Done::Sent(entry) = &done {
                        unreceipted.remove(entry);
                    }
                    self.settled(&open, done);
                }
            }
        }
    }

    fn counts_time(&self) -> bool {
        self.hasty || (self.flaw == Some(Flaw::ReconnectsOften) && !self.poor)
    }

    /// A receipt takes long. A flaw takes the line for dead; whoever does not, knows now that it is slow.
    fn gives_up(&mut self) -> bool {
        self.poor = true;
        let gives_up = std::mem::take(&mut self.hasty);
        if gives_up {
            self.fired();
        }
        gives_up
    }

    /// A variant: what was committed is not acknowledged now and then, and comes again.
    fn drops_the_line_at(&mut self, order: &Order) -> bool {
        if self.flaw != Some(Flaw::ReconnectsOften) || !matches!(order, Order::Ack(_)) {
            return false;
        }
        self.taken += 1;
        let drops = self.taken.is_multiple_of(OFTEN) && !self.poor;
        if drops {
            self.fired();
        }
        drops
    }

    async fn deliver(&self, client: &Client, session: u64, queue: Queue, message: Message) {
        let mut acknowledged = false;
        if self.flaw == Some(Flaw::AcksBeforeCommit) {
            acknowledged = client.ack_confirmed(&message).await.is_ok();
        }
        let delivery = Delivery { session, queue, message, acknowledged };
        self.tell(Command::Delivered(Box::new(delivery)));
    }

    fn settled(&self, open: &Open, done: Done) {
        match done {
            Done::Sent(entry) => self.tell(Command::Receipted { session: open.session, entry }),
            Done::Acknowledged(code) => {
                open.in_hand.fetch_sub(1, Ordering::SeqCst);
                self.death.reached(Point::Ack, &code);
            }
            // The end of the connection answers every wait; what is owed stays owed.
            Done::Failed(error) => tracing::debug!("broker: {error}"),
        }
    }
}

/// An open session.
struct Open {
    client: Client,
    session: u64,
    in_hand: Arc<AtomicU64>,
    messages: SelectAll<BoxStream<'static, (Queue, Message)>>,
    orders: mpsc::UnboundedReceiver<Order>,
}

/// What came of an order.
enum Done {
    Sent(i64),
    Acknowledged(String),
    Failed(ClientError),
}

fn stream_of(queue: Queue, subscription: Subscription) -> BoxStream<'static, (Queue, Message)> {
    let next = move |mut subscription: Subscription| async move {
        let message = subscription.next().await.ok()?;
        Some(((queue, message), subscription))
    };
    stream::unfold(subscription, next).boxed()
}

/// Writes the frame at once, in the order of the orders; only the receipt is waited for.
fn carry_out(client: &Client, order: Order) -> BoxFuture<'static, Done> {
    let done = |receipt: Result<(), ClientError>, done| match receipt {
        Ok(()) => done,
        Err(error) => Done::Failed(error),
    };
    match order {
        Order::Send { entry, headers, body } => {
            let destination = headers.iter().find(|(name, _)| name == stomp::DESTINATION);
            let destination = destination.map(|(_, at)| at.clone()).unwrap_or_default();
            let others: Vec<(&str, &str)> = headers
                .iter()
                .filter(|(name, _)| name != stomp::DESTINATION)
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let receipt = client.send(&destination, &others, body);
            Box::pin(async move { done(receipt.await, Done::Sent(entry)) })
        }
        Order::Ack(message) => {
            let code = message.header(stomp::TYPE).unwrap_or_default().to_owned();
            let receipt = client.ack_confirmed(&message);
            Box::pin(async move { done(receipt.await, Done::Acknowledged(code)) })
        }
        Order::Nack(message) => {
            let code = message.header(stomp::TYPE).unwrap_or_default().to_owned();
            let receipt = client.nack(&message);
            Box::pin(async move { done(receipt.await, Done::Acknowledged(code)) })
        }
    }
}

/// Between half of the pause and all of it, so that two nodes do not knock in step.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.5 + rand::random::<f64>() / 2.0)
}

/// Ends when something else is wanted, without taking note of it.
async fn wait_for_change(wanted: &watch::Receiver<Wanted>) {
    let mut copy = wanted.clone();
    if copy.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}
