//! How refusals are given: not too many (REQ-SEC-009), and without a word about the system (REQ-SEC-010).

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use crate::profile::timer::REFUSALS_A_MINUTE;
use crate::record::event::What;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// Words that only somebody says who tells how a system is made.
const INTERNALS: &[&str] = &[
    ".rs:",
    ".java:",
    "/home/",
    "/tmp/",
    "/usr/",
    "/var/",
    "127.0.0.1",
    "backtrace",
    "constraint failed",
    "constraintviolation",
    "exception in ",
    "exception:",
    "insert into ",
    "no such table",
    "panicked at",
    "select * from",
    "sqlite",
    "traceback (",
];

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    let mut pace = Tally::new("REQ-SEC-009");
    let mut discreet = Tally::new("REQ-SEC-010");
    let mut given: BTreeMap<(&str, &str), Vec<Timestamp>> = BTreeMap::new();
    let questions = questions(scene);
    let mut copies: HashMap<&str, usize> = HashMap::new();
    let breaks = breaks(scene);
    let refusals = scene.evidence.messages.iter().filter(|seen| !seen.injected);
    for refusal in refusals.filter(|seen| matches!(seen.code_text(), "FNK" | "XNK")) {
        let copies = copies.entry(refusal.id()).or_default();
        *copies += 1;
        let breaks = breaks.get(refusal.from()).copied().unwrap_or_default();
        let repeated = is_repeat(*copies, breaks);
        if let Some(at) = refusal.business.filter(|_| !repeated) {
            let before = given.entry((refusal.from(), refusal.to())).or_default();
            before.push(at);
            pace.check(refusal.from(), refusal.at, too_many(before, at));
        }
        let asked = refusal.correlation().and_then(|id| questions.get(id)).copied();
        discreet.check(refusal.from(), refusal.at, indiscreet(refusal, asked));
    }
    for event in &scene.evidence.events {
        let (country, status, answer) = match &event.what {
            What::Act { country, status, response, .. }
            | What::Query { country, status, response, .. } => (country, *status, response),
            _ => continue,
        };
        if status >= 400 {
            let word = internal_word(&answer.to_string(), "");
            let offence = word.map(|word| format!("an answer with status {status} says `{word}`"));
            discreet.check(country, event.seq, offence);
        }
    }
    vec![pace, discreet]
}

/// When the line broke, two things come again once it is back, and are no refusal more: what had no receipt (PD-22), and
/// the stored answer to a message that is delivered once more (PD-23 a).
fn is_repeat(copies: usize, breaks: usize) -> bool {
    copies > 1 && copies <= 1 + 2 * breaks
}

/// How often each country's line has broken. A link tells it a little later than the witness what came before.
fn breaks<'e>(scene: &'e Scene<'_>) -> HashMap<&'e str, usize> {
    let mut breaks = HashMap::new();
    for event in &scene.evidence.events {
        if let What::LinkChange { country, change, .. } = &event.what
            && change == "disconnected"
        {
            *breaks.entry(country.as_str()).or_default() += 1;
        }
    }
    breaks
}

/// Every message by its id, to see what a refusal may quote.
fn questions<'e, 'a>(scene: &'e Scene<'a>) -> HashMap<&'e str, &'e Seen<'a>> {
    scene.evidence.messages.iter().map(|seen| (seen.id(), seen)).collect()
}

/// Refusals within the minute that ends with the newest.
fn too_many(given: &[Timestamp], newest: Timestamp) -> Option<String> {
    let minute = SignedDuration::from_mins(1);
    let recent = given.iter().rev().take_while(|at| newest.duration_since(**at) < minute).count();
    (recent > REFUSALS_A_MINUTE).then(|| format!("{recent} refusals within a minute"))
}

fn indiscreet(refusal: &Seen<'_>, asked: Option<&Seen<'_>>) -> Option<String> {
    let quoted = asked.map(Seen::written).unwrap_or_default();
    let word = internal_word(&refusal.written(), &quoted)?;
    Some(format!("{} says `{word}`", refusal.name()))
}

/// The first word about the system's inside that is not quoted from somebody else.
fn internal_word(text: &str, quoted: &str) -> Option<&'static str> {
    let (text, quoted) = (text.to_lowercase(), quoted.to_lowercase());
    INTERNALS.iter().copied().find(|word| text.contains(word) && !quoted.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sender_wrote_may_be_quoted() {
        let leak = "SqliteFailure at src/store.rs:12";
        assert_eq!(internal_word(leak, ""), Some(".rs:"));
        assert_eq!(internal_word(leak, leak), None);
        assert_eq!(internal_word("`Carriage` ends nothing", ""), None);
    }

    #[test]
    fn a_refusal_counts_again_unless_the_line_has_broken_since() {
        let counts = |copies, breaks| !is_repeat(copies, breaks);
        assert!(counts(1, 0) && counts(1, 3));
        assert!(counts(2, 0) && counts(4, 1));
        assert!(!counts(2, 1) && !counts(3, 1) && !counts(5, 2));
    }

    #[test]
    fn the_sixty_first_within_a_minute_is_one_too_many() {
        let begin = Timestamp::from_second(1_780_000_000).unwrap();
        let after = |seconds| begin + SignedDuration::from_secs(seconds);
        let mut given = vec![begin; 60];
        assert_eq!(too_many(&given, begin), None);
        given.push(after(60));
        assert_eq!(too_many(&given, after(60)), None);
        given[60] = after(59);
        assert!(too_many(&given, after(59)).is_some());
    }
}
