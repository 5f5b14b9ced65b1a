//! Brokers as processes of this machine: the embedded one, and Debian's `ActiveMQ`.

use passavant::broker::accounts::Accounts;
use passavant::broker::activemq;
use passavant::broker::client::{Client, Login, Options};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

/// `passavant broker`, which dies with this process.
pub(crate) struct EmbeddedProcess {
    folder: TempDir,
    addr: String,
    child: Mutex<Child>,
}

impl EmbeddedProcess {
    /// Starts it on a folder of its own and any free port.
    pub(crate) async fn start(accounts: &Accounts) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(text)?;
        let json = serde_json::to_vec(accounts).map_err(text)?;
        std::fs::write(folder.path().join("accounts.json"), json).map_err(text)?;
        let (child, addr) = spawn_embedded(folder.path(), "127.0.0.1:0").await?;
        Ok(Self { folder, addr, child: Mutex::new(child) })
    }

    /// Its STOMP address.
    pub(crate) fn addr(&self) -> String {
        self.addr.clone()
    }

    /// Its process id.
    pub(crate) async fn pid(&self) -> Option<u32> {
        self.child.lock().await.id()
    }

    /// The folder of its journal.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// SIGKILL, and again on the same folder and port.
    pub(crate) async fn kill_and_restart(&self) -> Result<(), String> {
        self.kill().await?;
        self.restart().await
    }

    /// SIGKILL.
    pub(crate) async fn kill(&self) -> Result<(), String> {
        self.child.lock().await.kill().await.map_err(text)
    }

    /// Starts it again, after a kill, on the same folder and port.
    pub(crate) async fn restart(&self) -> Result<(), String> {
        let mut child = self.child.lock().await;
        (*child, _) = spawn_embedded(self.folder.path(), &self.addr).await?;
        Ok(())
    }
}

async fn spawn_embedded(folder: &Path, listen: &str) -> Result<(Child, String), String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["broker", "--die-with-stdin", "--listen", listen])
        .arg("--data")
        .arg(folder.join("data"))
        .arg("--accounts")
        .arg(folder.join("accounts.json"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(text)?;
    let out = child.stdout.take().ok_or("no stdout")?;
    let line = BufReader::new(out).lines().next_line().await.map_err(text)?;
    let line = line.ok_or("the broker ended before it was ready")?;
    let ready: serde_json::Value = serde_json::from_str(&line).map_err(text)?;
    let addr = ready["stomp"].as_str().ok_or("no address in the ready line")?;
    Ok((child, addr.to_owned()))
}

/// Debian's `ActiveMQ` with the corridor's configuration, on loopback.
pub(crate) struct ActiveMq {
    folder: TempDir,
    port: u16,
    login: Login,
    child: Mutex<Child>,
}

const HOME: &str = "/usr/share/activemq";

impl ActiveMq {
    /// True when the package is there.
    pub(crate) fn installed() -> bool {
        Path::new(HOME).join("bin/activemq.jar").exists()
    }

    /// Starts it on a folder of its own; done when it answers CONNECTED.
    pub(crate) async fn start(accounts: &Accounts) -> Result<Self, String> {
        Self::start_with(accounts, |xml| xml).await
    }

    /// The same with a changed configuration.
    pub(crate) async fn start_with(
        accounts: &Accounts,
        change: impl FnOnce(String) -> String,
    ) -> Result<Self, String> {
        if !Self::installed() {
            return Err("ActiveMQ is not installed: apt-get install activemq".to_owned());
        }
        let folder = tempfile::tempdir().map_err(text)?;
        let (port, openwire) = (free_port()?, free_port()?);
        let xml = activemq::configuration(accounts, false).map_err(text)?;
        let xml = xml
            .replace(&format!("0.0.0.0:{}", activemq::STOMP_PORT), &format!("127.0.0.1:{port}"))
            .replace(
                &format!("0.0.0.0:{}", activemq::OPENWIRE_PORT),
                &format!("127.0.0.1:{openwire}"),
            )
            .replace("/etc/passavant", &folder.path().to_string_lossy())
            .replace("/var/lib/passavant", &folder.path().join("data").to_string_lossy());
        let credentials = activemq::credentials(accounts).map_err(text)?;
        std::fs::write(folder.path().join("activemq.xml"), change(xml)).map_err(text)?;
        std::fs::write(folder.path().join("credentials.properties"), credentials).map_err(text)?;
        let admin = accounts.users.iter().find(|user| user.admin).ok_or("no administrator")?;
        let login = Login::new(&admin.name, &admin.password);
        let child = spawn_activemq(folder.path())?;
        let broker = Self { folder, port, login, child: Mutex::new(child) };
        broker.ready().await?;
        Ok(broker)
    }

    /// Its STOMP address.
    pub(crate) fn addr(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its process id.
    pub(crate) async fn pid(&self) -> Option<u32> {
        self.child.lock().await.id()
    }

    /// SIGKILL, and again on the same folder and port.
    pub(crate) async fn kill_and_restart(&self) -> Result<(), String> {
        {
            let mut child = self.child.lock().await;
            child.kill().await.map_err(text)?;
            *child = spawn_activemq(self.folder.path())?;
        }
        self.ready().await
    }

    async fn ready(&self) -> Result<(), String> {
        let deadline = tokio::time::Instant::now() + Duration::from_mins(1);
        let mut tries = tokio::time::interval(Duration::from_millis(100));
        loop {
            tries.tick().await;
            match Client::connect(&self.addr(), &self.login, &Options::default()).await {
                Ok(_) => return Ok(()),
                Err(error) if tokio::time::Instant::now() > deadline => return Err(text(error)),
                Err(_) => {}
            }
            if let Ok(Some(status)) = self.child.lock().await.try_wait() {
                let log = self.folder.path().join("log");
                let log = std::fs::read_to_string(log).unwrap_or_default();
                return Err(format!("ActiveMQ ended with {status}:\n{log}"));
            }
        }
    }
}

fn spawn_activemq(folder: &Path) -> Result<Child, String> {
    let log = std::fs::File::create(folder.join("log")).map_err(text)?;
    let folder_text = folder.to_string_lossy();
    let property = |name: &str, value: &str| format!("-D{name}={value}");
    Command::new("java")
        .args(["-Xms512m", "-Xmx512m"])
        .arg(property("activemq.home", HOME))
        .arg(property("activemq.base", &folder_text))
        .arg(property("activemq.conf", &folder_text))
        .arg(property("activemq.data", &PathBuf::from(folder).join("data").to_string_lossy()))
        .args(["-jar", "/usr/share/activemq/bin/activemq.jar", "start"])
        .arg(format!("xbean:file:{folder_text}/activemq.xml"))
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(text)?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .map_err(text)
}

fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(text)?;
    Ok(listener.local_addr().map_err(text)?.port())
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
