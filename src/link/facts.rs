//! What a link reads of the STOMP frames that pass: which message each one is about.

use super::control::{FrameFacts, Point};
use super::seen::{Body, Seen};
use crate::wire::Frame;
use bytes::Bytes;
use std::collections::{HashMap, HashSet};

/// Messages of one connection that are under way.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    /// Sent and not yet receipted, by receipt id.
    sent: HashMap<String, FrameFacts>,
    /// Delivered and not yet answered, by ack id.
    delivered: HashMap<String, FrameFacts>,
    /// Subscription ids of this connection. A MESSAGE for any other is no delivery: its headers
    /// stood in some body (a stated length that was too small).
    subscriptions: HashSet<String>,
}

impl Tracker {
    /// Reads a frame that the node wrote; `raw` is the whole frame.
    pub(super) fn node_wrote(&mut self, raw: &[u8]) -> Option<Seen> {
        match command(raw) {
            b"SEND" => {
                let (frame, size) = head(raw)?;
                let facts = facts("send", &frame, size);
                if let Some(receipt) = frame.header("receipt") {
                    self.sent.insert(receipt.to_owned(), facts.clone());
                }
                Some(whole(facts, Point::BeforeForward, raw))
            }
            b"ACK" => self.answered(raw, "acked", Some(Point::BeforeAck)),
            b"NACK" => self.answered(raw, "nacked", None),
            b"SUBSCRIBE" => {
                let (frame, _) = head(raw)?;
                self.subscriptions.insert(frame.header("id")?.to_owned());
                None
            }
            _ => None,
        }
    }

    /// Reads a frame that the broker wrote; `raw` is the whole frame.
    pub(super) fn broker_wrote(&mut self, raw: &[u8]) -> Option<Seen> {
        match command(raw) {
            b"RECEIPT" => {
                let (frame, _) = head(raw)?;
                let sent = self.sent.remove(frame.header("receipt-id")?)?;
                Some(Seen::named(sent, "receipted", Some(Point::BeforeReceipt)))
            }
            b"MESSAGE" => {
                let (frame, size) = head(raw)?;
                if !self.subscriptions.contains(frame.header("subscription")?) {
                    return None;
                }
                let facts = facts("delivered", &frame, size);
                if let Some(ack) = frame.header("ack") {
                    self.delivered.insert(ack.to_owned(), facts.clone());
                }
                Some(whole(facts, Point::BeforeDelivery, raw))
            }
            _ => None,
        }
    }

    fn answered(&mut self, raw: &[u8], step: &str, point: Option<Point>) -> Option<Seen> {
        let (frame, _) = head(raw)?;
        let delivered = self.delivered.remove(frame.header("id")?)?;
        Some(Seen::named(delivered, step, point))
    }
}

/// A message with its body, which stands before the NUL that ends the frame.
fn whole(facts: FrameFacts, point: Point, raw: &[u8]) -> Seen {
    let end = raw.len().saturating_sub(1);
    let size = usize::try_from(facts.size).unwrap_or(usize::MAX);
    Seen { facts, point: Some(point), body: Body::Plain(end.saturating_sub(size)..end) }
}

fn facts(step: &str, frame: &Frame, size: usize) -> FrameFacts {
    let header = |name| frame.header(name).unwrap_or_default().to_owned();
    let destination = header("destination");
    FrameFacts {
        step: step.to_owned(),
        message_id: header("txMessageId"),
        queue: destination.strip_prefix("/queue/").unwrap_or(&destination).to_owned(),
        code: header("type"),
        mrn: header("txMrn"),
        size: size as u64,
        redelivered: frame.header("redelivered") == Some("true"),
        digest: String::new(),
    }
}

/// The command of a frame.
fn command(raw: &[u8]) -> &[u8] {
    raw.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default()
}

/// Command and headers, and how many bytes the body has. A head that is not STOMP has no facts.
fn head(raw: &[u8]) -> Option<(Frame, usize)> {
    let ends = raw.windows(2).enumerate().filter(|(_, pair)| pair[0] == b'\n');
    let end = ends.into_iter().find_map(|(at, pair)| match pair[1] {
        b'\n' => Some(at + 2),
        b'\r' if raw.get(at + 2) == Some(&b'\n') => Some(at + 3),
        _ => None,
    })?;
    let frame = Frame::parse(&Bytes::copy_from_slice(&raw[..end])).ok()?;
    Some((frame, raw.len().saturating_sub(end + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    const SEND: &[u8] = b"SEND\ndestination:/queue/TRANSIT.BF.FROM.TG.CORE\ntype:PAS\n\
        txMessageId:m-1\ntxMrn:26TG1\nreceipt:7\n\n<PAS/>\0";

    #[test]
    fn a_receipt_is_told_as_the_message_that_it_answers() {
        let mut tracker = Tracker::default();
        let Seen { facts: sent, point, body } = tracker.node_wrote(SEND).unwrap();
        assert_eq!((sent.step.as_str(), sent.size, point), ("send", 6, Some(Point::BeforeForward)));
        assert_eq!(sent.queue, "TRANSIT.BF.FROM.TG.CORE");
        assert_eq!(body.digest(SEND), hex::encode(Sha256::digest(b"<PAS/>")));
        let receipt = b"RECEIPT\r\nreceipt-id:7\r\n\r\n\0";
        let Seen { facts: seen, point, .. } = tracker.broker_wrote(receipt).unwrap();
        assert_eq!((seen.step.as_str(), point), ("receipted", Some(Point::BeforeReceipt)));
        assert_eq!((seen.message_id, seen.code, seen.mrn), (sent.message_id, sent.code, sent.mrn));
        assert_eq!(tracker.broker_wrote(receipt), None);
    }

    #[test]
    fn an_ack_is_told_as_the_message_that_was_delivered() {
        let mut tracker = Tracker::default();
        let message = b"MESSAGE\nsubscription:s1\nack:a9\nredelivered:true\ntype:RES\n\nabc\0";
        assert_eq!(tracker.broker_wrote(message), None, "nobody has subscribed");
        assert_eq!(tracker.node_wrote(b"SUBSCRIBE\nid:s1\n\n\0"), None);
        let Seen { facts: seen, point, .. } = tracker.broker_wrote(message).unwrap();
        let arrived = ("delivered", true, Some(Point::BeforeDelivery));
        assert_eq!((seen.step.as_str(), seen.redelivered, point), arrived);
        let Seen { facts: seen, point, .. } = tracker.node_wrote(b"ACK\nid:a9\n\n\0").unwrap();
        assert_eq!((seen.step.as_str(), seen.code.as_str()), ("acked", "RES"));
        assert_eq!(point, Some(Point::BeforeAck));
        assert_eq!(tracker.node_wrote(b"NACK\nid:a9\n\n\0"), None);
    }

    #[test]
    fn frames_that_are_no_message_have_no_facts() {
        let mut tracker = Tracker::default();
        for raw in [&b"SEND\0"[..], b"SEND\nno colon\n\n\0", b"CONNECT\n\n\0", b"\0", b""] {
            assert_eq!(tracker.node_wrote(raw), None);
            assert_eq!(tracker.broker_wrote(raw), None);
        }
    }
}
