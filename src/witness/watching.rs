//! The durable subscription to all audit copies, and how it outlives its connections.

use super::again::Seen;
use super::office::{Standing, WitnessError, WitnessOptions};
use crate::broker::client::{Client, ClientError, End, Login, Message, Options, Subscription};
use crate::profile::{Country, Queue};
use crate::record::Recorder;
use crate::record::event::{CopyFacts, What};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::FutureExt;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Header by which the witness knows its own sentinels.
pub(super) const SENTINEL: &str = "passavant-sentinel";

/// Copies that the broker may send ahead of our acknowledgement.
const PREFETCH: u32 = 500;

/// Copies that are written with one flush.
const BATCH: usize = 128;

/// First and longest pause between attempts to reach the broker again.
const RETRY: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(500));

/// A stream that is poisoned so often is given up: what poisons it cannot be acknowledged.
const POISONED_TOO_OFTEN: u32 = 5;

/// Most bytes of a poisoned stream that are told.
const POISON_SHOWN: usize = 300;

/// What the watching task and its users share.
pub(super) struct Office {
    pub(super) options: WitnessOptions,
    pub(super) recorder: Recorder,
    pub(super) standing: watch::Sender<Standing>,
    /// Client-id and name of the subscription; nobody can guess it.
    name: String,
    /// Sentinels, and the audit topics on which each has not come back yet. Never forgotten: a late
    /// one is no copy.
    sentinels: Mutex<HashMap<String, BTreeSet<String>>>,
    /// Changes when a sentinel comes back.
    came_back: watch::Sender<u64>,
    taps: Mutex<Vec<mpsc::UnboundedSender<Arc<CopyFacts>>>>,
}

/// Why the witness left off.
enum Stop {
    /// The connection ended.
    Lost(End),
    /// Asked to leave.
    Leave,
    /// The record cannot be written.
    Unwritten(String),
}

impl Office {
    pub(super) fn new(options: WitnessOptions, recorder: Recorder) -> Self {
        Self {
            options,
            recorder,
            standing: watch::Sender::new(Standing::Watching),
            name: hex::encode(rand::random::<[u8; 16]>()),
            sentinels: Mutex::default(),
            came_back: watch::Sender::new(0),
            taps: Mutex::default(),
        }
    }

    pub(super) fn login(&self, client_id: Option<&str>) -> Login {
        let login = Login::new(&self.options.user, &self.options.password);
        let login = login.trusting(self.options.trust.clone());
        match client_id {
            Some(id) => login.with_client_id(id),
            None => login,
        }
    }

    pub(super) async fn connect(&self, login: &Login) -> Result<Client, WitnessError> {
        let connected =
            Client::connect_to_any(&self.options.broker, login, &Options::default()).await;
        connected.map_err(|error| WitnessError::Connect { cell: self.options.cell.clone(), error })
    }

    pub(super) async fn subscribe(&self) -> Result<Subscription, WitnessError> {
        let client = self.connect(&self.login(Some(&self.name))).await?;
        let subscribed = client.subscribe_durable("/topic/audit.>", &self.name, PREFETCH).await;
        subscribed.map_err(|error| WitnessError::Asked { what: "watch the audit copies", error })
    }

    pub(super) fn tell(&self, source: &str, what: What) {
        let business = (self.options.business)();
        self.recorder.append(source, &self.options.cell, "", business, what);
    }

    pub(super) fn add_tap(&self, tap: mpsc::UnboundedSender<Arc<CopyFacts>>) {
        lock(&self.taps).push(tap);
    }

    /// Notes a sentinel that is about to be sent to every audit topic.
    pub(super) fn expect_sentinel(&self, token: &str) {
        let queues = self.options.queues.iter();
        let topics = queues.map(|queue| format!("/topic/{}", queue.audit_topic())).collect();
        lock(&self.sentinels).insert(token.to_owned(), topics);
    }

    /// Waits until a sentinel has come back from every audit topic.
    pub(super) async fn sentinel_back(&self, token: &str) {
        let back = |_: &u64| lock(&self.sentinels).get(token).is_some_and(BTreeSet::is_empty);
        // The sender is ours and lives.
        let mut came_back = self.came_back.subscribe();
        let _back = came_back.wait_for(back).await;
    }

    /// Watches until asked to leave, through any number of connections.
    pub(super) async fn watch_on(self: Arc<Self>, first: Subscription, leave: CancellationToken) {
        let mut seen = Seen::default();
        let mut subscription = first;
        let mut poisoned = 0;
        loop {
            match self.serve(&mut subscription, &mut seen, &leave).await {
                Stop::Leave => {
                    if let Err(error) = self.forget(subscription).await {
                        tracing::debug!("the witness leaves a subscription behind: {error}");
                    }
                    return;
                }
                Stop::Unwritten(why) => {
                    self.standing.send_replace(Standing::Failed(why));
                    return;
                }
                Stop::Lost(end) => {
                    if let End::Poisoned { what, evidence } = &end {
                        self.tell("witness", What::StreamPoisoned { detail: told(what, evidence) });
                        poisoned += 1;
                    }
                    if poisoned >= POISONED_TOO_OFTEN {
                        self.standing.send_replace(Standing::Failed(end.to_string()));
                        return;
                    }
                    self.standing.send_replace(Standing::Away(end.to_string()));
                }
            }
            let again = leave.run_until_cancelled(self.subscribe_again()).await;
            let Some(again) = again else { return };
            subscription = again;
            self.standing.send_replace(Standing::Watching);
        }
    }

    /// Tries until the broker is back. While it is down, or has not noticed yet that our last
    /// connection is dead, it refuses us.
    async fn subscribe_again(&self) -> Subscription {
        let (mut pause, longest) = RETRY;
        loop {
            match self.subscribe().await {
                Ok(subscription) => return subscription,
                Err(error) => tracing::debug!("{error}"),
            }
            sleep(pause).await;
            pause = (pause * 2).min(longest);
        }
    }

    /// Writes copies down and acknowledges them until the connection ends.
    async fn serve(
        &self,
        subscription: &mut Subscription,
        seen: &mut Seen,
        leave: &CancellationToken,
    ) -> Stop {
        loop {
            let first = match leave.run_until_cancelled(subscription.next()).await {
                None => return Stop::Leave,
                Some(Err(end)) => return Stop::Lost(end),
                Some(Ok(message)) => message,
            };
            let mut batch = vec![first];
            while batch.len() < BATCH
                && let Some(Ok(message)) = subscription.next().now_or_never()
            {
                batch.push(message);
            }
            let mut fresh = Vec::new();
            let mut sentinels = 0;
            for message in batch.iter().filter(|message| seen.is_new(message)) {
                if self.is_sentinel(message) {
                    sentinels += 1;
                } else {
                    let copy = Arc::new(copy(message));
                    let facts = Box::new((*copy).clone());
                    if self.was_forwarded(&copy.queue) {
                        self.tell("witness", What::Forwarded(facts));
                        continue;
                    }
                    self.tell("witness", What::Copy(facts));
                    fresh.push(copy);
                }
            }
            if let Err(error) = self.recorder.flush() {
                return Stop::Unwritten(error.to_string());
            }
            for message in &batch {
                // When the line fails first, the message comes again and is known.
                let _comes_again = subscription.client().ack(message);
            }
            lock(&self.taps).retain(|tap| fresh.iter().all(|copy| tap.send(copy.clone()).is_ok()));
            if sentinels > 0 {
                self.came_back.send_modify(|count| *count += sentinels);
            }
        }
    }

    /// True for a sentinel of ours, which is noted. A message that merely carries such a header is
    /// a copy like any other.
    fn is_sentinel(&self, message: &Message) -> bool {
        let mut sentinels = lock(&self.sentinels);
        let awaited = message.header(SENTINEL).and_then(|token| sentinels.get_mut(token));
        awaited.map(|topics| topics.remove(message.destination())).is_some()
    }

    /// Behind a hub, what comes for the country of the broker was sent at another one.
    fn was_forwarded(&self, queue: &str) -> bool {
        let to = |home: Country| queue.parse().is_ok_and(|queue: Queue| queue.to == home);
        self.options.behind_hub.is_some_and(to)
    }

    async fn forget(&self, subscription: Subscription) -> Result<(), ClientError> {
        let client = subscription.client().clone();
        subscription.unsubscribe().await?;
        client.forget_durable(&self.name).await?;
        client.disconnect().await
    }
}

/// The copy as it goes into the record.
fn copy(message: &Message) -> CopyFacts {
    let header = |name| message.header(name).unwrap_or_default().to_owned();
    let topic = message.destination();
    let queue = topic.strip_prefix("/topic/audit.").unwrap_or(topic);
    let mut headers = std::collections::BTreeMap::new();
    for (name, value) in &message.headers {
        headers.entry(name.clone()).or_insert_with(|| value.clone());
    }
    CopyFacts {
        queue: queue.to_owned(),
        user: message.user().unwrap_or_default().to_owned(),
        headers,
        body: STANDARD.encode(&message.body),
        digest: hex::encode(Sha256::digest(&message.body)),
        message_id: header("txMessageId"),
        code: header("type"),
        mrn: header("txMrn"),
    }
}

/// What poisoned a stream, with the beginning of the bytes.
fn told(what: &str, evidence: &[u8]) -> String {
    let shown = &evidence[..evidence.len().min(POISON_SHOWN)];
    format!("{what}; it began with {:?}", String::from_utf8_lossy(shown))
}

/// No user code runs under these locks, so a poisoned one is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
