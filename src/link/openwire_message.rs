//! What a link reads of one `OpenWire` message.

use super::control::FrameFacts;
use super::seen::Body;
use crate::wire::openwire::{Item, Value, properties};
use smol_str::SmolStr;
use std::ops::Range;

const BYTES_MESSAGE: u8 = 24;
const TEXT_MESSAGE: u8 = 28;

/// Bytes that hold the length of a text.
const LENGTH: usize = 4;

/// Facts of a message, and where its body is in `frame`.
pub(super) fn facts_of(step: &'static str, message: &Item, frame: &[u8]) -> (FrameFacts, Body) {
    let marshalled = message.span("properties").unwrap_or_default();
    // A message whose properties cannot be read has none that we know.
    let properties = properties(&frame[marshalled]).unwrap_or_default();
    let property = |name: &str| properties.get(name).map(Value::words).unwrap_or_default();
    let content = message.span("content").unwrap_or_default();
    let body = body_of(message, content.clone(), frame);
    let size = body.bytes(frame).map_or(content.len(), |bytes| bytes.len());
    let facts = FrameFacts {
        step: SmolStr::new_static(step),
        message_id: property("txMessageId").into(),
        queue: message.item("destination").map(|it| destination(it)).unwrap_or_default().into(),
        code: message.value("jms_type").words().into(),
        mrn: property("txMrn").into(),
        size: size as u64,
        redelivered: message.number("redelivery_counter") > 0,
        digest: SmolStr::default(),
    };
    (facts, body)
}

fn body_of(message: &Item, content: Range<usize>, frame: &[u8]) -> Body {
    if message.flag("compressed") {
        return Body::None;
    }
    match message.kind {
        BYTES_MESSAGE => Body::Plain(content),
        // A text that is null has no content, or the length -1.
        TEXT_MESSAGE if content.is_empty() => Body::Plain(content),
        TEXT_MESSAGE => {
            let text = (content.start + LENGTH).min(content.end)..content.end;
            let stated = frame[content].first_chunk().map(|length| i32::from_be_bytes(*length));
            match stated.map(usize::try_from) {
                Some(Ok(length)) if length == text.len() => Body::Java(text),
                Some(Err(_)) if text.is_empty() => Body::Plain(text),
                _ => Body::None,
            }
        }
        _ => Body::None,
    }
}

/// A queue's name; what is no queue as STOMP would name it.
fn destination(of: &Item) -> String {
    let name = of.value("name").words();
    match of.kind {
        100 => name,
        101 => format!("/topic/{name}"),
        102 => format!("/temp-queue/{name}"),
        _ => format!("/temp-topic/{name}"),
    }
}

/// What tells a message from others, whatever number the broker has added.
pub(super) fn id_of(message_id: &Item) -> String {
    let fields = ["text", "producer_id", "sequence"];
    fields.map(|field| message_id.value(field).words()).join("/")
}
