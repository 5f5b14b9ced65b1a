//! Faults at exact points of an `OpenWire` session that was captured from a Java client, frame by frame.
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod link_stage;

use link_stage::{LIMIT, SOON, Stage, expect, options, put, rest, steps};
use passavant::link::control::{Effect, FaultOrder, LinkWhat, Point, Selector};
use passavant::link::{Link, Way};
use passavant::seed::Seed;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const TIGHT: &str = include_str!("openwire/tight.hex");
const LOOSE: &str = include_str!("openwire/loose.hex");
const NO_NUMBERS: &str = include_str!("openwire/nocache.hex");

/// Frames in their order; true where the node wrote it.
type Session = Vec<(bool, Vec<u8>)>;

fn session(text: &str) -> Session {
    let lines = text.lines().map(|line| line.split_once(' ').unwrap());
    lines.map(|(who, raw)| (who == "node", hex::decode(raw).unwrap())).collect()
}

/// Both ends write as they did; each frame arrives before the next is written.
async fn replay(session: &[(bool, Vec<u8>)], node: &mut TcpStream, broker: &mut TcpStream) {
    for (from_node, raw) in session {
        let (from, to) =
            if *from_node { (&mut *node, &mut *broker) } else { (&mut *broker, &mut *node) };
        put(from, raw).await;
        let mut read = vec![0; raw.len()];
        timeout(SOON, tokio::io::AsyncReadExt::read_exact(to, &mut read)).await.unwrap().unwrap();
        assert!(read == *raw, "{} came as {}", hex::encode(raw), hex::encode(read));
    }
}

fn holds(raw: &[u8], text: &str) -> bool {
    raw.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Where the frame stands in a session that belongs to a point of the exchange.
fn place(session: &Session, point: Point) -> usize {
    let first = |fits: &dyn Fn(bool, u8, &[u8]) -> bool| {
        session.iter().position(|(node, raw)| fits(*node, raw[4], raw)).unwrap()
    };
    let commit = first(&|node, kind, raw| node && kind == 7 && raw.last() == Some(&2));
    match point {
        Point::BeforeDelivery => {
            first(&|node, kind, raw| !node && kind == 21 && holds(raw, "in-1"))
        }
        Point::BeforeForward => first(&|node, kind, raw| node && kind == 28 && holds(raw, "out-1")),
        Point::BeforeAck => commit,
        Point::BeforeReceipt => {
            let answers = |(node, raw): &(bool, Vec<u8>)| !node && raw[4] == 30;
            commit + session[commit..].iter().position(answers).unwrap()
        }
    }
}

#[tokio::test]
async fn an_openwire_session_passes_unaltered_and_its_messages_are_told() {
    for text in [TIGHT, LOOSE, NO_NUMBERS] {
        let stage = Stage::raise().await;
        let (mut node, mut broker) = stage.connect().await;
        replay(&session(text), &mut node, &mut broker).await;
        drop(node);
        assert_eq!(rest(&mut broker).await, b"");
        stage.wait_told(&LinkWhat::Disconnected { by: "node".to_owned() }).await;
        let told = steps(&stage.told().await);
        let expected = ["connected", "send PAS", "receipted PAS", "delivered PAS", "send ARR"];
        assert_eq!(told[..5], expected);
        assert_eq!(told[5..7], ["acked PAS", "receipted ARR"], "both with the commit");
    }
}

#[tokio::test]
async fn a_cut_bites_at_each_exact_point_of_a_transacted_exchange() {
    let points = [
        (Point::BeforeDelivery, "PAS", "delivered in-1"),
        (Point::BeforeForward, "ARR", "send out-1"),
        (Point::BeforeAck, "PAS", "acked in-1"),
        (Point::BeforeReceipt, "ARR", "receipted out-1"),
    ];
    for text in [TIGHT, LOOSE, NO_NUMBERS] {
        for (point, code, expected) in points {
            let (stage, session) = (Stage::raise().await, session(text));
            let (mut node, mut broker) = stage.connect().await;
            let at = place(&session, point);
            // The first send is not the exchange's.
            replay(&session[..7], &mut node, &mut broker).await;
            let armed = stage.arm(point, Effect::Cut, code).await;
            replay(&session[7..at], &mut node, &mut broker).await;
            let (from_node, raw) = &session[at];
            put(if *from_node { &mut node } else { &mut broker }, raw).await;
            let bitten = stage.control.wait_bitten(&armed, SOON).await.unwrap();
            assert_eq!(format!("{} {}", bitten.step, bitten.message_id), expected);
            let with_body = matches!(point, Point::BeforeForward | Point::BeforeDelivery);
            assert_eq!(bitten.digest.len(), if with_body { 64 } else { 0 }, "{point:?}");
            assert!(bitten.size > 0 && bitten.mrn == "26BF1", "{bitten:?}");
            assert_eq!(rest(&mut node).await, b"", "{point:?}");
            assert_eq!(rest(&mut broker).await, b"", "{point:?}");
        }
    }
}

#[tokio::test]
async fn one_commit_may_bite_for_the_message_that_it_takes_and_the_one_that_it_sends() {
    let (stage, session) = (Stage::raise().await, session(TIGHT));
    let (mut node, mut broker) = stage.connect().await;
    let (commit, answer) =
        (place(&session, Point::BeforeAck), place(&session, Point::BeforeReceipt));
    let stall = |id: &str, point, code: &str| {
        let select = Selector { code: Some(code.to_owned()), ..Selector::default() };
        FaultOrder::new(id, Effect::Delay { ms: 1 }).at(point, select)
    };
    replay(&session[..12], &mut node, &mut broker).await;
    let taken = stage.control.arm(&stall("taken", Point::BeforeAck, "PAS")).await.unwrap();
    let sent = stage.control.arm(&stall("sent", Point::BeforeReceipt, "ARR")).await.unwrap();
    replay(&session[12..=commit], &mut node, &mut broker).await;
    assert_eq!(stage.control.wait_bitten(&taken, SOON).await.unwrap().message_id, "in-1");
    replay(&session[commit + 1..=answer], &mut node, &mut broker).await;
    assert_eq!(stage.control.wait_bitten(&sent, SOON).await.unwrap().message_id, "out-1");
    replay(&session[answer + 1..], &mut node, &mut broker).await;
}

#[tokio::test]
async fn a_fault_whose_message_never_comes_has_touched_nothing() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let armed = stage.arm(Point::BeforeAck, Effect::Cut, "CAN").await;
    replay(&session(TIGHT), &mut node, &mut broker).await;
    stage.control.end(&armed.fault).await.unwrap();
    assert_eq!(stage.control.wait_ended(&armed, SOON).await.unwrap(), 0);
}

#[tokio::test]
async fn damaged_openwire_is_forwarded_as_it_was_written() {
    let mut chance = Seed::new(11).stream("damaged OpenWire on the link");
    let stage = Stage::raise().await;
    for round in 0..60 {
        let session = session([TIGHT, LOOSE, NO_NUMBERS][round % 3]);
        let (mut node, mut broker) = stage.connect().await;
        replay(&session[..2], &mut node, &mut broker).await;
        let written = |by_node: bool| -> Vec<u8> {
            let frames = session[2..].iter().filter(|(node, _)| *node == by_node);
            frames.flat_map(|(_, raw)| raw.clone()).collect()
        };
        let (mut up, mut down) = (written(true), written(false));
        for bytes in [&mut up, &mut down] {
            for _damage in 0..=chance.below(4) {
                let place = usize::try_from(chance.below(bytes.len() as u64)).unwrap();
                bytes[place] = u8::try_from(chance.below(256)).unwrap();
            }
        }
        put(&mut node, &up).await;
        put(&mut broker, &down).await;
        node.shutdown().await.unwrap();
        broker.shutdown().await.unwrap();
        assert!(rest(&mut broker).await == up, "round {round}");
        assert!(rest(&mut node).await == down, "round {round}");
    }
}

#[tokio::test]
async fn a_frame_over_the_limit_is_told_once_and_forwarded() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let first = &session(TIGHT)[0].1;
    let size = u32::try_from(2 * LIMIT).unwrap().to_be_bytes();
    let large = [first, &size[..], &vec![b'x'; 3 * LIMIT]].concat();
    put(&mut node, &large).await;
    expect(&mut broker, &large).await;
    drop(node);
    stage.wait_told(&LinkWhat::Disconnected { by: "node".to_owned() }).await;
    let told = steps(&stage.told().await);
    assert_eq!(told, ["connected", "unreadable from node", "disconnected by node"]);
}

#[tokio::test]
async fn tls_of_the_ends_own_is_forwarded_and_said_to_be_that() {
    let stage = Stage::raise().await;
    let (mut node, mut broker) = stage.connect().await;
    let (hello, answer) = (b"\x16\x03\x01\0\x05hello", b"\x16\x03\x03\0\x02ok");
    put(&mut node, hello).await;
    expect(&mut broker, hello).await;
    put(&mut broker, answer).await;
    expect(&mut node, answer).await;
    let told = stage.told().await;
    let whys: Vec<&str> = told
        .iter()
        .filter_map(|event| match &event.what {
            LinkWhat::Unreadable { why, .. } => Some(why.as_str()),
            _ => None,
        })
        .collect();
    assert!(whys.len() == 2 && whys.iter().all(|why| why.contains("TLS")), "{told:?}");
}

#[tokio::test]
async fn a_second_listener_leads_to_the_brokers_openwire_on_the_same_road() {
    let (stomp, openwire) =
        (TcpListener::bind("127.0.0.1:0").await, TcpListener::bind("127.0.0.1:0").await);
    let (stomp, openwire) = (stomp.unwrap(), openwire.unwrap());
    let way = Way {
        listen: "127.0.0.1:0".parse().unwrap(),
        to: openwire.local_addr().unwrap().to_string(),
    };
    let given = options(stomp.local_addr().unwrap());
    let link =
        Link::start(passavant::link::LinkOptions { openwire: Some(way), ..given }).await.unwrap();
    let control = passavant::link::LinkControl::new(format!("http://{}", link.control()), "secret");
    let mut node = TcpStream::connect(link.openwire().unwrap()).await.unwrap();
    let (mut broker, _) = timeout(SOON, openwire.accept()).await.unwrap().unwrap();
    replay(&session(TIGHT)[..8], &mut node, &mut broker).await;
    control.cut().await.unwrap();
    assert_eq!(rest(&mut node).await, b"", "a cut ends what goes either way");
    let mut refused = TcpStream::connect(link.openwire().unwrap()).await.unwrap();
    assert_eq!(rest(&mut refused).await, b"");
}
