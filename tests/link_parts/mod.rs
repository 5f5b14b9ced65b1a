//! A broker as a process, for tests that kill it.

use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, Login, Options};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Long enough for anything that comes at all.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A broker as a process, which can be killed and started at the same address.
pub(crate) struct Broker {
    pub dir: TempDir,
    pub at: String,
    child: Child,
}

impl Broker {
    pub(crate) async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let users = ["TG", "BF", "XX", "admin"].map(|name| Account {
            name: name.to_owned(),
            password: format!("pw-{name}"),
            admin: name == "admin",
        });
        let countries = vec!["TG".to_owned(), "BF".to_owned()];
        let accounts = Accounts {
            countries,
            users: users.to_vec(),
            behind_hub: None,
            bridged_to: std::collections::BTreeMap::new(),
        };
        let text = serde_json::to_string(&accounts).unwrap();
        std::fs::write(dir.path().join("accounts.json"), text).unwrap();
        let (child, at) = raise(dir.path(), "127.0.0.1:0").await;
        Self { dir, at, child }
    }

    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    pub(crate) async fn again(&mut self) {
        let (child, at) = raise(self.dir.path(), &self.at).await;
        assert_eq!(at, self.at);
        self.child = child;
    }

    pub(crate) async fn client(&self, user: &str) -> Client {
        self.client_at(&self.at, user).await
    }

    pub(crate) async fn client_at(&self, at: &str, user: &str) -> Client {
        let login = Login::new(user, format!("pw-{user}"));
        Client::connect(at, &login, &Options::default()).await.unwrap()
    }
}

async fn raise(dir: &Path, listen: &str) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["broker", "--die-with-stdin", "--listen", listen, "--data"])
        .arg(dir.join("data"))
        .arg("--accounts")
        .arg(dir.join("accounts.json"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = timeout(SOON, lines.next_line()).await.unwrap().unwrap().expect("a ready line");
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    (child, ready["stomp"].as_str().unwrap().to_owned())
}
