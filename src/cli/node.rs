//! `passavant node`: one country's reference system as a process.

use super::part;
use crate::broker::client::Login;
use crate::node::flaw::Flaw;
use crate::node::{Node, NodeConfig};
use crate::profile::Country;
use anyhow::Context;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Flags of `passavant node`.
#[derive(Debug, clap::Args)]
pub struct NodeArgs {
    /// Country whose system it is, two letters.
    #[arg(long)]
    country: Country,
    /// Address on which the adapter listens (HTTP); port 0 takes any free one.
    #[arg(long, value_name = "IP:PORT")]
    adapter: SocketAddr,
    /// File in which the adapter's port is written once it listens.
    #[arg(long, value_name = "FILE")]
    adapter_port_file: Option<PathBuf>,
    /// The broker's STOMP door, or the link before it. It need not be up yet.
    #[arg(long, value_name = "HOST:PORT")]
    broker: String,
    /// Account at the broker; the country's code unless told otherwise.
    #[arg(long)]
    user: Option<String>,
    /// File that holds the account's password.
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// File that holds the token that adapter clients must show.
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// Folder of its store; what is in it is kept.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Misbehave in one named way (see `passavant list flaws`).
    #[arg(long, value_name = "NAME")]
    flaw: Option<Flaw>,
    /// Authority (PEM) whose certificates are believed; STOMP then goes over TLS.
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// End when standard input ends.
    #[arg(long)]
    die_with_stdin: bool,
}

/// Runs until told to end.
pub(super) fn run(args: NodeArgs) -> ExitCode {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(wanted).with_writer(std::io::stderr);
    // Only the first subscriber of a process counts, and this is a process of its own.
    let _first = log.with_ansi(false).try_init();
    part::run(serve(args))
}

async fn serve(args: NodeArgs) -> anyhow::Result<()> {
    std::fs::create_dir_all(&args.data)
        .with_context(|| format!("failed to make data folder {}", args.data.display()))?;
    let user = args.user.unwrap_or_else(|| args.country.to_string());
    let config = NodeConfig {
        country: args.country,
        broker: args.broker,
        login: Login::new(user, part::secret(&args.password_file)?)
            .trusting(part::trust(args.tls_ca.as_deref())?),
        token: part::secret(&args.token_file)?,
        data: args.data,
        flaw: args.flaw,
    };
    let node = Node::open(config).await.context("failed to start the node")?;
    let listener = TcpListener::bind(args.adapter)
        .await
        .with_context(|| format!("failed to listen on {}; is the port in use?", args.adapter))?;
    let adapter = listener.local_addr().context("failed to read the adapter's address")?;
    if let Some(file) = &args.adapter_port_file {
        write_port(file, adapter.port())?;
    }
    part::ready(serde_json::json!({ "adapter": adapter }))?;
    let shutdown = CancellationToken::new();
    let served = node.serve(listener, shutdown.clone());
    tokio::pin!(served);
    tokio::select! {
        ended = &mut served => Ok(ended?),
        told = part::told_to_end(args.die_with_stdin) => {
            shutdown.cancel();
            told?;
            Ok(served.await?)
        }
    }
}

fn write_port(file: &Path, port: u16) -> anyhow::Result<()> {
    std::fs::write(file, format!("{port}\n"))
        .with_context(|| format!("failed to write {}", file.display()))
}
