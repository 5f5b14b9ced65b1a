//! How much of what was said is shown in a page, and what stands in the place of the rest.

use crate::conformance::judgement::Judgement;
use crate::conformance::verdict::Verdict;
use crate::record::event::{CopyFacts, What};
use crate::report::number;
use crate::report::run::Run;
use crate::report::text::Text;
use base64::Engine;
use std::collections::BTreeSet;

/// Longest payload that is shown whole, in bytes.
const INLINE: usize = 8 * 1024;

/// Longest JSON body that is shown whole, in bytes.
const JSON: usize = 4 * 1024;

/// Most bytes of payloads in one page before those of passed scenarios are left out.
const PAGE: usize = 1_800_000;

/// A payload as it is shown: its text, or why there is none.
pub(super) struct Shown {
    /// The text.
    pub(super) text: Option<String>,
    /// Why it is not shown.
    pub(super) instead: Option<Text>,
    /// Size in bytes.
    pub(super) size: usize,
}

/// Which scenarios give up their payloads so that the page stays within its size: passed ones,
/// oldest first.
pub(super) fn without(run: &Run, judgement: &Judgement) -> BTreeSet<String> {
    let weight = |key: &str| -> usize {
        let size = |it: &&crate::record::event::Event| match &it.what {
            What::Copy(copy) => (copy.body.len() / 4 * 3).min(INLINE),
            What::Act { .. } | What::Query { .. } => 600,
            _ => 0,
        };
        run.play(key).iter().map(size).sum()
    };
    let keys: Vec<(String, Verdict)> = judgement
        .scenarios
        .iter()
        .map(|it| (format!("{}/{}", it.id, it.subject), it.verdict))
        .collect();
    let mut total: usize = keys.iter().map(|(key, _)| weight(key)).sum();
    let mut without = BTreeSet::new();
    for (key, _) in keys.iter().filter(|(_, verdict)| *verdict == Verdict::Pass) {
        if total <= PAGE {
            break;
        }
        total -= weight(key);
        without.insert(key.clone());
    }
    without
}

/// The body of a copy, as text where it is text and short enough.
pub(super) fn body(copy: &CopyFacts, seq: u64, left_out: bool) -> Shown {
    let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(&copy.body) else {
        let instead = Text::new(
            "Le corps enregistré n'est pas du base64.",
            "The recorded body is not base64.",
        );
        return Shown { text: None, instead: Some(instead), size: 0 };
    };
    let size = bytes.len();
    let elsewhere = |fr: &str, en: &str| {
        let line = number::whole(seq.saturating_add(1));
        Some(Text::new(
            format!("{fr} Corps entier : ligne {line} de events.ndjson."),
            format!("{en} Whole body: line {line} of events.ndjson."),
        ))
    };
    let (text, instead) = if left_out {
        (
            None,
            elsewhere(
                "Non montré, pour la taille de la page.",
                "Not shown, to keep the page small.",
            ),
        )
    } else if size > INLINE {
        (None, elsewhere("Plus de 8 ko : non montré.", "More than 8 kB: not shown."))
    } else {
        match String::from_utf8(bytes) {
            Ok(text) => (Some(text), None),
            Err(error) => {
                let start = hex::encode(&error.as_bytes()[..size.min(64)]);
                (
                    Some(format!("{start}…")),
                    elsewhere("Ce n'est pas de l'UTF-8.", "This is not UTF-8."),
                )
            }
        }
    };
    Shown { text, instead, size }
}

/// A JSON body in lines, cut where it is too long.
pub(super) fn json(value: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    if text.len() > JSON {
        let mut end = JSON;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push_str("\n…");
    }
    text
}
