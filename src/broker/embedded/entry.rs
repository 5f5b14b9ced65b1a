//! Entries of the journal and their bytes.
//!
//! ```text
//! u32 length of payload | u32 crc32 of payload | payload: u8 kind, then its fields
//! ```
//!
//! All numbers are big-endian. An entry whose checksum fails ends its segment.

use super::destination::Destination;
use bytes::{Buf, BufMut, Bytes, BytesMut};

/// A place where messages wait: a queue, or a durable topic subscription.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A queue by name.
    Queue(String),
    /// A durable subscription: client-id, subscription name, topic pattern.
    Durable { client: String, name: String, pattern: String },
    /// A topic subscription that dies with its connection; never written down.
    Passing { pattern: String },
}

/// One fact that survives a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// From here on `mailbox` stands for this place.
    Mailbox { mailbox: u32, place: Place },
    /// The mailbox and what waits in it are gone.
    Forget { mailbox: u32 },
    /// A message waits in these mailboxes, and in no others; `settles` is acknowledged with it.
    Message(MessageEntry),
    /// A message was acknowledged.
    Ack { mailbox: u32, seq: u64 },
    /// A message was delivered: the next delivery is a repeated one.
    Delivered { mailbox: u32, seq: u64 },
}

/// A message in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MessageEntry {
    pub(super) seq: u64,
    pub(super) sent_to: Destination,
    pub(super) targets: Vec<u32>,
    pub(super) settles: Option<(u32, u64)>,
    /// Headers, empty line, body and NUL of every MESSAGE frame that delivers it.
    pub(super) tail: Bytes,
}

const HEADER: usize = 8;

impl Entry {
    /// Appends the entry's bytes to `out`.
    pub(super) fn write(&self, out: &mut BytesMut) {
        let start = out.len();
        out.put_bytes(0, HEADER);
        match self {
            Self::Mailbox { mailbox, place } => {
                out.put_u8(1);
                out.put_u32(*mailbox);
                put_place(place, out);
            }
            Self::Forget { mailbox } => {
                out.put_u8(2);
                out.put_u32(*mailbox);
            }
            Self::Message(message) => put_message(message, out),
            Self::Ack { mailbox, seq } => put_pair(4, *mailbox, *seq, out),
            Self::Delivered { mailbox, seq } => put_pair(5, *mailbox, *seq, out),
        }
        let payload = &out[start + HEADER..];
        let checksum = crc32fast::hash(payload);
        let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        out[start..start + 4].copy_from_slice(&length.to_be_bytes());
        out[start + 4..start + HEADER].copy_from_slice(&checksum.to_be_bytes());
    }

    /// Takes the next whole entry off `bytes`; `None` where none stands.
    pub(super) fn read(bytes: &mut Bytes) -> Option<Self> {
        let mut head = bytes.get(..HEADER)?;
        let length = head.get_u32() as usize;
        let checksum = head.get_u32();
        let payload = bytes.get(HEADER..HEADER.checked_add(length)?)?;
        if length == 0 || crc32fast::hash(payload) != checksum {
            return None;
        }
        let mut payload = bytes.slice(HEADER..HEADER + length);
        let entry = read_payload(&mut payload)?;
        bytes.advance(HEADER + length);
        Some(entry)
    }
}

fn put_pair(kind: u8, mailbox: u32, seq: u64, out: &mut BytesMut) {
    out.put_u8(kind);
    out.put_u32(mailbox);
    out.put_u64(seq);
}

fn put_place(place: &Place, out: &mut BytesMut) {
    match place {
        Place::Queue(name) => {
            out.put_u8(1);
            put_text(name, out);
        }
        Place::Durable { client, name, pattern } => {
            out.put_u8(2);
            for text in [client, name, pattern] {
                put_text(text, out);
            }
        }
        Place::Passing { pattern } => {
            out.put_u8(3);
            put_text(pattern, out);
        }
    }
}

fn put_message(message: &MessageEntry, out: &mut BytesMut) {
    out.put_u8(3);
    out.put_u64(message.seq);
    out.put_u8(u8::from(matches!(message.sent_to, Destination::Topic(_))));
    put_text(message.sent_to.name(), out);
    out.put_u32(u32::try_from(message.targets.len()).unwrap_or(u32::MAX));
    message.targets.iter().for_each(|target| out.put_u32(*target));
    match message.settles {
        None => out.put_u8(0),
        Some((mailbox, seq)) => put_pair(1, mailbox, seq, out),
    }
    // The tail is last, so that its place in the file is known from the entry's end.
    out.put_slice(&message.tail);
}

fn put_text(text: &str, out: &mut BytesMut) {
    out.put_u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
    out.put_slice(text.as_bytes());
}

fn read_payload(payload: &mut Bytes) -> Option<Entry> {
    Some(match payload.try_get_u8().ok()? {
        1 => {
            let mailbox = payload.try_get_u32().ok()?;
            Entry::Mailbox { mailbox, place: read_place(payload)? }
        }
        2 => Entry::Forget { mailbox: payload.try_get_u32().ok()? },
        3 => Entry::Message(read_message(payload)?),
        4 => {
            let (mailbox, seq) = read_pair(payload)?;
            Entry::Ack { mailbox, seq }
        }
        5 => {
            let (mailbox, seq) = read_pair(payload)?;
            Entry::Delivered { mailbox, seq }
        }
        _ => return None,
    })
}

fn read_pair(payload: &mut Bytes) -> Option<(u32, u64)> {
    Some((payload.try_get_u32().ok()?, payload.try_get_u64().ok()?))
}

fn read_place(payload: &mut Bytes) -> Option<Place> {
    match payload.try_get_u8().ok()? {
        1 => Some(Place::Queue(read_text(payload)?)),
        2 => Some(Place::Durable {
            client: read_text(payload)?,
            name: read_text(payload)?,
            pattern: read_text(payload)?,
        }),
        _ => None,
    }
}

fn read_message(payload: &mut Bytes) -> Option<MessageEntry> {
    let seq = payload.try_get_u64().ok()?;
    let topic = payload.try_get_u8().ok()? == 1;
    let name = read_text(payload)?;
    let sent_to = if topic { Destination::Topic(name) } else { Destination::Queue(name) };
    let count = payload.try_get_u32().ok()? as usize;
    let targets = (0..count).map(|_| payload.try_get_u32().ok()).collect::<Option<_>>()?;
    let settles = match payload.try_get_u8().ok()? {
        0 => None,
        _ => Some(read_pair(payload)?),
    };
    Some(MessageEntry { seq, sent_to, targets, settles, tail: payload.clone() })
}

fn read_text(payload: &mut Bytes) -> Option<String> {
    let length = payload.try_get_u32().ok()? as usize;
    let text = (length <= payload.len()).then(|| payload.split_to(length))?;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entries() -> impl Strategy<Value = Entry> {
        let place = prop_oneof![
            ".{0,9}".prop_map(Place::Queue),
            (".{0,9}", ".{0,9}", ".{0,9}").prop_map(|(client, name, pattern)| Place::Durable {
                client,
                name,
                pattern
            }),
        ];
        let message = (
            any::<u64>(),
            prop_oneof![
                ".{0,9}".prop_map(Destination::Queue),
                ".{0,9}".prop_map(Destination::Topic)
            ],
            prop::collection::vec(any::<u32>(), 0..4),
            any::<Option<(u32, u64)>>(),
            prop::collection::vec(any::<u8>(), 0..99),
        )
            .prop_map(|(seq, sent_to, targets, settles, tail)| {
                Entry::Message(MessageEntry { seq, sent_to, targets, settles, tail: tail.into() })
            });
        prop_oneof![
            (any::<u32>(), place).prop_map(|(mailbox, place)| Entry::Mailbox { mailbox, place }),
            any::<u32>().prop_map(|mailbox| Entry::Forget { mailbox }),
            message,
            any::<(u32, u64)>().prop_map(|(mailbox, seq)| Entry::Ack { mailbox, seq }),
            any::<(u32, u64)>().prop_map(|(mailbox, seq)| Entry::Delivered { mailbox, seq }),
        ]
    }

    proptest! {
        #[test]
        fn entries_are_read_back_and_a_torn_one_is_not(
            entries in prop::collection::vec(entries(), 1..5), torn in 1_usize..8
        ) {
            let mut out = BytesMut::new();
            for entry in &entries {
                entry.write(&mut out);
            }
            let whole = out.freeze();
            let mut rest = whole.clone();
            let read: Vec<Entry> = std::iter::from_fn(|| Entry::read(&mut rest)).collect();
            prop_assert_eq!(&read, &entries);
            let mut cut = whole.slice(..whole.len() - torn);
            let read: Vec<Entry> = std::iter::from_fn(|| Entry::read(&mut cut)).collect();
            prop_assert_eq!(&read[..], &entries[..entries.len() - 1]);
        }

        #[test]
        fn hostile_bytes_are_no_entry_and_never_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..60)
        ) {
            let mut payload = Bytes::from(bytes.clone());
            let _entry = read_payload(&mut payload);
            let _entry = Entry::read(&mut Bytes::from(bytes));
        }
    }
}
