//! Makes foreign text harmless and visible: for HTML, XML, JSON, Markdown, CSS and the terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

/// True for characters that a reader cannot see but that change what is seen: control characters,
/// marks that turn the direction of writing, line separators, and code points that are no text.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(
            c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// What stands in the place of a hidden character: the control picture, or the code point.
fn shown(c: char) -> String {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}').to_string(),
        0x7f => "\u{2421}".to_owned(),
        code => format!("⟨U+{code:04X}⟩"),
    }
}

/// The text with every hidden character made visible; line ends and tabs stay.
pub(super) fn visible(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { clean.push_str(&shown(c)) } else { clean.push(c) }
    }
    clean
}

/// The text on one line: visible, with every run of white space as one space.
pub(super) fn line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`line`] of at most `most` characters, the rest cut with an ellipsis.
pub(super) fn short(text: &str, most: usize) -> String {
    let clean = line(text);
    if clean.chars().count() <= most {
        return clean;
    }
    clean.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// Escapes for HTML and makes hidden characters visible: the escape of every template.
pub(super) fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let entity = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            c if is_hidden(c) => {
                out.write_all(&text.as_bytes()[plain..at])?;
                out.write_all(shown(c).as_bytes())?;
                plain = at + c.len_utf8();
                continue;
            }
            _ => continue,
        };
        out.write_all(&text.as_bytes()[plain..at])?;
        out.write_all(entity.as_bytes())?;
        plain = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[plain..])
}

/// Escapes for XML text and attributes; characters that XML 1.0 forbids become visible signs.
pub(super) fn xml(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let written = escape(text, &mut bytes);
    written.expect("a Vec takes every byte");
    String::from_utf8(bytes).expect("escaping keeps UTF-8")
}

/// JSON text in which hidden characters are written as `\uXXXX`, so that it can be printed.
/// They occur in string values only, where that is another spelling of the same value.
pub(super) fn json(text: &str) -> String {
    respelled(text, is_hidden)
}

/// JSON text that may stand inside a `script` element: no `<`, `>` or `&` is left in it.
pub(super) fn json_in_page(text: &str) -> String {
    respelled(text, |c| is_hidden(c) || matches!(c, '<' | '>' | '&'))
}

fn respelled(text: &str, hide: impl Fn(char) -> bool) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if hide(c) && c != '\n' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(clean, "\\u{unit:04x}").expect("a String takes every character");
            }
        } else {
            clean.push(c);
        }
    }
    clean
}

/// Text for one line of Markdown: nothing in it can begin a link, a tag, a table cell or a list.
pub(super) fn markdown(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '<' => clean.push_str("&lt;"),
            '>' => clean.push_str("&gt;"),
            '&' => clean.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' | '$' | '@' => {
                clean.push('\\');
                clean.push(c);
            }
            c => clean.push(c),
        }
    }
    clean
}

/// Text for a code span of Markdown, grave accents left out.
pub(super) fn markdown_code(text: &str) -> String {
    format!("`{}`", line(text).replace('`', "'").replace('|', "¦"))
}

/// Text that may stand in a quoted CSS string and in an HTML id: letters, digits, `-`, `_`, `.`.
pub(super) fn token(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_and_no_markup_survives() {
        let hostile = "<script>\u{1b}[31m\u{202e}]]>\u{0}</style>\"'&\u{85}";
        assert_eq!(
            xml(hostile),
            "&lt;script&gt;␛[31m⟨U+202E⟩]]&gt;␀&lt;/style&gt;&quot;&#39;&amp;⟨U+0085⟩"
        );
        assert_eq!(line("a\r\n\tb"), "a␍ b");
        assert_eq!(token("a\"}</style>"), "a----style-");
        assert_eq!(markdown("[x](y) <b>|"), "\\[x\\](y) &lt;b&gt;\\|");
        assert_eq!(short("abcdef", 4), "abc…");
    }

    #[test]
    fn respelled_json_has_the_same_value() {
        let value = serde_json::json!({"a": "</script>\u{202e}\u{2028}&\u{1b}"});
        let plain = value.to_string();
        for spelled in [json(&plain), json_in_page(&plain)] {
            assert!(!spelled.contains('\u{202e}'));
            assert_eq!(serde_json::from_str::<serde_json::Value>(&spelled).unwrap(), value);
        }
        assert!(!json_in_page(&plain).contains('<'));
    }
}
