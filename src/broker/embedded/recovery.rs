//! What the journal says after a restart.

use super::destination::Destination;
use super::entry::{Entry, MessageEntry, Place};
use super::journal::{MAGIC, segment_path};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file system refused.
    #[error("broker data {path}: {error}; check that the folder can be written and has space")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A segment that was complete once is not any more.
    #[error(
        "broker data {path}: damaged at byte {offset}, and later segments follow; \
         messages may be lost: restore the folder, or remove it to start empty"
    )]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where reading stopped.
        offset: usize,
    },
}

/// Where a message's tail lies on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) segment: u64,
    pub(super) offset: u64,
    pub(super) length: usize,
}

/// A message that waits.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) sent_to: Destination,
    /// Mailboxes it waits in, and whether each has delivered it before.
    pub(super) targets: BTreeMap<u32, bool>,
    pub(super) spot: Spot,
}

/// The broker's state as its journal tells it.
#[derive(Debug, Default)]
pub(super) struct Recovered {
    pub(super) mailboxes: BTreeMap<u32, Place>,
    pub(super) messages: BTreeMap<u64, Waiting>,
    /// Segments on disk and their lengths in bytes.
    pub(super) segments: BTreeMap<u64, u64>,
    pub(super) last_seq: u64,
}

impl Recovered {
    /// Reads every segment of `dir`. A torn tail of the newest one is what a kill leaves: it was
    /// never receipted, and is cut off.
    pub(super) fn read(dir: &Path) -> Result<Self, JournalError> {
        let mut recovered = Self::default();
        let numbers = segment_numbers(dir)?;
        for number in &numbers {
            let path = segment_path(dir, *number);
            let bytes = Bytes::from(fs::read(&path).map_err(io_error(&path))?);
            let read = recovered.read_segment(*number, &bytes);
            if read < bytes.len() {
                if Some(number) != numbers.last() {
                    return Err(JournalError::Damaged { path, offset: read });
                }
                cut(&path, read as u64).map_err(io_error(&path))?;
            }
            recovered.segments.insert(*number, read as u64);
        }
        Ok(recovered)
    }

    /// Applies a segment's entries; how many of its bytes were whole.
    fn read_segment(&mut self, number: u64, bytes: &Bytes) -> usize {
        if !bytes.starts_with(MAGIC) {
            return 0;
        }
        let mut rest = bytes.slice(MAGIC.len()..);
        while let Some(entry) = Entry::read(&mut rest) {
            let end = (bytes.len() - rest.len()) as u64;
            self.apply(entry, number, end);
        }
        bytes.len() - rest.len()
    }

    fn apply(&mut self, entry: Entry, segment: u64, end: u64) {
        match entry {
            Entry::Mailbox { mailbox, place } => {
                self.mailboxes.insert(mailbox, place);
            }
            Entry::Forget { mailbox } => {
                self.mailboxes.remove(&mailbox);
                self.messages.retain(|_, waiting| {
                    waiting.targets.remove(&mailbox);
                    !waiting.targets.is_empty()
                });
            }
            Entry::Message(message) => self.apply_message(message, segment, end),
            Entry::Ack { mailbox, seq } => self.settle(mailbox, seq),
            Entry::Delivered { mailbox, seq } => {
                let target = self.messages.get_mut(&seq).map(|waiting| &mut waiting.targets);
                if let Some(delivered) = target.and_then(|targets| targets.get_mut(&mailbox)) {
                    *delivered = true;
                }
            }
        }
    }

    fn apply_message(&mut self, message: MessageEntry, segment: u64, end: u64) {
        if let Some((mailbox, seq)) = message.settles {
            self.settle(mailbox, seq);
        }
        let length = message.tail.len();
        let waiting = Waiting {
            sent_to: message.sent_to,
            targets: message.targets.into_iter().map(|target| (target, false)).collect(),
            spot: Spot { segment, offset: end - length as u64, length },
        };
        self.last_seq = self.last_seq.max(message.seq);
        self.messages.insert(message.seq, waiting);
    }

    fn settle(&mut self, mailbox: u32, seq: u64) {
        if let Some(waiting) = self.messages.get_mut(&seq) {
            waiting.targets.remove(&mailbox);
            if waiting.targets.is_empty() {
                self.messages.remove(&seq);
            }
        }
    }
}

fn segment_numbers(dir: &Path) -> Result<Vec<u64>, JournalError> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let name = entry.map_err(io_error(dir))?.file_name();
        let number: Option<u64> =
            name.to_str().and_then(|name| name.strip_prefix("journal-")?.parse().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn cut(path: &Path, length: u64) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(length)?;
    file.sync_all()
}

pub(super) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> JournalError + '_ {
    |error| JournalError::Io { path: path.to_owned(), error }
}
