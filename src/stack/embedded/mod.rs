//! The stack without Docker: broker, links and nodes as child processes on loopback.

mod backup;
mod cell;
mod child;
mod files;
mod orders;

use crate::broker::client::{Client, Login, Options};
use crate::record::event::BrokerFacts;
use crate::stack::parts::{CellPlan, Parts};
use crate::stack::secrets::ADMIN;
use crate::stack::{Stack, StackError};
use cell::EmbeddedCell;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Raises cells out of child processes of one executable, which is `passavant` itself.
#[derive(Debug, Clone)]
pub struct Embedded {
    exe: PathBuf,
    /// A broker that somebody else runs; then only links and nodes are ours.
    outside: Option<Outside>,
}

/// A broker that somebody else runs.
#[derive(Debug, Clone)]
pub struct Outside {
    /// Its STOMP address, `host:port`.
    pub stomp: String,
    /// Password of the administrator's account there.
    pub password: String,
}

impl Embedded {
    /// Parts are started as `exe broker`, `exe link`, `exe node`.
    pub fn new(exe: impl Into<PathBuf>) -> Self {
        Self { exe: exe.into(), outside: None }
    }

    /// The stack `external`: links and nodes of ours around a broker that somebody else runs.
    #[must_use]
    pub fn around(self, outside: Outside) -> Self {
        Self { outside: Some(outside), ..self }
    }
}

impl Outside {
    /// Logs in as the administrator, and gives what the broker says of itself.
    async fn login(&self) -> Result<BrokerFacts, StackError> {
        let login = Login::new(ADMIN, &self.password);
        let client = Client::connect(&self.stomp, &login, &Options::default()).await;
        let client = client.map_err(|error| StackError::Ground {
            what: error.to_string(),
            remedy: "mend external.toml, or start the broker".to_owned(),
        })?;
        let server = client.server();
        let (product, version) = server.split_once('/').unwrap_or((server, "not told"));
        Ok(BrokerFacts {
            product: product.to_owned(),
            version: version.to_owned(),
            store: "not known: somebody else's broker".to_owned(),
            connector: format!("stomp://{}", self.stomp),
        })
    }

    /// Its address, looked up.
    async fn address(&self) -> Result<SocketAddr, StackError> {
        let found = tokio::net::lookup_host(&self.stomp).await.ok().and_then(|mut all| all.next());
        found.ok_or_else(|| StackError::Ground {
            what: format!("{} has no address", self.stomp),
            remedy: "mend external.toml".to_owned(),
        })
    }
}

impl Stack for Embedded {
    fn name(&self) -> &'static str {
        if self.outside.is_some() { "external" } else { "embedded" }
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StackError>> {
        async move {
            if !self.exe.is_file() {
                let what = format!("{} is no executable file", self.exe.display());
                let remedy = "start passavant by its path".to_owned();
                return Err(StackError::Ground { what, remedy });
            }
            match &self.outside {
                Some(outside) => outside.login().await.map(drop),
                None => Ok(()),
            }
        }
        .boxed()
    }

    fn raise(&self, plan: CellPlan) -> BoxFuture<'_, Result<Box<dyn Parts>, StackError>> {
        async move {
            let cell = EmbeddedCell::raise(&self.exe, plan, self.outside.as_ref()).await?;
            Ok(Box::new(cell) as Box<dyn Parts>)
        }
        .boxed()
    }
}
