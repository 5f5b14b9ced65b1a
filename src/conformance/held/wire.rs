//! Claims that rest on captured bytes.

use super::Held;
use crate::conformance::evidence::{Document, Evidence, Seen};
use crate::record::claim::{Claim, Expectation, Times};
use crate::record::event::What;
use std::collections::{BTreeMap, BTreeSet};

/// Messages of one code that a country sent to another.
pub(super) fn sent(evidence: &Evidence<'_>, expectation: &Expectation) -> Held {
    let Claim::Sent { from, to, code, mrn, fields, times } = &expectation.claim else {
        return Held::not_yet("no claim about sending");
    };
    let of_code: Vec<&Seen<'_>> = evidence
        .sent_by(from)
        .filter(|seen| seen.at > expectation.since && seen.to() == to && seen.code_text() == code)
        .filter(|seen| mrn.as_deref().is_none_or(|mrn| seen.mrn() == Some(mrn)))
        .collect();
    let mut ids = BTreeSet::new();
    let matching: Vec<u64> = of_code
        .iter()
        .filter(|seen| differences(seen, fields).is_empty() && ids.insert(seen.id()))
        .map(|seen| seen.at)
        .collect();
    let observed = match (matching.len(), of_code.last()) {
        (0, Some(newest)) => {
            format!("{} says {}", newest.name(), differences(newest, fields).join(", "))
        }
        (count, _) => format!("{count} {code} from {from} to {to} seen"),
    };
    counted(evidence, expectation, *times, &matching, &observed)
}

/// The technical answers to one message.
pub(super) fn answered(evidence: &Evidence<'_>, expectation: &Expectation) -> Held {
    let Claim::Answered { message_id, by, code, detail, fields, times } = &expectation.claim else {
        return Held::not_yet("no claim about an answer");
    };
    let provisional = detail.as_deref() == Some("HELD");
    let answers = evidence.sent_by(by).filter(|seen| {
        seen.at > expectation.since
            && seen.correlation() == Some(message_id)
            && (seen.is_final_answer() || (provisional && seen.disposition() == Some("HELD")))
    });
    let mut right = Vec::new();
    let mut words = Vec::new();
    for answer in answers {
        let wrong = unlike(answer, code, detail.as_deref(), fields);
        if wrong.is_empty() {
            right.push(answer.at);
        } else if *times != Times::Exactly(0) {
            let observed = format!("{by} answered {}: {}", answer.answer_word(), wrong.join(", "));
            return Held::no(answer.at, observed);
        }
        words.push(answer.answer_word());
    }
    let observed = match &words[..] {
        [] => format!("no answer from {by}"),
        _ => format!("{by} answered {}", words.join(", then ")),
    };
    counted(evidence, expectation, *times, &right, &observed)
}

/// Every answer to the message has the same bytes, and there are at least two.
pub(super) fn same_answer(evidence: &Evidence<'_>, since: u64, message_id: &str, by: &str) -> Held {
    let answers: Vec<&Seen<'_>> = evidence.answers(by, message_id).collect();
    let Some(first) = answers.first() else { return Held::not_yet(format!("no answer from {by}")) };
    if let Some(other) = answers.iter().find(|answer| answer.digest() != first.digest()) {
        let (was, is) = (first.answer_word(), other.answer_word());
        let which = if was == is { format!("another {is}") } else { format!("{is} after {was}") };
        return Held::no(other.at, format!("{by} answered with {which}, in other bytes"));
    }
    match answers.last() {
        Some(last) if answers.len() > 1 && last.at > since => {
            let observed = format!("{by} answered {} times in the same bytes", answers.len());
            Held::yes(last.at, answers.len(), observed)
        }
        _ => Held::not_yet(format!("{by} has answered, and not again since")),
    }
}

/// The first answer to a message stands before the first one to another.
pub(super) fn answered_before(
    evidence: &Evidence<'_>,
    message_id: &str,
    other: &str,
    by: &str,
) -> Held {
    let first = evidence.answers(by, message_id).next();
    let others = evidence.answers(by, other).next();
    match (first, others) {
        (Some(first), Some(later)) if first.at > later.at => {
            Held::no(later.at, format!("{by} answered {other} first"))
        }
        (Some(first), _) => {
            Held::yes(first.at, 1, format!("{by} answered {}", first.answer_word()))
        }
        (None, Some(other)) => Held::no(other.at, format!("{by} answered the other one only")),
        (None, None) => Held::not_yet(format!("no answer from {by}")),
    }
}

/// The dead letters of the queue were seen to hold the message.
pub(super) fn put_aside(
    evidence: &Evidence<'_>,
    since: u64,
    message_id: &str,
    queue: &str,
) -> Held {
    let dead = format!("DLQ.{queue}");
    // Where each country has a broker of its own, each is looked into.
    let looks = evidence.events.iter().filter_map(|event| match &event.what {
        What::Browsed { queue, messages } if *queue == dead && event.seq > since => {
            Some((event.seq, messages))
        }
        _ => None,
    });
    let mut observed = format!("nobody has looked into {dead}");
    for (at, messages) in looks {
        if messages.iter().any(|lies| lies.message_id == message_id) {
            return Held::yes(at, 1, format!("it lies in {dead}"));
        }
        observed = format!("{} messages lie in {dead}, not this one", messages.len());
    }
    Held::not_yet(observed)
}

/// The XNK to the message names line and column.
pub(super) fn names_the_place(
    evidence: &Evidence<'_>,
    message_id: &str,
    by: &str,
    line: u32,
    columns: (u32, u32),
) -> Held {
    let Some(answer) = evidence.answers(by, message_id).find(|seen| seen.code_text() == "XNK")
    else {
        return Held::not_yet(format!("no XNK from {by}"));
    };
    let places = |document: &Document| -> Vec<(u32, u32)> {
        let numbers = |path| document.texts(path).map(|text| text.parse().unwrap_or(0)).collect();
        let (lines, columns): (Vec<u32>, Vec<u32>) =
            (numbers("Errors/error/line"), numbers("Errors/error/column"));
        lines.into_iter().zip(columns).collect()
    };
    let places = answer.document().map(places).unwrap_or_default();
    let words: Vec<String> =
        places.iter().map(|(line, column)| format!("line {line}, column {column}")).collect();
    let observed = format!("{by} names {}", words.join(" and "));
    let right = |place: &(u32, u32)| place.0 == line && (columns.0..=columns.1).contains(&place.1);
    if places.iter().any(right) {
        Held::yes(answer.at, 1, observed)
    } else {
        Held::no(answer.at, observed)
    }
}

/// Decides by number: one position per piece that counts.
fn counted(
    evidence: &Evidence<'_>,
    expectation: &Expectation,
    times: Times,
    found: &[u64],
    observed: &str,
) -> Held {
    match times {
        Times::AtLeast(wanted) => match place(found, wanted.max(1)) {
            Some(at) => Held::yes(at, found.len(), observed),
            None => Held::not_yet(observed),
        },
        Times::Exactly(wanted) => {
            if let Some(at) = place(found, wanted.saturating_add(1)) {
                return Held::no(at, observed);
            }
            if found.len() < wanted as usize {
                return Held::not_yet(observed);
            }
            let newest = found.last().copied().unwrap_or(0).max(expectation.since);
            match evidence.rest_after(newest, expectation.by) {
                Some(at) => Held::yes(at, found.len() + 1, format!("{observed}, then quiet")),
                None => Held::not_yet(format!("{observed}, and the cell is not quiet yet")),
            }
        }
    }
}

/// Position of the nth piece, counted from 1.
fn place(found: &[u64], nth: u32) -> Option<u64> {
    found.get((nth as usize).checked_sub(1)?).copied()
}

/// How an answer differs from what is demanded.
fn unlike(
    answer: &Seen<'_>,
    code: &str,
    detail: Option<&str>,
    fields: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    if answer.code_text() != code {
        wrong.push(format!("not {code}"));
    } else if let (Some(detail), Ok(document)) = (detail, answer.document()) {
        let mut said = document
            .texts("Acknowledgement/disposition")
            .chain(document.texts("Errors/error/code"));
        if !said.any(|said| said == detail) {
            wrong.push(format!("not {code} {detail}"));
        }
    }
    wrong.extend(differences(answer, fields));
    wrong
}

/// The same text, or the same instant: `preparedAt` may or may not carry a fraction (PD-02).
fn same(have: &str, wanted: &str) -> bool {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().ok();
    have == wanted || instant(wanted).is_some_and(|wanted| instant(have) == Some(wanted))
}

/// Fields that do not hold the text demanded. An empty text demands that nothing stands there.
fn differences(seen: &Seen<'_>, fields: &BTreeMap<String, String>) -> Vec<String> {
    let document = match seen.document() {
        Ok(document) => document,
        Err(_) if fields.is_empty() => return Vec::new(),
        Err(why) => return vec![why.to_owned()],
    };
    let wrong = |(path, wanted): (&String, &String)| {
        let holds = match wanted.as_str() {
            "" => !document.has(path),
            text => document.texts(path).any(|have| same(have, text)),
        };
        let have: Vec<&str> = document.texts(path).collect();
        (!holds).then(|| match (&have[..], wanted.as_str()) {
            ([], "") => format!("{path} is there"),
            ([], text) => format!("nothing at {path} instead of `{text}`"),
            (have, "") => format!("{path} `{}`", have.join("`, `")),
            (have, text) => format!("{path} `{}` instead of `{text}`", have.join("`, `")),
        })
    };
    fields.iter().filter_map(wrong).collect()
}
