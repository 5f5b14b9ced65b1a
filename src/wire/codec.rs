//! Frames and heart-beats for `tokio_util`'s framed readers and writers.

use super::error::WireError;
use super::frame::Frame;
use super::split::{Cut, DEFAULT_FRAME_LIMIT, Splitter};
use bytes::{Buf, BufMut, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

/// What a STOMP stream consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A frame.
    Frame(Frame),
    /// One or more line ends between frames: the peer is alive.
    HeartBeat,
}

/// Reads and writes [`Item`]s.
#[derive(Debug, Clone)]
pub struct Codec {
    splitter: Splitter,
}

impl Codec {
    /// A codec that refuses to read frames longer than `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { splitter: Splitter::new(limit) }
    }
}

impl Default for Codec {
    fn default() -> Self {
        Self::new(DEFAULT_FRAME_LIMIT)
    }
}

impl Decoder for Codec {
    type Item = Item;
    type Error = WireError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Item>, WireError> {
        match self.splitter.next_cut(buffer)? {
            None => Ok(None),
            Some(Cut::Eol(len)) => {
                buffer.advance(len);
                Ok(Some(Item::HeartBeat))
            }
            Some(Cut::Frame(len)) => {
                Frame::parse(&buffer.split_to(len).freeze()).map(Item::Frame).map(Some)
            }
        }
    }

    /// Half a frame at the end of the stream is no frame: the stream just ends.
    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<Item>, WireError> {
        let item = self.decode(buffer)?;
        if item.is_none() {
            buffer.clear();
        }
        Ok(item)
    }
}

impl Encoder<&Frame> for Codec {
    type Error = WireError;

    fn encode(&mut self, frame: &Frame, out: &mut BytesMut) -> Result<(), WireError> {
        frame.write(out);
        Ok(())
    }
}

impl Encoder<Item> for Codec {
    type Error = WireError;

    fn encode(&mut self, item: Item, out: &mut BytesMut) -> Result<(), WireError> {
        match item {
            Item::Frame(frame) => frame.write(out),
            Item::HeartBeat => out.put_u8(b'\n'),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::split::{Piece, RawSplitter};
    use super::*;
    use bytes::Bytes;
    use proptest::prelude::*;

    fn frames() -> impl Strategy<Value = Frame> {
        let commands = prop_oneof![Just("SEND"), Just("MESSAGE"), Just("ACK"), Just("ERROR")];
        let headers = prop::collection::vec(("[a-z]{1,9}|[a\\\\:\n\ré]{1,6}", ".{0,12}"), 0..6);
        (commands, headers, prop::collection::vec(any::<u8>(), 0..200)).prop_map(
            |(command, headers, body)| Frame {
                command: command.to_owned(),
                headers: headers.into_iter().filter(|(n, _)| n != "content-length").collect(),
                body: Bytes::from(body),
            },
        )
    }

    fn read_all(limit: usize, chunks: &[&[u8]]) -> Result<Vec<Item>, WireError> {
        let mut codec = Codec::new(limit);
        let mut buffer = BytesMut::new();
        let mut items = Vec::new();
        for chunk in chunks {
            buffer.extend_from_slice(chunk);
            while let Some(item) = codec.decode(&mut buffer)? {
                items.push(item);
            }
        }
        Ok(items)
    }

    /// What the reader gives back: a NUL in the body has cost a `content-length`.
    fn as_read(frame: &Frame) -> Frame {
        let mut frame = frame.clone();
        if frame.body.contains(&0) {
            frame.headers.push(("content-length".to_owned(), frame.body.len().to_string()));
        }
        frame
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back_however_it_is_split(
            written in prop::collection::vec(frames(), 1..4), at in any::<prop::sample::Index>()
        ) {
            let mut bytes = BytesMut::new();
            for frame in &written {
                frame.write(&mut bytes);
                bytes.put_u8(b'\n');
            }
            let at = at.index(bytes.len());
            let items = read_all(100_000, &[&bytes[..at], &bytes[at..]]).unwrap();
            let read: Vec<Frame> = items.into_iter().filter_map(|item| match item {
                Item::Frame(frame) => Some(frame),
                Item::HeartBeat => None,
            }).collect();
            prop_assert_eq!(read, written.iter().map(as_read).collect::<Vec<_>>());
        }

        #[test]
        fn hostile_bytes_are_refused_or_awaited_and_never_panic(
            head in "(SEND|MESSAGE|[A-Z]{0,3})\r?\n((content-length|[a-z]{0,3}):?[-0-9a\\\\:]{0,21}\r?\n){0,3}\n?",
            tail in prop::collection::vec(any::<u8>(), 0..60),
            limit in 0_usize..200,
        ) {
            let bytes = [head.as_bytes(), &tail].concat();
            let whole = read_all(limit, &[&bytes]);
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            let apart = read_all(limit, &single);
            if let (Ok(whole), Ok(apart)) = (whole, apart) {
                let frames = |items: Vec<Item>| {
                    items.into_iter().filter(|i| *i != Item::HeartBeat).collect::<Vec<_>>()
                };
                prop_assert_eq!(frames(whole), frames(apart));
            }
        }

        #[test]
        fn raw_pieces_and_the_rest_are_the_stream_itself(
            written in prop::collection::vec(frames(), 0..4),
            tail in prop::collection::vec(any::<u8>(), 0..40),
            at in any::<prop::sample::Index>(),
        ) {
            let mut bytes = BytesMut::new();
            for frame in &written {
                frame.write(&mut bytes);
            }
            bytes.extend_from_slice(&tail);
            let at = if bytes.is_empty() { 0 } else { at.index(bytes.len()) };
            let mut splitter = RawSplitter::new(100_000);
            let mut seen = BytesMut::new();
            let mut whole = 0;
            for chunk in [&bytes[..at], &bytes[at..]] {
                splitter.feed(chunk);
                while let Ok(Some(piece)) = splitter.next_piece() {
                    whole += usize::from(matches!(piece, Piece::Frame(_)));
                    seen.extend_from_slice(piece.bytes());
                }
            }
            seen.extend_from_slice(&splitter.take_rest());
            prop_assert_eq!(seen, bytes);
            prop_assert!(whole >= written.len());
        }
    }

    #[test]
    fn the_first_of_a_repeated_header_counts() {
        let items = read_all(1000, &[b"SEND\r\na:1\r\na:2\r\n\r\nx\0"]).unwrap();
        let Item::Frame(frame) = &items[0] else { panic!("{items:?}") };
        assert_eq!(frame.header("a"), Some("1"));
        assert_eq!(frame.body, "x");
    }

    #[test]
    fn connect_is_not_escaped_and_everything_else_is() {
        let connect = Frame::new("CONNECT").with("passcode", "a\\b");
        assert!(connect.to_bytes().windows(3).any(|w| w == b"a\\b"));
        let send = Frame::new("SEND").with("k:1", "a\\b\nc");
        assert_eq!(&send.to_bytes()[..], b"SEND\nk\\c1:a\\\\b\\nc\n\n\0");
        assert!(matches!(
            read_all(99, &[b"SEND\na:\\t\n\n\0"]),
            Err(WireError::Escape(text)) if text == "\\t"
        ));
    }
}
