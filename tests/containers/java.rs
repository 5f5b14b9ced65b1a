//! A stock JMS client over `OpenWire`, driven over its standard input.

use crate::ground::text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::OnceCell;
use tokio::time::timeout;

/// Debian's jars: libactivemq-java and what it depends on.
const JARS: [&str; 6] = [
    "activemq-client.jar",
    "geronimo-jms_1.1_spec.jar",
    "geronimo-j2ee-management-1.1-spec.jar",
    "hawtbuf.jar",
    "slf4j-api.jar",
    "slf4j-nop.jar",
];
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// How long an exchange waits for what it takes.
const TAKES_WITHIN: Duration = Duration::from_secs(10);

static CLASSES: OnceCell<TempDir> = OnceCell::const_new();

/// One connection of a national system in Java.
pub(crate) struct Officer {
    _process: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

/// What a Java system read.
#[derive(Debug)]
pub(crate) struct Received {
    /// `text`, `bytes` or `other`.
    pub(crate) kind: String,
    /// `JMSXUserID`.
    pub(crate) user: String,
    pub(crate) body: Vec<u8>,
    /// `JMSType` and every property.
    pub(crate) properties: Vec<(String, String)>,
}

impl Officer {
    /// Logs in; a refusal is an error that holds the broker's words.
    pub(crate) async fn connect(
        openwire: SocketAddr,
        user: &str,
        password: &str,
    ) -> Result<Self, String> {
        Self::connect_with(openwire, "", user, password).await
    }

    /// The same with options of the client, `?name=value&...`.
    pub(crate) async fn connect_with(
        openwire: SocketAddr,
        options: &str,
        user: &str,
        password: &str,
    ) -> Result<Self, String> {
        let classes = CLASSES.get_or_try_init(compile).await?;
        let mut process = Command::new("java")
            .args(["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", &class_path(classes.path())])
            .args(["Officer", &format!("tcp://{openwire}{options}"), user])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("start java: {error}; install default-jdk-headless"))?;
        let orders = process.stdin.take().expect("piped above");
        let answers = BufReader::new(process.stdout.take().expect("piped above")).lines();
        let mut officer = Self { _process: process, orders, answers };
        match officer.ask(password).await?.as_str() {
            "connected" => Ok(officer),
            other => Err(other.to_owned()),
        }
    }

    /// Sends a message of this kind (`text bytes map compressed transacted`) with these properties.
    pub(crate) async fn send(
        &mut self,
        destination: &str,
        kind: &str,
        properties: &[(&str, &str)],
        body: &[u8],
    ) -> Result<(), String> {
        let properties: Vec<String> =
            properties.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut words = vec!["send", destination, kind];
        words.extend(properties.iter().map(String::as_str));
        let body = STANDARD.encode(body);
        words.push(&body);
        match self.ask(&words.join(" ")).await?.as_str() {
            "sent" => Ok(()),
            other => Err(other.to_owned()),
        }
    }

    /// Takes and acknowledges the next message of a queue; none within `wait` is an error.
    pub(crate) async fn receive(
        &mut self,
        queue: &str,
        wait: Duration,
    ) -> Result<Received, String> {
        let answer = self.ask(&format!("receive queue://{queue} {}", wait.as_millis())).await?;
        let words: Vec<&str> = answer.split(' ').collect();
        let ["message", kind, user, body, properties @ ..] = &words[..] else {
            return Err(answer);
        };
        Ok(Received {
            kind: (*kind).to_owned(),
            user: (*user).to_owned(),
            body: STANDARD.decode(body).map_err(text)?,
            properties: properties
                .iter()
                .filter_map(|property| property.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        })
    }

    /// Takes the next message of a queue and sends one to another, in one transaction: `committed` and
    /// whether it was marked as seen before, or why not.
    pub(crate) async fn exchange(
        &mut self,
        from: &str,
        to: &str,
        properties: &[(&str, &str)],
        body: &[u8],
    ) -> Result<String, String> {
        let wait = TAKES_WITHIN.as_millis();
        let mut words = vec![format!("exchange queue://{from} {wait} queue://{to}")];
        words.extend(properties.iter().map(|(name, value)| format!("{name}={value}")));
        words.push(STANDARD.encode(body));
        self.ask(&words.join(" ")).await
    }

    async fn ask(&mut self, order: &str) -> Result<String, String> {
        self.orders.write_all(format!("{order}\n").as_bytes()).await.map_err(text)?;
        let answer = timeout(ANSWERS_WITHIN, self.answers.next_line()).await;
        let answer = answer.map_err(|_| "the Java client did not answer".to_owned())?;
        answer.map_err(text)?.ok_or_else(|| "the Java client ended".to_owned())
    }
}

async fn compile() -> Result<TempDir, String> {
    for jar in JARS {
        let path = Path::new("/usr/share/java").join(jar);
        if !path.exists() {
            return Err(format!("{} is missing; install libactivemq-java", path.display()));
        }
    }
    let classes = tempfile::tempdir().map_err(text)?;
    let ran = Command::new("javac")
        .args(["-cp", &class_path(classes.path()), "-d"])
        .arg(classes.path())
        .arg("tests/java/Officer.java")
        .output()
        .await
        .map_err(|error| format!("start javac: {error}; install default-jdk-headless"))?;
    if ran.status.success() {
        Ok(classes)
    } else {
        Err(format!("javac: {}", String::from_utf8_lossy(&ran.stderr)))
    }
}

fn class_path(classes: &Path) -> String {
    let jars = JARS.map(|jar| format!("/usr/share/java/{jar}"));
    format!("{}:{}", classes.display(), jars.join(":"))
}
