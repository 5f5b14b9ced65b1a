//! One raised cell, with everything that the harness holds of it: adapters, links, witness, record.

mod ask;
mod backup;
mod doors;
mod orders;
mod tunnel;

use crate::adapter::client::{Adapter, AdapterError, Answer};
use crate::adapter::contract::{ClockMode, ClockOrder, Hello, Outcome};
use crate::broker::client::{Client, ConnectError, Login, Options};
use crate::broker::orders::BrokerOrder;
use crate::hub::HubControl;
use crate::link::LinkControl;
use crate::profile::Country;
use crate::record::Recorder;
use crate::record::event::{BrokerFacts, BrowsedFacts, ScenarioFacts, What};
use crate::scenario::Corridor;
use crate::stack::Stack;
use crate::stack::greeting::CellError;
use crate::stack::parts::{CellPlan, Part, PartError, Parts, Topology};
use crate::stack::time::TimeError;
use crate::stack::watch::{Lying, Watch, home_of};
use crate::witness::{BusinessClock, LinkTap, TapError, Witness, WitnessError};
use futures::future::{join_all, try_join_all};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a sentinel or a link's backlog may take. Protocol time.
pub(super) const EVIDENCE_WITHIN: Duration = Duration::from_secs(10);

/// A raised cell. A scenario owns it for its whole life.
pub struct Cell {
    plan: CellPlan,
    corridor: Arc<Corridor>,
    parts: Box<dyn Parts>,
    nodes: BTreeMap<Country, Adapter>,
    links: BTreeMap<Country, LinkControl>,
    taps: Vec<LinkTap>,
    hub: Option<HubControl>,
    watch: Watch,
    recorder: Recorder,
    now: Arc<Mutex<Timestamp>>,
    /// By how many seconds a node's clock is wrong, on purpose.
    pub(super) skews: Mutex<BTreeMap<Country, i64>>,
    /// `<id>/<subject>` of the scenario that owns the cell now.
    playing: Mutex<String>,
    /// Countries whose node cannot be emptied.
    pub(super) keepers: Mutex<BTreeSet<Country>>,
    /// Parts that a step has killed or armed to die and not started again.
    doomed: Mutex<BTreeSet<Part>>,
    /// Nodes are killed at any time: who gets no answer asks again.
    suffers_kills: AtomicBool,
    /// Brokers from which something was taken, and the order that gives it back.
    harmed: Mutex<BTreeMap<Part, BrokerOrder>>,
    logins: tokio::sync::Mutex<BTreeMap<String, Client>>,
}

/// What came of an act: the answer, and the record position at which it stands.
#[derive(Debug, Clone)]
pub struct Acted {
    /// Record position.
    pub seq: u64,
    /// HTTP status; 0 when no answer came.
    pub status: u16,
    /// The outcome, when the answer was one.
    pub outcome: Option<Outcome>,
    /// The answer as it came.
    pub answer: Answer,
}

impl Cell {
    /// Raises a cell, says hello to its nodes and makes sure that they refuse what does not exist.
    pub async fn raise(
        stack: &dyn Stack,
        plan: CellPlan,
        corridor: Arc<Corridor>,
        recorder: Recorder,
        anchor: Timestamp,
    ) -> Result<Self, CellError> {
        let began = Instant::now();
        let parts = stack.raise(plan.clone()).await?;
        let raised = parts.raised();
        let now = Arc::new(Mutex::new(anchor));
        let business: BusinessClock = {
            let now = now.clone();
            Arc::new(move || Some(*now.lock().unwrap_or_else(PoisonError::into_inner)))
        };
        let watch = Watch::start(&plan, raised, &business, &recorder).await?;
        let secret = |country: &Country| match &plan.sut {
            Some(sut) if sut.country == *country => sut.token.clone(),
            _ => plan.secrets.adapter.get(country).cloned().unwrap_or_default(),
        };
        let nodes = raised.nodes.iter();
        let nodes = nodes
            .map(|(country, at)| (*country, Adapter::new(country.as_str(), at, secret(country))));
        let links = raised.links.iter();
        let links: BTreeMap<Country, LinkControl> = links
            .map(|(country, at)| (*country, LinkControl::new(at, &plan.secrets.link)))
            .collect();
        let taps = links.iter().map(|(&country, control)| {
            let (recorder, cell) = (recorder.clone(), plan.name.clone());
            LinkTap::start(country, control.clone(), recorder, cell, business.clone())
        });
        let cell = Self {
            nodes: nodes.collect(),
            taps: taps.collect(),
            links,
            hub: raised.hub.as_ref().map(|at| HubControl::new(at, &plan.secrets.link)),
            watch,
            recorder,
            now,
            skews: Mutex::default(),
            playing: Mutex::default(),
            keepers: Mutex::default(),
            doomed: Mutex::default(),
            suffers_kills: AtomicBool::new(false),
            harmed: Mutex::default(),
            logins: tokio::sync::Mutex::default(),
            corridor,
            parts,
            plan,
        };
        cell.greet(began.elapsed()).await?;
        Ok(cell)
    }

    /// Name in the record, e.g. `cell-1`.
    pub fn name(&self) -> &str {
        &self.plan.name
    }

    /// Id of the run that it was raised for.
    pub fn run(&self) -> &str {
        &self.plan.run
    }

    /// The corridor played.
    pub fn corridor(&self) -> &Arc<Corridor> {
        &self.corridor
    }

    /// Its countries.
    pub fn countries(&self) -> &[Country] {
        &self.plan.countries
    }

    /// The record.
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The witness; where each country has a broker of its own, the first one's.
    pub fn witness(&self) -> &Witness {
        self.watch.first()
    }

    /// The hub between the countries, where there is one.
    pub fn hub(&self) -> Option<&HubControl> {
        self.hub.as_ref()
    }

    /// The broker that a country's link leads to.
    pub fn broker_of(&self, country: Country) -> Part {
        self.plan.broker_of(country)
    }

    /// How messages get from one country to another.
    pub fn topology(&self) -> Topology {
        self.plan.topology
    }

    /// The adapter of a country's node.
    pub fn node(&self, country: Country) -> &Adapter {
        self.nodes.get(&country).expect("every country of a cell has a node")
    }

    /// Every country's adapter.
    pub(super) fn nodes(&self) -> &BTreeMap<Country, Adapter> {
        &self.nodes
    }

    /// The broker, for the report.
    pub(super) fn broker_facts(&self) -> &BrokerFacts {
        &self.parts.raised().broker_facts
    }

    /// What the tunnels are made of, where there are some.
    pub(super) fn tunnel_facts(&self) -> Option<String> {
        self.parts.raised().tunnel.clone()
    }

    /// The control of a country's link.
    pub fn link(&self, country: Country) -> &LinkControl {
        self.links.get(&country).expect("every country of a cell has a link")
    }

    /// Business time.
    pub fn business(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_business(&self, now: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// By how many seconds the clock of a country's node is wrong, on purpose.
    pub fn skew(&self, country: Country) -> i64 {
        let skews = self.skews.lock().unwrap_or_else(PoisonError::into_inner);
        skews.get(&country).copied().unwrap_or(0)
    }

    /// Lets the clock of a country's node be wrong by so many seconds until the next reset.
    pub async fn set_skew(&self, country: Country, seconds: i64) -> Result<(), TimeError> {
        self.skews.lock().unwrap_or_else(PoisonError::into_inner).insert(country, seconds);
        let now = self.business();
        self.move_clock(now, &format!("the clock of {country} is {seconds} s wrong")).await
    }

    /// A scenario takes the cell.
    pub fn begin(&self, facts: ScenarioFacts) {
        let scenario = format!("{}/{}", facts.id, facts.subject);
        let what = What::ScenarioStarted(Box::new(facts));
        self.recorder.append("scribe", self.name(), &scenario, Some(self.business()), what);
        *self.playing.lock().unwrap_or_else(PoisonError::into_inner) = scenario;
    }

    /// The scenario has left the cell.
    pub fn end(&self) {
        self.playing.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The scenario that owns the cell, `<id>/<subject>`; empty when none does.
    pub fn playing(&self) -> String {
        self.playing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes an event of this cell's scenario, and gives its position.
    pub fn record(&self, source: &str, what: What) -> u64 {
        self.recorder.append(source, &self.plan.name, "", Some(self.business()), what)
    }

    /// The clock order for a business instant.
    pub fn held_at(now: Timestamp) -> ClockOrder {
        ClockOrder { mode: ClockMode::Held, now, offset_s: 0 }
    }

    /// A connection to the broker in an account's name, not through a link.
    pub async fn login(&self, account: &str) -> Result<Client, ConnectError> {
        let mut logins = self.logins.lock().await;
        if let Some(client) = logins.get(account).filter(|client| client.end().is_none()) {
            return Ok(client.clone());
        }
        let password = self.plan.secrets.broker.get(account).cloned().unwrap_or_default();
        let at = home_of(account, self.parts.raised());
        let login = Login::new(account, password).trusting(self.plan.trust());
        let client = Client::connect_to_any(&at, &login, &Options::default()).await?;
        logins.insert(account.to_owned(), client.clone());
        Ok(client)
    }

    /// SIGKILL for a part, as a step asked.
    pub async fn kill(&self, part: Part) -> Result<(), PartError> {
        self.doom(part);
        self.parts.kill(part).await?;
        self.part(part, "killed", "");
        Ok(())
    }

    /// Starts a dead part again, with its data, at its address.
    pub async fn start(&self, part: Part) -> Result<(), PartError> {
        self.parts.start(part).await?;
        self.part(part, "started", "");
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner).remove(&part);
        Ok(())
    }

    /// Waits until a part that is doomed has died.
    pub async fn died(&self, part: Part) -> Result<(), PartError> {
        self.parts.died(part).await?;
        self.part(part, "died", "");
        Ok(())
    }

    /// True when this country's link cannot read what passes through it.
    pub fn is_sealed(&self, country: Country) -> bool {
        self.plan.is_sealed(country)
    }

    /// True when a step may kill the part.
    pub fn is_ours(&self, part: Part) -> bool {
        let seated = matches!(part, Part::Node(country) if self.plan.is_sut(country));
        !seated && self.parts.is_ours(part)
    }

    /// Parts that are dead although no step asked for it.
    pub async fn found_dead(&self) -> Vec<Part> {
        let parts = self.plan.parts();
        let alive = join_all(parts.iter().map(|part| self.parts.alive(*part))).await;
        let doomed = self.doomed.lock().unwrap_or_else(PoisonError::into_inner);
        let dead = parts.into_iter().zip(alive).filter(|(_, alive)| !alive).map(|(part, _)| part);
        dead.filter(|part| !doomed.contains(part)).collect()
    }

    /// True while this part, which a step has killed, has not been started again.
    pub fn is_doomed(&self, part: Part) -> bool {
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner).contains(&part)
    }

    /// True while some part that a step has killed has not been started again.
    pub fn has_doomed(&self) -> bool {
        !self.doomed.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Waits until every event that the links have had is in the record.
    pub async fn drain_links(&self) -> Result<(), TapError> {
        try_join_all(self.taps.iter().map(|tap| tap.drain(EVIDENCE_WITHIN))).await.map(drop)
    }

    /// Waits until every copy that the broker has made is in the record.
    pub async fn drain_copies(&self) -> Result<(), WitnessError> {
        self.watch.sentinel(EVIDENCE_WITHIN).await
    }

    /// What lies in the queues and their dead letters, written into the record.
    pub async fn browse(&self) -> Result<BTreeMap<String, Vec<BrowsedFacts>>, WitnessError> {
        self.watch.browse().await
    }

    /// The first queue in which something lies that somebody is to take.
    pub(super) async fn lying(&self, away: Option<Country>) -> Result<Option<Lying>, WitnessError> {
        self.watch.lying(self.is_doomed(Part::Hub), away).await
    }

    /// What every node says of itself.
    pub async fn hellos(&self) -> BTreeMap<Country, Result<Hello, AdapterError>> {
        let asked = self.nodes.iter().map(async |(country, node)| (*country, node.hello().await));
        join_all(asked).await.into_iter().collect()
    }

    /// Takes everything down; nothing of the cell is left.
    pub async fn take_down(self) -> Result<(), PartError> {
        drop(self.taps);
        // A broker that outlives us must not go on gathering copies for nobody.
        self.watch.end().await;
        self.parts.take_down().await
    }

    fn doom(&self, part: Part) {
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner).insert(part);
    }

    fn part(&self, part: Part, change: &str, detail: &str) {
        let what = What::Part {
            part: part.to_string(),
            change: change.to_owned(),
            detail: detail.to_owned(),
            scheduled: true,
        };
        self.record("stack", what);
    }
}
