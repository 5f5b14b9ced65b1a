//! Every fault of a link, on real sockets: that it bites, in which direction, and that it ends.
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod link_stage;

use link_stage::{SOON, SUBSCRIBE, Stage, ack, expect, message, put, receipt, rest, send};
use passavant::link::control::{Direction, Effect, FaultOrder, Point, Selector};
use passavant::link::seed_that_loses;
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Long enough for a byte that nothing keeps.
const A_WHILE: Duration = Duration::from_millis(150);

/// Nothing comes for a while, not even the end.
async fn silent(stream: &mut TcpStream) {
    let mut byte = [0];
    let read = timeout(A_WHILE, stream.read(&mut byte)).await;
    assert!(read.is_err(), "{read:?}");
}

/// How long these bytes take from one end to the other.
async fn takes(from: &mut TcpStream, to: &mut TcpStream, bytes: &[u8]) -> Duration {
    let began = Instant::now();
    put(from, bytes).await;
    expect(to, bytes).await;
    began.elapsed()
}

fn of(code: &str) -> Selector {
    Selector { code: Some(code.to_owned()), ..Selector::default() }
}

/// It has bitten by now; it ends by order, and says how often it touched anything.
async fn over(stage: &Stage, armed: &passavant::link::Armed) -> u64 {
    stage.control.wait_bitten(armed, SOON).await.unwrap();
    stage.control.end(&armed.fault).await.unwrap();
    let times = stage.control.wait_ended(armed, SOON).await.unwrap();
    assert!(times > 0);
    times
}

#[tokio::test]
async fn refuse_turns_new_connections_away_and_lets_old_ones_live() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::Refuse, Direction::Both).await;
    let mut other = TcpStream::connect(stage.at).await.unwrap();
    assert_eq!(rest(&mut other).await, b"");
    takes(&mut node, &mut broker, b"\n").await;
    assert_eq!(over(&stage, &armed).await, 1);
    stage.connect().await;
}

#[tokio::test]
async fn half_open_is_silence_and_ends_in_death() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::HalfOpen, Direction::Both).await;
    put(&mut node, b"\n").await;
    put(&mut broker, b"\n").await;
    silent(&mut node).await;
    silent(&mut broker).await;
    let mut other = TcpStream::connect(stage.at).await.unwrap();
    put(&mut other, b"CONNECT\n\n\0").await;
    silent(&mut other).await;
    broker.shutdown().await.unwrap();
    silent(&mut node).await;
    over(&stage, &armed).await;
    put(&mut node, b"\n").await;
    silent(&mut node).await;
    let (mut heard, _) = timeout(SOON, stage.broker.accept()).await.unwrap().unwrap();
    expect(&mut heard, b"CONNECT\n\n\0").await;
    takes(&mut heard, &mut other, b"\n").await;
}

#[tokio::test]
async fn half_open_in_one_direction_lets_the_other_pass() {
    let stage = Stage::raise().await;
    for (direction, from_node) in [(Direction::Up, true), (Direction::Down, false)] {
        let (node, broker) = stage.connect().await;
        let (mut struck, mut other) = if from_node { (node, broker) } else { (broker, node) };
        let armed = stage.begin(Effect::HalfOpen, direction).await;
        takes(&mut other, &mut struck, b"\n").await;
        put(&mut struck, b"\n").await;
        silent(&mut other).await;
        over(&stage, &armed).await;
        silent(&mut other).await;
        put(&mut other, b"\n").await;
        silent(&mut struck).await;
    }
}

#[tokio::test]
async fn delay_keeps_every_byte_of_its_direction_so_long_and_no_other() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let late = Duration::from_millis(120);
    for direction in [Direction::Up, Direction::Down] {
        let armed = stage.begin(Effect::Delay { ms: 120 }, direction).await;
        let up = takes(&mut node, &mut broker, &send("TDA", "m1")).await;
        let down = takes(&mut broker, &mut node, b"\n").await;
        let (kept, free) = if direction == Direction::Up { (up, down) } else { (down, up) };
        assert!(kept >= late && free < late, "{direction:?}: {up:?} up, {down:?} down");
        over(&stage, &armed).await;
        assert!(takes(&mut node, &mut broker, b"\n").await < late, "it is over");
    }
}

#[tokio::test]
async fn delay_does_not_slow_what_follows_and_its_end_lets_all_arrive() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::Delay { ms: 200 }, Direction::Up).await;
    let began = Instant::now();
    let all: Vec<u8> = (0..20).flat_map(|number| send("PAS", &number.to_string())).collect();
    for number in 0..20 {
        put(&mut node, &send("PAS", &number.to_string())).await;
    }
    expect(&mut broker, &all).await;
    assert!(began.elapsed() < Duration::from_secs(2), "20 frames share one delay");
    over(&stage, &armed).await;
    let long = FaultOrder::new("long", Effect::Delay { ms: 60_000 });
    let long = stage.control.arm(&long).await.unwrap();
    put(&mut node, b"\n").await;
    over(&stage, &long).await;
    expect(&mut broker, b"\n").await;
}

#[tokio::test]
async fn jitter_keeps_order() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::Jitter { ms: 30 }, Direction::Both).await;
    let frames: Vec<Vec<u8>> = (0..30).map(|number| send("PAS", &number.to_string())).collect();
    for frame in &frames {
        put(&mut node, frame).await;
    }
    expect(&mut broker, &frames.concat()).await;
    assert!(over(&stage, &armed).await > 0);
}

#[tokio::test]
async fn throttle_takes_as_long_as_its_rate_says() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let large = [&b"SEND\n\n"[..], &[b'x'; 4000], b"\0"].concat();
    let armed = stage.begin(Effect::Throttle { bytes_per_s: 16_000 }, Direction::Up).await;
    let took = takes(&mut node, &mut broker, &large).await;
    assert!(took >= Duration::from_millis(240), "{took:?} for 4 kB at 16 kB/s");
    assert!(takes(&mut broker, &mut node, &large).await < Duration::from_millis(200));
    over(&stage, &armed).await;
    assert!(takes(&mut node, &mut broker, &large).await < Duration::from_millis(200));
}

#[tokio::test]
async fn loss_stalls_and_loses_nothing() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let seed = seed_that_loses(3, "loss", 20);
    let order = FaultOrder { seed, ..FaultOrder::new("loss", Effect::Loss { percent: 20 }) };
    let armed = stage.control.arm(&order).await.unwrap();
    let began = Instant::now();
    for number in 0..10 {
        takes(&mut node, &mut broker, &send("PAS", &number.to_string())).await;
    }
    assert!(began.elapsed() >= Duration::from_millis(200), "no segment was lost");
    over(&stage, &armed).await;
}

#[tokio::test]
async fn stall_waits_and_goes_on_where_it_stood() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    for direction in [Direction::Up, Direction::Down] {
        let order = FaultOrder::new("stall", Effect::Stall).only(direction);
        let armed = stage.control.arm(&order.lasting(Duration::from_millis(200))).await.unwrap();
        let up = takes(&mut node, &mut broker, b"\n").await;
        let down = takes(&mut broker, &mut node, b"\n").await;
        let kept = if direction == Direction::Up { up } else { down };
        assert!(kept >= Duration::from_millis(100), "{direction:?}: {up:?} up, {down:?} down");
        assert!(stage.control.wait_ended(&armed, SOON).await.unwrap() > 0, "by itself");
    }
}

#[tokio::test]
async fn a_stall_outlives_the_end_of_the_other_side() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::Stall, Direction::Up).await;
    put(&mut node, &send("TDA", "m1")).await;
    node.shutdown().await.unwrap();
    broker.shutdown().await.unwrap();
    silent(&mut broker).await;
    over(&stage, &armed).await;
    assert_eq!(rest(&mut broker).await, send("TDA", "m1"));
}

#[tokio::test]
async fn reset_is_a_reset_at_the_end_that_it_is_for() {
    let stage = Stage::raise().await;
    for direction in [Direction::Up, Direction::Down, Direction::Both] {
        let (mut node, mut broker) = stage.connect().await;
        let armed = stage.begin(Effect::Reset, direction).await;
        assert_eq!(stage.control.wait_ended(&armed, SOON).await.unwrap(), 1, "once, and over");
        for (stream, way) in [(&mut node, Direction::Down), (&mut broker, Direction::Up)] {
            let read = timeout(SOON, stream.read(&mut [0])).await.unwrap();
            if direction.includes(way) {
                assert_eq!(read.unwrap_err().kind(), ErrorKind::ConnectionReset, "{direction:?}");
            } else {
                assert_eq!(read.unwrap(), 0, "{direction:?}");
            }
        }
    }
}

#[tokio::test]
async fn slow_close_keeps_the_news_of_a_close() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::SlowClose { ms: 300 }, Direction::Up).await;
    let began = Instant::now();
    put(&mut node, b"\n").await;
    node.shutdown().await.unwrap();
    expect(&mut broker, b"\n").await;
    assert!(began.elapsed() < Duration::from_millis(200), "bytes are not kept");
    assert_eq!(rest(&mut broker).await, b"");
    assert!(began.elapsed() >= Duration::from_millis(300), "{:?}", began.elapsed());
    over(&stage, &armed).await;
}

#[tokio::test]
async fn a_cut_that_only_one_end_is_told_of_leaves_the_other_with_silence() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.begin(Effect::Cut, Direction::Down).await;
    assert_eq!(rest(&mut node).await, b"");
    silent(&mut broker).await;
    let mut other = TcpStream::connect(stage.at).await.unwrap();
    assert_eq!(rest(&mut other).await, b"");
    over(&stage, &armed).await;
    silent(&mut broker).await;
    stage.connect().await;
}

#[tokio::test]
async fn a_fault_begins_and_ends_at_exact_frames() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    put(&mut node, SUBSCRIBE).await;
    expect(&mut broker, SUBSCRIBE).await;
    let order = FaultOrder::new("slow", Effect::Delay { ms: 150 })
        .only(Direction::Down)
        .at(Point::BeforeForward, of("PAS"))
        .until(Point::BeforeDelivery, of("RES"));
    let armed = stage.control.arm(&order).await.unwrap();
    let late = Duration::from_millis(150);
    assert!(takes(&mut broker, &mut node, b"\n").await < late, "not begun");
    takes(&mut node, &mut broker, &send("PAS", "m1")).await;
    assert!(takes(&mut broker, &mut node, &receipt("m1")).await >= late);
    let bitten = stage.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!((bitten.code.as_str(), bitten.step.as_str()), ("PAS", "send"));
    assert_eq!(bitten.digest.len(), 64, "the bytes at which it began are known");
    assert!(takes(&mut broker, &mut node, &message("RES", "m2")).await < late, "it has ended");
    assert!(stage.control.wait_ended(&armed, SOON).await.unwrap() > 0);
    takes(&mut node, &mut broker, &ack("m2")).await;
}

#[tokio::test]
async fn a_fault_that_touched_nothing_says_so() {
    let stage = Stage::raise().await;
    let order = FaultOrder::new("idle", Effect::Delay { ms: 10 });
    let idle = stage.control.arm(&order.lasting(Duration::from_millis(20))).await.unwrap();
    assert_eq!(stage.control.wait_ended(&idle, SOON).await.unwrap(), 0);
    let armed = stage.arm(Point::BeforeAck, Effect::Cut, "PAS").await;
    stage.control.heal().await.unwrap();
    assert_eq!(stage.control.wait_ended(&armed, SOON).await.unwrap(), 0);
}
