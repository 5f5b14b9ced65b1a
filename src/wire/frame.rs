//! One STOMP frame as a value, its reading and its writing.

use super::error::WireError;
use super::escape;
use bytes::{BufMut, Bytes, BytesMut};
use std::borrow::Cow;

/// One STOMP 1.2 frame: a command, headers in order, a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// `SEND`, `MESSAGE` and so on; never empty.
    pub command: String,
    /// Headers in the order of the wire, unescaped. Where a name repeats, the first one counts.
    pub headers: Vec<(String, String)>,
    /// The body without its NUL.
    pub body: Bytes,
}

impl Frame {
    /// A frame without headers and body.
    pub fn new(command: impl Into<String>) -> Self {
        Self { command: command.into(), headers: Vec::new(), body: Bytes::new() }
    }

    /// The same frame with one more header at the end.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same frame with this body. No `content-length` is added: over `ActiveMQ` that header
    /// would make a `BytesMessage` of a SEND.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// The value of a header; the first one where the name repeats (STOMP 1.2, "Repeated Header
    /// Entries").
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    /// Appends the frame's bytes, NUL included, to `out`.
    ///
    /// A body that holds a NUL gets a `content-length`, because it could not be read back without;
    /// any other header is written as it is, so that a test can lie.
    pub fn write(&self, out: &mut BytesMut) {
        let named: usize = self.headers.iter().map(|(n, v)| n.len() + v.len() + 2).sum();
        out.reserve(self.command.len() + named + self.body.len() + 40);
        out.put_slice(self.command.as_bytes());
        out.put_u8(b'\n');
        let escaped = escapes(&self.command);
        for (name, value) in &self.headers {
            write_text(name, escaped, out);
            out.put_u8(b':');
            write_text(value, escaped, out);
            out.put_u8(b'\n');
        }
        if self.body.contains(&0) && self.header("content-length").is_none() {
            out.put_slice(format!("content-length:{}\n", self.body.len()).as_bytes());
        }
        out.put_u8(b'\n');
        out.put_slice(&self.body);
        out.put_u8(0);
    }

    /// The frame's bytes, NUL included.
    pub fn to_bytes(&self) -> Bytes {
        let mut out = BytesMut::new();
        self.write(&mut out);
        out.freeze()
    }

    /// Reads the exact bytes of one frame, as [`super::Splitter`] cuts them.
    pub fn parse(raw: &Bytes) -> Result<Self, WireError> {
        let head = Head::read(raw)?;
        let mut headers = Vec::with_capacity(16);
        for header in head.headers() {
            let (name, value) = header?;
            headers.push((name.into_owned(), value.into_owned()));
        }
        let body = raw.slice(head.size..raw.len().saturating_sub(1).max(head.size));
        Ok(Self { command: head.command.to_owned(), headers, body })
    }
}

/// Command and headers of a frame, read where they stand: nothing is copied but what is escaped.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// `SEND`, `MESSAGE` and so on; never empty.
    pub command: &'a str,
    /// Bytes up to the body.
    pub size: usize,
    lines: &'a str,
    escaped: bool,
}

impl<'a> Head<'a> {
    /// Reads the head of a frame; `raw` may go on behind it.
    pub fn read(raw: &'a [u8]) -> Result<Self, WireError> {
        let size = head_end(raw).unwrap_or(raw.len());
        let head = std::str::from_utf8(&raw[..size])
            .map_err(|error| WireError::NotUtf8(error.valid_up_to()))?;
        let (command, lines) = head.split_once('\n').unwrap_or((head, ""));
        let command = command.strip_suffix('\r').unwrap_or(command);
        if command.is_empty() || !command.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(WireError::Command(excerpt(command)));
        }
        Ok(Self { command, size, lines, escaped: escapes(command) })
    }

    /// Names and values in the order of the wire, unescaped.
    pub fn headers(
        self,
    ) -> impl Iterator<Item = Result<(Cow<'a, str>, Cow<'a, str>), WireError>> + use<'a> {
        let lines = self.lines.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        lines.filter(|line| !line.is_empty()).map(move |line| {
            let (name, value) =
                line.split_once(':').ok_or_else(|| WireError::NoColon(excerpt(line)))?;
            Ok((read_text(name, self.escaped)?, read_text(value, self.escaped)?))
        })
    }
}

/// CONNECT and CONNECTED are not escaped, for the sake of STOMP 1.0 peers ("Value Encoding").
fn escapes(command: &str) -> bool {
    !matches!(command, "CONNECT" | "CONNECTED")
}

fn write_text(text: &str, escaped: bool, out: &mut BytesMut) {
    if escaped { escape::write(text, out) } else { out.put_slice(text.as_bytes()) }
}

fn read_text(text: &str, escaped: bool) -> Result<Cow<'_, str>, WireError> {
    if escaped { escape::read(text) } else { Ok(Cow::Borrowed(text)) }
}

/// Where the body begins: behind the first empty line.
fn head_end(raw: &[u8]) -> Option<usize> {
    let mut line_start = 0;
    loop {
        let at = line_start + memchr::memchr(b'\n', &raw[line_start..])?;
        let line = &raw[line_start..at];
        if line.is_empty() || line == b"\r" {
            return Some(at + 1);
        }
        line_start = at + 1;
    }
}

/// At most 80 characters of a peer's text, for an error message.
pub(super) fn excerpt(text: &str) -> String {
    let mut cut: String = text.chars().take(80).map(|c| if c < ' ' { '?' } else { c }).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
