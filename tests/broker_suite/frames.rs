//! What a message looks like to its reader, and which frames are refused.

use super::raw::Raw;
use super::{BF_TO_TG, SOON, TG_TO_BF, Target, body, check, next, queue, text};
use passavant::wire::{Frame, Item};

pub(crate) async fn a_message_arrives_with_its_headers_and_its_senders_name(
    target: &Target,
) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let own = [
        ("correlation-id", "corr-1"),
        ("type", "PAS"),
        ("reply-to", "/queue/TRANSIT.TG.FROM.BF.CORE"),
        ("txMessageId", "TG-1"),
        ("odd", "a:b\\c\nd\ré"),
        ("empty", ""),
    ];
    tg.send(&queue(TG_TO_BF), &own, "<a>é 😀</a>").await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(body(&came) == "<a>é 😀</a>" || body(&came).starts_with("<a>é "), "{came:?}");
    for (name, value) in own {
        check!(came.header(name) == Some(value), "{name}: {:?}", came.header(name));
    }
    check!(came.user() == Some("TG"), "{:?}", came.user());
    check!(came.destination() == queue(TG_TO_BF), "{}", came.destination());
    check!(came.header("persistent") == Some("true"), "not persistent");
    check!(came.header("priority") == Some("4"), "{:?}", came.header("priority"));
    check!(came.header("expires") == Some("0"), "{:?}", came.header("expires"));
    check!(!came.redelivered() && came.header("redelivered").is_none(), "redelivered");
    check!(came.id().starts_with("ID:"), "{}", came.id());
    let sent_at: i64 = came.header("timestamp").unwrap_or_default().parse().map_err(text)?;
    check!(sent_at > 1_600_000_000_000, "timestamp {sent_at}");
    check!(came.header("receipt").is_none(), "the sender's receipt was passed on");
    Ok(())
}

pub(crate) async fn what_the_broker_says_cannot_be_said_by_a_sender(
    target: &Target,
) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let forged = [
        ("JMSXUserID", "admin"),
        ("message-id", "forged"),
        ("redelivered", "true"),
        ("subscription", "forged"),
        ("ack", "forged"),
    ];
    tg.send(&queue(TG_TO_BF), &forged, "x").await.map_err(text)?;
    let came = next(&mut reading).await?;
    for (name, value) in forged {
        let seen = came.headers.iter().filter(|(have, _)| have == name);
        let values: Vec<&str> = seen.map(|(_, value)| value.as_str()).collect();
        check!(!values.contains(&value), "{name} is the sender's: {values:?}");
    }
    check!(came.user() == Some("TG"), "{:?}", came.user());
    bf.ack_confirmed(&came).await.map_err(text)?;
    Ok(())
}

pub(crate) async fn content_length_makes_bytes_and_its_absence_text(
    target: &Target,
) -> Result<(), String> {
    let mut raw = Raw::login(target, "BF", "0,0").await?;
    let send = |name: &str| {
        Frame::new("SEND")
            .with("destination", queue(BF_TO_TG))
            .with("persistent", "true")
            .with("receipt", name)
    };
    let frames = [
        send("text").with_body("abc"),
        send("bytes").with("content-length", "5").with_body(&b"a\0b\xff\n"[..]),
        send("marked").with("content-length", "3").with("amq-msg-type", "text").with_body("abc"),
        send("not utf-8").with_body(&b"\xff\xfe"[..]),
    ];
    for frame in frames {
        let answer = raw.ask(&frame).await?;
        check!(answer.command == "RECEIPT", "{answer:?}");
    }
    let tg = target.connect("TG").await?;
    let mut reading = tg.subscribe(&queue(BF_TO_TG), 10).await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(came.header("content-length").is_none() && body(&came) == "abc", "text: {came:?}");
    let came = next(&mut reading).await?;
    let whole = came.header("content-length") == Some("5") && came.body[..] == b"a\0b\xff\n"[..];
    check!(whole, "bytes: {came:?}");
    let came = next(&mut reading).await?;
    check!(came.header("amq-msg-type") == Some("text") && body(&came) == "abc", "{came:?}");
    let came = next(&mut reading).await?;
    check!(came.header("content-length").is_none(), "not utf-8: {came:?}");
    check!(came.body[..] == b"\xff\xfe"[..], "not utf-8: {came:?}");
    Ok(())
}

pub(crate) async fn an_oversize_frame_is_refused_and_a_large_one_is_not(
    target: &Target,
) -> Result<(), String> {
    let tg = target.connect("TG").await?;
    let bf = target.connect("BF").await?;
    let mut reading = bf.subscribe(&queue(TG_TO_BF), 10).await.map_err(text)?;
    let large = vec![b'x'; 5 * 1024 * 1024];
    tg.send(&queue(TG_TO_BF), &[], large.clone()).await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(came.body.len() == large.len(), "{} bytes came", came.body.len());
    bf.ack_confirmed(&came).await.map_err(text)?;
    let mut raw = Raw::login(target, "TG", "0,0").await?;
    let stated = format!("SEND\ndestination:{}\ncontent-length:9000000\n\n", queue(TG_TO_BF));
    raw.send_bytes(stated.as_bytes()).await?;
    let answer = raw.next().await?;
    check!(answer.command == "ERROR", "{answer:?}");
    let said = answer.header("message").unwrap_or_default();
    check!(said.contains("maximum frame size"), "{said}");
    check!(raw.closes().await, "the connection stayed open");
    let mut raw = Raw::login(target, "TG", "0,0").await?;
    let over =
        Frame::new("SEND").with("destination", queue(TG_TO_BF)).with_body(vec![b'x'; 9_000_000]);
    // The broker may hang up while we are still sending.
    let _cut_off = raw.send(&over).await;
    check!(raw.closes().await, "the connection stayed open");
    tg.send(&queue(TG_TO_BF), &[], "after").await.map_err(text)?;
    let came = next(&mut reading).await?;
    check!(body(&came) == "after", "{} bytes came", came.body.len());
    Ok(())
}

pub(crate) async fn an_unknown_command_costs_the_connection(target: &Target) -> Result<(), String> {
    let mut raw = Raw::login(target, "TG", "0,0").await?;
    let answer = raw.ask(&Frame::new("PUBLISH").with("receipt", "1")).await?;
    check!(answer.command == "ERROR" && answer.header("receipt-id") == Some("1"), "{answer:?}");
    check!(raw.closes().await, "the connection stayed open");
    Ok(())
}

pub(crate) async fn heartbeats_come_when_asked_for(target: &Target) -> Result<(), String> {
    let mut raw = Raw::login(target, "TG", "0,1000").await?;
    for _ in 0..2 {
        let item = raw.next_item(SOON).await?;
        check!(item == Item::HeartBeat, "{item:?}");
    }
    Ok(())
}
