//! What is wrong with a document, and where: the stuff of an XNK.

use std::fmt::Write as _;

use crate::message::answer::XmlError;
use crate::message::chars::quoted;
use crate::profile::MAX_QUOTED_CHARS;
use crate::profile::lists::XmlErrorCode;

/// Why a body is no profile message: everything that the first failing stage found (PD-26).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read message: {}", describe(.errors))]
pub struct Unreadable {
    /// At least one finding, in document order; ready to be sent in an XNK.
    pub errors: Vec<XmlError>,
}

impl Unreadable {
    /// The first finding: it decides the code that a report names.
    pub fn first(&self) -> &XmlError {
        self.errors.first().expect("an unreadable message has a finding")
    }
}

fn describe(errors: &[XmlError]) -> String {
    let mut text = String::new();
    for error in errors.iter().take(3) {
        let separator = if text.is_empty() { "" } else { "; " };
        let reason = error.text.as_deref().unwrap_or_else(|| error.code.en());
        // Writing to a String cannot fail.
        let _infallible = write!(
            text,
            "{separator}line {} column {}, {}: {reason} (XNK {})",
            error.line, error.column, error.pointer, error.code
        );
    }
    if errors.len() > 3 {
        let _infallible = write!(text, "; and {} more", errors.len() - 3);
    }
    text
}

/// A finding that still knows its byte offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub pointer: String,
    pub code: XmlErrorCode,
    pub text: String,
    pub value: Option<String>,
}

impl Fault {
    pub(super) fn new(at: usize, code: XmlErrorCode, text: impl Into<String>) -> Self {
        Self { at, pointer: "/".to_owned(), code, text: text.into(), value: None }
    }

    pub(super) fn at_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    pub(super) fn quoting(mut self, value: &str) -> Self {
        self.value = (!value.is_empty()).then(|| quoted(value, MAX_QUOTED_CHARS));
        self
    }
}

/// Turns findings into what an XNK carries: offsets become lines and columns.
pub(super) fn unreadable(bytes: &[u8], faults: Vec<Fault>) -> Unreadable {
    let errors = faults.into_iter().map(|fault| {
        let (line, column) = place(bytes, fault.at);
        XmlError {
            line,
            column,
            pointer: quoted(&fault.pointer, 512),
            code: fault.code,
            text: Some(quoted(&fault.text, 256)),
            original_value: fault.value,
        }
    });
    Unreadable { errors: errors.collect() }
}

/// Line and column, both from 1, of a byte offset; a column counts characters.
///
/// Bytes that are no UTF-8 count as they would when replaced by U+FFFD.
fn place(bytes: &[u8], at: usize) -> (u32, u32) {
    let before = &bytes[..at.min(bytes.len())];
    let line = before.split(|&byte| byte == b'\n').count();
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |nl| nl + 1);
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    let capped = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).min(999_999_999);
    (capped(line), capped(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_line_feeds() {
        let text = "<a>\n<é>x\r\n<b/>".as_bytes();
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, 4), (2, 1));
        assert_eq!(place(text, 8), (2, 4));
        assert_eq!(place(text, 11), (3, 1));
        assert_eq!(place(text, 999), (3, 5));
    }
}
