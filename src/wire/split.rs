//! Where a frame ends: found incrementally, each byte looked at once, nothing altered.

use super::error::WireError;
use super::frame::excerpt;
use bytes::{Bytes, BytesMut};

/// Longest frame that we accept unless told otherwise, in bytes: the corridor's 8 MiB.
pub const DEFAULT_FRAME_LIMIT: usize = 8 * 1024 * 1024;

/// Longest command and headers of one frame, in bytes.
pub const HEAD_LIMIT: usize = 1024 * 1024;

/// A cut of the stream: the pieces and the rest, one after the other, are the stream itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// End-of-line bytes between frames: heart-beats.
    Eol(Bytes),
    /// The exact bytes of one frame, its NUL included.
    Frame(Bytes),
}

impl Piece {
    /// The exact bytes of the piece.
    pub fn bytes(&self) -> &Bytes {
        match self {
            Self::Eol(bytes) | Self::Frame(bytes) => bytes,
        }
    }
}

/// What the next bytes of the buffer are, as [`Splitter::next_cut`] finds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// This many bytes of line ends stand before the next frame.
    Eol(usize),
    /// A whole frame of this many bytes.
    Frame(usize),
}

/// Finds the end of each frame in a growing buffer.
///
/// The caller appends to its buffer, asks [`Splitter::next_cut`], and takes what it named off the
/// front. Between two calls the front of the buffer may only be taken as told.
#[derive(Debug, Clone)]
pub struct Splitter {
    limit: usize,
    phase: Phase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// Before or in the head; bytes before `seen` hold no empty line that ends at or before it.
    Head { seen: usize, line_start: usize },
    /// In a body whose end is stated: the frame has `total` bytes with its NUL.
    Stated { total: usize, stated: usize },
    /// In a body that ends at the first NUL at or after `seen`.
    Open { seen: usize },
}

const START: Phase = Phase::Head { seen: 0, line_start: 0 };

impl Splitter {
    /// A splitter that refuses frames longer than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, phase: START }
    }

    /// What stands at the front of `buffer`, or `None` when more bytes are needed.
    pub fn next_cut(&mut self, buffer: &[u8]) -> Result<Option<Cut>, WireError> {
        if self.phase == START {
            let eol = buffer.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            if eol > 0 {
                return Ok(Some(Cut::Eol(eol)));
            }
        }
        loop {
            let found = match self.phase {
                Phase::Head { seen, line_start } => {
                    if !self.read_head(buffer, seen, line_start)? {
                        return Ok(None);
                    }
                    continue;
                }
                Phase::Stated { total, stated } => stated_end(buffer, total, stated)?,
                Phase::Open { seen } => self.open_end(buffer, seen)?,
            };
            if found.is_some() {
                self.phase = START;
            }
            return Ok(found.map(Cut::Frame));
        }
    }

    /// Looks for the head's end from where the last look stopped; true when it was found.
    fn read_head(
        &mut self,
        buffer: &[u8],
        mut seen: usize,
        mut line_start: usize,
    ) -> Result<bool, WireError> {
        while let Some(at) = memchr::memchr(b'\n', &buffer[seen..]) {
            let at = seen + at;
            let line = &buffer[line_start..at];
            if line.is_empty() || line == b"\r" {
                self.phase = self.body_phase(&buffer[..=at])?;
                return Ok(true);
            }
            seen = at + 1;
            line_start = seen;
        }
        let limit = HEAD_LIMIT.min(self.limit);
        if buffer.len() > limit {
            return Err(WireError::HeadTooLarge { limit });
        }
        self.phase = Phase::Head { seen: buffer.len(), line_start };
        Ok(false)
    }

    /// How the body behind this head ends.
    fn body_phase(&self, head: &[u8]) -> Result<Phase, WireError> {
        let limit = HEAD_LIMIT.min(self.limit);
        if head.len() > limit {
            return Err(WireError::HeadTooLarge { limit });
        }
        let Some(stated) = content_length(head)? else {
            return Ok(Phase::Open { seen: head.len() });
        };
        let size = stated.saturating_add(head.len() as u64).saturating_add(1);
        match usize::try_from(size) {
            Ok(total) if total <= self.limit => {
                Ok(Phase::Stated { total, stated: total - head.len() - 1 })
            }
            _ => Err(self.too_large(head, size)),
        }
    }

    fn open_end(&mut self, buffer: &[u8], seen: usize) -> Result<Option<usize>, WireError> {
        let end = memchr::memchr(0, &buffer[seen..]).map(|at| seen + at + 1);
        let size = end.unwrap_or(buffer.len());
        if size > self.limit {
            return Err(self.too_large(buffer, size as u64));
        }
        self.phase = Phase::Open { seen: size };
        Ok(end)
    }

    fn too_large(&self, head: &[u8], size: u64) -> WireError {
        WireError::FrameTooLarge { command: command(head), size, limit: self.limit }
    }
}

/// Cuts a stream into pieces without changing a byte of it.
#[derive(Debug, Clone)]
pub struct RawSplitter {
    splitter: Splitter,
    buffer: BytesMut,
}

impl RawSplitter {
    /// A splitter that refuses frames longer than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { splitter: Splitter::new(limit), buffer: BytesMut::new() }
    }

    /// Appends bytes of the stream.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole piece, or `None` when more bytes are needed. After an error the stream has no
    /// frames any more; what was not cut is still there, see [`RawSplitter::take_rest`].
    pub fn next_piece(&mut self) -> Result<Option<Piece>, WireError> {
        Ok(self.splitter.next_cut(&self.buffer)?.map(|cut| match cut {
            Cut::Eol(len) => Piece::Eol(self.buffer.split_to(len).freeze()),
            Cut::Frame(len) => Piece::Frame(self.buffer.split_to(len).freeze()),
        }))
    }

    /// Bytes fed and not yet cut.
    pub fn rest(&self) -> &[u8] {
        &self.buffer
    }

    /// Takes the bytes that were not cut: after an error, or at the end of the stream.
    pub fn take_rest(&mut self) -> Bytes {
        self.splitter.phase = START;
        self.buffer.split().freeze()
    }
}

/// The end of a frame of `total` bytes, once its last one is here and is NUL.
fn stated_end(buffer: &[u8], total: usize, stated: usize) -> Result<Option<usize>, WireError> {
    match buffer.get(total - 1) {
        None => Ok(None),
        Some(0) => Ok(Some(total)),
        Some(&found) => Err(WireError::NoNul { command: command(buffer), stated, found }),
    }
}

/// The first `content-length` of a head, in bytes.
fn content_length(head: &[u8]) -> Result<Option<u64>, WireError> {
    for line in head.split(|&byte| byte == b'\n').skip(1) {
        if let Some(value) = line.strip_prefix(b"content-length:") {
            let text = String::from_utf8_lossy(value);
            let text = text.trim();
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.then(|| text.parse().unwrap_or(u64::MAX));
            return number.map(Some).ok_or_else(|| WireError::ContentLength(excerpt(text)));
        }
    }
    Ok(None)
}

/// The command of a frame, for an error message.
fn command(frame: &[u8]) -> String {
    let line = frame.split(|&byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    excerpt(&String::from_utf8_lossy(&line[..line.len().min(80)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(limit: usize, chunks: &[&[u8]]) -> Result<Vec<Piece>, WireError> {
        let mut splitter = RawSplitter::new(limit);
        let mut found = Vec::new();
        for chunk in chunks {
            splitter.feed(chunk);
            while let Some(piece) = splitter.next_piece()? {
                found.push(piece);
            }
        }
        Ok(found)
    }

    #[test]
    fn a_stated_body_may_hold_nul_and_an_open_one_ends_at_it() {
        let stream = b"SEND\ncontent-length:3\n\na\0b\0\n\nSEND\n\nxy\0";
        let found = pieces(1000, &[stream]).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].bytes().len(), 27);
        assert_eq!(found[1], Piece::Eol(Bytes::from_static(b"\n\n")));
        assert_eq!(found[2], Piece::Frame(Bytes::from_static(b"SEND\n\nxy\0")));
    }

    #[test]
    fn a_frame_over_the_limit_is_refused_before_its_body_arrives() {
        let error = pieces(100, &[b"SEND\ncontent-length:101\n\n"]).unwrap_err();
        assert!(matches!(error, WireError::FrameTooLarge { limit: 100, .. }), "{error}");
        let huge = b"SEND\ncontent-length:99999999999999999999999\n\n";
        assert!(matches!(pieces(100, &[huge]), Err(WireError::FrameTooLarge { .. })));
        let open = [b"SEND\n\n".as_slice(), &[b'x'; 101]];
        assert!(matches!(pieces(100, &open), Err(WireError::FrameTooLarge { .. })));
    }

    #[test]
    fn a_head_without_end_is_refused() {
        let head = vec![b'A'; HEAD_LIMIT + 1];
        assert!(matches!(
            pieces(DEFAULT_FRAME_LIMIT, &[&head]),
            Err(WireError::HeadTooLarge { .. })
        ));
    }

    #[test]
    fn a_body_longer_than_stated_is_told_from_the_next_frame() {
        let error = pieces(1000, &[b"MESSAGE\ncontent-length:2\n\nabc\0"]).unwrap_err();
        assert_eq!(
            error,
            WireError::NoNul { command: "MESSAGE".to_owned(), stated: 2, found: b'c' }
        );
    }

    #[test]
    fn what_was_not_cut_can_still_be_taken() {
        let mut splitter = RawSplitter::new(1000);
        splitter.feed(b"\nSEND\ncontent-length:x\n\nabc\0");
        assert_eq!(splitter.next_piece(), Ok(Some(Piece::Eol(Bytes::from_static(b"\n")))));
        assert!(splitter.next_piece().is_err());
        assert_eq!(&splitter.take_rest()[..], b"SEND\ncontent-length:x\n\nabc\0");
    }
}
