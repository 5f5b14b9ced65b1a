//! Messages of a scenario and their flights: sent, stored, delivered, taken, as the links saw them.

use crate::profile::stomp::CORRELATION_ID;
use crate::record::event::{CopyFacts, Event, What};
use std::collections::BTreeMap;

/// A frame that a link saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Record position.
    pub(super) seq: u64,
    /// Clock of the link, wall nanoseconds.
    pub(super) at_ns: u64,
    /// What happened.
    pub(super) step: Step,
}

/// What happened to a message at a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The sender's SEND.
    Send,
    /// The broker's RECEIPT: stored.
    Stored,
    /// The broker's MESSAGE to the receiver; true when it is delivered again.
    Delivered(bool),
    /// The receiver's ACK: taken.
    Taken,
    /// The receiver's NACK: refused.
    Refused,
}

/// One way of a message from its sender to its receiver; a message that is sent twice has two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flight {
    /// Message id; may be empty.
    pub(super) id: String,
    /// JMS type; of a technical answer, with the type of what it answers: `ACK (PAS)`.
    pub(super) code: String,
    /// Sending country, by the queue.
    pub(super) from: String,
    /// Receiving country, by the queue.
    pub(super) to: String,
    /// Body bytes.
    pub(super) size: u64,
    /// What the links saw, in order of time.
    pub(super) frames: Vec<Frame>,
}

impl Flight {
    /// When that step was first seen.
    pub(super) fn at(&self, step: Step) -> Option<u64> {
        self.frames.iter().find(|frame| frame.step == step).map(|frame| frame.at_ns)
    }

    /// Sent, stored, delivered and taken, each once and nothing else: one arrow tells all of it.
    pub(super) fn is_calm(&self) -> bool {
        let count = |wanted| self.frames.iter().filter(|it| it.step == wanted).count();
        self.frames.len() == 4
            && [Step::Send, Step::Stored, Step::Delivered(false), Step::Taken]
                .into_iter()
                .all(|step| count(step) == 1)
    }

    /// First and last instant.
    pub(super) fn span(&self) -> (u64, u64) {
        let times = || self.frames.iter().map(|frame| frame.at_ns);
        (times().min().unwrap_or(0), times().max().unwrap_or(0))
    }
}

/// Sending and receiving country of a queue `TRANSIT.<to>.FROM.<from>.<class>`.
pub(super) fn ends(queue: &str) -> (String, String) {
    let mut parts = queue.trim_start_matches("DLQ.").split('.').skip(1);
    let to = parts.next().unwrap_or("?");
    let from = parts.nth(1).unwrap_or("?");
    (from.to_owned(), to.to_owned())
}

/// Every flight of a scenario, in order of its first frame.
pub(super) fn flights(play: &[&Event]) -> Vec<Flight> {
    let mut frames: Vec<(String, Flight, Frame)> = play.iter().filter_map(|it| frame(it)).collect();
    frames.sort_by_key(|(_, _, frame)| (frame.at_ns, frame.seq));
    let mut flights: Vec<Flight> = Vec::new();
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (key, empty, frame) in frames {
        let mine = known.entry(key).or_default();
        let at = home(&flights, mine, frame).unwrap_or_else(|| {
            flights.push(empty);
            mine.push(flights.len() - 1);
            flights.len() - 1
        });
        flights[at].frames.push(frame);
    }
    let answers = answers(play);
    for flight in &mut flights {
        if let Some(answered) = answers.get(flight.id.as_str()) {
            flight.code = format!("{} ({answered})", flight.code);
        }
    }
    flights
}

/// Types of the messages that technical answers answer, by id of the answer.
fn answers<'a>(play: &[&'a Event]) -> BTreeMap<&'a str, &'a str> {
    let copies = || {
        play.iter().filter_map(|event| match &event.what {
            What::Copy(copy) => Some(copy.as_ref()),
            _ => None,
        })
    };
    let codes: BTreeMap<&str, &str> =
        copies().map(|copy| (copy.message_id.as_str(), copy.code.as_str())).collect();
    let answered = |copy: &'a CopyFacts| {
        let of = copy.headers.get(CORRELATION_ID)?;
        let code = codes.get(of.as_str())?;
        is_answer(&copy.code).then_some((copy.message_id.as_str(), *code))
    };
    copies().filter_map(answered).collect()
}

/// True for the types of technical answers.
pub(super) fn is_answer(code: &str) -> bool {
    matches!(code.split(' ').next(), Some("ACK" | "FNK" | "XNK"))
}

/// The flight that a frame belongs to; none for a new one.
fn home(flights: &[Flight], mine: &[usize], frame: Frame) -> Option<usize> {
    let has = |at: &&usize, step| flights[**at].at(step).is_some();
    let delivered = |at: &&usize| has(at, Step::Delivered(false));
    match frame.step {
        Step::Send => None,
        Step::Stored => mine.iter().find(|at| !has(at, Step::Stored)),
        Step::Delivered(false) => mine.iter().find(|at| !delivered(at)),
        Step::Delivered(true) => mine.iter().rev().find(delivered).or(mine.last()),
        Step::Taken | Step::Refused => {
            let open = |at: &&usize| !has(at, Step::Taken) && !has(at, Step::Refused);
            mine.iter().find(open).or(mine.last())
        }
    }
    .copied()
}

fn frame(event: &Event) -> Option<(String, Flight, Frame)> {
    let What::LinkFrame { step, message_id, queue, code, size, redelivered, at_ns, .. } =
        &event.what
    else {
        return None;
    };
    let step = match step.as_str() {
        "send" => Step::Send,
        "receipted" => Step::Stored,
        "delivered" => Step::Delivered(*redelivered),
        "acked" => Step::Taken,
        "nacked" => Step::Refused,
        _ => return None,
    };
    let (from, to) = ends(queue);
    let flight = Flight {
        id: message_id.clone(),
        code: code.clone(),
        from,
        to,
        size: *size,
        frames: Vec::new(),
    };
    let key = format!("{queue} {message_id}");
    Some((key, flight, Frame { seq: event.seq, at_ns: *at_ns, step }))
}

/// The broker's copies that no link saw being sent: another way in, or links that report nothing.
pub(super) fn unseen<'a>(
    play: &[&'a Event],
    flights: &[Flight],
) -> Vec<(&'a Event, &'a CopyFacts)> {
    let mut sends: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for flight in flights.iter().filter(|it| it.at(Step::Send).is_some()) {
        let code = flight.code.split(' ').next().unwrap_or_default();
        *sends.entry((&flight.id, code)).or_default() += 1;
    }
    let mut unseen = Vec::new();
    for event in play {
        if let What::Copy(copy) = &event.what {
            match sends.get_mut(&(copy.message_id.as_str(), copy.code.as_str())) {
                Some(left) if *left > 0 => *left -= 1,
                _ => unseen.push((*event, copy.as_ref())),
            }
        }
    }
    unseen
}
