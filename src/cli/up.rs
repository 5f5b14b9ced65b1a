//! `passavant up`: one cell, raised by hand, until Ctrl-C.

use super::console;
use super::encrypted::Tls;
use super::failure::Failure;
use super::ground::tunnelled;
use super::part;
use super::scenery::Scenery;
use super::stacks::StackName;
use crate::profile::Country;
use crate::stack::StackError;
use crate::stack::certificates::Certificates;
use crate::stack::parts::{CellPlan, Raised, Secrets, Topology};
use crate::stack::tunnel::Vpn;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Flags of `passavant up`.
#[derive(Debug, clap::Args)]
pub struct UpArgs {
    /// On what the cell is raised.
    #[arg(long, value_enum, default_value_t)]
    stack: StackName,
    /// Each country's only road to the broker is an encrypted tunnel (--stack containers).
    #[arg(long)]
    vpn: bool,
    #[command(flatten)]
    tls: Tls,
    #[command(flatten)]
    scenery: Scenery,
}

/// Raises a cell, tells where everything is, waits.
pub(super) fn run(args: &UpArgs) -> ExitCode {
    console::ended(part::runtime().and_then(|runtime| {
        let ended = runtime.block_on(up(args));
        runtime.shutdown_background();
        ended
    }))
}

async fn up(args: &UpArgs) -> Result<ExitCode, Failure> {
    let countries = args.scenery.corridor(&args.scenery.library()?)?.codes();
    if args.vpn {
        tunnelled(args.stack)?;
    }
    let tls = args.tls.certificates(args.stack, false)?;
    let stack = args.stack.stack()?;
    // Private to the user, and gone with the cell: logs, data, and the secrets that were drawn.
    let folder = tempfile::tempdir().map_err(Failure::preflight)?;
    let vpn = if args.vpn { Vpn::Tunnels } else { Vpn::None };
    let plan = CellPlan { vpn, ..plan(&countries, folder.path(), tls) };
    let secrets = folder.path().join("secrets.json");
    write_secrets(&secrets, &plan.secrets).map_err(Failure::preflight)?;
    let raise = async {
        stack.check().await?;
        stack.raise(plan).await
    };
    let raised = tokio::select! {
        raised = raise => raised.map_err(failure)?,
        ended = part::told_to_end(false) => {
            ended.map_err(Failure::defect)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    console::print(&told(raised.raised(), &secrets));
    part::told_to_end(false).await.map_err(Failure::defect)?;
    raised.take_down().await.map_err(Failure::defect)?;
    Ok(ExitCode::SUCCESS)
}

fn failure(error: StackError) -> Failure {
    match error {
        StackError::Ground { .. } => Failure::preflight(error),
        StackError::Part(_) => Failure::harness(error),
    }
}

fn plan(countries: &[Country], folder: &Path, tls: Option<Certificates>) -> CellPlan {
    CellPlan {
        topology: Topology::Direct,
        hub_flaw: None,
        vpn: Vpn::None,
        name: "cell-1".to_owned(),
        run: format!("up-{}", std::process::id()),
        countries: countries.to_vec(),
        flaws: BTreeMap::new(),
        secrets: Arc::new(Secrets { tls, ..Secrets::draw(countries) }),
        sut: None,
        folder: folder.to_owned(),
    }
}

fn write_secrets(file: &Path, secrets: &Secrets) -> std::io::Result<()> {
    let adapter: BTreeMap<String, &String> =
        secrets.adapter.iter().map(|(country, token)| (country.to_string(), token)).collect();
    let text = serde_json::json!({
        "broker": secrets.broker,
        "adapter": adapter,
        "link": secrets.link,
        "tls_authority": secrets.tls.as_ref().map(|tls| &tls.authority),
    });
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(file)?;
    writeln!(file, "{text:#}")
}

fn told(raised: &Raised, secrets: &Path) -> String {
    let facts = &raised.broker_facts;
    let mut text = format!("broker    {} {}\n", facts.product, facts.version);
    let mut line = |name: &str, value: String| {
        writeln!(text, "{name:<9} {value}").expect("a String takes any text");
    };
    line("stomp", raised.broker.to_string());
    if let Some(openwire) = raised.openwire {
        line("openwire", openwire.to_string());
    }
    if let Some(tunnel) = &raised.tunnel {
        line("tunnel", tunnel.clone());
    }
    for (country, control) in &raised.links {
        line(&format!("link {country}"), control.clone());
    }
    for (country, adapter) in &raised.nodes {
        line(&format!("node {country}"), adapter.clone());
    }
    line("secrets", format!("{} (until the cell ends)", secrets.display()));
    line("ready", "Ctrl-C takes the cell down".to_owned());
    text
}
