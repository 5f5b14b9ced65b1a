//! One way for each check to break a record that it must refuse.

use super::*;
use passavant::record::event::BrowsedFacts;

/// The requirement that must be the root, who breaks it, and how.
pub type Break = (&'static str, &'static str, fn(&mut Tape));

/// Every break.
pub fn breaks() -> Vec<Break> {
    [envelope(), travel(), answers(), ledger(), agreement()].concat()
}

fn envelope() -> Vec<Break> {
    vec![
        ("REQ-ADP-001", HOME, |tape| {
            let act = tape.events.iter_mut().find_map(|event| match &mut event.what {
                What::Act { verb, status, .. } if verb == "pass" => Some(status),
                _ => None,
            });
            *act.unwrap() = 501;
        }),
        ("REQ-ENV-001", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.bend(at, |body| {
                body.replace("<outcome>PASSED</outcome>", "")
                    .replace("<outcome>STOPPED</outcome>", "")
            });
        }),
        ("REQ-ENV-001", PARTNER, |tape| {
            let at = tape.copy_of("ARR", PARTNER);
            tape.bend(at, |body| body.replace("</ARR>", ""));
        }),
        ("REQ-ENV-002", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            let id = tape.facts(at).message_id.clone();
            let foreign = id.replace("BF-", "TG-");
            tape.bend(at, |body| body.replace(&id, &foreign));
            tape.facts(at).headers.insert("txMessageId".into(), foreign.clone());
            tape.facts(at).message_id = foreign;
        }),
        ("REQ-ENV-002", PARTNER, |tape| {
            // The same id for other bytes.
            let at = tape.copy_of("RES", PARTNER);
            let copy = tape.events[at].what.clone();
            tape.insert(at + 1, copy);
            tape.bend(at + 1, |body| body.replace("<conform>", " <conform>"));
        }),
        ("REQ-ENV-003", PARTNER, |tape| {
            let at = tape.copy_of("ACK", PARTNER);
            let id = tape.facts(at).headers.remove("correlation-id").unwrap();
            tape.bend(at, |body| body.replace(&format!("<correlationId>{id}</correlationId>"), ""));
        }),
        ("REQ-ENV-003", PARTNER, |tape| {
            let at = tape.copy_of("ACK", PARTNER);
            let id = tape.facts(at).headers["correlation-id"].clone();
            let none = format!("TG-{}", "0".repeat(32));
            tape.bend(at, |body| body.replace(&id, &none));
            tape.facts(at).headers.insert("correlation-id".into(), none);
        }),
        ("REQ-ENV-004", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.insert("txDigest".into(), "0".repeat(64));
        }),
    ]
}

fn travel() -> Vec<Break> {
    vec![
        ("REQ-ENV-005", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.insert("txMrn".into(), "26TGLP0000000001J2".into());
        }),
        ("REQ-ENV-006", PARTNER, |tape| {
            let at = tape.copy_of("ARR", PARTNER);
            tape.bend(at, |body| body.replace("<linkSeq>6</linkSeq>", "<linkSeq>9</linkSeq>"));
        }),
        ("REQ-ENV-006", HOME, |tape| {
            let at = tape.copy_of("TPA", HOME);
            tape.bend(at, |body| body.replace("<linkSeq>6</linkSeq>", "<linkSeq>5</linkSeq>"));
        }),
        ("REQ-ENV-007", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.remove("persistent");
        }),
        ("REQ-ENV-007", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.facts(at).headers.insert("expires".into(), "1790000000000".into());
        }),
        ("REQ-ENV-008", PARTNER, |tape| {
            let at = tape.copy_of("PAS", PARTNER);
            tape.bend(at, |body| body.replace("2027-06-01T09:00:00Z", "2027-06-01T10:00:00Z"));
        }),
        ("REQ-ENV-009", PARTNER, |tape| {
            let at = tape.copy_of("ACK", PARTNER);
            tape.facts(at).queue = "TRANSIT.TG.FROM.BF.CORE".into();
        }),
    ]
}

fn answers() -> Vec<Break> {
    vec![
        ("REQ-ACK-001", PARTNER, |tape| {
            // The partner's answer to the exit never came.
            let exit = tape.copy_of("PAS", HOME);
            tape.events.remove(exit + 1);
            tape.remove(|_| false);
            renumber_answers(tape, exit + 1);
        }),
        ("REQ-ACK-002", PARTNER, |tape| {
            let exit = tape.copy_of("PAS", HOME);
            tape.events[exit + 1].business = Some(start() + jiff::SignedDuration::from_mins(6));
        }),
        ("REQ-ACK-003", PARTNER, |tape| {
            let exit = tape.copy_of("PAS", HOME);
            let copy = tape.events[exit + 1].what.clone();
            tape.insert(exit + 2, copy);
            let fresh = format!("BF-{}", "a".repeat(32));
            let id = tape.facts(exit + 2).message_id.clone();
            tape.bend(exit + 2, |body| body.replace(&id, &fresh));
            tape.facts(exit + 2).headers.insert("txMessageId".into(), fresh.clone());
            tape.facts(exit + 2).message_id = fresh;
            renumber_answers(tape, exit + 2);
        }),
    ]
}

fn ledger() -> Vec<Break> {
    vec![
        ("REQ-INV-001", PARTNER, |tape| {
            let effects = tape.word(PARTNER, "/v1/movements")["effects"].as_array_mut().unwrap();
            effects.pop();
        }),
        ("REQ-INV-002", PARTNER, |tape| {
            let at = tape.copy_of("ARR", PARTNER);
            let copy = tape.events[at].what.clone();
            let answer = tape.events[at + 1].what.clone();
            tape.insert(at + 2, copy);
            tape.insert(at + 3, answer);
            let (old, fresh) =
                (tape.facts(at).message_id.clone(), format!("BF-{}", "b".repeat(32)));
            for at in [at + 2, at + 3] {
                tape.bend(at, |body| body.replace(&old, &fresh));
            }
            tape.facts(at + 2).headers.insert("txMessageId".into(), fresh.clone());
            tape.facts(at + 2).message_id.clone_from(&fresh);
            tape.facts(at + 3).headers.insert("correlation-id".into(), fresh);
            let ack = tape.facts(at + 3).message_id.clone();
            let other = format!("TG-{}", "c".repeat(32));
            tape.bend(at + 3, |body| body.replace(&ack, &other));
            tape.facts(at + 3).headers.insert("txMessageId".into(), other.clone());
            tape.facts(at + 3).message_id = other;
            renumber(tape, at + 2, "FROM.BF.CORE");
            renumber(tape, at + 3, "FROM.TG.SYS");
        }),
        ("REQ-INV-002", PARTNER, |tape| {
            let effects = tape.word(PARTNER, "/v1/movements")["effects"].as_array_mut().unwrap();
            effects.push(effects[0].clone());
        }),
        ("REQ-INV-005", PARTNER, |tape| {
            let at = tape.copy_of("PAS", HOME);
            let message_id = tape.facts(at).message_id.clone();
            for event in &mut tape.events {
                if let What::Browsed { queue, messages } = &mut event.what
                    && queue == "DLQ.TRANSIT.BF.FROM.TG.CORE"
                {
                    let lying =
                        BrowsedFacts { message_id: message_id.clone(), ..BrowsedFacts::default() };
                    messages.push(lying);
                }
            }
        }),
    ]
}

fn agreement() -> Vec<Break> {
    vec![
        ("REQ-INV-003", PARTNER, |tape| {
            tape.word(PARTNER, "/v1/movements")["destination"]["state"] = "RESULT_SENT".into();
        }),
        ("REQ-DEP-002", HOME, |tape| {
            let at = tape.copy_of("TPA", HOME);
            tape.events.drain(at..at + 2);
            tape.remove(|_| false);
            renumber_answers(tape, at);
        }),
        ("REQ-GUA-003", PARTNER, |tape| {
            let ledger = tape.first_word(PARTNER, "/v1/guarantees");
            ledger["reservations"][0]["state"] = "RESERVED".into();
        }),
        // The order to free never left, and the guarantor still holds: departure's doing.
        ("REQ-INV-004", HOME, |tape| {
            let at = tape.copy_of("GUL", HOME);
            tape.events.drain(at..at + 2);
            tape.remove(|_| false);
            let ledger = tape.word(PARTNER, "/v1/guarantees");
            ledger["reservations"][0]["state"] = "RESERVED".into();
        }),
        // Freed while the movement is under way.
        ("REQ-INV-004", PARTNER, |tape| {
            let at = tape.copy_of("WRO", HOME);
            tape.events.drain(at..at + 4);
            tape.remove(|_| false);
            tape.word(HOME, "/v1/movements")["departure"]["state"] = "ARRIVED".into();
            let theirs = tape.word(PARTNER, "/v1/movements");
            theirs["destination"]["state"] = "RESULT_SENT".into();
        }),
        ("REQ-INV-003", HOME, |tape| {
            tape.word(HOME, "/v1/movements")["departure"]["state"] = "ARRIVED".into();
        }),
    ]
}

/// Numbers of the partner's answers from a position on, without gap.
fn renumber_answers(tape: &mut Tape, from: usize) {
    renumber(tape, from, "FROM.BF.SYS");
}

fn renumber(tape: &mut Tape, from: usize, line: &str) {
    let number = |body: &str| -> u32 {
        let rest = body.split("<linkSeq>").nth(1).unwrap();
        rest.split('<').next().unwrap().parse().unwrap()
    };
    let mut last: Option<u32> = None;
    for at in 0..tape.events.len() {
        let What::Copy(copy) = &tape.events[at].what else { continue };
        if !copy.queue.ends_with(line) {
            continue;
        }
        let bytes = STANDARD.decode(&copy.body).unwrap();
        let has = number(std::str::from_utf8(&bytes).unwrap());
        let wanted = last.map_or(has, |last| last + 1);
        if at >= from && has != wanted {
            let (old, new) =
                (format!("<linkSeq>{has}</linkSeq>"), format!("<linkSeq>{wanted}</linkSeq>"));
            tape.bend(at, |body| body.replace(&old, &new));
        }
        last = Some(wanted);
    }
}
