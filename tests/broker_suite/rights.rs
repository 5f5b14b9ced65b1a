//! Who gets in, and who may do what.

use super::raw::Raw;
use super::{BF_TO_TG, TG_TO_BF, Target, body, check, next, queue, silent, text};
use passavant::broker::client::{Client, ClientError, ConnectError, Login, Options};
use passavant::wire::Frame;

pub(crate) async fn a_wrong_password_or_name_is_refused(target: &Target) -> Result<(), String> {
    for user in ["TG", "admin", "nobody", ""] {
        let login = Login::new(user, "wrong");
        let mut refused = Client::connect(&target.addr, &login, &Options::default()).await;
        // On a busy machine ActiveMQ now and then closes before its ERROR frame is out.
        for _ in 0..10 {
            let Err(ConnectError::NotStomp { .. }) = refused else { break };
            refused = Client::connect(&target.addr, &login, &Options::default()).await;
        }
        check!(matches!(refused, Err(ConnectError::Refused { .. })), "{user}: {refused:?}");
    }
    Ok(())
}

pub(crate) async fn nothing_is_done_before_connect(target: &Target) -> Result<(), String> {
    let mut raw = Raw::open(target).await?;
    let send = Frame::new("SEND").with("destination", queue(TG_TO_BF)).with_body("x");
    let answer = raw.ask(&send).await?;
    check!(answer.command == "ERROR", "{answer:?}");
    let admin = target.connect("admin").await?;
    let there = admin.browse(&queue(TG_TO_BF)).await.map_err(text)?;
    check!(there.is_empty(), "the message was taken");
    Ok(())
}

pub(crate) async fn each_account_sends_and_reads_only_where_it_may(
    target: &Target,
) -> Result<(), String> {
    for name in target.accounts.queues() {
        let parts: Vec<&str> = name.split('.').collect();
        for user in ["TG", "BF", "XX", "admin"] {
            let admin = user == "admin";
            let sends = admin || parts[3] == user;
            let reads = admin || parts[1] == user;
            let client = target.connect(user).await?;
            let sent = client.send(&queue(&name), &[], "x").await;
            check!(allowed(&sent)? == sends, "{user} sending to {name}: {sent:?}");
            let client = target.connect(user).await?;
            let read = client.subscribe(&queue(&name), 1).await;
            check!(allowed(&read)? == reads, "{user} reading {name}: {read:?}");
            let client = target.connect(user).await?;
            let browsed = client.browse(&queue(&name)).await;
            check!(allowed(&browsed)? == reads, "{user} browsing {name}: {browsed:?}");
        }
    }
    Ok(())
}

fn allowed<T: std::fmt::Debug>(result: &Result<T, ClientError>) -> Result<bool, String> {
    match result {
        Ok(_) => Ok(true),
        Err(ClientError::Refused(text)) if text.contains("not authorized") => Ok(false),
        Err(other) => Err(format!("neither done nor refused: {other}")),
    }
}

pub(crate) async fn nobody_but_the_administrator_forges_an_audit_copy_or_reads_one(
    target: &Target,
) -> Result<(), String> {
    let admin = target.connect("admin").await?;
    let mut witness = admin.subscribe("/topic/audit.>", 10).await.map_err(text)?;
    for user in ["TG", "BF", "XX"] {
        for name in [format!("/topic/audit.{TG_TO_BF}"), format!("/queue/DLQ.{TG_TO_BF}")] {
            let client = target.connect(user).await?;
            let sent = client.send(&name, &[], "forged").await;
            check!(!allowed(&sent)?, "{user} sent to {name}");
            let client = target.connect(user).await?;
            let read = client.subscribe(&name, 1).await;
            check!(!allowed(&read)?, "{user} read {name}");
        }
        let client = target.connect(user).await?;
        let read = client.subscribe("/topic/audit.>", 1).await;
        check!(!allowed(&read)?, "{user} read audit.>");
    }
    silent(&mut witness).await
}

pub(crate) async fn a_wildcard_send_reaches_nobody(target: &Target) -> Result<(), String> {
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let names = [
        "TRANSIT.BF.FROM.*.CORE".to_owned(),
        "TRANSIT.*.FROM.TG.CORE".to_owned(),
        "TRANSIT.BF.FROM.TG.*".to_owned(),
        "TRANSIT.>".to_owned(),
        ">".to_owned(),
        format!("{BF_TO_TG},{TG_TO_BF}"),
    ];
    for name in names {
        for user in ["XX", "TG"] {
            let client = target.connect(user).await?;
            let sent = client.send(&queue(&name), &[], format!("{user} to {name}")).await;
            check!(sent.is_err(), "{user} sent to {name}");
        }
    }
    silent(&mut reading).await
}

pub(crate) async fn a_country_creates_no_queue(target: &Target) -> Result<(), String> {
    for name in ["TRANSIT.BF.FROM.TG.NEW", "TRANSIT.XX.FROM.TG.CORE", "OTHER"] {
        let client = target.connect("TG").await?;
        let sent = client.send(&queue(name), &[], "x").await;
        check!(!allowed(&sent)?, "TG created {name} by sending");
        let client = target.connect("TG").await?;
        let read = client.subscribe(&queue(name), 1).await;
        check!(!allowed(&read)?, "TG created {name} by reading");
    }
    Ok(())
}

pub(crate) async fn a_refused_operation_leaves_the_connection_usable(
    target: &Target,
) -> Result<(), String> {
    let mut raw = Raw::login(target, "TG", "0,0").await?;
    let wrong = Frame::new("SEND").with("destination", queue(BF_TO_TG)).with("receipt", "1");
    let answer = raw.ask(&wrong).await?;
    check!(answer.command == "ERROR", "{answer:?}");
    check!(answer.header("receipt-id") == Some("1"), "{answer:?}");
    let wrong = Frame::new("SUBSCRIBE")
        .with("destination", queue(TG_TO_BF))
        .with("id", "s")
        .with("receipt", "2");
    let answer = raw.ask(&wrong).await?;
    check!(answer.command == "ERROR" && answer.header("receipt-id") == Some("2"), "{answer:?}");
    let right = Frame::new("SEND")
        .with("destination", queue(TG_TO_BF))
        .with("receipt", "3")
        .with_body("still here");
    let answer = raw.ask(&right).await?;
    check!(answer.command == "RECEIPT" && answer.header("receipt-id") == Some("3"), "{answer:?}");
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(body(&came) == "still here", "{came:?}");
    Ok(())
}
