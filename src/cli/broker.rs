//! `passavant broker`: the embedded broker as a process.

use super::part;
use crate::broker::accounts::Accounts;
use crate::broker::embedded::{Config, Embedded};
use crate::broker::orders::BrokerOrder;
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// How often an order is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Flags of `passavant broker`.
#[derive(Debug, clap::Args)]
pub struct BrokerArgs {
    /// Address on which it speaks STOMP; port 0 takes any free one.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:61613")]
    listen: String,
    /// Folder of its journal; messages in it are kept. An order in its file `order` (JSON) is carried
    /// out, and the file removed.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// JSON file of countries and accounts with their passwords.
    #[arg(long, value_name = "FILE")]
    accounts: PathBuf,
    /// Longest frame that it takes, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = crate::broker::activemq::FRAME_LIMIT)]
    max_frame: usize,
    /// Certificate (PEM) to show over TLS; in the open when absent.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// End when standard input ends.
    #[arg(long)]
    die_with_stdin: bool,
}

/// Runs until told to end.
pub(super) fn run(args: BrokerArgs) -> ExitCode {
    part::run(serve(args))
}

async fn serve(args: BrokerArgs) -> anyhow::Result<()> {
    let folder = args.data.clone();
    let mut broker = Embedded::start(Config {
        listen: args.listen,
        data: args.data,
        accounts: accounts(&args.accounts)?,
        frame_limit: args.max_frame,
        tls: part::identity(args.tls_cert.as_deref(), args.tls_key.as_deref())?,
    })
    .await
    .context("failed to start the broker")?;
    part::ready(serde_json::json!({ "stomp": broker.addr() }))?;
    let ended = part::told_to_end(args.die_with_stdin);
    tokio::pin!(ended);
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            ended = &mut ended => return Ok(ended?),
            text = broker.failed() => anyhow::bail!("broker failed: {text}"),
            _ = look.tick() => obey(&broker, &folder.join(BrokerOrder::FILE)).await?,
        }
    }
}

/// Carries out the order that lies there, if one does.
async fn obey(broker: &Embedded, file: &Path) -> anyhow::Result<()> {
    let Ok(text) = std::fs::read_to_string(file) else { return Ok(()) };
    match serde_json::from_str(&text) {
        Ok(order) => broker.obey(order).await,
        Err(error) => tracing::warn!("order in {} is not obeyed: {error}", file.display()),
    }
    std::fs::remove_file(file)
        .with_context(|| format!("failed to remove the order {}", file.display()))
}

fn accounts(file: &Path) -> anyhow::Result<Accounts> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("failed to read accounts file {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "accounts file {}: expected {{\"countries\": [..], \"users\": [{{\"name\", \
             \"password\", \"admin\"}}]}}",
            file.display()
        )
    })
}
