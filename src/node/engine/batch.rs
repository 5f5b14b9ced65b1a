//! Commands that share one transaction: messages, receipts, acts.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::{Ask, Command, Delivery, Engine, Failure, Order, Reply, act_reply};
use crate::adapter::contract::{ActResult, Outcome};
use crate::node::death::Point;
use crate::node::desk::{Desk, perform};
use crate::node::flaw::Flaw;
use crate::node::receive::{Incoming, Taken, give_up, receive, retry_held};
use crate::node::store::{Safety, StoreError, Stored};

/// Attempts after which a message goes to the dead letters (PD-27).
const ATTEMPTS: u32 = 6;

/// Where a flaw that minds the line notes that it is down.
const DOWN: &str = "line-down";

/// What must follow the commit.
#[derive(Default)]
struct After {
    taken: Vec<(Box<Delivery>, Taken)>,
    failed: Vec<Delivery>,
    replies: Vec<(oneshot::Sender<Reply>, Reply)>,
    again: Vec<i64>,
    landed: Vec<i64>,
}

impl Engine {
    /// Commits these commands in one transaction, then acknowledges, sends and replies.
    pub(super) fn commit_together(&mut self, commands: &mut Vec<Command>) {
        let mut commands = std::mem::take(commands);
        let session = self.session.as_ref().map(|session| session.id);
        // What another session delivered comes again: its acknowledgement is worth nothing.
        commands.retain(|command| match command {
            Command::Delivered(delivery) => Some(delivery.session) == session,
            Command::Receipted { session: of, .. } => Some(*of) == session,
            _ => true,
        });
        if commands.is_empty() {
            return;
        }
        if let Err(error) = self.count_attempts(&commands) {
            tracing::error!("count attempts: {error}");
        }
        for delivery in deliveries(&commands) {
            self.death.reached(Point::Receive, kind(delivery));
        }
        match self.commit(commands) {
            Ok(after) => self.follow(after),
            Err(error) => {
                tracing::error!("commit: {error}; connecting anew, what was delivered comes again");
                self.session = None;
                self.wanted.send_modify(|wanted| wanted.generation += 1);
            }
        }
    }

    /// Counts before processing, so that a message that kills the node is counted too.
    fn count_attempts(&mut self, commands: &[Command]) -> Stored<()> {
        if deliveries(commands).next().is_none() {
            return Ok(());
        }
        self.store.begin(Safety::Process)?;
        for delivery in deliveries(commands) {
            self.store.count_attempt(&incoming(delivery).attempt_key())?;
            if delivery.acknowledged {
                self.store.count_up("fired")?;
            }
        }
        self.store.commit()
    }

    fn commit(&mut self, commands: Vec<Command>) -> Stored<After> {
        let only_receipts =
            commands.iter().all(|command| matches!(command, Command::Receipted { .. }));
        let safety = if only_receipts { Safety::Process } else { Safety::Disk };
        self.store.begin(safety)?;
        let mut after = After::default();
        let done = self.process(commands, &mut after).and_then(|()| self.store.commit());
        if let Err(error) = done {
            self.store.roll_back()?;
            let failure = || Err(Failure::Defect(error.to_string()));
            after.replies.drain(..).for_each(|(asker, _)| {
                let _asker_may_be_gone = asker.send(failure());
            });
            return Err(error);
        }
        Ok(after)
    }

    fn process(&self, commands: Vec<Command>, after: &mut After) -> Stored<()> {
        let desk = self.desk(self.clock.now());
        let newest = self.store.newest_row()?;
        for command in commands {
            match command {
                Command::Delivered(delivery) => self.process_delivery(&desk, delivery, after)?,
                Command::Receipted { entry, .. } => {
                    self.note_receipt(entry)?;
                    after.landed.push(entry);
                }
                Command::Fired(flaw) if flaw.minds_the_line() => {
                    self.store.set_fact(DOWN, &self.session.is_none())?;
                }
                Command::Fired(flaw) => {
                    desk.deviates(flaw)?;
                }
                Command::Asked(Ask::Act { .. }, asker)
                    if self.is_down()? && desk.deviates(Flaw::RefusesWorkWhileDown)? =>
                {
                    after.replies.push((asker, act_reply(Ok(no_line()))));
                }
                Command::Asked(Ask::Act { verb, body }, asker) => {
                    let done = perform(&desk, &verb, &body);
                    Self::retry_touched(&desk)?;
                    after.replies.push((asker, act_reply(done)));
                }
                Command::Asked(..) | Command::Connected { .. } | Command::Lost { .. } => {}
            }
        }
        after.again.extend(desk.again.take());
        if self.is_down()? && desk.deviates(Flaw::DropsWhatWaited)? {
            self.store.drop_after(newest)?;
        }
        Ok(())
    }

    /// A flaw that shows while the line is down has been told that it is.
    fn is_down(&self) -> Stored<bool> {
        if self.session.is_some() || !self.flaw.is_some_and(Flaw::minds_the_line) {
            return Ok(false);
        }
        Ok(self.store.fact(DOWN)?.unwrap_or(false))
    }

    fn process_delivery(
        &self,
        desk: &Desk<'_>,
        delivery: Box<Delivery>,
        after: &mut After,
    ) -> Stored<()> {
        let incoming = incoming(&delivery);
        let key = incoming.attempt_key();
        if self.waits_for_another(&delivery) && desk.deviates(Flaw::WaitsForPoison)? {
            after.failed.push(*delivery);
            return Ok(());
        }
        if delivery.message.redelivered() && desk.deviates(Flaw::TrustsRedeliveryMark)? {
            self.store.end_attempts(&key)?;
            after.taken.push((delivery, Taken::Ack));
            return Ok(());
        }
        let attempt = self.store.apart(|| {
            if self.defect.hits(kind(&delivery)) {
                let text = "a defect was ordered".into();
                return Err(StoreError::Document { what: "message", text });
            }
            // A panic is a defect like any other: it must not take the other messages with it.
            let caught = catch_unwind(AssertUnwindSafe(|| receive(desk, &incoming)));
            caught.unwrap_or_else(|_| {
                Err(StoreError::Document { what: "message", text: "processing panicked".into() })
            })
        });
        let taken = match attempt {
            Ok(taken) => taken,
            Err(error)
                if self.store.attempts(&key)? < ATTEMPTS
                    || desk.deviates(Flaw::NeverGivesUp)? =>
            {
                tracing::error!("process message {key}: {error}; it is tried again");
                after.failed.push(*delivery);
                return Ok(());
            }
            Err(error) => {
                tracing::error!("process message {key}: {error}; given up");
                if !desk.deviates(Flaw::GivesUpSilently)? {
                    give_up(desk, &incoming)?;
                }
                if desk.deviates(Flaw::DropsPoison)? { Taken::Ack } else { Taken::Nack }
            }
        };
        self.store.end_attempts(&key)?;
        Self::retry_touched(desk)?;
        after.taken.push((delivery, taken));
        Ok(())
    }

    /// Another message than this one is being tried again.
    fn waits_for_another(&self, delivery: &Delivery) -> bool {
        let fails = |other: &Delivery| self.defect.hits(kind(other));
        !fails(delivery) && self.retries.iter().any(|(_, other)| fails(other))
    }

    /// Early messages of every movement touched may fit now.
    pub(super) fn retry_touched(desk: &Desk<'_>) -> Stored<()> {
        for mrn in desk.touched.take() {
            retry_held(desk, mrn)?;
        }
        desk.touched.take();
        Ok(())
    }

    pub(super) fn note_receipt(&self, entry: i64) -> Stored<()> {
        let Some(sent) = self.store.sent(entry)? else { return Ok(()) };
        let waits = sent.open && sent.code.needs_answer();
        self.store.receipted(entry, waits.then(|| self.repetition_after(sent.repeats)))?;
        if sent.open && !waits { self.store.retire(entry, "SENT") } else { Ok(()) }
    }

    /// After the commit: acknowledge, send, reply.
    fn follow(&mut self, after: After) {
        for (delivery, _) in &after.taken {
            self.death.reached(Point::Commit, kind(delivery));
        }
        for entry in after.landed {
            self.flight.land(entry);
        }
        for (delivery, taken) in after.taken {
            self.let_go(*delivery, taken);
        }
        for delivery in after.failed {
            let tries = self.store.attempts(&incoming(&delivery).attempt_key()).unwrap_or(1);
            let pause = Duration::from_millis(20) * 2_u32.pow(tries.min(6));
            self.retries.push((Instant::now() + pause, Box::new(delivery)));
        }
        self.hand_over(after.again);
        for (asker, reply) in after.replies {
            let _asker_may_be_gone = asker.send(reply);
        }
    }

    fn let_go(&self, delivery: Delivery, taken: Taken) {
        let Some(session) = &self.session else { return };
        if delivery.acknowledged {
            session.in_hand.fetch_sub(1, Ordering::SeqCst);
            return;
        }
        let order = match taken {
            Taken::Ack => Order::Ack(delivery.message),
            Taken::Nack => Order::Nack(delivery.message),
        };
        let _gone = session.orders.send(order);
    }

    /// A desk for one transaction.
    pub(super) fn desk(&self, now: Timestamp) -> Desk<'_> {
        Desk::new(&self.store, self.home, now, self.flaw)
    }
}

fn deliveries(commands: &[Command]) -> impl Iterator<Item = &Delivery> {
    commands.iter().filter_map(|command| match command {
        Command::Delivered(delivery) => Some(&**delivery),
        _ => None,
    })
}

fn incoming(delivery: &Delivery) -> Incoming<'_> {
    Incoming::new(delivery.queue, &delivery.message.headers, &delivery.message.body)
}

/// What a flawed node says to an officer while its line is down.
fn no_line() -> Outcome {
    Outcome {
        result: ActResult::Refused,
        code: Some("99".to_owned()),
        mrn: None,
        reason: Some("the line is down".to_owned()),
    }
}

fn kind(delivery: &Delivery) -> &str {
    delivery.message.header(crate::profile::stomp::TYPE).unwrap_or_default()
}
