//! A raised cell: its containers, and how it is taken down.

use super::docker::said;
use super::held::Held;
use super::images::Images;
use super::names::Names;
use super::owner::{CELL, Owner, RUN};
use super::recipe::{ADAPTER_PORT, CONTROL_PORT, DATA, recipes};
use super::tunnels::Tunnel;
use super::{capture, images, networks, standby, sweep};
use crate::broker::activemq::{OPENWIRE_PORT, STOMP_PORT, stomp_connector};
use crate::broker::orders::BrokerOrder;
use crate::profile::Country;
use crate::record::event::BrokerFacts;
use crate::stack::StackError;
use crate::stack::parts::{CellPlan, NodeOrder, Part, PartError, Parts, Raised};
use crate::stack::tunnel::{Captured, TunnelState, Turn, Vpn};
use bollard::Docker;
use futures::FutureExt;
use futures::future::{BoxFuture, join_all, try_join_all};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How much of a cell is raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    All,
    BrokerAlone,
}

/// A cell in containers.
pub(super) struct Cell {
    docker: Docker,
    held: BTreeMap<Part, Held>,
    raised: Raised,
    plan: CellPlan,
    images: Images,
    /// Which pair of keys each country's tunnel has.
    pairs: BTreeMap<Country, AtomicUsize>,
    /// The second broker, where it was started.
    standby: tokio::sync::Mutex<Option<Held>>,
    /// Captures that are going on.
    captures: tokio::sync::Mutex<BTreeMap<Country, Held>>,
    guard: Guard,
}

impl Cell {
    /// Raises networks and containers. A failure leaves nothing behind.
    pub(super) async fn raise(
        docker: Docker,
        images: Images,
        plan: CellPlan,
        which: Which,
    ) -> Result<Self, StackError> {
        let guard = Guard::new(&plan);
        let raised = raise(&docker, &images, &plan, which).await;
        let outcome = async {
            let held = raised?;
            let raised = addresses(&plan, &held).await?;
            Ok((held, raised))
        };
        match outcome.await {
            Ok((held, raised)) => {
                let pairs = plan.countries.iter().map(|country| (*country, AtomicUsize::new(0)));
                let (pairs, captures) = (pairs.collect(), tokio::sync::Mutex::default());
                let standby = tokio::sync::Mutex::default();
                Ok(Self { docker, held, raised, plan, images, pairs, standby, captures, guard })
            }
            Err(error) => {
                guard.sweep(&docker).await?;
                Err(error)
            }
        }
    }

    fn part(&self, part: Part, what: &'static str) -> Result<&Held, PartError> {
        let held = self.held.get(&part);
        held.ok_or_else(|| PartError::NotOurs { part: part.to_string(), what })
    }

    fn tunnel_of(&self, country: Country) -> Result<Tunnel<'_>, PartError> {
        let what = "turn the tunnel of";
        let keys = self.plan.secrets.tunnels.get(&country).zip(self.pairs.get(&country));
        let (keys, pair) =
            keys.ok_or_else(|| PartError::NotOurs { part: format!("tunnel {country}"), what })?;
        let link = self.part(Part::Link(country), what)?;
        let gateway = self.part(Part::Gateway(country), what)?;
        Ok(Tunnel { link, gateway, keys, pair })
    }

    async fn begin_capture(&self, country: Country) -> Result<(), StackError> {
        let image = Box::pin(images::ensure_vpn(&self.docker, &self.images.part)).await?;
        let labels = labels(&self.plan);
        let held = capture::begin(&self.docker, &self.plan, country, &image, &labels).await?;
        self.captures.lock().await.insert(country, held);
        Ok(())
    }

    /// What the parts wrote, into the cell's folder, for whoever must find out why.
    async fn keep_logs(&self) {
        for (part, held) in &self.held {
            let file = self.plan.folder.join(format!("{}.log", part.to_string().replace(' ', "-")));
            let text = held.log(&self.docker, "all").await;
            if let Err(error) = tokio::fs::write(&file, text).await {
                tracing::debug!("log of {part} is not kept in {}: {error}", file.display());
            }
        }
    }
}

impl Parts for Cell {
    fn raised(&self) -> &Raised {
        &self.raised
    }

    fn is_ours(&self, part: Part) -> bool {
        self.held.contains_key(&part)
    }

    fn kill(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>> {
        async move { self.part(part, "kill")?.kill(&self.docker).await }.boxed()
    }

    fn start(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>> {
        async move { self.part(part, "start")?.again(&self.docker).await }.boxed()
    }

    fn order(&self, country: Country, order: NodeOrder) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            // Written beside and renamed: the node never reads half an order.
            let file = format!("{DATA}/{}", order.file());
            let script = format!("printf %s \"$1\" > {file}.new && mv {file}.new {file}");
            let node = self.part(Part::Node(country), "give an order to")?;
            node.run(&["sh", "-c", &script, "sh", order.text()]).await.map(drop)
        }
        .boxed()
    }

    fn stand_by(&self) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let (recipe, _) = standby::second(&self.plan, &self.images, self.raised.standby)?;
            let held = standby::start(&self.docker, &recipe, &labels(&self.plan)).await?;
            self.standby.lock().await.replace(held);
            Ok(())
        }
        .boxed()
    }

    fn take_over(&self) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let (_, probe) = standby::second(&self.plan, &self.images, self.raised.standby)?;
            standby::taken_over(&probe).await
        }
        .boxed()
    }

    fn obeys_at_start(&self) -> bool {
        true
    }

    fn order_broker(
        &self,
        broker: Part,
        order: BrokerOrder,
    ) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let held = self.part(broker, "give an order to")?;
            standby::carry_out(&self.docker, held, &order).await
        }
        .boxed()
    }

    fn back_up(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            let script = format!(
                "mkdir -p {DATA}/backup && cp {DATA}/node.sqlite {DATA}/node.sqlite-wal {DATA}/backup"
            );
            let node = self.part(Part::Node(country), "back up")?;
            node.run(&["sh", "-c", &script]).await.map(drop)
        }
        .boxed()
    }

    fn put_back(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            // Beside first and then renamed: what the running node still writes has no name any more.
            let script = format!(
                "cd {DATA} && for file in node.sqlite node.sqlite-wal; do \
                 cp backup/$file $file.new && mv $file.new $file || exit 1; done && \
                 rm node.sqlite-shm && : > restored"
            );
            let node = self.part(Part::Node(country), "restore")?;
            node.run(&["sh", "-c", &script]).await.map(drop)
        }
        .boxed()
    }

    fn turn(&self, country: Country, turn: Turn) -> BoxFuture<'_, Result<TunnelState, PartError>> {
        async move { self.tunnel_of(country)?.turn(turn).await }.boxed()
    }

    fn tunnel(&self, country: Country) -> BoxFuture<'_, Result<TunnelState, PartError>> {
        async move { self.tunnel_of(country)?.state().await }.boxed()
    }

    fn capture(&self, country: Country) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            self.begin_capture(country).await.map_err(|error| match error {
                StackError::Part(error) => error,
                ground @ StackError::Ground { .. } => PartError::Failed {
                    part: format!("capture {country}"),
                    what: "did not begin",
                    detail: ground.to_string(),
                },
            })
        }
        .boxed()
    }

    fn captured(&self, country: Country) -> BoxFuture<'_, Result<Captured, PartError>> {
        async move {
            let held = self.captures.lock().await.remove(&country);
            let held = held.ok_or_else(|| PartError::Failed {
                part: format!("capture {country}"),
                what: "was not begun",
                detail: "nothing has been captured".to_owned(),
            })?;
            capture::end(&self.docker, &held).await
        }
        .boxed()
    }

    fn died(&self, part: Part) -> BoxFuture<'_, Result<(), PartError>> {
        async move { self.part(part, "watch")?.died(&self.docker).await }.boxed()
    }

    fn alive(&self, part: Part) -> BoxFuture<'_, bool> {
        async move {
            match self.held.get(&part) {
                Some(held) => held.alive(&self.docker).await,
                // Somebody else's node: whether it lives is seen by asking it.
                None => true,
            }
        }
        .boxed()
    }

    fn take_down(&self) -> BoxFuture<'_, Result<(), PartError>> {
        async move {
            self.keep_logs().await;
            self.guard.sweep(&self.docker).await
        }
        .boxed()
    }
}

/// Starts everything at once, and waits for all of it even if something fails: nothing may still be
/// on its way into Docker when the sweep comes.
async fn raise(
    docker: &Docker,
    images: &Images,
    plan: &CellPlan,
    which: Which,
) -> Result<BTreeMap<Part, Held>, StackError> {
    let names = Names::new(&plan.run, &plan.name);
    let labels = labels(plan);
    let mut recipes = recipes(plan, images, &names).map_err(|error| StackError::Ground {
        what: format!("{}: {error}", plan.name),
        remedy: "correct the account, or leave it out".to_owned(),
    })?;
    if which == Which::BrokerAlone {
        recipes.retain(|recipe| plan.brokers().contains(&recipe.part));
    }
    let mut wanted = vec![names.broker_network()];
    wanted.extend(plan.countries.iter().map(|&country| names.country_network(country)));
    wanted.extend((plan.vpn != Vpn::None).then(|| names.outer_network()));
    try_join_all(wanted.iter().map(|name| networks::create(docker, name, &labels))).await.map_err(
        |what| StackError::Ground {
            what: format!("create the networks of {}: {what}", plan.name),
            remedy: "see `docker network ls`; `passavant doctor --clean` removes ours".to_owned(),
        },
    )?;
    let started = join_all(recipes.iter().map(|recipe| Held::start(docker, recipe, &labels))).await;
    recipes
        .iter()
        .map(|recipe| recipe.part)
        .zip(started)
        .map(|(part, held)| Ok((part, held?)))
        .collect()
}

fn labels(plan: &CellPlan) -> HashMap<String, String> {
    let mut labels: HashMap<String, String> = Owner::this_process()
        .labels()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    labels.insert(RUN.to_owned(), plan.run.clone());
    labels.insert(CELL.to_owned(), plan.name.clone());
    labels
}

async fn addresses(plan: &CellPlan, held: &BTreeMap<Part, Held>) -> Result<Raised, StackError> {
    let broker = &held[&plan.brokers()[0]];
    let gateway = held.iter().find(|(part, _)| matches!(part, Part::Gateway(_)));
    let tunnel = match gateway {
        Some((_, held)) => Some(held.run(&["cat", "/run/tunnel"]).await?),
        None => None,
    };
    let url = |held: &Held, inside| format!("http://{}", held.address(inside));
    let (mut links, mut behind_hub, mut hub) = (BTreeMap::new(), BTreeMap::new(), None);
    let mut nodes: BTreeMap<Country, String> =
        plan.sut.iter().map(|seat| (seat.country, seat.adapter.clone())).collect();
    for (part, held) in held {
        match part {
            // A network connector lives in its broker.
            Part::Broker | Part::Standby | Part::Bridge | Part::Gateway(_) | Part::Capture(_) => {}
            Part::BrokerOf(country) => {
                behind_hub.insert(*country, held.address(STOMP_PORT));
            }
            Part::Hub => hub = Some(url(held, CONTROL_PORT)),
            Part::Link(country) => drop(links.insert(*country, url(held, CONTROL_PORT))),
            Part::Node(country) => drop(nodes.insert(*country, url(held, ADAPTER_PORT))),
        }
    }
    Ok(Raised {
        broker: broker.address(STOMP_PORT),
        behind_hub,
        standby: standby::address(plan),
        hub,
        tunnel,
        openwire: Some(broker.address(OPENWIRE_PORT)),
        broker_facts: BrokerFacts {
            product: "ActiveMQ Classic".to_owned(),
            version: broker.run(&["dpkg-query", "-W", "-f", "${Version}", "activemq"]).await?,
            store: "KahaDB on disk".to_owned(),
            connector: stomp_connector(plan.secrets.tls.is_some()),
        },
        links,
        nodes,
    })
}

/// Sees to it that nothing of a cell outlives it, on whichever way it ends.
struct Guard {
    run: String,
    cell: String,
    swept: AtomicBool,
}

impl Guard {
    fn new(plan: &CellPlan) -> Self {
        Self { run: plan.run.clone(), cell: plan.name.clone(), swept: AtomicBool::new(false) }
    }

    async fn sweep(&self, docker: &Docker) -> Result<(), PartError> {
        let swept = sweep::cell(docker, &self.run, &self.cell).await;
        let swept = swept.map_err(|detail| PartError::Failed {
            part: self.cell.clone(),
            what: "could not be taken down",
            detail,
        })?;
        tracing::debug!("{}: {swept:?} removed", self.cell);
        self.swept.store(true, Ordering::Relaxed);
        Ok(())
    }
}

impl Drop for Guard {
    /// For Ctrl-C, panics and cancelled starts. On a thread, runtime and connection of its own:
    /// whoever drops the cell may hold up the runtime that drives the others.
    fn drop(&mut self) {
        if self.swept.load(Ordering::Relaxed) {
            return;
        }
        let (run, cell) = (self.run.clone(), self.cell.clone());
        let sweeper = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| error.to_string())?;
            runtime.block_on(async {
                let docker = Docker::connect_with_defaults().map_err(|error| said(&error))?;
                sweep::cell(&docker, &run, &cell).await
            })
        });
        if let Ok(Err(error)) = sweeper.join() {
            tracing::warn!("{} was not taken down: {error}; the next start does it", self.cell);
        }
    }
}
