//! The folder below which a run's cells keep their data and logs: private, and gone afterwards.

use super::failure::Failure;
use super::files::{FolderError, RunFolder};
use super::stacks::StackName;
use nix::sys::statvfs::{Statvfs, statvfs};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Begin of every such folder's name.
const PREFIX: &str = "passavant-";

/// Locked as long as the run lives; the system lets go of it however the run ends.
const LOCK: &str = "in-use";

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// Bytes that must be free there: several times what the cells of all scenarios need.
const ROOM: u64 = 2 << 30;

/// A run's folder for cells. Dropping it removes it.
pub(super) struct Cells {
    folder: TempDir,
    _lock: File,
}

impl Cells {
    /// Makes it on the disk, and removes those of runs that were killed before they could.
    pub(super) fn make() -> Result<Self, Failure> {
        Self::make_in(&std::env::temp_dir())
    }

    /// Makes it in memory where there is room, unless the user named a folder with `TMPDIR`. For journeys on the
    /// embedded stack: they wait for every commit, and nothing but processes is killed there.
    pub(super) fn make_for_journeys(stack: StackName) -> Result<Self, Failure> {
        let free = || statvfs(MEMORY).is_ok_and(|it| bytes_free(&it) >= ROOM);
        let named = std::env::var_os("TMPDIR").is_some();
        match stack {
            StackName::Embedded if !named && free() => Self::make_in(Path::new(MEMORY)),
            _ => Self::make(),
        }
    }

    fn make_in(home: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            let place = home.display();
            let remedy = "name a folder that can be written with TMPDIR";
            Failure::preflight(format!("make a folder for cells in {place}: {error}; {remedy}"))
        };
        sweep(&std::env::temp_dir());
        sweep(Path::new(MEMORY));
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(home).map_err(failed)?;
        let lock = File::create(folder.path().join(LOCK)).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(Self { folder, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Copies what the parts wrote to their logs into the run folder, without the run's secrets.
    pub(super) fn keep_logs(
        &self,
        folder: &RunFolder,
        secrets: &[String],
    ) -> Result<(), FolderError> {
        for cell in folders(self.path()) {
            let name = cell.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for log in logs(&cell) {
                let text = fs::read(&log).unwrap_or_default();
                let mut text = String::from_utf8_lossy(&text).into_owned();
                for secret in secrets {
                    text = text.replace(secret, "[secret]");
                }
                let file = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
                folder.write(&format!("evidence/logs/{name}/{file}"), text.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// Removes folders that nobody uses any more. What cannot be removed is somebody else's.
fn sweep(home: &Path) {
    for folder in folders(home) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lock = File::open(folder.join(LOCK));
        // Without a lock file it is being made right now, or it is not one of these folders.
        let Some(lock) = lock.ok().filter(|_| name.starts_with(PREFIX)) else { continue };
        if lock.try_lock().is_ok() {
            let _somebody_elses = fs::remove_dir_all(&folder);
        }
    }
}

fn bytes_free(system: &Statvfs) -> u64 {
    system.blocks_available() * system.fragment_size()
}

fn folders(below: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(below).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

/// Logs of a cell that say something.
fn logs(cell: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(cell).into_iter().flatten().filter_map(Result::ok);
    let said = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ending == "log")
            && path.metadata().is_ok_and(|facts| facts.len() > 0)
    };
    entries.map(|entry| entry.path()).filter(said).collect()
}
