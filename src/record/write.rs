//! The writer of the record: every part appends here, and steps wait on what was appended.

use crate::record::chain::{GENESIS, digest, sealed};
use crate::record::event::{Event, What};
use crate::record::memory::Memory;
use crate::record::secrets::Secrets;
use jiff::Timestamp;
use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Instant, SystemTime};
use tokio::sync::watch;

/// The record could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file could not be made.
    #[error("create the record {path}: {source} (the run folder must be new or empty)")]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line could not be written; the record ends before it.
    #[error("write the record {path}: {why} (is the disk full?)")]
    Write {
        /// The file.
        path: PathBuf,
        /// The first failure.
        why: String,
    },
}

/// Appends events to `events.ndjson`. Clones write to the same record.
#[derive(Clone)]
pub struct Recorder {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    born: Instant,
    secrets: Secrets,
    state: Mutex<State>,
    newest: watch::Sender<u64>,
    observer: OnceLock<Observer>,
}

/// Somebody who is shown each event as it is written.
type Observer = Box<dyn Fn(&Event) + Send + Sync>;

struct State {
    out: BufWriter<File>,
    next: u64,
    prev: String,
    memory: Memory,
    finished: bool,
    failed: Option<String>,
}

impl Recorder {
    /// Makes the file, which must not exist, and guards it against the run's secret texts.
    pub fn create(path: &Path, secrets: Secrets) -> Result<Self, WriteError> {
        let made = OpenOptions::new().write(true).create_new(true).open(path);
        let file = made.map_err(|source| WriteError::Create { path: path.to_owned(), source })?;
        let state = State {
            out: BufWriter::with_capacity(1 << 16, file),
            next: 0,
            prev: GENESIS.to_owned(),
            memory: Memory::default(),
            finished: false,
            failed: None,
        };
        Ok(Self {
            shared: Arc::new(Shared {
                path: path.to_owned(),
                born: Instant::now(),
                secrets,
                state: Mutex::new(state),
                newest: watch::Sender::new(0),
                observer: OnceLock::new(),
            }),
        })
    }

    /// Appends one event and gives its position. Cheap and never blocks on the disk's flush.
    ///
    /// With an empty `scenario`, the one that `cell` plays now is filled in: from its
    /// [`What::ScenarioStarted`] to its [`What::ScenarioFinished`]. A failure to write is kept and
    /// told by [`Recorder::flush`] and [`Recorder::sync`]. After [`What::RunFinished`] nothing
    /// more is written.
    pub fn append(
        &self,
        source: &str,
        cell: &str,
        scenario: &str,
        business: Option<Timestamp>,
        what: What,
    ) -> u64 {
        let mut state = self.state();
        let scenario = if scenario.is_empty() { state.memory.playing(cell) } else { scenario };
        let event = Event {
            seq: state.next,
            prev: state.prev.clone(),
            wall_ns: wall_ns(),
            mono_ns: u64::try_from(self.shared.born.elapsed().as_nanos()).unwrap_or(u64::MAX),
            business,
            cell: cell.to_owned(),
            scenario: scenario.to_owned(),
            source: source.to_owned(),
            what,
        };
        let seq = event.seq;
        if let Some(observer) = self.shared.observer.get() {
            observer(&event);
        }
        state.write(event, &self.shared.secrets);
        self.shared.newest.send_replace(state.next);
        seq
    }

    /// Shows each event from now on to an observer, before it is written; there is one at most. It
    /// must be quick and must not append.
    pub fn observe(&self, observer: impl Fn(&Event) + Send + Sync + 'static) {
        // A second observer would be a defect, and a harmless one: it sees nothing.
        let _first_stays = self.shared.observer.set(Box::new(observer));
    }

    /// Hands every line to the operating system.
    pub fn flush(&self) -> Result<(), WriteError> {
        let mut state = self.state();
        if let Err(error) = state.out.flush() {
            state.failed.get_or_insert_with(|| error.to_string());
        }
        self.told(&state)
    }

    /// Hands every line to the disk (fsync): at the end of each scenario, and of the run.
    pub fn sync(&self) -> Result<(), WriteError> {
        self.flush()?;
        let mut state = self.state();
        // Lines of other scenarios may be written meanwhile; they do not wait for the disk.
        match state.out.get_ref().try_clone() {
            Ok(file) => {
                drop(state);
                let synced = file.sync_data();
                state = self.state();
                if let Err(error) = synced {
                    state.failed.get_or_insert_with(|| error.to_string());
                }
            }
            Err(error) => {
                state.failed.get_or_insert_with(|| error.to_string());
            }
        }
        self.told(&state)
    }

    /// How many events there are; changes with each. To wait: subscribe, look, then await a change.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.newest.subscribe()
    }

    /// Position that the next event will have.
    pub fn next_seq(&self) -> u64 {
        self.state().next
    }

    /// Digest of the newest line.
    pub fn chain_head(&self) -> String {
        self.state().prev.clone()
    }

    /// Looks at the events of a scenario now playing, without copying them; empty after its end.
    pub fn look<R>(&self, cell: &str, scenario: &str, look: impl FnOnce(&[Event]) -> R) -> R {
        let kept = self.state().memory.of(cell, scenario);
        match kept {
            Some(kept) => look(&kept.read().unwrap_or_else(PoisonError::into_inner)),
            None => look(&[]),
        }
    }

    /// Copies of the events of a scenario now playing, from a position on.
    pub fn events(&self, cell: &str, scenario: &str, from_seq: u64) -> Vec<Event> {
        self.look(cell, scenario, |events| {
            let from = events.partition_point(|event| event.seq < from_seq);
            events[from..].to_vec()
        })
    }

    /// Keeps no more events of that scenario in memory: for load, whose journeys look at nothing.
    pub fn forget(&self, cell: &str, scenario: &str) {
        self.state().memory.forget(cell, scenario);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, state: &State) -> Result<(), WriteError> {
        match &state.failed {
            None => Ok(()),
            Some(why) => {
                Err(WriteError::Write { path: self.shared.path.clone(), why: why.clone() })
            }
        }
    }
}

impl State {
    fn write(&mut self, event: Event, secrets: &Secrets) {
        if self.failed.is_some() || self.finished {
            return;
        }
        self.finished = matches!(event.what, What::RunFinished { .. });
        self.failed = self.line(event, secrets).err();
    }

    fn line(&mut self, event: Event, secrets: &Secrets) -> Result<(), String> {
        let plain = serde_json::to_string(&event).map_err(|error| error.to_string())?;
        let (line, event) = match secrets.masked(&plain) {
            Cow::Borrowed(_) => (plain, event),
            Cow::Owned(masked) => without_secret(masked, event)?,
        };
        let line = if self.finished { sealed(&line) } else { line };
        self.out.write_all(line.as_bytes()).map_err(|error| error.to_string())?;
        self.out.write_all(b"\n").map_err(|error| error.to_string())?;
        self.prev = digest(line.as_bytes());
        self.next += 1;
        self.memory.take(event);
        Ok(())
    }
}

/// The masked line and its event. A secret that was part of the line's own structure leaves only
/// the fact that something was withheld.
fn without_secret(masked: String, event: Event) -> Result<(String, Event), String> {
    let cleaned: Option<Event> = serde_json::from_str(&masked).ok();
    let again = cleaned.as_ref().and_then(|event| serde_json::to_string(event).ok());
    if let (Some(cleaned), true) = (cleaned, again.as_ref() == Some(&masked)) {
        return Ok((masked, cleaned));
    }
    let withheld = Event {
        source: "record".to_owned(),
        cell: String::new(),
        scenario: String::new(),
        what: What::GroundFailure {
            attribution: "harness".to_owned(),
            detail: "an event was withheld, because it held a secret of the run".to_owned(),
        },
        ..event
    };
    let line = serde_json::to_string(&withheld).map_err(|error| error.to_string())?;
    Ok((line, withheld))
}

fn wall_ns() -> u64 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_epoch.as_nanos()).unwrap_or(u64::MAX)
}
