//! The embedded broker killed again and again under traffic: nothing that was receipted is lost.

use super::broker_suite::accounts;
use super::process::EmbeddedProcess;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use passavant::broker::client::{Client, Login, Options, Subscription};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

const QUEUE: &str = "/queue/TRANSIT.BF.FROM.TG.CORE";
const MESSAGES: usize = 6000;
const KILLS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_receipted_is_lost_however_often_the_broker_is_killed() {
    let broker = EmbeddedProcess::start(&accounts("pw")).await.expect("the broker starts");
    let addr = broker.addr();
    // The durable subscription is there before the first message.
    witness(&addr).await.expect("the witness subscribes");
    let (sent, mut progress) = watch::channel(0);
    let sender = tokio::spawn(send_all(addr.clone(), sent));
    let consumer = tokio::spawn(gather(addr.clone(), false));
    let copies = tokio::spawn(gather(addr, true));
    for kill in 1..=KILLS {
        let enough = kill * MESSAGES / (KILLS + 1);
        progress.wait_for(|sent| *sent >= enough).await.expect("the sender goes on");
        broker.kill_and_restart().await.expect("a restart");
    }
    let minute = Duration::from_mins(1);
    let all: BTreeSet<usize> = (0..MESSAGES).collect();
    timeout(minute, sender).await.expect("every receipt in time").expect("no panic");
    for (who, gathered) in [("consumer", consumer), ("witness", copies)] {
        let gathered = timeout(minute, gathered).await;
        let gathered = gathered.unwrap_or_else(|_| panic!("the {who} misses messages"));
        assert_eq!(gathered.expect("no panic"), all, "{who}");
    }
}

/// Sends every number until it is receipted, 64 at a time, connecting anew as often as it takes.
async fn send_all(addr: String, progress: watch::Sender<usize>) {
    let mut left: BTreeSet<usize> = (0..MESSAGES).collect();
    while !left.is_empty() {
        let client = connect(&addr, Login::new("TG", "pw-TG")).await;
        let mut open = FuturesUnordered::new();
        for number in left.clone() {
            let receipt = client.send(QUEUE, &[], number.to_string());
            open.push(async move { receipt.await.is_ok().then_some(number) });
            if open.len() < 64 {
                continue;
            }
            let Some(Some(number)) = open.next().await else { break };
            left.remove(&number);
            progress.send_replace(MESSAGES - left.len());
        }
        while let Some(answer) = open.next().await {
            answer.inspect(|number| {
                left.remove(number);
            });
        }
        progress.send_replace(MESSAGES - left.len());
    }
}

/// Reads and acknowledges until every number was seen.
async fn gather(addr: String, audit: bool) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    while seen.len() < MESSAGES {
        let opened = if audit { witness(&addr).await } else { consumer(&addr).await };
        let Some(mut subscription) = opened else { continue };
        while seen.len() < MESSAGES {
            let Ok(message) = subscription.next().await else { break };
            let body = String::from_utf8_lossy(&message.body);
            seen.insert(body.parse().expect("a number"));
            if subscription.client().ack(&message).is_err() {
                break;
            }
        }
    }
    seen
}

async fn consumer(addr: &str) -> Option<Subscription> {
    let client = connect(addr, Login::new("BF", "pw-BF")).await;
    client.subscribe(QUEUE, 20).await.ok()
}

async fn witness(addr: &str) -> Option<Subscription> {
    let login = Login::new("admin", "pw-admin").with_client_id("witness");
    let client = connect(addr, login).await;
    client.subscribe_durable("/topic/audit.>", "all", 100).await.ok()
}

/// A connection, as soon as the broker is there again.
async fn connect(addr: &str, login: Login) -> Client {
    let mut tries = tokio::time::interval(Duration::from_millis(5));
    loop {
        tries.tick().await;
        if let Ok(client) = Client::connect(addr, &login, &Options::default()).await {
            return client;
        }
    }
}
