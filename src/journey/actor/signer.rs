//! Who signs, exchanges keys, and who signs falsely in the partner's name.

use super::envelope::{carried, letter};
use super::forger::{entry, inject, inject_as, original, readable};
use super::officer;
use crate::adapter::acts::PublishReference;
use crate::adapter::reference::KeyEntry;
use crate::journey::ended::Ended;
use crate::journey::keys::Keyring;
use crate::journey::world::World;
use crate::message::signature::Signatory;
use crate::message::{Body, Message, headers_for, write};
use crate::profile::{Country, MessageId, stomp};
use crate::record::event::What;
use jiff::{SignedDuration, Timestamp};

/// When a new key begins to count.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// How long the old key counts beside it.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// Both nodes can sign; the keys that they begin with are written into the record.
pub(in crate::journey) async fn agree(world: &mut World) -> Result<(), Ended> {
    let cell = &world.stage.cell;
    for country in cell.countries() {
        let hello = cell.node(*country).hello().await?;
        if !hello.features.iter().any(|feature| feature == "SIG") {
            let why = format!("the node of {country} does not offer the option SIG");
            return Err(Ended::NotApplicable(why));
        }
    }
    let keys = keys(world)?.public();
    note(world, &keys);
    Ok(())
}

fn keys(world: &World) -> Result<&Keyring, Ended> {
    let none = || Ended::Error("the cell was given no keys".into());
    world.keys.as_ref().ok_or_else(none)
}

/// What the judge knows of keys.
fn note(world: &World, keys: &[KeyEntry]) {
    for key in keys {
        let what = What::KeyKnown {
            country: key.country.clone(),
            key_id: key.id.clone(),
            key: key.key.clone(),
            valid_from: key.valid_from,
            valid_to: key.valid_to,
        };
        world.stage.cell.record("actor", what);
    }
}

/// A country tells its new key, waits until it counts, and until the old one counts no more.
pub(in crate::journey) async fn exchange(world: &mut World, country: Country) -> Result<(), Ended> {
    officer::settled(world).await?;
    let from = world.stage.cell.business() + SOON;
    let set = keys(world)?.exchanged(country, from, from + OVERLAP);
    publish(world, country, set, Some(from)).await?;
    officer::settled(world).await?;
    let after = from + OVERLAP + SignedDuration::from_mins(1);
    Ok(world.stage.cell.advance(after, "until the old key counts no more").await?)
}

/// The partner has told a new key, which counts, and takes the old one back before its time.
pub(in crate::journey) async fn revoke(world: &mut World) -> Result<(), Ended> {
    officer::settled(world).await?;
    let partner = world.stage.partner();
    let from = world.stage.cell.business() + SOON;
    let long = from + SignedDuration::from_hours(30 * 24);
    let set = keys(world)?.exchanged(partner, from, long);
    publish(world, partner, set, Some(from)).await?;
    officer::settled(world).await?;
    let soon = from + SignedDuration::from_mins(1);
    world.stage.cell.advance(soon, "until the new key counts").await?;
    let now = world.stage.cell.business();
    let set = keys(world)?.exchanged(partner, from, now);
    publish(world, partner, set, None).await?;
    officer::settled(world).await
}

async fn publish(
    world: &mut World,
    country: Country,
    keys: Vec<KeyEntry>,
    effective_from: Option<Timestamp>,
) -> Result<(), Ended> {
    note(world, &keys);
    let act = PublishReference {
        set: "KEY".to_owned(),
        offices: Vec::new(),
        closures: Vec::new(),
        keys: keys.clone(),
        effective_from,
    };
    world.stage.does(country, "publish-reference", act).await?;
    if let Some(ring) = &mut world.keys {
        ring.told.insert(country, keys);
    }
    Ok(())
}

/// How an entry in the partner's name is falsified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journey) enum Falsified {
    /// One character of the signature is another.
    Signature,
    /// It is signed by somebody else's key, in the name of the partner's.
    Signatory,
    /// It is not signed.
    Unsigned,
    /// Its body is another than was signed; the digest is that of the new one.
    Body,
    /// Its body is another than was signed, and than the digest says.
    BodyAlone,
    /// It is signed well, with the partner's first key.
    FirstKey,
}

/// An entry in the partner's name, falsified.
pub(in crate::journey) async fn enter(world: &mut World, how: Falsified) -> Result<(), Ended> {
    officer::settled(world).await?;
    let message = entry(world)?;
    let (partner, now) = (world.stage.partner(), world.stage.cell.business());
    let none = || Ended::Error(format!("{partner} has no key"));
    let ring = keys(world)?;
    let valid = ring.at(partner, now).ok_or_else(none)?;
    let first = ring.first(partner).ok_or_else(none)?;
    let strange = ring.first(world.stage.subject).ok_or_else(none)?;
    let whole = write(&message);
    let (headers, body, intent) = match how {
        Falsified::Signature => {
            let signed = with(&message, &whole, &valid.id, &altered(&valid.sign(&whole)));
            (signed, whole, "an entry whose signature was altered")
        }
        Falsified::Signatory => {
            let signed = with(&message, &whole, &valid.id, &strange.sign(&whole));
            (signed, whole, "an entry that somebody else has signed")
        }
        Falsified::Unsigned => {
            (headers_for(&message, &whole), whole, "an entry that nobody has signed")
        }
        Falsified::Body | Falsified::BodyAlone => {
            let other = other(&message);
            let digest_of = if how == Falsified::Body { &other } else { &whole };
            let signed = with(&message, digest_of, &valid.id, &valid.sign(&whole));
            (signed, other, "an entry that was altered on its way")
        }
        Falsified::FirstKey => {
            let signed = with(&message, &whole, &first.id, &first.sign(&whole));
            (signed, whole, "an entry signed with a key that counts no more")
        }
    };
    let (queue, account) = (message.queue().to_string(), partner.to_string());
    let since = inject_as(world, &account, &queue, headers, body, intent).await?;
    world.letters.push(letter(&message, since));
    Ok(())
}

fn with(message: &Message, body: &[u8], key: &str, signature: &str) -> Vec<(String, String)> {
    let mut headers = headers_for(message, body);
    headers.push((stomp::TX_SIGNATURE.to_owned(), signature.to_owned()));
    headers.push((stomp::TX_KEY_ID.to_owned(), key.to_owned()));
    headers
}

/// The signature with its tenth character exchanged.
fn altered(signature: &str) -> String {
    let other = |(place, c): (usize, char)| match (place, c) {
        (9, 'A') => 'B',
        (9, _) => 'A',
        _ => c,
    };
    signature.chars().enumerate().map(other).collect()
}

/// The same entry with other plates.
fn other(message: &Message) -> Vec<u8> {
    let mut message = message.clone();
    if let Body::Pas(pas) = &mut message.body {
        pas.plates = vec!["ZZ 9999".to_owned()];
    }
    write(&message)
}

/// The signature of an old arrival of the partner's under a message with a new id.
pub(in crate::journey) async fn renew_arrival(world: &mut World) -> Result<(), Ended> {
    let (copy, body) = original(world, "ARR").await?;
    let mut message = readable(&body)?;
    message.header.message_id = MessageId::fresh(world.stage.partner());
    let fresh = write(&message);
    let mut headers = headers_for(&message, &fresh);
    let signed = [stomp::TX_SIGNATURE, stomp::TX_KEY_ID];
    headers.extend(carried(&copy).into_iter().filter(|(name, _)| signed.contains(&name.as_str())));
    let intent = "an old arrival under a new id, with its old signature";
    let since = inject(world, &copy.queue, headers, fresh, intent).await?;
    world.letters.push(letter(&message, since));
    Ok(())
}

/// Adds the signature that an account's own system would add, where messages are signed.
pub(super) fn as_signed(
    world: &World,
    country: Country,
    mut headers: Vec<(String, String)>,
    body: &[u8],
) -> Vec<(String, String)> {
    let signed = headers.iter().any(|(name, _)| name == stomp::TX_SIGNATURE);
    let now = world.stage.cell.business();
    let key: Option<&Signatory> = world.keys.as_ref().and_then(|ring| ring.at(country, now));
    if let Some(key) = key.filter(|_| !signed) {
        headers.push((stomp::TX_SIGNATURE.to_owned(), key.sign(body)));
        headers.push((stomp::TX_KEY_ID.to_owned(), key.id.clone()));
    }
    headers
}
