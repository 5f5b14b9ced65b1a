//! What comes out of a hub is what went in, and nothing else (REQ-HUB-001 to 003).
//!
//! ```text
//! copy at the sender's broker ──► hub ──► copy at the receiver's broker
//!         went in                                came out
//! ```
//!
//! Two witnesses write the two, so neither need stand first in the record.

use super::Scene;
use super::tally::Tally;
use crate::conformance::evidence::Seen;
use crate::profile::HUB;
use crate::record::event::What;
use std::collections::HashMap;

/// Queue and property `txMessageId`: what tells one message from another without reading it.
type Key<'e> = (&'e str, &'e str);

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Tally> {
    let mut same = Tally::new("REQ-HUB-001");
    let mut nothing_else = Tally::new("REQ-HUB-002");
    let mut nothing_lost = Tally::new("REQ-HUB-003");
    if scene.hub {
        let went_in = by_key(&scene.evidence.messages);
        let came_out = by_key(&scene.evidence.forwarded);
        for seen in &scene.evidence.forwarded {
            let sent = went_in.get(&key(seen));
            let offence = sent.is_none().then(|| {
                let (name, queue) = (seen.name(), &seen.facts.queue);
                format!("{name} came out of the hub on {queue}, and nobody had sent it")
            });
            nothing_else.check(HUB, seen.at, offence);
            if let Some(sent) = sent {
                let changed = sent.iter().all(|sent| sent.digest() != seen.digest());
                let offence = changed.then(|| other_bytes(seen));
                same.check(HUB, seen.at, offence);
            }
        }
        for (key, sent) in &went_in {
            lost(&mut nothing_lost, scene, sent, came_out.get(key).map_or(0, Vec::len));
        }
    }
    vec![same, nothing_else, nothing_lost]
}

fn other_bytes(seen: &Seen<'_>) -> String {
    format!("{} came out of the hub in other bytes than it went in", seen.name())
}

/// As often as a message went in it must come out; oftener does no harm, its id is known.
fn lost(tally: &mut Tally, scene: &Scene<'_>, sent: &[&Seen<'_>], out: usize) {
    for seen in sent {
        tally.look(HUB, seen.at);
    }
    let Some(first) = sent.first().filter(|_| out < sent.len()) else { return };
    let last = sent.last().map_or(first.at, |seen| seen.at);
    if at_rest_after(scene, last) {
        let times = sent.len();
        let observed = format!("{} went in {times} times and came out {out} times", first.name());
        tally.miss(HUB, scene.end, observed);
    } else {
        let why = format!("{} may be on its way: the cell did not come to rest", first.name());
        tally.undecided(HUB, scene.end, why);
    }
}

/// The cell came to rest after this position, and the hub was alive then.
fn at_rest_after(scene: &Scene<'_>, at: u64) -> bool {
    let Some(quiet) = scene.evidence.rest_after(at, None) else { return false };
    let mut changes = scene.evidence.events.iter().filter_map(|event| match &event.what {
        What::Part { part, change, .. } if part == "hub" => Some((event.seq, change.as_str())),
        _ => None,
    });
    // The newest word before the end: a hub that is dead then may carry on when it is back.
    changes.next_back().is_none_or(|(seq, change)| change == "started" && seq < quiet)
}

fn by_key<'e, 'a>(messages: &'e [Seen<'a>]) -> HashMap<Key<'e>, Vec<&'e Seen<'a>>> {
    let mut found: HashMap<Key<'e>, Vec<&Seen<'a>>> = HashMap::new();
    for seen in messages {
        found.entry(key(seen)).or_default().push(seen);
    }
    found
}

fn key<'e>(seen: &'e Seen<'_>) -> Key<'e> {
    (seen.facts.queue.as_str(), seen.facts.message_id.as_str())
}
