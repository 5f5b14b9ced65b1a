//! What every playing command stands on: corridor, node under test, flaws, stack, identity of the suite.

use super::encrypted::Tls;
use super::failure::Failure;
use super::scenery::Scenery;
use super::stacks::StackName;
use crate::conformance::catalogue::{self, Flaw};
use crate::profile::{Country, HUB};
use crate::record::claim::VPN;
use crate::record::event::{CorridorFacts, SuiteFacts};
use crate::scenario::{Corridor, External, Library, Sut};
use crate::stack::Stack;
use crate::stack::certificates::Certificates;
use crate::stack::embedded::{Embedded, Outside};
use crate::stack::parts::{CellPlan, Secrets, SutSeat, Topology};
use crate::stack::secrets::ADMIN;
use crate::stack::tunnel::Vpn;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

/// Password of each account at a broker.
pub(super) type Passwords = BTreeMap<String, String>;

/// The stack around somebody else's broker, and the passwords that its owner gave.
pub(super) fn around(
    file: &Path,
    corridor: &Corridor,
) -> Result<(Arc<dyn Stack>, Passwords), Failure> {
    let (external, passwords) = External::read(file).map_err(Failure::usage)?;
    // A third country may be missing: what needs it is then not applicable.
    let pair = corridor.pair();
    let wanted = pair.iter().map(Country::as_str).chain([ADMIN]);
    for account in wanted {
        if !passwords.contains_key(account) {
            let why = format!("{}: no account {account}", file.display());
            return Err(Failure::usage(format!("{why}; name its password file under accounts")));
        }
    }
    let password = passwords.get(ADMIN).cloned().unwrap_or_default();
    let exe = std::env::current_exe()
        .map_err(|error| Failure::preflight(format!("find this executable: {error}")))?;
    let outside = Outside { stomp: external.broker.stomp, password };
    Ok((Arc::new(Embedded::new(exe).around(outside)), passwords))
}

/// What was read and checked before anything starts.
pub(super) struct Ground {
    pub(super) corridor: Arc<Corridor>,
    pub(super) sut: Option<Sut>,
    pub(super) flaws: BTreeMap<Country, String>,
    pub(super) hub_flaw: Option<String>,
    /// Seeded flaw of the tunnels.
    vpn_flaw: Option<String>,
    pub(super) vpn: Vpn,
    tls: Option<Certificates>,
    pub(super) suite: SuiteFacts,
    seat: Option<SutSeat>,
    /// Passwords at somebody else's broker.
    pub(super) passwords: Passwords,
    library: Library,
}

impl Ground {
    /// Reads scenario files, `sut.toml` and `--flaw NAME@COUNTRY`.
    pub(super) fn read(
        scenery: &Scenery,
        sut: Option<&Path>,
        flaws: &[String],
    ) -> Result<Self, Failure> {
        let library = scenery.library()?;
        let corridor = Arc::new(scenery.corridor(&library)?);
        let sut = sut.map(Sut::read).transpose().map_err(Failure::usage)?;
        if let Some(sut) = sut.as_ref().filter(|sut| !corridor.codes().contains(&sut.country)) {
            let why = format!("the node under test is {}'s, and the corridor is not", sut.country);
            return Err(Failure::usage(format!("{why}; name one of its countries in sut.toml")));
        }
        let (of_hub, of_nodes): (Vec<&String>, Vec<&String>) =
            flaws.iter().partition(|flaw| flaw.ends_with(&format!("@{HUB}")));
        let (of_vpn, of_nodes): (Vec<&String>, Vec<&String>) =
            of_nodes.into_iter().partition(|flaw| flaw.ends_with(&format!("@{VPN}")));
        let hub_flaw = of_hub.first().map(|flaw| seeded_in(flaw, |it| it.hub)).transpose()?;
        let vpn_flaw = of_vpn.first().map(|flaw| seeded_in(flaw, |it| it.vpn)).transpose()?;
        let flaws = of_nodes.into_iter().map(|flaw| seeded(flaw, &corridor, sut.as_ref()));
        let flaws = flaws.collect::<Result<BTreeMap<_, _>, _>>()?;
        let seat = sut.as_ref().map(seat).transpose()?;
        let (suite, passwords) = (SuiteFacts::default(), BTreeMap::new());
        let (vpn, tls) = (Vpn::None, None);
        Ok(Self {
            corridor,
            sut,
            flaws,
            hub_flaw,
            vpn_flaw,
            vpn,
            tls,
            suite,
            seat,
            passwords,
            library,
        })
    }

    /// Puts tunnels between links and brokers, where the user wants them and the stack can.
    pub(super) fn with_vpn(self, wanted: bool, stack: StackName) -> Result<Self, Failure> {
        let vpn = match (wanted, &self.vpn_flaw) {
            (false, None) => Vpn::None,
            (false, Some(flaw)) => {
                let why = format!("--flaw {flaw}@{VPN}: there are no tunnels");
                return Err(Failure::usage(format!("{why}; add --stack containers --vpn")));
            }
            (true, None) => Vpn::Tunnels,
            (true, Some(_)) => Vpn::Beside,
        };
        if wanted {
            tunnelled(stack)?;
        }
        Ok(Self { vpn, ..self })
    }

    /// Has STOMP go over TLS, where the user wants it and the stack can.
    pub(super) fn with_tls(self, wanted: &Tls, stack: StackName) -> Result<Self, Failure> {
        Ok(Self { tls: wanted.certificates(stack, self.sut.is_some())?, ..self })
    }

    /// Makes sure that the road which `sut.toml` asks for is there on this stack.
    pub(super) fn with_road(self, stack: StackName) -> Result<Self, Failure> {
        if self.seat.as_ref().is_some_and(|seat| seat.own_tls) && self.tls.is_none() {
            let why = "sut.toml: [link] own_tls = true: the broker speaks STOMP in the open";
            return Err(Failure::usage(format!(
                "{why}; add --tls-from DIR, or leave this line out"
            )));
        }
        let Some(listen) = self.seat.as_ref().and_then(|seat| seat.link_openwire) else {
            return Ok(self);
        };
        let (why, remedy) = if stack != StackName::Containers {
            ("the broker of this stack speaks STOMP only", "add --stack containers")
        } else if self.vpn != Vpn::None {
            ("the tunnels carry STOMP only", "leave out --vpn")
        } else if self.tls.is_some() {
            ("OpenWire stays in the open where STOMP goes over TLS", "leave out --tls-from")
        } else {
            return Ok(self);
        };
        let place = format!("sut.toml: [link] openwire = \"{listen}\"");
        Err(Failure::usage(format!("{place}: {why}; {remedy}, or leave this line out")))
    }

    /// Countries of the corridor that somebody else's broker has an account of.
    pub(super) fn with_accounts(&self) -> Vec<Country> {
        let known = |code: &Country| self.passwords.contains_key(code.as_str());
        self.corridor.codes().into_iter().filter(known).collect()
    }

    /// Adds the identity of the suite: over features, scenario data, schemas and catalogue.
    pub(super) fn with_suite(self, features: [u8; 32], overridden: bool) -> Self {
        let mut hash = Sha256::new();
        hash.update(features);
        hash.update(self.library.digest());
        for (_, text) in catalogue::texts() {
            hash.update(text);
        }
        let suite = SuiteFacts {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("PASSAVANT_COMMIT").unwrap_or_default().to_owned(),
            dirty: option_env!("PASSAVANT_DIRTY").is_some(),
            digest: hex::encode(hash.finalize()),
            overridden,
        };
        Self { suite, ..self }
    }

    /// The text of a scenario file that the user names: as it lies on disk, or as it is compiled in.
    pub(super) fn file(&self, path: &Path) -> Result<String, Failure> {
        let inside = path.strip_prefix("scenarios").unwrap_or(path);
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(text),
            Err(error) => {
                let known = inside.to_str().and_then(|inside| self.library.text(inside));
                let wrong = || format!("read {}: {error}; name a file that exists", path.display());
                known.map(str::to_owned).ok_or_else(|| Failure::usage(wrong()))
            }
        }
    }

    /// What every cell is raised from.
    pub(super) fn plan(&self, run: &str, secrets: Arc<Secrets>, folder: &Path) -> CellPlan {
        CellPlan {
            topology: Topology::Direct,
            hub_flaw: self.hub_flaw.clone(),
            vpn: self.vpn,
            name: String::new(),
            run: run.to_owned(),
            countries: self.corridor.codes(),
            flaws: self.flaws.clone(),
            secrets,
            sut: self.seat.clone(),
            folder: folder.to_owned(),
        }
    }

    /// Every seeded flaw by its seat: a country, or the hub.
    pub(super) fn seats(&self) -> BTreeMap<String, String> {
        let nodes = self.flaws.iter().map(|(country, name)| (country.to_string(), name.clone()));
        let hub = self.hub_flaw.iter().map(|name| (HUB.to_owned(), name.clone()));
        let vpn = self.vpn_flaw.iter().map(|name| (VPN.to_owned(), name.clone()));
        nodes.chain(hub).chain(vpn).collect()
    }

    /// Passwords and tokens of a run; the node under test brings those that its owner chose.
    pub(super) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::draw(&self.corridor.codes());
        secrets.tls.clone_from(&self.tls);
        secrets.broker.extend(self.passwords.clone());
        if let Some(seat) = &self.seat {
            secrets.adapter.insert(seat.country, seat.token.clone());
            secrets.broker.extend(seat.broker_login.clone());
        }
        secrets
    }

    pub(super) fn corridor_facts(&self) -> CorridorFacts {
        let countries = self.corridor.countries.iter();
        CorridorFacts {
            name: self.corridor.name.clone(),
            title: self.corridor.title.en.clone(),
            countries: countries.map(|c| (c.code.to_string(), c.name.en.clone())).collect(),
        }
    }
}

/// Runs a future on threads of its own; they are gone when this returns.
pub(super) fn on_runtime<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::preflight(format!("start threads: {error}")))?;
    Ok(runtime.block_on(work))
}

/// The command as typed, without the place of this executable.
pub(super) fn command() -> String {
    let typed = std::env::args().skip(1);
    std::iter::once("passavant".to_owned()).chain(typed).collect::<Vec<_>>().join(" ")
}

/// Waits for SIGINT or SIGTERM, and gives its name.
pub(super) async fn signalled() -> Result<String, Failure> {
    let listen = |kind| signal(kind).map_err(|error| Failure::defect(format!("signals: {error}")));
    let mut int = listen(SignalKind::interrupt())?;
    let mut term = listen(SignalKind::terminate())?;
    tokio::select! {
        _ = int.recv() => Ok("SIGINT".to_owned()),
        _ = term.recv() => Ok("SIGTERM".to_owned()),
    }
}

/// Facts of the host that a reader of figures must know.
pub(super) fn host() -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    facts.insert("cores".to_owned(), cores.to_string());
    let first = |path: &str| std::fs::read_to_string(path).ok();
    if let Some(kernel) = first("/proc/sys/kernel/osrelease") {
        facts.insert("kernel".to_owned(), kernel.trim().to_owned());
    }
    let memory = first("/proc/meminfo").and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?.trim().to_owned();
        Some(line)
    });
    facts.extend(memory.map(|memory| ("memory".to_owned(), memory)));
    facts
}

/// `--vpn` is for the stack that has networks to put tunnels between.
pub(super) fn tunnelled(stack: StackName) -> Result<(), Failure> {
    if stack == StackName::Containers {
        return Ok(());
    }
    Err(Failure::usage("--vpn needs networks, which only --stack containers has; add that flag"))
}

/// `NAME@HUB` or `NAME@VPN`, where the name is one of the hub's or the tunnels'.
fn seeded_in(flaw: &str, of: impl Fn(&Flaw) -> bool) -> Result<String, Failure> {
    let name = flaw.split('@').next().unwrap_or_default();
    match catalogue::flaw(name) {
        Some(known) if of(known) => Ok(name.to_owned()),
        Some(_) => {
            Err(Failure::usage(format!("--flaw {flaw}: another part has it; name its seat")))
        }
        None => {
            let why = format!("--flaw {flaw}: no flaw is called `{name}`");
            Err(Failure::usage(format!("{why}; see `passavant list flaws`")))
        }
    }
}

/// `NAME@COUNTRY`, both known, and the seat one of ours.
fn seeded(
    flaw: &str,
    corridor: &Corridor,
    sut: Option<&Sut>,
) -> Result<(Country, String), Failure> {
    let wrong = |why: String| Failure::usage(format!("--flaw {flaw}: {why}"));
    let (name, country) = flaw
        .split_once('@')
        .ok_or_else(|| wrong("write NAME@COUNTRY, like `forgets-passage@BF`".to_owned()))?;
    if catalogue::flaw(name).is_none() && !catalogue::is_variant(name) {
        return Err(wrong(format!("no flaw is called `{name}`; see `passavant list flaws`")));
    }
    if catalogue::flaw(name).is_some_and(|flaw| flaw.hub) {
        return Err(wrong(format!("it is a hub's; write {name}@{HUB}")));
    }
    if catalogue::flaw(name).is_some_and(|flaw| flaw.vpn) {
        return Err(wrong(format!("it is the tunnels'; write {name}@{VPN}")));
    }
    let country: Country = country.parse().map_err(|error| wrong(format!("{error}")))?;
    if !corridor.codes().contains(&country) {
        return Err(wrong(format!("{country} is no country of the corridor")));
    }
    if sut.is_some_and(|sut| sut.country == country) {
        return Err(wrong(format!("the node of {country} is somebody else's; seed the other one")));
    }
    Ok((country, name.to_owned()))
}

fn seat(sut: &Sut) -> Result<SutSeat, Failure> {
    let country = sut.country;
    let Some(login) = &sut.broker else {
        let why = format!("sut.toml: the node of {country} could not log in at the broker");
        return Err(Failure::usage(format!("{why}; write [broker] user and password_file")));
    };
    if login.user != country.as_str() {
        let why = format!("sut.toml: [broker] user `{}` is no account of the corridor", login.user);
        return Err(Failure::usage(format!("{why}; it is called {country}")));
    }
    let password = std::fs::read_to_string(&login.password_file).map_err(|error| {
        let file = login.password_file.display();
        Failure::usage(format!("password_file {file}: {error}; write one line into it"))
    })?;
    Ok(SutSeat {
        country,
        adapter: sut.adapter.clone(),
        token: sut.token.clone(),
        link_listen: sut.link.listen,
        link_openwire: sut.link.openwire,
        own_tls: sut.link.own_tls,
        broker_login: Some((login.user.clone(), password.trim_end().to_owned())),
    })
}
