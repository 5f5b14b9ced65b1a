//! Frames as `ActiveMQ` words them: MESSAGE with its headers, RECEIPT, ERROR.

use super::destination::Destination;
use crate::wire::Frame;
use bytes::{BufMut, Bytes, BytesMut};
use std::time::{SystemTime, UNIX_EPOCH};

/// Headers of a SEND that a reader never sees: the broker's own, or consumed by it.
const CONSUMED: [&str; 13] = [
    "destination",
    "receipt",
    "message-id",
    "JMSXUserID",
    "JMSXGroupID",
    "JMSXGroupSeq",
    "persistent",
    "priority",
    "expires",
    "timestamp",
    "redelivered",
    "ack",
    "subscription",
];

/// The part of a MESSAGE frame that is the same for all who read it: headers, empty line, body, NUL.
///
/// A SEND with `content-length` is a `BytesMessage` and keeps its length, unless `amq-msg-type:text`
/// is set; then that header is the sender's own property, passed on as it is. `writer` is who sent it.
pub(super) fn tail(send: &Frame, writer: &str, message_id: &str) -> Bytes {
    let mut frame = Frame::new("MESSAGE").with("expires", number(send, "expires").unwrap_or("0"));
    frame = frame.with("JMSXUserID", writer);
    frame = frame.with("priority", number(send, "priority").unwrap_or("4"));
    frame = frame.with("message-id", message_id);
    if persistent(send) {
        frame = frame.with("persistent", "true");
    }
    frame = match number(send, "timestamp") {
        Some(timestamp) => frame.with("timestamp", timestamp),
        None => frame.with("timestamp", now_ms().to_string()),
    };
    for (name, value) in &send.headers {
        if !CONSUMED.contains(&name.as_str()) && frame.header(name).is_none() {
            frame = frame.with(name, value);
        }
    }
    without_command(&frame.with_body(send.body.clone()))
}

/// The tail of a message that was refused and now lies in a dead-letter queue.
pub(super) fn dead_letter_tail(tail: &Bytes, came_from: &Destination) -> Bytes {
    let mut whole = BytesMut::from(&b"MESSAGE\n"[..]);
    whole.extend_from_slice(tail);
    let Ok(mut frame) = Frame::parse(&whole.freeze()) else { return tail.clone() };
    for (name, value) in &mut frame.headers {
        if name == "JMSXUserID" {
            "ActiveMQBroker".clone_into(value);
        }
    }
    frame.headers.retain(|(name, _)| name != "original-destination");
    without_command(&frame.with("original-destination", came_from.header()))
}

fn without_command(frame: &Frame) -> Bytes {
    frame.to_bytes().slice(frame.command.len() + 1..)
}

/// Whether the message must survive a restart.
pub(super) fn persistent(send: &Frame) -> bool {
    send.header("persistent").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn number<'a>(frame: &'a Frame, name: &str) -> Option<&'a str> {
    frame.header(name).filter(|text| text.parse::<i64>().is_ok())
}

fn now_ms() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}

/// One delivery: what differs from reader to reader, before the tail.
pub(super) struct Delivery<'a> {
    pub(super) subscription: &'a str,
    /// Ack id: of connection and delivery; none for a browser or automatic acknowledgement.
    pub(super) ack: Option<(u64, u64)>,
    pub(super) redelivered: bool,
    /// `/queue/` or `/topic/audit.` and so on, put before the name.
    pub(super) prefix: &'a str,
    pub(super) name: &'a str,
    pub(super) tail: &'a [u8],
}

impl Delivery<'_> {
    pub(super) fn write(&self, out: &mut BytesMut) {
        out.reserve(self.tail.len() + self.name.len() + self.subscription.len() + 120);
        out.put_slice(b"MESSAGE\ndestination:");
        out.put_slice(self.prefix.as_bytes());
        put_escaped(self.name, out);
        out.put_slice(b"\nsubscription:");
        put_escaped(self.subscription, out);
        if let Some((connection, delivery)) = self.ack {
            out.put_slice(format!("\nack:{}", ack_id(connection, delivery)).as_bytes());
        }
        if self.redelivered {
            out.put_slice(b"\nredelivered:true");
        }
        out.put_u8(b'\n');
        out.put_slice(self.tail);
    }
}

/// The id that an ACK must name; it dies with its connection.
pub(super) fn ack_id(connection: u64, delivery: u64) -> String {
    format!("{connection}-{delivery}")
}

/// The delivery that an ack id of this connection names.
pub(super) fn delivery_of(ack_id: &str, connection: u64) -> Option<u64> {
    let (its_connection, delivery) = ack_id.split_once('-')?;
    (its_connection.parse() == Ok(connection)).then(|| delivery.parse().ok()).flatten()
}

/// The MESSAGE that ends a browse.
pub(super) fn browse_end(subscription: &str, queue: &str) -> Frame {
    Frame::new("MESSAGE")
        .with("browser", "end")
        .with("destination", format!("/queue/{queue}"))
        .with("message-id", "0")
        .with("subscription", subscription)
}

/// A RECEIPT.
pub(super) fn receipt(id: &str) -> Frame {
    Frame::new("RECEIPT").with("receipt-id", id)
}

/// An ERROR that answers `frame`.
pub(super) fn error(text: &str, frame: Option<&Frame>) -> Frame {
    let mut error = Frame::new("ERROR").with("content-type", "text/plain");
    if let Some(receipt) = frame.and_then(|frame| frame.header("receipt")) {
        error = error.with("receipt-id", receipt);
    }
    error.with("message", text).with_body(text.to_owned())
}

fn put_escaped(text: &str, out: &mut BytesMut) {
    if text.bytes().any(|byte| matches!(byte, b':' | b'\\' | b'\n' | b'\r')) {
        for byte in text.bytes() {
            match byte {
                b':' => out.put_slice(b"\\c"),
                b'\\' => out.put_slice(b"\\\\"),
                b'\n' => out.put_slice(b"\\n"),
                b'\r' => out.put_slice(b"\\r"),
                other => out.put_u8(other),
            }
        }
    } else {
        out.put_slice(text.as_bytes());
    }
}
