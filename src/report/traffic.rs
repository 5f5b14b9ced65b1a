//! What failures did to the messages of a scenario: left without an answer, sent again, in effect twice;
//! and how what had waited came through.

use crate::conformance::effects_of_messages;
use crate::record::event::{Event, What};
use crate::report::number;
use crate::report::text::Text;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A pause after which what comes is no longer what had waited, nanoseconds.
const PAUSE: u64 = 500_000_000;

/// Counters of one scenario.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Traffic {
    /// Messages that have no technical answer at the end: lost, or never taken.
    unanswered: usize,
    /// Messages that the broker was offered more than once.
    again: usize,
    /// Business events that took effect twice, by the nodes' last word.
    doubled: usize,
}

/// Counts.
pub(super) fn of(play: &[&Event]) -> Traffic {
    let mut offered: BTreeMap<&str, usize> = BTreeMap::new();
    let mut answered = BTreeSet::new();
    let mut words: BTreeMap<(&str, &str), &serde_json::Value> = BTreeMap::new();
    for event in play {
        match &event.what {
            What::Copy(copy) if matches!(copy.code.as_str(), "ACK" | "FNK" | "XNK") => {
                answered.extend(copy.headers.get("correlation-id").map(String::as_str));
            }
            What::Copy(copy) if copy.code != "HBT" && !copy.message_id.is_empty() => {
                *offered.entry(&copy.message_id).or_default() += 1;
            }
            What::Query { country, path, status: 200, response }
                if path.starts_with("/v1/movements/") =>
            {
                words.insert((country, path), response);
            }
            _ => {}
        }
    }
    Traffic {
        unanswered: offered.keys().filter(|id| !answered.contains(**id)).count(),
        again: offered.values().filter(|times| **times > 1).count(),
        doubled: words.values().map(|word| doubled(word)).sum(),
    }
}

/// Effects of messages that stand more than once in a node's journal.
fn doubled(movement: &serde_json::Value) -> usize {
    let mut known = BTreeSet::new();
    effects_of_messages(movement).filter(|effect| !known.insert(*effect)).count()
}

/// How many messages passed a country's line, or any, from an instant until it first was still; and how
/// long that took.
pub(super) fn drained(play: &[&Event], country: Option<&str>, from: u64) -> Option<Text> {
    let mut passed: Vec<(u64, &str)> = play
        .iter()
        .filter_map(|event| match &event.what {
            What::LinkFrame { country: of, step, message_id, at_ns, .. }
                if *at_ns >= from
                    && matches!(step.as_str(), "send" | "delivered")
                    && country.is_none_or(|wanted| wanted == of) =>
            {
                Some((*at_ns, message_id.as_str()))
            }
            _ => None,
        })
        .collect();
    passed.sort_unstable();
    let first = passed.first()?.0;
    let (mut last, mut messages) = (first, BTreeSet::new());
    for (at, id) in passed {
        if at - last > PAUSE {
            break;
        }
        last = at;
        messages.insert(id);
    }
    let took = number::nanos(last - from);
    let count = messages.len();
    Some(Text::new(format!("{count} en {}", took.fr), format!("{count} in {}", took.en)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::event::CopyFacts;
    use serde_json::json;

    fn event(seq: u64, what: What) -> Event {
        Event {
            seq,
            prev: String::new(),
            wall_ns: seq,
            mono_ns: 0,
            business: None,
            cell: String::new(),
            scenario: String::new(),
            source: String::new(),
            what,
        }
    }

    fn copy(seq: u64, code: &str, id: &str, question: &str) -> Event {
        let headers = [("correlation-id".to_owned(), question.to_owned())].into();
        let (code, message_id) = (code.to_owned(), id.to_owned());
        event(
            seq,
            What::Copy(Box::new(CopyFacts { headers, message_id, code, ..CopyFacts::default() })),
        )
    }

    #[test]
    fn what_has_no_answer_came_again_or_was_done_twice_is_counted() {
        let word = json!({ "effects": [
            { "key": "PAS/X" }, { "key": "PAS/X" }, { "key": "act/a" }, { "key": "act/a" },
        ]});
        let asked = What::Query {
            country: "TG".into(),
            path: "/v1/movements/M".into(),
            status: 200,
            response: word,
        };
        let events = [
            copy(1, "PAS", "m1", ""),
            copy(2, "PAS", "m1", ""),
            copy(3, "ACK", "a1", "m1"),
            copy(4, "ARR", "m2", ""),
            copy(5, "HBT", "m3", ""),
            event(6, asked),
        ];
        let play: Vec<&Event> = events.iter().collect();
        assert_eq!(of(&play), Traffic { unanswered: 1, again: 1, doubled: 1 });
    }

    #[test]
    fn what_waited_is_counted_until_the_line_is_still() {
        let frame = |seq, at_ns, id: &str| {
            let what = What::LinkFrame {
                country: "TG".into(),
                step: "send".into(),
                message_id: id.into(),
                queue: String::new(),
                code: String::new(),
                mrn: String::new(),
                size: 0,
                redelivered: false,
                at_ns,
            };
            event(seq, what)
        };
        let events =
            [frame(1, 10, "a"), frame(2, 20, "b"), frame(3, 30, "b"), frame(4, 2 * PAUSE, "c")];
        let play: Vec<&Event> = events.iter().collect();
        assert!(drained(&play, Some("TG"), 5).unwrap().en.starts_with("2 in"));
        assert!(drained(&play, Some("BF"), 5).is_none());
    }
}
