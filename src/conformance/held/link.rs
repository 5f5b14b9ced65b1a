//! Claims about what a link saw.

use super::Held;
use crate::conformance::evidence::Evidence;
use crate::record::event::{BiteFacts, What};
use std::collections::BTreeSet;

/// The message at which a fault bit came to the broker after all, in the bytes that were lost.
pub(super) fn sent_again(evidence: &Evidence<'_>, from: &str, fault: &str) -> Held {
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
pub(super) fn back_within(evidence: &Evidence<'_>, since: u64, country: &str, ms: u64) -> Held {
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
    let passed = later().filter_map(|event| match &event.what {
        What::LinkFrame { country: of, at_ns, code, .. } if of == country && *at_ns >= healed => {
            Some((*at_ns, event.seq, code))
        }
        _ => None,
    });
    let Some((first, at, code)) = passed.min_by_key(|(at_ns, ..)| *at_ns) else {
        return Held::not_yet(format!("no message has passed the line of {country} since"));
    };
    let took = (first - healed).div_ceil(1_000_000);
    let observed = format!("the first message ({code}) passed {took} ms after the line was healed");
    if took <= ms { Held::yes(at, 2, observed) } else { Held::no(at, observed) }
}

/// No connection of the country ended after `since`, and no message was sent twice.
pub(super) fn line_kept(evidence: &Evidence<'_>, since: u64, country: &str) -> Held {
    let mut sent = BTreeSet::new();
    let mut messages = 0;
    for event in evidence.events.iter().filter(|event| event.seq > since) {
        match &event.what {
            What::LinkChange { country: of, change, detail, .. }
                if of == country && change == "disconnected" =>
            {
                return Held::no(event.seq, format!("a connection of {country} ended {detail}"));
            }
            What::LinkFrame { country: of, step, message_id, code, .. }
                if of == country && step == "send" =>
            {
                messages += 1;
                if !sent.insert(message_id) {
                    return Held::no(
                        event.seq,
                        format!("{country} sent {code} {message_id} twice"),
                    );
                }
            }
            _ => {}
        }
    }
    let observed = format!("one connection, {messages} messages sent");
    match evidence.rest_after(since, None) {
        Some(at) if messages > 0 => Held::yes(at, messages, observed),
        _ => Held::not_yet(observed),
    }
}
