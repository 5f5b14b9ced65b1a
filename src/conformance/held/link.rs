//! Claims about what a link saw.

use super::Held;
use crate::conformance::evidence::Evidence;
use crate::record::claim::Claim;
use crate::record::event::{BiteFacts, Event, What};
use std::collections::BTreeSet;

/// Decides a claim about a line.
pub(super) fn held(evidence: &Evidence<'_>, since: u64, claim: &Claim) -> Held {
    match claim {
        Claim::SentAgain { from, fault } => sent_again(evidence, from, fault),
        Claim::BackWithin { country, ms, sealed } => {
            back_within(evidence, since, (country, *sealed), *ms)
        }
        Claim::LineKept { country, sealed } => line_kept(evidence, since, (country, *sealed)),
        other => Held::not_yet(format!("no link tells anything of {}", other.about())),
    }
}

/// The message at which a fault bit came to the broker after all, in the bytes that were lost.
fn sent_again(evidence: &Evidence<'_>, from: &str, fault: &str) -> Held {
    let bite = evidence.events.iter().find_map(|event| match &event.what {
        What::LinkChange { change, fault: of, bite: Some(bite), .. }
            if change == "bit" && of == fault =>
        {
            Some(bite)
        }
        _ => None,
    });
    let Some(BiteFacts { message_id, digest, code, .. }) = bite else {
        return Held::not_yet(format!("{fault} has not bitten"));
    };
    let mut copies = evidence.sent_by(from).filter(|seen| seen.id() == message_id);
    let Some(first) = copies.next() else {
        return Held::not_yet(format!("{from} has not sent {code} {message_id} again"));
    };
    if first.digest() == digest {
        let observed = format!("{from} has sent {code} {message_id} again, the same bytes");
        Held::yes(first.at, 2, observed)
    } else {
        Held::no(first.at, format!("{from} has sent {code} {message_id} again, in other bytes"))
    }
}

/// How long it took from the healing of a line to the first message on it, by the link's own clock.
fn back_within(
    evidence: &Evidence<'_>,
    since: u64,
    (country, sealed): (&str, bool),
    ms: u64,
) -> Held {
    let later = || evidence.events.iter().filter(|event| event.seq > since);
    let healed = later().find_map(|event| match &event.what {
        What::LinkChange { country: of, change, at_ns, .. }
            if of == country && (change == "healed" || change == "ended") =>
        {
            Some(*at_ns)
        }
        _ => None,
    });
    let Some(healed) = healed else {
        return Held::not_yet(format!("the line of {country} has not been healed"));
    };
    let copies = own_copies(evidence, country, sealed);
    let passed = later().filter_map(|event| passage(event, country, &copies));
    let passed = passed.filter(|passage| passage.at_ns >= healed);
    let Some(first) = passed.min_by_key(|passage| passage.at_ns) else {
        return Held::not_yet(format!("no message has passed the line of {country} since"));
    };
    let took = (first.at_ns - healed).div_ceil(1_000_000);
    let code = first.code;
    let observed = format!("the first message ({code}) passed {took} ms after the line was healed");
    if took <= ms { Held::yes(first.seq, 2, observed) } else { Held::no(first.seq, observed) }
}

/// A message that passed a line.
struct Passage<'e> {
    at_ns: u64,
    seq: u64,
    code: &'e str,
    message_id: &'e str,
    /// The country sent it.
    sent: bool,
}

/// Where the broker's copies stand of what the country itself sent; they count on a line that no link reads.
fn own_copies(evidence: &Evidence<'_>, country: &str, sealed: bool) -> BTreeSet<u64> {
    if sealed { evidence.sent_by(country).map(|seen| seen.at).collect() } else { BTreeSet::new() }
}

/// A frame that the link read, or one of these copies, which comes a little later.
fn passage<'e>(event: &'e Event, country: &str, copies: &BTreeSet<u64>) -> Option<Passage<'e>> {
    match &event.what {
        What::LinkFrame { country: of, step, message_id, code, at_ns, .. } if of == country => {
            let (at_ns, sent) = (*at_ns, step == "send");
            Some(Passage { at_ns, seq: event.seq, code, message_id, sent })
        }
        What::Copy(facts) if copies.contains(&event.seq) => {
            let (code, message_id) = (facts.code.as_str(), facts.message_id.as_str());
            Some(Passage { at_ns: event.wall_ns, seq: event.seq, code, message_id, sent: true })
        }
        _ => None,
    }
}

/// No connection of the country ended after `since`, and no message was sent twice.
fn line_kept(evidence: &Evidence<'_>, since: u64, (country, sealed): (&str, bool)) -> Held {
    let mut sent = BTreeSet::new();
    let mut messages = 0;
    let copies = own_copies(evidence, country, sealed);
    for event in evidence.events.iter().filter(|event| event.seq > since) {
        if let What::LinkChange { country: of, change, detail, .. } = &event.what
            && of == country
            && change == "disconnected"
            && detail == "by node"
        {
            return Held::no(event.seq, format!("a connection of {country} ended {detail}"));
        }
        let passage = passage(event, country, &copies).filter(|passage| passage.sent);
        let Some(Passage { code, message_id, .. }) = passage else { continue };
        messages += 1;
        if !sent.insert(message_id) {
            return Held::no(event.seq, format!("{country} sent {code} {message_id} twice"));
        }
    }
    let observed = format!("one connection, {messages} messages sent");
    match evidence.rest_after(since, None) {
        Some(at) if messages > 0 => Held::yes(at, messages, observed),
        _ => Held::not_yet(observed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::event::CopyFacts;
    use sha2::{Digest, Sha256};

    const QUEUE: &str = "TRANSIT.BF.FROM.TG.CORE";

    fn record(all: Vec<What>) -> Vec<Event> {
        let event = |(at, what): (usize, What)| Event {
            seq: at as u64 + 1,
            prev: String::new(),
            wall_ns: 0,
            mono_ns: 0,
            business: None,
            cell: "cell-1".into(),
            scenario: "LF02/TG".into(),
            source: "link TG".into(),
            what,
        };
        all.into_iter().enumerate().map(event).collect()
    }

    fn change(change: &str, at_ms: u64) -> What {
        let bite = BiteFacts {
            message_id: "m-1".into(),
            code: "PAS".into(),
            // Of no bytes at all.
            digest: hex::encode(Sha256::digest(b"")),
            ..BiteFacts::default()
        };
        What::LinkChange {
            country: "TG".into(),
            change: change.into(),
            fault: "f-1".into(),
            detail: "by fault".into(),
            bite: (change == "bit").then_some(bite),
            at_ns: at_ms * 1_000_000,
        }
    }

    fn frame(step: &str, id: &str, at_ms: u64) -> What {
        What::LinkFrame {
            country: "TG".into(),
            step: step.into(),
            message_id: id.into(),
            queue: QUEUE.into(),
            code: "PAS".into(),
            mrn: String::new(),
            size: 1,
            redelivered: false,
            at_ns: at_ms * 1_000_000,
        }
    }

    fn copy(body: &str) -> What {
        What::Copy(Box::new(CopyFacts {
            queue: QUEUE.into(),
            message_id: "m-1".into(),
            code: "PAS".into(),
            body: body.into(),
            ..CopyFacts::default()
        }))
    }

    #[test]
    fn only_the_very_bytes_that_were_lost_are_sent_again() {
        let look = |all: Vec<What>| sent_again(&Evidence::of(&record(all)), "TG", "f-1");
        assert!(matches!(look(vec![copy("")]), Held::NotYet { .. }), "nothing was lost");
        assert!(matches!(look(vec![change("bit", 1)]), Held::NotYet { .. }));
        assert!(matches!(look(vec![change("bit", 1), copy("")]), Held::Yes { at: 2, .. }));
        assert!(matches!(look(vec![change("bit", 1), copy("eA==")]), Held::No { at: 2, .. }));
    }

    #[test]
    fn the_return_is_timed_by_the_clock_of_the_link() {
        let look =
            |all: Vec<What>| back_within(&Evidence::of(&record(all)), 0, ("TG", false), 1000);
        assert!(matches!(look(vec![frame("send", "m-1", 5)]), Held::NotYet { .. }), "not healed");
        assert!(matches!(look(vec![change("healed", 5)]), Held::NotYet { .. }));
        let back = |ms| look(vec![change("healed", 5), frame("send", "m-1", ms)]);
        assert!(matches!(back(1005), Held::Yes { at: 2, .. }));
        assert!(matches!(back(1006), Held::No { at: 2, .. }));
        assert!(matches!(back(4), Held::NotYet { .. }), "it passed before");
    }

    #[test]
    fn what_passes_a_line_that_no_link_reads_is_known_by_the_brokers_copies() {
        let look = |sealed: bool, ms: u64| {
            let mut events = record(vec![change("healed", 5), copy("")]);
            events[1].wall_ns = ms * 1_000_000;
            back_within(&Evidence::of(&events), 0, ("TG", sealed), 1000)
        };
        assert!(matches!(look(true, 1005), Held::Yes { at: 2, .. }));
        assert!(matches!(look(true, 1006), Held::No { at: 2, .. }));
        assert!(matches!(look(false, 1005), Held::NotYet { .. }), "it is read");
    }

    #[test]
    fn a_line_is_kept_when_no_connection_ends_and_nothing_is_sent_twice() {
        let look = |all: Vec<What>| line_kept(&Evidence::of(&record(all)), 0, ("TG", false));
        let sentinel = || What::Sentinel { token: String::new() };
        let rest = |mut all: Vec<What>| {
            all.extend([What::Quiet, sentinel()]);
            look(all)
        };
        assert!(matches!(rest(vec![frame("send", "m-1", 1)]), Held::Yes { .. }));
        assert!(matches!(rest(vec![]), Held::NotYet { .. }), "nothing passed");
        assert!(matches!(look(vec![frame("send", "m-1", 1)]), Held::NotYet { .. }));
        let twice = vec![frame("send", "m-1", 1), frame("send", "m-1", 2)];
        assert!(matches!(rest(twice), Held::No { at: 2, .. }));
        let ended = |by: &str| {
            let mut end = change("disconnected", 1);
            if let What::LinkChange { detail, .. } = &mut end {
                by.clone_into(detail);
            }
            rest(vec![end, frame("send", "m-1", 2)])
        };
        assert!(matches!(ended("by node"), Held::No { at: 1, .. }));
        assert!(matches!(ended("by broker"), Held::Yes { .. }), "that was not the node's doing");
    }
}
