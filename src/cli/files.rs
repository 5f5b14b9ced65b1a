//! Run folders: where a run's files are kept, and the only place that opens them.

use crate::record::selftest::SelfTest;
use jiff::Timestamp;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Folder of all run folders, below the directory in which the command was typed.
pub const RUNS: &str = "reports/runs";

/// Text file in [`RUNS`] that holds the name of the newest run folder.
const LATEST: &str = "latest";

/// A run folder could not be had, or a file in it not written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder cannot be made.
    #[error("make the run folder {folder}: {source}; choose another with --out DIR")]
    Make {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder of `--out` holds something.
    #[error("the run folder {folder} is not empty; --out DIR wants a new or an empty one")]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be written.
    #[error("write {file}: {source}; nothing half-written was left there")]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No such run.
    #[error(
        "there is no run {asked}: expected a run folder, its name below {RUNS}, `latest`, or an \
         events.ndjson"
    )]
    NoRun {
        /// What was asked for.
        asked: PathBuf,
    },
}

/// One run's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
    id: String,
    /// The folder was not there before.
    is_new: bool,
}

impl RunFolder {
    /// Makes the folder of a new run: `out` itself, or `reports/runs/<id>`. Fails before anything
    /// runs when nothing could be written there.
    pub fn create(out: Option<&Path>, id: &str) -> Result<Self, FolderError> {
        let path = out.map_or_else(|| Path::new(RUNS).join(id), Path::to_owned);
        let make = |source| FolderError::Make { folder: path.clone(), source };
        let is_new = !path.exists();
        fs::create_dir_all(&path).map_err(make)?;
        if fs::read_dir(&path).map_err(make)?.next().is_some() {
            return Err(FolderError::NotEmpty { folder: path });
        }
        // A folder that exists may still refuse files: find out now, not after the run.
        tempfile::tempfile_in(&path).map_err(make)?;
        Ok(Self { path, id: id.to_owned(), is_new })
    }

    /// Makes `latest` point to this run, where it lies below [`RUNS`].
    pub fn become_latest(&self) -> Result<(), FolderError> {
        if self.path.parent() != Some(Path::new(RUNS)) {
            return Ok(());
        }
        write(&Path::new(RUNS).join(LATEST), format!("{}\n", self.id).as_bytes())
    }

    /// Removes the record and the folder of a run that never began: nothing was played.
    pub fn give_up(&self) {
        // What cannot be removed is an empty folder or a record of its first line; it harms nobody.
        let _gone = fs::remove_file(self.events());
        if self.is_new {
            let _gone = fs::remove_dir(&self.path);
        }
    }

    /// Finds a run that was made before: by its folder, by its name below [`RUNS`], as `latest`, or
    /// by its events file.
    pub fn find(asked: &Path) -> Result<Self, FolderError> {
        let missing = || FolderError::NoRun { asked: asked.to_owned() };
        let name = if asked == Path::new(LATEST) {
            let name = fs::read_to_string(Path::new(RUNS).join(LATEST)).map_err(|_| missing())?;
            PathBuf::from(name.trim())
        } else {
            asked.to_owned()
        };
        let candidates = [
            name.clone(),
            Path::new(RUNS).join(&name),
            name.parent().map(Path::to_owned).filter(|_| name.is_file()).unwrap_or_default(),
        ];
        let path = candidates.into_iter().find(|path| path.join(EVENTS).is_file());
        let path = path.ok_or_else(missing)?;
        let id = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { path, id: id.unwrap_or_default(), is_new: false })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Name of the run.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The record.
    pub fn events(&self) -> PathBuf {
        self.path.join(EVENTS)
    }

    /// Writes a file whole or not at all; `name` may lie in folders below.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let file = self.path.join(name);
        if let Some(folder) = file.parent().filter(|folder| *folder != self.path) {
            let make = |source| FolderError::Make { folder: folder.to_owned(), source };
            fs::create_dir_all(folder).map_err(make)?;
        }
        write(&file, bytes)
    }
}

/// The newest complete self-test, if there is one that can be read.
pub fn newest_self_test() -> Option<SelfTest> {
    let text = fs::read(Path::new(RUNS).join(SELF_TEST)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Keeps a complete self-test as the newest one, for later runs to tell of.
pub fn keep_self_test(json: &[u8]) -> Result<(), FolderError> {
    write(&Path::new(RUNS).join(SELF_TEST), json)
}

/// File name of a self-test's result.
pub const SELF_TEST: &str = "self-test.json";

/// File name of the record.
pub const EVENTS: &str = "events.ndjson";

/// Name of a new run: `20261123T221839Z-3f9a1c`.
pub fn run_id(now: Timestamp, short: u32) -> String {
    format!("{}-{:06x}", now.strftime("%Y%m%dT%H%M%SZ"), short & 0x00ff_ffff)
}

/// Writes beside the place and renames into it, so that no reader sees half a file.
fn write(file: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    let failed = |source| FolderError::Write { file: file.to_owned(), source };
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    beside.write_all(bytes).map_err(failed)?;
    readable_by_all(beside.path()).map_err(failed)?;
    beside.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A temporary file is its owner's alone; a report is for everybody.
fn readable_by_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_holds_something_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("new");
        let folder = RunFolder::create(Some(&out), "id").unwrap();
        folder.write("result.json", b"{}").unwrap();
        assert_eq!(fs::read(out.join("result.json")).unwrap(), b"{}");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "no temporary file stays");
        let again = RunFolder::create(Some(&out), "id").unwrap_err();
        assert!(matches!(again, FolderError::NotEmpty { .. }), "{again}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named_with_a_remedy() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, b"").unwrap();
        let error = RunFolder::create(Some(&file.join("below")), "id").unwrap_err().to_string();
        assert!(error.contains("file/below") && error.contains("--out DIR"), "{error}");
    }

    #[test]
    fn a_run_is_found_by_folder_and_by_its_events() {
        let home = tempfile::tempdir().unwrap();
        let events = home.path().join(EVENTS);
        assert!(RunFolder::find(home.path()).is_err());
        fs::write(&events, b"").unwrap();
        for asked in [home.path(), events.as_path()] {
            assert_eq!(RunFolder::find(asked).unwrap().path(), home.path());
        }
    }

    #[test]
    fn run_ids_sort_by_time() {
        let now: Timestamp = "2026-11-23T22:18:39Z".parse().unwrap();
        assert_eq!(run_id(now, 0xff3f_9a1c), "20261123T221839Z-3f9a1c");
    }
}
