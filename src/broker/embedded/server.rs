//! Starting and stopping the broker.

use super::connection::{self, Shared};
use super::core::{Core, Event};
use super::journal;
use super::recovery::{JournalError, Recovered, io_error};
use super::rights::Rights;
use super::standing::Standing;
use super::store::Store;
use crate::broker::accounts::Accounts;
use crate::broker::orders::BrokerOrder;
use crate::broker::secure::Identity;
use nix::fcntl::{Flock, FlockArg};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

/// Events that may wait for the core; more make connections wait.
const EVENTS: usize = 1024;

/// What a broker needs to start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address to listen on, `host:port`; port 0 takes any free one.
    pub listen: String,
    /// Folder of the journal; created where it is missing.
    pub data: PathBuf,
    /// Accounts and countries.
    pub accounts: Accounts,
    /// Longest frame, in bytes.
    pub frame_limit: usize,
    /// Who it is, where it speaks TLS and nothing else; none where it speaks in the open.
    pub tls: Option<Identity>,
}

/// Why a broker could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken, or not ours.
    #[error("listen on {addr}: {error}; choose another address or port")]
    Listen {
        /// The address.
        addr: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// Another broker uses the folder.
    #[error("broker data {0}: in use by another broker; stop it or choose another --data")]
    Locked(PathBuf),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A running broker. Dropping it stops it as a kill would: what is not on disk is lost.
#[derive(Debug)]
pub struct Embedded {
    addr: SocketAddr,
    core: JoinHandle<Result<(), String>>,
    accept: JoinHandle<()>,
    standing: Arc<Standing>,
    events: mpsc::Sender<Event>,
    _lock: Flock<File>,
}

impl Embedded {
    /// Recovers the journal, listens, serves.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let lock = lock(&config.data)?;
        let mut recovered = Recovered::read(&config.data)?;
        let segment = recovered.segments.keys().max().map_or(1, |last| last + 1);
        let (done, commits) = mpsc::unbounded_channel();
        let work = journal::start(&config.data, segment, done).map_err(io_error(&config.data))?;
        let store = Store::new(config.data, work, segment, &mut recovered);
        let rights = Arc::new(Rights::new(config.accounts));
        let standing = Arc::new(Standing::new());
        let known = (rights.clone(), standing.clone());
        let core = Core::new(known, store, recovered.mailboxes, recovered.last_seq);
        let listening = |error| StartError::Listen { addr: config.listen.clone(), error };
        let listener = TcpListener::bind(&config.listen).await.map_err(listening)?;
        let addr = listener.local_addr().map_err(listening)?;
        let (events, queue) = mpsc::channel(EVENTS);
        let core = tokio::spawn(core.run(queue, commits));
        let (orders, standing_) = (events.clone(), standing.clone());
        let (frame_limit, tls) = (config.frame_limit, config.tls);
        let shared = Shared { rights, standing: standing_, events, frame_limit, tls };
        let accept = tokio::spawn(accept_all(listener, shared));
        Ok(Self { addr, core, accept, standing, events: orders, _lock: lock })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Does what an operator orders.
    pub async fn obey(&self, order: BrokerOrder) {
        match order {
            BrokerOrder::StoreLimit(limit) => self.standing.limit(limit),
            BrokerOrder::Renew(account) => self.standing.set_good(&account, true),
            BrokerOrder::Expire(account) => {
                self.standing.set_good(&account, false);
                // A core that is gone has no connections either.
                let _gone = self.events.send(Event::Expired(account)).await;
            }
        }
    }

    /// Waits until the broker fails, and says why.
    pub async fn failed(&mut self) -> String {
        match (&mut self.core).await {
            Ok(Ok(())) => "the broker has stopped".to_owned(),
            Ok(Err(text)) => text,
            Err(error) => error.to_string(),
        }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.accept.abort();
        self.core.abort();
    }
}

/// One broker per folder: two would write over each other.
fn lock(data: &Path) -> Result<Flock<File>, StartError> {
    std::fs::create_dir_all(data).map_err(io_error(data))?;
    let file = File::create(data.join("lock")).map_err(io_error(data))?;
    Flock::lock(file, FlockArg::LockExclusiveNonblock)
        .map_err(|_| StartError::Locked(data.to_owned()))
}

async fn accept_all(listener: TcpListener, shared: Shared) {
    let mut last = 0;
    // Connections end with the set, and the set with this task.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    last += 1;
                    connections.spawn(connection::serve(stream, last, shared.clone()));
                }
                Err(error) => {
                    tracing::warn!("accept a connection: {error}");
                    // Out of file descriptors: give others time to close theirs.
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
}
