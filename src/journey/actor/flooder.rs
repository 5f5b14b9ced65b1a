//! Who sends too much: the same thing over and over, one bad message after another, messages that are packed.

use super::envelope::{carried, letter};
use super::forger::{entry, inject, original, put};
use super::officer;
use super::signer::as_signed;
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::{Message, digest, headers_for, write};
use crate::profile::timer::REFUSALS_A_MINUTE;
use crate::profile::{MessageId, stomp};
use crate::record::event::What;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Three minutes' messages at ten times the peak of 10,000 messages a day (domain dossier, load profile).
const FLOOD: usize = 3 * 10 * 10_000 / (24 * 60);

/// So many more refusals than may be given within a minute are due at once.
const BEYOND: usize = 30;

/// What a bomb unpacks to, bytes: three times what a message may be.
const UNPACKED: usize = 16 << 20;

/// The partner's newest entry comes again and again, in its own bytes.
pub(in crate::journey) async fn flood(world: &mut World) -> Result<(), Ended> {
    officer::heard(world, "PAS").await?;
    let (copy, body) = original(world, "PAS").await?;
    let headers = carried(&copy);
    let flood = vec![(headers, body); FLOOD];
    pour(world, &copy.queue, flood, "the same message once more, in a flood").await.map(drop)
}

/// A message as its sender writes it: headers and body.
type Written = (Vec<(String, String)>, Vec<u8>);

/// Puts many messages on a queue by the partner's account, one behind the other without a pause.
async fn pour(
    world: &World,
    queue: &str,
    letters: Vec<Written>,
    intent: &'static str,
) -> Result<u64, Ended> {
    let (cell, account) = (&world.stage.cell, world.stage.partner());
    let since = world.stage.mark();
    let client = cell.login(account.as_str()).await?;
    let at = format!("{}{queue}", stomp::QUEUE_PREFIX);
    let mut receipts = Vec::new();
    for (headers, body) in letters {
        let headers = as_signed(world, account, headers, &body);
        let kept: Vec<(&str, &str)> = headers
            .iter()
            .filter(|(name, _)| name != stomp::DESTINATION)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let id = kept.iter().find(|(name, _)| *name == stomp::TX_MESSAGE_ID);
        let message_id = id.map(|(_, value)| (*value).to_owned()).unwrap_or_default();
        let told = What::Injected {
            account: account.to_string(),
            queue: queue.to_owned(),
            message_id,
            digest: digest(&body),
            outcome: "receipted".to_owned(),
            intent: intent.to_owned(),
        };
        receipts.push((client.send(&at, &kept, body), told));
    }
    for (receipt, told) in receipts {
        receipt.await?;
        cell.record("actor", told);
    }
    Ok(since)
}

/// More messages within a minute that must be refused than may be.
pub(in crate::journey) async fn storm(world: &mut World) -> Result<(), Ended> {
    let mut storm = Vec::new();
    let mut last = live_entry(world)?;
    for _ in 0..REFUSALS_A_MINUTE + BEYOND {
        last = live_entry(world)?;
        let body = write(&last);
        storm.push((headers_for(&last, &body), body));
    }
    let queue = last.queue().to_string();
    let since = pour(world, &queue, storm, "one of many that must be refused").await?;
    world.letters.push(letter(&last, since));
    Ok(())
}

/// An entry that is no test traffic, and so must be refused.
fn live_entry(world: &World) -> Result<Message, Ended> {
    let mut message = entry(world)?;
    message.header.message_id = MessageId::fresh(world.stage.partner());
    message.header.test = false;
    Ok(message)
}

/// An entry that is packed, as a message of bytes.
pub(in crate::journey) async fn pack_entry(world: &mut World) -> Result<(), Ended> {
    let message = entry(world)?;
    let packed = packed(&write(&message))?;
    send_packed(world, &message, packed, "an entry that is compressed").await
}

/// A bomb: hardly any bytes, and more than any message may be when they are unpacked.
pub(in crate::journey) async fn drop_bomb(world: &mut World) -> Result<(), Ended> {
    let message = entry(world)?;
    let packed = packed(&vec![b' '; UNPACKED])?;
    send_packed(world, &message, packed, "a few bytes that unpack to very many").await
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, Ended> {
    let failed = |error: std::io::Error| Ended::Error(error.to_string());
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map_err(failed)
}

async fn send_packed(
    world: &mut World,
    message: &Message,
    packed: Vec<u8>,
    intent: &'static str,
) -> Result<(), Ended> {
    let mut headers = headers_for(message, &packed);
    headers.retain(|(name, _)| name != stomp::BODY_KIND);
    headers.push(("content-length".to_owned(), packed.len().to_string()));
    headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
    let queue = message.queue().to_string();
    put(world, &queue, (headers, packed), message, intent).await
}

/// An entry with a megabyte of something else in it.
pub(in crate::journey) async fn attach(world: &mut World) -> Result<(), Ended> {
    let message = entry(world)?;
    let whole = String::from_utf8_lossy(&write(&message)).into_owned();
    let much = "QUJD".repeat(1 << 18);
    let attached =
        whole.replacen("</Passage>", &format!("<attachment>{much}</attachment></Passage>"), 1);
    let body = attached.into_bytes();
    let mut headers = headers_for(&message, &body);
    headers.retain(|(name, _)| name != stomp::TX_DIGEST);
    headers.push((stomp::TX_DIGEST.to_owned(), digest(&body)));
    let queue = message.queue().to_string();
    let intent = "an entry with something attached";
    let since = inject(world, &queue, headers, body, intent).await?;
    world.letters.push(letter(&message, since));
    Ok(())
}
