//! The exact points of a link in front of a real broker: what the broker then has, and what comes
//! again.
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod link_parts;

use link_parts::{Broker, SOON};
use passavant::broker::client::{Client, Login, Options};
use passavant::link::control::{Direction, Effect, FaultOrder, Point, Selector};
use passavant::link::{Armed, Link, LinkControl, LinkOptions};
use std::time::Duration;
use tokio::time::timeout;

const QUEUE: &str = "/queue/TRANSIT.BF.FROM.TG.CORE";

/// A broker, and a link of the country that takes part through it.
struct Corridor {
    broker: Broker,
    link: Link,
    control: LinkControl,
    country: &'static str,
}

impl Corridor {
    async fn raise(country: &'static str) -> Self {
        let broker = Broker::start().await;
        let loopback = "127.0.0.1:0".parse().unwrap();
        let options = LinkOptions {
            tls: None,
            openwire: None,
            country: country.parse().unwrap(),
            listen: loopback,
            to: broker.at.clone(),
            control: loopback,
            token: "secret".to_owned(),
            frame_limit: 100_000,
        };
        let link = Link::start(options).await.unwrap();
        let control = LinkControl::new(format!("http://{}", link.control()), "secret");
        Self { broker, link, control, country }
    }

    async fn through(&self) -> Client {
        self.broker.client_at(&self.link.listen().to_string(), self.country).await
    }

    async fn arm(&self, point: Point, effect: Effect) -> Armed {
        let select = Selector { message_id: Some("m-2".to_owned()), ..Selector::default() };
        let order = FaultOrder::new("fault", effect).at(point, select).only(match effect {
            Effect::Stall => point.direction(),
            _ => Direction::Both,
        });
        self.control.arm(&order).await.unwrap()
    }

    async fn lying(&self) -> Vec<String> {
        let found = self.broker.client("admin").await.browse(QUEUE).await.unwrap();
        found.iter().map(|m| m.header("txMessageId").unwrap_or_default().to_owned()).collect()
    }
}

async fn send(client: &Client, id: &str) -> bool {
    let headers = [("type", "PAS"), ("txMessageId", id)];
    timeout(SOON, client.send(QUEUE, &headers, "<PAS/>")).await.expect("an end").is_ok()
}

#[tokio::test]
async fn before_forward_the_broker_never_hears_of_it() {
    let corridor = Corridor::raise("TG").await;
    let node = corridor.through().await;
    let armed = corridor.arm(Point::BeforeForward, Effect::Cut).await;
    assert!(send(&node, "m-1").await);
    assert!(!send(&node, "m-2").await, "its receipt is answered by the end of the connection");
    corridor.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!(corridor.lying().await, ["m-1"]);
    let login = Login::new("TG", "pw-TG");
    let (at, options) = (corridor.link.listen().to_string(), Options::default());
    let cut = Client::connect(&at, &login, &options);
    assert!(timeout(SOON, cut).await.unwrap().is_err());
    corridor.control.heal().await.unwrap();
    assert!(send(&corridor.through().await, "m-2").await);
    assert_eq!(corridor.lying().await, ["m-1", "m-2"]);
}

#[tokio::test]
async fn before_receipt_the_broker_has_it_and_the_node_does_not_know() {
    let corridor = Corridor::raise("TG").await;
    let node = corridor.through().await;
    let armed = corridor.arm(Point::BeforeReceipt, Effect::Cut).await;
    assert!(!send(&node, "m-2").await);
    corridor.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!(corridor.lying().await, ["m-2"]);
}

#[tokio::test]
async fn before_ack_the_message_comes_again_with_its_mark() {
    let corridor = Corridor::raise("BF").await;
    let sender = corridor.broker.client("TG").await;
    assert!(send(&sender, "m-1").await && send(&sender, "m-2").await);
    let armed = corridor.arm(Point::BeforeAck, Effect::Cut).await;
    let node = corridor.through().await;
    let mut reading = node.subscribe(QUEUE, 20).await.unwrap();
    for _ in 0..2 {
        let message = timeout(SOON, reading.next()).await.unwrap().unwrap();
        node.ack(&message).unwrap();
    }
    let bitten = corridor.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!((bitten.step.as_str(), bitten.message_id.as_str()), ("acked", "m-2"));
    timeout(SOON, node.ended()).await.unwrap();
    corridor.control.heal().await.unwrap();
    let node = corridor.through().await;
    let mut reading = node.subscribe(QUEUE, 20).await.unwrap();
    let again = timeout(SOON, reading.next()).await.unwrap().unwrap();
    assert_eq!((again.header("txMessageId"), again.redelivered()), (Some("m-2"), true));
    node.ack_confirmed(&again).await.unwrap();
    assert_eq!(corridor.lying().await, [""; 0]);
}

#[tokio::test]
async fn a_held_receipt_comes_when_healed_and_heart_beats_go_on_the_other_way() {
    let corridor = Corridor::raise("TG").await;
    let node = corridor.through().await;
    let armed = corridor.arm(Point::BeforeReceipt, Effect::Stall).await;
    let receipt = node.send(QUEUE, &[("txMessageId", "m-2")], "x");
    corridor.control.wait_bitten(&armed, SOON).await.unwrap();
    let mut receipt = Box::pin(receipt);
    assert!(timeout(Duration::from_millis(50), &mut receipt).await.is_err(), "it is held");
    corridor.control.heal().await.unwrap();
    timeout(SOON, receipt).await.unwrap().unwrap();
    assert_eq!(node.end(), None, "the connection lives on");
}

#[tokio::test]
async fn a_quiet_connection_lives_on_its_heart_beats() {
    let corridor = Corridor::raise("TG").await;
    let node = corridor.through().await;
    let ended = timeout(Duration::from_millis(3500), node.ended()).await;
    assert!(ended.is_err(), "heart-beats did not pass: {ended:?}");
}

#[tokio::test]
async fn a_killed_broker_ends_the_connection_and_the_link_stays() {
    let mut corridor = Corridor::raise("TG").await;
    let node = corridor.through().await;
    corridor.broker.kill().await;
    timeout(SOON, node.ended()).await.unwrap();
    corridor.broker.again().await;
    assert!(send(&corridor.through().await, "m-1").await);
}
