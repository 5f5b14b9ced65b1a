//! One cell of child processes, raised from the broker outwards.
//!
//! ```text
//! broker ◄── link TG ◄── node TG      a port that a part has once taken is its own until the end:
//!        ◄── link BF ◄── node BF      it is started again at the same address
//!
//! broker TG ◄── link TG ◄── node TG   with a hub, each country has a broker of its own
//!     ▲ hub
//! broker BF ◄── link BF ◄── node BF   (with bridged brokers, a bridge is in the hub's place)
//! ```

use super::child::{Order, Running};
use super::files::{Files, folder, write_private};
use super::{Outside, backup, orders};
use crate::broker::orders::BrokerOrder;
use crate::profile::Country;
use crate::record::event::BrokerFacts;
use crate::stack::StackError;
use crate::stack::parts::{CellPlan, NodeOrder, Part, PartError, Parts, Raised, Topology};
use futures::FutureExt;
use futures::future::{BoxFuture, try_join_all};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long a part that is to die by itself may take. Protocol time.
const DIES_WITHIN: Duration = Duration::from_secs(10);

/// A raised cell.
pub(super) struct EmbeddedCell {
    plan: CellPlan,
    raised: Raised,
    seats: BTreeMap<Part, Mutex<Seat>>,
}

/// A part's place: how it is started, and whether it runs.
struct Seat {
    order: Order,
    running: Option<Running>,
}

impl EmbeddedCell {
    pub(super) async fn raise(
        exe: &Path,
        plan: CellPlan,
        outside: Option<&Outside>,
    ) -> Result<Self, StackError> {
        let files = Files::write(&plan)?;
        let mut raising = Raising { exe, plan: &plan, files, seats: BTreeMap::new() };
        let (brokers, broker_facts) = match outside {
            Some(outside) => {
                let shared = BTreeMap::from([(Part::Broker, outside.address().await?)]);
                (shared, outside.login().await?)
            }
            None => raising.brokers().await?,
        };
        let (links, roads) = raising.links(&brokers).await?;
        let hub = raising.carrier(&brokers).await?;
        let mut nodes = raising.nodes(&roads).await?;
        let seats = raising.seats;
        if let Some(sut) = &plan.sut {
            nodes.insert(sut.country, sut.adapter.clone());
        }
        let broker = *brokers.values().next().expect("a cell has a broker");
        let behind_hub = brokers.iter().filter_map(|(broker, at)| match broker {
            Part::BrokerOf(country) => Some((*country, *at)),
            _ => None,
        });
        let behind_hub = behind_hub.collect();
        let openwire = None;
        let (tunnel, standby) = (None, None);
        let raised = Raised {
            broker,
            behind_hub,
            standby,
            hub,
            openwire,
            broker_facts,
            tunnel,
            links,
            nodes,
        };
        Ok(Self { plan, raised, seats })
    }

    fn seat(&self, part: Part, what: &'static str) -> Result<&Mutex<Seat>, PartError> {
        self.seats.get(&part).ok_or_else(|| PartError::NotOurs { part: part.to_string(), what })
    }
}

impl Parts for EmbeddedCell {
    fn raised(&self) -> &Raised {
        &self.raised
    }

    fn is_ours(&self, part: Part) -> bool {
        self.seats.contains_key(&part)
    }

    fn kill(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let mut seat = self.seat(part, "kill")?.lock().await;
            match seat.running.take() {
                Some(running) => running.kill().await,
                None => Ok(()),
            }
        }
        .boxed()
    }

    fn start(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let mut seat = self.seat(part, "start")?.lock().await;
            if seat.running.as_ref().is_some_and(Running::alive) {
                return Ok(());
            }
            let (running, _ready) = Running::start(&seat.order).await?;
            seat.running = Some(running);
            Ok(())
        }
        .boxed()
    }

    fn order(&self, country: Country, order: NodeOrder) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            self.seat(Part::Node(country), "give an order to")?;
            let file = self.plan.folder.join(format!("node-{country}")).join(order.file());
            write_private(&file, order.text())
                .map_err(|error| failed(country, "cannot be given an order", &error))
        }
        .boxed()
    }

    fn order_broker(
        &self,
        broker: Part,
        order: BrokerOrder,
    ) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            self.seat(broker, "give an order to")?;
            orders::leave(&self.plan.folder.join(folder(broker)), &order).await.map_err(|detail| {
                PartError::Failed { part: broker.to_string(), what: "does not obey", detail }
            })
        }
        .boxed()
    }

    fn back_up(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>> {
        let data = self.plan.folder.join(format!("node-{country}"));
        async move {
            self.seat(Part::Node(country), "back up")?;
            backup::take(&data).map_err(|error| failed(country, "cannot be backed up", &error))
        }
        .boxed()
    }

    fn put_back(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>> {
        let data = self.plan.folder.join(format!("node-{country}"));
        async move {
            self.seat(Part::Node(country), "restore")?;
            backup::put_back(&data).map_err(|error| failed(country, "cannot be restored", &error))
        }
        .boxed()
    }

    fn died(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let seat = self.seat(part, "wait for the death of")?.lock().await;
            match &seat.running {
                Some(running) => running.died(DIES_WITHIN).await,
                None => Ok(()),
            }
        }
        .boxed()
    }

    fn alive(&self, part: Part) -> BoxFuture<'_, bool> {
        async move {
            match self.seats.get(&part) {
                Some(seat) => seat.lock().await.running.as_ref().is_some_and(Running::alive),
                // Somebody else's node: whether it lives is seen by asking it.
                None => true,
            }
        }
        .boxed()
    }

    fn take_down(&self) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            for seat in self.seats.values() {
                if let Some(running) = seat.lock().await.running.take() {
                    running.kill().await?;
                }
            }
            Ok(())
        }
        .boxed()
    }
}

fn failed(country: Country, what: &'static str, error: &std::io::Error) -> PartError {
    PartError::Failed { part: Part::Node(country).to_string(), what, detail: error.to_string() }
}

/// A cell on its way up. Dropped half-way, it leaves nothing: every part is a child of its seat.
struct Raising<'a> {
    exe: &'a Path,
    plan: &'a CellPlan,
    files: Files<'a>,
    seats: BTreeMap<Part, Mutex<Seat>>,
}

/// Address of each country's road to the broker.
type Roads = BTreeMap<Country, SocketAddr>;

impl Raising<'_> {
    /// Every broker, and what the first says of itself.
    async fn brokers(&mut self) -> Result<(BTreeMap<Part, SocketAddr>, BrokerFacts), PartError> {
        let brokers = self.plan.brokers();
        let started = brokers
            .iter()
            .map(|&broker| self.start(broker, self.files.broker(broker, loopback()), "stomp"));
        let started = try_join_all(started).await?;
        let mut at = BTreeMap::new();
        for (broker, part) in started.into_iter().zip(brokers) {
            at.insert(part, broker.address);
            let again = self.files.broker(part, broker.address);
            self.seats.insert(part, broker.pinned(again));
        }
        let first = at.values().next().map(ToString::to_string).unwrap_or_default();
        let scheme = if self.plan.secrets.tls.is_some() { "stomp+ssl" } else { "stomp" };
        let facts = BrokerFacts {
            product: "passavant embedded".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            store: "journal on disk".to_owned(),
            connector: format!("{scheme}://{first}"),
        };
        Ok((at, facts))
    }

    /// What carries between the countries' brokers, where each has its own: the hub, whose control
    /// has this base address, or the bridge.
    async fn carrier(
        &mut self,
        brokers: &BTreeMap<Part, SocketAddr>,
    ) -> Result<Option<String>, PartError> {
        let carrier = match self.plan.topology {
            Topology::Direct => return Ok(None),
            Topology::Hub => Part::Hub,
            Topology::Bilateral => Part::Bridge,
        };
        let countries = self.plan.countries.iter();
        let points: Vec<(Country, SocketAddr)> =
            countries.map(|&country| (country, brokers[&Part::BrokerOf(country)])).collect();
        let args = self.files.carrier(&points, loopback());
        let started = self.start(carrier, args, "control").await?;
        let control = started.address;
        self.seats.insert(carrier, started.pinned(self.files.carrier(&points, control)));
        Ok((carrier == Part::Hub).then(|| format!("http://{control}")))
    }

    /// Every link: base addresses of their controls, and the roads.
    async fn links(
        &mut self,
        brokers: &BTreeMap<Part, SocketAddr>,
    ) -> Result<(BTreeMap<Country, String>, Roads), PartError> {
        let started = self.plan.countries.iter().map(|&country| {
            let fixed = self.plan.sut.as_ref().filter(|sut| sut.country == country);
            let listen = fixed.map_or_else(loopback, |sut| sut.link_listen);
            let stomp = brokers[&self.plan.broker_of(country)];
            let args = self.files.link(country, listen, stomp, loopback());
            self.start(Part::Link(country), args, "listen")
        });
        let started = try_join_all(started).await?;
        let (mut controls, mut roads) = (BTreeMap::new(), Roads::new());
        for (link, &country) in started.into_iter().zip(&self.plan.countries) {
            let control = link.other("control")?;
            controls.insert(country, format!("http://{control}"));
            roads.insert(country, link.address);
            let stomp = brokers[&self.plan.broker_of(country)];
            let again = self.files.link(country, link.address, stomp, control);
            self.seats.insert(Part::Link(country), link.pinned(again));
        }
        Ok((controls, roads))
    }

    /// Every node of ours: base addresses of their adapters.
    async fn nodes(&mut self, roads: &Roads) -> Result<BTreeMap<Country, String>, PartError> {
        let plan = self.plan;
        let ours: Vec<Country> =
            plan.countries.iter().copied().filter(|&country| !plan.is_sut(country)).collect();
        let started = ours.iter().map(|&country| {
            let args = self.files.node(country, roads[&country], loopback());
            self.start(Part::Node(country), args, "adapter")
        });
        let started = try_join_all(started).await?;
        let mut adapters = BTreeMap::new();
        for (node, &country) in started.into_iter().zip(&ours) {
            adapters.insert(country, format!("http://{}", node.address));
            let again = self.files.node(country, roads[&country], node.address);
            self.seats.insert(Part::Node(country), node.pinned(again));
        }
        Ok(adapters)
    }

    async fn start(&self, part: Part, args: Vec<String>, says: &str) -> Result<Started, PartError> {
        let log = format!("{}.log", part.to_string().replace(' ', "-"));
        let order = Order {
            part: part.to_string(),
            exe: self.exe.to_owned(),
            args,
            log: self.plan.folder.join(log),
        };
        let (running, ready) = Running::start(&order).await?;
        let address = address(&ready, says, &order.part)?;
        Ok(Started { order, running, ready, address })
    }
}

/// A part that has been started for the first time.
struct Started {
    order: Order,
    running: Running,
    ready: Value,
    address: SocketAddr,
}

impl Started {
    fn other(&self, says: &str) -> Result<SocketAddr, PartError> {
        address(&self.ready, says, &self.order.part)
    }

    /// Its seat, with arguments that name the addresses that it has.
    fn pinned(self, args: Vec<String>) -> Mutex<Seat> {
        let order = Order { args, ..self.order };
        Mutex::new(Seat { order, running: Some(self.running) })
    }
}

fn address(ready: &Value, says: &str, part: &str) -> Result<SocketAddr, PartError> {
    let said = ready.get(says).and_then(Value::as_str).and_then(|text| text.parse().ok());
    said.ok_or_else(|| PartError::Failed {
        part: part.to_string(),
        what: "did not say where it is",
        detail: format!("expected {says:?} in {ready}"),
    })
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}
