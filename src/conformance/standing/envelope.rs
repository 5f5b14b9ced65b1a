//! The envelope of every message that a country itself sent (REQ-ENV-001 to 005, 007 to 009).

use super::Scene;
use super::tally::{Rank, Tally};
use crate::conformance::evidence::{Document, Seen};
use crate::profile::{Class, Code, MessageId, stomp};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

/// How far in the future a written time may lie (PD-07).
const SKEW: SignedDuration = SignedDuration::from_mins(15);

/// Names of elements that say when something happened; others may lie in the future.
const PAST: &[&str] = &["preparedAt", "eventAt", "recordedAt", "acceptedAt", "releasedAt"];

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    let mut schema = Tally::new("REQ-ENV-001").ranked(Rank::Schema);
    let mut identity = Tally::new("REQ-ENV-002");
    let mut correlation = Tally::new("REQ-ENV-003");
    let mut digest = Tally::new("REQ-ENV-004");
    let mut mirror = Tally::new("REQ-ENV-005");
    let mut lasting = Tally::new("REQ-ENV-007");
    let mut times = Tally::new("REQ-ENV-008");
    let mut route = Tally::new("REQ-ENV-009");
    let received = received(scene);
    let mut bytes_of: HashMap<&str, &str> = HashMap::new();
    for seen in scene.evidence.messages.iter().filter(|seen| !seen.injected) {
        let (from, at) = (seen.from(), seen.at);
        let named = |wrong: String| format!("{}: {wrong}", seen.name());
        schema.check(from, at, seen.schema_complaint().map(named));
        let known = *bytes_of.entry(seen.id()).or_insert(seen.digest());
        identity.check(from, at, id_complaint(seen, known));
        digest.check(from, at, digest_complaint(seen).map(named));
        lasting.check(from, at, lasting_complaint(seen).map(named));
        let Ok(document) = seen.document() else { continue };
        correlation.check(from, at, correlation_complaint(seen, &received).map(named));
        mirror.check(from, at, mirror_complaint(seen, document).map(named));
        route.check(from, at, route_complaint(seen, document).map(named));
        if let Some(now) = seen.business {
            times.check(from, at, time_complaint(document, now).map(named));
        }
    }
    vec![schema, identity, correlation, digest, mirror, lasting, times, route]
}

/// Ids of all messages that came to each country, injected ones too.
fn received<'e>(scene: &'e Scene<'_>) -> HashSet<(&'e str, &'e str)> {
    let messages = &scene.evidence.messages;
    messages
        .iter()
        .flat_map(|seen| [(seen.to(), seen.id()), (seen.to(), seen.facts.message_id.as_str())])
        .collect()
}

fn id_complaint(seen: &Seen<'_>, known_digest: &str) -> Option<String> {
    let id = seen.id();
    let Ok(parsed) = id.parse::<MessageId>() else {
        return Some(format!("{} carries the id `{id}`, which is none", seen.code_text()));
    };
    if parsed.country().as_str() != seen.from() {
        return Some(format!("{} begins with another country than {}", seen.name(), seen.from()));
    }
    (known_digest != seen.digest()).then(|| format!("{} was used for other bytes", seen.name()))
}

fn correlation_complaint(seen: &Seen<'_>, received: &HashSet<(&str, &str)>) -> Option<String> {
    let header = seen.header(stomp::CORRELATION_ID).filter(|value| !value.is_empty());
    match (seen.code()?.is_answer(), seen.correlation()) {
        (true, None) => Some("names no message that it answers".to_owned()),
        (true, Some(_)) if header.is_none() => Some("has no correlation header".to_owned()),
        (true, Some(id)) if id.starts_with("JMS:") || received.contains(&(seen.from(), id)) => None,
        (true, Some(id)) => Some(format!("answers {id}, which never came to {}", seen.from())),
        (false, Some(id)) => Some(format!("is no answer and names {id}")),
        (false, None) => header.map(|id| format!("is no answer and names {id} in its header")),
    }
}

fn digest_complaint(seen: &Seen<'_>) -> Option<String> {
    match seen.header(stomp::TX_DIGEST) {
        None => Some("carries no digest".to_owned()),
        Some(said) if said != seen.digest() => {
            Some(format!("says digest {said}, its bytes have {}", seen.digest()))
        }
        Some(_) => None,
    }
}

/// The first property that does not mirror the body. The broker may keep the group to itself, and
/// a missing correlation is the concern of REQ-ENV-003.
fn mirror_complaint(seen: &Seen<'_>, document: &Document) -> Option<String> {
    let group = match seen.code().map(Code::class) {
        Some(Class::Sys) => document.text("Header/sender/@country"),
        _ => seen.mrn(),
    };
    let mirrors = [
        (stomp::TYPE, Some(document.root.as_str()), false),
        (stomp::CORRELATION_ID, seen.correlation(), true),
        (stomp::GROUP, group, true),
        (stomp::TX_MESSAGE_ID, document.text("Header/messageId"), false),
        (stomp::TX_MRN, seen.mrn(), false),
        (stomp::TX_PROFILE, document.text("Header/profileVersion"), false),
        (stomp::TX_TEST, document.text("Header/testIndicator"), false),
    ];
    mirrors.into_iter().find_map(|(name, body, may_be_absent)| {
        let header = seen.header(name).filter(|value| !value.is_empty());
        let differs = header != body && !(may_be_absent && (header.is_none() || body.is_none()));
        let word = |value: Option<&str>| value.map_or("nothing".to_owned(), |it| format!("`{it}`"));
        differs.then(|| format!("{name} says {}, the body {}", word(header), word(body)))
    })
}

fn lasting_complaint(seen: &Seen<'_>) -> Option<String> {
    let persistent = seen.header(stomp::PERSISTENT) == Some("true");
    match seen.code() {
        Some(Code::Hbt) if persistent => return Some("was sent persistent".to_owned()),
        Some(Code::Hbt) => {}
        _ if !persistent => return Some("was not sent persistent".to_owned()),
        _ => {}
    }
    if let Some(expires) = seen.header("expires").filter(|value| !matches!(*value, "" | "0")) {
        return Some(format!("expires at {expires}"));
    }
    // A content-length reaches the reader of a queue only with a message of bytes.
    let bytes = seen.header("content-length").is_some();
    let text = seen.header(stomp::BODY_KIND).is_none_or(|kind| kind == "text");
    (!text || bytes && seen.header(stomp::BODY_KIND).is_none())
        .then(|| "is not a text message".to_owned())
}

fn time_complaint(document: &Document, now: Timestamp) -> Option<String> {
    document.named(PAST).find_map(|(path, text)| {
        if !text.ends_with('Z') {
            return Some(format!("{path} `{text}` is not in UTC"));
        }
        let written: Timestamp = text.parse().ok()?;
        let ahead = written.duration_since(now);
        (ahead > SKEW).then(|| {
            format!("{path} `{text}` is {} minutes ahead of business time", ahead.as_mins())
        })
    })
}

fn route_complaint(seen: &Seen<'_>, document: &Document) -> Option<String> {
    let (code, queue) = (seen.code()?, seen.queue.as_ref()?);
    if code.class() != queue.class {
        return Some(format!("of class {} travels in {queue}", code.class()));
    }
    let ends = [
        ("sender", document.text("Header/sender/@country"), queue.from),
        ("recipient", document.text("Header/recipient/@country"), queue.to),
    ];
    ends.into_iter().find_map(|(end, said, country)| {
        let said = said.filter(|said| *said != country.as_str())?;
        Some(format!("names {end} {said} and travels in {queue}"))
    })
}
