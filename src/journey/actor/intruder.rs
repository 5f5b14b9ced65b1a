//! Who has an account and reaches beyond it: offices without the right, answers to nothing, queues of others.

use super::forger::{entry, in_partners_name, mrn_of, put, tell};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::answer::{Ack, AnyMessageId, Fnk, FunctionalError};
use crate::message::header::Event;
use crate::message::passage::Res;
use crate::message::{Body, Header, Message, digest, headers_for, write};
use crate::profile::lists::{ControlResult, Disposition, FunctionalErrorCode, Role, StateOfSeals};
use crate::profile::{Class, MessageId, OfficeCode, Queue, stomp};
use crate::record::event::What;
use uuid::Uuid;

/// A control result of an office of the partner that is no office of destination at all.
pub(in crate::journey) async fn conclude_without_role(world: &mut World) -> Result<(), Ended> {
    let office = office(world, |roles| !roles.iter().any(|role| role == "DST"))?;
    conclude_at(world, office, "a result of an office that gives none").await
}

/// A control result of an office of the partner that may give results, but not of this movement.
pub(in crate::journey) async fn conclude_elsewhere(world: &mut World) -> Result<(), Ended> {
    let office = office(world, |roles| roles.iter().any(|role| role == "DST"))?;
    conclude_at(world, office, "a result of an office that has not got the goods").await
}

/// An office of the partner with such roles, which is not this movement's destination; one that the
/// goods pass, if there is one.
fn office(world: &World, fits: impl Fn(&[String]) -> bool) -> Result<OfficeCode, Ended> {
    let movement = world.movement()?;
    let partner = world.stage.partner();
    let passed = movement.journey.entry(partner);
    let offices = &world.stage.cell.corridor().offices;
    let fit = |it: &&crate::scenario::Office| {
        it.code.country() == partner && it.code != movement.journey.destination && fits(&it.roles)
    };
    let passage = offices.iter().filter(fit).find(|it| Some(it.code) == passed);
    let found = passage.or_else(|| offices.iter().find(fit)).map(|it| it.code);
    let why = || Ended::NotApplicable(format!("{partner} has no other office of that kind"));
    found.ok_or_else(why)
}

async fn conclude_at(
    world: &mut World,
    office: OfficeCode,
    intent: &'static str,
) -> Result<(), Ended> {
    super::officer::settled(world).await?;
    let movement = world.movement()?;
    let body = Res {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        office,
        result_no: 1,
        control_code: ControlResult::A2,
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        conform: true,
        next_regime: None,
        differences: Vec::new(),
        gate_at: None,
        remarks: None,
    };
    let message = in_partners_name(world, Body::Res(Box::new(body)), (Role::Dst, Role::Dep));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, intent).await
}

/// An acknowledgement of a message that was never sent.
pub(in crate::journey) async fn acknowledge_nothing(world: &mut World) -> Result<(), Ended> {
    let ack = Body::Ack(Ack { disposition: Disposition::Applied });
    let message = technical(world, ack);
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an acknowledgement of what was never sent").await
}

/// Refusals that are themselves wrong: one in bytes that are not its own, one that is no XML.
pub(in crate::journey) async fn refuse_badly(world: &mut World) -> Result<(), Ended> {
    let error = FunctionalError::new(FunctionalErrorCode::Rule, "/", None, "");
    let message = technical(world, Body::Fnk(Fnk { errors: vec![error] }));
    let queue = message.queue().to_string();
    let whole = write(&message);
    let mut headers = headers_for(&message, &whole);
    let other = [&whole[..], b"\n"].concat();
    put(world, &queue, (headers.clone(), other), &message, "a refusal in other bytes").await?;
    let broken = whole[..whole.len() / 2].to_vec();
    let fresh = MessageId::fresh(world.stage.partner());
    for (name, value) in &mut headers {
        match name.as_str() {
            stomp::TX_DIGEST => *value = digest(&broken),
            stomp::TX_MESSAGE_ID => *value = fresh.to_string(),
            _ => {}
        }
    }
    let named = Header { message_id: fresh, ..message.header };
    let message = Message { header: named, body: message.body };
    put(world, &queue, (headers, broken), &message, "half a refusal").await
}

/// A technical answer in the partner's name to a message that the country under test never sent.
fn technical(world: &World, body: Body) -> Message {
    let mut message = in_partners_name(world, body, (Role::Sys, Role::Sys));
    let never = MessageId::fresh(world.stage.subject);
    message.header.correlation_id = Some(AnyMessageId::from(never));
    message
}

/// An entry that must be refused, and that wants its answer at the regional database.
pub(in crate::journey) async fn ask_answer_elsewhere(world: &mut World) -> Result<(), Ended> {
    let mut message = entry(world)?;
    message.header.test = false;
    let (body, queue) = (write(&message), message.queue().to_string());
    let mut headers = headers_for(&message, &body);
    let elsewhere = elsewhere(world);
    headers.push(("reply-to".to_owned(), format!("{}{elsewhere}", stomp::QUEUE_PREFIX)));
    put(world, &queue, (headers, body), &message, "an entry that wants its answer elsewhere").await
}

/// A queue that the country under test may write to, and that is not the partner's.
fn elsewhere(world: &World) -> Queue {
    Queue::new(crate::profile::Country::REGION, world.stage.subject, Class::Sys)
}

/// What somebody tries at the broker.
struct Attempt {
    account: String,
    act: &'static str,
    queue: String,
}

/// Accounts try what is not theirs; the broker, which is the ground of it all, must refuse each.
pub(in crate::journey) async fn reach_for_others(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let queue = |to, from| Queue::new(to, from, Class::Core).to_string();
    let (own, incoming) = (queue(partner, subject), queue(subject, partner));
    let attempt = |account: &str, act, queue: &str| Attempt {
        account: account.to_owned(),
        act,
        queue: queue.to_owned(),
    };
    let attempts = [
        attempt(partner.as_str(), "write", &own),
        attempt(partner.as_str(), "read", &incoming),
        attempt(partner.as_str(), "read", &format!("DLQ.{own}")),
        attempt(STRANGER, "write", &incoming),
        attempt(STRANGER, "read", &incoming),
        attempt(partner.as_str(), "log in", ""),
    ];
    for attempt in attempts {
        let outcome = tried(world, &attempt).await?;
        let Attempt { account, act, queue } = attempt;
        let refused = outcome.starts_with("refused");
        let told = format!("the broker let {account} {act} {queue}");
        world
            .stage
            .cell
            .record("actor", What::Tried { account, act: act.to_owned(), queue, outcome });
        if !refused {
            return Err(Ended::Error(told));
        }
    }
    Ok(())
}

/// An account that has no queue.
const STRANGER: &str = "XX";

async fn tried(world: &World, attempt: &Attempt) -> Result<String, Ended> {
    let cell = &world.stage.cell;
    let at = format!("{}{}", stomp::QUEUE_PREFIX, attempt.queue);
    let done = match attempt.act {
        "write" => {
            let body = write(&entry(world)?);
            cell.login(&attempt.account).await?.send(&at, &[], body).await
        }
        "read" => cell.login(&attempt.account).await?.subscribe(&at, 1).await.map(drop),
        _ => {
            let knocked = cell.knock(&attempt.account, "not the password").await;
            return Ok(knocked.map_or_else(|error| format!("refused: {error}"), |_| "done".into()));
        }
    };
    Ok(done.map_or_else(|error| format!("refused: {error}"), |()| "done".into()))
}

/// The broker's administrator puts an entry where only the partner writes.
pub(in crate::journey) async fn write_as_administrator(world: &mut World) -> Result<(), Ended> {
    let message = entry(world)?;
    let (body, queue) = (write(&message), message.queue().to_string());
    let headers = headers_for(&message, &body);
    let since = world.stage.mark();
    let intent = "an entry that the partner has not written";
    super::forger::inject_as(world, ADMINISTRATOR, &queue, headers, body, intent).await?;
    world.letters.push(super::envelope::letter(&message, since));
    Ok(())
}

/// The broker's administrator.
const ADMINISTRATOR: &str = "admin";
