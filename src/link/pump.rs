//! One connection's bytes: whole frames are looked at, then forwarded as they are.

use super::control::{Effect, FrameFacts, LinkWhat};
use super::facts::{Seen, Tracker};
use super::proxy::{Bite, Road};
use crate::wire::{Cut, Splitter};
use bytes::{Buf, BytesMut};
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

/// Bytes that one read may gather.
const READ_BATCH: usize = 64 * 1024;

/// How long the other end may take to close after one end has closed.
const LINGER: Duration = Duration::from_secs(5);

/// Who ended a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Node,
    Broker,
    Fault,
}

impl By {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Broker => "broker",
            Self::Fault => "fault",
        }
    }
}

/// Pumps both ways until both ends are closed. The end that closed first has ended it.
pub(super) async fn exchange(road: &Road, node: TcpStream, broker: TcpStream) -> By {
    let tracker = Mutex::new(Tracker::default());
    let (from_node, to_node) = node.into_split();
    let (from_broker, to_broker) = broker.into_split();
    let mut up = Pump::new(road, &tracker, (By::Node, from_node), (By::Broker, to_broker));
    let mut down = Pump::new(road, &tracker, (By::Broker, from_broker), (By::Node, to_node));
    let (up, down) = (up.run(), down.run());
    tokio::pin!(up, down);
    let (by, rest) = tokio::select! {
        by = &mut up => (by, timeout(LINGER, down).await),
        by = &mut down => (by, timeout(LINGER, up).await),
    };
    if rest == Ok(By::Fault) { By::Fault } else { by }
}

/// One direction of one connection.
struct Pump<'a> {
    road: &'a Road,
    tracker: &'a Mutex<Tracker>,
    from: By,
    to: By,
    input: OwnedReadHalf,
    output: OwnedWriteHalf,
    buffer: BytesMut,
    /// None once the stream cannot be read as STOMP any more.
    splitter: Option<Splitter>,
    /// Bytes at the front of the buffer that may be forwarded.
    whole: usize,
}

/// What stands at the front of the bytes that may not be forwarded yet.
enum Next {
    /// Nothing whole: more must be read.
    Read,
    /// A frame at which a fault bites, of so many bytes.
    Bitten(Box<Bite>, FrameFacts, usize),
}

impl<'a> Pump<'a> {
    fn new(
        road: &'a Road,
        tracker: &'a Mutex<Tracker>,
        (from, input): (By, OwnedReadHalf),
        (to, output): (By, OwnedWriteHalf),
    ) -> Self {
        let splitter = Some(Splitter::new(road.frame_limit()));
        let buffer = BytesMut::new();
        Self { road, tracker, from, to, input, output, buffer, splitter, whole: 0 }
    }

    /// Forwards until one side ends or a fault cuts, and says which.
    async fn run(&mut self) -> By {
        loop {
            let next = self.look();
            if self.forward().await.is_err() {
                return self.to;
            }
            match next {
                Next::Bitten(bite, frame, size) => {
                    if self.suffer(*bite, frame).await.is_break() {
                        return By::Fault;
                    }
                    self.whole = size;
                }
                Next::Read => {
                    self.buffer.reserve(READ_BATCH);
                    if !matches!(self.input.read_buf(&mut self.buffer).await, Ok(1..)) {
                        // Half a frame goes on as well: it is the stream's end, as it was written.
                        self.whole = self.buffer.len();
                        let _gone_too = self.forward().await;
                        let _gone_too = self.output.shutdown().await;
                        return self.from;
                    }
                }
            }
        }
    }

    /// Finds whole frames, tells of those of messages, stops at one at which a fault bites.
    fn look(&mut self) -> Next {
        while let Some(splitter) = &mut self.splitter {
            match splitter.next_cut(&self.buffer[self.whole..]) {
                Ok(None) => return Next::Read,
                Ok(Some(Cut::Eol(size))) => self.whole += size,
                Ok(Some(Cut::Frame(size))) => {
                    if let Some((facts, point)) = self.read_frame(size) {
                        if let Some(bite) = self.road.bite(point, &facts) {
                            return Next::Bitten(Box::new(bite), facts, size);
                        }
                        self.road.log.tell(LinkWhat::Frame(facts));
                    }
                    self.whole += size;
                }
                Err(error) => {
                    let from = self.from.as_str().to_owned();
                    let why = error.to_string();
                    self.road.log.tell(LinkWhat::Unreadable { from, why });
                    self.splitter = None;
                }
            }
        }
        self.whole = self.buffer.len();
        Next::Read
    }

    fn read_frame(&self, size: usize) -> Option<Seen> {
        let raw = &self.buffer[self.whole..self.whole + size];
        let mut tracker = self.tracker.lock().unwrap_or_else(PoisonError::into_inner);
        if self.from == By::Node { tracker.node_wrote(raw) } else { tracker.broker_wrote(raw) }
    }

    async fn forward(&mut self) -> std::io::Result<()> {
        if self.whole > 0 {
            self.output.write_all(&self.buffer[..self.whole]).await?;
            self.buffer.advance(self.whole);
            self.whole = 0;
        }
        Ok(())
    }

    /// Lets a fault act at this frame. Everything before it has been forwarded.
    async fn suffer(&self, bite: Bite, frame: FrameFacts) -> ControlFlow<()> {
        match bite.fault.effect {
            Effect::Cut if self.road.cut_by(&bite) => {
                self.road.log.tell(LinkWhat::Bit { fault: bite.fault.id, frame });
                return ControlFlow::Break(());
            }
            Effect::Cut => {}
            Effect::Hold => self.road.hold_by(bite, frame.clone()).await,
        }
        self.road.log.tell(LinkWhat::Frame(frame));
        ControlFlow::Continue(())
    }
}
