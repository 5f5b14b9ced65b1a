//! What a link reads of the STOMP frames that pass: which message each one is about.

use super::control::{FrameFacts, Point};
use super::seen::{Body, Seen};
use crate::wire::Head;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Messages of one connection that are under way.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    /// Sent and not yet receipted, by receipt id.
    sent: HashMap<SmolStr, FrameFacts>,
    /// Delivered and not yet answered, by ack id.
    delivered: HashMap<SmolStr, FrameFacts>,
    /// Subscription ids of this connection. A MESSAGE for any other is no delivery: its headers
    /// stood in some body (a stated length that was too small).
    subscriptions: HashSet<SmolStr>,
}

impl Tracker {
    /// Reads a frame that the node wrote; `raw` is the whole frame.
    pub(super) fn node_wrote(&mut self, raw: &[u8]) -> Option<Seen> {
        match command(raw) {
            b"SEND" => {
                let (headers, size) = headers(raw)?;
                let facts = headers.facts("send", size);
                if let Some(receipt) = headers.receipt {
                    self.sent.insert(receipt.into(), facts.clone());
                }
                Some(whole(facts, Point::BeforeForward, raw))
            }
            b"ACK" => self.answered(raw, "acked", Some(Point::BeforeAck)),
            b"NACK" => self.answered(raw, "nacked", None),
            b"SUBSCRIBE" => {
                let (headers, _) = headers(raw)?;
                self.subscriptions.insert(headers.id?.into());
                None
            }
            _ => None,
        }
    }

    /// Reads a frame that the broker wrote; `raw` is the whole frame.
    pub(super) fn broker_wrote(&mut self, raw: &[u8]) -> Option<Seen> {
        match command(raw) {
            b"RECEIPT" => {
                let (headers, _) = headers(raw)?;
                let sent = self.sent.remove(headers.receipt_id?.as_ref())?;
                Some(Seen::named(sent, "receipted", Some(Point::BeforeReceipt)))
            }
            b"MESSAGE" => {
                let (headers, size) = headers(raw)?;
                if !self.subscriptions.contains(headers.subscription.as_deref()?) {
                    return None;
                }
                let facts = headers.facts("delivered", size);
                if let Some(ack) = headers.ack {
                    self.delivered.insert(ack.into(), facts.clone());
                }
                Some(whole(facts, Point::BeforeDelivery, raw))
            }
            _ => None,
        }
    }

    fn answered(&mut self, raw: &[u8], step: &'static str, point: Option<Point>) -> Option<Seen> {
        let (headers, _) = headers(raw)?;
        let delivered = self.delivered.remove(headers.id?.as_ref())?;
        Some(Seen::named(delivered, step, point))
    }
}

/// A message with its body, which stands before the NUL that ends the frame.
fn whole(facts: FrameFacts, point: Point, raw: &[u8]) -> Seen {
    let end = raw.len().saturating_sub(1);
    let size = usize::try_from(facts.size).unwrap_or(usize::MAX);
    Seen { facts, point: Some(point), body: Body::Plain(end.saturating_sub(size)..end) }
}

/// The headers that are looked at. Where a name repeats, the first one counts.
#[derive(Default)]
struct Headers<'a> {
    destination: Option<Cow<'a, str>>,
    message_id: Option<Cow<'a, str>>,
    mrn: Option<Cow<'a, str>>,
    code: Option<Cow<'a, str>>,
    redelivered: Option<Cow<'a, str>>,
    receipt: Option<Cow<'a, str>>,
    receipt_id: Option<Cow<'a, str>>,
    subscription: Option<Cow<'a, str>>,
    ack: Option<Cow<'a, str>>,
    id: Option<Cow<'a, str>>,
}

impl Headers<'_> {
    fn facts(&self, step: &'static str, size: usize) -> FrameFacts {
        let text = |of: &Option<Cow<'_, str>>| of.as_deref().map(SmolStr::new).unwrap_or_default();
        let destination = self.destination.as_deref().unwrap_or_default();
        FrameFacts {
            step: SmolStr::new_static(step),
            message_id: text(&self.message_id),
            queue: destination.strip_prefix("/queue/").unwrap_or(destination).into(),
            code: text(&self.code),
            mrn: text(&self.mrn),
            size: size as u64,
            redelivered: self.redelivered.as_deref() == Some("true"),
            digest: SmolStr::default(),
        }
    }
}

/// The command of a frame.
fn command(raw: &[u8]) -> &[u8] {
    raw.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default()
}

/// Headers, and how many bytes the body has. A head that is not STOMP has no facts.
fn headers(raw: &[u8]) -> Option<(Headers<'_>, usize)> {
    let head = Head::read(raw).ok()?;
    let mut headers = Headers::default();
    for header in head.headers() {
        let (name, value) = header.ok()?;
        let place = match name.as_ref() {
            "destination" => &mut headers.destination,
            "txMessageId" => &mut headers.message_id,
            "txMrn" => &mut headers.mrn,
            "type" => &mut headers.code,
            "redelivered" => &mut headers.redelivered,
            "receipt" => &mut headers.receipt,
            "receipt-id" => &mut headers.receipt_id,
            "subscription" => &mut headers.subscription,
            "ack" => &mut headers.ack,
            "id" => &mut headers.id,
            _ => continue,
        };
        place.get_or_insert(value);
    }
    Some((headers, raw.len().saturating_sub(head.size + 1)))
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
