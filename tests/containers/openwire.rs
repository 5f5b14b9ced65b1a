//! A national system in Java against ours over STOMP: a PAS each way, and what a forger can do.

use crate::ground::{Ground, Raising, countries, demand, text};
use crate::java::Officer;
use crate::suite::target;
use jiff::Timestamp;
use passavant::adapter::client::Adapter;
use passavant::broker::client::{Client, End, Message, Subscription};
use passavant::cast::fixture;
use passavant::message::{Pair, digest, headers_for, mirror_errors, read, sample_between, write};
use passavant::profile::{Code, Country};
use passavant::scenario::Library;
use passavant::stack::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(15);
const TG_TO_BF: &str = "TRANSIT.BF.FROM.TG.CORE";
const BF_TO_TG: &str = "TRANSIT.TG.FROM.BF.CORE";

pub(crate) async fn a_java_system_sends_a_pas_that_our_side_reads_unchanged(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let (pas, bytes) = pas("BF", "TG")?;
    let mut java = officer(raising, "TG").await?;
    let headers = headers_for(&pas, &bytes);
    let properties: Vec<(&str, &str)> = headers.iter().filter_map(in_java).collect();
    java.send(&format!("queue://{}", pas.queue()), "text", &properties, &bytes).await?;
    let (client, mut inbox) = reader(raising, "BF", &pas.queue().to_string()).await?;
    let message = take(&client, &mut inbox).await?;
    demand!(message.body == bytes, "the body changed on the way: {message:?}");
    demand!(message.user() == Some("TG"), "the sender is {:?}", message.user());
    let back = read(&message.body).map_err(|error| format!("{error:?}"))?;
    let wrong = mirror_errors(&message.headers, &back);
    demand!(wrong.is_empty(), "headers do not mirror the body: {wrong:?}");
    demand!(message.header("txDigest") == Some(&digest(&bytes)[..]), "digest: {message:?}");
    Ok(())
}

pub(crate) async fn a_java_system_receives_our_pas_unchanged(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let (pas, bytes) = pas("TG", "BF")?;
    let queue = pas.queue().to_string();
    let headers = headers_for(&pas, &bytes);
    let borrowed: Vec<(&str, &str)> = headers
        .iter()
        .filter(|(name, _)| name != "destination")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let ours = raising.connect("BF").await?;
    let sent = ours.send(&format!("/queue/{queue}"), &borrowed, bytes.clone());
    sent.await.map_err(text)?;
    let received = officer(raising, "TG").await?.receive(&queue, SOON).await?;
    demand!(received.kind == "text", "a JMS {} came", received.kind);
    demand!(received.user == "BF", "the sender is {}", received.user);
    demand!(received.body == bytes, "the body changed on the way");
    for header in &headers {
        let Some((name, value)) = in_java(header) else { continue };
        let found = received.properties.iter().find(|(have, _)| have == name);
        demand!(found.is_some_and(|(_, have)| have == value), "{name} is {found:?}, not {value}");
    }
    Ok(())
}

pub(crate) async fn a_forged_user_is_seen_by_readers_and_betrayed_by_its_audit_copy(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let (_witness, mut copies) = witness(raising).await?;
    let forged = [("JMSXUserID", "BF")];
    let mut java = officer(raising, "TG").await?;
    java.send(&format!("queue://{TG_TO_BF}"), "text", &forged, b"<forged/>").await?;
    let (client, mut inbox) = reader(raising, "BF", TG_TO_BF).await?;
    let message = take(&client, &mut inbox).await?;
    demand!(message.user() == Some("BF"), "readers see {:?}", message.user());
    let copy = next(&mut copies).await?;
    demand!(copy.destination() == format!("/topic/audit.{TG_TO_BF}"), "{copy:?}");
    demand!(copy.user() == Some("BF"), "the copy says {:?}", copy.user());
    Ok(())
}

pub(crate) async fn a_content_length_of_the_senders_poisons_the_stream(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let mut java = officer(raising, "TG").await?;
    let body = b"<a/>\n\nMESSAGE\ndestination:/queue/TRANSIT.BF.FROM.TG.SYS\nmessage-id:x\n\n<b/>";
    let lie = [("content-length", "4")];
    java.send(&format!("queue://{TG_TO_BF}"), "text", &lie, body).await?;
    let (_client, mut inbox) = reader(raising, "BF", TG_TO_BF).await?;
    let end = match timeout(SOON, inbox.next()).await.map_err(text)? {
        Ok(message) => return Err(format!("it was delivered: {message:?}")),
        Err(end) => end,
    };
    demand!(matches!(end, End::Poisoned { .. }), "the connection ended otherwise: {end}");
    // A Java reader is not deceived: take it out of the way of the next test.
    let received = officer(raising, "BF").await?.receive(TG_TO_BF, SOON).await?;
    demand!(received.body == body, "Java read {received:?}");
    Ok(())
}

pub(crate) async fn other_kinds_of_message_are_told_apart(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let mut java = officer(raising, "TG").await?;
    let queue = format!("queue://{TG_TO_BF}");
    java.send(&queue, "bytes", &[], b"<a/>").await?;
    java.send(&queue, "map", &[], b"<a/>").await?;
    java.send(&queue, "text", &[], b"<a/>").await?;
    let (client, mut inbox) = reader(raising, "BF", TG_TO_BF).await?;
    let bytes = take(&client, &mut inbox).await?;
    demand!(bytes.header("content-length") == Some("4"), "a BytesMessage states it: {bytes:?}");
    let map = take(&client, &mut inbox).await?;
    demand!(map.body.is_empty(), "a MapMessage has no body over STOMP: {map:?}");
    let text = take(&client, &mut inbox).await?;
    demand!(text.header("content-length").is_none(), "a TextMessage states none: {text:?}");
    demand!(text.body == b"<a/>"[..], "{text:?}");
    Ok(())
}

/// BI24: a node refuses what is no text, by the broker's id where it has none of its own.
pub(crate) async fn a_node_refuses_what_is_no_text(ground: Arc<Ground>) -> Result<(), String> {
    let _turn = ground.turn.lock().await;
    let raising = ground.cell().await?;
    given(raising).await?;
    let (client, mut copies) = witness(raising).await?;
    let mut java = officer(raising, "BF").await?;
    // What STOMP makes of a map is nothing, and the digest is that of nothing.
    let (nothing, document) = (digest(b""), digest(b"<TDA/>"));
    for (kind, sum) in [("map", &nothing), ("bytes", &document)] {
        let sum = [("txDigest", sum.as_str())];
        java.send(&format!("queue://{BF_TO_TG}"), kind, &sum, b"<TDA/>").await?;
        let answer = loop {
            let copy = timeout(Duration::from_mins(1), copies.next()).await;
            let copy = copy.map_err(|_| format!("{kind}: no answer"))?.map_err(text)?;
            client.ack_confirmed(&copy).await.map_err(text)?;
            if copy.destination() == "/topic/audit.TRANSIT.BF.FROM.TG.SYS" {
                break copy;
            }
        };
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        demand!(answer.header("type") == Some("XNK"), "{kind}: {answer:?}");
        demand!(told.contains("<code>52</code>"), "{kind}: {told}");
        demand!(told.contains("<correlationId>JMS:"), "{kind}: {told}");
    }
    Ok(())
}

pub(crate) async fn compressed_and_transacted_messages_are_copied_for_the_witness(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let (_witness, mut copies) = witness(raising).await?;
    let (client, mut inbox) = reader(raising, "BF", TG_TO_BF).await?;
    let mut java = officer(raising, "TG").await?;
    for kind in ["compressed", "transacted"] {
        let body = format!("<{kind}>{}</{kind}>", "é".repeat(2_000));
        java.send(&format!("queue://{TG_TO_BF}"), kind, &[], body.as_bytes()).await?;
        let message = take(&client, &mut inbox).await?;
        demand!(message.body == body.as_bytes(), "{kind}: the reader got something else");
        let copy = next(&mut copies).await?;
        demand!(copy.body == body.as_bytes(), "{kind}: the witness got something else");
        demand!(copy.user() == Some("TG"), "{kind}: the copy says {:?}", copy.user());
    }
    Ok(())
}

pub(crate) async fn a_java_system_writes_and_reads_only_where_it_may(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    for user in ["TG", "BF", "XX"] {
        let mut java = officer(raising, user).await?;
        for (queue, from, to) in [(TG_TO_BF, "TG", "BF"), (BF_TO_TG, "BF", "TG")] {
            let wrote = java.send(&format!("queue://{queue}"), "text", &[], b"<a/>").await;
            demand!(wrote.is_ok() == (user == from), "{user} writes {queue}: {wrote:?}");
            refused_for_rights(wrote)?;
            let read = java.receive(queue, Duration::from_millis(500)).await;
            let refused = read.as_ref().is_err_and(|why| why.contains("not authorized"));
            demand!(refused == (user != to), "{user} reads {queue}: {read:?}");
        }
    }
    Ok(())
}

pub(crate) async fn a_wildcard_send_and_a_forged_audit_copy_are_refused(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    for user in ["TG", "XX"] {
        let mut java = officer(raising, user).await?;
        for destination in [
            "queue://TRANSIT.BF.FROM.*.CORE",
            "queue://TRANSIT.>",
            "queue://TRANSIT.BF.FROM.TG.CORE,queue://TRANSIT.TG.FROM.BF.CORE",
            "queue://TRANSIT.BF.FROM.TG.NEW",
            "topic://audit.TRANSIT.BF.FROM.TG.CORE",
            "topic://audit.TRANSIT.TG.FROM.BF.CORE",
            "queue://DLQ.TRANSIT.BF.FROM.TG.CORE",
        ] {
            let sent = java.send(destination, "text", &[], b"<forged/>").await;
            demand!(sent.is_err(), "{user} could send to {destination}");
            refused_for_rights(sent)?;
        }
    }
    let (_client, mut inbox) = reader(raising, "BF", TG_TO_BF).await?;
    let nothing = timeout(Duration::from_millis(300), inbox.next()).await;
    demand!(nothing.is_err(), "something arrived: {nothing:?}");
    Ok(())
}

pub(crate) async fn a_wrong_password_is_refused(ground: Arc<Ground>) -> Result<(), String> {
    let raising = fresh(&ground).await?;
    let openwire = raising.parts.raised().openwire.ok_or("no OpenWire connector")?;
    for (user, password) in [("TG", "wrong"), ("TG", raising.password("BF")), ("ZZ", "wrong")] {
        match Officer::connect(openwire, user, password).await {
            Ok(_) => return Err(format!("{user} was let in")),
            Err(why) => demand!(why.contains("password is invalid"), "{user}: {why}"),
        }
    }
    Ok(())
}

/// Nodes read no queue before they are given their offices.
async fn given(raising: &Raising) -> Result<(), String> {
    let corridor = Library::compiled_in().corridor().map_err(text)?.among(&countries());
    for (country, adapter) in &raising.parts.raised().nodes {
        let given = fixture(&corridor, *country, &[], Cell::held_at(Timestamp::now()));
        let adapter = Adapter::new(country.as_str(), adapter, &raising.secrets.adapter[country]);
        adapter.reset(&given).await.map_err(text)?;
    }
    Ok(())
}

/// The shared broker with empty queues.
async fn fresh(ground: &Ground) -> Result<&Raising, String> {
    let raising = ground.broker().await?;
    target(raising).empty().await?;
    Ok(raising)
}

fn refused_for_rights(outcome: Result<(), String>) -> Result<(), String> {
    match outcome {
        Err(why) if !why.contains("not authorized") => Err(why),
        _ => Ok(()),
    }
}

async fn officer(raising: &Raising, user: &str) -> Result<Officer, String> {
    let openwire = raising.parts.raised().openwire.ok_or("no OpenWire connector")?;
    Officer::connect(openwire, user, raising.password(user)).await
}

async fn reader(
    raising: &Raising,
    user: &str,
    queue: &str,
) -> Result<(Client, Subscription), String> {
    let client = raising.connect(user).await?;
    let inbox = client.subscribe(&format!("/queue/{queue}"), 20).await.map_err(text)?;
    Ok((client, inbox))
}

/// A subscription to the audit copies, which ends with its connection.
async fn witness(raising: &Raising) -> Result<(Client, Subscription), String> {
    let client = raising.connect("admin").await?;
    let copies = client.subscribe("/topic/audit.>", 1_000).await.map_err(text)?;
    Ok((client, copies))
}

async fn next(subscription: &mut Subscription) -> Result<Message, String> {
    let next = timeout(SOON, subscription.next()).await;
    next.map_err(|_| "no message came".to_owned())?.map_err(text)
}

async fn take(client: &Client, subscription: &mut Subscription) -> Result<Message, String> {
    let message = next(subscription).await?;
    client.ack_confirmed(&message).await.map_err(text)?;
    Ok(message)
}

fn pas(departure: &str, partner: &str) -> Result<(passavant::message::Message, Vec<u8>), String> {
    let country = |code: &str| code.parse::<Country>().map_err(text);
    let pair = Pair { departure: country(departure)?, partner: country(partner)? };
    let pas = sample_between(pair, Code::Pas, 7);
    let bytes = write(&pas);
    Ok((pas, bytes))
}

/// A STOMP header of ours as JMS calls it (profile PD-04).
fn in_java((name, value): &(String, String)) -> Option<(&str, &str)> {
    match name.as_str() {
        "destination" | "amq-msg-type" | "persistent" => None,
        "type" => Some(("JMSType", value)),
        "correlation-id" => Some(("JMSCorrelationID", value)),
        other => Some((other, value)),
    }
}
