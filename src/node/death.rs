//! Death at an exact point, so that a restart can be proven to lose and double nothing.

use std::path::{Path, PathBuf};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A point in the life of a received message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// In memory, nothing committed.
    Receive,
    /// Committed, nothing acknowledged or sent.
    Commit,
    /// Acknowledged at the broker.
    Ack,
}

impl Point {
    const fn name(self) -> &'static str {
        match self {
            Self::Receive => "after-receive",
            Self::Commit => "after-commit",
            Self::Ack => "after-ack",
        }
    }
}

/// Where an order to die is left: the file `die-at` in the data folder, e.g. `after-commit RES`.
#[derive(Debug, Clone)]
pub(super) struct Death {
    file: PathBuf,
}

impl Death {
    /// Orders are looked for in this data folder.
    pub(super) fn ordered_in(folder: &Path) -> Self {
        Self { file: folder.join("die-at") }
    }

    /// Dies if it was ordered for this point and code; the order is gone before, so it bites once.
    pub(super) fn reached(&self, point: Point, code: &str) {
        // Mostly there is no such file, and this is one failed system call.
        let Ok(order) = std::fs::read_to_string(&self.file) else { return };
        let mut words = order.split_whitespace();
        if words.next() == Some(point.name()) && words.next() == Some(code) {
            self.die();
        }
    }

    fn die(&self) {
        let removed = std::fs::remove_file(&self.file).and_then(|()| {
            let folder = self.file.parent().unwrap_or(Path::new("."));
            std::fs::File::open(folder)?.sync_all()
        });
        if let Err(error) = removed {
            // Dying with the order still there would mean dying again at every start.
            tracing::error!("remove {}: {error}; the order to die is ignored", self.file.display());
            return;
        }
        // The first process of a container is spared by its own SIGKILL; abort is not.
        let _spared = kill(Pid::this(), Signal::SIGKILL);
        std::process::abort();
    }
}
