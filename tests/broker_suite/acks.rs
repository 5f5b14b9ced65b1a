//! Deliveries and what becomes of them.

use super::raw::Raw;
use super::{TG_TO_BF, Target, bodies, body, check, next, queue, silent, text};
use futures::future::try_join_all;
use passavant::broker::client::Client;
use passavant::wire::Frame;

/// Sends bodies `0`, `1`, ... all at once and waits for every receipt.
pub(crate) async fn send_numbered(client: &Client, name: &str, count: usize) -> Result<(), String> {
    let receipts: Vec<_> =
        (0..count).map(|n| client.send(&queue(name), &[], n.to_string())).collect();
    try_join_all(receipts).await.map_err(text).map(|_| ())
}

fn numbered(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| n.to_string()).collect()
}

pub(crate) async fn messages_come_in_the_order_of_sending(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 200).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 300).await.map_err(text)?;
    let came = bodies(&mut reading, 200).await?;
    check!(came == numbered(0..200), "{came:?}");
    tg.disconnect().await.map_err(text)?;
    check!(tg.end() == Some(passavant::broker::client::End::We), "{:?}", tg.end());
    Ok(())
}

pub(crate) async fn each_message_is_acknowledged_by_itself(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 4).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let mut came = Vec::new();
    for _ in 0..4 {
        came.push(next(&mut reading).await?);
    }
    check!(came.iter().all(|message| !message.redelivered()), "redelivered at first sight");
    bf.ack_confirmed(&came[2]).await.map_err(text)?;
    bf.ack_confirmed(&came[0]).await.map_err(text)?;
    bf.abandon();
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    for (at, wanted) in [(1, "1"), (3, "3")] {
        let again = next(&mut reading).await?;
        check!(body(&again) == wanted && again.redelivered(), "{again:?}");
        check!(again.id() == came[at].id(), "another id: {again:?}");
    }
    silent(&mut reading).await
}

pub(crate) async fn an_ack_id_dies_with_its_connection(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 1).await?;
    let subscribe = Frame::new("SUBSCRIBE")
        .with("destination", queue(TG_TO_BF))
        .with("id", "s")
        .with("ack", "client-individual");
    let mut first = Raw::login(target, "BF", "0,0").await?;
    let came = first.ask(&subscribe).await?;
    let stale = came.header("ack").unwrap_or_default().to_owned();
    check!(!stale.is_empty(), "{came:?}");
    drop(first);
    let mut second = Raw::login(target, "BF", "0,0").await?;
    let ack = Frame::new("ACK").with("id", stale).with("receipt", "stale");
    let answer = second.ask(&ack).await?;
    check!(answer.command == "ERROR", "{answer:?}");
    check!(answer.header("receipt-id") == Some("stale"), "{answer:?}");
    let again = second.ask(&subscribe).await?;
    check!(again.command == "MESSAGE" && again.body == "0", "{again:?}");
    check!(again.header("redelivered") == Some("true"), "{again:?}");
    Ok(())
}

pub(crate) async fn an_ack_counts_once(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 1).await?;
    let mut raw = Raw::login(target, "BF", "0,0").await?;
    let subscribe = Frame::new("SUBSCRIBE")
        .with("destination", queue(TG_TO_BF))
        .with("id", "s")
        .with("ack", "client-individual");
    let came = raw.ask(&subscribe).await?;
    let ack =
        Frame::new("ACK").with("id", came.header("ack").unwrap_or_default()).with("receipt", "1");
    check!(raw.ask(&ack).await?.command == "RECEIPT", "first ack");
    check!(raw.ask(&ack).await?.command == "ERROR", "second ack");
    Ok(())
}

pub(crate) async fn a_refused_message_goes_to_its_dead_letter_queue(
    target: &Target,
) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    let admin = target.connect("admin").await?;
    let mut witness = admin.subscribe("/topic/audit.>", 10).await.map_err(text)?;
    tg.send(&queue(TG_TO_BF), &[("type", "PAS")], "bad").await.map_err(text)?;
    let copy = next(&mut witness).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let came = next(&mut reading).await?;
    bf.nack(&came).await.map_err(text)?;
    let dead = super::crash::browse_until(&admin, &format!("DLQ.{TG_TO_BF}"), 1).await?;
    check!(body(&dead[0]) == "bad", "{dead:?}");
    check!(dead[0].header("type") == Some("PAS"), "{dead:?}");
    let came_from = dead[0].header("original-destination");
    check!(came_from == Some(&*queue(TG_TO_BF)), "{came_from:?}");
    check!(copy.id() == came.id(), "the copy has another id");
    silent(&mut witness).await?;
    silent(&mut reading).await?;
    let left = admin.browse(&queue(TG_TO_BF)).await.map_err(text)?;
    check!(left.is_empty(), "still in the queue: {left:?}");
    Ok(())
}

pub(crate) async fn no_more_than_the_prefetch_is_out(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 6).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 2).await.map_err(text)?;
    let first = next(&mut reading).await?;
    let second = next(&mut reading).await?;
    silent(&mut reading).await?;
    bf.ack_confirmed(&second).await.map_err(text)?;
    let third = next(&mut reading).await?;
    check!(body(&third) == "2", "{third:?}");
    silent(&mut reading).await?;
    bf.ack_confirmed(&first).await.map_err(text)?;
    let fourth = next(&mut reading).await?;
    check!(body(&fourth) == "3", "{fourth:?}");
    Ok(())
}

pub(crate) async fn two_consumers_share_a_queue(target: &Target) -> Result<(), String> {
    let one = target.connect("BF").await?;
    let two = target.connect("BF").await?;
    let mut reading = one.subscribe(&queue(TG_TO_BF), 3).await.map_err(text)?;
    let mut also = two.subscribe(&queue(TG_TO_BF), 3).await.map_err(text)?;
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 6).await?;
    let mut came = bodies(&mut reading, 3).await?;
    came.extend(bodies(&mut also, 3).await?);
    came.sort();
    check!(came == numbered(0..6), "{came:?}");
    Ok(())
}

pub(crate) async fn unsubscribing_gives_back(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 2).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    bodies(&mut reading, 2).await?;
    reading.unsubscribe().await.map_err(text)?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    for wanted in ["0", "1"] {
        let came = next(&mut reading).await?;
        check!(body(&came) == wanted && came.redelivered(), "{came:?}");
    }
    Ok(())
}

pub(crate) async fn a_dead_peer_is_freed_by_heartbeats(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 1).await?;
    let mut dead = Raw::login(target, "BF", "1000,1000").await?;
    let subscribe = Frame::new("SUBSCRIBE")
        .with("destination", queue(TG_TO_BF))
        .with("id", "s")
        .with("ack", "client-individual");
    let held = dead.ask(&subscribe).await?;
    check!(held.command == "MESSAGE", "{held:?}");
    // Its socket stays open, but it never says a word again.
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(came.redelivered() && body(&came) == "0", "{came:?}");
    check!(dead.closes().await, "the dead peer's connection stayed open");
    Ok(())
}

pub(crate) async fn browsing_takes_nothing_and_ends(target: &Target) -> Result<(), String> {
    let admin = target.connect("admin").await?;
    let none = admin.browse(&queue(TG_TO_BF)).await.map_err(text)?;
    check!(none.is_empty(), "{none:?}");
    let tg = target.connect("TG").await?;
    // A sender's own `browser:end` must not hide what comes behind it.
    tg.send(&queue(TG_TO_BF), &[("browser", "end")], "liar").await.map_err(text)?;
    send_numbered(&tg, TG_TO_BF, 600).await?;
    for _ in 0..2 {
        let seen = admin.browse(&queue(TG_TO_BF)).await.map_err(text)?;
        let seen: Vec<String> = seen.iter().map(body).collect();
        check!(seen.len() == 601 && seen[0] == "liar", "{seen:?}");
        check!(seen[1..] == numbered(0..600), "{seen:?}");
    }
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 1000).await.map_err(text)?;
    let came = bodies(&mut reading, 601).await?;
    check!(came[1..] == numbered(0..600), "{came:?}");
    let held = admin.browse(&queue(TG_TO_BF)).await.map_err(text)?;
    check!(held.len() == 601, "of 601 messages that are out, {} are seen", held.len());
    Ok(())
}
