//! Legs of journeys, timed from the record alone: ordinary runs and load runs share this.
//!
//! ```text
//! act asked ──"TDA out"──► copy of TDA ──"TDA answered"──► copy of its ACK, FNK or XNK
//! act asked ──"GUQ out"──► copy of GUQ ──"GUQ decided"───► copy of GUR
//! copy of RES ──"WRO after RES", "GUL after RES"──► copy of WRO, GUL
//! at the links:  SEND ──"receipt"──► RECEIPT      SEND ──"carried"──► MESSAGE ──"commit"──► ACK
//! declaration asked ──"journey"──► copy of WRO; under load until the movement is discharged
//! ```
//!
//! A message counts by its first copy, so a repeated or replayed one is not timed twice. Scenarios
//! in which something is killed, cut, held or injected are left out: their times are the faults'.

use crate::profile::Queue;
use crate::record::event::{CopyFacts, Event, What};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Source of the [`What::Leg`] events that load writes itself: it alone knows intended starts.
pub const LOAD: &str = "load";

/// Name of the leg from a journey's beginning to its end.
pub const JOURNEY: &str = "journey";

/// One leg of one movement, timed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// Name of the leg.
    pub leg: String,
    /// Movement; empty where the link could not read it.
    pub mrn: String,
    /// Cell.
    pub cell: String,
    /// Scenario, empty under load.
    pub scenario: String,
    /// Nanoseconds from the instant at which it should have begun.
    pub intended_ns: u64,
    /// Nanoseconds from the instant at which it did begin.
    pub actual_ns: u64,
    /// When it ended, monotonic nanoseconds since the run began.
    pub end_ns: u64,
    /// Part of a warm-up phase, which is not measured.
    pub warmup: bool,
}

impl Timing {
    /// As it stands in the record.
    pub fn event(&self) -> What {
        What::Leg {
            leg: self.leg.clone(),
            mrn: self.mrn.clone(),
            intended_ns: self.intended_ns,
            actual_ns: self.actual_ns,
            warmup: self.warmup,
        }
    }
}

/// Every leg that these events show, in the order in which they ended. The events are a run's or
/// one scenario's, in record order.
pub fn timings(events: &[Event]) -> Vec<Timing> {
    let disturbed = disturbed(events);
    let quiet =
        |event: &&Event| !disturbed.contains(&(event.cell.as_str(), event.scenario.as_str()));
    let mut clock = Clock::default();
    for event in events.iter().filter(quiet) {
        clock.learn(event);
    }
    for event in events.iter().filter(quiet) {
        clock.time(event);
    }
    clock.timings
}

/// Scenarios, by cell and name, whose times are those of a fault.
fn disturbed(events: &[Event]) -> HashSet<(&str, &str)> {
    let fault = |event: &&Event| match &event.what {
        What::Part { change, .. } => change != "started",
        What::LinkChange { change, .. } => matches!(change.as_str(), "armed" | "cut" | "bit"),
        What::Injected { .. } | What::Tried { .. } | What::GroundFailure { .. } => true,
        _ => false,
    };
    let faults = events.iter().filter(|event| !event.scenario.is_empty()).filter(fault);
    faults.map(|event| (event.cell.as_str(), event.scenario.as_str())).collect()
}

/// Cell, country or movement, and what it is about.
type Key<'a> = (&'a str, &'a str, &'a str);

/// What is under way at one point of the record.
#[derive(Default)]
struct Clock<'a> {
    warm: HashSet<&'a str>,
    /// Movements whose journey load has timed itself.
    told: HashSet<&'a str>,
    /// Begun acts, by (cell, country, movement) and code of the message that must follow.
    acts: HashMap<(Key<'a>, &'static str), Vec<Begun<'a>>>,
    /// Begin of declarations, by (cell, movement).
    declared: HashMap<(&'a str, &'a str), u64>,
    /// First copies, by (cell, message id): code, movement and instant.
    copies: HashMap<(&'a str, &'a str), (&'a str, &'a str, u64)>,
    /// Questions that are answered: (cell, message id, leg).
    answered: HashSet<Key<'a>>,
    /// Newest copy of RES, by (cell, movement).
    results: HashMap<(&'a str, &'a str), u64>,
    /// Frames at links, by (cell, country, message id) and step: the link's own clock.
    frames: HashMap<(Key<'a>, &'static str), u64>,
    /// When the sender's link saw a SEND, by (cell, message id).
    sent: HashMap<(&'a str, &'a str), u64>,
    timings: Vec<Timing>,
}

/// An act that was asked.
struct Begun<'a> {
    at_ns: u64,
    /// `EXIT` or `ENTRY` of a passage.
    direction: &'a str,
}

impl<'a> Clock<'a> {
    /// Notes what may stand behind its consequences in the record: acts, which are written when they
    /// were answered; what one link saw beside the other; warm-up.
    fn learn(&mut self, event: &'a Event) {
        match &event.what {
            What::Act { country, verb, request, response, took_us, .. } => {
                let text = |value: &'a Value, name: &str| value.get(name).and_then(Value::as_str);
                if text(response, "result") != Some("done") {
                    return;
                }
                let mrn = text(request, "mrn").or_else(|| text(response, "mrn"));
                let mrn = mrn.unwrap_or_default();
                let at_ns = event.mono_ns.saturating_sub(took_us * 1000);
                if verb == "declare" {
                    self.declared.entry((&event.cell, mrn)).or_insert(at_ns);
                }
                for code in messages_of(verb) {
                    let direction = text(request, "direction").unwrap_or_default();
                    let begun = self.acts.entry(((&event.cell, country, mrn), code)).or_default();
                    begun.push(Begun { at_ns, direction });
                }
            }
            What::LinkFrame { step, message_id, at_ns, .. } if step == "send" => {
                self.sent.entry((&event.cell, message_id)).or_insert(*at_ns);
            }
            What::Leg { mrn, leg, warmup, .. } if event.source == LOAD => {
                if leg == JOURNEY {
                    self.told.insert(mrn);
                }
                if *warmup {
                    self.warm.insert(mrn);
                }
            }
            _ => {}
        }
    }

    fn time(&mut self, event: &'a Event) {
        match &event.what {
            What::Copy(copy) => self.copy(event, copy),
            What::LinkFrame { country, step, message_id, mrn, at_ns, .. } => {
                self.frame(event, (&event.cell, country, message_id), step, mrn, *at_ns);
            }
            What::Leg { leg, mrn, intended_ns, actual_ns, .. } if event.source == LOAD => {
                self.push(event, leg, mrn, (*intended_ns, *actual_ns));
            }
            _ => {}
        }
    }

    fn copy(&mut self, event: &'a Event, copy: &'a CopyFacts) {
        let (cell, code, mrn, now) = (event.cell.as_str(), &copy.code, &copy.mrn, event.mono_ns);
        if self.copies.contains_key(&(cell, &copy.message_id)) {
            return;
        }
        self.copies.insert((cell, &copy.message_id), (code, mrn, now));
        if let Some((leg, begun)) = self.act_of(cell, copy, now) {
            self.since(event, &leg, mrn, begun);
        }
        let question = copy.headers.get("correlation-id").map(String::as_str).unwrap_or_default();
        // A technical answer names the message alone, not its movement.
        if let Some(&(asked, mrn, begun)) = self.copies.get(&(cell, question)) {
            let word = match code.as_str() {
                "ACK" | "FNK" | "XNK" => "answered",
                "GUR" => "decided",
                _ => return,
            };
            if self.answered.insert((cell, question, word)) {
                self.since(event, &format!("{asked} {word}"), mrn, begun);
            }
        }
        match code.as_str() {
            "RES" => {
                self.results.insert((cell, mrn), now);
            }
            "WRO" | "GUL" => {
                if let Some(&begun) = self.results.get(&(cell, mrn.as_str())) {
                    self.since(event, &format!("{code} after RES"), mrn, begun);
                }
                if code == "WRO"
                    && !self.told.contains(mrn.as_str())
                    && let Some(begun) = self.declared.remove(&(cell, mrn))
                {
                    self.since(event, JOURNEY, mrn, begun);
                }
            }
            _ => {}
        }
    }

    /// The newest act before this copy that must lead to such a message, and the leg's name.
    fn act_of(&mut self, cell: &'a str, copy: &'a CopyFacts, now: u64) -> Option<(String, u64)> {
        copy.queue.parse::<Queue>().ok()?;
        // TRANSIT.<to>.FROM.<from>.<class>
        let from = copy.queue.split('.').nth(3)?;
        let code = *ACTS.iter().flat_map(|(_, codes)| *codes).find(|code| **code == copy.code)?;
        let begun = self.acts.get_mut(&((cell, from, copy.mrn.as_str()), code))?;
        let at = begun.iter().rposition(|begun| begun.at_ns <= now)?;
        let Begun { at_ns, direction } = begun.remove(at);
        let space = if direction.is_empty() { "" } else { " " };
        Some((format!("{code}{space}{direction} out"), at_ns))
    }

    fn frame(&mut self, event: &Event, key: Key<'a>, step: &str, mrn: &str, at_ns: u64) {
        let (cell, _, message_id) = key;
        if message_id.is_empty() {
            return;
        }
        let leg = match step {
            "send" => {
                self.frames.insert((key, "send"), at_ns);
                return;
            }
            "receipted" => ("receipt", self.frames.remove(&(key, "send"))),
            "delivered" => {
                self.frames.insert((key, "delivered"), at_ns);
                ("carried", self.sent.remove(&(cell, message_id)))
            }
            "acked" => ("commit", self.frames.remove(&(key, "delivered"))),
            _ => return,
        };
        // Two links of one host have one wall clock; a step of it backwards is no time.
        if let (name, Some(begun)) = leg
            && let Some(took) = at_ns.checked_sub(begun)
        {
            self.push(event, name, mrn, (took, took));
        }
    }

    fn since(&mut self, event: &Event, leg: &str, mrn: &str, begun: u64) {
        let took = event.mono_ns.saturating_sub(begun);
        self.push(event, leg, mrn, (took, took));
    }

    fn push(&mut self, event: &Event, leg: &str, mrn: &str, (intended_ns, actual_ns): (u64, u64)) {
        self.timings.push(Timing {
            leg: leg.to_owned(),
            mrn: mrn.to_owned(),
            cell: event.cell.clone(),
            scenario: event.scenario.clone(),
            intended_ns,
            actual_ns,
            end_ns: event.mono_ns,
            warmup: self.warm.contains(mrn),
        });
    }
}

/// Which messages an act must lead to at once.
const ACTS: &[(&str, &[&str])] = &[
    ("guarantee", &["GUQ"]),
    ("release", &["TDA", "TPA"]),
    ("pass", &["PAS"]),
    ("arrive", &["ARR"]),
    ("result", &["RES"]),
    ("incident", &["INC"]),
    ("resolve", &["DSV"]),
];

fn messages_of(verb: &str) -> &'static [&'static str] {
    ACTS.iter().find(|(act, _)| *act == verb).map_or(&[], |(_, codes)| codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(at_ms: u64, what: What) -> Event {
        Event {
            seq: 0,
            prev: String::new(),
            wall_ns: 0,
            mono_ns: at_ms * 1_000_000,
            business: None,
            cell: "cell-1".into(),
            scenario: "HP01/TG".into(),
            source: "witness".into(),
            what,
        }
    }

    fn act(at_ms: u64, took_ms: u64, verb: &str, request: Value) -> Event {
        let what = What::Act {
            country: "TG".into(),
            verb: verb.into(),
            act: String::new(),
            request,
            status: 200,
            response: json!({ "result": "done", "mrn": "26TG1" }),
            took_us: took_ms * 1000,
        };
        event(at_ms, what)
    }

    fn copy(at_ms: u64, from: &str, to: &str, code: &str, id: &str, question: &str) -> Event {
        let headers = [("correlation-id".to_owned(), question.to_owned())];
        let facts = CopyFacts {
            queue: format!("TRANSIT.{to}.FROM.{from}.CORE"),
            headers: headers.into(),
            message_id: id.into(),
            code: code.into(),
            mrn: if code == "ACK" { String::new() } else { "26TG1".into() },
            ..CopyFacts::default()
        };
        event(at_ms, What::Copy(Box::new(facts)))
    }

    fn frame(country: &str, step: &str, at_ms: u64) -> Event {
        let what = What::LinkFrame {
            country: country.into(),
            step: step.into(),
            message_id: "m1".into(),
            queue: String::new(),
            code: "TDA".into(),
            mrn: "26TG1".into(),
            size: 0,
            redelivered: false,
            at_ns: at_ms * 1_000_000,
        };
        event(900, what)
    }

    fn told(events: &[Event]) -> Vec<(String, u64)> {
        let ms = |timing: Timing| (timing.leg, timing.actual_ns / 1_000_000);
        timings(events).into_iter().map(ms).collect()
    }

    fn legs(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
        expected.iter().map(|(leg, ms)| ((*leg).to_owned(), *ms)).collect()
    }

    #[test]
    fn a_journey_is_timed_leg_by_leg() {
        let events = [
            act(10, 5, "declare", json!({})),
            copy(27, "TG", "BF", "TDA", "m1", ""),
            act(30, 10, "release", json!({ "mrn": "26TG1" })),
            copy(33, "TG", "BF", "TDA", "m1", ""),
            copy(35, "BF", "TG", "ACK", "m2", "m1"),
            copy(36, "BF", "TG", "ACK", "m9", "m1"),
            copy(44, "TG", "BF", "PAS", "m3", ""),
            act(45, 4, "pass", json!({ "mrn": "26TG1", "direction": "EXIT" })),
            copy(60, "BF", "TG", "RES", "m4", ""),
            copy(63, "TG", "BF", "WRO", "m5", ""),
        ];
        let expected = [
            ("TDA out", 7),
            ("TDA answered", 8),
            ("PAS EXIT out", 3),
            ("WRO after RES", 3),
            ("journey", 58),
        ];
        assert_eq!(told(&events), legs(&expected));
    }

    #[test]
    fn links_time_receipt_carriage_and_commit() {
        let events = [
            frame("BF", "delivered", 103),
            frame("TG", "send", 100),
            frame("TG", "receipted", 104),
            frame("BF", "acked", 110),
            frame("BF", "delivered", 140),
        ];
        assert_eq!(told(&events), legs(&[("carried", 3), ("receipt", 4), ("commit", 7)]));
    }

    #[test]
    fn times_of_a_fault_are_not_times_of_a_node() {
        let killed = What::Part {
            part: "broker".into(),
            change: "killed".into(),
            detail: String::new(),
            scheduled: true,
        };
        let events = [frame("TG", "send", 1), frame("TG", "receipted", 2), event(3, killed)];
        assert_eq!(told(&events), Vec::new());
    }

    #[test]
    fn load_tells_its_journeys_and_their_warm_up_itself() {
        let leg = What::Leg {
            leg: JOURNEY.into(),
            mrn: "26TG1".into(),
            intended_ns: 9_000_000,
            actual_ns: 4_000_000,
            warmup: true,
        };
        let journey = Event { source: LOAD.into(), ..event(70, leg.clone()) };
        let derived = event(71, leg);
        let declared = act(10, 5, "declare", json!({}));
        let end = copy(63, "TG", "BF", "WRO", "m5", "");
        let timings = timings(&[declared, end, journey, derived]);
        assert_eq!(timings.len(), 1, "{timings:?}");
        assert_eq!((timings[0].intended_ns, timings[0].actual_ns), (9_000_000, 4_000_000));
        assert!(timings[0].warmup);
    }
}
