//! A node comes back after its line was cut for ten seconds: how soon the first message is there, and how
//! fast what waited is applied, against the same messages on an undisturbed line. In one run.
//!
//! `cargo bench --bench drain -- [MESSAGES]`
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground cannot be laid")]

#[path = "../tests/node_stage/mod.rs"]
mod node_stage;

use node_stage::{Stage, advice};
use passavant::link::control::{LinkEvent, LinkWhat};
use passavant::link::{Link, LinkControl, LinkOptions};
use passavant::message::{headers_for, write};
use passavant::profile::stomp;
use std::time::Duration;

const TOKEN: &str = "bench";
/// How long the line is cut.
const CUT: Duration = Duration::from_secs(10);
/// The first message is through within this after the healing.
const FIRST: Duration = Duration::from_secs(1);
/// What waited is applied at this part of the undisturbed rate, at least.
const LEAST_RATE: f64 = 0.5;
/// Longest wait for all.
const PATIENCE: Duration = Duration::from_mins(5);

#[tokio::main]
async fn main() {
    let messages = std::env::args().find_map(|argument| argument.parse().ok());
    let messages: u64 = messages.unwrap_or(2_000);
    let stage = Stage::raise().await;
    let link = Link::start(LinkOptions {
        country: "BF".parse().unwrap(),
        listen: ([127, 0, 0, 1], 0).into(),
        to: stage.broker.addr().to_string(),
        control: ([127, 0, 0, 1], 0).into(),
        token: TOKEN.to_owned(),
        frame_limit: 9 * 1024 * 1024,
        tls: None,
        openwire: None,
    });
    let link = link.await.unwrap();
    let control = LinkControl::new(format!("http://{}", link.control()), TOKEN);
    let _node = stage.node_at("BF", &link.listen().to_string()).await;

    let from = control.state().await.unwrap().last_event;
    send(&stage, 0, messages).await;
    let seen = taken(&control, from, messages).await;
    let undisturbed = rate(messages, first(&seen, "delivered"), last(&seen, "acked"));

    control.cut().await.unwrap();
    let from = control.state().await.unwrap().last_event;
    let healed_at = tokio::time::Instant::now() + CUT;
    send(&stage, messages, messages).await;
    tokio::time::sleep_until(healed_at).await;
    control.heal().await.unwrap();
    let seen = taken(&control, from, messages).await;
    let healed = seen.iter().find(|event| event.what == LinkWhat::Healed).unwrap().at_ns;
    let through = Duration::from_nanos(first(&seen, "delivered") - healed);
    let drained = rate(messages, healed, last(&seen, "acked"));

    let met = |met: bool| if met { "met" } else { "NOT met" };
    println!("{messages} advance data for one node; its line is cut for {} s", CUT.as_secs());
    println!(
        "first message {through:?} after the healing; limit {FIRST:?}: {}",
        met(through <= FIRST)
    );
    let part = drained / undisturbed;
    println!("undisturbed {undisturbed:.0} a second, what waited {drained:.0} a second");
    println!(
        "  {part:.2} of the undisturbed rate; at least {LEAST_RATE}: {}",
        met(part >= LEAST_RATE)
    );
}

/// Togo sends advance data for so many movements, round the link.
async fn send(stage: &Stage, begin: u64, count: u64) {
    let client = stage.client("TG").await;
    let mut receipts = Vec::new();
    for seed in begin..begin + count {
        let message = advice(seed);
        let body = write(&message);
        let headers = headers_for(&message, &body);
        let headers = headers.iter().filter(|(name, _)| name != stomp::DESTINATION);
        let headers: Vec<(&str, &str)> =
            headers.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        receipts.push(client.send("/queue/TRANSIT.BF.FROM.TG.CORE", &headers, body));
    }
    for receipt in receipts {
        receipt.await.unwrap();
    }
}

/// What the link saw until so many messages were acknowledged.
async fn taken(control: &LinkControl, after: u64, messages: u64) -> Vec<LinkEvent> {
    let mut seen: Vec<LinkEvent> = Vec::new();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let last = seen.last().map_or(after, |event| event.number);
        seen.extend(control.events_after(last, Duration::from_secs(5)).await.unwrap());
        if seen.iter().filter(|event| is(event, "acked")).count() as u64 >= messages {
            return seen;
        }
        assert!(tokio::time::Instant::now() < deadline, "not all was taken");
    }
}

fn is(event: &LinkEvent, step: &str) -> bool {
    matches!(&event.what, LinkWhat::Frame(frame) if frame.step == step)
}

fn first(seen: &[LinkEvent], step: &str) -> u64 {
    seen.iter().find(|event| is(event, step)).unwrap().at_ns
}

fn last(seen: &[LinkEvent], step: &str) -> u64 {
    seen.iter().rev().find(|event| is(event, step)).unwrap().at_ns
}

#[expect(clippy::cast_precision_loss, reason = "counts and spans of a benchmark are small")]
fn rate(messages: u64, from: u64, to: u64) -> f64 {
    messages as f64 * 1e9 / (to - from).max(1) as f64
}
