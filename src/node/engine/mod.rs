//! The one owner of the store: takes commands in order, commits them in batches, then acts.
//!
//! ```text
//! commands ─► attempts counted ─► [ one transaction: inbox, effect, answer, outbox ] ─► acknowledge,
//!                                                                                      send, reply
//! ```

mod backup;
mod batch;
mod fixture;
mod hand_over;
mod timers;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};

use self::hand_over::Flight;
use super::clock::Clock;
use super::death::Death;
use super::defect::Defect;
use super::desk::Desk;
use super::document;
use super::flaw::Flaw;
use super::store::{Safety, Store, Stored};
use super::view;
use crate::adapter::contract::{ClockOrder, ClockState, Fixture, Outcome, Quiet};
use crate::broker::client::Message;
use crate::profile::{Country, Queue};

/// Most commands that share a transaction.
const BATCH: usize = 64;

/// A message that the line has taken from a queue.
#[derive(Debug)]
pub(super) struct Delivery {
    /// Broker session that delivered it.
    pub session: u64,
    /// Queue that it came by.
    pub queue: Queue,
    /// The message.
    pub message: Message,
    /// A flaw has acknowledged it already.
    pub acknowledged: bool,
}

/// What the line is told to do.
#[derive(Debug)]
pub(super) enum Order {
    /// Hand one copy to the broker.
    Send {
        /// Outbox row.
        entry: i64,
        /// Headers of the frame, the destination among them.
        headers: Vec<(String, String)>,
        /// The bytes.
        body: Bytes,
    },
    /// Acknowledge.
    Ack(Message),
    /// To the dead letters.
    Nack(Message),
}

/// Which session the line is to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Rises with each order to connect anew.
    pub generation: u64,
    /// Queues that are read.
    pub queues: Vec<Queue>,
}

/// A question of the adapter.
#[derive(Debug)]
pub(super) enum Ask {
    Hello,
    Reset(Box<Fixture>),
    Clock(ClockOrder),
    Act {
        verb: String,
        body: Value,
    },
    Movement(String),
    /// The accompanying document, answered as a text of HTML.
    Document(String),
    Guarantee(String),
    Alerts(Option<String>),
    Quiet,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// 400.
    Malformed(String),
    /// 404.
    Unknown(String),
    /// 501.
    NotImplemented(String),
    /// 500.
    Defect(String),
}

/// The answer to a question, as JSON; null where there is nothing to say.
pub(super) type Reply = Result<Value, Failure>;

/// Everything that the engine is told.
#[derive(Debug)]
pub(super) enum Command {
    /// A message came.
    Delivered(Box<Delivery>),
    /// The broker has a copy on disk.
    Receipted { session: u64, entry: i64 },
    /// The line is up.
    Connected {
        session: u64,
        orders: mpsc::UnboundedSender<Order>,
        /// Messages received and not yet acknowledged in that session.
        in_hand: Arc<AtomicU64>,
    },
    /// The line is down.
    Lost { session: u64 },
    /// The line has deviated.
    Fired(Flaw),
    /// The adapter asks.
    Asked(Ask, oneshot::Sender<Reply>),
}

/// The session that the line keeps now.
#[derive(Debug)]
struct Session {
    id: u64,
    orders: mpsc::UnboundedSender<Order>,
    in_hand: Arc<AtomicU64>,
}

/// What an engine is made of.
#[derive(Debug)]
pub(super) struct Setup {
    /// Whose system this is.
    pub home: Country,
    /// Data folder.
    pub folder: PathBuf,
    /// Seeded misbehaviour, if any.
    pub flaw: Option<Flaw>,
    /// How the line is told which session to keep.
    pub wanted: watch::Sender<Wanted>,
}

/// The engine.
#[derive(Debug)]
pub(super) struct Engine {
    store: Store,
    home: Country,
    flaw: Option<Flaw>,
    clock: Clock,
    death: Death,
    defect: Defect,
    wanted: watch::Sender<Wanted>,
    session: Option<Session>,
    down_since: Option<Timestamp>,
    flight: Flight,
    /// Messages at which an attempt failed, and when to try again.
    retries: Vec<(Instant, Box<Delivery>)>,
}

impl Engine {
    /// Opens the store and takes up where it was left.
    pub(super) fn open(setup: Setup) -> Stored<Self> {
        let store = backup::opened(&setup.folder)?;
        let clock = store.fact("clock")?.unwrap_or_else(Clock::of_the_wall);
        let queues = Desk::new(&store, setup.home, clock.now(), setup.flaw).own_queues()?;
        setup.wanted.send_replace(Wanted { generation: 1, queues });
        if setup.flaw == Some(Flaw::ForgetsInboxOnRestart) {
            store.begin(Safety::Disk)?;
            store.forget_inbox()?;
            store.commit()?;
        }
        Ok(Self {
            store,
            home: setup.home,
            flaw: setup.flaw,
            clock,
            death: Death::ordered_in(&setup.folder),
            defect: Defect::ordered_in(&setup.folder),
            wanted: setup.wanted,
            session: None,
            down_since: None,
            flight: Flight::default(),
            retries: Vec::new(),
        })
    }

    /// Takes commands until nobody can give any.
    pub(super) fn run(mut self, commands: &Receiver<Command>) {
        loop {
            let first = match self.patience() {
                None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(wait) => commands.recv_timeout(wait),
            };
            match first {
                Ok(first) => {
                    let mut batch = vec![first];
                    batch.extend(commands.try_iter().take(BATCH - 1));
                    self.take(batch);
                }
                Err(RecvTimeoutError::Timeout) => self.idle(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// How long to wait for a command before something else is due.
    fn patience(&self) -> Option<Duration> {
        let retry = self.retries.iter().map(|(at, _)| at.duration_since(Instant::now())).min();
        let timer = if self.clock.runs() { self.until_next_timer() } else { None };
        [retry, timer].into_iter().flatten().min()
    }

    fn until_next_timer(&self) -> Option<Duration> {
        let due = self.soonest().ok().flatten()?;
        let wait = due.duration_since(self.clock.now());
        // Never a busy loop, should a timer be due that cannot fire yet.
        Some(Duration::try_from(wait).unwrap_or(Duration::ZERO).max(Duration::from_millis(10)))
    }

    fn idle(&mut self) {
        if self.clock.runs()
            && let Err(error) = self.fire_due_timers()
        {
            tracing::error!("fire timers: {error}");
        }
        let now = Instant::now();
        let (due, later) =
            std::mem::take(&mut self.retries).into_iter().partition(|(at, _)| *at <= now);
        self.retries = later;
        let due: Vec<(Instant, Box<Delivery>)> = due;
        self.take(due.into_iter().map(|(_, delivery)| Command::Delivered(delivery)).collect());
    }

    /// Takes commands in order: those that share a transaction together, the others alone.
    fn take(&mut self, commands: Vec<Command>) {
        let mut together = Vec::new();
        for command in commands {
            match command {
                Command::Delivered(_)
                | Command::Receipted { .. }
                | Command::Fired(_)
                | Command::Asked(Ask::Act { .. }, _) => together.push(command),
                Command::Connected { session, orders, in_hand } => {
                    self.commit_together(&mut together);
                    self.connected(Session { id: session, orders, in_hand });
                }
                Command::Lost { session } => {
                    self.commit_together(&mut together);
                    self.lost(session);
                }
                Command::Asked(ask, reply) => {
                    self.commit_together(&mut together);
                    let answer = self.answer(ask);
                    let _asker_may_be_gone = reply.send(answer);
                }
            }
        }
        self.commit_together(&mut together);
    }

    fn connected(&mut self, session: Session) {
        self.session = Some(session);
        self.flight = Flight::default();
        let stood_still =
            self.down_since.take().map(|since| self.clock.now().duration_since(since));
        self.forget_after_days(stood_still);
        let shifted = stood_still.filter(jiff::SignedDuration::is_positive).map_or(Ok(()), |by| {
            self.store.begin(Safety::Process)?;
            self.store.shift_repeats(by)?;
            self.store.commit()
        });
        if let Err(error) = shifted {
            tracing::error!("shift repetition: {error}");
        }
        if let Some(flaw) = self.flaw.filter(|flaw| flaw.minds_the_line()) {
            self.commit_together(&mut vec![Command::Fired(flaw)]);
        }
        self.hand_over(Vec::new());
        // What fell due while the line was down, or the node dead, is done once, now (PD-30).
        if let Err(error) = self.fire_due_timers() {
            tracing::error!("fire timers: {error}");
        }
    }

    fn lost(&mut self, session: u64) {
        if self.session.as_ref().is_none_or(|current| current.id != session) {
            return;
        }
        self.session = None;
        self.alter_what_was_lost();
        self.flight = Flight::default();
        self.retries.clear();
        self.down_since = Some(self.clock.now());
        if self.flaw == Some(Flaw::ForgetsInboxOnReconnect) {
            let forgotten = self.in_transaction(|engine| engine.store.forget_inbox());
            if let Err(error) = forgotten {
                tracing::error!("forget the inbox: {error}");
            }
        }
    }

    /// Does `work` in a transaction of its own.
    fn in_transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Stored<T>) -> Stored<T> {
        self.store.begin(Safety::Disk)?;
        match work(self) {
            Ok(done) => {
                self.store.commit()?;
                Ok(done)
            }
            Err(error) => {
                self.store.roll_back()?;
                Err(error)
            }
        }
    }

    fn answer(&mut self, ask: Ask) -> Reply {
        let answered = match ask {
            Ask::Hello => self.hello().map(|hello| json(&hello)),
            Ask::Reset(fixture) => return self.reset(&fixture).map(|()| Value::Null),
            Ask::Clock(order) => self.set_clock(&order).map(|state| json(&state)),
            Ask::Movement(mrn) => {
                let Ok(valid) = mrn.parse() else { return Err(Failure::Unknown(mrn)) };
                let found = view::movement(&self.store, valid, self.clock.now());
                found.map(|view| view.map_or(Err(Failure::Unknown(mrn)), |view| json(&view)))
            }
            Ask::Guarantee(grn) => {
                let found = view::guarantee(&self.store, &grn, self.clock.now());
                found.map(|view| view.map_or(Err(Failure::Unknown(grn)), |view| json(&view)))
            }
            Ask::Document(mrn) => {
                let Ok(valid) = mrn.parse() else { return Err(Failure::Unknown(mrn)) };
                let page = self.in_transaction(|engine| {
                    let desk =
                        Desk::new(&engine.store, engine.home, engine.clock.now(), engine.flaw);
                    document::print(&desk, valid)
                });
                page.map(|page| page.map_or(Err(Failure::Unknown(mrn)), |page| Ok(page.into())))
            }
            Ask::Alerts(mrn) => self.store.alerts(mrn.as_deref()).map(|alerts| json(&alerts)),
            Ask::Quiet => self.quiet().map(|quiet| json(&quiet)),
            Ask::Act { .. } => Ok(Err(Failure::Defect("an act outside of a batch".to_owned()))),
        };
        answered.unwrap_or_else(|error| Err(Failure::Defect(error.to_string())))
    }

    fn set_clock(&mut self, order: &ClockOrder) -> Stored<ClockState> {
        let clock = Clock::ordered(order);
        self.in_transaction(|engine| engine.store.set_fact("clock", &clock))?;
        self.clock = clock;
        self.fire_due_timers()?;
        Ok(ClockState { now: self.clock.now(), next_timer: self.next_timer()? })
    }

    fn quiet(&self) -> Stored<Quiet> {
        let received = self.session.as_ref().map(|has| has.in_hand.load(Ordering::SeqCst));
        let (due, flying) = (self.store.copies_due(self.clock.now())?, self.flight.copies());
        Ok(Quiet {
            inbox: received.unwrap_or(0),
            outbox: due.saturating_sub(flying),
            unreceipted: flying,
            next_timer: self.next_timer()?,
        })
    }
}

fn json<T: serde::Serialize>(value: &T) -> Reply {
    serde_json::to_value(value).map_err(|error| Failure::Defect(error.to_string()))
}

/// An act's outcome, or why there is none.
fn act_reply(done: Result<Outcome, super::desk::ActError>) -> Reply {
    use super::desk::ActError;
    match done {
        Ok(outcome) => json(&outcome),
        Err(error @ ActError::UnknownVerb(_)) => Err(Failure::NotImplemented(error.to_string())),
        Err(error @ ActError::Malformed(_)) => Err(Failure::Malformed(error.to_string())),
        Err(error @ ActError::Defect(_)) => Err(Failure::Defect(error.to_string())),
    }
}
