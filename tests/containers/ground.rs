//! What the tests stand on: one broker alone, one whole cell, both raised when first asked for.

use passavant::broker::client::{Client, Login, Options};
use passavant::profile::Country;
use passavant::stack::Stack;
use passavant::stack::containers::Containers;
use passavant::stack::parts::{CellPlan, Parts, Secrets, Topology};
use passavant::stack::tunnel::Vpn;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::{Mutex, OnceCell};

pub(crate) struct Ground {
    pub(crate) stack: Containers,
    folder: TempDir,
    broker: OnceCell<Raising>,
    cell: OnceCell<Raising>,
    /// Tests that kill parts of the shared cell take turns.
    pub(crate) turn: Mutex<()>,
}

/// A raised cell with its passwords.
#[derive(Clone)]
pub(crate) struct Raising {
    pub(crate) parts: Arc<dyn Parts>,
    pub(crate) secrets: Arc<Secrets>,
}

impl Ground {
    /// Docker answers, what dead runs left is gone, images are built.
    pub(crate) async fn prepare() -> Result<Self, String> {
        let stack = stack();
        stack.check().await.map_err(text)?;
        let folder = tempfile::tempdir().map_err(text)?;
        let (broker, cell) = (OnceCell::new(), OnceCell::new());
        Ok(Self { stack, folder, broker, cell, turn: Mutex::new(()) })
    }

    pub(crate) fn plan(&self, name: &str) -> CellPlan {
        plan(name, self.folder.path())
    }

    /// The broker that several tests share.
    pub(crate) async fn broker(&self) -> Result<&Raising, String> {
        let raise = async {
            let plan = self.plan("shared-broker");
            let secrets = Arc::clone(&plan.secrets);
            let parts = self.stack.raise_broker(plan).await.map_err(text)?;
            Ok(Raising { parts: parts.into(), secrets })
        };
        self.broker.get_or_try_init(|| raise).await
    }

    /// The whole cell that several tests share.
    pub(crate) async fn cell(&self) -> Result<&Raising, String> {
        let raise = async {
            let plan = self.plan("shared-cell");
            let secrets = Arc::clone(&plan.secrets);
            let parts = self.stack.raise(plan).await.map_err(text)?;
            Ok(Raising { parts: parts.into(), secrets })
        };
        self.cell.get_or_try_init(|| raise).await
    }

    pub(crate) async fn take_down(&self) -> Result<(), String> {
        for raising in [self.broker.get(), self.cell.get()].into_iter().flatten() {
            raising.parts.take_down().await.map_err(text)?;
        }
        let left = in_docker("")?;
        if left.is_empty() { Ok(()) } else { Err(format!("left in Docker: {left:?}")) }
    }
}

impl Raising {
    /// A connection to the broker, past any link.
    pub(crate) async fn connect(&self, user: &str) -> Result<Client, String> {
        let login = Login::new(user, self.password(user));
        let addr = self.parts.raised().broker.to_string();
        Client::connect(&addr, &login, &Options::default()).await.map_err(text)
    }

    pub(crate) fn password(&self, user: &str) -> &str {
        &self.secrets.broker[user]
    }
}

pub(crate) fn stack() -> Containers {
    Containers::new(env!("CARGO_BIN_EXE_passavant").into())
}

pub(crate) fn countries() -> [Country; 2] {
    ["TG", "BF"].map(|code| code.parse().expect("two letters"))
}

pub(crate) fn plan(name: &str, folder: &Path) -> CellPlan {
    CellPlan {
        topology: Topology::Direct,
        hub_flaw: None,
        vpn: Vpn::None,
        name: name.to_owned(),
        run: format!("test-{}", std::process::id()),
        countries: countries().into(),
        flaws: BTreeMap::new(),
        secrets: Arc::new(Secrets::draw(&countries())),
        sut: None,
        folder: folder.to_owned(),
    }
}

/// Names of the containers and networks that this process (or the run `test-<pid>`) has in Docker.
pub(crate) fn in_docker(cell: &str) -> Result<Vec<String>, String> {
    in_docker_of(&std::process::id().to_string(), cell)
}

pub(crate) fn in_docker_of(pid: &str, cell: &str) -> Result<Vec<String>, String> {
    let mut filters = vec![format!("label=org.passavant.pid={pid}")];
    if !cell.is_empty() {
        filters.push(format!("label=org.passavant.cell={cell}"));
    }
    let filters: Vec<&str> = filters.iter().flat_map(|f| ["--filter", f]).collect();
    let mut found = docker(&[&["ps", "-a", "--format", "{{.Names}}"], &filters[..]].concat())?;
    found.extend(docker(&[&["network", "ls", "--format", "{{.Name}}"], &filters[..]].concat())?);
    Ok(found)
}

/// Lines of a docker command: what a person would look at.
pub(crate) fn docker(arguments: &[&str]) -> Result<Vec<String>, String> {
    let ran = Command::new("docker").args(arguments).output().map_err(text)?;
    if !ran.status.success() {
        return Err(String::from_utf8_lossy(&ran.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&ran.stdout).lines().map(str::to_owned).collect())
}

pub(crate) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Fails a test with a sentence unless the condition holds.
macro_rules! demand {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(format!($($text)+));
        }
    };
}
pub(crate) use demand;
