//! The claim about what was captured outside a tunnel.

use super::Held;
use crate::conformance::evidence::Evidence;
use crate::record::event::{Event, What};

/// Nothing of a message can be read in the newest capture, which must have seen at least as many bytes
/// as the messages have that passed meanwhile.
pub(super) fn concealed(evidence: &Evidence<'_>, since: u64, country: &str) -> Held {
    let later = || evidence.events.iter().filter(move |event| event.seq > since);
    let captured = |event: &&&Event| matches!(&event.what, What::Captured { country: of, .. } if of == country);
    let Some(event) = later().rfind(captured) else {
        return Held::not_yet(format!("nothing has been captured on the road of {country}"));
    };
    let What::Captured { interface, packets, bytes, lost, found, .. } = &event.what else {
        return Held::not_yet("no capture");
    };
    let seen = format!("{packets} packets of {bytes} bytes on {interface}");
    let legible: Vec<_> = found.iter().filter(|(_, count)| **count > 0).collect();
    if let Some((text, count)) = legible.first() {
        let of = format!("{} of {} texts of messages", legible.len(), found.len());
        return Held::no(event.seq, format!("{seen}: {of} can be read, `{text}` {count} times"));
    }
    let passed: u64 = later().take_while(|it| it.seq < event.seq).map(|it| size(it, country)).sum();
    if *packets == 0 || *lost > 0 || found.is_empty() || passed == 0 || *bytes < passed {
        let why = format!("{lost} were lost; messages of {passed} bytes passed");
        return Held::not_yet(format!("{seen} prove nothing: {why}"));
    }
    let observed = format!("{seen}: none of {} texts of messages can be read", found.len());
    Held::yes(event.seq, found.len(), observed)
}

/// Bytes of a message's body that passed the link of the country.
fn size(event: &Event, country: &str) -> u64 {
    match &event.what {
        What::LinkFrame { country: of, step, size, .. }
            if of == country && (step == "send" || step == "delivered") =>
        {
            *size
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::claim::{Claim, Expectation};

    fn event(seq: u64, what: What) -> Event {
        Event {
            seq,
            prev: String::new(),
            wall_ns: 0,
            mono_ns: 0,
            business: None,
            cell: String::new(),
            scenario: String::new(),
            source: String::new(),
            what,
        }
    }

    fn frame(seq: u64, country: &str, step: &str, size: u64) -> Event {
        event(
            seq,
            What::LinkFrame {
                country: country.to_owned(),
                step: step.to_owned(),
                message_id: String::new(),
                queue: String::new(),
                code: String::new(),
                mrn: String::new(),
                size,
                redelivered: false,
                at_ns: 0,
            },
        )
    }

    fn capture(seq: u64, (packets, bytes, lost): (u64, u64, u64), found: &[(&str, u64)]) -> Event {
        event(
            seq,
            What::Captured {
                country: "TG".to_owned(),
                interface: "eth1".to_owned(),
                packets,
                bytes,
                lost,
                found: found.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect(),
            },
        )
    }

    fn held(events: &[Event]) -> Held {
        let claim = Claim::Concealed { country: "TG".to_owned() };
        let expectation = Expectation {
            requirement: "REQ-VPN-001".to_owned(),
            about: claim.about().to_owned(),
            since: 1,
            by: None,
            protocol: false,
            claim,
        };
        crate::conformance::holds(events, &expectation)
    }

    #[test]
    fn it_holds_when_enough_was_seen_and_nothing_of_it_can_be_read() {
        let passed = [frame(2, "TG", "send", 900), frame(3, "TG", "delivered", 100)];
        let with = |capture: Event| [passed.to_vec(), vec![capture]].concat();
        let unseen = [("26TG", 0), ("<Transit", 0)];
        let yes = held(&with(capture(4, (9, 1_000, 0), &unseen)));
        assert!(matches!(yes, Held::Yes { at: 4, evidence: 2, .. }), "{yes:?}");
        let read = held(&with(capture(4, (9, 1_000, 3), &[("26TG", 2), ("<Transit", 0)])));
        assert!(matches!(read, Held::No { at: 4, .. }), "{read:?}");
    }

    #[test]
    fn a_capture_that_saw_too_little_proves_nothing() {
        let passed = [frame(2, "TG", "send", 900), frame(3, "BF", "delivered", 500)];
        let proves_nothing = |capture: Event| {
            let held = held(&[passed.to_vec(), vec![capture]].concat());
            assert!(matches!(held, Held::NotYet { .. }), "{held:?}");
        };
        let unseen = [("26TG", 0)];
        proves_nothing(capture(4, (0, 0, 0), &unseen));
        proves_nothing(capture(4, (9, 899, 0), &unseen));
        proves_nothing(capture(4, (9, 1_000, 1), &unseen));
        proves_nothing(capture(4, (9, 1_000, 0), &[]));
        let nothing_passed = [frame(2, "BF", "send", 900), capture(4, (9, 1_000, 0), &unseen)];
        assert!(matches!(held(&nothing_passed), Held::NotYet { .. }));
        assert!(matches!(held(&passed), Held::NotYet { .. }));
    }
}
