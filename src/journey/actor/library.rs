//! Reference data that change: published by the country under test, or told in the partner's name.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::breaker::fresh_mrn;
use super::forger::{readable, tell, tell_as};
use crate::adapter::acts::PublishReference;
use crate::adapter::contract::OfficeEntry as GivenOffice;
use crate::adapter::reference::ClosureEntry;
use crate::cast::reference::office as given;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::advice::Advice;
use crate::message::header::Event;
use crate::message::system::{Entries, OfficeEntry, ProfileEntry, Rfd, Una};
use crate::message::{Body, Header, Message, Party, Style};
use crate::profile::lists::{ReferenceSet, Role, TrafficMode};
use crate::profile::timer::{T_RES, limit_between};
use crate::profile::{Class, Country, MessageId, OfficeCode, Queue, VERSION};
use crate::scenario::Office;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How far before and after an instant offices are closed for a holiday.
const AROUND: SignedDuration = SignedDuration::from_hours(12);

/// When a snapshot that was told beforehand begins to count.
const SOON: SignedDuration = SignedDuration::from_hours(2);

/// The code that takes the place of another: the same place, a number of its own.
pub(in crate::journey) fn heir(office: OfficeCode) -> Result<OfficeCode, Ended> {
    let (place, number) = office.as_str().split_at(5);
    let number: u32 = number.parse().map_err(|_| Ended::Error(format!("{office}")))?;
    code(&format!("{place}{:03}", number + 500))
}

fn code(text: &str) -> Result<OfficeCode, Ended> {
    text.parse().map_err(|error| Ended::Error(format!("office {text}: {error}")))
}

/// An hour goes by, and the country under test gives its office of destination another code.
pub(in crate::journey) async fn rename_own(world: &mut World) -> Result<(), Ended> {
    pass(world, SignedDuration::from_hours(1)).await?;
    let old = world.movement()?.journey.destination;
    let (new, now) = (heir(old)?, world.stage.cell.business());
    let mut offices = Vec::new();
    for office in offices_of(world, world.stage.subject) {
        let mut entry = given(&office);
        if office.code == old {
            (entry.valid_to, entry.replaced_by) = (Some(now), Some(new.to_string()));
        }
        offices.push(entry);
    }
    let renamed = offices.iter().find(|entry| entry.replaced_by.is_some()).cloned();
    let renamed = renamed.ok_or_else(|| Ended::Error(format!("{old} is not of the corridor")))?;
    offices.push(GivenOffice {
        code: new.to_string(),
        valid_to: None,
        replaced_by: None,
        ..renamed
    });
    let act = PublishReference {
        set: "OFF".to_owned(),
        offices,
        closures: Vec::new(),
        keys: Vec::new(),
        effective_from: None,
    };
    let subject = world.stage.subject;
    world.done = Some(world.stage.does(subject, "publish-reference", act).await?);
    Ok(())
}

/// The offices of the country under test are closed around the limit of what is released now.
pub(in crate::journey) async fn close_at_limit(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let length = limit_between(movement.departure(), movement.destination());
    let limit = length.expiry(world.stage.cell.business());
    close(world, limit - AROUND, limit + AROUND).await
}

/// They are closed when the result of what arrives now is due.
pub(in crate::journey) async fn close_at_result(world: &mut World) -> Result<(), Ended> {
    let due = T_RES.expiry(world.stage.cell.business());
    close(world, due - AROUND, due + AROUND).await
}

async fn close(world: &mut World, from: Timestamp, to: Timestamp) -> Result<(), Ended> {
    let subject = world.stage.subject;
    let closure = |office: Office| ClosureEntry {
        office: office.code.to_string(),
        from,
        to,
        reason: "Fête de l'indépendance".to_owned(),
    };
    let act = PublishReference {
        set: "CAL".to_owned(),
        offices: Vec::new(),
        closures: offices_of(world, subject).into_iter().map(closure).collect(),
        keys: Vec::new(),
        effective_from: None,
    };
    world.window = Some((from, to));
    world.done = Some(world.stage.does(subject, "publish-reference", act).await?);
    Ok(())
}

/// Business time goes on to an hour before the offices open again.
pub(in crate::journey) async fn wait_in_holiday(world: &World) -> Result<(), Ended> {
    let (_, to) = holiday(world)?;
    let at = to - SignedDuration::from_hours(1);
    Ok(world.stage.cell.advance(at, "the offices are closed").await?)
}

/// Business time goes on to a minute after the offices have opened again.
pub(in crate::journey) async fn end_holiday(world: &World) -> Result<(), Ended> {
    let (_, to) = holiday(world)?;
    let at = to + SignedDuration::from_mins(1);
    Ok(world.stage.cell.advance(at, "the offices are open again").await?)
}

fn holiday(world: &World) -> Result<(Timestamp, Timestamp), Ended> {
    world.window.ok_or_else(|| Ended::Error("no office was closed yet".into()))
}

/// Business time goes on for so long.
pub(in crate::journey) async fn pass(world: &World, time: SignedDuration) -> Result<(), Ended> {
    let to = world.stage.cell.business() + time;
    Ok(world.stage.cell.advance(to, "time goes by").await?)
}

fn offices_of(world: &World, country: Country) -> Vec<Office> {
    let offices = world.stage.cell.corridor().offices.iter();
    offices.filter(|office| office.code.country() == country).cloned().collect()
}

/// The partner's offices as it would tell them, each ended now and followed by its heir if so told.
fn told_offices(world: &World, ended: bool) -> Result<Vec<OfficeEntry>, Ended> {
    let now = world.stage.cell.business();
    let mut told = Vec::new();
    for office in offices_of(world, world.stage.partner()) {
        let roles: Result<Vec<Role>, _> = office.roles.iter().map(|role| role.parse()).collect();
        let current = OfficeEntry {
            code: office.code,
            name: office.name.clone(),
            roles: roles.map_err(|error| Ended::Error(format!("{error}")))?,
            paired_with: office.paired_with,
            automated: office.automated,
            gate: office.gate,
            valid_from: None,
            valid_to: None,
            replaced_by: None,
        };
        if ended {
            let heir = heir(office.code)?;
            told.push(OfficeEntry { code: heir, ..current.clone() });
            told.push(OfficeEntry { valid_to: Some(now), replaced_by: Some(heir), ..current });
        } else {
            told.push(current);
        }
    }
    Ok(told)
}

/// An hour goes by, and the partner tells that all its offices have other codes.
pub(in crate::journey) async fn rename_partner(world: &mut World) -> Result<(), Ended> {
    pass(world, SignedDuration::from_hours(1)).await?;
    let entries = Entries { offices: told_offices(world, true)?, ..Entries::default() };
    let now = world.stage.cell.business();
    publish(world, ReferenceSet::Off, 2, now, entries).await
}

/// The partner tells a version that it has replaced already.
pub(in crate::journey) async fn tell_lower(world: &mut World) -> Result<(), Ended> {
    let entries = Entries { offices: told_offices(world, false)?, ..Entries::default() };
    let now = world.stage.cell.business();
    publish(world, ReferenceSet::Off, 1, now, entries).await
}

/// The partner tells the codes beforehand that it has written already.
pub(in crate::journey) async fn tell_late(world: &mut World) -> Result<(), Ended> {
    let entries = Entries { offices: told_offices(world, true)?, ..Entries::default() };
    let soon = world.stage.cell.business() + SOON;
    publish(world, ReferenceSet::Off, 3, soon, entries).await
}

/// Business time goes on to when the snapshot counts.
pub(in crate::journey) async fn await_effect(world: &World) -> Result<(), Ended> {
    pass(world, SOON + SignedDuration::from_mins(1)).await
}

/// The partner offers a version of the profile beside the one that everybody knows.
pub(in crate::journey) async fn offer_version(world: &mut World) -> Result<(), Ended> {
    let profile = |version: &str| ProfileEntry {
        version: version.to_owned(),
        mode: TrafficMode::Test,
        options: Vec::new(),
    };
    let entries =
        Entries { profiles: vec![profile(VERSION), profile("1.1")], ..Entries::default() };
    let now = world.stage.cell.business();
    publish(world, ReferenceSet::Ver, 2, now, entries).await
}

async fn publish(
    world: &mut World,
    set: ReferenceSet,
    version: u32,
    effective_from: Timestamp,
    entries: Entries,
) -> Result<(), Ended> {
    let event = Event::electronic(Uuid::now_v7(), world.stage.cell.business());
    let rfd = Rfd { event, set, version, effective_from, entries };
    system(world, Body::Rfd(Box::new(rfd)), VERSION, "reference data of the partner").await
}

/// The partner writes a message in a version that was never agreed.
pub(in crate::journey) async fn write_newer_version(world: &mut World) -> Result<(), Ended> {
    write_version(world, "1.1", "a version that was not agreed").await
}

/// Somebody writes in the partner's name as before the profile was agreed.
pub(in crate::journey) async fn write_older_version(world: &mut World) -> Result<(), Ended> {
    write_version(world, "0.9", "a version lower than the agreed one").await
}

async fn write_version(
    world: &mut World,
    version: &str,
    intent: &'static str,
) -> Result<(), Ended> {
    let now = world.stage.cell.business();
    let una = Una {
        event: Event::electronic(Uuid::now_v7(), now),
        from: now + SignedDuration::from_hours(2),
        to: now + SignedDuration::from_hours(3),
        classes: vec![Class::Core],
        reason: None,
    };
    system(world, Body::Una(Box::new(una)), version, intent).await
}

async fn system(
    world: &mut World,
    body: Body,
    version: &str,
    intent: &'static str,
) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let whole = |country| Party { country, office: None, role: Role::Sys };
    let header = Header {
        message_id: MessageId::fresh(partner),
        correlation_id: None,
        profile_version: version.to_owned(),
        sender: whole(partner),
        recipient: whole(subject),
        prepared_at: world.stage.cell.business(),
        test: true,
        link_epoch: 1,
        link_seq: 9_990,
        ref_data: 1,
    };
    let message = Message { header, body };
    let queue = Queue::new(subject, partner, message.class()).to_string();
    tell(world, &queue, &message, intent).await
}

/// The partner's newest advance data under a fresh number, released now.
fn new_advice(world: &mut World) -> Result<(String, Message), Ended> {
    let partner = world.stage.partner();
    let out = format!(".FROM.{partner}.");
    let copy = world.stage.newest(|facts| facts.code == "TDA" && facts.queue.contains(&out));
    let copy = copy.ok_or_else(|| Ended::Failed(format!("{partner} has sent no TDA")))?;
    let body = STANDARD.decode(&copy.body).map_err(|error| Ended::Error(error.to_string()))?;
    let mut message = readable(&body)?;
    message.header.message_id = MessageId::fresh(partner);
    let (now, mrn) = (world.stage.cell.business(), fresh_mrn(world, partner)?);
    message.header.prepared_at = now;
    if let Body::Tda(advice) = &mut message.body {
        advice.event = Event::electronic(Uuid::now_v7(), now);
        advice.transit.mrn = mrn.into();
        advice.transit.released_at = now;
    }
    Ok((copy.queue, message))
}

/// Advance data that are released now name the old codes.
pub(in crate::journey) async fn advise_old(world: &mut World) -> Result<(), Ended> {
    let (queue, message) = new_advice(world)?;
    tell(world, &queue, &message, "old codes after their end").await
}

/// Advance data name codes of reference data that have not come yet.
pub(in crate::journey) async fn advise_early(world: &mut World) -> Result<(), Ended> {
    let (queue, mut message) = new_advice(world)?;
    message.header.ref_data = 3;
    if let Body::Tda(advice) = &mut message.body {
        follow(advice, world.stage.partner())?;
    }
    message.header.sender.office = None;
    tell(world, &queue, &message, "codes of reference data that have not come").await
}

/// The partner's offices of an itinerary under their new codes.
fn follow(advice: &mut Advice, partner: Country) -> Result<(), Ended> {
    for at in &mut advice.transit.itinerary {
        if at.office.country() == partner {
            at.office = heir(at.office)?;
        }
    }
    Ok(())
}

/// The same advance data in another legal spelling, under a number of their own.
pub(in crate::journey) async fn advise_in(world: &mut World, style: Style) -> Result<(), Ended> {
    let (queue, message) = new_advice(world)?;
    tell_as(world, &queue, &message, style, "another legal spelling").await
}
