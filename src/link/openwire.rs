//! What a link reads of the `OpenWire` commands that pass: which messages each one is about.
//!
//! ```text
//! outside a transaction    message ──► response            dispatch ──► ack
//! inside one               message ──► commit ──► response dispatch ──► ack ──► commit
//!                          send        -          receipted delivered    -       acked
//! ```

use super::control::{FrameFacts, Point};
use super::openwire_message::{facts_of, id_of};
use super::seen::Seen;
use crate::wire::openwire::{Format, Item, OpenWireError, Reader};
use std::collections::HashMap;

/// Types of commands.
mod kind {
    pub(super) const WIRE_FORMAT: u8 = 1;
    pub(super) const TRANSACTION: u8 = 7;
    pub(super) const REMOVE: u8 = 12;
    pub(super) const DISPATCH: u8 = 21;
    pub(super) const ACK: u8 = 22;
    pub(super) const EXCEPTION: u8 = 31;
}

/// What a transaction's command does to it.
mod operation {
    pub(super) const COMMIT: i64 = 2;
    pub(super) const COMMIT_PREPARED: i64 = 3;
    pub(super) const ROLLBACK: i64 = 4;
}

/// What an acknowledgement means.
mod ack {
    pub(super) const POISON: i64 = 1;
    pub(super) const STANDARD: i64 = 2;
    pub(super) const INDIVIDUAL: i64 = 4;
    pub(super) const UNMATCHED: i64 = 5;
    pub(super) const EXPIRED: i64 = 6;
}

/// One end's half of a connection.
#[derive(Debug, Default)]
struct Half {
    reader: Reader,
    wants: Option<Format>,
}

/// A message that was dispatched to a consumer, and has not been given back as done.
#[derive(Debug)]
struct Delivered {
    id: String,
    facts: FrameFacts,
    /// The transaction in which it was acknowledged, and as what.
    answered: Option<(String, Answer)>,
}

/// What an acknowledgement makes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Acked,
    Nacked,
    /// It is the consumer's no more, and nobody took or refused it.
    Gone,
}

/// A commit that has not been answered.
#[derive(Debug)]
struct Commit {
    transaction: String,
    sent: Vec<FrameFacts>,
}

/// One connection: its format, and messages that are under way.
#[derive(Debug, Default)]
pub(super) struct OpenWire {
    node: Half,
    broker: Half,
    format: Option<Format>,
    /// Sent outside a transaction and not yet answered, by command.
    sent: HashMap<i64, FrameFacts>,
    /// Sent inside a transaction, by transaction.
    open: HashMap<String, Vec<FrameFacts>>,
    /// Commits that are not yet answered, by command.
    commits: HashMap<i64, Commit>,
    /// Dispatched, by consumer, in their order.
    delivered: HashMap<String, Vec<Delivered>>,
}

impl OpenWire {
    /// Reads a frame that the node wrote; `raw` is the whole frame.
    pub(super) fn node_wrote(&mut self, raw: &[u8]) -> Result<Vec<Seen>, OpenWireError> {
        let Some(command) = read(&mut self.node, self.format.as_ref(), raw)? else {
            return Ok(Vec::new());
        };
        match command.kind {
            kind::WIRE_FORMAT => self.agree()?,
            kind::TRANSACTION => return Ok(self.transaction(&command)),
            kind::ACK => return Ok(self.ack(&command)),
            kind::REMOVE => self.remove(&command),
            23..=29 => return Ok(vec![self.send(&command, raw)]),
            _ => {}
        }
        Ok(Vec::new())
    }

    /// Reads a frame that the broker wrote; `raw` is the whole frame.
    pub(super) fn broker_wrote(&mut self, raw: &[u8]) -> Result<Vec<Seen>, OpenWireError> {
        let Some(command) = read(&mut self.broker, self.format.as_ref(), raw)? else {
            return Ok(Vec::new());
        };
        match command.kind {
            kind::WIRE_FORMAT => self.agree()?,
            kind::DISPATCH => return Ok(self.dispatch(&command, raw).into_iter().collect()),
            30..=34 => return Ok(self.response(&command)),
            _ => {}
        }
        Ok(Vec::new())
    }

    fn agree(&mut self) -> Result<(), OpenWireError> {
        if let Some((node, broker)) = self.node.wants.as_ref().zip(self.broker.wants.as_ref()) {
            self.format = Some(node.agreed(broker)?);
        }
        Ok(())
    }

    fn send(&mut self, message: &Item, raw: &[u8]) -> Seen {
        let (facts, body) = facts_of("send", message, raw);
        if let Some(transaction) = message.item("transaction_id") {
            self.open.entry(transaction.words()).or_default().push(facts.clone());
        } else if message.flag("response_required") {
            self.sent.insert(message.number("command_id"), facts.clone());
        }
        Seen { facts, point: Some(Point::BeforeForward), body }
    }

    fn dispatch(&mut self, dispatch: &Item, raw: &[u8]) -> Option<Seen> {
        let (consumer, message) = (dispatch.item("consumer_id")?, dispatch.item("message")?);
        let (facts, body) = facts_of("delivered", message, raw);
        // What the broker tells of itself is no message of anybody's.
        if facts.queue.starts_with("/topic/ActiveMQ.Advisory.") {
            return None;
        }
        let redelivered = dispatch.number("redelivery_counter") > 0;
        let facts = FrameFacts { redelivered, ..facts };
        if let Some(id) = message.item("message_id") {
            let delivered = Delivered { id: id_of(id), facts: facts.clone(), answered: None };
            self.delivered.entry(consumer.words()).or_default().push(delivered);
        }
        Some(Seen { facts, point: Some(Point::BeforeDelivery), body })
    }

    /// An acknowledgement; inside a transaction it counts when that is committed.
    fn ack(&mut self, command: &Item) -> Vec<Seen> {
        let answer = match command.number("ack_type") {
            ack::STANDARD | ack::INDIVIDUAL => Answer::Acked,
            ack::POISON => Answer::Nacked,
            ack::UNMATCHED | ack::EXPIRED => Answer::Gone,
            _ => return Vec::new(),
        };
        let consumer = command.item("consumer_id").map(|id| id.words()).unwrap_or_default();
        let Some(delivered) = self.delivered.get_mut(&consumer) else { return Vec::new() };
        let transaction = command.item("transaction_id").map(|id| id.words()).unwrap_or_default();
        let outside = transaction.is_empty();
        for message in named(delivered, command) {
            message.answered = Some((transaction.clone(), answer));
        }
        if outside { self.given_back("") } else { Vec::new() }
    }

    fn transaction(&mut self, command: &Item) -> Vec<Seen> {
        let Some(id) = command.item("transaction_id").map(|id| id.words()) else {
            return Vec::new();
        };
        match command.number("operation") {
            operation::COMMIT | operation::COMMIT_PREPARED => self.commit(command, id),
            operation::ROLLBACK => {
                self.open.remove(&id);
                self.take_back(&id);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Everything acknowledged in the transaction is given back as done, if the broker takes it.
    fn commit(&mut self, command: &Item, transaction: String) -> Vec<Seen> {
        let sent = self.open.remove(&transaction).unwrap_or_default();
        if !command.flag("response_required") {
            return self.given_back(&transaction);
        }
        let answered = self.answered(&transaction);
        let commit = Commit { transaction, sent };
        self.commits.insert(command.number("command_id"), commit);
        answered
    }

    fn response(&mut self, response: &Item) -> Vec<Seen> {
        let (to, failed) = (response.number("correlation_id"), response.kind == kind::EXCEPTION);
        let mut receipted: Vec<FrameFacts> = self.sent.remove(&to).into_iter().collect();
        if let Some(Commit { transaction, sent }) = self.commits.remove(&to) {
            if failed {
                self.take_back(&transaction);
            } else {
                // They were told of when the commit was written.
                let _told = self.given_back(&transaction);
            }
            receipted.extend(sent);
        }
        if failed {
            return Vec::new();
        }
        let receipted = receipted.into_iter();
        receipted.map(|it| Seen::named(it, "receipted", Some(Point::BeforeReceipt))).collect()
    }

    /// What a consumer has that leaves is the broker's again, unless a transaction decides on it.
    fn remove(&mut self, command: &Item) {
        let Some(gone) = command.item("object_id").map(|id| id.words()) else { return };
        for (consumer, delivered) in &mut self.delivered {
            let concerned = consumer.strip_prefix(&gone);
            if concerned.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')) {
                delivered.retain(|message| message.answered.is_some());
            }
        }
        self.delivered.retain(|_, delivered| !delivered.is_empty());
    }

    /// Messages acknowledged in a transaction; in none, where it has no name.
    fn answered(&self, transaction: &str) -> Vec<Seen> {
        let all = self.delivered.values().flatten();
        all.filter_map(|message| match &message.answered {
            Some((of, answer)) if of == transaction => answer.told(&message.facts),
            _ => None,
        })
        .collect()
    }

    /// The same, which are then forgotten.
    fn given_back(&mut self, transaction: &str) -> Vec<Seen> {
        let answered = self.answered(transaction);
        for delivered in self.delivered.values_mut() {
            delivered.retain(|it| it.answered.as_ref().is_none_or(|(of, _)| of != transaction));
        }
        answered
    }

    /// Messages acknowledged in a transaction that came to nothing are the consumer's still.
    fn take_back(&mut self, transaction: &str) {
        for message in self.delivered.values_mut().flatten() {
            if message.answered.as_ref().is_some_and(|(of, _)| of == transaction) {
                message.answered = None;
            }
        }
    }
}

impl Answer {
    fn told(self, facts: &FrameFacts) -> Option<Seen> {
        match self {
            Self::Acked => Some(Seen::named(facts.clone(), "acked", Some(Point::BeforeAck))),
            Self::Nacked => Some(Seen::named(facts.clone(), "nacked", None)),
            Self::Gone => None,
        }
    }
}

/// Reads a command, and takes note of what an end's first one says.
fn read(
    half: &mut Half,
    format: Option<&Format>,
    raw: &[u8],
) -> Result<Option<Item>, OpenWireError> {
    if half.wants.is_none() {
        let first = half.reader.read(raw, &Format::FIRST)?;
        if let Some(first) = first.as_ref().filter(|first| first.kind == kind::WIRE_FORMAT) {
            half.wants = Some(Format::wanted(first, raw)?);
        }
        return if half.wants.is_some() { Ok(first) } else { Err(OpenWireError::Early) };
    }
    half.reader.read(raw, format.ok_or(OpenWireError::Early)?)
}

/// The messages that an acknowledgement is for: one, or all up to one.
fn named<'a>(delivered: &'a mut [Delivered], command: &Item) -> &'a mut [Delivered] {
    let place = |field: &str| {
        let id = command.item(field).map(|id| id_of(id))?;
        delivered.iter().position(|message| message.id == id)
    };
    let Some(last) = place("last") else { return &mut [] };
    let alone = command.number("ack_type") == ack::INDIVIDUAL;
    let first = if alone { last } else { place("first").unwrap_or(0).min(last) };
    &mut delivered[first..=last]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use std::ops::ControlFlow;

    /// Sessions of a Java client and `ActiveMQ` 5.17, frame by frame.
    const TIGHT: &str = include_str!("../../tests/openwire/tight.hex");
    const LOOSE: &str = include_str!("../../tests/openwire/loose.hex");
    const NO_NUMBERS: &str = include_str!("../../tests/openwire/nocache.hex");
    const ROLLBACK: &str = include_str!("../../tests/openwire/rollback.hex");

    fn frames(session: &str) -> Vec<(bool, Vec<u8>)> {
        let lines = session.lines().map(|line| line.split_once(' ').unwrap());
        lines.map(|(who, raw)| (who == "node", hex::decode(raw).unwrap())).collect()
    }

    fn all_seen(session: &str) -> Vec<(Seen, String)> {
        let mut tracker = OpenWire::default();
        let seen = frames(session).into_iter().flat_map(|(node, raw)| {
            let read = if node { tracker.node_wrote(&raw) } else { tracker.broker_wrote(&raw) };
            let digest = move |seen: Seen| (seen.clone(), seen.body.digest(&raw));
            read.unwrap().into_iter().map(digest)
        });
        seen.collect()
    }

    fn steps(session: &str) -> Vec<String> {
        let told = all_seen(session).into_iter().map(|(Seen { facts, .. }, _)| {
            let again = if facts.redelivered { " again" } else { "" };
            format!("{} {} {}{again}", facts.step, facts.code, facts.message_id)
        });
        told.collect()
    }

    #[test]
    fn a_transacted_exchange_is_told_as_the_steps_of_its_messages_however_it_is_written() {
        let expected = [
            "send PAS in-1",
            "receipted PAS in-1",
            "delivered PAS in-1",
            "send ARR out-1",
            "acked PAS in-1",
            "receipted ARR out-1",
            "send RES out-2",
            "receipted RES out-2",
            "delivered ARR out-1",
            "delivered RES out-2",
            "acked ARR out-1",
            "delivered RES out-2",
            "acked RES out-2",
        ];
        for session in [TIGHT, LOOSE, NO_NUMBERS] {
            let told = steps(session);
            // The second message is dispatched to both readers, marked as seen or not.
            let told: Vec<&str> = told.iter().map(|step| step.trim_end_matches(" again")).collect();
            assert_eq!(told, expected);
        }
    }

    #[test]
    fn a_message_is_known_by_its_properties_its_queue_and_its_body() {
        for session in [TIGHT, LOOSE, NO_NUMBERS] {
            let seen = all_seen(session);
            let (Seen { facts, point, body }, digest) = &seen[2];
            assert_eq!((facts.mrn.as_str(), *point), ("26BF1", Some(Point::BeforeDelivery)));
            assert_eq!(facts.queue, "TRANSIT.TG.FROM.BF.CORE");
            assert_eq!(facts.size, "<PAS>é</PAS>".len() as u64);
            let pas = hex::encode(<sha2::Sha256 as sha2::Digest>::digest("<PAS>é</PAS>"));
            assert!(matches!(body, super::super::seen::Body::Java(_)) && *digest == pas);
            let (compressed, digest) = &seen[6];
            assert!(compressed.facts.size > 0 && digest.is_empty(), "{compressed:?}");
        }
    }

    #[test]
    fn what_is_rolled_back_is_the_consumers_still_and_an_individual_ack_is_for_one() {
        assert_eq!(
            steps(ROLLBACK),
            [
                "send PAS in-1",
                "receipted PAS in-1",
                "send PAS in-2",
                "receipted PAS in-2",
                "send PAS in-3",
                "receipted PAS in-3",
                "delivered PAS in-1",
                "delivered PAS in-2",
                "delivered PAS in-3",
                "acked PAS in-1",
                "acked PAS in-2",
                "delivered PAS in-3",
                "acked PAS in-3",
                "send ARR out-1",
                "receipted ARR out-1",
                "send  ",
                "receipted  ",
            ]
        );
    }

    #[test]
    fn damaged_frames_are_refused_and_never_stop_the_link() {
        let mut chance = Seed::new(4).stream("damaged OpenWire");
        let sessions = [TIGHT, LOOSE, NO_NUMBERS, ROLLBACK].map(frames);
        let mut refused = 0;
        for round in 0..3_000 {
            let mut tracker = OpenWire::default();
            let session = &sessions[round % sessions.len()];
            let at = chance.below(session.len() as u64);
            let outcome = session.iter().enumerate().try_for_each(|(number, (node, raw))| {
                let mut raw = raw.clone();
                if number as u64 == at {
                    let place = usize::try_from(chance.below(raw.len() as u64)).unwrap();
                    match chance.below(3) {
                        0 => raw[place] = u8::try_from(chance.below(256)).unwrap(),
                        1 => raw.truncate(place),
                        _ => raw.insert(place, 0xff),
                    }
                }
                let read =
                    if *node { tracker.node_wrote(&raw) } else { tracker.broker_wrote(&raw) };
                read.map_or(ControlFlow::Break(()), |_| ControlFlow::Continue(()))
            });
            refused += usize::from(outcome.is_break());
        }
        assert!(refused > 300, "{refused} of 3 000 were refused");
    }
}
