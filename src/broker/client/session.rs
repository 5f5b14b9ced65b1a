//! What a connection's tasks and its users share: open receipts, subscriptions, and the end.

use super::end::{ClientError, End};
use super::message::Message;
use crate::wire::Frame;
use bytes::Bytes;
use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

/// The broker's answer to one request, as a future. It may be dropped: the request stands.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<(), ClientError>>);

impl Receipt {
    pub(super) fn failed(error: ClientError) -> Self {
        let (sender, receiver) = oneshot::channel();
        let _receiver_is_here = sender.send(Err(error));
        Self(receiver)
    }
}

impl Future for Receipt {
    type Output = Result<(), ClientError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // The table answers every sender that it drops; a lost one means that its tasks are gone.
        Pin::new(&mut self.0).poll(cx).map(|answer| answer.unwrap_or(Err(End::We.into())))
    }
}

/// State of one connection.
pub(super) struct Shared {
    /// Tells this connection from all others of the process.
    pub(super) serial: u64,
    /// The `server` header of CONNECTED.
    pub(super) server: String,
    out: mpsc::UnboundedSender<Bytes>,
    table: Mutex<Table>,
    end: watch::Sender<Option<End>>,
    /// Cancelled when the connection is to close.
    pub(super) close: CancellationToken,
}

#[derive(Default)]
struct Table {
    last_receipt: u64,
    receipts: HashMap<u64, oneshot::Sender<Result<(), ClientError>>>,
    subscriptions: HashMap<String, mpsc::UnboundedSender<Message>>,
    /// Ended subscriptions: messages may still be on their way.
    retired: HashSet<String>,
    /// The receipt of our DISCONNECT: whatever comes after it, we ended the connection.
    goodbye: Option<u64>,
    ended: Option<End>,
}

impl Shared {
    pub(super) fn new(
        serial: u64,
        server: String,
        out: mpsc::UnboundedSender<Bytes>,
        close: CancellationToken,
    ) -> Self {
        let (end, _) = watch::channel(None);
        Self { serial, server, out, table: Mutex::default(), end, close }
    }

    /// No user code runs under the lock, so a poisoned one is still whole.
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a frame with a receipt of ours.
    pub(super) fn request(&self, frame: Frame) -> Receipt {
        self.enqueue(frame, false)
    }

    /// Sends DISCONNECT, whose receipt ends the connection.
    pub(super) fn request_end(&self) -> Receipt {
        self.enqueue(Frame::new("DISCONNECT"), true)
    }

    fn enqueue(&self, frame: Frame, goodbye: bool) -> Receipt {
        let (sender, receiver) = oneshot::channel();
        let number = {
            let mut table = self.table();
            if let Some(end) = &table.ended {
                return Receipt::failed(end.clone().into());
            }
            table.last_receipt += 1;
            let number = table.last_receipt;
            table.receipts.insert(number, sender);
            if goodbye {
                table.goodbye = Some(number);
            }
            number
        };
        // A closed channel means an ended connection, which answers the receipt.
        let _ended = self.out.send(frame.with("receipt", number.to_string()).to_bytes());
        Receipt(receiver)
    }

    /// Sends a frame as it is.
    pub(super) fn post(&self, frame: &Frame) -> Result<(), ClientError> {
        if let Some(end) = self.end() {
            return Err(end.into());
        }
        self.out.send(frame.to_bytes()).map_err(|_| End::We.into())
    }

    pub(super) fn add_subscription(&self, id: &str) -> mpsc::UnboundedReceiver<Message> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut table = self.table();
        if table.ended.is_none() {
            table.subscriptions.insert(id.to_owned(), sender);
        }
        receiver
    }

    /// Stops handing out messages of a subscription; false when it was over already.
    pub(super) fn retire_subscription(&self, id: &str) -> bool {
        let mut table = self.table();
        let was_open = table.subscriptions.remove(id).is_some();
        if was_open {
            table.retired.insert(id.to_owned());
        }
        was_open
    }

    /// Hands one frame of the broker to whom it is for; an `Err` ends the connection.
    pub(super) fn take(&self, frame: Frame) -> Result<(), End> {
        match frame.command.as_str() {
            "MESSAGE" => self.take_message(frame),
            "RECEIPT" => {
                let number = self.answer(frame.header("receipt-id"), || Ok(()));
                let goodbye = number.is_some() && number == self.table().goodbye;
                if goodbye { Err(End::We) } else { Ok(()) }
            }
            "ERROR" => {
                let text = error_text(&frame);
                let refused = || Err(ClientError::Refused(text.clone()));
                self.answer(frame.header("receipt-id"), refused);
                Err(End::Peer(text))
            }
            other => Err(poisoned(format!("unexpected {other} frame"), &frame)),
        }
    }

    fn take_message(&self, frame: Frame) -> Result<(), End> {
        let id = frame.header("subscription").unwrap_or_default();
        let table = self.table();
        if let Some(subscriber) = table.subscriptions.get(id) {
            // Nobody listens any more: the message stays unacknowledged and goes elsewhere.
            let _gone = subscriber.send(Message::new(frame, self.serial));
            return Ok(());
        }
        if table.retired.contains(id) {
            return Ok(());
        }
        drop(table);
        Err(poisoned("MESSAGE for a subscription that we never made".to_owned(), &frame))
    }

    /// Answers the receipt of this id, if it is ours and open, and says its number.
    fn answer(
        &self,
        receipt: Option<&str>,
        answer: impl FnOnce() -> Result<(), ClientError>,
    ) -> Option<u64> {
        let number = receipt?.parse().ok()?;
        let asked = self.table().receipts.remove(&number)?;
        let _may_have_stopped_waiting = asked.send(answer());
        Some(number)
    }

    /// Ends the connection for this reason, unless it has ended already; answers all who wait.
    pub(super) fn finish(&self, end: &End) {
        let waiting = {
            let mut table = self.table();
            if table.ended.is_some() {
                return;
            }
            table.ended = Some(end.clone());
            table.subscriptions.clear();
            std::mem::take(&mut table.receipts)
        };
        self.end.send_replace(Some(end.clone()));
        for (_, asked) in waiting {
            let _may_have_stopped_waiting = asked.send(Err(end.clone().into()));
        }
        self.close.cancel();
    }

    pub(super) fn end(&self) -> Option<End> {
        self.end.borrow().clone()
    }

    pub(super) async fn ended(&self) -> End {
        let mut end = self.end.subscribe();
        let seen = end.wait_for(Option::is_some).await;
        seen.ok().and_then(|end| end.clone()).unwrap_or(End::We)
    }
}

/// The text of an ERROR frame: its `message` header, or the first line of its body.
pub(super) fn error_text(frame: &Frame) -> String {
    let body = String::from_utf8_lossy(&frame.body);
    let line = body.lines().next().unwrap_or_default().trim().to_owned();
    frame.header("message").map_or(line, str::to_owned)
}

fn poisoned(what: String, frame: &Frame) -> End {
    let mut evidence = frame.to_bytes();
    evidence.truncate(End::EVIDENCE);
    End::Poisoned { what, evidence }
}
