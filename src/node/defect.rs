//! A defect on order, so that it can be shown what becomes of a message that cannot be processed (PD-27).

use std::path::{Path, PathBuf};

/// Where the order is left: the file `fail-at` in the data folder holds the code of the messages at
/// which every processing fails; empty or absent, there is no defect.
#[derive(Debug, Clone)]
pub(super) struct Defect {
    file: PathBuf,
}

impl Defect {
    /// Orders are looked for in this data folder.
    pub(super) fn ordered_in(folder: &Path) -> Self {
        Self { file: folder.join("fail-at") }
    }

    /// True while messages of this code cannot be processed.
    pub(super) fn hits(&self, code: &str) -> bool {
        std::fs::read_to_string(&self.file).is_ok_and(|ordered| !code.is_empty() && ordered == code)
    }
}
