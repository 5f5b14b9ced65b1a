//! What a node that is started with the data of a backup must know of itself.

use std::path::Path;

use crate::node::store::{Safety, Store, Stored};

/// Opens the store. After a restore numbers begin anew, and partners see that something is missing
/// (PD-02).
///
/// Whoever put the backup back has left the file `restored` in the data folder; it is removed, so
/// that one restore counts once.
pub(super) fn opened(folder: &Path) -> Stored<Store> {
    let store = Store::open(folder)?;
    if std::fs::remove_file(folder.join("restored")).is_ok() {
        store.begin(Safety::Disk)?;
        store.begin_epoch()?;
        store.commit()?;
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restore_counts_the_epoch_up_once_also_where_the_store_was_never_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let epoch = || opened(folder.path()).unwrap().epoch().unwrap();
        assert_eq!(epoch(), 1);
        std::fs::write(folder.path().join("restored"), "").unwrap();
        assert_eq!(epoch(), 2);
        assert_eq!(epoch(), 2);
    }
}
