//! STOMP over TLS: whether, and under whose authority.

use super::console;
use super::failure::Failure;
use super::stacks::StackName;
use crate::stack::certificates::Certificates;
use jiff::{SignedDuration, Timestamp};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of every command that raises cells.
#[derive(Debug, Default, clap::Args)]
pub struct Tls {
    /// STOMP goes over TLS everywhere, under an authority made for this run.
    #[arg(long)]
    tls: bool,
    /// The same under the authority in this folder, which a node under test knows (`passavant certificates`).
    #[arg(long, value_name = "DIR", conflicts_with = "tls")]
    tls_from: Option<PathBuf>,
}

impl Tls {
    /// Authority and certificate; none where STOMP stays in the open.
    pub(super) fn certificates(
        &self,
        stack: StackName,
        sut: bool,
    ) -> Result<Option<Certificates>, Failure> {
        if !self.tls && self.tls_from.is_none() {
            return Ok(None);
        }
        if stack == StackName::External {
            let why = "--tls: somebody else's broker has its own certificate";
            return Err(Failure::usage(format!("{why}; name --stack embedded or containers")));
        }
        let Some(folder) = &self.tls_from else {
            if sut {
                let why = "--tls: a node of somebody else cannot know the authority of this run";
                let remedy =
                    "make one with `passavant certificates DIR` and name it: --tls-from DIR";
                return Err(Failure::usage(format!("{why}; {remedy}")));
            }
            return Certificates::draw(Timestamp::now()).map(Some).map_err(Failure::preflight);
        };
        let read = Certificates::read(folder).map_err(|error| {
            Failure::usage(format!("--tls-from: {error}; `passavant certificates DIR` writes them"))
        })?;
        read.usable().map_err(|error| Failure::usage(format!("--tls-from: {error}")))?;
        Ok(Some(read))
    }
}

/// Flags of `passavant certificates`.
#[derive(Debug, clap::Args)]
pub struct CertificatesArgs {
    /// Where authority.pem, part.pem and part.key are written; made when missing.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// How long an authority is good that a node under test is told of.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Writes an authority and a certificate of it. What is there is never overwritten.
pub(super) fn run(args: &CertificatesArgs) -> ExitCode {
    console::ended(write(args).map(|()| ExitCode::SUCCESS))
}

fn write(args: &CertificatesArgs) -> Result<(), Failure> {
    let now = Timestamp::now();
    let made = Certificates::valid(now - SignedDuration::from_hours(24), now + YEAR);
    let made = made.map_err(Failure::preflight)?;
    std::fs::create_dir_all(&args.folder).map_err(Failure::preflight)?;
    for (name, text) in made.files() {
        let file = args.folder.join(name);
        // Only the user reads it, and nothing that is there is lost.
        let fresh = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file);
        fresh.and_then(|mut fresh| fresh.write_all(text.as_bytes())).map_err(|error| {
            let why = format!("{}: {error}", file.display());
            Failure::usage(format!("{why}; name an empty folder that can be written"))
        })?;
    }
    let folder = args.folder.display();
    console::print(&format!(
        "{folder}: give authority.pem to the node under test, and --tls-from {folder} to a run\n"
    ));
    Ok(())
}
