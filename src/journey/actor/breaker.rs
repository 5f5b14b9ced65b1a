//! Who breaks a rule in the partner's name: advance data with something wrong in them, news of what never was.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::forger::{inject, original, readable, tell};
use crate::journey::claims::sent;
use crate::journey::ended::Ended;
use crate::journey::world::{Letter, World};
use crate::message::advice::Advice;
use crate::message::header::Event;
use crate::message::passage::Arr;
use crate::message::{
    Body, Header, Message, Pair, Party, digest, headers_for, sample_between, write,
};
use crate::profile::lists::{Role, StateOfSeals};
use crate::profile::{Code, Country, MessageId, Mrn, Queue, VERSION, stomp};
use crate::record::claim::Times;

/// The partner's newest advance data under a fresh number, with something changed in them.
pub(in crate::journey) async fn advise(
    world: &mut World,
    edits: &[fn(&mut Advice)],
) -> Result<(), Ended> {
    await_advice(world).await?;
    let (copy, body) = original(world, "TDA").await?;
    let mut message = readable(&body)?;
    let partner = world.stage.partner();
    message.header.message_id = MessageId::fresh(partner);
    if let Body::Tda(advice) = &mut message.body {
        advice.event.id = Uuid::now_v7();
        advice.transit.mrn = fresh_mrn(world, partner)?.into();
        for edit in edits {
            edit(advice);
        }
    }
    tell(world, &copy.queue, &message, "advance data that break a rule").await
}

async fn await_advice(world: &World) -> Result<(), Ended> {
    let (movement, done) = (world.movement()?, world.done()?);
    let way = (movement.departure(), movement.destination());
    let sent = sent(way, "TDA", &movement.mrn, BTreeMap::new(), Times::AtLeast(1));
    world.stage.await_claim(sent, done.since, world.stage.ack_due()).await
}

/// The partner tells the arrival of a movement that never was.
pub(in crate::journey) async fn arrive_unknown(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let mrn = fresh_mrn(world, subject)?;
    let movement = world.movement()?;
    let arrival = Arr {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn.into(),
        office: movement.journey.destination,
        plates: movement.papers.plates(),
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        late: false,
        gate_at: None,
        remarks: None,
    };
    let own = |country, office, role| Party { country, office: Some(office), role };
    let header = Header {
        message_id: MessageId::fresh(partner),
        correlation_id: None,
        profile_version: VERSION.to_owned(),
        sender: own(partner, movement.journey.destination, Role::Dst),
        recipient: own(subject, movement.journey.departure, Role::Dep),
        prepared_at: world.stage.cell.business(),
        test: true,
        link_epoch: 1,
        link_seq: 9_999,
        ref_data: 1,
    };
    let message = Message { header, body: Body::Arr(Box::new(arrival)) };
    let queue = Queue::new(subject, partner, message.class()).to_string();
    tell(world, &queue, &message, "an arrival of a movement that never was").await
}

pub(super) fn fresh_mrn(world: &mut World, country: Country) -> Result<Mrn, Ended> {
    let twelve = world.chance.serial(12);
    Mrn::compose(26, country, &twelve, 'J').map_err(|error| Ended::Error(error.to_string()))
}

/// Advance data in the partner's name with an end tag that ends nothing.
pub(in crate::journey) async fn break_advice(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let pair = Pair { departure: partner, partner: subject };
    let mut message = sample_between(pair, Code::Tda, 1);
    // Known reference data: what is newer would be held (PD-24).
    message.header.ref_data = 1;
    let twelve = world.chance.serial(12);
    let mrn = Mrn::compose(26, partner, &twelve, 'J').map_err(|e| Ended::Error(e.to_string()))?;
    message.header.message_id = MessageId::fresh(partner);
    message.header.prepared_at = world.stage.cell.business();
    if let Body::Tda(advice) = &mut message.body {
        advice.transit.mrn = mrn.into();
    }
    let whole = String::from_utf8_lossy(&write(&message)).into_owned();
    let broken = whole.replacen("</Carrier>", "</Carriage>", 1);
    let defect = place_of(&broken, "</Carriage>");
    let defect = defect.ok_or_else(|| Ended::Error("the sample has no carrier to break".into()))?;
    let body = broken.into_bytes();
    let mut headers = headers_for(&message, &body);
    headers.retain(|(name, _)| name != stomp::TX_DIGEST);
    headers.push((stomp::TX_DIGEST.to_owned(), digest(&body)));
    let queue = message.queue().to_string();
    let since = inject(world, &queue, headers, body, "a message that is not well-formed").await?;
    world.letters.push(Letter {
        id: message.header.message_id.to_string(),
        code: "TDA".to_owned(),
        mrn: mrn.to_string(),
        since,
        sent: since,
        defect: Some(defect),
    });
    Ok(())
}

/// Line of a text, and the columns that it takes there, all from 1.
fn place_of(document: &str, text: &str) -> Option<(u32, u32, u32)> {
    let at = document.find(text)?;
    let before = &document[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    let number = |value: usize| u32::try_from(value).ok();
    Some((number(line)?, number(column)?, number(column + text.chars().count())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_from_one() {
        assert_eq!(place_of("<a>\n  <b></c>\n</a>", "</c>"), Some((2, 6, 10)));
        assert_eq!(place_of("<a>", "</c>"), None);
    }
}
