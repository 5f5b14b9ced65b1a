//! Which corridor is played, and where its file lies.

use super::failure::Failure;
use crate::scenario::{Corridor, Library};
use std::path::PathBuf;

/// Flags of every command that plays on a corridor.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Scenery {
    /// Corridor to play: the name of a file in scenarios/corridor/, without its ending.
    #[arg(long, value_name = "NAME")]
    corridor: Option<String>,
    /// Corridors and plans to use instead of those compiled in.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,
}

impl Scenery {
    /// The files compiled in, or those of the folder.
    pub(super) fn library(&self) -> Result<Library, Failure> {
        match &self.scenarios {
            Some(folder) => Library::of_folder(folder).map_err(Failure::usage),
            None => Ok(Library::compiled_in()),
        }
    }

    /// The corridor that was named, or the one that is played when none is.
    pub(super) fn corridor(&self, library: &Library) -> Result<Corridor, Failure> {
        let corridor = match &self.corridor {
            Some(name) => library.corridor_called(name),
            None => library.corridor(),
        };
        corridor.map_err(Failure::usage)
    }

    /// True when files were used that are not those of this executable.
    pub(super) fn is_overridden(&self) -> bool {
        self.scenarios.is_some()
    }
}
