//! Connecting, and the two tasks that then read and write.

use super::end::{ConnectError, End};
use super::session::{Shared, error_text};
use super::{Client, Login, Options};
use crate::broker::secure::Conn;
use crate::wire::{Codec, Frame, Item, WireError};
use bytes::{Bytes, BytesMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;

/// Frames that one write may gather, in bytes.
const WRITE_BATCH: usize = 64 * 1024;

/// Bytes that one read may gather.
const READ_BATCH: usize = 32 * 1024;

/// Silence of this many agreed heart-beats is a dead peer. Two are not enough: `ActiveMQ` looks once a
/// period whether it wrote anything since its last look, so an honest gap can be nearly two long.
const PATIENCE: u32 = 3;

static SERIAL: AtomicU64 = AtomicU64::new(1);

pub(super) async fn connect(
    addr: &str,
    login: &Login,
    options: &Options,
) -> Result<Client, ConnectError> {
    let within = options.connect_within;
    timeout(within, handshake(addr, login, options)).await.unwrap_or_else(|_| {
        Err(ConnectError::Silent { addr: addr.to_owned(), seconds: within.as_secs() })
    })
}

async fn handshake(addr: &str, login: &Login, options: &Options) -> Result<Client, ConnectError> {
    let unreachable = |error: std::io::Error| ConnectError::Unreachable {
        addr: addr.into(),
        text: error.to_string(),
    };
    let stream = TcpStream::connect(addr).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    let stream = match &login.trust {
        Some(trust) => trust.wrap(addr, stream).await.map_err(|error| {
            ConnectError::Distrusted { addr: addr.to_owned(), text: error.to_string() }
        })?,
        None => Conn::Plain(stream),
    };
    let (read, mut write) = tokio::io::split(stream);
    write.write_all(&hello(login, options).to_bytes()).await.map_err(unreachable)?;
    write.flush().await.map_err(unreachable)?;
    let mut input = Input::new(read, options.frame_limit);
    let answer = input
        .first_frame()
        .await
        .map_err(|end| ConnectError::NotStomp { addr: addr.to_owned(), text: end.to_string() })?;
    match answer.command.as_str() {
        "CONNECTED" => Ok(start(&answer, input, write, options)),
        "ERROR" => Err(ConnectError::Refused {
            addr: addr.to_owned(),
            user: login.user.clone(),
            text: error_text(&answer),
        }),
        other => Err(ConnectError::NotStomp {
            addr: addr.to_owned(),
            text: format!("expected CONNECTED, got {other}"),
        }),
    }
}

fn hello(login: &Login, options: &Options) -> Frame {
    let beat = options.heartbeat.as_millis();
    let frame = Frame::new("CONNECT")
        .with("accept-version", "1.2")
        .with("host", "passavant")
        .with("heart-beat", format!("{beat},{beat}"))
        .with("login", &login.user)
        .with("passcode", &login.password);
    match &login.client_id {
        Some(id) => frame.with("client-id", id),
        None => frame,
    }
}

/// Starts the tasks of a connection that is logged in.
fn start(connected: &Frame, input: Input, write: WriteHalf<Conn>, options: &Options) -> Client {
    let (theirs, wanted) = beats(connected.header("heart-beat"));
    let ours = options.heartbeat;
    let agreed = |a: Duration, b: Duration| (!a.is_zero() && !b.is_zero()).then(|| a.max(b));
    let (out, queue) = mpsc::unbounded_channel();
    let close = CancellationToken::new();
    let server = connected.header("server").unwrap_or_default().to_owned();
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let shared = Arc::new(Shared::new(serial, server, out, close.clone()));
    tokio::spawn(read_all(shared.clone(), input, agreed(ours, theirs)));
    tokio::spawn(write_all(shared.clone(), queue, write, agreed(ours, wanted)));
    Client { shared, _close_at_last_drop: Arc::new(close.drop_guard()) }
}

/// `sx,sy` of a `heart-beat` header.
fn beats(header: Option<&str>) -> (Duration, Duration) {
    let (send, want) = header.and_then(|text| text.split_once(',')).unwrap_or(("0", "0"));
    let millis = |text: &str| Duration::from_millis(text.trim().parse().unwrap_or(0));
    (millis(send), millis(want))
}

async fn read_all(shared: Arc<Shared>, mut input: Input, beat: Option<Duration>) {
    let end = tokio::select! {
        () = shared.close.cancelled() => End::We,
        end = input.serve(&shared, beat) => end,
    };
    shared.finish(&end);
}

async fn write_all(
    shared: Arc<Shared>,
    mut queue: mpsc::UnboundedReceiver<Bytes>,
    mut write: WriteHalf<Conn>,
    beat: Option<Duration>,
) {
    let end = tokio::select! {
        () = shared.close.cancelled() => End::We,
        end = write_queue(&mut queue, &mut write, beat) => end,
    };
    shared.finish(&end);
}

/// Writes what is queued, many frames at once, and a heart-beat when nothing is.
async fn write_queue(
    queue: &mut mpsc::UnboundedReceiver<Bytes>,
    write: &mut WriteHalf<Conn>,
    beat: Option<Duration>,
) -> End {
    let mut batch = BytesMut::new();
    loop {
        let next = match beat {
            // A little earlier than promised: the peer counts from when it read the last byte.
            Some(beat) => timeout(beat.mul_f32(0.8), queue.recv()).await,
            None => Ok(queue.recv().await),
        };
        match next {
            Ok(None) => return End::We,
            Ok(Some(frame)) => batch.extend_from_slice(&frame),
            Err(_idle) => batch.extend_from_slice(b"\n"),
        }
        while batch.len() < WRITE_BATCH {
            let Ok(frame) = queue.try_recv() else { break };
            batch.extend_from_slice(&frame);
        }
        // Where it is encrypted, what was written may still lie here.
        let written = match write.write_all(&batch).await {
            Ok(()) => write.flush().await,
            failed => failed,
        };
        if let Err(error) = written {
            return End::Line(format!("write: {error}"));
        }
        batch.clear();
    }
}

/// The reading half with its buffer.
struct Input {
    read: ReadHalf<Conn>,
    buffer: BytesMut,
    codec: Codec,
}

impl Input {
    fn new(read: ReadHalf<Conn>, frame_limit: usize) -> Self {
        Self { read, buffer: BytesMut::new(), codec: Codec::new(frame_limit) }
    }

    async fn first_frame(&mut self) -> Result<Frame, End> {
        loop {
            match self.decode()? {
                Some(Item::Frame(frame)) => return Ok(frame),
                Some(Item::HeartBeat) => {}
                None => self.fill().await?,
            }
        }
    }

    /// Reads until the connection ends.
    async fn serve(&mut self, shared: &Shared, beat: Option<Duration>) -> End {
        loop {
            match self.decode() {
                Ok(Some(Item::Frame(frame))) => {
                    if let Err(end) = shared.take(frame) {
                        return end;
                    }
                }
                Ok(Some(Item::HeartBeat)) => {}
                Ok(None) => {
                    let filled = match beat {
                        Some(beat) => {
                            timeout(beat * PATIENCE, self.fill()).await.unwrap_or_else(|_| {
                                let silent = (beat * PATIENCE).as_millis();
                                Err(End::Line(format!("no heart-beat for {silent} ms")))
                            })
                        }
                        None => self.fill().await,
                    };
                    if let Err(end) = filled {
                        return end;
                    }
                }
                Err(end) => return end,
            }
        }
    }

    fn decode(&mut self) -> Result<Option<Item>, End> {
        self.codec.decode(&mut self.buffer).map_err(|error| match error {
            WireError::Line(text) => End::Line(text),
            other => {
                let evidence = &self.buffer[..self.buffer.len().min(End::EVIDENCE)];
                End::Poisoned {
                    what: other.to_string(),
                    evidence: Bytes::copy_from_slice(evidence),
                }
            }
        })
    }

    async fn fill(&mut self) -> Result<(), End> {
        self.buffer.reserve(READ_BATCH);
        match self.read.read_buf(&mut self.buffer).await {
            Ok(0) => Err(End::PeerClosed),
            Ok(_) => Ok(()),
            Err(error) => Err(End::Line(format!("read: {error}"))),
        }
    }
}
