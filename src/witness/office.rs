//! What a cell may ask of its witness.

use super::browse;
use super::watching::{Office, SENTINEL};
use crate::broker::client::{Client, ClientError, ConnectError};
use crate::broker::secure::Trust;
use crate::profile::{Country, Queue};
use crate::record::event::{BrowsedFacts, CopyFacts, Event, What};
use crate::record::{Recorder, WriteError};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long taking leave of the broker may take.
const LEAVE: Duration = Duration::from_secs(5);

/// The cell's business clock, where one runs; stamped on each event.
pub type BusinessClock = Arc<dyn Fn() -> Option<Timestamp> + Send + Sync>;

/// Whom to watch, and as whom.
#[derive(Clone)]
pub struct WitnessOptions {
    /// The broker's STOMP address, `host:port`; not through a link.
    pub broker: String,
    /// The administrator's account.
    pub user: String,
    /// Its password.
    pub password: String,
    /// Whom to trust where the broker speaks TLS.
    pub trust: Option<Trust>,
    /// Cell, as it stands in the record.
    pub cell: String,
    /// Queues whose copies and contents are watched.
    pub queues: Vec<Queue>,
    /// Country whose own broker this is, where a hub lies between the countries: what comes there
    /// for it has been forwarded.
    pub behind_hub: Option<Country>,
    /// The cell's business clock.
    pub business: BusinessClock,
}

impl fmt::Debug for WitnessOptions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut out.debug_struct("WitnessOptions");
        shown.field("broker", &self.broker).field("cell", &self.cell).finish_non_exhaustive()
    }
}

/// Whether the witness sees the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is subscribed.
    Watching,
    /// It has lost its connection, for this reason, and tries again. Copies wait at the broker.
    Away(String),
    /// It has given up, for this reason: the evidence of this cell can never be complete.
    Failed(String),
}

impl fmt::Display for Standing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Watching => out.write_str("the witness is connected"),
            Self::Away(why) => write!(out, "the witness has lost its connection: {why}"),
            Self::Failed(why) => write!(out, "the witness has given up: {why}"),
        }
    }
}

/// Why the witness could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// The broker cannot be reached, or refuses the administrator.
    #[error("witness of {cell}: {error}")]
    Connect {
        /// Cell.
        cell: String,
        /// Why.
        error: ConnectError,
    },
    /// The broker did not do what was asked.
    #[error("{what}: {error}")]
    Asked {
        /// What was asked.
        what: &'static str,
        /// Why not.
        error: ClientError,
    },
    /// Not every sentinel came back: copies may be missing.
    #[error("sentinel of {cell} did not come back within {seconds} s: {why}")]
    Incomplete {
        /// Cell.
        cell: String,
        /// How long we waited.
        seconds: u64,
        /// How the witness stood.
        why: String,
    },
    /// The record cannot be written.
    #[error(transparent)]
    Record(#[from] WriteError),
}

/// One cell's witness. Dropping it ends its watching; [`Witness::end`] also tells the broker.
pub struct Witness {
    office: Arc<Office>,
    hand: tokio::sync::Mutex<Option<Client>>,
    leave: CancellationToken,
    watching: JoinHandle<()>,
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.watching.abort();
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut out.debug_struct("Witness");
        shown.field("options", &self.office.options).finish_non_exhaustive()
    }
}

impl Witness {
    /// Subscribes durably to every audit copy, under names that nobody can guess. When this
    /// returns, every message that is sent from now on will be in the record.
    pub async fn start(options: WitnessOptions, recorder: Recorder) -> Result<Self, WitnessError> {
        let office = Arc::new(Office::new(options, recorder));
        let first = office.subscribe().await?;
        let leave = CancellationToken::new();
        let watching = tokio::spawn(office.clone().watch_on(first, leave.clone()));
        Ok(Self { office, hand: tokio::sync::Mutex::default(), leave, watching })
    }

    /// Whether it watches; changes are told.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.office.standing.subscribe()
    }

    /// Every new copy from now on, after its line is written.
    pub fn tap(&self) -> mpsc::UnboundedReceiver<Arc<CopyFacts>> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.office.add_tap(sender);
        receiver
    }

    /// Waits until `look` finds what it looks for among the events of a scenario now playing;
    /// `None` when `within` has passed first. Looks again after each new event.
    pub async fn wait<R>(
        &self,
        scenario: &str,
        within: Duration,
        mut look: impl FnMut(&[Event]) -> Option<R>,
    ) -> Option<R> {
        let recorder = &self.office.recorder;
        let mut newest = recorder.subscribe();
        let looking = async {
            loop {
                newest.mark_unchanged();
                let found = recorder.look(&self.office.options.cell, scenario, &mut look);
                // The recorder outlives us: it is ours.
                if found.is_some() || newest.changed().await.is_err() {
                    return found;
                }
            }
        };
        timeout(within, looking).await.ok().flatten()
    }

    /// Queues that are watched.
    pub fn queues(&self) -> &[Queue] {
        &self.office.options.queues
    }

    /// Country whose own broker is watched, where a hub lies between the countries.
    pub fn behind_hub(&self) -> Option<Country> {
        self.office.options.behind_hub
    }

    /// Sends a sentinel to every audit topic and waits until all have come through. Then every copy
    /// of a message that the broker had receipted before the call is in the record, and so is this.
    pub async fn sentinel(&self, within: Duration) -> Result<(), WitnessError> {
        let token = self.pass(within).await?;
        self.office.tell("witness", What::Sentinel { token });
        Ok(self.office.recorder.flush()?)
    }

    /// The same without a word in the record: another witness of the cell will say it.
    pub async fn catch_up(&self, within: Duration) -> Result<(), WitnessError> {
        self.pass(within).await?;
        Ok(self.office.recorder.flush()?)
    }

    async fn pass(&self, within: Duration) -> Result<String, WitnessError> {
        let token = hex::encode(rand::random::<[u8; 16]>());
        self.office.expect_sentinel(&token);
        let passed = timeout(within, async {
            let client = self.hand().await?;
            for queue in &self.office.options.queues {
                let topic = format!("/topic/{}", queue.audit_topic());
                let sent = client.send(&topic, &[(SENTINEL, token.as_str())], token.clone());
                sent.await.map_err(|error| asked("send the sentinel", error))?;
            }
            self.office.sentinel_back(&token).await;
            Ok::<_, WitnessError>(())
        });
        passed.await.unwrap_or_else(|_| {
            let cell = self.office.options.cell.clone();
            let why = self.office.standing.borrow().to_string();
            Err(WitnessError::Incomplete { cell, seconds: within.as_secs(), why })
        })?;
        Ok(token)
    }

    /// What lies in the queues and their dead letters, by queue name, without a word in the record.
    pub async fn lying(&self) -> Result<BTreeMap<String, Vec<BrowsedFacts>>, WitnessError> {
        browse::all(&self.hand().await?, &self.office).await
    }

    /// The same, written into the record as evidence.
    pub async fn browse(&self) -> Result<BTreeMap<String, Vec<BrowsedFacts>>, WitnessError> {
        let found = self.lying().await?;
        for (queue, messages) in &found {
            let (queue, messages) = (queue.clone(), messages.clone());
            self.office.tell("browser", What::Browsed { queue, messages });
        }
        Ok(found)
    }

    /// Stops watching, and deletes the subscription at the broker if that still answers.
    pub async fn end(mut self) {
        self.leave.cancel();
        if timeout(LEAVE, &mut self.watching).await.is_err() {
            tracing::warn!("the broker did not answer the witness's leave");
        }
    }

    /// A connection for browsing and sentinels, so that a refusal there does not end the watching.
    async fn hand(&self) -> Result<Client, WitnessError> {
        let mut hand = self.hand.lock().await;
        match &*hand {
            Some(client) if client.end().is_none() => Ok(client.clone()),
            _ => {
                let login = self.office.login(None);
                Ok(hand.insert(self.office.connect(&login).await?).clone())
            }
        }
    }
}

fn asked(what: &'static str, error: ClientError) -> WitnessError {
    WitnessError::Asked { what, error }
}
