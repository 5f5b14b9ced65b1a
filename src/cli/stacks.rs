//! Where cells can be raised, and how many at once.

use super::failure::Failure;
use crate::stack::Stack;
use crate::stack::containers::Containers;
use crate::stack::embedded::Embedded;
use std::num::NonZero;
use std::sync::Arc;

/// Where cells are raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum StackName {
    /// Child processes on loopback: no Docker, no Java.
    #[default]
    Embedded,
    /// Docker: `ActiveMQ` Classic, one container per node and link.
    Containers,
    /// Links and nodes of ours around a broker that somebody else runs (--external FILE).
    External,
}

/// How messages get from one country to the other, where a scenario does not ask for a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum TopologyName {
    /// One broker, which all countries share.
    #[default]
    Direct,
    /// A broker for each country; they are bridged.
    Bilateral,
}

/// Cells that are played on at once, at most, where the user names no number.
const MANY_CELLS: usize = 8;

impl StackName {
    /// Cells that are played on at once where the user names no number: journeys often wait, but a broker in Java
    /// keeps a processor busy.
    pub(super) fn cells(self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        match self {
            Self::Embedded => (2 * processors).min(MANY_CELLS),
            Self::Containers | Self::External => 2,
        }
    }

    /// The stack; its parts are this very program.
    pub(super) fn stack(self) -> Result<Arc<dyn Stack>, Failure> {
        let exe = std::env::current_exe()
            .map_err(|error| Failure::preflight(format!("find this executable: {error}")))?;
        Ok(match self {
            Self::Embedded => Arc::new(Embedded::new(exe)),
            Self::Containers => Arc::new(Containers::new(exe)),
            Self::External => {
                let why = "--stack external needs a broker, which only `run` takes";
                return Err(Failure::usage(format!("{why}: --external FILE")));
            }
        })
    }
}
