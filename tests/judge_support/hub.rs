//! The same journey through a hub, and what a hub may do to it.

use super::*;

/// The honest journey with a hub between the countries: what went in has come out.
pub fn through_a_hub(subject: &str) -> Tape {
    let mut tape = journey(subject);
    for event in &mut tape.events {
        if let What::CellReady { hub, .. } = &mut event.what {
            *hub = true;
        }
    }
    let came: Vec<(Option<Timestamp>, CopyFacts)> = tape
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Copy(copy) => Some((event.business, (**copy).clone())),
            _ => None,
        })
        .collect();
    for (business, mut copy) in came {
        copy.user = "HUB".into();
        copy.headers.insert("hubName".into(), "e-Hub".into());
        let at = before_rest(&tape);
        tape.insert(at, What::Forwarded(Box::new(copy)));
        tape.events[at].business = business;
    }
    tape
}

/// The same between bridged brokers, whose bridge adds nothing.
pub fn over_a_bridge(subject: &str) -> Tape {
    let mut tape = through_a_hub(subject);
    for event in &mut tape.events {
        match &mut event.what {
            What::CellReady { hub, bridged, .. } => (*hub, *bridged) = (false, true),
            What::Forwarded(copy) => {
                copy.headers.remove("hubName");
                copy.queue.split('.').nth(3).unwrap_or_default().clone_into(&mut copy.user);
            }
            _ => {}
        }
    }
    tape
}

fn before_rest(tape: &Tape) -> usize {
    let quiet = |event: &Event| matches!(event.what, What::Quiet);
    tape.events.iter().rposition(quiet).unwrap()
}

fn forwarded<'t>(tape: &'t mut Tape, code: &str) -> (usize, &'t mut CopyFacts) {
    let found = tape.events.iter_mut().enumerate().find_map(|(at, event)| match &mut event.what {
        What::Forwarded(copy) if copy.code == code => Some((at, &mut **copy)),
        _ => None,
    });
    found.unwrap()
}

/// The requirement that must be the root, and what the hub does.
pub type Misdeed = (&'static str, fn(&mut Tape));

/// What each check of a hub must refuse.
pub fn misdeeds() -> Vec<Misdeed> {
    vec![
        ("REQ-HUB-001", |tape| {
            let (_, copy) = forwarded(tape, "PAS");
            let text = String::from_utf8(STANDARD.decode(&copy.body).unwrap()).unwrap();
            let text = format!("{text}\n");
            copy.body = STANDARD.encode(&text);
            copy.digest = digest(text.as_bytes());
            copy.headers.insert("txDigest".into(), copy.digest.clone());
        }),
        ("REQ-HUB-002", |tape| {
            let (at, copy) = forwarded(tape, "ACK");
            let mut forged = copy.clone();
            forged.message_id = format!("BF-{}", "e".repeat(32));
            tape.insert(at, What::Forwarded(Box::new(forged)));
        }),
        ("REQ-HUB-003", |tape| {
            let (at, _) = forwarded(tape, "WRO");
            tape.events.remove(at);
            tape.remove(|_| false);
        }),
        ("REQ-HUB-003", |tape| {
            tape.remove(|what| matches!(what, What::Forwarded(_)));
        }),
    ]
}
