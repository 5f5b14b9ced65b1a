//! One connection's bytes: whole frames are looked at, then forwarded as they are, at once or when the
//! faults that act on the road let them.

use super::control::{Direction, FrameFacts, LinkWhat, Point};
use super::line::Line;
use super::reading::{Cutter, Tracker};
use super::road::{Bite, Road};
use super::seen::Seen;
use super::weather::{Acting, Conditions, Weather};
use crate::broker::secure::Conn;
use crate::wire::Cut;
use bytes::{Buf, BytesMut};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

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
pub(super) async fn exchange(road: &Road, node: &mut Conn, broker: &mut Conn) -> By {
    let tracker = Mutex::new(Tracker::default());
    let (from_node, to_node) = tokio::io::split(node);
    let (from_broker, to_broker) = tokio::io::split(broker);
    let mut up = Pump::new(road, &tracker, (By::Node, from_node), (By::Broker, to_broker));
    let mut down = Pump::new(road, &tracker, (By::Broker, from_broker), (By::Node, to_node));
    let (up, down) = (up.run(), down.run());
    tokio::pin!(up, down);
    tokio::select! {
        by = &mut up => { linger(road, down).await; by }
        by = &mut down => { linger(road, up).await; by }
    }
}

/// Lets the other direction come to its end; what a fault keeps is waited for.
async fn linger(road: &Road, other: impl Future<Output = By>) {
    tokio::pin!(other);
    loop {
        let late = tokio::select! {
            _by = &mut other => return,
            () = sleep(LINGER) => road.watch().borrow().acting.is_empty(),
        };
        if late {
            return;
        }
    }
}

/// One direction of one connection.
struct Pump<'a> {
    road: &'a Road,
    tracker: &'a Mutex<Tracker>,
    from: By,
    to: By,
    way: Direction,
    weather: watch::Receiver<Weather>,
    input: ReadHalf<&'a mut Conn>,
    output: WriteHalf<&'a mut Conn>,
    buffer: BytesMut,
    /// None once the stream cannot be read any more.
    cutter: Option<Cutter>,
    /// Bytes at the front of the buffer that may be forwarded.
    whole: usize,
    /// Frames of messages among them, each with the number of bytes at which it is whole.
    frames: VecDeque<(usize, FrameFacts)>,
    /// What was forwarded and has not arrived.
    line: Line,
    /// The input has ended.
    ended: bool,
}

/// A frame at which faults bite: it stands at the front of what may not be forwarded yet.
struct Bitten {
    /// Each with the message that it waited for.
    bites: Vec<(Bite, Point, FrameFacts)>,
    /// Every message that the frame is about.
    frames: Vec<FrameFacts>,
    size: usize,
}

impl<'a> Pump<'a> {
    fn new(
        road: &'a Road,
        tracker: &'a Mutex<Tracker>,
        (from, input): (By, ReadHalf<&'a mut Conn>),
        (to, output): (By, WriteHalf<&'a mut Conn>),
    ) -> Self {
        let way = if from == By::Node { Direction::Up } else { Direction::Down };
        Self {
            road,
            tracker,
            from,
            to,
            way,
            weather: road.watch(),
            input,
            output,
            buffer: BytesMut::new(),
            cutter: Some(Cutter::new(road.frame_limit())),
            whole: 0,
            frames: VecDeque::new(),
            line: Line::new(way),
            ended: false,
        }
    }

    /// Forwards until one side ends, and says which.
    async fn run(&mut self) -> By {
        loop {
            let bitten = self.look();
            if self.forward().await.is_err() {
                return self.to;
            }
            if let Some(bitten) = bitten {
                if self.suffer(bitten).await.is_err() {
                    return self.to;
                }
                continue;
            }
            match self.go_on().await {
                Ok(true) => {}
                Ok(false) => return self.from,
                Err(_gone) => return self.to,
            }
        }
    }

    /// Finds whole frames, takes note of those of messages, stops at one at which a fault bites.
    fn look(&mut self) -> Option<Bitten> {
        while let Some(cutter) = &mut self.cutter {
            let looked = match cutter.next_cut(&self.buffer[self.whole..]) {
                Ok(None) => return None,
                Ok(Some(Cut::Eol(size))) => Ok((Vec::new(), size)),
                Ok(Some(Cut::Frame(size))) => self.read_frame(size).map(|seen| (seen, size)),
                Err(why) => Err(why),
            };
            match looked {
                Ok((seen, size)) => {
                    if let Some(bitten) = self.bitten(&seen, size) {
                        return Some(bitten);
                    }
                    let whole = self.whole + size;
                    self.frames.extend(seen.into_iter().map(|seen| (whole, seen.facts)));
                    self.whole = whole;
                }
                Err(why) => {
                    let from = self.from.as_str().to_owned();
                    self.road.log.tell(LinkWhat::Unreadable { from, why });
                    self.cutter = None;
                }
            }
        }
        self.whole = self.buffer.len();
        None
    }

    fn read_frame(&self, size: usize) -> Result<Vec<Seen>, String> {
        let Some(cutter) = &self.cutter else { return Ok(Vec::new()) };
        let raw = &self.buffer[self.whole..self.whole + size];
        let mut tracker = self.tracker.lock().unwrap_or_else(PoisonError::into_inner);
        cutter.read(&mut tracker, self.from, raw)
    }

    /// The faults that wait for a message at this frame: one for each message at most.
    fn bitten(&self, seen: &[Seen], size: usize) -> Option<Bitten> {
        let raw = &self.buffer[self.whole..self.whole + size];
        let bites = seen.iter().filter_map(|seen| {
            let (bite, point) = self.road.at(seen.point, &seen.facts).zip(seen.point)?;
            let digest = seen.body.digest(raw).into();
            Some((bite, point, FrameFacts { digest, ..seen.facts.clone() }))
        });
        let bites: Vec<_> = bites.collect();
        let frames = || seen.iter().map(|seen| seen.facts.clone()).collect();
        (!bites.is_empty()).then(|| Bitten { bites, frames: frames(), size })
    }

    fn conditions(&mut self) -> Conditions {
        let weather = self.weather.borrow_and_update();
        if weather.acting.is_empty() { Conditions::default() } else { weather.on(self.way) }
    }

    fn touch(&self, touched: &[Arc<Acting>]) {
        for acting in touched {
            self.road.touch(acting);
        }
    }

    /// Sends what is whole on its way; where nothing keeps it, it arrives at once.
    async fn forward(&mut self) -> io::Result<()> {
        if self.whole == 0 {
            return Ok(());
        }
        let conditions = self.conditions();
        if conditions.is_calm() && self.line.is_empty() {
            let frames = self.frames.drain(..).map(|(_, frame)| LinkWhat::Frame(frame));
            self.road.log.tell_each(frames);
            self.output.write_all(&self.buffer[..self.whole]).await?;
            self.output.flush().await?;
            self.buffer.advance(self.whole);
        } else {
            let bytes = self.buffer.split_to(self.whole).freeze();
            let frames = std::mem::take(&mut self.frames);
            let touched = self.line.push(&bytes, frames, &conditions, Instant::now());
            self.touch(&touched);
        }
        self.whole = 0;
        Ok(())
    }

    /// Lets faults begin at this frame, once everything before it has arrived.
    async fn suffer(&mut self, bitten: Bitten) -> io::Result<()> {
        let Bitten { bites, frames, size } = bitten;
        while !self.line.is_empty() {
            self.arrive().await?;
        }
        let mut over = false;
        for (bite, point, frame) in bites {
            over |= self.road.bite(bite, point, frame);
        }
        if over {
            // Whoever carries this connection sees that it is over.
            std::future::pending::<()>().await;
        }
        self.frames.extend(frames.into_iter().map(|frame| (size, frame)));
        self.whole = size;
        Ok(())
    }

    /// Waits for more to look at; false when the stream has ended and its end has arrived.
    async fn go_on(&mut self) -> io::Result<bool> {
        loop {
            if self.ended && self.line.is_empty() {
                let _gone_too = self.output.shutdown().await;
                return Ok(false);
            }
            if self.ended || !self.line.has_room() {
                self.arrive().await?;
                continue;
            }
            self.buffer.reserve(READ_BATCH);
            if self.line.is_empty() {
                let read = self.input.read_buf(&mut self.buffer).await;
                return self.has_read(read).await;
            }
            let due = self.next_due();
            tokio::select! {
                biased;
                _ = self.weather.changed() => {}
                () = until(due) => self.take_piece().await?,
                read = self.input.read_buf(&mut self.buffer) => return self.has_read(read).await,
            }
        }
    }

    /// More to look at, or the end of the stream: half a frame goes on as well, as it was written.
    async fn has_read(&mut self, read: io::Result<usize>) -> io::Result<bool> {
        if matches!(read, Ok(1..)) {
            return Ok(true);
        }
        self.ended = true;
        // There is nothing more to look at, and a splitter wants to go on where it stood.
        self.cutter = None;
        self.whole = self.buffer.len();
        self.forward().await?;
        let conditions = self.conditions();
        let waits = !conditions.is_calm() || conditions.slow_close().next().is_some();
        if waits || !self.line.is_empty() {
            let touched = self.line.close(&conditions, Instant::now());
            self.touch(&touched);
        }
        Ok(true)
    }

    /// When the next piece on the line arrives, as the weather is now; none while nothing passes.
    fn next_due(&mut self) -> Option<Instant> {
        let conditions = self.conditions();
        if conditions.is_blocked() {
            return None;
        }
        if conditions.is_calm() {
            self.line.hurry(Instant::now());
        }
        self.line.next_due()
    }

    /// Waits until the next piece has arrived, or the weather changes.
    async fn arrive(&mut self) -> io::Result<()> {
        let due = self.next_due();
        tokio::select! {
            biased;
            _ = self.weather.changed() => Ok(()),
            () = until(due) => self.take_piece().await,
        }
    }

    async fn take_piece(&mut self) -> io::Result<()> {
        let Some(piece) = self.line.pop() else { return Ok(()) };
        self.road.log.tell_each(piece.frames.into_iter().map(LinkWhat::Frame));
        if piece.end {
            return Ok(());
        }
        self.output.write_all(&piece.bytes).await?;
        self.output.flush().await
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}
