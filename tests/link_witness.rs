//! The witness and the links' taps beside a real broker, which is killed without warning.
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod link_parts;

use link_parts::{Broker, SOON};
use passavant::broker::client::Client;
use passavant::link::{Link, LinkControl, LinkOptions};
use passavant::profile::{Country, Queue};
use passavant::record::event::{Event, What};
use passavant::record::{Recorder, Secrets};
use passavant::witness::{LinkTap, Standing, Witness, WitnessError, WitnessOptions};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const QUEUE: &str = "TRANSIT.BF.FROM.TG.CORE";

fn country(text: &str) -> Country {
    text.parse().unwrap()
}

/// A record in which one scenario plays.
fn record(dir: &Path) -> Recorder {
    let secrets = Secrets::new(["pw-admin"]);
    let recorder = Recorder::create(&dir.join("events.ndjson"), secrets).unwrap();
    let what = What::ScenarioStarted(Box::default());
    recorder.append("scribe", "cell-1", "T1/TG", None, what);
    recorder
}

async fn watch(broker: &Broker, recorder: &Recorder) -> Witness {
    Witness::start(options(broker), recorder.clone()).await.unwrap()
}

fn options(broker: &Broker) -> WitnessOptions {
    WitnessOptions {
        trust: None,
        broker: broker.at.clone(),
        behind_hub: None,
        user: "admin".to_owned(),
        password: "pw-admin".to_owned(),
        cell: "cell-1".to_owned(),
        queues: Queue::of_pair(country("TG"), country("BF")),
        business: Arc::new(|| None),
    }
}

async fn send(client: &Client, id: &str) {
    let headers = [("type", "PAS"), ("txMessageId", id), ("txMrn", "26TG1")];
    client.send(&format!("/queue/{QUEUE}"), &headers, format!("<PAS>{id}</PAS>")).await.unwrap();
}

fn copies(recorder: &Recorder) -> Vec<String> {
    let ids = |event: &Event| match &event.what {
        What::Copy(copy) => Some(copy.message_id.clone()),
        _ => None,
    };
    recorder.look("cell-1", "T1/TG", |events| events.iter().filter_map(ids).collect())
}

#[tokio::test]
async fn every_copy_is_written_once_through_a_killed_broker() {
    let mut broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    let witness = watch(&broker, &recorder).await;
    let mut standing = witness.standing();
    let mut expected = Vec::new();
    for round in 0..3 {
        let country = broker.client("TG").await;
        for number in 0..40 {
            let id = format!("m-{round}-{number}");
            send(&country, &id).await;
            expected.push(id);
        }
        // Some of these copies are unacknowledged, or their acknowledgement is not on disk yet.
        broker.kill().await;
        let away = |now: &Standing| matches!(now, Standing::Away(_));
        timeout(SOON, standing.wait_for(away)).await.unwrap().unwrap();
        broker.again().await;
        timeout(SOON, standing.wait_for(|now| *now == Standing::Watching)).await.unwrap().unwrap();
    }
    witness.sentinel(SOON).await.unwrap();
    assert_eq!(copies(&recorder), expected);
    let last = recorder.look("cell-1", "T1/TG", |events| events.last().cloned()).unwrap();
    assert!(matches!(last.what, What::Sentinel { .. }), "{last:?}");
}

#[tokio::test]
async fn a_second_send_of_the_same_bytes_is_a_second_copy() {
    let broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    let witness = watch(&broker, &recorder).await;
    let mut tap = witness.tap();
    let country = broker.client("TG").await;
    for _ in 0..2 {
        send(&country, "m-1").await;
    }
    let second = |events: &[Event]| {
        let copies = events.iter().filter(|event| matches!(event.what, What::Copy(_)));
        copies.map(|event| event.seq).nth(1)
    };
    assert!(witness.wait("T1/TG", SOON, second).await.is_some());
    assert_eq!(copies(&recorder), ["m-1", "m-1"]);
    let copy = timeout(SOON, tap.recv()).await.unwrap().unwrap();
    assert_eq!(
        (copy.queue.as_str(), copy.user.as_str(), copy.mrn.as_str()),
        (QUEUE, "TG", "26TG1")
    );
    let none = witness.wait("T1/TG", Duration::from_millis(5), |_| None::<()>).await;
    assert_eq!(none, None);
}

#[tokio::test]
async fn a_sentinel_s_header_on_a_country_s_message_does_not_hide_it() {
    let broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    let witness = watch(&broker, &recorder).await;
    let country = broker.client("TG").await;
    let headers = [("passavant-sentinel", "guess"), ("txMessageId", "m-1")];
    country.send(&format!("/queue/{QUEUE}"), &headers, "x").await.unwrap();
    witness.sentinel(SOON).await.unwrap();
    assert_eq!(copies(&recorder), ["m-1"]);
}

#[tokio::test]
async fn queues_and_dead_letters_are_browsed_into_the_record() {
    let broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    let witness = watch(&broker, &recorder).await;
    let sender = broker.client("TG").await;
    send(&sender, "m-1").await;
    send(&sender, "m-2").await;
    let reader = broker.client("BF").await;
    let mut reading = reader.subscribe(&format!("/queue/{QUEUE}"), 1).await.unwrap();
    let first = timeout(SOON, reading.next()).await.unwrap().unwrap();
    reader.nack(&first).await.unwrap();
    let found = witness.browse().await.unwrap();
    assert_eq!(found.len(), 12, "six queues and their dead letters");
    let ids = |queue: &str| found[queue].iter().map(|m| m.message_id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(QUEUE), ["m-2"]);
    assert_eq!(ids(&format!("DLQ.{QUEUE}")), ["m-1"]);
    let browsed = recorder.look("cell-1", "T1/TG", |events| {
        events.iter().filter(|event| matches!(event.what, What::Browsed { .. })).count()
    });
    assert_eq!(browsed, 12);
}

#[tokio::test]
async fn without_a_broker_the_sentinel_says_so_and_nothing_hangs() {
    let mut broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    let witness = watch(&broker, &recorder).await;
    broker.kill().await;
    let failed = witness.sentinel(Duration::from_millis(300)).await.unwrap_err();
    assert!(
        matches!(failed, WitnessError::Connect { .. } | WitnessError::Incomplete { .. }),
        "{failed}"
    );
    let refused = Witness::start(options(&broker), recorder).await.unwrap_err();
    assert!(matches!(refused, WitnessError::Connect { .. }), "{refused}");
    timeout(SOON, witness.end()).await.unwrap();
}

#[tokio::test]
async fn a_witness_that_leaves_is_forgotten_and_another_may_come() {
    let broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    watch(&broker, &recorder).await.end().await;
    let witness = watch(&broker, &recorder).await;
    send(&broker.client("TG").await, "m-1").await;
    witness.sentinel(SOON).await.unwrap();
    assert_eq!(copies(&recorder), ["m-1"]);
}

#[tokio::test]
async fn what_a_link_saw_is_in_the_record_after_draining() {
    let broker = Broker::start().await;
    let recorder = record(broker.dir.path());
    let loopback: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let link = Link::start(LinkOptions {
        tls: None,
        openwire: None,
        country: country("TG"),
        listen: loopback,
        to: broker.at.clone(),
        control: loopback,
        token: "secret".to_owned(),
        frame_limit: 100_000,
    })
    .await
    .unwrap();
    let control = LinkControl::new(format!("http://{}", link.control()), "secret");
    let cell = "cell-1".to_owned();
    let tap =
        LinkTap::start(country("TG"), control.clone(), recorder.clone(), cell, Arc::new(|| None));
    let node = broker.client_at(&link.listen().to_string(), "TG").await;
    let reader = broker.client("BF").await;
    for number in 0..300 {
        send(&node, &format!("m-{number}")).await;
    }
    drop(reader);
    tap.drain(SOON).await.unwrap();
    let told = |step: &'static str| {
        recorder.look("cell-1", "T1/TG", |events| {
            let of_step = |event: &&Event| matches!(&event.what, What::LinkFrame { step: s, .. } if s == step);
            events.iter().filter(of_step).count()
        })
    };
    assert_eq!((told("send"), told("receipted")), (300, 300));
    control.cut().await.unwrap();
    tap.drain(SOON).await.unwrap();
    let changes = recorder.look("cell-1", "T1/TG", |events| {
        let change = |event: &Event| match &event.what {
            What::LinkChange { change, detail, .. } => Some(format!("{change} {detail}")),
            _ => None,
        };
        events.iter().filter_map(change).collect::<Vec<_>>()
    });
    assert_eq!(changes[..2], ["connected ", "cut "]);
    drop(link);
    assert!(tap.drain(Duration::from_millis(500)).await.is_err());
}
