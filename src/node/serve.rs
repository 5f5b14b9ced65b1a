//! A node from start to end: engine thread, line, adapter.

use std::future::IntoFuture;
use std::path::PathBuf;
use std::sync::mpsc;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::adapter;
use super::death::Death;
use super::engine::{Engine, Setup, Wanted};
use super::flaw::Flaw;
use super::line::Line;
use super::store::StoreError;
use crate::broker::client::Login;
use crate::profile::Country;

/// What a node is told at its start.
#[derive(Debug)]
pub struct NodeConfig {
    /// Whose system this is.
    pub country: Country,
    /// `host:port` of the broker's STOMP door, or of the link before it.
    pub broker: String,
    /// The node's account there.
    pub login: Login,
    /// Token that adapter clients must show.
    pub token: String,
    /// Folder of the store; exists.
    pub data: PathBuf,
    /// Seeded misbehaviour, if any.
    pub flaw: Option<Flaw>,
}

/// Why a node could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The store cannot be used.
    #[error("open the store in {folder}: {source}; is the folder there, writable, and not in use?")]
    Store {
        /// Data folder.
        folder: PathBuf,
        /// What the store said.
        source: StoreError,
    },
    /// A thread or the adapter failed.
    #[error("run the node: {0}")]
    System(#[from] std::io::Error),
    /// The engine's thread is gone: a defect of the node.
    #[error("run the node: its engine has stopped, see the log")]
    EngineStopped,
}

/// A node whose store is open: it takes up where it was left as soon as it serves.
#[derive(Debug)]
pub struct Node {
    config: NodeConfig,
    engine: Engine,
    wanted: watch::Receiver<Wanted>,
}

impl Node {
    /// Opens the store.
    pub async fn open(config: NodeConfig) -> Result<Self, NodeError> {
        let (sender, wanted) = watch::channel(Wanted { generation: 0, queues: Vec::new() });
        let setup = Setup {
            home: config.country,
            folder: config.data.clone(),
            flaw: config.flaw,
            wanted: sender,
        };
        let opened = tokio::task::spawn_blocking(|| Engine::open(setup)).await;
        let opened = opened.map_err(|_| NodeError::EngineStopped)?;
        let folder = config.data.clone();
        let engine = opened.map_err(|source| NodeError::Store { folder, source })?;
        Ok(Self { config, engine, wanted })
    }

    /// Serves `listener` as the adapter until `shutdown`, keeping the broker line up meanwhile.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> Result<(), NodeError> {
        let Self { config, engine, wanted } = self;
        let (told, commands) = mpsc::channel();
        let (ended_in, ended) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("engine".to_owned()).spawn(move || {
            engine.run(&commands);
            drop(ended_in);
        })?;
        let line = Line {
            broker: config.broker,
            login: config.login,
            flaw: config.flaw,
            death: Death::ordered_in(&config.data),
            engine: told.clone(),
            wanted,
            hasty: config.flaw == Some(Flaw::GivesUpSlowLine),
            taken: 0,
            poor: false,
        };
        // The first message must not wait for the schemas to be compiled.
        std::thread::Builder::new().name("warm-up".to_owned()).spawn(warm_up)?;
        let line = tokio::spawn(line.keep());
        let http = axum::serve(listener, adapter::routes(told, &config.token)).into_future();
        let result = tokio::select! {
            served = http => served.map_err(NodeError::from),
            () = shutdown.cancelled() => Ok(()),
            _ = ended => Err(NodeError::EngineStopped),
        };
        // Open connections may hold the adapter's end of the channel: the engine is not waited for,
        // its commits are whole whenever the process ends.
        line.abort();
        if thread.is_finished() && thread.join().is_err() {
            tracing::error!("the engine's thread panicked");
        }
        result
    }
}

fn warm_up() {
    let sample = crate::message::sample(crate::profile::Code::Ack, 0);
    if let Err(error) = crate::message::read(&crate::message::write(&sample)) {
        tracing::error!("read our own sample: {error}");
    }
}
