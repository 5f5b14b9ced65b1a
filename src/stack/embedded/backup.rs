//! A node's data, copied at rest and put back.

use std::fs;
use std::io::Result;
use std::path::Path;

/// The store and its journal; the third file of `SQLite` is made anew.
const STORE: [&str; 2] = ["node.sqlite", "node.sqlite-wal"];

/// The file of `SQLite` that belongs to a running process.
const SHARED: &str = "node.sqlite-shm";

/// Where the copy lies, in the data folder.
const COPY: &str = "backup";

/// Copies the store of a node that is at rest.
pub(super) fn take(data: &Path) -> Result<()> {
    let copy = data.join(COPY);
    fs::create_dir_all(&copy)?;
    for file in STORE {
        fs::copy(data.join(file), copy.join(file))?;
    }
    Ok(())
}

/// Puts the copy beside the files that a running node has open, and then in their place: what it
/// still writes goes to files that have no name any more.
pub(super) fn put_back(data: &Path) -> Result<()> {
    for file in STORE {
        let beside = data.join(format!("{file}.new"));
        fs::copy(data.join(COPY).join(file), &beside)?;
        fs::rename(&beside, data.join(file))?;
    }
    fs::remove_file(data.join(SHARED))?;
    fs::write(data.join("restored"), "")
}
