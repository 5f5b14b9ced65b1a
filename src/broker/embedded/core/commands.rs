//! What each client command does.

use super::state::{Core, Effect, Mode, Subscription};
use crate::broker::embedded::destination::{Destination, matches};
use crate::broker::embedded::entry::{Entry, MessageEntry, Place};
use crate::broker::embedded::frames;
use crate::wire::Frame;
use std::sync::Arc;

/// Prefetch of a subscription that asks for none, as `ActiveMQ` has it.
const DEFAULT_PREFETCH: usize = 1000;

impl Core {
    /// Obeys a frame, or answers ERROR; only an unknown command costs the connection.
    pub(super) fn command(&mut self, id: u64, frame: &Frame) {
        if !self.connections.contains_key(&id) {
            return;
        }
        let result = match frame.command.as_str() {
            "SEND" => self.send(id, frame),
            "SUBSCRIBE" => self.subscribe(id, frame),
            "UNSUBSCRIBE" => self.unsubscribe(id, frame),
            "ACK" => self.answered(id, frame, true),
            "NACK" => self.answered(id, frame, false),
            "DISCONNECT" => {
                self.confirm(id, frame);
                self.effects.push(Effect::Close(id));
                return;
            }
            "BEGIN" | "COMMIT" | "ABORT" => {
                Err("transactions are not supported by the embedded broker".to_owned())
            }
            other => {
                self.effects.push(Effect::Close(id));
                Err(format!("Unknown STOMP action: {other}"))
            }
        };
        match result {
            Ok(()) => self.confirm(id, frame),
            Err(text) => self.tell(id, &frames::error(&text, Some(frame))),
        }
    }

    /// Answers the frame's receipt once everything before it is on disk. SUBSCRIBE answers for
    /// itself, because its receipt must come before its first message.
    fn confirm(&mut self, id: u64, frame: &Frame) {
        if let Some(receipt) = frame.header("receipt")
            && frame.command != "SUBSCRIBE"
        {
            self.store.need_sync();
            self.effects.push(Effect::Receipt(id, receipt.to_owned()));
        }
    }

    fn send(&mut self, id: u64, frame: &Frame) -> Result<(), String> {
        let text = frame.header("destination");
        let text = text.ok_or("SEND received without a Destination specified!")?;
        let sent_to = Destination::parse(text);
        let account = self.connections[&id].account.clone();
        self.rights.may_send(&account, &sent_to)?;
        if frame.header("transaction").is_some() {
            return Err("transactions are not supported by the embedded broker".to_owned());
        }
        self.last_seq += 1;
        let seq = self.last_seq;
        let message_id = format!("ID:{}-{id}:{seq}", self.boot);
        let tail = frames::tail(frame, self.rights.writer_of(&account, frame), &message_id);
        let targets = self.targets(&sent_to);
        let lasting = |target: &u32| {
            let mailbox = &self.mailboxes[target];
            !matches!(mailbox.place, Place::Passing { .. })
        };
        let lasting = if frames::persistent(frame) {
            targets.iter().copied().filter(lasting).collect()
        } else {
            Vec::new()
        };
        if !targets.is_empty() {
            let entry = MessageEntry { seq, sent_to, targets: lasting, settles: None, tail };
            self.store.insert(entry, &targets);
            self.effects.push(Effect::Ready(seq));
        }
        Ok(())
    }

    /// Every mailbox that gets a copy: the queue itself, and who listens to its audit topic.
    fn targets(&mut self, sent_to: &Destination) -> Vec<u32> {
        let (mut targets, topic) = match sent_to {
            Destination::Queue(name) => (vec![self.queue(name)], format!("audit.{name}")),
            Destination::Topic(name) => (Vec::new(), name.clone()),
        };
        targets.extend(self.listeners.iter().copied().filter(|listener| {
            match &self.mailboxes[listener].place {
                Place::Durable { pattern, .. } | Place::Passing { pattern } => {
                    matches(pattern, &topic)
                }
                Place::Queue(_) => false,
            }
        }));
        targets
    }

    fn subscribe(&mut self, id: u64, frame: &Frame) -> Result<(), String> {
        let text = frame.header("destination");
        let from = Destination::parse(text.ok_or("SUBSCRIBE received without a Destination")?);
        let name = frame.header("id").ok_or("SUBSCRIBE received without a subscription id!")?;
        let connection = &self.connections[&id];
        self.rights.may_read(&connection.account, &from)?;
        if frame.header("selector").is_some() {
            return Err("selectors are not supported by the embedded broker".to_owned());
        }
        if connection.subscriptions.contains_key(name) {
            return Err(format!("subscription id {name} is in use on this connection"));
        }
        if frame.header("browser") == Some("true") {
            return self.browse(id, name, &from, frame);
        }
        let mailbox = self.mailbox_for(id, &from, frame)?;
        let mode = match frame.header("ack").unwrap_or("auto") {
            "client-individual" => Mode::Individual,
            "client" => Mode::Cumulative,
            _ => Mode::Auto,
        };
        let prefetch = frame.header("activemq.prefetchSize").and_then(|text| text.parse().ok());
        let prefetch = prefetch.unwrap_or(DEFAULT_PREFETCH).max(1);
        let name: Arc<str> = name.into();
        let subscription = Subscription { mailbox, mode, prefetch, out: 0 };
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.subscriptions.insert(name.clone(), subscription);
        }
        if let Some(mailbox) = self.mailboxes.get_mut(&mailbox) {
            mailbox.consumers.push_back((id, name));
        }
        if let Some(receipt) = frame.header("receipt") {
            self.tell(id, &frames::receipt(receipt));
        }
        self.dispatch(mailbox);
        Ok(())
    }

    fn mailbox_for(&mut self, id: u64, from: &Destination, frame: &Frame) -> Result<u32, String> {
        let pattern = match from {
            Destination::Queue(name) => return Ok(self.queue(name)),
            Destination::Topic(name) => name.clone(),
        };
        let Some(name) = frame.header("activemq.subscriptionName") else {
            return Ok(self.create(Place::Passing { pattern }));
        };
        let client = self.connections[&id].client_id.clone();
        let client = client.ok_or("a durable subscription needs a client-id on CONNECT")?;
        let known = self.durable(&client, name);
        if let Some(mailbox) = known {
            if !self.mailboxes[&mailbox].consumers.is_empty() {
                return Err(format!(
                    "Durable consumer is in use for client: {client} and subscriptionName: {name}"
                ));
            }
            let same = matches!(&self.mailboxes[&mailbox].place,
                Place::Durable { pattern: known, .. } if *known == pattern);
            if same {
                return Ok(mailbox);
            }
            self.forget(mailbox);
        }
        Ok(self.create(Place::Durable { client, name: name.to_owned(), pattern }))
    }

    fn durable(&self, wanted_client: &str, wanted_name: &str) -> Option<u32> {
        self.listeners.iter().copied().find(|listener| {
            matches!(&self.mailboxes[listener].place, Place::Durable { client, name, .. }
                if client == wanted_client && name == wanted_name)
        })
    }

    fn unsubscribe(&mut self, id: u64, frame: &Frame) -> Result<(), String> {
        if let Some(name) = frame.header("activemq.subscriptionName") {
            let client = self.connections[&id].client_id.clone().unwrap_or_default();
            let mailbox = self.durable(&client, name).ok_or("No subscription matched.")?;
            if !self.mailboxes[&mailbox].consumers.is_empty() {
                return Err("Durable consumer is in use".to_owned());
            }
            self.forget(mailbox);
            return Ok(());
        }
        let name = frame.header("id").unwrap_or_default();
        let Some(connection) = self.connections.get_mut(&id) else { return Ok(()) };
        if connection.browsers.remove(name) {
            return Ok(());
        }
        let known = connection.subscriptions.get_key_value(name).map(|(name, _)| name.clone());
        self.end_subscription(id, &known.ok_or("No subscription matched.")?);
        Ok(())
    }

    /// Deletes a mailbox and what waits in it.
    pub(super) fn forget(&mut self, mailbox: u32) {
        let Some(gone) = self.mailboxes.remove(&mailbox) else { return };
        self.listeners.retain(|listener| *listener != mailbox);
        for seq in gone.ready.iter().chain(&gone.out) {
            self.store.release(mailbox, *seq);
        }
        if !matches!(gone.place, Place::Passing { .. }) {
            self.store.log(&Entry::Forget { mailbox });
        }
    }
}
