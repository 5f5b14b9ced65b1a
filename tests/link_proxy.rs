//! A link that is read and cut by hand, byte for byte.
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod link_stage;

use link_stage::{
    LIMIT, SOON, SUBSCRIBE, Stage, ack, expect, message, put, receipt, rest, send, steps,
};
use passavant::link::control::{Effect, FaultOrder, LinkWhat, Point, Selector};
use passavant::link::{LinkControl, LinkError};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

#[tokio::test]
async fn bytes_pass_unaltered_and_messages_are_told() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let up = [SUBSCRIBE, b"\n\r\n", &send("TDA", "m1"), b"\n", &ack("x"), b"SEND\nhalf"].concat();
    let (first, second) = up.split_at(70);
    put(&mut node, first).await;
    put(&mut node, second).await;
    expect(&mut broker, &up[..up.len() - b"SEND\nhalf".len()]).await;
    let down = [&receipt("m1")[..], &message("PAS", "m2"), b"\n\n"].concat();
    put(&mut broker, &down).await;
    expect(&mut node, &down).await;
    put(&mut node, b"\n").await;
    node.shutdown().await.unwrap();
    assert_eq!(rest(&mut broker).await, b"SEND\nhalf\n", "half a frame is the stream's end too");
    drop(broker);
    stage.wait_told(&LinkWhat::Disconnected { by: "node".to_owned() }).await;
    let events = stage.told().await;
    assert_eq!(
        steps(&events),
        ["connected", "send TDA", "receipted TDA", "delivered PAS", "disconnected by node"]
    );
    let numbers: Vec<u64> = events.iter().map(|event| event.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn what_cannot_be_read_is_forwarded_all_the_same() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let large = [&b"SEND\n\n"[..], &vec![b'x'; 3 * LIMIT], b"\0", &send("TDA", "m1")].concat();
    put(&mut node, &large).await;
    expect(&mut broker, &large).await;
    let lie = b"MESSAGE\nsubscription:s1\ncontent-length:1\n\nabc\0";
    put(&mut broker, lie).await;
    expect(&mut node, lie).await;
    put(&mut broker, b"GET / HTTP/1.1\r\n\r\n\xff\0").await;
    drop(broker);
    assert_eq!(rest(&mut node).await, b"GET / HTTP/1.1\r\n\r\n\xff\0");
    drop(node);
    stage.wait_told(&LinkWhat::Disconnected { by: "broker".to_owned() }).await;
    assert_eq!(
        steps(&stage.told().await),
        ["connected", "unreadable from node", "unreadable from broker", "disconnected by broker"]
    );
}

#[tokio::test]
async fn cut_before_forward_loses_the_frame_and_nothing_before_it() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.arm(Point::BeforeForward, Effect::Cut, "PAS").await;
    put(&mut node, &[send("TDA", "m1"), send("PAS", "m2"), send("ARR", "m3")].concat()).await;
    let bitten = stage.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!((bitten.step.as_str(), bitten.message_id.as_str()), ("send", "m2"));
    assert_eq!(rest(&mut broker).await, send("TDA", "m1"));
    assert_eq!(rest(&mut node).await, b"");
    let mut refused = TcpStream::connect(stage.at).await.unwrap();
    assert_eq!(rest(&mut refused).await, b"");
    let now = stage.control.state().await.unwrap();
    assert!(now.cut && now.armed.is_empty(), "{now:?}");
    stage.control.heal().await.unwrap();
    let (mut node, mut broker) = stage.connect().await;
    put(&mut node, &send("PAS", "m2")).await;
    expect(&mut broker, &send("PAS", "m2")).await;
}

#[tokio::test]
async fn cut_before_delivery_leaves_the_message_with_the_broker_and_the_node_without_a_byte() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.arm(Point::BeforeDelivery, Effect::Cut, "PAS").await;
    put(&mut node, SUBSCRIBE).await;
    expect(&mut broker, SUBSCRIBE).await;
    put(&mut broker, &[message("TDA", "m1"), message("PAS", "m2"), message("ARR", "m3")].concat())
        .await;
    let bitten = stage.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!((bitten.step.as_str(), bitten.message_id.as_str()), ("delivered", "m2"));
    assert_eq!(rest(&mut node).await, message("TDA", "m1"));
    assert_eq!(rest(&mut broker).await, b"");
}

#[tokio::test]
async fn cut_before_receipt_leaves_the_message_with_the_broker() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.arm(Point::BeforeReceipt, Effect::Cut, "PAS").await;
    put(&mut node, &[send("TDA", "m1"), send("PAS", "m2")].concat()).await;
    expect(&mut broker, &[send("TDA", "m1"), send("PAS", "m2")].concat()).await;
    put(&mut broker, &[receipt("m1"), receipt("m2")].concat()).await;
    let bitten = stage.control.wait_bitten(&armed, SOON).await.unwrap();
    assert_eq!((bitten.step.as_str(), bitten.message_id.as_str()), ("receipted", "m2"));
    assert_eq!(rest(&mut node).await, receipt("m1"));
    stage.wait_told(&LinkWhat::Disconnected { by: "fault".to_owned() }).await;
}

#[tokio::test]
async fn a_held_ack_and_all_behind_it_wait_until_healed() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.arm(Point::BeforeAck, Effect::Stall, "PAS").await;
    put(&mut node, SUBSCRIBE).await;
    expect(&mut broker, SUBSCRIBE).await;
    let delivered = [message("TDA", "m1"), message("PAS", "m2")].concat();
    put(&mut broker, &delivered).await;
    expect(&mut node, &delivered).await;
    put(&mut node, &[ack("m1"), ack("m2"), b"\n".to_vec()].concat()).await;
    stage.control.wait_bitten(&armed, SOON).await.unwrap();
    expect(&mut broker, &ack("m1")).await;
    put(&mut broker, b"\n").await;
    expect(&mut node, b"\n").await;
    let mut byte = [0];
    assert_eq!(broker.try_read(&mut byte).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    stage.control.heal().await.unwrap();
    expect(&mut broker, &[&ack("m2")[..], b"\n"].concat()).await;
    let told = steps(&stage.told().await);
    assert!(told.ends_with(
        &["acked TDA", "bit acked PAS", "ended", "healed", "acked PAS"].map(str::to_owned)
    ));
}

#[tokio::test]
async fn a_cut_ends_every_connection_even_if_healed_at_once() {
    let stage = Stage::raise().await;
    let (mut first, mut broker_first) = stage.connect().await;
    let (mut second, mut broker_second) = stage.connect().await;
    stage.control.cut().await.unwrap();
    stage.control.heal().await.unwrap();
    for end in [&mut first, &mut broker_first, &mut second, &mut broker_second] {
        assert_eq!(rest(end).await, b"");
    }
    let (mut node, mut broker) = stage.connect().await;
    put(&mut node, b"\n").await;
    expect(&mut broker, b"\n").await;
    assert_eq!(stage.control.state().await.unwrap().connections, 1);
}

#[tokio::test]
async fn without_a_broker_the_node_is_turned_away_until_there_is_one() {
    let Stage { broker, at, control: _, link: _link } = Stage::raise().await;
    let home = broker.local_addr().unwrap();
    drop(broker);
    let mut node = TcpStream::connect(at).await.unwrap();
    assert_eq!(rest(&mut node).await, b"");
    let broker = TcpListener::bind(home).await.unwrap();
    let mut node = TcpStream::connect(at).await.unwrap();
    let (mut broker, _) = timeout(SOON, broker.accept()).await.unwrap().unwrap();
    put(&mut node, b"\n").await;
    expect(&mut broker, b"\n").await;
}

#[tokio::test]
async fn the_control_refuses_strangers_and_doubles() {
    let stage = Stage::raise().await;
    let base = format!("{:?}", stage.control);
    assert!(!base.contains("secret"), "{base}");
    let stranger = LinkControl::new(format!("http://{}", stage.link.control()), "guess");
    let refused = stranger.cut().await.unwrap_err();
    assert!(matches!(refused, LinkError::Refused { status: 401, .. }), "{refused}");
    let armed = stage.arm(Point::BeforeAck, Effect::Cut, "PAS").await;
    let select = Selector::default();
    let order = FaultOrder::new(armed.fault.clone(), Effect::Cut).at(Point::BeforeAck, select);
    let double = stage.control.arm(&order).await.unwrap_err();
    assert!(matches!(double, LinkError::Refused { status: 409, .. }), "{double}");
    let senseless = FaultOrder::new("other", Effect::Throttle { bytes_per_s: 0 });
    let senseless = stage.control.arm(&senseless).await.unwrap_err();
    assert!(matches!(senseless, LinkError::Refused { status: 422, .. }), "{senseless}");
    let unknown = stage.control.end("other").await.unwrap_err();
    assert!(matches!(unknown, LinkError::Refused { status: 404, .. }), "{unknown}");
    let missed = stage.control.wait_bitten(&armed, Duration::from_millis(1)).await.unwrap_err();
    assert!(matches!(missed, LinkError::NotBitten { .. }), "{missed}");
    assert_eq!(stage.control.state().await.unwrap().armed, [armed.fault]);
}

#[tokio::test]
async fn as_a_process_it_says_where_it_is_and_dies_with_its_parent() {
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    std::fs::write(&token, "secret\n").unwrap();
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_passavant"))
        .args(["link", "--country", "TG", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:1"])
        .args(["--control", "127.0.0.1:0", "--die-with-stdin", "--token-file"])
        .arg(&token)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = timeout(SOON, lines.next_line()).await.unwrap().unwrap().unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["ready"], true);
    let control = format!("http://{}", ready["control"].as_str().unwrap());
    let state = LinkControl::new(control, "secret").state().await.unwrap();
    assert_eq!(state.country, "TG");
    drop(child.stdin.take());
    assert!(timeout(SOON, child.wait()).await.unwrap().unwrap().success());
    assert_eq!(lines.next_line().await.unwrap(), None, "nothing more on standard output");
}
