//! What is left after the broker is killed.

use super::acks::send_numbered;
use super::audit::{Witness, reconnect};
use super::{TG_TO_BF, Target, bodies, body, check, next, queue, silent, text};
use futures::future::join_all;
use passavant::broker::client::{Client, End, Message, Receipt};
use std::collections::BTreeSet;

/// Browses until a queue shows this many messages.
pub(crate) async fn browse_until(
    admin: &Client,
    name: &str,
    count: usize,
) -> Result<Vec<Message>, String> {
    let deadline = tokio::time::Instant::now() + super::SOON;
    let mut tries = tokio::time::interval(std::time::Duration::from_millis(20));
    loop {
        tries.tick().await;
        let seen = admin.browse(&queue(name)).await.map_err(text)?;
        if seen.len() == count {
            return Ok(seen);
        }
        let in_time = tokio::time::Instant::now() < deadline;
        check!(in_time, "{name}: expected {count} messages, {} there", seen.len());
    }
}

async fn kill_and_restart(target: &Target, watched: &Client) -> Result<(), String> {
    (target.kill_and_restart)().await?;
    let end = watched.ended().await;
    check!(matches!(end, End::PeerClosed | End::Line(_)), "after a kill: {end}");
    Ok(())
}

pub(crate) async fn what_was_receipted_survives_a_kill(target: &Target) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    let send = |n: usize| (n, tg.send(&queue(TG_TO_BF), &[], n.to_string()));
    let mut early: Vec<_> = (0..5000).map(send).collect();
    let late = early.split_off(500);
    let wait = |(n, receipt): (usize, Receipt)| async move { receipt.await.is_ok().then_some(n) };
    let mut receipted = join_all(early.into_iter().map(wait)).await;
    // The broker dies in the middle of the rest; what it receipts before, it must keep.
    let (rest, restarted) =
        tokio::join!(join_all(late.into_iter().map(wait)), (target.kill_and_restart)());
    restarted?;
    receipted.extend(rest);
    let receipted: Vec<usize> = receipted.into_iter().flatten().collect();
    check!(receipted.len() >= 500, "only {} were receipted", receipted.len());
    let admin = target.connect("admin").await?;
    let there = admin.browse(&queue(TG_TO_BF)).await.map_err(text)?;
    let numbers: Vec<usize> = there.iter().filter_map(|m| body(m).parse().ok()).collect();
    let kept: BTreeSet<usize> = numbers.iter().copied().collect();
    let lost: Vec<&usize> = receipted.iter().filter(|n| !kept.contains(n)).collect();
    check!(lost.is_empty(), "{} receipted, lost: {lost:?}", receipted.len());
    check!(numbers.len() == kept.len(), "doubled: {} of {}", numbers.len(), kept.len());
    check!(numbers.is_sorted(), "out of order");
    Ok(())
}

pub(crate) async fn what_was_not_acknowledged_comes_again_after_a_kill(
    target: &Target,
) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 4).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 3).await.map_err(text)?;
    let first = next(&mut reading).await?;
    bodies(&mut reading, 2).await?;
    bf.ack_confirmed(&first).await.map_err(text)?;
    let fourth = next(&mut reading).await?;
    bf.ack_confirmed(&fourth).await.map_err(text)?;
    kill_and_restart(target, &bf).await?;
    check!(reading.next().await.is_err(), "the subscription outlived its broker");
    check!(bf.ack(&first).is_err(), "an ack was taken by a dead connection");
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    for wanted in ["1", "2"] {
        let came = next(&mut reading).await?;
        check!(body(&came) == wanted, "{came:?}");
        check!(came.redelivered(), "not marked as redelivered: {came:?}");
        bf.ack_confirmed(&came).await.map_err(text)?;
    }
    silent(&mut reading).await
}

pub(crate) async fn what_was_not_persistent_does_not_survive_a_kill(
    target: &Target,
) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    let fleeting = [("persistent", "false")];
    tg.send(&queue(TG_TO_BF), &fleeting, "fleeting").await.map_err(text)?;
    tg.send(&queue(TG_TO_BF), &[], "lasting").await.map_err(text)?;
    kill_and_restart(target, &tg).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(body(&came) == "lasting", "{came:?}");
    check!(!came.redelivered(), "never delivered, but marked as redelivered");
    silent(&mut reading).await
}

pub(crate) async fn copies_and_dead_letters_survive_a_kill(target: &Target) -> Result<(), String> {
    let witness = Witness::new(target);
    let (admin, mut copies) = witness.connect(target).await?;
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 3).await?;
    let copy = next(&mut copies).await?;
    admin.ack_confirmed(&copy).await.map_err(text)?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 1).await.map_err(text)?;
    let bad = next(&mut reading).await?;
    bf.nack(&bad).await.map_err(text)?;
    next(&mut reading).await?;
    browse_until(&target.connect("admin").await?, &format!("DLQ.{TG_TO_BF}"), 1).await?;
    drop(copies);
    kill_and_restart(target, &bf).await?;
    let keeper = target.connect("admin").await?;
    let dead = browse_until(&keeper, &format!("DLQ.{TG_TO_BF}"), 1).await?;
    check!(body(&dead[0]) == "0", "{dead:?}");
    let left = browse_until(&keeper, TG_TO_BF, 2).await?;
    check!(body(&left[0]) == "1" && body(&left[1]) == "2", "{left:?}");
    let (admin, mut copies) = reconnect(&witness, target).await?;
    let came = bodies(&mut copies, 2).await?;
    check!(came == ["1", "2"], "{came:?}");
    silent(&mut copies).await?;
    Witness::forget(&admin, copies).await
}
