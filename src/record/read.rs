//! The reader of the record: line by line, and each line against the chain.

use crate::record::chain::{GENESIS, digest, seal_holds};
use crate::record::event::{Event, What};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest line that is read: the broker's largest frame in base64, with room to spare.
pub const MAX_LINE_BYTES: usize = 32 * 1024 * 1024;

/// A record that was read and found unbroken.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Every event, in order.
    pub events: Vec<Event>,
    /// The run came to its end: the last line is [`What::RunFinished`].
    pub complete: bool,
    /// The last line was cut in the middle and is left out.
    pub torn_tail: bool,
    /// Digest of the last whole line; 64 zeros when there is none.
    pub chain_head: String,
}

/// The record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It could not be opened or read.
    #[error("read the record {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what was written: exit 13.
    #[error("the record {path} is broken at line {line}: {complaint} (nothing is drawn from it)")]
    Broken {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong there.
        complaint: Complaint,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Complaint {
    /// The line is no event.
    #[error("it is no event of this format: {0}")]
    NoEvent(String),
    /// Its position is not the next one.
    #[error("expected position {expected}, found {found}: a line was dropped, moved or inserted")]
    Position {
        /// The position that comes next.
        expected: u64,
        /// The position that the line gives itself.
        found: u64,
    },
    /// It does not name the digest of the line before.
    #[error("the line before it was changed")]
    Chain,
    /// The last line does not fit its own seal.
    #[error("the last line was changed")]
    Seal,
    /// Something follows the end of the run.
    #[error("a line follows the end of the run")]
    AfterEnd,
    /// It is longer than [`MAX_LINE_BYTES`].
    #[error("it is longer than {MAX_LINE_BYTES} bytes")]
    TooLong,
}

/// Reads a whole record into memory.
pub fn read(path: &Path) -> Result<Record, ReadError> {
    let mut reader = Reader::open(path)?;
    let mut events = Vec::new();
    for event in reader.by_ref() {
        events.push(event?);
    }
    Ok(Record {
        events,
        complete: reader.ended,
        torn_tail: reader.torn,
        chain_head: reader.head.clone(),
    })
}

/// Reads a record event by event; ends at its end, at a torn last line, or at the first complaint.
pub struct Reader<R = BufReader<File>> {
    path: PathBuf,
    input: R,
    line: u64,
    head: String,
    /// The last line was [`What::RunFinished`].
    ended: bool,
    torn: bool,
    failed: bool,
}

impl Reader {
    /// Opens a record file.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file =
            File::open(path).map_err(|source| ReadError::Io { path: path.to_owned(), source })?;
        Ok(Self::over(path, BufReader::with_capacity(1 << 16, file)))
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads from any source; `path` names it in errors.
    pub fn over(path: &Path, input: R) -> Self {
        Self {
            path: path.to_owned(),
            input,
            line: 0,
            head: GENESIS.to_owned(),
            ended: false,
            torn: false,
            failed: false,
        }
    }

    /// True once the last line of a complete record was read.
    pub fn is_complete(&self) -> bool {
        self.ended
    }

    fn next_event(&mut self) -> Result<Option<Event>, ReadError> {
        let Some(line) = self.next_line()? else { return Ok(None) };
        self.line += 1;
        self.checked(&line).map(Some).map_err(|complaint| ReadError::Broken {
            path: self.path.clone(),
            line: self.line,
            complaint,
        })
    }

    /// The next whole line without its end; none at the end of the file or at a torn line.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        let mut line = Vec::new();
        let limit = MAX_LINE_BYTES as u64 + 1;
        self.input
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut line)
            .map_err(|source| ReadError::Io { path: self.path.clone(), source })?;
        let complaint = match line.pop() {
            None => return Ok(None),
            Some(b'\n') => return Ok(Some(line)),
            Some(_) if line.len() >= MAX_LINE_BYTES => Complaint::TooLong,
            Some(_) if self.ended => Complaint::AfterEnd,
            Some(_) => {
                self.torn = true;
                return Ok(None);
            }
        };
        Err(ReadError::Broken { path: self.path.clone(), line: self.line + 1, complaint })
    }

    fn checked(&mut self, line: &[u8]) -> Result<Event, Complaint> {
        if self.ended {
            return Err(Complaint::AfterEnd);
        }
        let event: Event =
            serde_json::from_slice(line).map_err(|error| Complaint::NoEvent(error.to_string()))?;
        let expected = self.line - 1;
        if event.seq != expected {
            return Err(Complaint::Position { expected, found: event.seq });
        }
        if event.prev != self.head {
            return Err(Complaint::Chain);
        }
        if matches!(event.what, What::RunFinished { .. }) {
            if !seal_holds(line) {
                return Err(Complaint::Seal);
            }
            self.ended = true;
        }
        self.head = digest(line);
        Ok(event)
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Event, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.torn {
            return None;
        }
        let next = self.next_event().transpose();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}
