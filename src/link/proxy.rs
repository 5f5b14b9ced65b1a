//! The road: its listener, its weather, its armed faults, and each connection from first to last.

use super::control::{FaultOrder, FrameFacts, LinkState, LinkWhat, Point};
use super::log::Log;
use super::pump::{By, exchange};
use super::server;
use crate::profile::Country;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Pause after the system refused to accept, e.g. for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What a link is told at its start.
#[derive(Clone)]
pub struct LinkOptions {
    /// Country whose road it is.
    pub country: Country,
    /// Where the node finds its broker; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The broker, `host:port`; looked up anew for every connection.
    pub to: String,
    /// Where the control answers; port 0 lets the system choose.
    pub control: SocketAddr,
    /// Bearer token of the control.
    pub token: String,
    /// Frames longer than this, in bytes, are forwarded without being read.
    pub frame_limit: usize,
}

impl std::fmt::Debug for LinkOptions {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = &mut out.debug_struct("LinkOptions");
        shown.field("country", &self.country).field("to", &self.to).finish_non_exhaustive()
    }
}

/// Why a link could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("listen on {addr} for {what}: {source}; is another program there?")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What should have listened: `the node` or `control`.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A running link. Dropping it ends its listener, its control and every connection.
#[derive(Debug)]
pub struct Link {
    listen: SocketAddr,
    control: SocketAddr,
    _end: DropGuard,
}

impl Link {
    /// Starts listening for the node and for control.
    pub async fn start(options: LinkOptions) -> Result<Self, StartError> {
        let (node, listen) = bind(options.listen, "the node").await?;
        let (orders, control) = bind(options.control, "control").await?;
        let token = options.token.clone();
        let road = Arc::new(Road::new(options));
        let end = CancellationToken::new();
        tokio::spawn(end.clone().run_until_cancelled_owned(accept_all(
            road.clone(),
            node,
            end.clone(),
        )));
        tokio::spawn(end.clone().run_until_cancelled_owned(server::serve(road, token, orders)));
        Ok(Self { listen, control, _end: end.drop_guard() })
    }

    /// Where the node finds its broker.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Where the control answers.
    pub fn control(&self) -> SocketAddr {
        self.control
    }
}

async fn bind(
    addr: SocketAddr,
    what: &'static str,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let wrong = |source| StartError::Listen { addr, what, source };
    let listener = TcpListener::bind(addr).await.map_err(wrong)?;
    let bound = listener.local_addr().map_err(wrong)?;
    Ok((listener, bound))
}

/// Whether traffic may flow. Watched by every connection.
#[derive(Debug, Clone, Copy, Default)]
struct Weather {
    cut: bool,
    /// Counts the cuts, so that a connection sees one that was healed at once.
    cuts: u64,
    /// Counts the orders to heal, so that a held frame knows that one came.
    heals: u64,
}

impl Weather {
    fn cut(&mut self) {
        self.cut = true;
        self.cuts += 1;
    }
}

/// A fault that has found its frame.
#[derive(Debug)]
pub(super) struct Bite {
    pub(super) fault: FaultOrder,
    /// Orders to heal that had come by then.
    heals: u64,
}

/// What all connections and the control share.
#[derive(Debug)]
pub(super) struct Road {
    options: LinkOptions,
    pub(super) log: Log,
    weather: watch::Sender<Weather>,
    armed: Mutex<Vec<FaultOrder>>,
    /// Length of `armed`, to be asked without the lock for every frame.
    armed_count: AtomicUsize,
    connections: AtomicU32,
}

impl Road {
    fn new(options: LinkOptions) -> Self {
        Self {
            options,
            log: Log::new(),
            weather: watch::Sender::new(Weather::default()),
            armed: Mutex::default(),
            armed_count: AtomicUsize::new(0),
            connections: AtomicU32::new(0),
        }
    }

    fn armed(&self) -> MutexGuard<'_, Vec<FaultOrder>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state(&self) -> LinkState {
        LinkState {
            country: self.options.country.to_string(),
            connections: self.connections.load(Ordering::SeqCst),
            cut: self.weather.borrow().cut,
            armed: self.armed().iter().map(|fault| fault.id.clone()).collect(),
            last_event: self.log.newest(),
        }
    }

    /// Arms a fault; the number of the event that says so, or `None` when its id is armed already.
    pub(super) fn arm(&self, order: FaultOrder) -> Option<u64> {
        let mut armed = self.armed();
        if armed.iter().any(|fault| fault.id == order.id) {
            return None;
        }
        let number = self.log.tell(LinkWhat::Armed { fault: order.id.clone() });
        armed.push(order);
        self.armed_count.store(armed.len(), Ordering::SeqCst);
        Some(number)
    }

    /// Cuts by order: every connection ends, and no new one comes through until healed.
    pub(super) fn cut(&self) {
        self.log.tell(LinkWhat::Cut);
        self.weather.send_modify(Weather::cut);
    }

    /// Cuts because a fault bites; false when it was healed since it was taken.
    pub(super) fn cut_by(&self, bite: &Bite) -> bool {
        self.weather.send_if_modified(|weather| {
            let still = weather.heals == bite.heals;
            if still {
                weather.cut();
            }
            still
        })
    }

    /// Tells that a fault has bitten, and waits until healed.
    pub(super) async fn hold_by(&self, bite: Bite, frame: FrameFacts) {
        let mut weather = self.weather.subscribe();
        if weather.borrow().heals == bite.heals {
            self.log.tell(LinkWhat::Bit { fault: bite.fault.id, frame });
        }
        // The sender lives as long as the road does.
        let _healed = weather.wait_for(|now| now.heals > bite.heals).await;
    }

    /// Longest frame that is read, in bytes.
    pub(super) fn frame_limit(&self) -> usize {
        self.options.frame_limit
    }

    /// Ends everything that was armed, held or cut.
    pub(super) fn heal(&self) {
        let mut armed = self.armed();
        armed.clear();
        self.armed_count.store(0, Ordering::SeqCst);
        self.log.tell(LinkWhat::Healed);
        self.weather.send_modify(|weather| {
            weather.cut = false;
            weather.heals += 1;
        });
    }

    /// Takes the first armed fault that waits for this frame.
    pub(super) fn bite(&self, point: Option<Point>, facts: &FrameFacts) -> Option<Bite> {
        if self.armed_count.load(Ordering::SeqCst) == 0 {
            return None;
        }
        let mut armed = self.armed();
        let at = armed
            .iter()
            .position(|fault| Some(fault.point) == point && fault.select.matches(facts))?;
        let fault = armed.remove(at);
        self.armed_count.store(armed.len(), Ordering::SeqCst);
        // Under the lock that `heal` takes: this fault was armed in this weather.
        Some(Bite { fault, heals: self.weather.borrow().heals })
    }
}

async fn accept_all(road: Arc<Road>, listener: TcpListener, end: CancellationToken) {
    loop {
        match listener.accept().await {
            Ok((node, _)) => {
                let connection = end.clone().run_until_cancelled_owned(connect(road.clone(), node));
                tokio::spawn(connection);
            }
            Err(error) => {
                tracing::warn!("accept a node's connection: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// One connection of the node, from its acceptance to its end.
async fn connect(road: Arc<Road>, node: TcpStream) {
    let mut weather = road.weather.subscribe();
    let at_first = *weather.borrow();
    if at_first.cut {
        return;
    }
    let broker = tokio::select! {
        biased;
        _ = weather.wait_for(|now| now.cuts > at_first.cuts) => return,
        broker = TcpStream::connect(&road.options.to) => broker,
    };
    let broker = match broker.and_then(|broker| broker.set_nodelay(true).map(|()| broker)) {
        Ok(broker) => broker,
        Err(error) => {
            tracing::debug!("no way to the broker at {}: {error}", road.options.to);
            return;
        }
    };
    if let Err(error) = node.set_nodelay(true) {
        tracing::debug!("the node has gone: {error}");
        return;
    }
    road.connections.fetch_add(1, Ordering::SeqCst);
    road.log.tell(LinkWhat::Connected);
    let by = tokio::select! {
        biased;
        _ = weather.wait_for(|now| now.cuts > at_first.cuts) => By::Fault,
        by = exchange(&road, node, broker) => by,
    };
    road.connections.fetch_sub(1, Ordering::SeqCst);
    road.log.tell(LinkWhat::Disconnected { by: by.as_str().to_owned() });
}
