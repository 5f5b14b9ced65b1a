//! The roads of a hub: one from each country to each other one, kept up in the background.

use super::carry::carry;
use super::control::{self, Board};
use super::flaw::HubFlaw;
use crate::broker::client::{Client, ConnectError, Login, Options, Subscription};
use crate::profile::{Class, Country, Queue, stomp};
use futures::future::{select_all, try_join_all};
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Unacknowledged messages that a broker gives us at once, per queue.
const PREFETCH: u32 = 20;

/// Shortest and longest pause between two attempts to reach both ends of a road.
const PAUSE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// Where a country's broker is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The country.
    pub country: Country,
    /// Its broker's STOMP address, `host:port`.
    pub broker: String,
}

impl FromStr for Point {
    type Err = String;

    /// Reads `TG=host:port`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not like TG=127.0.0.1:61613");
        let (country, broker) = text.split_once('=').ok_or_else(wrong)?;
        let country = country.parse().map_err(|_| wrong())?;
        let ported = broker.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        ported.then(|| Self { country, broker: broker.to_owned() }).ok_or_else(wrong)
    }
}

/// What a hub is told at its start.
#[derive(Debug, Clone)]
pub struct HubOptions {
    /// The countries' brokers, two or more.
    pub points: Vec<Point>,
    /// Who the hub is at each of them.
    pub login: Login,
    /// Where its control answers; port 0 lets the system choose.
    pub control: SocketAddr,
    /// Bearer token of the control.
    pub token: String,
    /// Seeded misbehaviour.
    pub flaw: Option<HubFlaw>,
    /// It is the bridge between two brokers rather than a third party: it adds nothing of its own.
    pub bridge: bool,
}

/// Why a hub could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The control's address cannot be listened on.
    #[error("listen on {addr} for control: {source}; is another program there?")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is nothing to carry between.
    #[error("a hub needs the brokers of two countries at least, each named once")]
    Points,
}

/// A running hub. Dropping it ends its roads and its control.
#[derive(Debug)]
pub struct Hub {
    control: SocketAddr,
    _end: DropGuard,
}

impl Hub {
    /// Starts carrying between every two countries, as soon as both ends can be reached.
    pub async fn start(options: HubOptions) -> Result<Self, StartError> {
        let HubOptions { points, login, control: addr, token, flaw, bridge } = options;
        let twice = |point: &Point| points.iter().filter(|it| it.country == point.country).count();
        if points.len() < 2 || points.iter().any(|point| twice(point) > 1) {
            return Err(StartError::Points);
        }
        let wrong = |source| StartError::Listen { addr, source };
        let listener = TcpListener::bind(addr).await.map_err(wrong)?;
        let control = listener.local_addr().map_err(wrong)?;
        let pairs = points.iter().flat_map(|from| points.iter().map(move |to| (from, to)));
        let pairs: Vec<_> = pairs.filter(|(from, to)| from.country != to.country).collect();
        let board = Arc::new(Board::new(pairs.len(), flaw));
        let end = CancellationToken::new();
        for (number, (from, to)) in pairs.into_iter().enumerate() {
            let (from, to, login, board) = (from.clone(), to.clone(), login.clone(), board.clone());
            let road = Road { number, from, to, login, board, bridge };
            tokio::spawn(end.clone().run_until_cancelled_owned(road.keep()));
        }
        tokio::spawn(end.clone().run_until_cancelled_owned(control::serve(board, token, listener)));
        Ok(Self { control, _end: end.drop_guard() })
    }

    /// Where its control answers.
    pub fn control(&self) -> SocketAddr {
        self.control
    }
}

/// From one country to another.
pub(super) struct Road {
    number: usize,
    pub(super) from: Point,
    pub(super) to: Point,
    login: Login,
    pub(super) board: Arc<Board>,
    pub(super) bridge: bool,
}

/// Both ends of a road while they last.
pub(super) struct Ends {
    /// What leaves the one country, a subscription per class.
    leaving: Vec<(Queue, Subscription)>,
    /// Where it comes from.
    pub(super) source: Client,
    /// Where it goes.
    pub(super) target: Client,
}

impl Road {
    /// Carries for ever, through any number of connections.
    async fn keep(self) {
        let mut pause = PAUSE.0;
        loop {
            match self.open().await {
                Ok(mut ends) => {
                    self.board.stands(self.number, true);
                    pause = PAUSE.0;
                    let why = self.carry_on(&mut ends).await;
                    tracing::info!("{} to {}: {why}", self.from.country, self.to.country);
                }
                Err(why) => tracing::debug!("{} to {}: {why}", self.from.country, self.to.country),
            }
            self.board.stands(self.number, false);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    async fn open(&self) -> Result<Ends, String> {
        let source = self.connect(&self.from).await.map_err(|error| error.to_string())?;
        let target = self.connect(&self.to).await.map_err(|error| error.to_string())?;
        let queues = Class::ALL.map(|class| Queue::new(self.to.country, self.from.country, class));
        let leaving = queues.map(async |queue| {
            let name = format!("{}{queue}", stomp::QUEUE_PREFIX);
            source.subscribe(&name, PREFETCH).await.map(|subscribed| (queue, subscribed))
        });
        let leaving = try_join_all(leaving).await.map_err(|error| error.to_string())?;
        Ok(Ends { leaving, source, target })
    }

    async fn connect(&self, point: &Point) -> Result<Client, ConnectError> {
        Client::connect(&point.broker, &self.login, &Options::default()).await
    }

    /// Carries one message after the other, so that their order stays; gives why it ended.
    async fn carry_on(&self, ends: &mut Ends) -> String {
        loop {
            let next = {
                let waiting = ends.leaving.iter_mut().map(|(queue, messages)| {
                    Box::pin(async move { (*queue, messages.next().await) })
                });
                tokio::select! {
                    ((queue, next), ..) = select_all(waiting) => next.map(|message| (queue, message)),
                    end = ends.target.ended() => Err(end),
                }
            };
            let carried = match next {
                Ok((queue, message)) => carry(self, ends, queue, &message).await,
                Err(end) => return end.to_string(),
            };
            if let Err(error) = carried {
                // What was not acknowledged comes again.
                return error.to_string();
            }
        }
    }
}
