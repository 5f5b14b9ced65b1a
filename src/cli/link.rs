//! `passavant link`: one country's link as a process.

use super::part;
use crate::link::{Ends, Link, LinkOptions, Way};
use crate::profile::Country;
use anyhow::Context;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Room for a frame at the broker's own limit and a little more: the broker must be the one that
/// refuses it.
const FRAME_LIMIT: usize = 9 * 1024 * 1024;

/// Flags of `passavant link`.
#[derive(Debug, clap::Args)]
pub struct LinkArgs {
    /// Country whose road it is, two letters.
    #[arg(long)]
    country: Country,
    /// Address on which the country's node finds its broker.
    #[arg(long, value_name = "IP:PORT")]
    listen: SocketAddr,
    /// The broker; several, with commas between them, are tried in their order.
    #[arg(long, value_name = "HOST:PORT")]
    to: String,
    /// Address on which a node that speaks OpenWire finds its broker.
    #[arg(long, value_name = "IP:PORT", requires = "openwire_to")]
    openwire: Option<SocketAddr>,
    /// The broker's OpenWire; several as with --to.
    #[arg(long, value_name = "HOST:PORT", requires = "openwire")]
    openwire_to: Option<String>,
    /// Address on which orders are taken (HTTP).
    #[arg(long, value_name = "IP:PORT")]
    control: SocketAddr,
    /// File that holds the token that orders must carry.
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// Certificate (PEM) to show over TLS; in the open when absent.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Authority (PEM) whose certificates are believed to be brokers.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_ca: Option<PathBuf>,
    /// End when standard input ends.
    #[arg(long)]
    die_with_stdin: bool,
}

/// Runs until told to end.
pub(super) fn run(args: LinkArgs) -> ExitCode {
    part::run_on_one_thread(serve(args))
}

async fn serve(args: LinkArgs) -> anyhow::Result<()> {
    let token = part::secret(&args.token_file)?;
    let identity = part::identity(args.tls_cert.as_deref(), args.tls_key.as_deref())?;
    let trust = part::trust(args.tls_ca.as_deref())?;
    let ways = args.openwire.zip(args.openwire_to);
    let link = Link::start(LinkOptions {
        country: args.country,
        listen: args.listen,
        to: args.to,
        openwire: ways.map(|(listen, to)| Way { listen, to }),
        control: args.control,
        token,
        frame_limit: FRAME_LIMIT,
        tls: identity.zip(trust).map(|(identity, trust)| Ends { identity, trust }),
    })
    .await
    .with_context(|| format!("failed to start the link of {}", args.country))?;
    let (listen, openwire, control) = (link.listen(), link.openwire(), link.control());
    let told = serde_json::json!({ "listen": listen, "openwire": openwire, "control": control });
    part::ready(told)?;
    part::told_to_end(args.die_with_stdin).await?;
    Ok(())
}
