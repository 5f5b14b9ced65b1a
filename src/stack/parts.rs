//! What every stack promises: parts that can be started, killed and reached.

use crate::broker::orders::BrokerOrder;
use crate::broker::secure::Trust;
use crate::profile::Country;
use crate::stack::certificates::Certificates;
use crate::stack::tunnel::{Captured, TunnelKeys, TunnelState, Turn, Vpn};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// A part of a cell that lives in a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The broker that all countries share.
    Broker,
    /// The broker of one country, where a hub lies between them.
    BrokerOf(Country),
    /// A second broker that waits for the store of the shared one.
    Standby,
    /// The hub between the countries' brokers.
    Hub,
    /// What carries between the countries' brokers where these are bridged, if it is a process of
    /// its own.
    Bridge,
    /// The gateway at which a country's tunnel ends, where there are tunnels.
    Gateway(Country),
    /// What listens on a country's road in the open, while a capture goes on.
    Capture(Country),
    /// The link of a country.
    Link(Country),
    /// The node of a country.
    Node(Country),
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Part::Broker => write!(f, "broker"),
            Part::BrokerOf(country) => write!(f, "broker {country}"),
            Part::Standby => write!(f, "second broker"),
            Part::Hub => write!(f, "hub"),
            Part::Bridge => write!(f, "bridge"),
            Part::Gateway(country) => write!(f, "gateway {country}"),
            Part::Capture(country) => write!(f, "capture {country}"),
            Part::Link(country) => write!(f, "link {country}"),
            Part::Node(country) => write!(f, "node {country}"),
        }
    }
}

/// How messages get from one country to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Topology {
    /// One broker, which all countries share.
    #[default]
    Direct,
    /// A broker for each country, and a hub that carries between them.
    Hub,
    /// A broker for each country, bridged: what leaves a country is stored by its own broker and
    /// forwarded to the other's (the network of 2018).
    Bilateral,
}

/// What a stack is asked to raise.
#[derive(Debug, Clone)]
pub struct CellPlan {
    /// `cell-1`, `cell-2`, ...
    pub name: String,
    /// Run id, for labels.
    pub run: String,
    /// Countries that have a node and a link in it.
    pub countries: Vec<Country>,
    /// Seeded flaw or benign variant per country.
    pub flaws: BTreeMap<Country, String>,
    /// How messages get from one country to another.
    pub topology: Topology,
    /// What carries between links and brokers.
    pub vpn: Vpn,
    /// Seeded flaw of the hub, where there is one.
    pub hub_flaw: Option<String>,
    /// Passwords and tokens of this run.
    pub secrets: Arc<Secrets>,
    /// Country in whose seat somebody else's node sits: no node of ours is started there.
    pub sut: Option<SutSeat>,
    /// Folder for data and logs of the parts; exists, private to the cell.
    pub folder: PathBuf,
}

impl CellPlan {
    /// True when somebody else's node sits in this country's seat.
    pub fn is_sut(&self, country: Country) -> bool {
        self.sut.as_ref().is_some_and(|sut| sut.country == country)
    }

    /// True when this country's link is no end of the TLS that passes through it.
    pub fn is_sealed(&self, country: Country) -> bool {
        self.sut.as_ref().is_some_and(|sut| sut.country == country && sut.own_tls)
    }

    /// Whom the harness trusts at its brokers, where these speak TLS.
    pub fn trust(&self) -> Option<Trust> {
        let certificates = self.secrets.tls.as_ref()?;
        Trust::in_authority(&certificates.authority).ok()
    }

    /// The broker that a country's link leads to.
    pub fn broker_of(&self, country: Country) -> Part {
        match self.topology {
            Topology::Direct => Part::Broker,
            Topology::Hub | Topology::Bilateral => Part::BrokerOf(country),
        }
    }

    /// Every broker of the cell.
    pub fn brokers(&self) -> Vec<Part> {
        match self.topology {
            Topology::Direct => vec![Part::Broker],
            Topology::Hub | Topology::Bilateral => {
                self.countries.iter().copied().map(Part::BrokerOf).collect()
            }
        }
    }

    /// Every part of the cell, the node under test's seat not left out.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = self.brokers();
        parts.extend((self.topology == Topology::Hub).then_some(Part::Hub));
        if self.vpn != Vpn::None {
            parts.extend(self.countries.iter().copied().map(Part::Gateway));
        }
        let of = |country: &Country| [Part::Link(*country), Part::Node(*country)];
        parts.extend(self.countries.iter().flat_map(of));
        parts
    }
}

/// The seat that somebody else's node takes.
#[derive(Debug, Clone)]
pub struct SutSeat {
    /// Its country.
    pub country: Country,
    /// Base address of its adapter, e.g. `http://127.0.0.1:9100`.
    pub adapter: String,
    /// Its adapter's token.
    pub token: String,
    /// Fixed address on which that country's link listens for it.
    pub link_listen: SocketAddr,
    /// Fixed address on which it listens for OpenWire, where the node speaks that.
    pub link_openwire: Option<SocketAddr>,
    /// Its TLS ends at the broker: the link forwards what it cannot read.
    pub own_tls: bool,
    /// Broker account and password that it was given, when the user chose them.
    pub broker_login: Option<(String, String)>,
}

/// Passwords and tokens, random per run; none may appear in any artefact.
pub struct Secrets {
    /// Broker password per account name (`TG`, `BF`, `XX`, `XR`, `HUB`, `admin`).
    pub broker: BTreeMap<String, String>,
    /// Adapter token per country.
    pub adapter: BTreeMap<Country, String>,
    /// Token of the control of links and hub.
    pub link: String,
    /// Authority and certificate of the run, where STOMP goes over TLS.
    pub tls: Option<Certificates>,
    /// Keys of each country's tunnel, where there are tunnels.
    pub tunnels: BTreeMap<Country, TunnelKeys>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

/// Addresses of a raised cell, all reachable from the harness.
#[derive(Debug, Clone)]
pub struct Raised {
    /// The broker's STOMP address for the administrator, the witness and the forger; that of the
    /// first country where each has its own.
    pub broker: SocketAddr,
    /// STOMP address of each country's own broker, where a hub lies between them; else none.
    pub behind_hub: BTreeMap<Country, SocketAddr>,
    /// The STOMP address at which a second broker answers once it has taken over, where there can be one.
    pub standby: Option<SocketAddr>,
    /// Control address of the hub, base URL, where there is one.
    pub hub: Option<String>,
    /// The broker's OpenWire address, where there is one.
    pub openwire: Option<SocketAddr>,
    /// Broker product, version, store and connector for the report.
    pub broker_facts: crate::record::event::BrokerFacts,
    /// What the tunnels between links and brokers are made of, where there are some.
    pub tunnel: Option<String>,
    /// Control address of each link, base URL.
    pub links: BTreeMap<Country, String>,
    /// Adapter of each node, base URL.
    pub nodes: BTreeMap<Country, String>,
}

/// What a reference node can be told to suffer, through a file in its data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeOrder {
    /// Death at an exact point of a message of a code, e.g. `after-commit RES`; it bites once.
    DieAt(String),
    /// A defect: every processing of a message of this code fails, until it is mended.
    FailAt(String),
    /// The defect is gone.
    Mend,
}

impl NodeOrder {
    /// The file in the data folder that says so.
    pub(super) fn file(&self) -> &'static str {
        match self {
            Self::DieAt(_) => "die-at",
            Self::FailAt(_) | Self::Mend => "fail-at",
        }
    }

    /// What stands in it.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::DieAt(text) | Self::FailAt(text) => text,
            Self::Mend => "",
        }
    }
}

/// The parts of one raised cell. Dropping it takes the cell down; `take_down` does so and waits.
pub trait Parts: Send + Sync {
    /// Where everything is.
    fn raised(&self) -> &Raised;
    /// True when the harness has started the part, and so may kill it.
    fn is_ours(&self, part: Part) -> bool;
    /// SIGKILL, and waits until the part is gone.
    fn kill(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>>;
    /// Starts a dead part again with its data and waits until it is ready, at the same address.
    fn start(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>>;
    /// Leaves an order for a reference node; it replaces an earlier one of the same kind.
    fn order(&self, country: Country, order: NodeOrder) -> BoxFuture<'_, Result<(), PartError>>;
    /// True where a broker learns at its start what is ordered of it.
    fn obeys_at_start(&self) -> bool {
        false
    }
    /// Orders something of a broker, and waits until it is carried out; it may be started again for it.
    fn order_broker(
        &self,
        broker: Part,
        order: BrokerOrder,
    ) -> BoxFuture<'_, Result<(), PartError>>;
    /// Starts a second broker, which waits for the store of the shared one.
    fn stand_by(&self) -> BoxFuture<'_, Result<(), PartError>> {
        std::future::ready(Err(no_standby())).boxed()
    }
    /// Waits until the second broker has taken over the store, and answers.
    fn take_over(&self) -> BoxFuture<'_, Result<(), PartError>> {
        std::future::ready(Err(no_standby())).boxed()
    }
    /// Copies the data of a reference node that is at rest, over any earlier copy.
    fn back_up(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>>;
    /// Puts that copy in the place of the node's data, and tells it so; whoever asks for it kills and
    /// starts the node next.
    fn put_back(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>>;
    /// Waits until a part has died by itself.
    fn died(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>>;
    /// True while the part's process runs.
    fn alive(&self, part: Part) -> BoxFuture<'_, bool>;
    /// Does something to a country's tunnel, and gives what its link's end then says of itself.
    fn turn(&self, country: Country, turn: Turn) -> BoxFuture<'_, Result<TunnelState, PartError>> {
        let _ = turn;
        self.tunnel(country)
    }
    /// What the link's end of a country's tunnel says of itself.
    fn tunnel(&self, country: Country) -> BoxFuture<'_, Result<TunnelState, PartError>> {
        std::future::ready(Err(no_network("tunnel", country))).boxed()
    }
    /// Begins to capture what a country's link sends and receives on its way to the broker.
    fn capture(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>> {
        std::future::ready(Err(no_network("capture", country))).boxed()
    }
    /// Ends that, and gives what was captured.
    fn captured(&self, country: Country) -> BoxFuture<'_, Result<Captured, PartError>> {
        std::future::ready(Err(no_network("capture", country))).boxed()
    }
    /// Takes everything down; nothing of the cell is left afterwards.
    fn take_down(&self) -> BoxFuture<'_, Result<(), PartError>>;
}

fn no_standby() -> PartError {
    let part = Part::Standby.to_string();
    let detail = "this stack has no brokers that share a store".to_owned();
    PartError::Failed { part, what: "is not there", detail }
}

fn no_network(what: &str, country: Country) -> PartError {
    PartError::Failed {
        part: format!("{what} {country}"),
        what: "is not there",
        detail: "this stack has no networks between its parts".to_owned(),
    }
}

/// Why a part could not be started, killed or reached.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The part is one that the harness did not start.
    #[error("{part} was started by hand; the harness may not {what} it")]
    NotOurs {
        /// The part.
        part: String,
        /// What was asked.
        what: &'static str,
    },
    /// It did not become ready, or died.
    #[error("{part} {what}: {detail}")]
    Failed {
        /// The part.
        part: String,
        /// What was being done.
        what: &'static str,
        /// What came of it, with the remedy where there is one.
        detail: String,
    },
}
