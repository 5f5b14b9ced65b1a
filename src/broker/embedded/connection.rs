//! One connection's two tasks: login, reading with its deadline, writing with its heart-beat.

use super::SERVER;
use super::core::{Event, Hello};
use super::frames;
use super::outbox::Outbox;
use super::rights::Rights;
use super::standing::Standing;
use crate::broker::secure::{Conn, Identity};
use crate::wire::{Codec, Frame, Item, WireError};
use bytes::BytesMut;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use tokio_util::codec::Decoder;

/// How long a connection may take to log in.
const LOGIN: Duration = Duration::from_secs(10);

/// How long a refused peer may go on sending before we stop reading. Closing at once would reset
/// the connection, and the peer might never read why.
const DRAIN: Duration = Duration::from_secs(2);

/// Bytes that are read of a peer that waits for room in the store, so that its end is seen.
const AHEAD: usize = 1024 * 1024;

/// Silence of this many agreed heart-beats is a dead peer: 3 s at 1000,1000.
const PATIENCE: u32 = 3;

/// What every connection needs.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) rights: Arc<Rights>,
    pub(super) standing: Arc<Standing>,
    pub(super) events: mpsc::Sender<Event>,
    pub(super) frame_limit: usize,
    pub(super) tls: Option<Identity>,
}

/// Serves one connection until it ends.
pub(super) async fn serve(stream: TcpStream, id: u64, shared: Shared) {
    // Without it small frames wait for each other: slower, and no reason to refuse a peer.
    let _slower = stream.set_nodelay(true);
    let stream = match &shared.tls {
        Some(identity) => match timeout(LOGIN, identity.wrap(stream)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                tracing::warn!(connection = id, "no TLS: {error}");
                return;
            }
            Err(_silent) => return,
        },
        None => Conn::Plain(stream),
    };
    let (read, write) = tokio::io::split(stream);
    let mut input = Input { read, buffer: BytesMut::new(), codec: Codec::new(shared.frame_limit) };
    let outbox = Arc::new(Outbox::default());
    let hello = timeout(LOGIN, login(&mut input, id, &shared, &outbox)).await;
    let (sends, wants) = match hello {
        Ok(Ok(beats)) => beats,
        Ok(Err(text)) => {
            tracing::warn!(connection = id, "login refused: {text}");
            outbox.push(|out| frames::error(&text, None).write(out));
            outbox.close();
            write_all(write, &outbox, None).await;
            return input.drain().await;
        }
        Err(_silent) => return,
    };
    let writer = tokio::spawn({
        let outbox = outbox.clone();
        async move { write_all(write, &outbox, wants).await }
    });
    let refused = input.read_all(id, &shared, &outbox, sends).await;
    // The core is gone only when the whole broker is.
    let _stopping = shared.events.send(Event::Closed(id)).await;
    outbox.close();
    if refused {
        input.drain().await;
    }
    // A peer that reads nothing may not keep the task.
    let abort = writer.abort_handle();
    if timeout(DRAIN, writer).await.is_err() {
        abort.abort();
    }
}

type Beats = (Option<Duration>, Option<Duration>);

/// Reads CONNECT, checks it, answers CONNECTED; how often the peer sends and wants to hear.
async fn login(
    input: &mut Input,
    id: u64,
    shared: &Shared,
    outbox: &Arc<Outbox>,
) -> Result<Beats, String> {
    let frame = input.first_frame().await?;
    if !matches!(frame.command.as_str(), "CONNECT" | "STOMP") {
        return Err("Not connected.".to_owned());
    }
    let versions = frame.header("accept-version").unwrap_or("1.0");
    if !versions.split(',').any(|version| version.trim() == "1.2") {
        return Err("Supported version is 1.2".to_owned());
    }
    let user = frame.header("login").unwrap_or_default();
    let account = shared.rights.login(user, frame.header("passcode").unwrap_or_default());
    let account = account.filter(|_| shared.standing.is_good(user));
    let account = account.ok_or_else(|| format!("User name [{user}] or password is invalid."))?;
    let (answer, answered) = oneshot::channel();
    let client_id = frame.header("client-id").map(str::to_owned);
    let session = client_id.clone().unwrap_or_else(|| format!("ID:{id}"));
    let hello = Hello { connection: id, account, client_id, outbox: outbox.clone(), answer };
    let stopping = "the broker is stopping".to_owned();
    shared.events.send(Event::Open(hello)).await.map_err(|_| stopping.clone())?;
    answered.await.unwrap_or(Err(stopping))?;
    let beat = frame.header("heart-beat").and_then(|text| text.split_once(','));
    let millis = |text: &str| text.trim().parse::<u32>().unwrap_or(0);
    let (sends, wants) = beat.map_or((0, 0), |(sends, wants)| (millis(sends), millis(wants)));
    let connected = Frame::new("CONNECTED")
        .with("server", SERVER)
        .with("heart-beat", format!("{wants},{sends}"))
        .with("session", session)
        .with("version", "1.2");
    outbox.push(|out| connected.write(out));
    let period = |ms: u32| (ms > 0).then(|| Duration::from_millis(u64::from(ms)));
    Ok((period(sends), period(wants)))
}

async fn write_all(mut write: WriteHalf<Conn>, outbox: &Outbox, beat: Option<Duration>) {
    let mut batch = BytesMut::new();
    loop {
        let more = match beat {
            // A little early: the peer counts from the last byte that it read.
            Some(beat) => timeout(beat.mul_f32(0.8), outbox.take(&mut batch)).await,
            None => Ok(outbox.take(&mut batch).await),
        };
        match more {
            Ok(true) => {}
            Ok(false) => break,
            Err(_idle) => batch.extend_from_slice(b"\n"),
        }
        if write.write_all(&batch).await.is_err() || write.flush().await.is_err() {
            return;
        }
        batch.clear();
        if batch.capacity() > 1 << 20 {
            batch = BytesMut::new();
        }
    }
    // The peer may have gone first.
    let _gone = write.shutdown().await;
}

struct Input {
    read: ReadHalf<Conn>,
    buffer: BytesMut,
    codec: Codec,
}

impl Input {
    async fn first_frame(&mut self) -> Result<Frame, String> {
        loop {
            match self.codec.decode(&mut self.buffer).map_err(|error| error.to_string())? {
                Some(Item::Frame(frame)) => return Ok(frame),
                Some(Item::HeartBeat) => {}
                None => self.fill(None).await.ok_or("connection ended before CONNECT")?,
            }
        }
    }

    /// Hands frames to the core until the peer ends, errs or falls silent; true when it was told why
    /// and may still be sending.
    async fn read_all(
        &mut self,
        id: u64,
        shared: &Shared,
        outbox: &Outbox,
        beat: Option<Duration>,
    ) -> bool {
        let mut room = shared.standing.room();
        loop {
            match self.codec.decode(&mut self.buffer) {
                Ok(Some(Item::Frame(frame))) => {
                    let lasts = frame.command == "SEND" && frames::persistent(&frame);
                    if lasts && !self.until_room(&mut room, beat).await {
                        return false;
                    }
                    if shared.events.send(Event::Frame(id, frame)).await.is_err() {
                        return false;
                    }
                }
                Ok(Some(Item::HeartBeat)) => {}
                Ok(None) => {
                    if self.fill(beat).await.is_none() {
                        return false;
                    }
                }
                Err(error) => {
                    tracing::warn!(connection = id, "stream refused: {error}");
                    let text = match &error {
                        WireError::FrameTooLarge { .. } => {
                            format!("The maximum frame size was exceeded: {error}")
                        }
                        other => other.to_string(),
                    };
                    outbox.push(|out| frames::error(&text, None).write(out));
                    return true;
                }
            }
        }
    }

    /// Waits while the store is full; false when the peer ends first.
    async fn until_room(
        &mut self,
        room: &mut watch::Receiver<bool>,
        beat: Option<Duration>,
    ) -> bool {
        loop {
            let ahead = self.buffer.len() < AHEAD;
            tokio::select! {
                biased;
                open = room.wait_for(|room| *room) => return open.is_ok(),
                read = self.fill(beat), if ahead => if read.is_none() { return false },
            }
        }
    }

    /// Reads more; `None` at the end, on an error, or after too long a silence.
    async fn fill(&mut self, beat: Option<Duration>) -> Option<()> {
        self.buffer.reserve(16 * 1024);
        let read = self.read.read_buf(&mut self.buffer);
        let count = match beat {
            Some(beat) => timeout(beat * PATIENCE, read).await.ok()?,
            None => read.await,
        };
        count.ok().filter(|count| *count > 0).map(|_| ())
    }

    /// Reads and throws away what a refused peer still sends.
    async fn drain(mut self) {
        let reading = async {
            self.buffer.clear();
            while self.fill(None).await.is_some() {
                self.buffer.clear();
            }
        };
        // Whoever sends for longer is cut off.
        let _cut_off = timeout(DRAIN, reading).await;
    }
}
