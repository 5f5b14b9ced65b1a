//! What the core knows, and its loop.

use crate::broker::accounts::Account;
use crate::broker::embedded::entry::{Entry, Place};
use crate::broker::embedded::frames;
use crate::broker::embedded::journal::Done;
use crate::broker::embedded::outbox::Outbox;
use crate::broker::embedded::rights::Rights;
use crate::broker::embedded::standing::Standing;
use crate::broker::embedded::store::Store;
use crate::wire::Frame;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// A connection that has logged in.
#[derive(Debug)]
pub(in crate::broker::embedded) struct Hello {
    pub(in crate::broker::embedded) connection: u64,
    pub(in crate::broker::embedded) account: Account,
    pub(in crate::broker::embedded) client_id: Option<String>,
    pub(in crate::broker::embedded) outbox: Arc<Outbox>,
    /// Whether it may stay, or why not.
    pub(in crate::broker::embedded) answer: oneshot::Sender<Result<(), String>>,
}

/// What connections tell the core.
#[derive(Debug)]
pub(in crate::broker::embedded) enum Event {
    Open(Hello),
    Frame(u64, Frame),
    Closed(u64),
    /// The credentials of this account are no longer good.
    Expired(String),
}

/// What shows only after the batch that causes it is on disk.
#[derive(Debug)]
pub(super) enum Effect {
    Receipt(u64, String),
    Ready(u64),
    Close(u64),
}

/// How a subscription acknowledges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Auto,
    Cumulative,
    Individual,
}

#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) mailbox: u32,
    pub(super) mode: Mode,
    pub(super) prefetch: usize,
    pub(super) out: usize,
}

/// A delivery that was not acknowledged yet.
#[derive(Debug, Clone)]
pub(super) struct Out {
    pub(super) mailbox: u32,
    pub(super) seq: u64,
    pub(super) subscription: Arc<str>,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) account: Account,
    pub(super) client_id: Option<String>,
    pub(super) outbox: Arc<Outbox>,
    pub(super) subscriptions: HashMap<Arc<str>, Subscription>,
    /// Browsers that have ended and wait for their UNSUBSCRIBE.
    pub(super) browsers: BTreeSet<String>,
    pub(super) unacked: BTreeMap<u64, Out>,
    pub(super) last_delivery: u64,
}

/// Where messages wait for consumers.
#[derive(Debug)]
pub(super) struct Mailbox {
    pub(super) place: Place,
    pub(super) ready: BTreeSet<u64>,
    pub(super) out: BTreeSet<u64>,
    pub(super) consumers: VecDeque<(u64, Arc<str>)>,
}

/// The broker's state.
#[derive(Debug)]
pub(in crate::broker::embedded) struct Core {
    pub(super) rights: Arc<Rights>,
    pub(super) store: Store,
    standing: Arc<Standing>,
    pub(super) mailboxes: HashMap<u32, Mailbox>,
    pub(super) queues: HashMap<String, u32>,
    /// Mailboxes of topic subscriptions.
    pub(super) listeners: Vec<u32>,
    pub(super) connections: HashMap<u64, Connection>,
    pub(super) effects: Vec<Effect>,
    flying: Vec<Effect>,
    last_mailbox: u32,
    pub(super) last_seq: u64,
    /// Part of every message id: tells this start of the broker from all others.
    pub(super) boot: String,
    pub(super) fatal: Option<String>,
}

impl Core {
    /// The state after recovery; declared queues that are new are created.
    pub(in crate::broker::embedded) fn new(
        (rights, standing): (Arc<Rights>, Arc<Standing>),
        store: Store,
        places: BTreeMap<u32, Place>,
        last_seq: u64,
    ) -> Self {
        let mut core = Self {
            rights,
            store,
            standing,
            mailboxes: HashMap::new(),
            queues: HashMap::new(),
            listeners: Vec::new(),
            connections: HashMap::new(),
            effects: Vec::new(),
            flying: Vec::new(),
            last_mailbox: places.keys().max().copied().unwrap_or(0),
            last_seq,
            boot: hex::encode(rand::random::<[u8; 6]>()),
            fatal: None,
        };
        for (mailbox, place) in places {
            core.store.log(&Entry::Mailbox { mailbox, place: place.clone() });
            core.insert_mailbox(mailbox, place);
        }
        let declared: Vec<String> = core.rights.declared().cloned().collect();
        for queue in declared {
            core.queue(&queue);
        }
        for (seq, targets) in core.store.waiting() {
            for target in targets {
                if let Some(mailbox) = core.mailboxes.get_mut(&target) {
                    mailbox.ready.insert(seq);
                } else {
                    core.store.release(target, seq);
                }
            }
        }
        core
    }

    /// Runs until every connection's sender is gone, or the journal fails.
    pub(in crate::broker::embedded) async fn run(
        mut self,
        mut events: mpsc::Receiver<Event>,
        mut done: mpsc::UnboundedReceiver<Done>,
    ) -> Result<(), String> {
        let mut batch = Vec::with_capacity(256);
        loop {
            self.flush();
            self.standing.used(self.store.lasting());
            if let Some(fatal) = self.fatal.take() {
                return Err(fatal);
            }
            tokio::select! {
                biased;
                finished = done.recv() => {
                    finished.unwrap_or_else(|| Err("the journal's thread is gone".to_owned()))?;
                    self.store.committed();
                    let effects = std::mem::take(&mut self.flying);
                    self.show(effects);
                }
                got = events.recv_many(&mut batch, 256), if self.store.has_room() => {
                    if got == 0 {
                        return Ok(());
                    }
                    for event in batch.drain(..) {
                        self.handle(event);
                    }
                }
            }
        }
    }

    /// Sends what was gathered to the journal, or shows its effects at once when there is nothing to
    /// write.
    fn flush(&mut self) {
        while !self.store.busy() {
            if self.store.wants_rotation() {
                let lasting = self.mailboxes.iter().map(|(id, mailbox)| (*id, &mailbox.place));
                self.store
                    .rotate(lasting.filter(|(_, place)| !matches!(place, Place::Passing { .. })));
                continue;
            }
            let effects = std::mem::take(&mut self.effects);
            if self.store.send_batch() {
                self.flying = effects;
                return;
            }
            if effects.is_empty() {
                return;
            }
            self.show(effects);
        }
    }

    fn show(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Receipt(connection, id) => {
                    self.tell(connection, &frames::receipt(&id));
                }
                Effect::Ready(seq) => self.ready(seq),
                // Before the peer can come back: its client-id is free when it hears the receipt.
                Effect::Close(connection) => self.closed(connection),
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Open(hello) => self.open(hello),
            Event::Frame(connection, frame) => self.command(connection, &frame),
            Event::Closed(connection) => self.closed(connection),
            Event::Expired(account) => self.expired(&account),
        }
    }

    /// Who is logged in with credentials that are no longer good is told so, and leaves.
    fn expired(&mut self, account: &str) {
        let theirs = self.connections.iter().filter(|(_, it)| it.account.name == account);
        let theirs: Vec<u64> = theirs.map(|(id, _)| *id).collect();
        let error = frames::error(&format!("The credentials of [{account}] have expired."), None);
        for id in theirs {
            self.tell(id, &error);
            self.closed(id);
        }
    }

    fn open(&mut self, hello: Hello) {
        let taken = hello.client_id.as_ref().is_some_and(|id| {
            self.connections.values().any(|other| other.client_id.as_ref() == Some(id))
        });
        if taken {
            let id = hello.client_id.unwrap_or_default();
            let _gone = hello.answer.send(Err(format!("Client: {id} already connected")));
            return;
        }
        let connection = Connection {
            account: hello.account,
            client_id: hello.client_id,
            outbox: hello.outbox,
            subscriptions: HashMap::new(),
            browsers: BTreeSet::new(),
            unacked: BTreeMap::new(),
            last_delivery: 0,
        };
        self.connections.insert(hello.connection, connection);
        if hello.answer.send(Ok(())).is_err() {
            self.closed(hello.connection);
        }
    }

    /// Puts a frame into a connection's outbox, if it is still there.
    pub(super) fn tell(&self, connection: u64, frame: &Frame) {
        if let Some(connection) = self.connections.get(&connection) {
            connection.outbox.push(|out| frame.write(out));
        }
    }

    /// The mailbox of a queue, created where it is new.
    pub(super) fn queue(&mut self, name: &str) -> u32 {
        match self.queues.get(name) {
            Some(mailbox) => *mailbox,
            None => self.create(Place::Queue(name.to_owned())),
        }
    }

    /// A new mailbox for this place.
    pub(super) fn create(&mut self, place: Place) -> u32 {
        self.last_mailbox += 1;
        let mailbox = self.last_mailbox;
        if !matches!(place, Place::Passing { .. }) {
            self.store.log(&Entry::Mailbox { mailbox, place: place.clone() });
            self.store.need_sync();
        }
        self.insert_mailbox(mailbox, place);
        mailbox
    }

    fn insert_mailbox(&mut self, id: u32, place: Place) {
        match &place {
            Place::Queue(name) => {
                self.queues.insert(name.clone(), id);
            }
            Place::Durable { .. } | Place::Passing { .. } => self.listeners.push(id),
        }
        let mailbox = Mailbox {
            place,
            ready: BTreeSet::new(),
            out: BTreeSet::new(),
            consumers: VecDeque::new(),
        };
        self.mailboxes.insert(id, mailbox);
    }
}
