//! Texts as Java writes them: UTF-8, except that NUL is two bytes and what lies beyond the first plane is two
//! halves of three bytes each.

use std::borrow::Cow;

/// The UTF-8 of such bytes. What is no text at all comes out as the replacement character.
pub fn java_text(raw: &[u8]) -> Cow<'_, str> {
    let plain = std::str::from_utf8(raw).ok().filter(|text| !text.contains('\0'));
    plain.map_or_else(|| Cow::Owned(String::from_utf16_lossy(&units(raw))), Cow::Borrowed)
}

/// Text in which each byte is a character.
pub(super) fn latin(raw: &[u8]) -> String {
    raw.iter().copied().map(char::from).collect()
}

/// The UTF-16 units.
fn units(raw: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, behind @ ..] = rest {
        let (unit, length) = match (first, behind) {
            (0..=0x7f, _) => (u16::from(*first), 1),
            (0xc0..=0xdf, [second, ..]) => (u16::from(first & 0x1f) << 6 | low(*second), 2),
            (0xe0..=0xef, [second, third, ..]) => {
                (u16::from(first & 0x0f) << 12 | low(*second) << 6 | low(*third), 3)
            }
            _ => (0xfffd, 1),
        };
        units.push(unit);
        rest = &rest[length..];
    }
    units
}

fn low(byte: u8) -> u16 {
    u16::from(byte & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_java_writes_otherwise_is_read_as_it_was_meant() {
        assert_eq!(java_text("déjà".as_bytes()), "déjà");
        assert_eq!(java_text(b"a\xc0\x80b"), "a\0b");
        assert_eq!(java_text(b"\xed\xa0\xbd\xed\xb8\x80"), "😀");
    }

    #[test]
    fn what_is_no_text_is_read_without_complaint() {
        assert_eq!(java_text(b"a\xff\xe0"), "a\u{fffd}\u{fffd}");
        assert_eq!(java_text(b"\xed\xa0\xbd"), "\u{fffd}");
        assert_eq!(latin(b"\xe9"), "é");
    }
}
