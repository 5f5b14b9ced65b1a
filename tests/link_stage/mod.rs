//! A link between a node and a broker that the test plays by hand, byte for byte.
#![allow(dead_code, reason = "each test uses some of it")]

use passavant::link::control::{
    Direction, Effect, FaultOrder, LinkEvent, LinkWhat, Point, Selector,
};
use passavant::link::{Armed, Link, LinkControl, LinkOptions};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

pub(crate) const LIMIT: usize = 10_000;
pub(crate) const SOON: Duration = Duration::from_secs(10);
pub(crate) const SUBSCRIBE: &[u8] = b"SUBSCRIBE\nid:s1\ndestination:/queue/Q\n\n\0";

/// A link whose broker is the test.
pub(crate) struct Stage {
    pub(crate) link: Link,
    pub(crate) control: LinkControl,
    pub(crate) at: SocketAddr,
    pub(crate) broker: TcpListener,
}

impl Stage {
    pub(crate) async fn raise() -> Self {
        let broker = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = Link::start(options(broker.local_addr().unwrap())).await.unwrap();
        let control = LinkControl::new(format!("http://{}", link.control()), "secret");
        Self { at: link.listen(), link, control, broker }
    }

    pub(crate) async fn connect(&self) -> (TcpStream, TcpStream) {
        let node = TcpStream::connect(self.at).await.unwrap();
        let (broker, _) = timeout(SOON, self.broker.accept()).await.unwrap().unwrap();
        (node, broker)
    }

    pub(crate) async fn arm(&self, point: Point, effect: Effect, code: &str) -> Armed {
        let select = Selector { code: Some(code.to_owned()), ..Selector::default() };
        let order = FaultOrder::new(format!("at {code}"), effect).at(point, select);
        let one_way = effect == Effect::Stall;
        let order = if one_way { order.only(point.direction()) } else { order };
        self.control.arm(&order).await.unwrap()
    }

    /// A fault from now on, in one direction.
    pub(crate) async fn begin(&self, effect: Effect, direction: Direction) -> Armed {
        self.control.arm(&FaultOrder::new("fault", effect).only(direction)).await.unwrap()
    }

    /// Every event so far.
    pub(crate) async fn told(&self) -> Vec<LinkEvent> {
        self.control.events_after(0, Duration::ZERO).await.unwrap()
    }

    /// Waits until the link has told this.
    pub(crate) async fn wait_told(&self, what: &LinkWhat) {
        let mut after = 0;
        timeout(SOON, async {
            loop {
                for event in self.control.events_after(after, SOON).await.unwrap() {
                    after = event.number;
                    if event.what == *what {
                        return;
                    }
                }
            }
        })
        .await
        .unwrap_or_else(|_| panic!("the link never told {what:?}"));
    }
}

pub(crate) fn options(to: SocketAddr) -> LinkOptions {
    LinkOptions {
        tls: None,
        openwire: None,
        country: "TG".parse().unwrap(),
        listen: "127.0.0.1:0".parse().unwrap(),
        to: to.to_string(),
        control: "127.0.0.1:0".parse().unwrap(),
        token: "secret".to_owned(),
        frame_limit: LIMIT,
    }
}

pub(crate) fn send(code: &str, id: &str) -> Vec<u8> {
    format!(
        "SEND\ndestination:/queue/Q\ntype:{code}\ntxMessageId:{id}\nreceipt:r-{id}\n\n<{code}/>\0"
    )
    .into_bytes()
}

pub(crate) fn receipt(id: &str) -> Vec<u8> {
    format!("RECEIPT\nreceipt-id:r-{id}\n\n\0").into_bytes()
}

pub(crate) fn message(code: &str, id: &str) -> Vec<u8> {
    format!(
        "MESSAGE\nsubscription:s1\nack:a-{id}\ndestination:/queue/Q\ntype:{code}\n\
         txMessageId:{id}\n\n<{code}/>\0"
    )
    .into_bytes()
}

pub(crate) fn ack(id: &str) -> Vec<u8> {
    format!("ACK\nid:a-{id}\n\n\0").into_bytes()
}

pub(crate) async fn put(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).await.unwrap();
}

/// Exactly these bytes come next.
pub(crate) async fn expect(stream: &mut TcpStream, bytes: &[u8]) {
    let mut read = vec![0; bytes.len()];
    timeout(SOON, stream.read_exact(&mut read)).await.expect("bytes come").unwrap();
    assert_eq!(String::from_utf8_lossy(&read), String::from_utf8_lossy(bytes));
}

/// What still comes before the end of the stream, however it ends.
pub(crate) async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut read = Vec::new();
    let _reset = timeout(SOON, stream.read_to_end(&mut read)).await.expect("the stream ends");
    read
}

pub(crate) fn steps(events: &[LinkEvent]) -> Vec<String> {
    let told = events.iter().map(|event| match &event.what {
        LinkWhat::Frame(frame) => format!("{} {}", frame.step, frame.code),
        LinkWhat::Bit { frame, .. } => {
            let frame = frame.clone().unwrap_or_default();
            format!("bit {} {}", frame.step, frame.code)
        }
        LinkWhat::Disconnected { by } => format!("disconnected by {by}"),
        LinkWhat::Unreadable { from, .. } => format!("unreadable from {from}"),
        other => format!("{other:?}").split(' ').next().unwrap_or_default().to_lowercase(),
    });
    told.collect()
}
