//! What a link costs in line: the same STOMP exchange direct and through a link, as ratios.
//!
//! A client sends 2 KB messages with receipts, one at a time and 64 at a time, to the embedded broker, which
//! keeps each before it answers while a consumer takes them away; and to a peer that answers each at once,
//! which shows all that a link adds. Each round plays both roads, one after the other, and is compared with
//! itself: a machine that is slow for a second is slow for both. The median of the rounds counts, and how
//! far they lie apart is told. The limit of the rate is held against the broker: it is what stands at the
//! end of a real road.
//!
//! `cargo bench --bench link -- [ROUNDS [MESSAGES]]`

#[expect(dead_code, reason = "tests use the rest")]
#[path = "../tests/broker_suite/process.rs"]
mod process;

use bytes::BytesMut;
use passavant::broker::accounts::{Account, Accounts};
use passavant::broker::client::{Client, Login, Options, Subscription};
use passavant::wire::{Cut, Frame, Splitter};
use process::EmbeddedProcess;
use std::cmp::Ordering;
use std::io::{self, Write};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

const SIZE: usize = 2048;
const DEPTH: usize = 64;
/// Longest delay that a link may add to one exchange, median.
const LIMIT: Duration = Duration::from_micros(300);

/// Least part of the direct rate that a link reaches with so many under way.
const LEAST_RATE: f64 = 0.75;

const QUEUE: &str = "/queue/TRANSIT.BF.FROM.TG.CORE";
/// Of a broker that listens on loopback for a minute.
const PASSWORD: &str = "bench";

type Outcome<T> = Result<T, String>;

fn main() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match runtime.map_err(text).and_then(|runtime| runtime.block_on(compare())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_reads = writeln!(io::stderr(), "bench link: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn compare() -> Outcome<()> {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let rounds = numbers.next().unwrap_or(30);
    let messages = numbers.next().unwrap_or(500);
    let broker = EmbeddedProcess::start(&accounts()).await?;
    let taking = tokio::spawn(take_away(broker.addr()));
    let measured = measure(&broker.addr(), rounds, messages).await?;
    say("to the embedded broker, which keeps each message:")?;
    added(&measured.single, Some(LIMIT))?;
    rate(&measured.many, Some(LEAST_RATE))?;
    taking.abort();
    let peer = TcpListener::bind("127.0.0.1:0").await.map_err(text)?;
    let direct = peer.local_addr().map_err(text)?.to_string();
    tokio::spawn(answer_all(peer));
    let measured = measure(&direct, rounds, messages).await?;
    say("to a peer that only answers:")?;
    added(&measured.single, Some(LIMIT))?;
    rate(&measured.many, None)
}

/// Times of each round, direct and through a link: of one exchange, and of many in a row.
#[derive(Default)]
struct Measured {
    single: Vec<[Duration; 2]>,
    many: Vec<[Duration; 2]>,
}

async fn measure(direct: &str, rounds: usize, messages: usize) -> Outcome<Measured> {
    let (_link, linked) = raise(direct).await?;
    let roads = [direct, linked.as_str()];
    let mut measured = Measured::default();
    // The first round warms up.
    for round in 0..=rounds {
        let single = in_turn(roads, messages, 1).await?;
        let many = in_turn(roads, messages * 16, DEPTH).await?;
        if round > 0 {
            let one = |time: Duration| time / u32::try_from(messages).unwrap_or(1);
            measured.single.push(single.map(one));
            measured.many.push(many);
        }
    }
    Ok(measured)
}

/// The same exchange on each road.
async fn in_turn(roads: [&str; 2], messages: usize, depth: usize) -> Outcome<[Duration; 2]> {
    let [direct, linked] = roads;
    let direct = exchange(direct, messages, depth).await?;
    Ok([direct, exchange(linked, messages, depth).await?])
}

fn added(rounds: &[[Duration; 2]], limit: Option<Duration>) -> Outcome<()> {
    let [direct, through] = [0, 1]
        .map(|road| quartiles(rounds.iter().map(|round| round[road]).collect(), Duration::cmp)[1]);
    let added = rounds.iter().map(|[direct, through]| through.saturating_sub(*direct));
    let [_, added, _] = quartiles(added.collect(), Duration::cmp);
    say(&format!("  one at a time: direct {direct:.1?}, through a link {through:.1?}"))?;
    let judged = limit.map(|limit| format!("; limit {limit:?}: {}", met(added <= limit)));
    say(&format!("    added in line {added:.1?}{}", judged.unwrap_or_default()))
}

fn rate(rounds: &[[Duration; 2]], least: Option<f64>) -> Outcome<()> {
    let many = rounds.len();
    let rates = rounds.iter().map(|[direct, through]| direct.as_secs_f64() / through.as_secs_f64());
    let [low, rate, high] = quartiles(rates.collect(), f64::total_cmp);
    let judged = least.map(|least| format!("; at least {least}: {}", met(rate >= least)));
    let judged = judged.unwrap_or_default();
    say(&format!("  {DEPTH} at a time: a link reaches {rate:.2} of the direct rate{judged}"))?;
    say(&format!("    median of {many} rounds, half of them from {low:.2} to {high:.2}"))
}

fn met(met: bool) -> &'static str {
    if met { "met" } else { "NOT met" }
}

fn accounts() -> Accounts {
    let account = |name: &str| Account {
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        admin: name == "admin",
    };
    Accounts {
        behind_hub: None,
        bridged_to: std::collections::BTreeMap::new(),
        countries: vec!["TG".to_owned(), "BF".to_owned()],
        users: ["TG", "BF", "admin"].map(account).to_vec(),
    }
}

/// Takes what comes, so that the broker does not fill.
async fn take_away(broker: String) -> Outcome<()> {
    let login = Login::new("BF", PASSWORD);
    let client = Client::connect(&broker, &login, &Options::default()).await.map_err(text)?;
    let mut inbox: Subscription = client.subscribe(QUEUE, 1000).await.map_err(text)?;
    loop {
        let message = inbox.next().await.map_err(text)?;
        client.ack(&message).map_err(text)?;
    }
}

/// A link as a process of its own, as in every cell.
async fn raise(to: &str) -> Outcome<(Child, String)> {
    let token = tempfile::NamedTempFile::new().map_err(text)?;
    std::fs::write(token.path(), "bench").map_err(text)?;
    let mut link = Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["link", "--country", "TG", "--listen", "127.0.0.1:0", "--to", to])
        .args(["--control", "127.0.0.1:0", "--die-with-stdin", "--token-file"])
        .arg(token.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(text)?;
    let out = link.stdout.take().ok_or("the link has no output")?;
    let said = BufReader::new(out).lines().next_line().await.map_err(text)?.unwrap_or_default();
    let ready: serde_json::Value = serde_json::from_str(&said).map_err(text)?;
    let at = ready["listen"].as_str().ok_or("the link did not become ready")?.to_owned();
    Ok((link, at))
}

/// Sends so many messages, `depth` of them unanswered at most, and says how long it took.
async fn exchange(at: &str, messages: usize, depth: usize) -> Outcome<Duration> {
    let mut peer = TcpStream::connect(at).await.map_err(text)?;
    peer.set_nodelay(true).map_err(text)?;
    let (mut sent, mut answered) = (0, 0);
    let mut input = Input::new();
    let body = vec![b'x'; SIZE];
    let mut hello = BytesMut::new();
    let login = [("accept-version", "1.2"), ("host", "/"), ("login", "TG"), ("passcode", PASSWORD)];
    let connect = login.iter().fold(Frame::new("CONNECT"), |frame, (n, v)| frame.with(*n, *v));
    connect.write(&mut hello);
    peer.write_all(&hello).await.map_err(text)?;
    input.frames(&mut peer).await?;
    let began = Instant::now();
    while answered < messages {
        let mut batch = BytesMut::new();
        while sent < messages && sent - answered < depth {
            let frame = Frame::new("SEND")
                .with("destination", QUEUE)
                .with("type", "PAS")
                .with("txMessageId", sent.to_string())
                .with("receipt", sent.to_string());
            frame.with_body(body.clone()).write(&mut batch);
            sent += 1;
        }
        peer.write_all(&batch).await.map_err(text)?;
        answered += input.frames(&mut peer).await?.len();
    }
    Ok(began.elapsed())
}

/// The peer: an answer to every frame, at once.
async fn answer_all(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream));
    }
}

async fn answer(mut stream: TcpStream) -> Outcome<()> {
    stream.set_nodelay(true).map_err(text)?;
    let mut input = Input::new();
    loop {
        let mut receipts = BytesMut::new();
        for frame in input.frames(&mut stream).await? {
            match frame.header("receipt") {
                Some(id) => Frame::new("RECEIPT").with("receipt-id", id).write(&mut receipts),
                None => Frame::new("CONNECTED").with("version", "1.2").write(&mut receipts),
            }
        }
        stream.write_all(&receipts).await.map_err(text)?;
    }
}

/// Frames of one stream.
struct Input {
    buffer: BytesMut,
    splitter: Splitter,
}

impl Input {
    fn new() -> Self {
        Self { buffer: BytesMut::new(), splitter: Splitter::new(1 << 20) }
    }

    /// Reads until there is at least one frame.
    async fn frames(&mut self, stream: &mut TcpStream) -> Outcome<Vec<Frame>> {
        let mut found = Vec::new();
        loop {
            while let Some(cut) = self.splitter.next_cut(&self.buffer).map_err(text)? {
                let (Cut::Eol(size) | Cut::Frame(size)) = cut;
                let raw = self.buffer.split_to(size).freeze();
                if matches!(cut, Cut::Frame(_)) {
                    found.push(Frame::parse(&raw).map_err(text)?);
                }
            }
            if !found.is_empty() {
                return Ok(found);
            }
            if stream.read_buf(&mut self.buffer).await.map_err(text)? == 0 {
                return Err("the stream ended".to_owned());
            }
        }
    }
}

/// Of so many, what a quarter, a half and three quarters of them do not exceed.
fn quartiles<T: Copy + Default>(mut of: Vec<T>, order: fn(&T, &T) -> Ordering) -> [T; 3] {
    of.sort_unstable_by(order);
    [1, 2, 3].map(|quarter| of.get(of.len() * quarter / 4).copied().unwrap_or_default())
}

fn say(line: &str) -> Outcome<()> {
    writeln!(io::stdout(), "{line}").map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
