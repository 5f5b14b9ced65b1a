//! STOMP over TLS: whether, and under whose authority.

use super::console;
use super::failure::Failure;
use super::stacks::StackName;
use crate::stack::certificates::Certificates;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
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
    let files = made.files().map(|(name, text)| (args.folder.join(name), text));
    // All three or none: a certificate beside another authority's key is of no use.
    if let Some((there, _)) = files.iter().find(|(file, _)| file.symlink_metadata().is_ok()) {
        return Err(unwritten(there, "it is there already"));
    }
    std::fs::create_dir_all(&args.folder).map_err(Failure::preflight)?;
    for (file, text) in files {
        // Only the user reads it, and nothing that is there is lost.
        let fresh = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file);
        let written = fresh.and_then(|mut fresh| fresh.write_all(text.as_bytes()));
        written.map_err(|error| unwritten(&file, error))?;
    }
    let folder = args.folder.display();
    console::print(&format!(
        "{folder}: give authority.pem to the node under test, and --tls-from {folder} to a run\n"
    ));
    Ok(())
}

fn unwritten(file: &Path, why: impl Display) -> Failure {
    let file = file.display();
    Failure::usage(format!("{file}: {why}; name an empty folder that can be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_of_the_files_is_there_none_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("part.key");
        std::fs::write(&key, "somebody's").unwrap();
        let refused = write(&CertificatesArgs { folder: folder.path().to_owned() });
        let said = refused.unwrap_err().message;
        assert!(said.contains("part.key: it is there already"), "{said}");
        assert_eq!(std::fs::read_to_string(key).unwrap(), "somebody's");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
