//! A hub between two real brokers: what it carries, what it adds, and what its absence loses.
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, Login, Message, Options};
use passavant::broker::embedded::{Config, Embedded};
use passavant::hub::{Hub, HubControl, HubOptions, Point, StartError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

const TOKEN: &str = "token";
const QUEUE: &str = "/queue/TRANSIT.BF.FROM.TG.CORE";
const WITHIN: Duration = Duration::from_secs(20);

/// A broker for each of two countries.
struct Ground {
    _folder: TempDir,
    brokers: Vec<Embedded>,
}

impl Ground {
    async fn raise() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut brokers = Vec::new();
        for country in ["TG", "BF"] {
            let config = Config {
                tls: None,
                listen: "127.0.0.1:0".to_owned(),
                data: folder.path().join(country),
                accounts: accounts(country),
                frame_limit: passavant::broker::activemq::FRAME_LIMIT,
            };
            brokers.push(Embedded::start(config).await.unwrap());
        }
        Self { _folder: folder, brokers }
    }

    fn points(&self) -> Vec<Point> {
        let at = self.brokers.iter().map(|broker| broker.addr().to_string());
        let named = ["TG", "BF"].into_iter().zip(at);
        named.map(|(country, at)| format!("{country}={at}").parse().unwrap()).collect()
    }

    async fn hub(&self) -> Hub {
        let options = HubOptions {
            points: self.points(),
            login: Login::new("HUB", "pw-HUB"),
            control: "127.0.0.1:0".parse().unwrap(),
            token: TOKEN.to_owned(),
            flaw: None,
            bridge: false,
        };
        Hub::start(options).await.unwrap()
    }

    async fn login(&self, broker: usize, user: &str) -> Client {
        let at = self.brokers[broker].addr().to_string();
        let login = Login::new(user, format!("pw-{user}"));
        Client::connect(&at, &login, &Options::default()).await.unwrap()
    }
}

fn accounts(own: &str) -> Accounts {
    let account = |name: &str| Account {
        name: name.to_owned(),
        password: format!("pw-{name}"),
        admin: name == "admin",
    };
    Accounts {
        countries: vec!["TG".to_owned(), "BF".to_owned()],
        users: ["TG", "BF", "HUB", "admin"].map(account).to_vec(),
        behind_hub: Some(own.to_owned()),
        bridged_to: std::collections::BTreeMap::new(),
    }
}

async fn take(client: &Client) -> Message {
    let mut messages = client.subscribe(QUEUE, 1).await.unwrap();
    let message = timeout(WITHIN, messages.next()).await.unwrap().unwrap();
    client.ack_confirmed(&message).await.unwrap();
    message
}

#[tokio::test]
async fn bodies_and_properties_arrive_as_they_were_and_the_hub_adds_its_own() {
    let ground = Ground::raise().await;
    let hub = ground.hub().await;
    let (tg, bf) = (ground.login(0, "TG").await, ground.login(1, "BF").await);
    let body = "<TDA>\r\n  é\tɔ </TDA>\n";
    let headers = [("type", "TDA"), ("txMessageId", "TG-1"), ("correlation-id", "x:y\\z")];
    tg.send(QUEUE, &headers, body).await.unwrap();
    let message = take(&bf).await;
    assert_eq!(&message.body[..], body.as_bytes());
    for (name, value) in headers {
        assert_eq!(message.header(name), Some(value), "{name}");
    }
    assert_eq!((message.user(), message.header("hubName")), (Some("HUB"), Some("e-Hub")));
    assert!(message.header("hubOriginalId").is_some_and(|id| id != message.id()));
    let control = HubControl::new(format!("http://{}", hub.control()), TOKEN);
    let state = control.state().await.unwrap();
    assert!(state.open && state.flaw.is_none(), "{state:?}");
    let stranger = HubControl::new(format!("http://{}", hub.control()), "another");
    assert!(stranger.state().await.unwrap_err().to_string().contains("401"));
}

#[tokio::test]
async fn bytes_stay_bytes_and_a_text_a_text() {
    let ground = Ground::raise().await;
    let _hub = ground.hub().await;
    let (tg, bf) = (ground.login(0, "TG").await, ground.login(1, "BF").await);
    tg.send(QUEUE, &[("type", "TDA"), ("content-length", "6")], "<TDA/>").await.unwrap();
    assert_eq!(take(&bf).await.header("content-length"), Some("6"));
    tg.send(QUEUE, &[("type", "TDA")], "<TDA/>").await.unwrap();
    assert_eq!(take(&bf).await.header("content-length"), None);
}

#[tokio::test]
async fn what_waits_while_the_hub_is_away_arrives_in_order_when_it_is_back() {
    let ground = Ground::raise().await;
    let (tg, bf) = (ground.login(0, "TG").await, ground.login(1, "BF").await);
    for number in ["1", "2", "3"] {
        tg.send(QUEUE, &[("txMessageId", number)], number).await.unwrap();
    }
    let waiting = ground.login(0, "admin").await.browse(QUEUE).await.unwrap();
    assert_eq!(waiting.len(), 3);
    let _hub = ground.hub().await;
    for number in ["1", "2", "3"] {
        assert_eq!(&take(&bf).await.body[..], number.as_bytes());
    }
}

#[tokio::test]
async fn behind_a_hub_nobody_else_writes_what_a_country_reads() {
    let ground = Ground::raise().await;
    for (broker, user) in [(1, "TG"), (1, "BF"), (0, "BF"), (0, "HUB")] {
        let client = ground.login(broker, user).await;
        let refused = client.send(QUEUE, &[], "x").await.unwrap_err().to_string();
        assert!(refused.contains("not authorized"), "{user} at {broker}: {refused}");
    }
    let options = HubOptions {
        points: ground.points()[..1].to_vec(),
        login: Login::new("HUB", "pw-HUB"),
        control: "127.0.0.1:0".parse().unwrap(),
        token: TOKEN.to_owned(),
        flaw: None,
        bridge: false,
    };
    assert!(matches!(Hub::start(options).await, Err(StartError::Points)));
}
