//! `passavant hub`: a third party between the countries as a process.

use super::part;
use crate::broker::client::Login;
use crate::hub::{Hub, HubFlaw, HubOptions, Point};
use crate::profile::HUB;
use anyhow::Context;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `passavant hub`.
#[derive(Debug, clap::Args)]
pub struct HubArgs {
    /// A country and its broker; once for each country.
    #[arg(long, value_name = "COUNTRY=HOST:PORT", required = true)]
    point: Vec<Point>,
    /// File that holds the password of the account HUB, the same at every broker.
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// Address on which its state can be asked for (HTTP).
    #[arg(long, value_name = "IP:PORT")]
    control: SocketAddr,
    /// File that holds the token that whoever asks must carry.
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// A seeded misbehaviour.
    #[arg(long, value_name = "NAME")]
    flaw: Option<HubFlaw>,
    /// Be the bridge between the countries' brokers, no third party: add nothing to the envelope.
    #[arg(long, conflicts_with = "flaw")]
    bridge: bool,
    /// Authority (PEM) whose certificates are believed; STOMP then goes over TLS.
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// End when standard input ends.
    #[arg(long)]
    die_with_stdin: bool,
}

/// Runs until told to end.
pub(super) fn run(args: HubArgs) -> ExitCode {
    part::run(serve(args))
}

async fn serve(args: HubArgs) -> anyhow::Result<()> {
    let hub = Hub::start(HubOptions {
        points: args.point,
        login: Login::new(HUB, part::secret(&args.password_file)?)
            .trusting(part::trust(args.tls_ca.as_deref())?),
        control: args.control,
        token: part::secret(&args.token_file)?,
        flaw: args.flaw,
        bridge: args.bridge,
    })
    .await
    .context("failed to start the hub")?;
    part::ready(serde_json::json!({ "control": hub.control() }))?;
    part::told_to_end(args.die_with_stdin).await?;
    Ok(())
}
