//! One cell of child processes, raised from the broker outwards.
//!
//! ```text
//! broker ◄── link TG ◄── node TG      a port that a part has once taken is its own until the end:
//!        ◄── link BF ◄── node BF      it is started again at the same address
//! ```

use super::child::{Order, Running};
use super::{Outside, backup};
use crate::broker::accounts::{Account, Accounts};
use crate::profile::Country;
use crate::record::event::BrokerFacts;
use crate::stack::StackError;
use crate::stack::parts::{CellPlan, Part, PartError, Parts, Raised};
use futures::FutureExt;
use futures::future::{BoxFuture, try_join_all};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
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
        let (stomp, broker_facts) = match outside {
            Some(outside) => (outside.address().await?, outside.login().await?),
            None => raising.broker().await?,
        };
        let (links, roads) = raising.links(stomp).await?;
        let mut nodes = raising.nodes(&roads).await?;
        let seats = raising.seats;
        if let Some(sut) = &plan.sut {
            nodes.insert(sut.country, sut.adapter.clone());
        }
        let raised = Raised { broker: stomp, openwire: None, broker_facts, links, nodes };
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

    fn arm_death(&self, country: Country, point: &str) -> BoxFuture<'_, Result<(), PartError>> {
        let point = point.to_owned();
        async move {
            self.seat(Part::Node(country), "arm the death of")?;
            let file = self.plan.folder.join(format!("node-{country}")).join("die-at");
            write_private(&file, &point).map_err(|error| failed(country, "cannot be armed", &error))
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
    async fn broker(&mut self) -> Result<(SocketAddr, BrokerFacts), PartError> {
        let broker = self.start(Part::Broker, self.files.broker(loopback()), "stomp").await?;
        let stomp = broker.address;
        self.seats.insert(Part::Broker, broker.pinned(self.files.broker(stomp)));
        let facts = BrokerFacts {
            product: "passavant embedded".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            store: "journal on disk".to_owned(),
            connector: format!("stomp://{stomp}"),
        };
        Ok((stomp, facts))
    }

    /// Every link: base addresses of their controls, and the roads.
    async fn links(
        &mut self,
        stomp: SocketAddr,
    ) -> Result<(BTreeMap<Country, String>, Roads), PartError> {
        let started = self.plan.countries.iter().map(|&country| {
            let fixed = self.plan.sut.as_ref().filter(|sut| sut.country == country);
            let listen = fixed.map_or_else(loopback, |sut| sut.link_listen);
            let args = self.files.link(country, listen, stomp, loopback());
            self.start(Part::Link(country), args, "listen")
        });
        let started = try_join_all(started).await?;
        let (mut controls, mut roads) = (BTreeMap::new(), Roads::new());
        for (link, &country) in started.into_iter().zip(&self.plan.countries) {
            let control = link.other("control")?;
            controls.insert(country, format!("http://{control}"));
            roads.insert(country, link.address);
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

/// The files that parts are given, and the command lines that name them.
struct Files<'a> {
    plan: &'a CellPlan,
}

impl<'a> Files<'a> {
    fn write(plan: &'a CellPlan) -> Result<Self, PartError> {
        let failed = |path: &Path, error: &std::io::Error| PartError::Failed {
            part: plan.name.clone(),
            what: "cannot be prepared",
            detail: format!("{}: {error}", path.display()),
        };
        let write = |name: &str, text: &str| {
            let path = plan.folder.join(name);
            write_private(&path, text).map_err(|error| failed(&path, &error))
        };
        let users = plan.secrets.broker.iter().map(|(name, password)| Account {
            name: name.clone(),
            password: password.clone(),
            admin: name == "admin",
        });
        let accounts = Accounts {
            countries: plan.countries.iter().map(ToString::to_string).collect(),
            users: users.collect(),
        };
        write("accounts.json", &serde_json::to_string(&accounts).unwrap_or_default())?;
        write("link.token", &plan.secrets.link)?;
        for country in &plan.countries {
            let data = plan.folder.join(format!("node-{country}"));
            std::fs::create_dir_all(&data).map_err(|error| failed(&data, &error))?;
        }
        for country in &plan.countries {
            let missing = String::new();
            let password = plan.secrets.broker.get(country.as_str()).unwrap_or(&missing);
            let token = plan.secrets.adapter.get(country).unwrap_or(&missing);
            write(&format!("{country}.password"), password)?;
            write(&format!("{country}.token"), token)?;
        }
        Ok(Self { plan })
    }

    fn path(&self, name: &str) -> String {
        self.plan.folder.join(name).display().to_string()
    }

    fn broker(&self, listen: SocketAddr) -> Vec<String> {
        let listen = listen.to_string();
        words(&[
            &["broker", "--listen", &listen],
            &["--data", &self.path("broker"), "--accounts", &self.path("accounts.json")],
            &["--die-with-stdin"],
        ])
    }

    fn link(
        &self,
        country: Country,
        listen: SocketAddr,
        to: SocketAddr,
        control: SocketAddr,
    ) -> Vec<String> {
        words(&[
            &["link", "--country", country.as_str(), "--listen", &listen.to_string()],
            &["--to", &to.to_string(), "--control", &control.to_string()],
            &["--token-file", &self.path("link.token"), "--die-with-stdin"],
        ])
    }

    fn node(&self, country: Country, broker: SocketAddr, adapter: SocketAddr) -> Vec<String> {
        let data = self.path(&format!("node-{country}"));
        let password = self.path(&format!("{country}.password"));
        let token = self.path(&format!("{country}.token"));
        let mut args = words(&[
            &["node", "--country", country.as_str(), "--broker", &broker.to_string()],
            &["--password-file", &password, "--adapter", &adapter.to_string()],
            &["--token-file", &token, "--data", &data, "--die-with-stdin"],
        ]);
        if let Some(flaw) = self.plan.flaws.get(&country) {
            args.extend(["--flaw".to_owned(), flaw.clone()]);
        }
        args
    }
}

fn words(parts: &[&[&str]]) -> Vec<String> {
    parts.concat().into_iter().map(str::to_owned).collect()
}

/// Writes a file that only we can read.
fn write_private(path: &PathBuf, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?
        .write_all(text.as_bytes())
}
