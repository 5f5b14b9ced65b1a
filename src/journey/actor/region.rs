//! The regional database, played by the harness: it reads what the countries tell it, and answers.

use crate::broker::client::{Client, Message as Delivery, Subscription};
use crate::journey::claims::{Due, claim, fields};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::answer::Ack;
use crate::message::{Body, Header, Message, Party, digest, headers_for, instant, read, write};
use crate::profile::lists::{Disposition, Role};
use crate::profile::timer::{T_ACK, close_of_day};
use crate::profile::{Class, Country, MessageId, Queue, VERSION, stomp};
use crate::record::Recorder;
use crate::record::claim::{Claim, Times};
use crate::record::event::What;
use crate::region::{Register, RegisterError};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Messages that the broker gives us at once.
const PREFETCH: u32 = 20;

/// The regional database while a scenario lasts: a desk for each country, and one register.
pub(crate) struct Region {
    mute: watch::Sender<bool>,
    register: Arc<Mutex<Register>>,
    desks: Vec<JoinHandle<()>>,
}

impl Drop for Region {
    fn drop(&mut self) {
        for desk in &self.desks {
            desk.abort();
        }
    }
}

/// Who reads what one country tells.
struct Desk {
    country: Country,
    client: Client,
    recorder: Recorder,
    cell: String,
    told: Subscription,
    register: Arc<Mutex<Register>>,
    mute: watch::Receiver<bool>,
    /// Answers by the message answered: the same message gets the same bytes.
    answers: BTreeMap<String, Letter>,
    /// Messages that were taken while we were mute.
    waiting: Vec<Delivery>,
    sent: u32,
}

/// An answer as it is sent.
#[derive(Clone)]
struct Letter {
    id: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// The regional database is there; where the country under test is to report, its node can.
pub(in crate::journey) async fn open(world: &mut World, reports: bool) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    let subject = world.stage.subject;
    let hello = cell.node(subject).hello().await?;
    if reports && !hello.features.iter().any(|feature| feature == "REG") {
        let why = format!("the node of {subject} does not offer the option REG");
        return Err(Ended::NotApplicable(why));
    }
    let (mute, muted) = watch::channel(false);
    let register = Register::empty().map_err(|error| Ended::Error(error.to_string()))?;
    let register = Arc::new(Mutex::new(register));
    let mut region = Region { mute, register: Arc::clone(&register), desks: Vec::new() };
    for &country in cell.countries() {
        let client = cell.login(Country::REGION.as_str()).await?;
        let queue = Queue::new(Country::REGION, country, Class::Sys);
        let queue = format!("{}{queue}", stomp::QUEUE_PREFIX);
        let desk = Desk {
            country,
            told: client.subscribe(&queue, PREFETCH).await?,
            client,
            recorder: cell.recorder().clone(),
            cell: cell.name().to_owned(),
            register: Arc::clone(&register),
            mute: muted.clone(),
            answers: BTreeMap::new(),
            waiting: Vec::new(),
            sent: 0,
        };
        region.desks.push(tokio::spawn(desk.keep()));
    }
    world.region = Some(region);
    Ok(())
}

impl Desk {
    /// Takes what comes until the connection ends.
    async fn keep(mut self) {
        loop {
            let done = tokio::select! {
                come = self.told.next() => match come {
                    Ok(delivery) => self.take(delivery).await,
                    Err(_) => None,
                },
                changed = self.mute.changed() => match changed {
                    Ok(()) => self.catch_up().await,
                    Err(_) => None,
                },
            };
            if done.is_none() {
                return;
            }
        }
    }

    /// Takes a message from the queue, and answers it unless we are mute; none when the broker is
    /// gone.
    async fn take(&mut self, delivery: Delivery) -> Option<()> {
        let mute = *self.mute.borrow();
        if !mute {
            self.answer(&delivery).await?;
        }
        self.client.ack_confirmed(&delivery).await.ok()?;
        if mute {
            self.waiting.push(delivery);
        }
        Some(())
    }

    /// Answers what came while we were mute.
    async fn catch_up(&mut self) -> Option<()> {
        if *self.mute.borrow_and_update() {
            return Some(());
        }
        for delivery in std::mem::take(&mut self.waiting) {
            self.answer(&delivery).await?;
        }
        Some(())
    }

    async fn answer(&mut self, delivery: &Delivery) -> Option<()> {
        let Ok(told) = read(&delivery.body) else { return Some(()) };
        let Body::Sta(sta) = &told.body else { return Some(()) };
        let kept =
            self.register.lock().unwrap_or_else(PoisonError::into_inner).take(self.country, sta);
        if let Err(error) = kept {
            let detail = error.to_string();
            let what = What::GroundFailure { attribution: "harness".to_owned(), detail };
            self.recorder.append("actor", &self.cell, "", None, what);
        }
        let id = told.header.message_id.to_string();
        if !self.answers.contains_key(&id) {
            let letter = self.written(&told);
            self.answers.insert(id.clone(), letter);
        }
        let letter = self.answers[&id].clone();
        let queue = Queue::new(self.country, Country::REGION, Class::Sys);
        let others: Vec<(&str, &str)> = letter
            .headers
            .iter()
            .filter(|(name, _)| name != stomp::DESTINATION)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let destination = format!("{}{queue}", stomp::QUEUE_PREFIX);
        let what = What::Injected {
            account: Country::REGION.to_string(),
            queue: queue.to_string(),
            message_id: letter.id.clone(),
            digest: digest(&letter.body),
            outcome: "receipted".to_owned(),
            intent: "the regional database answers".to_owned(),
        };
        self.client.send(&destination, &others, letter.body.clone()).await.ok()?;
        self.recorder.append("actor", &self.cell, "", None, what);
        Some(())
    }

    fn written(&mut self, told: &Message) -> Letter {
        self.sent += 1;
        let party = |country| Party { country, office: None, role: Role::Sys };
        let header = Header {
            message_id: MessageId::fresh(Country::REGION),
            correlation_id: Some(told.header.message_id.into()),
            profile_version: VERSION.to_owned(),
            sender: party(Country::REGION),
            recipient: party(self.country),
            prepared_at: told.header.prepared_at,
            test: true,
            link_epoch: 1,
            link_seq: self.sent,
            ref_data: 1,
        };
        let id = header.message_id.to_string();
        let body = Body::Ack(Ack { disposition: Disposition::Applied });
        let message = Message { header, body };
        let body = write(&message);
        Letter { id, headers: headers_for(&message, &body), body }
    }
}

/// The regional database takes what comes, and answers nothing (or answers again).
pub(in crate::journey) async fn mute(world: &World, mute: bool) -> Result<(), Ended> {
    let none = || Ended::Error("no regional database is there".to_owned());
    world.region.as_ref().ok_or_else(none)?.mute.send_replace(mute);
    if !mute {
        world.stage.cell.quiet().await?;
    }
    Ok(())
}

/// Asks the regional register, once everything that was told has come; gives the record's position
/// before the answer.
pub(in crate::journey) async fn ask<T: Serialize>(
    world: &World,
    question: &str,
    answer: impl FnOnce(&Register) -> Result<T, RegisterError>,
) -> Result<u64, Ended> {
    let none = || Ended::Error("no regional database is there".to_owned());
    let region = world.region.as_ref().ok_or_else(none)?;
    world.stage.cell.quiet().await?;
    let since = world.stage.mark();
    let answered = answer(&region.register.lock().unwrap_or_else(PoisonError::into_inner));
    let answered = answered.map_err(|error| Ended::Error(error.to_string()))?;
    let what = What::Query {
        country: Country::REGION.to_string(),
        path: question.to_owned(),
        status: 200,
        response: serde_json::to_value(&answered).unwrap_or_default(),
    };
    world.stage.cell.record("actor", what);
    Ok(since)
}

fn told(from: Country, mrn: Option<&str>, says: &[(&str, &str)], times: Times) -> Claim {
    Claim::Sent {
        from: from.to_string(),
        to: Country::REGION.to_string(),
        code: "STA".to_owned(),
        mrn: mrn.map(str::to_owned),
        fields: fields(says.iter().copied()),
        times,
    }
}

/// Departure, which is judged, tells the end of the movement once, with its goods and its offices.
pub(in crate::journey) async fn told_the_end(world: &World) -> Result<(), Ended> {
    let (subject, movement) = (world.stage.subject, world.movement()?);
    let declared = &movement.papers.declaration;
    let items = declared.goods.items.len().to_string();
    let packages: u32 = declared.goods.items.iter().map(|item| item.count).sum();
    let (packages, mrn) = (packages.to_string(), Some(movement.mrn.as_str()));
    let [departure, destination] =
        [movement.journey.departure, movement.journey.destination].map(|office| office.to_string());
    let says = [
        ("MovementEnd/end", "DISCHARGED"),
        ("MovementEnd/basis", "RESULT"),
        ("MovementEnd/items", items.as_str()),
        ("MovementEnd/packages", packages.as_str()),
        ("MovementEnd/departure", departure.as_str()),
        ("MovementEnd/destination", destination.as_str()),
    ];
    let due = world.stage.ack_due();
    let right = told(subject, mrn, &says, Times::AtLeast(1));
    world.claim(claim("REQ-STA-001", subject, 0, right).due(due)).await?;
    let once = told(subject, mrn, &[], Times::Exactly(1));
    world.claim(claim("REQ-STA-001", subject, 0, once)).await
}

/// The country under test has told nothing so far.
pub(in crate::journey) async fn told_nothing(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let none = told(subject, None, &[], Times::Exactly(0));
    world.claim(claim("REQ-STA-002", subject, 0, none)).await
}

/// Business time goes on to a minute after the next 02:00Z.
pub(in crate::journey) async fn pass_the_night(world: &mut World) -> Result<(), Ended> {
    let since = world.stage.mark();
    let at = close_of_day(world.stage.cell.business());
    let after = at + jiff::SignedDuration::from_mins(1);
    world.window = Some((at, after));
    world.stage.cell.advance(after, "two in the morning").await?;
    if let Some(done) = &mut world.done {
        (done.since, done.at) = (since, after);
    }
    Ok(())
}

/// The totals of the day that has ended are told.
pub(in crate::journey) async fn told_the_day(world: &World) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let none = || Ended::Error("no night has passed yet".to_owned());
    let (end, _) = world.window.ok_or_else(none)?;
    let to = instant(end);
    let totals = told(subject, None, &[("DayTotals/to", to.as_str())], Times::Exactly(1));
    world.claim(claim("REQ-STA-005", subject, 0, totals)).await
}

/// What got no answer is told again after T-ACK: the same message.
pub(in crate::journey) async fn told_again(world: &World) -> Result<(), Ended> {
    let (subject, movement) = (world.stage.subject, world.movement()?);
    let mrn = movement.mrn.as_str();
    let first = told(subject, Some(mrn), &[], Times::AtLeast(1));
    world.stage.await_claim(first, 0, world.stage.ack_due()).await?;
    let copy = world.stage.message(subject, "STA", mrn)?;
    let since = world.stage.mark();
    let says = [("Header/messageId", copy.message_id.as_str())];
    let again = told(subject, Some(mrn), &says, Times::AtLeast(1));
    let due: Timestamp = T_ACK.expiry(T_ACK.expiry(world.stage.cell.business()));
    world.claim(claim("REQ-STA-006", subject, since, again).due(due)).await
}
