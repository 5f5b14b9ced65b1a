//! What each container of a cell is made of: image, command, files, networks, ports.

use super::encrypted::encrypted;
use super::images::{ImageName, Images};
use super::names::Names;
use super::ready::Probe;
use super::tunnels;
use crate::broker::accounts::{Account, Accounts};
use crate::broker::activemq::{self, ConfigurationError};
use crate::broker::client::Login;
use crate::profile::{Country, HUB};
use crate::stack::parts::{CellPlan, Part, Topology};
use crate::stack::secrets::ADMIN;
use crate::stack::tunnel::Vpn;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// Where files are put that only one container holds.
pub(super) const FILES: &str = "/etc/passavant";
/// Data of a node, on a volume that lives as long as its container.
pub(super) const DATA: &str = "/data";
/// Port of a node's adapter in its container.
pub(super) const ADAPTER_PORT: u16 = 8080;
/// Port of a link's control in its container.
pub(super) const CONTROL_PORT: u16 = 8081;

/// Everything that Docker must be told of one container.
pub(super) struct Recipe {
    pub(super) part: Part,
    pub(super) name: String,
    pub(super) image: ImageName,
    pub(super) command: Vec<String>,
    /// Path and content; they never enter an image.
    pub(super) files: Vec<(String, String)>,
    pub(super) network: String,
    /// A second network, joined after the start.
    pub(super) also: Option<String>,
    /// Container whose volumes it shares.
    pub(super) volumes_of: Option<String>,
    pub(super) rights: Rights,
    pub(super) ports: Vec<Port>,
    /// How it shows that it is ready.
    pub(super) shows: Shows,
}

/// What a container may do beyond an ordinary process.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rights {
    /// Capabilities.
    pub(super) capabilities: &'static [&'static str],
    /// It has `/dev/net/tun`.
    pub(super) tun: bool,
}

/// A port of the container that the harness, or somebody else's node, reaches from the host.
pub(super) struct Port {
    pub(super) inside: u16,
    pub(super) outside: Outside,
}

/// Where a container's port is published.
pub(super) enum Outside {
    /// At a port of 127.0.0.1 that we choose and keep.
    Ours,
    /// Where the user wants it, for a system under test.
    Fixed(SocketAddr),
}

/// How a part shows that it is ready, once its published addresses are known.
pub(super) enum Shows {
    /// STOMP: a CONNECTED frame for this login.
    Connected(Login),
    /// HTTP: 200 for this path, port inside and token.
    Answers { path: &'static str, inside: u16, token: String },
    /// It runs: others show that it does what it is there for.
    Runs,
}

impl Shows {
    /// The probe for a container that is published at these addresses.
    pub(super) fn probe(&self, published: &BTreeMap<u16, SocketAddr>) -> Probe {
        match self {
            Self::Connected(login) => Probe::Stomp(published[&activemq::STOMP_PORT], login.clone()),
            Self::Answers { path, inside, token } => {
                Probe::Http(format!("http://{}{path}", published[inside]), token.clone())
            }
            Self::Runs => Probe::None,
        }
    }
}

/// Why no container can be made of a plan.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecipeError {
    /// Some accounts cannot be configured.
    #[error(transparent)]
    Accounts(#[from] ConfigurationError),
    /// A country, or the administrator, was given no password or token.
    #[error("no {0} was drawn for this run")]
    Secret(String),
    /// The queue rights and the proof of origin rest on the account's name.
    #[error("broker account of {country} is `{user}`; expected `{country}`")]
    SutAccount {
        /// The seat.
        country: Country,
        /// The name that the user chose.
        user: String,
    },
}

/// All containers of a cell, brokers first.
pub(super) fn recipes(
    plan: &CellPlan,
    images: &Images,
    names: &Names,
) -> Result<Vec<Recipe>, RecipeError> {
    let accounts = accounts(plan)?;
    let mut recipes = Vec::new();
    for part in plan.brokers() {
        recipes.push(broker(plan, part, &accounts, images, names)?);
    }
    if plan.topology == Topology::Hub {
        recipes.push(hub(plan, &accounts, images, names)?);
    }
    for &country in &plan.countries {
        if let Some(image) = &images.vpn {
            recipes.push(tunnels::gateway(plan, country, image, names)?);
        }
        let link = link(plan, country, images, names);
        recipes.push(match &images.vpn {
            Some(image) => tunnels::link(link, plan, country, image, names)?,
            None => link,
        });
        if plan.sut.as_ref().is_none_or(|seat| seat.country != country) {
            recipes.push(node(plan, country, &accounts, images, names)?);
        }
    }
    Ok(recipes.into_iter().map(|recipe| encrypted(recipe, plan)).collect())
}

fn accounts(plan: &CellPlan) -> Result<Accounts, RecipeError> {
    let mut passwords = plan.secrets.broker.clone();
    if let Some(seat) = &plan.sut
        && let Some((user, password)) = &seat.broker_login
    {
        if user != seat.country.as_str() {
            return Err(RecipeError::SutAccount { country: seat.country, user: user.clone() });
        }
        passwords.insert(user.clone(), password.clone());
    }
    let users = passwords.into_iter().map(|(name, password)| Account {
        admin: name == ADMIN,
        name,
        password,
    });
    let countries = plan.countries.iter().map(ToString::to_string).collect();
    Ok(Accounts {
        countries,
        users: users.collect(),
        behind_hub: None,
        bridged_to: BTreeMap::new(),
    })
}

fn broker(
    plan: &CellPlan,
    part: Part,
    accounts: &Accounts,
    images: &Images,
    names: &Names,
) -> Result<Recipe, RecipeError> {
    let behind_hub = match part {
        Part::BrokerOf(country) => Some(country.to_string()),
        _ => None,
    };
    let bridged_to = match part {
        Part::BrokerOf(own) if plan.topology == Topology::Bilateral => {
            let others = plan.countries.iter().filter(|&&country| country != own);
            let host =
                |&country: &Country| (country.to_string(), names.broker(plan.broker_of(country)));
            others.map(host).collect()
        }
        _ => BTreeMap::new(),
    };
    let accounts = &Accounts { behind_hub, bridged_to, ..accounts.clone() };
    let files = vec![
        (
            format!("{FILES}/activemq.xml"),
            activemq::configuration(accounts, plan.secrets.tls.is_some())?,
        ),
        (format!("{FILES}/credentials.properties"), activemq::credentials(accounts)?),
    ];
    let ours = |inside| Port { inside, outside: Outside::Ours };
    Ok(Recipe {
        part,
        name: names.broker(part),
        image: images.broker.clone(),
        command: Vec::new(),
        files,
        network: names.broker_network(),
        also: None,
        volumes_of: None,
        rights: Rights::default(),
        ports: vec![ours(activemq::STOMP_PORT), ours(activemq::OPENWIRE_PORT)],
        shows: Shows::Connected(Login::new(ADMIN, password(accounts, ADMIN)?)),
    })
}

/// A second broker with the store of the shared one, which it waits for; published where the harness will look
/// for it then.
pub(super) fn standby(
    plan: &CellPlan,
    images: &Images,
    names: &Names,
    at: SocketAddr,
) -> Result<(Recipe, Probe), RecipeError> {
    let accounts = accounts(plan)?;
    let first = encrypted(broker(plan, Part::Broker, &accounts, images, names)?, plan);
    let login = Login::new(ADMIN, password(&accounts, ADMIN)?).trusting(plan.trust());
    let recipe = Recipe {
        part: Part::Standby,
        name: names.standby(),
        volumes_of: Some(first.name.clone()),
        ports: vec![Port { inside: activemq::STOMP_PORT, outside: Outside::Fixed(at) }],
        shows: Shows::Runs,
        ..first
    };
    Ok((recipe, Probe::Stomp(at, login)))
}

/// The hub, on the network of the brokers; nobody else reaches it.
fn hub(
    plan: &CellPlan,
    accounts: &Accounts,
    images: &Images,
    names: &Names,
) -> Result<Recipe, RecipeError> {
    let mut command: Vec<String> = [
        "hub",
        "--password-file",
        &format!("{FILES}/password"),
        "--control",
        &format!("0.0.0.0:{CONTROL_PORT}"),
        "--token-file",
        &format!("{FILES}/token"),
    ]
    .map(str::to_owned)
    .into();
    for &country in &plan.countries {
        let broker = names.broker(plan.broker_of(country));
        let point = format!("{country}={broker}:{}", activemq::STOMP_PORT);
        command.extend(["--point".to_owned(), point]);
    }
    if let Some(flaw) = &plan.hub_flaw {
        command.extend(["--flaw".to_owned(), flaw.clone()]);
    }
    let token = plan.secrets.link.clone();
    Ok(Recipe {
        part: Part::Hub,
        name: names.hub(),
        image: images.part.clone(),
        command,
        files: vec![
            (format!("{FILES}/password"), password(accounts, HUB)?),
            (format!("{FILES}/token"), token.clone()),
        ],
        network: names.broker_network(),
        also: None,
        volumes_of: None,
        rights: Rights::default(),
        ports: vec![Port { inside: CONTROL_PORT, outside: Outside::Ours }],
        shows: Shows::Answers { path: "/v1/state", inside: CONTROL_PORT, token },
    })
}

/// Where a link finds this port of its broker: the one it always had, or the one that has taken over.
fn brokers_of(plan: &CellPlan, country: Country, names: &Names, port: u16) -> String {
    let first = tunnels::far_end(plan, country, names);
    if may_stand_by(plan) {
        format!("{first}:{port},{}:{port}", names.standby())
    } else {
        format!("{first}:{port}")
    }
}

/// A second broker is for the one that all countries share, and for links that reach it in the open.
pub(super) fn may_stand_by(plan: &CellPlan) -> bool {
    plan.topology == Topology::Direct && plan.vpn == Vpn::None
}

fn link(plan: &CellPlan, country: Country, images: &Images, names: &Names) -> Recipe {
    let (stomp, openwire) = (activemq::STOMP_PORT, activemq::OPENWIRE_PORT);
    let mut ports = vec![Port { inside: CONTROL_PORT, outside: Outside::Ours }];
    if let Some(seat) = plan.sut.as_ref().filter(|seat| seat.country == country) {
        let fixed = |(inside, at)| Port { inside, outside: Outside::Fixed(at) };
        ports.push(fixed((stomp, seat.link_listen)));
        ports.extend(seat.link_openwire.map(|at| fixed((openwire, at))));
    }
    let mut command: Vec<String> = [
        "link",
        "--country",
        country.as_str(),
        "--listen",
        &format!("0.0.0.0:{stomp}"),
        "--to",
        &brokers_of(plan, country, names, stomp),
        "--control",
        &format!("0.0.0.0:{CONTROL_PORT}"),
        "--token-file",
        &format!("{FILES}/token"),
    ]
    .map(str::to_owned)
    .into();
    // A gateway carries STOMP only.
    if plan.vpn == Vpn::None {
        let listen = format!("0.0.0.0:{openwire}");
        let to = brokers_of(plan, country, names, openwire);
        command.extend(["--openwire".to_owned(), listen, "--openwire-to".to_owned(), to]);
    }
    Recipe {
        part: Part::Link(country),
        name: names.link(country),
        image: images.part.clone(),
        command,
        files: vec![(format!("{FILES}/token"), plan.secrets.link.clone())],
        network: names.country_network(country),
        also: Some(names.broker_network()),
        volumes_of: None,
        rights: Rights::default(),
        ports,
        shows: Shows::Answers {
            path: "/v1/state",
            inside: CONTROL_PORT,
            token: plan.secrets.link.clone(),
        },
    }
}

fn node(
    plan: &CellPlan,
    country: Country,
    accounts: &Accounts,
    images: &Images,
    names: &Names,
) -> Result<Recipe, RecipeError> {
    let token = plan.secrets.adapter.get(&country);
    let token = token.ok_or_else(|| RecipeError::Secret(format!("adapter token of {country}")))?;
    let mut command: Vec<String> = [
        "node",
        "--country",
        country.as_str(),
        "--broker",
        &format!("{}:{}", names.link(country), activemq::STOMP_PORT),
        "--password-file",
        &format!("{FILES}/password"),
        "--adapter",
        &format!("0.0.0.0:{ADAPTER_PORT}"),
        "--token-file",
        &format!("{FILES}/token"),
        "--data",
        DATA,
    ]
    .map(str::to_owned)
    .into();
    if let Some(flaw) = plan.flaws.get(&country) {
        command.extend(["--flaw".to_owned(), flaw.clone()]);
    }
    Ok(Recipe {
        part: Part::Node(country),
        name: names.node(country),
        image: images.part.clone(),
        command,
        files: vec![
            (format!("{FILES}/password"), password(accounts, country.as_str())?),
            (format!("{FILES}/token"), token.clone()),
        ],
        network: names.country_network(country),
        also: None,
        volumes_of: None,
        rights: Rights::default(),
        ports: vec![Port { inside: ADAPTER_PORT, outside: Outside::Ours }],
        shows: Shows::Answers { path: "/v1/hello", inside: ADAPTER_PORT, token: token.clone() },
    })
}

fn password(accounts: &Accounts, name: &str) -> Result<String, RecipeError> {
    let account = accounts.account(name);
    let account =
        account.ok_or_else(|| RecipeError::Secret(format!("broker password of {name}")))?;
    Ok(account.password.clone())
}
