//! Who puts messages on queues that no node has sent: replays, and lies, in the partner's name.

use super::envelope::{carried, letter};
use super::officer;
use crate::broker::client::{Client, ClientError};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::advice::Portion;
use crate::message::decision::Can;
use crate::message::guarantee::Gcl;
use crate::message::header::Event;
use crate::message::passage::{Arr, Pas};
use crate::message::recovery::Rcc;
use crate::message::{
    Body, Header, Message, Party, Style, digest, headers_for, read, sample_between, write, write_as,
};
use crate::profile::lists::{
    CancellationAction, ClaimAction, ControlResult, Direction, IncidentCode, Outcome,
    RecoveryAction, Role, StateOfSeals,
};
use crate::profile::{Code, Grn, MessageId, Mrn, Queue, VERSION, stomp};
use crate::record::event::{CopyFacts, What};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

/// What is put on a queue.
struct Forgery {
    account: String,
    queue: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    intent: &'static str,
}

/// The partner's newest message of a code, once more and byte for byte.
pub(in crate::journey) async fn replay(world: &mut World, code: &str) -> Result<(), Ended> {
    let (copy, body) = original(world, code).await?;
    let headers = carried(&copy);
    let intent = "the same message once more";
    let since = inject(world, &copy.queue, headers, body, intent).await?;
    world.talk_about(&copy, since);
    Ok(())
}

/// The partner's newest message of a code is put back where it was taken from, byte for byte.
pub(in crate::journey) async fn put_back(world: &World, code: &str) -> Result<(), Ended> {
    let (copy, body) = original(world, code).await?;
    let intent = "what was taken off the queue, put back in another order";
    inject(world, &copy.queue, carried(&copy), body, intent).await.map(drop)
}

/// The partner's control result under its own id, but satisfied in another way.
pub(in crate::journey) async fn alter(world: &mut World) -> Result<(), Ended> {
    let (copy, body) = original(world, "RES").await?;
    let mut message = readable(&body)?;
    if let Body::Res(res) = &mut message.body {
        res.control_code = ControlResult::A1;
        res.remarks = Some("Visite physique".to_owned());
    }
    let body = write(&message);
    let headers = headers_for(&message, &body);
    let since = inject(world, &copy.queue, headers, body, "a known id with other bytes").await?;
    world.talk_about(&copy, since);
    Ok(())
}

/// The partner's newest message of a code under an id that nobody has seen.
pub(super) async fn repeat(
    world: &mut World,
    code: &str,
    intent: &'static str,
) -> Result<(), Ended> {
    let (copy, body) = original(world, code).await?;
    let mut message = readable(&body)?;
    message.header.message_id = MessageId::fresh(world.stage.partner());
    tell(world, &copy.queue, &message, intent).await
}

/// An arrival on the partner's queue whose sender claims to be an office of the subject.
pub(in crate::journey) async fn claim_office(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let movement = world.movement()?;
    let arrival = Arr {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        office: movement.journey.destination,
        plates: movement.papers.plates(),
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        late: false,
        gate_at: None,
        remarks: None,
    };
    let own_office = Some(movement.journey.departure);
    let header = Header {
        message_id: MessageId::fresh(partner),
        correlation_id: None,
        profile_version: VERSION.to_owned(),
        sender: Party { country: subject, office: own_office, role: Role::Dst },
        recipient: Party { country: subject, office: own_office, role: Role::Dep },
        prepared_at: world.stage.cell.business(),
        test: true,
        link_epoch: 1,
        link_seq: 9_999,
        ref_data: 1,
    };
    let message = Message { header, body: Body::Arr(Box::new(arrival)) };
    let queue = Queue::new(subject, partner, message.class()).to_string();
    tell(world, &queue, &message, "an arrival that claims an office of the receiver").await
}

/// A total loss in the partner's name that no authority vouches for.
pub(in crate::journey) async fn report_loss(world: &mut World) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let movement = world.movement()?;
    let now = world.stage.cell.business();
    let entry = movement.journey.entry(partner);
    let entry = entry.ok_or_else(|| Ended::Error("the partner is not entered".into()))?;
    let pair = crate::message::Pair { departure: subject, partner };
    let mut message = sample_between(pair, Code::Inc, 1);
    // Known reference data: what is newer would be held (PD-24).
    message.header.ref_data = 1;
    if let Body::Inc(incident) = &mut message.body {
        incident.event = Event::electronic(Uuid::now_v7(), now);
        incident.mrn = mrn_of(&movement.mrn)?.into();
        incident.office = entry;
        incident.number = 1;
        incident.withdraws = None;
        incident.code = IncidentCode::TotalLoss;
        incident.endorsement = None;
        incident.requested_limit = None;
        incident.loss = None;
    }
    let header = &mut message.header;
    header.message_id = MessageId::fresh(partner);
    header.prepared_at = now;
    header.test = true;
    header.sender.office = Some(entry);
    header.recipient.office = Some(movement.journey.departure);
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a total loss that nobody vouches for").await
}

/// A cancellation in the name of the partner, whose officer was refused one or never asked.
pub(in crate::journey) async fn cancel(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let body = Can {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        action: CancellationAction::Request,
        cancel_no: 1,
        reason: "Marchandises représentées au départ".to_owned(),
    };
    let message = in_partners_name(world, Body::Can(Box::new(body)), (Role::Dep, Role::Dst));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a cancellation of goods that have left").await
}

/// The end of a recovery for which the partner is not competent.
pub(in crate::journey) async fn tell_payment(world: &mut World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let body = Rcc {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        action: RecoveryAction::Paid,
        country: world.stage.partner(),
        reason: None,
    };
    let message = in_partners_name(world, Body::Rcc(Box::new(body)), (Role::Cmp, Role::Cmp));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "the end of a recovery that is not the partner's").await
}

/// A claim on the portion of the country under test, which is not the partner's to claim.
pub(in crate::journey) async fn claim_portion(world: &mut World) -> Result<(), Ended> {
    let (movement, country) = (world.movement()?, world.stage.subject);
    let grn = movement.grn().parse::<Grn>();
    let body = Gcl {
        mrn: mrn_of(&movement.mrn)?.into(),
        grn: grn.map_err(|error| Ended::Error(format!("{error}")))?.into(),
        claim_no: 1,
        action: ClaimAction::Claim,
        portion: Portion { country, xof: 1_000 },
    };
    let message = in_partners_name(world, Body::Gcl(Box::new(body)), (Role::Cmp, Role::Gua));
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "a claim on a portion that is not the partner's").await
}

/// The entry of goods that are said never to have left.
pub(in crate::journey) async fn tell_entry(world: &mut World) -> Result<(), Ended> {
    let message = entry(world)?;
    let queue = message.queue().to_string();
    tell(world, &queue, &message, "an entry of goods whose movement is cancelled").await
}

/// An entry of the movement, now, as the partner's own node would write it.
pub(super) fn entry(world: &World) -> Result<Message, Ended> {
    let movement = world.movement()?;
    let entry = movement.papers.office(movement.destination(), "ENTRY");
    let entry = entry.parse().map_err(|error| Ended::Error(format!("{error}")))?;
    let body = Pas {
        event: Event::electronic(Uuid::now_v7(), world.stage.cell.business()),
        mrn: mrn_of(&movement.mrn)?.into(),
        office: entry,
        direction: Direction::Entry,
        outcome: Outcome::Passed,
        plates: movement.papers.plates(),
        state_of_seals: StateOfSeals::Good,
        seals: movement.papers.seals(),
        weighed_mass: None,
        control_code: None,
        new_seals: Vec::new(),
        remarks: None,
    };
    Ok(in_partners_name(world, Body::Pas(Box::new(body)), (Role::Ent, Role::Dep)))
}

/// A body with the header that the partner's own node would write.
pub(super) fn in_partners_name(world: &World, body: Body, (from, to): (Role, Role)) -> Message {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let header = Header {
        message_id: MessageId::fresh(partner),
        correlation_id: None,
        profile_version: VERSION.to_owned(),
        sender: Party { country: partner, office: None, role: from },
        recipient: Party { country: subject, office: None, role: to },
        prepared_at: world.stage.cell.business(),
        test: true,
        link_epoch: 1,
        link_seq: 9_999,
        ref_data: 1,
    };
    Message { header, body }
}

/// Sends a whole message of the forger's own making, and talks about it.
pub(super) async fn tell(
    world: &mut World,
    queue: &str,
    message: &Message,
    intent: &'static str,
) -> Result<(), Ended> {
    tell_as(world, queue, message, Style::Canonical, intent).await
}

/// The same in some legal spelling.
pub(super) async fn tell_as(
    world: &mut World,
    queue: &str,
    message: &Message,
    style: Style,
    intent: &'static str,
) -> Result<(), Ended> {
    let mut numbered = message.clone();
    (numbered.header.link_epoch, numbered.header.link_seq) = newest_number(world, queue);
    let body = write_as(&numbered, style);
    let headers = headers_for(&numbered, &body);
    put(world, queue, (headers, body), message, intent).await
}

/// Puts written bytes on a queue, and talks about them.
pub(super) async fn put(
    world: &mut World,
    queue: &str,
    (headers, body): (Vec<(String, String)>, Vec<u8>),
    message: &Message,
    intent: &'static str,
) -> Result<(), Ended> {
    let since = inject(world, queue, headers, body, intent).await?;
    world.letters.push(letter(message, since));
    Ok(())
}

/// Epoch and number of the partner's newest message in a queue: a lie must look like no gap.
fn newest_number(world: &World, queue: &str) -> (u32, u32) {
    let partner = format!(".FROM.{}.", world.stage.partner());
    let number = |fits: &dyn Fn(&CopyFacts) -> bool| {
        let newest = world.stage.newest(|facts| facts.code != "HBT" && fits(facts))?;
        let body = STANDARD.decode(&newest.body).ok()?;
        let header = read(&body).ok()?.header;
        Some((header.link_epoch, header.link_seq))
    };
    let here = number(&|facts| facts.queue == queue);
    // On another line its epoch is the same, and nothing was counted here yet.
    let elsewhere = || number(&|facts| facts.queue.contains(&partner)).map(|(epoch, _)| (epoch, 1));
    here.or_else(elsewhere).unwrap_or((1, 1))
}

/// Puts bytes on a queue by the partner's account, and writes that it was us.
pub(super) async fn inject(
    world: &World,
    queue: &str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    intent: &'static str,
) -> Result<u64, Ended> {
    let (since, sent) = offer(world, queue, headers, body, intent).await?;
    sent?;
    Ok(since)
}

/// The same where the broker may refuse: what it said, and the position before it.
pub(super) async fn offer(
    world: &World,
    queue: &str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    intent: &'static str,
) -> Result<(u64, Result<(), ClientError>), Ended> {
    let since = world.stage.mark();
    let client = world.stage.cell.login(world.stage.partner().as_str()).await?;
    Ok((since, put_by(world, &client, (queue, headers, body), intent).await))
}

/// Puts bytes on a queue by a connection of the partner's account, and writes that it was us.
pub(super) async fn put_by(
    world: &World,
    client: &Client,
    (queue, headers, body): (&str, Vec<(String, String)>, Vec<u8>),
    intent: &'static str,
) -> Result<(), ClientError> {
    let account = world.stage.partner();
    let headers = super::signer::as_signed(world, account, headers, &body);
    put_as(world, client, account.as_str(), (queue, headers, body), intent).await
}

/// Puts bytes on a queue by another account, and writes that it was us.
pub(super) async fn inject_as(
    world: &World,
    account: &str,
    queue: &str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    intent: &'static str,
) -> Result<u64, Ended> {
    let since = world.stage.mark();
    let client = world.stage.cell.login(account).await?;
    put_as(world, &client, account, (queue, headers, body), intent).await?;
    Ok(since)
}

async fn put_as(
    world: &World,
    client: &Client,
    account: &str,
    (queue, headers, body): (&str, Vec<(String, String)>, Vec<u8>),
    intent: &'static str,
) -> Result<(), ClientError> {
    let (account, queue) = (account.to_owned(), queue.to_owned());
    let forgery = Forgery { account, queue, headers, body, intent };
    let headers: Vec<(&str, &str)> = forgery
        .headers
        .iter()
        .filter(|(name, _)| name != stomp::DESTINATION)
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let destination = format!("{}{}", stomp::QUEUE_PREFIX, forgery.queue);
    let sent = client.send(&destination, &headers, forgery.body.clone()).await;
    let outcome = sent.as_ref().map_or_else(|e| format!("refused: {e}"), |()| "receipted".into());
    world.stage.cell.record("actor", forgery.told(outcome));
    sent
}

impl Forgery {
    fn told(&self, outcome: String) -> What {
        let id = self.headers.iter().find(|(name, _)| name == stomp::TX_MESSAGE_ID);
        What::Injected {
            account: self.account.clone(),
            queue: self.queue.clone(),
            message_id: id.map(|(_, value)| value.clone()).unwrap_or_default(),
            digest: digest(&self.body),
            outcome,
            intent: self.intent.to_owned(),
        }
    }
}

/// The partner's newest message of a code; its office may know that it is sent before the witness has the copy.
pub(super) async fn original(world: &World, code: &str) -> Result<(CopyFacts, Vec<u8>), Ended> {
    officer::witnessed(world, (world.stage.partner(), world.stage.subject), code).await?;
    copied(world, code)
}

/// The same, where it was seen before.
pub(super) fn copied(world: &World, code: &str) -> Result<(CopyFacts, Vec<u8>), Ended> {
    let mrn = &world.movement()?.mrn;
    let copy = world.stage.message(world.stage.partner(), code, mrn)?;
    let body = STANDARD.decode(&copy.body).map_err(|error| Ended::Error(error.to_string()))?;
    Ok((copy, body))
}

pub(super) fn readable(body: &[u8]) -> Result<Message, Ended> {
    read(body).map_err(|_| Ended::Failed("the partner's own message cannot be read".into()))
}

pub(super) fn mrn_of(text: &str) -> Result<Mrn, Ended> {
    text.parse().map_err(|error| Ended::Failed(format!("{error}")))
}
