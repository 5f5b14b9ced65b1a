//! Which characters a profile text may hold, and how texts are compared.

/// True for a character that no profile text may hold (XNK 53).
///
/// XML 1.0 forbids control characters, U+FFFE and U+FFFF; the profile also forbids characters
/// above U+FFFF, because a JMS text message does not carry them unchanged.
pub fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}'..)
}

/// True when the text holds a bidirectional override or isolate (FNK 14, PD-34).
pub fn has_bidi_control(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// A plate as it is compared: upper case, without spaces and hyphens (PD-42).
pub fn normalised_plate(plate: &str) -> String {
    plate.chars().filter(|c| !matches!(c, ' ' | '-')).flat_map(char::to_uppercase).collect()
}

/// The text without forbidden characters (each becomes U+FFFD), cut to `limit` characters.
pub fn quoted(text: &str, limit: usize) -> String {
    text.chars().take(limit).map(|c| if is_forbidden(c) { '\u{fffd}' } else { c }).collect()
}

/// White space of XML 1.0.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// True for a name without a colon (Namespaces in XML 1.0, `NCName`).
pub(super) fn is_ncname(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(starts_name) && chars.all(continues_name)
}

fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}')
}

fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_local_letters_are_allowed_and_controls_are_not() {
        for c in "éÀœƐɛƒɖŋɔɩʋ\t\n\r€\u{fffd}".chars() {
            assert!(!is_forbidden(c), "{c:?}");
        }
        for c in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}', '\u{1f600}'] {
            assert!(is_forbidden(c), "{c:?}");
        }
    }

    #[test]
    fn plates_compare_without_spaces_and_hyphens() {
        assert_eq!(normalised_plate("tg-1234 ab"), "TG1234AB");
        assert!(has_bidi_control("abc\u{202e}def") && !has_bidi_control("abc"));
        assert_eq!(quoted("a\u{1}bc", 3), "a\u{fffd}b");
    }
}
