//! Deliveries: to whom, what comes back, and what an acknowledgement settles.

use super::state::{Core, Effect, Mode, Out};
use crate::broker::embedded::destination::Destination;
use crate::broker::embedded::entry::{Entry, MessageEntry, Place};
use crate::broker::embedded::frames::{self, Delivery};
use crate::wire::Frame;
use bytes::Bytes;
use std::sync::Arc;

impl Core {
    /// A message is on disk: its mailboxes may deliver it.
    pub(super) fn ready(&mut self, seq: u64) {
        for target in self.store.targets(seq) {
            if let Some(mailbox) = self.mailboxes.get_mut(&target) {
                mailbox.ready.insert(seq);
                self.dispatch(target);
            }
        }
        self.store.spill(seq);
    }

    /// Delivers what is ready to consumers that have room, in turn.
    pub(super) fn dispatch(&mut self, id: u32) {
        loop {
            let Some(mailbox) = self.mailboxes.get(&id) else { return };
            let Some(seq) = mailbox.ready.first().copied() else { return };
            let Some((connection, subscription)) = self.next_consumer(id) else { return };
            let tail = match self.store.tail(seq) {
                Ok(tail) => tail,
                Err(error) => {
                    self.fatal = Some(format!("read a waiting message back: {error}"));
                    return;
                }
            };
            self.deliver(id, seq, connection, &subscription, &tail);
        }
    }

    /// The next consumer in turn whose prefetch is not used up.
    fn next_consumer(&mut self, id: u32) -> Option<(u64, Arc<str>)> {
        let mailbox = self.mailboxes.get_mut(&id)?;
        for _ in 0..mailbox.consumers.len() {
            let (connection, name) = mailbox.consumers.pop_front()?;
            mailbox.consumers.push_back((connection, name.clone()));
            let subscription = self.connections.get(&connection)?.subscriptions.get(&name);
            if subscription.is_some_and(|s| s.out < s.prefetch) {
                return Some((connection, name));
            }
        }
        None
    }

    fn deliver(&mut self, id: u32, seq: u64, to: u64, name: &Arc<str>, tail: &Bytes) {
        let (Some(mailbox), Some(connection)) =
            (self.mailboxes.get_mut(&id), self.connections.get_mut(&to))
        else {
            return;
        };
        let Some(subscription) = connection.subscriptions.get_mut(name) else { return };
        mailbox.ready.remove(&seq);
        let is_queue = matches!(mailbox.place, Place::Queue(_));
        connection.last_delivery += 1;
        let number = connection.last_delivery;
        let auto = subscription.mode == Mode::Auto;
        let (prefix, sent_to) =
            (prefix(is_queue, self.store.sent_to(seq)), self.store.sent_to(seq));
        let delivery = Delivery {
            subscription: name,
            ack: (!auto).then_some((to, number)),
            redelivered: is_queue && self.store.delivered(id, seq),
            prefix,
            name: sent_to.map_or("", Destination::name),
            tail,
        };
        connection.outbox.push(|out| delivery.write(out));
        if auto {
            self.settle(id, seq);
            return;
        }
        mailbox.out.insert(seq);
        subscription.out += 1;
        connection.unacked.insert(number, Out { mailbox: id, seq, subscription: name.clone() });
        if self.store.mark_delivered(id, seq) && is_queue && self.store.lasts(seq) {
            self.store.log(&Entry::Delivered { mailbox: id, seq });
        }
    }

    /// The message is done with in this mailbox.
    fn settle(&mut self, id: u32, seq: u64) {
        let passing = match self.mailboxes.get_mut(&id) {
            Some(mailbox) => {
                mailbox.out.remove(&seq);
                matches!(mailbox.place, Place::Passing { .. })
            }
            None => return,
        };
        if !passing && self.store.lasts(seq) {
            self.store.log(&Entry::Ack { mailbox: id, seq });
        }
        self.store.release(id, seq);
    }

    /// ACK and NACK.
    pub(super) fn answered(&mut self, id: u64, frame: &Frame, good: bool) -> Result<(), String> {
        let ack_id = frame.header("id").ok_or("ACK received without an id")?;
        let unexpected = || format!("Unexpected {} received for id [{ack_id}]", frame.command);
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(()) };
        let number = frames::delivery_of(ack_id, id).ok_or_else(unexpected)?;
        let out = connection.unacked.get(&number).cloned().ok_or_else(unexpected)?;
        let mode = connection.subscriptions.get(&out.subscription).map(|s| s.mode);
        let numbers: Vec<u64> = match mode {
            Some(Mode::Cumulative) => {
                let same = |out_: &Out| out_.subscription == out.subscription;
                let earlier = connection.unacked.range(..=number);
                earlier.filter(|(_, out)| same(out)).map(|(number, _)| *number).collect()
            }
            _ => vec![number],
        };
        for number in numbers {
            self.answer_one(id, number, good);
        }
        self.dispatch(out.mailbox);
        Ok(())
    }

    fn answer_one(&mut self, id: u64, number: u64, good: bool) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(out) = connection.unacked.remove(&number) else { return };
        if let Some(subscription) = connection.subscriptions.get_mut(&out.subscription) {
            subscription.out -= 1;
        }
        if good {
            self.settle(out.mailbox, out.seq);
        } else {
            self.bury(out.mailbox, out.seq);
        }
    }

    /// Moves a refused message to its dead-letter queue, in one journal entry and without an audit
    /// copy.
    fn bury(&mut self, id: u32, seq: u64) {
        let lasts = self.store.lasts(seq);
        let (Ok(tail), Some(sent_to)) = (self.store.tail(seq), self.store.sent_to(seq).cloned())
        else {
            return self.settle(id, seq);
        };
        let is_queue = self.mailboxes.get(&id).is_some_and(|m| matches!(m.place, Place::Queue(_)));
        let (dead, came_from) = if is_queue {
            (format!("DLQ.{}", sent_to.name()), sent_to)
        } else {
            let topic = format!("{}{}", prefix(false, Some(&sent_to)), sent_to.name());
            ("ActiveMQ.DLQ".to_owned(), Destination::parse(&topic))
        };
        let grave = self.queue(&dead);
        self.last_seq += 1;
        let entry = MessageEntry {
            seq: self.last_seq,
            sent_to: Destination::Queue(dead),
            targets: if lasts { vec![grave] } else { Vec::new() },
            settles: lasts.then_some((id, seq)),
            tail: frames::dead_letter_tail(&tail, &came_from),
        };
        self.store.insert(entry, &[grave]);
        self.effects.push(Effect::Ready(self.last_seq));
        if let Some(mailbox) = self.mailboxes.get_mut(&id) {
            mailbox.out.remove(&seq);
        }
        self.store.release(id, seq);
    }

    /// Shows a queue's messages, taking none; the end is marked.
    pub(super) fn browse(
        &mut self,
        id: u64,
        subscription: &str,
        from: &Destination,
        frame: &Frame,
    ) -> Result<(), String> {
        let Destination::Queue(queue) = from else {
            return Err("only a queue can be browsed".to_owned());
        };
        let mailbox_id = self.queue(queue);
        let mailbox = &self.mailboxes[&mailbox_id];
        let mut seqs: Vec<u64> = mailbox.ready.iter().chain(&mailbox.out).copied().collect();
        seqs.sort_unstable();
        if let Some(receipt) = frame.header("receipt") {
            self.tell(id, &frames::receipt(receipt));
        }
        for seq in seqs {
            let tail = self.store.tail(seq).map_err(|error| format!("browse {queue}: {error}"))?;
            let redelivered = self.store.delivered(mailbox_id, seq);
            let (prefix, name) = ("/queue/", queue.as_str());
            let delivery =
                Delivery { subscription, ack: None, redelivered, prefix, name, tail: &tail };
            self.connections[&id].outbox.push(|out| delivery.write(out));
        }
        self.tell(id, &frames::browse_end(subscription, queue));
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.browsers.insert(subscription.to_owned());
        }
        Ok(())
    }

    /// A subscription ends: what it had and did not acknowledge goes back.
    pub(super) fn end_subscription(&mut self, id: u64, name: &Arc<str>) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(subscription) = connection.subscriptions.remove(name) else { return };
        let mut back = Vec::new();
        connection.unacked.retain(|_, out| {
            let stays = out.subscription != *name;
            if !stays {
                back.push(out.seq);
            }
            stays
        });
        let Some(mailbox) = self.mailboxes.get_mut(&subscription.mailbox) else { return };
        mailbox.consumers.retain(|(connection, other)| (*connection, other) != (id, name));
        for seq in back {
            mailbox.out.remove(&seq);
            mailbox.ready.insert(seq);
        }
        match mailbox.place {
            Place::Passing { .. } => self.forget(subscription.mailbox),
            _ => self.dispatch(subscription.mailbox),
        }
    }

    /// A connection is gone, with or without a word.
    pub(super) fn closed(&mut self, id: u64) {
        let Some(connection) = self.connections.get(&id) else { return };
        connection.outbox.close();
        let names: Vec<Arc<str>> = connection.subscriptions.keys().cloned().collect();
        for name in names {
            self.end_subscription(id, &name);
        }
        self.connections.remove(&id);
    }
}

/// What stands before a message's name in the destination that its reader sees.
fn prefix(is_queue: bool, sent_to: Option<&Destination>) -> &'static str {
    match (is_queue, sent_to) {
        (true, _) => "/queue/",
        (false, Some(Destination::Queue(_))) => "/topic/audit.",
        (false, _) => "/topic/",
    }
}
