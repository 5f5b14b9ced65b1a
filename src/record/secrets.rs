//! The guard that keeps the run's passwords and tokens out of the record.

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;

/// What stands in a line where a secret stood.
const MASK: &str = "[secret]";

/// Shorter texts are no secrets: masking them would eat the record.
const SHORTEST: usize = 6;

/// The secret texts of a run, in every spelling in which a line could hold them.
#[derive(Clone, Default)]
pub struct Secrets {
    needles: Option<AhoCorasick>,
    masks: Vec<String>,
}

impl Secrets {
    /// Guards these texts: as they are, as JSON escapes them, and inside base64 bodies.
    ///
    /// Texts under 6 bytes are not guarded.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut needles: Vec<String> = Vec::new();
        let mut masks = Vec::new();
        for text in texts {
            let text = text.as_ref();
            if text.len() < SHORTEST {
                continue;
            }
            for plain in [text.to_owned(), escaped(text)] {
                needles.push(plain);
                masks.push(MASK.to_owned());
            }
            for hidden in in_base64(text) {
                // Same length and alphabet, so that the body can still be decoded.
                masks.push("A".repeat(hidden.len()));
                needles.push(hidden);
            }
        }
        let needles = (!needles.is_empty()).then(|| AhoCorasick::new(&needles).ok()).flatten();
        Self { needles, masks }
    }

    /// The line without secrets; borrowed when it held none.
    pub(super) fn masked<'a>(&self, line: &'a str) -> Cow<'a, str> {
        match &self.needles {
            Some(needles) if needles.is_match(line) => {
                Cow::Owned(needles.replace_all(line, &self.masks))
            }
            _ => Cow::Borrowed(line),
        }
    }
}

/// As it stands inside a JSON text.
fn escaped(text: &str) -> String {
    serde_json::Value::from(text).to_string().trim_matches('"').to_owned()
}

/// The part of its base64 that does not depend on the neighbours, for the three alignments.
fn in_base64(text: &str) -> Vec<String> {
    let of_alignment = |shift: usize| {
        let padded = [vec![0; shift], text.as_bytes().to_vec()].concat();
        let coded = STANDARD.encode(&padded);
        let from = (shift * 8).div_ceil(6);
        let to = padded.len() * 8 / 6;
        coded.get(from..to).unwrap_or_default().to_owned()
    };
    (0..3).map(of_alignment).filter(|part| part.len() >= SHORTEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_in_every_spelling() {
        let secrets = Secrets::new(["tok\"en-0123456789", "pw", "hunter2hunter2"]);
        assert_eq!(secrets.masked("{\"a\":\"hunter2hunter2!\"}"), "{\"a\":\"[secret]!\"}");
        assert_eq!(secrets.masked(r#"{"a":"tok\"en-0123456789"}"#), "{\"a\":\"[secret]\"}");
        assert_eq!(secrets.masked("pw stays"), "pw stays");
        for before in ["", "x", "xy", "xyz"] {
            let body = STANDARD.encode(format!("{before}hunter2hunter2 after"));
            let masked = secrets.masked(&body);
            let decoded = STANDARD.decode(masked.as_bytes()).unwrap();
            let text = String::from_utf8_lossy(&decoded);
            assert!(!text.contains("unter2hunter"), "{text}");
            assert_eq!(masked.len(), body.len());
        }
    }

    #[test]
    fn without_secrets_nothing_is_copied() {
        assert!(matches!(Secrets::default().masked("anything"), Cow::Borrowed(_)));
    }
}
