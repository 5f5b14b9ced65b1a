//! `passavant doctor`: is the ground there? One line per check, with its remedy; exit 7 on a failed one.

use super::console;
use super::failure::Failure;
use super::ground::tunnelled;
use super::part;
use super::stacks::StackName;
use crate::adapter::client::Adapter;
use crate::adapter::contract::CONTRACT;
use crate::broker::client::{Client, Login, Options};
use crate::conformance::outcome::Outcome;
use crate::scenario::Sut;
use crate::stack::StackError;
use crate::stack::containers::{self, Engine};
use jiff::Timestamp;
use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A run of every scenario with its evidence stays far below.
const ROOM_BYTES: u64 = 1 << 30;
/// Clocks further apart than this make evidence of two machines hard to read together.
const CLOCKS_APART_S: i64 = 2;
/// No clock of a machine that can run this shows an earlier time.
const NOT_BEFORE: &str = "2026-01-01T00:00:00Z";

/// Flags of `passavant doctor`.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    /// The stack that is wanted: what it needs must be there, what only others need may be missing.
    #[arg(long, value_enum, default_value_t)]
    stack: StackName,
    /// Tunnels are wanted too: what they need must be there.
    #[arg(long)]
    vpn: bool,
    /// Somebody else's node: its adapter must answer, its link's address must be free.
    #[arg(long, value_name = "FILE")]
    sut: Option<PathBuf>,
    /// A broker that was started by hand: its STOMP address.
    #[arg(long, value_name = "HOST:PORT", requires = "password_file")]
    broker: Option<String>,
    /// Account to log in with at `--broker`.
    #[arg(long, value_name = "NAME", default_value = crate::stack::secrets::ADMIN)]
    user: String,
    /// File that holds its password.
    #[arg(long, value_name = "FILE", requires = "broker")]
    password_file: Option<PathBuf>,
    /// Folder whose disk must have room.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Remove containers and networks that dead runs have left in Docker.
    #[arg(long)]
    clean: bool,
}

/// What a check found.
enum Found {
    Good(String),
    /// Not asked for, or not needed here; with the reason.
    NotRun(String),
    /// What is wrong, and what to do about it.
    Bad(String, String),
}

/// Looks at everything and tells.
pub(super) fn run(args: &DoctorArgs) -> ExitCode {
    console::ended(part::runtime().and_then(|runtime| runtime.block_on(doctor(args))))
}

async fn doctor(args: &DoctorArgs) -> Result<ExitCode, Failure> {
    let sut = args.sut.as_deref().map(Sut::read).transpose().map_err(Failure::usage)?;
    if args.vpn {
        tunnelled(args.stack)?;
    }
    let engine = containers::engine().await;
    let mut found = vec![
        ("docker", docker(&engine, args.stack)),
        ("ports", ports(sut.as_ref())),
        ("disk", disk(&args.out)),
        ("clock", clock(engine.as_ref().ok())),
        ("broker", broker(args).await),
        ("adapter", adapter(sut.as_ref()).await),
    ];
    if args.vpn {
        found.push(("vpn", vpn().await?));
    }
    if args.clean {
        found.push(("clean", clean().await));
    }
    let mut text = String::new();
    for (name, found) in &found {
        let (word, words) = match found {
            Found::Good(words) => ("ok", words.clone()),
            Found::NotRun(words) => ("NOT_RUN", words.clone()),
            Found::Bad(what, remedy) => ("FAIL", format!("{what}; {remedy}")),
        };
        writeln!(text, "{word:<8}{name:<9}{words}").map_err(Failure::defect)?;
    }
    console::print(&text);
    let bad = found.iter().any(|(_, found)| matches!(found, Found::Bad(..)));
    let outcome = if bad { Outcome::PreflightFailed } else { Outcome::Conformant };
    Ok(ExitCode::from(outcome.exit()))
}

fn docker(engine: &Result<Engine, StackError>, wanted: StackName) -> Found {
    match engine {
        Ok(engine) => Found::Good(format!("engine {} answers", engine.version)),
        Err(error) if wanted == StackName::Embedded => {
            Found::NotRun(format!("not needed for the embedded stack ({error})"))
        }
        Err(error) => split(error),
    }
}

fn split(error: &StackError) -> Found {
    match error {
        StackError::Ground { what, remedy } => Found::Bad(what.clone(), remedy.clone()),
        StackError::Part(part) => Found::Bad(part.to_string(), "see the log".to_owned()),
    }
}

fn ports(sut: Option<&Sut>) -> Found {
    if let Err(error) = TcpListener::bind(("127.0.0.1", 0)) {
        let remedy = "allow this user to listen on loopback";
        return Found::Bad(format!("listen on 127.0.0.1: {error}"), remedy.to_owned());
    }
    let Some(sut) = sut else { return Found::Good("127.0.0.1 can be listened on".to_owned()) };
    let wanted: Vec<SocketAddr> = [sut.link.listen].into_iter().chain(sut.link.openwire).collect();
    for at in &wanted {
        if let Err(error) = TcpListener::bind(at) {
            let remedy = "stop what listens there, or change [link] in sut.toml";
            return Found::Bad(format!("listen on {at}: {error}"), remedy.to_owned());
        }
    }
    let wanted: Vec<String> = wanted.iter().map(SocketAddr::to_string).collect();
    Found::Good(format!("{} free for the link of {}", wanted.join(" and "), sut.country))
}

fn disk(folder: &Path) -> Found {
    let place = folder.display();
    match nix::sys::statvfs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.blocks_available() * disk.fragment_size();
            let words = format!("{} MiB free at {place}", free >> 20);
            if free >= ROOM_BYTES {
                return Found::Good(words);
            }
            let remedy = "make room for at least 1024 MiB, or choose another folder with --out";
            Found::Bad(words, remedy.to_owned())
        }
        Err(error) => Found::Bad(
            format!("look at the disk of {place}: {error}"),
            "name an existing folder with --out".to_owned(),
        ),
    }
}

fn clock(engine: Option<&Engine>) -> Found {
    let now = Timestamp::now();
    let not_before: Timestamp = NOT_BEFORE.parse().expect("a constant");
    let remedy = || "set the clock, e.g. with chrony or systemd-timesyncd".to_owned();
    if now < not_before {
        return Found::Bad(format!("it is {now} here, before this program was made"), remedy());
    }
    let Some(theirs) = engine.and_then(|engine| engine.clock.parse::<Timestamp>().ok()) else {
        return Found::Good(format!("{now:.0}, with no other clock to compare"));
    };
    let apart = theirs.duration_since(now).as_secs();
    if apart.abs() > CLOCKS_APART_S {
        return Found::Bad(format!("Docker's clock is {apart} s away from ours"), remedy());
    }
    Found::Good(format!("{now:.0}, and Docker's agrees"))
}

async fn broker(args: &DoctorArgs) -> Found {
    let (Some(addr), Some(file)) = (&args.broker, &args.password_file) else {
        return Found::NotRun("no --broker given; a stack raises its own".to_owned());
    };
    let password = match part::secret(file) {
        Ok(password) => password,
        Err(error) => return Found::Bad(format!("{error:#}"), "name a readable file".to_owned()),
    };
    let login = Login::new(args.user.clone(), password);
    match Client::connect(addr, &login, &Options::default()).await {
        Ok(client) => {
            let words = format!("{} at {addr} lets {} in", client.server(), args.user);
            client.abandon();
            Found::Good(words)
        }
        Err(error) => Found::Bad(error.to_string(), "check address, account, password".to_owned()),
    }
}

async fn adapter(sut: Option<&Sut>) -> Found {
    let Some(sut) = sut else {
        return Found::NotRun("no --sut given; our own nodes are asked when they start".to_owned());
    };
    let adapter = Adapter::new(sut.country.to_string(), sut.adapter.clone(), sut.token.clone());
    let hello = match adapter.hello().await {
        Ok(hello) => hello,
        Err(error) => {
            let remedy = format!("start the node, and check adapter and token ({})", sut.adapter);
            return Found::Bad(error.to_string(), remedy);
        }
    };
    if hello.contract != CONTRACT {
        let what = format!("{} speaks contract {}", sut.adapter, hello.contract);
        return Found::Bad(what, format!("implement {CONTRACT}"));
    }
    if hello.country != sut.country.as_str() {
        let what = format!("{} is the system of {}", sut.adapter, hello.country);
        return Found::Bad(what, format!("sut.toml says {}; correct either", sut.country));
    }
    Found::Good(format!("{} {} of {} answers", hello.product, hello.version, hello.country))
}

async fn vpn() -> Result<Found, Failure> {
    let exe = std::env::current_exe()
        .map_err(|error| Failure::preflight(format!("find this executable: {error}")))?;
    Ok(match containers::Containers::new(exe).tunnel().await {
        Ok(made) => Found::Good(format!("a tunnel can be made: {made}")),
        Err(error) => split(&error),
    })
}

async fn clean() -> Found {
    match containers::clean().await {
        Ok(swept) => Found::Good(format!(
            "{} containers and {} networks of dead runs removed",
            swept.containers, swept.networks
        )),
        Err(error) => split(&error),
    }
}
