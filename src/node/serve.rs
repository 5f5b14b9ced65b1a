//! A node from start to end: engine thread, line, adapter.

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::sync::watch;
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

/// Serves `listener` as the adapter until `shutdown`, keeping the broker line up meanwhile.
pub async fn serve(
    config: NodeConfig,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> Result<(), NodeError> {
    let (engine_in, commands) = mpsc::channel();
    let first = Wanted { generation: 0, partners: Vec::new() };
    let (wanted_in, wanted) = watch::channel(first);
    let setup = Setup {
        home: config.country,
        folder: config.data.clone(),
        flaw: config.flaw,
        wanted: wanted_in,
    };
    let opened = tokio::task::spawn_blocking(|| Engine::open(setup)).await;
    let engine = opened
        .map_err(|_| NodeError::EngineStopped)?
        .map_err(|source| NodeError::Store { folder: config.data.clone(), source })?;
    let (ended_in, ended) = tokio::sync::oneshot::channel::<()>();
    let thread = std::thread::Builder::new().name("engine".to_owned()).spawn(move || {
        engine.run(&commands);
        drop(ended_in);
    })?;
    let line = Line {
        broker: config.broker,
        login: config.login,
        home: config.country,
        flaw: config.flaw,
        death: Death::ordered_in(&config.data),
        engine: engine_in.clone(),
        wanted,
    };
    let line = tokio::spawn(line.keep());
    let routes = adapter::routes(engine_in, &config.token);
    let stop = shutdown.clone();
    let http = axum::serve(listener, routes);
    let http = http.with_graceful_shutdown(async move { stop.cancelled().await });
    let result = tokio::select! {
        served = http => served.map_err(NodeError::from),
        () = shutdown.cancelled() => Ok(()),
        _ = ended => Err(NodeError::EngineStopped),
    };
    line.abort();
    // The line's end of the channel goes with its task; the adapter's went with its server.
    let _cancelled = line.await;
    join(thread).await;
    result
}

async fn join(thread: JoinHandle<()>) {
    let joined = tokio::task::spawn_blocking(move || thread.join()).await;
    if !matches!(joined, Ok(Ok(()))) {
        tracing::error!("the engine's thread panicked");
    }
}
