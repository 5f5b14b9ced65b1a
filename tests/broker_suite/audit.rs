//! The witness: audit copies and the durable subscription that gathers them.

use super::acks::send_numbered;
use super::{BF_TO_TG, TG_TO_BF, Target, bodies, body, check, next, queue, silent, text};
use passavant::broker::client::{Client, Subscription};

/// A witness of this run: nobody else knows its names.
pub(crate) struct Witness {
    login: passavant::broker::client::Login,
}

impl Witness {
    pub(crate) fn new(target: &Target) -> Self {
        let id = format!("witness-{:016x}", rand::random::<u64>());
        Self { login: target.login("admin").with_client_id(id) }
    }

    pub(crate) async fn connect(&self, target: &Target) -> Result<(Client, Subscription), String> {
        let client = target.connect_as(&self.login).await?;
        let copies = client.subscribe_durable("/topic/audit.>", "all", 100).await.map_err(text)?;
        Ok((client, copies))
    }

    /// Leaves nothing behind at the broker.
    pub(crate) async fn forget(client: &Client, copies: Subscription) -> Result<(), String> {
        copies.unsubscribe().await.map_err(text)?;
        client.forget_durable("all").await.map_err(text)?;
        client.disconnect().await.map_err(text)
    }
}

pub(crate) async fn every_send_has_its_audit_copy(target: &Target) -> Result<(), String> {
    let (admin, mut copies) = Witness::new(target).connect(target).await?;
    for name in target.accounts.queues() {
        let from = name.split('.').nth(3).unwrap_or_default().to_owned();
        let to = name.split('.').nth(1).unwrap_or_default().to_owned();
        let client = target.connect(&from).await?;
        let headers = [("correlation-id", "c"), ("txMessageId", "m")];
        client.send(&queue(&name), &headers, format!("<m>{name}</m>")).await.map_err(text)?;
        let copy = next(&mut copies).await?;
        let reader = target.connect(&to).await?;
        let mut reading = reader.subscribe(&queue(&name), 1).await.map_err(text)?;
        let came = next(&mut reading).await?;
        check!(copy.destination() == format!("/topic/audit.{name}"), "{copy:?}");
        check!(copy.id() == came.id(), "copy {} of {}", copy.id(), came.id());
        check!(copy.body == came.body && copy.user() == Some(&*from), "{copy:?}");
        for (header, value) in headers {
            check!(copy.header(header) == Some(value), "{copy:?}");
        }
        check!(copy.header("timestamp") == came.header("timestamp"), "{copy:?} {came:?}");
        admin.ack_confirmed(&copy).await.map_err(text)?;
    }
    silent(&mut copies).await?;
    Witness::forget(&admin, copies).await
}

pub(crate) async fn copies_wait_for_a_witness_that_is_away(target: &Target) -> Result<(), String> {
    let witness = Witness::new(target);
    let (admin, copies) = witness.connect(target).await?;
    let tg = target.connect("TG").await?;
    admin.disconnect().await.map_err(text)?;
    drop(copies);
    send_numbered(&tg, TG_TO_BF, 5).await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    for _ in 0..5 {
        let came = next(&mut reading).await?;
        bf.ack_confirmed(&came).await.map_err(text)?;
    }
    let (admin, mut copies) = witness.connect(target).await?;
    let came = bodies(&mut copies, 5).await?;
    check!(came == ["0", "1", "2", "3", "4"], "{came:?}");
    Witness::forget(&admin, copies).await
}

pub(crate) async fn unacknowledged_copies_come_again(target: &Target) -> Result<(), String> {
    let witness = Witness::new(target);
    let (admin, mut copies) = witness.connect(target).await?;
    let tg = target.connect("TG").await?;
    send_numbered(&tg, TG_TO_BF, 3).await?;
    let first = next(&mut copies).await?;
    bodies(&mut copies, 2).await?;
    admin.ack_confirmed(&first).await.map_err(text)?;
    admin.abandon();
    drop(copies);
    let (admin, mut copies) = reconnect(&witness, target).await?;
    let again = bodies(&mut copies, 2).await?;
    check!(again == ["1", "2"], "{again:?}");
    silent(&mut copies).await?;
    Witness::forget(&admin, copies).await
}

/// The broker may need a moment to see that a socket is gone; until then the client-id is taken.
pub(crate) async fn reconnect(
    witness: &Witness,
    target: &Target,
) -> Result<(Client, Subscription), String> {
    let mut tries = tokio::time::interval(std::time::Duration::from_millis(20));
    let deadline = tokio::time::Instant::now() + super::SOON;
    loop {
        tries.tick().await;
        match witness.connect(target).await {
            Ok(connected) => return Ok(connected),
            Err(error) if tokio::time::Instant::now() > deadline => return Err(error),
            Err(_) => {}
        }
    }
}

pub(crate) async fn a_client_id_is_used_once(target: &Target) -> Result<(), String> {
    let witness = Witness::new(target);
    let (admin, copies) = witness.connect(target).await?;
    let second = witness.connect(target).await;
    check!(second.is_err(), "two connections share a client-id");
    Witness::forget(&admin, copies).await
}

pub(crate) async fn a_sentinel_reaches_the_witness_last(target: &Target) -> Result<(), String> {
    let (admin, mut copies) = Witness::new(target).connect(target).await?;
    let tg = target.connect("TG").await?;
    let bf = target.connect("BF").await?;
    send_numbered(&tg, TG_TO_BF, 20).await?;
    send_numbered(&bf, BF_TO_TG, 20).await?;
    let keeper = target.connect("admin").await?;
    keeper.send("/topic/audit.sentinel", &[], "the end").await.map_err(text)?;
    let mut seen = bodies(&mut copies, 40).await?;
    seen.sort();
    seen.dedup();
    check!(seen.len() == 20, "{seen:?}");
    let last = next(&mut copies).await?;
    check!(last.destination() == "/topic/audit.sentinel", "{last:?}");
    check!(body(&last) == "the end" && last.user() == Some("admin"), "{last:?}");
    Witness::forget(&admin, copies).await
}
