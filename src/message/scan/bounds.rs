//! What is checked before a single tag is read: size, items, encoding, characters.

use std::sync::LazyLock;

use regex::Regex;

use super::malformed;
use crate::message::chars::is_forbidden;
use crate::message::fault::Fault;
use crate::profile::lists::XmlErrorCode;
use crate::profile::{MAX_BODY_BYTES, MAX_ITEMS};

/// Only version 1.0, only UTF-8, in the order and spelling of XML 1.0.
static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
    let space = r"[ \t\r\n]";
    let encoding = r#"("[A-Za-z][A-Za-z0-9._\-]*"|'[A-Za-z][A-Za-z0-9._\-]*')"#;
    let pattern = format!(
        r#"^<\?xml{space}+version{space}*={space}*("1\.0"|'1\.0')({space}+encoding{space}*={space}*{encoding})?({space}+standalone{space}*={space}*("(yes|no)"|'(yes|no)'))?{space}*\?>$"#
    );
    Regex::new(&pattern).expect("a constant pattern")
});

/// The bytes as text when size, item count, encoding and characters allow it.
pub(super) fn checked_text(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.len() > MAX_BODY_BYTES {
        let text = format!("{} bytes, at most {MAX_BODY_BYTES} are allowed", bytes.len());
        return Err(Fault::new(0, XmlErrorCode::Oversize, text));
    }
    if let Some(at) = item_beyond_limit(bytes) {
        let text = format!("more than {MAX_ITEMS} items");
        return Err(Fault::new(at, XmlErrorCode::Oversize, text));
    }
    let start = bytes.get(..2).unwrap_or(bytes);
    match start {
        [] => return Err(malformed(0, "empty body")),
        [0xef, 0xbb] if bytes.starts_with(b"\xef\xbb\xbf") => {
            return Err(malformed(0, "byte order mark (PD-01)"));
        }
        [0xfe, 0xff] | [0xff, 0xfe] => return Err(malformed(0, "UTF-16, not UTF-8 (PD-01)")),
        [0x1f, 0x8b] => return Err(malformed(0, "compressed body (PD-01)")),
        _ => {}
    }
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    match text.char_indices().find(|(_, c)| is_forbidden(*c)) {
        Some((at, c)) => {
            let text = format!("forbidden character U+{:04X}", u32::from(c));
            Err(Fault::new(at, XmlErrorCode::Characters, text))
        }
        None => Ok(text),
    }
}

/// The declaration `<?xml … ?>`, if it is one that the profile takes.
pub(super) fn declaration(markup: &str) -> Result<(), Fault> {
    let Some(parts) = DECLARATION.captures(markup) else {
        return Err(malformed(0, "XML declaration is not version 1.0, encoding, standalone"));
    };
    match parts.get(3).map(|encoding| encoding.as_str()) {
        None => Ok(()),
        Some(name) if name[1..name.len() - 1].eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(name) => Err(malformed(0, format!("encoding {name}, not UTF-8 (PD-01)"))),
    }
}

/// Bytes that are no UTF-8: another encoding if the text says so, else wrong characters.
fn not_utf8(bytes: &[u8], at: usize) -> Fault {
    let valid = std::str::from_utf8(&bytes[..at]).unwrap_or_default();
    let end = valid.find("?>").map_or(0, |end| end + 2);
    let declared = valid.get(..end).filter(|markup| markup.starts_with("<?xml"));
    let other = declared.and_then(|markup| declaration(markup).err());
    other.unwrap_or_else(|| Fault::new(at, XmlErrorCode::Characters, "bytes that are not UTF-8"))
}

/// Offset of the first `item` element beyond the limit, comments and CDATA left out.
fn item_beyond_limit(bytes: &[u8]) -> Option<usize> {
    let mut items = 0;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == b'<') {
        let tag = at + found;
        let rest = &bytes[tag..];
        at = tag + 1;
        if rest.starts_with(b"<!--") {
            at = tag + 4 + end_of(&rest[4..], b"-->");
        } else if rest.starts_with(b"<![CDATA[") {
            at = tag + 9 + end_of(&rest[9..], b"]]>");
        } else if is_item(&rest[1..]) {
            items += 1;
            if items > MAX_ITEMS {
                return Some(tag);
            }
        }
    }
    None
}

fn end_of(bytes: &[u8], end: &[u8]) -> usize {
    bytes.windows(end.len()).position(|window| window == end).unwrap_or(bytes.len())
}

/// True when a start tag (after `<`) has the local name `item`.
fn is_item(tag: &[u8]) -> bool {
    let ends_name = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/');
    let name = &tag[..tag.iter().take(64).position(ends_name).unwrap_or(0)];
    name == b"item" || name.ends_with(b":item")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_declarations_of_the_profile_pass() {
        for good in [
            r#"<?xml version="1.0"?>"#,
            r"<?xml version='1.0' encoding='utf-8' ?>",
            "<?xml version = \"1.0\"\n encoding=\"UTF-8\" standalone='yes'?>",
        ] {
            assert!(declaration(good).is_ok(), "{good}");
        }
        for wrong in [
            r#"<?xml version="1.1"?>"#,
            r#"<?xml encoding="UTF-8"?>"#,
            r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#,
            r#"<?xml version="1.0" standalone="yes" encoding="UTF-8"?>"#,
            r#"<?xml version="1.0" encoding=""?>"#,
            r#"<?xml version="1.0'?>"#,
        ] {
            assert!(declaration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn items_are_counted_outside_comments_and_cdata() {
        let items = |count: usize| format!("<a>{}</a>", "<p:item no='1'/>".repeat(count));
        assert_eq!(item_beyond_limit(items(MAX_ITEMS).as_bytes()), None);
        assert!(item_beyond_limit(items(MAX_ITEMS + 1).as_bytes()).is_some());
        let hidden = format!("<!--{0}--><![CDATA[{0}]]>", "<item>".repeat(MAX_ITEMS + 1));
        assert_eq!(item_beyond_limit(hidden.as_bytes()), None);
        assert_eq!(item_beyond_limit("<itemised/>".repeat(MAX_ITEMS + 1).as_bytes()), None);
    }
}
