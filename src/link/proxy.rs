//! A link's listener, and each connection from first to last.

use super::control::{Direction, LinkWhat};
use super::pump::{By, exchange};
use super::road::Road;
use super::server;
use super::weather::Weather;
use crate::broker::secure::{Conn, Identity, Trust};
use crate::profile::Country;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Pause after the system refused to accept, e.g. for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long the silent end of a dead connection may take to give it up.
const DEAD_FOR: Duration = Duration::from_mins(10);

/// How long both ends together may take to agree on TLS.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What a link is told at its start.
#[derive(Clone)]
pub struct LinkOptions {
    /// Country whose road it is.
    pub country: Country,
    /// Where the node finds its broker; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The broker, `host:port`; looked up anew for every connection. Several, with commas between them, are
    /// tried in their order.
    pub to: String,
    /// A second way to the same broker, for nodes that speak OpenWire; it is in the open.
    pub openwire: Option<Way>,
    /// Where the control answers; port 0 lets the system choose.
    pub control: SocketAddr,
    /// Bearer token of the control.
    pub token: String,
    /// Frames longer than this, in bytes, are forwarded without being read.
    pub frame_limit: usize,
    /// Both ends of the road where it is an encrypted one: the link reads what passes, so it is an
    /// end itself, to the node and to the broker.
    pub tls: Option<Ends>,
}

/// A second listener of a link. Faults act on it as on the first.
#[derive(Debug, Clone)]
pub struct Way {
    /// Where the node finds its broker; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The broker, as [`LinkOptions::to`] has it.
    pub to: String,
}

/// A link's two ends over TLS.
#[derive(Debug, Clone)]
pub struct Ends {
    /// Who it is to the node.
    pub identity: Identity,
    /// Whom it believes to be the broker.
    pub trust: Trust,
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
    openwire: Option<SocketAddr>,
    control: SocketAddr,
    _end: DropGuard,
}

impl Link {
    /// Starts listening for the node and for control.
    pub async fn start(options: LinkOptions) -> Result<Self, StartError> {
        let (node, listen) = bind(options.listen, "the node").await?;
        let (orders, control) = bind(options.control, "control").await?;
        let mut ways = vec![(node, Leads { to: options.to.clone(), tls: options.tls.clone() })];
        let mut openwire = None;
        if let Some(Way { listen, to }) = options.openwire.clone() {
            let (node, listen) = bind(listen, "the node's OpenWire").await?;
            openwire = Some(listen);
            ways.push((node, Leads { to, tls: None }));
        }
        let token = options.token.clone();
        let road = Road::new(options);
        let end = CancellationToken::new();
        for (node, leads) in ways {
            let accepting = accept_all(road.clone(), node, Arc::new(leads), end.clone());
            tokio::spawn(end.clone().run_until_cancelled_owned(accepting));
        }
        tokio::spawn(end.clone().run_until_cancelled_owned(server::serve(road, token, orders)));
        Ok(Self { listen, openwire, control, _end: end.drop_guard() })
    }

    /// Where the node finds its broker.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Where the node finds its broker's OpenWire, if it does.
    pub fn openwire(&self) -> Option<SocketAddr> {
        self.openwire
    }

    /// Where the control answers.
    pub fn control(&self) -> SocketAddr {
        self.control
    }
}

/// Where a listener's connections lead to.
struct Leads {
    to: String,
    tls: Option<Ends>,
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

async fn accept_all(
    road: Arc<Road>,
    listener: TcpListener,
    leads: Arc<Leads>,
    end: CancellationToken,
) {
    loop {
        match listener.accept().await {
            Ok((node, _)) => {
                let connection = connect(road.clone(), node, leads.clone());
                tokio::spawn(end.clone().run_until_cancelled_owned(connection));
            }
            Err(error) => {
                tracing::warn!("accept a node's connection: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// One connection of the node, from its acceptance to its end.
async fn connect(road: Arc<Road>, node: TcpStream, leads: Arc<Leads>) {
    let mut weather = road.watch();
    let at_first = weather.borrow().clone();
    if let Some(fault) = at_first.refusing() {
        road.touch(fault);
        road.log.tell(LinkWhat::TurnedAway);
        return;
    }
    let mut at_first = at_first;
    while let Some(fault) = at_first.silencing() {
        road.touch(fault);
        // What the node says meanwhile waits, as it would for a road that answers no SYN.
        let _gone = weather.wait_for(|now| now.silencing().is_none()).await.map(drop);
        at_first = weather.borrow().clone();
    }
    let ready = tokio::select! {
        biased;
        _ = weather.wait_for(|now| now.ends > at_first.ends) => return,
        ends = both_ends(&leads, node) => ends,
    };
    match ready {
        Ok((node, broker)) => carry(&road, node, broker, weather, at_first.ends).await,
        Err(error) => {
            tracing::debug!("no way from the node to the broker at {}: {error}", leads.to);
            road.log.tell(LinkWhat::TurnedAway);
        }
    }
}

/// Connects to the broker, and makes both ends what they are to be.
async fn both_ends(Leads { to, tls }: &Leads, node: TcpStream) -> std::io::Result<(Conn, Conn)> {
    let broker = first_of(to).await?;
    broker.set_nodelay(true)?;
    node.set_nodelay(true)?;
    let Some(Ends { identity, trust }) = tls else {
        return Ok((Conn::Plain(node), Conn::Plain(broker)));
    };
    let both = async { tokio::try_join!(identity.wrap(node), trust.wrap(to, broker)) };
    let silent = |_| std::io::Error::from(std::io::ErrorKind::TimedOut);
    tokio::time::timeout(HANDSHAKE, both).await.map_err(silent)?
}

/// A connection to the first broker that takes one.
async fn first_of(brokers: &str) -> std::io::Result<TcpStream> {
    let mut refused = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    for broker in brokers.split(',') {
        match TcpStream::connect(broker).await {
            Ok(broker) => return Ok(broker),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// A connection that is open at both ends.
async fn carry(
    road: &Road,
    mut node: Conn,
    mut broker: Conn,
    mut weather: watch::Receiver<Weather>,
    ends: u64,
) {
    road.opened();
    let ended = tokio::select! {
        biased;
        now = weather.wait_for(|now| now.ends > ends) => now.ok().map(|now| now.ending),
        by = exchange(road, &mut node, &mut broker) => return road.closed(by.as_str()),
    };
    road.closed(By::Fault.as_str());
    let ending = ended.unwrap_or_default();
    for (stream, way) in [(node, Direction::Down), (broker, Direction::Up)] {
        let told = ending.tells(way);
        if told && ending.reset {
            // The close that follows is then a reset.
            let _gone = stream.socket().set_zero_linger();
        } else if !told && ending.silent {
            tokio::spawn(hear_nothing(stream));
        }
    }
}

/// Keeps one end of a dead connection until it gives up: it hears nothing, and what it says is heard by
/// nobody.
async fn hear_nothing(mut stream: Conn) {
    let mut lost = [0; 4096];
    let gone = async { while matches!(stream.read(&mut lost).await, Ok(1..)) {} };
    let _in_time = tokio::time::timeout(DEAD_FOR, gone).await;
}
