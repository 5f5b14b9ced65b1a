//! Header escapes of STOMP 1.2: `\r`, `\n`, `\c` and `\\`, and no others.

use super::error::WireError;
use bytes::{BufMut, BytesMut};
use std::borrow::Cow;

/// Writes `text` with its escapes.
pub(super) fn write(text: &str, out: &mut BytesMut) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped: &[u8] = match byte {
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b':' => b"\\c",
            _ => continue,
        };
        out.put_slice(&text.as_bytes()[plain..at]);
        out.put_slice(escaped);
        plain = at + 1;
    }
    out.put_slice(&text.as_bytes()[plain..]);
}

/// The text that `escaped` stands for.
pub(super) fn read(escaped: &str) -> Result<Cow<'_, str>, WireError> {
    if memchr::memchr(b'\\', escaped.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(escaped));
    }
    let mut text = String::with_capacity(escaped.len());
    let mut chars = escaped.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match chars.next() {
            Some('r') => '\r',
            Some('n') => '\n',
            Some('c') => ':',
            Some('\\') => '\\',
            _ => return Err(WireError::Escape(super::frame::excerpt(escaped))),
        });
    }
    Ok(Cow::Owned(text))
}
