//! The embedded broker against Debian's `ActiveMQ`, message for message.
//!
//! Durable messages of 2 KB, 64 receipts open at a time, a consumer that acknowledges each message by
//! itself; with audit copies and a witness on both, and without. Both brokers are processes on the
//! same disk, the client is the same, rounds alternate, and the median of the rounds' ratios counts.
//! `ActiveMQ` is spared writing down what it has delivered (`persistJMSRedelivered`), which the
//! corridor's configuration asks of it and the embedded broker does, so that the ratio is no gift.
//!
//! `cargo bench --bench broker -- [ROUNDS [MESSAGES]]`

#[expect(dead_code, reason = "tests use the rest")]
#[path = "../tests/broker_suite/process.rs"]
mod process;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, Login, Options, Subscription};
use process::{ActiveMq, EmbeddedProcess};
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Receipts open at a time.
const DEPTH: usize = 64;
/// Bytes of a body.
const SIZE: usize = 2048;
/// Unacknowledged messages of the consumer: a reference node's value.
const PREFETCH: u32 = 20;
/// Unacknowledged copies of the witness.
const WITNESS_PREFETCH: u32 = 1000;
/// The rate that the embedded broker must reach, as a multiple of `ActiveMQ`'s.
const TARGET: f64 = 5.0;
const QUEUE: &str = "/queue/TRANSIT.BF.FROM.TG.CORE";

type Outcome<T> = Result<T, String>;

fn main() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let result = runtime.map_err(text).and_then(|runtime| runtime.block_on(compare()));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_reads = writeln!(io::stderr(), "bench broker: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn compare() -> Outcome<()> {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<u32>().ok());
    let rounds = numbers.next().unwrap_or(7);
    let messages = numbers.next().unwrap_or(10_000);
    say(&format!(
        "{rounds} rounds of {messages} durable messages of {SIZE} bytes, {DEPTH} receipts open, \
         each acknowledged by itself"
    ))?;
    if !ActiveMq::installed() {
        say("ActiveMQ is NOT INSTALLED: nothing to compare with (apt-get install activemq)")?;
    }
    for audit in [true, false] {
        compare_one(audit, rounds, messages).await?;
    }
    Ok(())
}

async fn compare_one(audit: bool, rounds: u32, messages: u32) -> Outcome<()> {
    let what = if audit { "with audit copies and a witness" } else { "without audit" };
    let accounts = accounts();
    let embedded = EmbeddedProcess::start(&accounts).await?;
    let activemq = if ActiveMq::installed() {
        Some(ActiveMq::start_with(&accounts, |xml| spared(&xml, audit)).await?)
    } else {
        None
    };
    // The first messages warm a Java machine up, and belong to no round.
    round(&embedded.addr(), audit, messages / 2).await?;
    if let Some(activemq) = &activemq {
        round(&activemq.addr(), audit, messages / 2).await?;
    }
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let our_rate = round(&embedded.addr(), audit, messages).await;
        let our_rate = our_rate.map_err(|error| format!("embedded broker, {what}: {error}"))?;
        ours.push(our_rate);
        if let Some(activemq) = &activemq {
            let their_rate = round(&activemq.addr(), audit, messages).await;
            let their_rate = their_rate.map_err(|error| format!("ActiveMQ, {what}: {error}"))?;
            theirs.push(their_rate);
            ratios.push(our_rate / their_rate);
        }
    }
    say(&format!("{what}:"))?;
    say(&format!("  embedded {}{}", rates(&mut ours), memory(embedded.pid().await)))?;
    if let Some(activemq) = &activemq {
        say(&format!("  ActiveMQ {}{}", rates(&mut theirs), memory(activemq.pid().await)))?;
        let ratio = median(&mut ratios);
        let judged = match (audit, ratio >= TARGET) {
            (false, _) => String::new(),
            (true, true) => format!(" (target {TARGET}: reached)"),
            (true, false) => format!(" (target {TARGET}: MISSED)"),
        };
        let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
        say(&format!("  ratio    {ratio:.1} median, {least:.1} to {most:.1}{judged}"))?;
    }
    Ok(())
}

/// Messages per second from the first SEND until every receipt, delivery and copy has come.
async fn round(addr: &str, audit: bool, messages: u32) -> Outcome<f64> {
    let connect = async |user: &str, client_id: Option<&str>| {
        let mut login = Login::new(user, password(user));
        login.client_id = client_id.map(str::to_owned);
        Client::connect(addr, &login, &Options::default()).await.map_err(text)
    };
    let consumer = connect("BF", None).await?;
    let reading = consumer.subscribe(QUEUE, PREFETCH).await.map_err(text)?;
    let witness = connect("admin", Some("witness")).await?;
    let copies = if audit {
        let copies = witness.subscribe_durable("/topic/audit.>", "all", WITNESS_PREFETCH);
        Some(copies.await.map_err(text)?)
    } else {
        None
    };
    let sender = connect("TG", None).await?;
    let started = Instant::now();
    let reading = tokio::spawn(acknowledge(reading, messages));
    let copying = copies.map(|copies| tokio::spawn(acknowledge(copies, messages)));
    send(&sender, messages).await?;
    reading.await.map_err(text)??;
    if let Some(copying) = copying {
        copying.await.map_err(text)??;
    }
    let took = started.elapsed();
    for client in [sender, consumer, witness] {
        client.disconnect().await.map_err(text)?;
    }
    Ok(f64::from(messages) / took.as_secs_f64())
}

async fn send(sender: &Client, messages: u32) -> Outcome<()> {
    let body = bytes::Bytes::from(vec![b'x'; SIZE]);
    let mut open = FuturesUnordered::new();
    for _ in 0..messages {
        if open.len() >= DEPTH {
            open.next().await.unwrap_or(Ok(())).map_err(text)?;
        }
        open.push(sender.send(QUEUE, &[("type", "PAS")], body.clone()));
    }
    while let Some(answer) = open.next().await {
        answer.map_err(text)?;
    }
    Ok(())
}

async fn acknowledge(mut subscription: Subscription, messages: u32) -> Outcome<()> {
    for received in 0..messages {
        let next = tokio::time::timeout(Duration::from_secs(30), subscription.next()).await;
        let message = next.map_err(|_| format!("{received} of {messages} came"))?.map_err(text)?;
        subscription.client().ack(&message).map_err(text)?;
    }
    Ok(())
}

/// The same configuration without persisted redelivery flags, and without audit copies if so told.
fn spared(xml: &str, audit: bool) -> String {
    let kept = xml.lines().filter(|line| audit || !line.contains("<mirroredQueue"));
    kept.collect::<Vec<_>>().join("\n").replace("persistJMSRedelivered=\"true\"", "")
}

fn accounts() -> Accounts {
    let account = |name: &str| Account {
        name: name.to_owned(),
        password: password(name),
        admin: name == "admin",
    };
    Accounts {
        behind_hub: None,
        bridged_to: std::collections::BTreeMap::new(),
        countries: vec!["TG".to_owned(), "BF".to_owned()],
        users: ["TG", "BF", "admin"].map(account).to_vec(),
    }
}

/// Brokers of a benchmark listen on loopback and live for a minute.
fn password(user: &str) -> String {
    format!("bench-{user}")
}

fn rates(rates: &mut [f64]) -> String {
    let median = median(rates);
    format!("{median:>7.0} messages/s median, {:.0} to {:.0}", rates[0], rates[rates.len() - 1])
}

/// The middle value; `values` are sorted afterwards.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Resident memory of a process, now and at its peak.
fn memory(pid: Option<u32>) -> String {
    let status = pid.map(|pid| std::fs::read_to_string(format!("/proc/{pid}/status")));
    let Some(Ok(status)) = status else { return String::new() };
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) / 1024
    };
    format!(", {} MB resident, {} MB at most", of("VmRSS"), of("VmHWM"))
}

fn say(line: &str) -> Outcome<()> {
    writeln!(io::stdout(), "{line}").map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
