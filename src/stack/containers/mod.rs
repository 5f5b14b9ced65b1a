//! Cells in Docker: `ActiveMQ` Classic, and one container per link and node.
//!
//! ```text
//! host 127.0.0.1   adapter ──┐        control ──┐        stomp, openwire ──┐
//!                            ▼                  ▼                          ▼
//!   network of TG       [ node TG ] ────► [ link TG ] ─┐
//!   network of broker                                  ├──────────────► [ broker ]
//!   network of BF       [ node BF ] ────► [ link BF ] ─┘
//! ```
//!
//! With `--vpn` a link is not on the broker's network: its only road is a tunnel to a gateway, which is
//! (see `tunnels`). With a hub, each country has a broker of its own, and the hub lies between them, on the network of
//! the brokers. A link is its country's only road to the broker, as the VPN is. Containers and volumes are made by
//! testcontainers; networks, kills and sweeps go to Docker directly. Everything carries the labels
//! of the process that started it, and what belongs to a dead one is removed at the next start.

mod capture;
mod cell;
mod docker;
mod encrypted;
mod held;
mod images;
mod names;
mod networks;
mod owner;
mod ports;
mod ready;
mod recipe;
mod standby;
mod sweep;
mod tunnels;

pub use sweep::Swept;

use crate::stack::parts::{CellPlan, Parts};
use crate::stack::tunnel::Vpn;
use crate::stack::{Stack, StackError};
use cell::{Cell, Which};
use futures::FutureExt;
use futures::future::BoxFuture;
use images::{Images, VpnImage};
use std::path::PathBuf;
use tokio::sync::OnceCell;

/// The stack of containers.
pub struct Containers {
    executable: PathBuf,
    images: OnceCell<Images>,
    /// The image of tunnels' ends, what it needs here, and what tunnels are made of.
    vpn: OnceCell<(VpnImage, String)>,
}

impl Containers {
    /// `executable` is what nodes and links run: this very program.
    pub fn new(executable: PathBuf) -> Self {
        Self { executable, images: OnceCell::new(), vpn: OnceCell::new() }
    }

    /// Raises the networks and the broker of a cell, without links and nodes: for whoever tests or
    /// measures the broker itself.
    pub async fn raise_broker(&self, plan: CellPlan) -> Result<Box<dyn Parts>, StackError> {
        Box::pin(self.raise_some(plan, Which::BrokerAlone)).await
    }

    async fn raise_some(&self, plan: CellPlan, which: Which) -> Result<Box<dyn Parts>, StackError> {
        let docker = docker::connect().await?;
        let mut images = self.images(&docker).await?.clone();
        if plan.vpn != Vpn::None && which == Which::All {
            images.vpn = Some(self.vpn(&docker).await?.0.clone());
        }
        Ok(Box::new(Box::pin(Cell::raise(docker, images, plan, which)).await?))
    }

    /// Says what tunnels are made of here, or what is missing for them.
    pub async fn tunnel(&self) -> Result<String, StackError> {
        let docker = docker::connect().await?;
        Box::pin(self.vpn(&docker)).await.map(|(_, made)| made.clone())
    }

    async fn vpn(&self, docker: &bollard::Docker) -> Result<&(VpnImage, String), StackError> {
        let probe = async {
            let part = &self.images(docker).await?.part;
            let image = Box::pin(images::ensure_vpn(docker, part)).await?;
            Box::pin(tunnels::probe(docker, &image)).await
        };
        self.vpn.get_or_try_init(|| probe).await
    }

    async fn images(&self, docker: &bollard::Docker) -> Result<&Images, StackError> {
        let ensure = || Box::pin(images::ensure(docker, &self.executable));
        self.images.get_or_try_init(ensure).await
    }
}

impl Stack for Containers {
    fn name(&self) -> &'static str {
        "containers"
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StackError>> {
        async move {
            let docker = docker::connect().await?;
            clean().await?;
            self.images(&docker).await.map(drop)
        }
        .boxed()
    }

    fn raise(&self, plan: CellPlan) -> BoxFuture<'_, Result<Box<dyn Parts>, StackError>> {
        async move { self.raise_some(plan, Which::All).await }.boxed()
    }
}

/// Removes every container and network that was started by a process that has ended.
pub async fn clean() -> Result<Swept, StackError> {
    let docker = docker::connect().await?;
    sweep::dead(&docker).await.map_err(|what| StackError::Ground {
        what: format!("remove what dead runs have left in Docker: {what}"),
        remedy: "see `docker ps -a --filter label=org.passavant.started`".to_owned(),
    })
}

/// The Docker engine that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// Its version.
    pub version: String,
    /// Its clock, RFC 3339.
    pub clock: String,
}

/// Asks Docker who it is.
pub async fn engine() -> Result<Engine, StackError> {
    let docker = docker::connect().await?;
    let told = docker.info().await.map_err(|error| StackError::Ground {
        what: format!("Docker does not tell about itself: {}", docker::said(&error)),
        remedy: "try `docker info`".to_owned(),
    })?;
    let unknown = || "unknown".to_owned();
    Ok(Engine {
        version: told.server_version.unwrap_or_else(unknown),
        clock: told.system_time.unwrap_or_default(),
    })
}
