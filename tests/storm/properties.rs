//! What must hold for any bytes at all: the fuzz targets (`fuzz/`) and the storm of this folder demand the same.

use std::path::Path;

use bytes::BytesMut;
use passavant::message::{read, write};
use passavant::record::Reader;
use passavant::wire::{Codec, Frame, Item};
use tokio_util::codec::Decoder;

const LIMIT: usize = 4096;

/// Frames, and whether the stream ended in an error; the bytes come in pieces of this size.
fn frames(bytes: &[u8], piece: usize) -> (Vec<Frame>, bool) {
    let mut codec = Codec::new(LIMIT);
    let (mut buffer, mut frames) = (BytesMut::new(), Vec::new());
    for chunk in bytes.chunks(piece) {
        buffer.extend_from_slice(chunk);
        loop {
            match codec.decode(&mut buffer) {
                Ok(Some(Item::Frame(frame))) => frames.push(frame),
                // Heart-beats may come in one or in many.
                Ok(Some(Item::HeartBeat)) => {}
                Ok(None) => break,
                Err(_) => return (frames, true),
            }
        }
    }
    (frames, false)
}

/// Bytes of a STOMP peer: never a panic; however they are cut, the same frames come out; and a frame is read
/// as it was written.
pub(crate) fn stomp(bytes: &[u8]) {
    let whole = frames(bytes, bytes.len().max(1));
    assert_eq!(whole, frames(bytes, 3), "cut in threes");
    for frame in whole.0 {
        let mut written = BytesMut::new();
        frame.write(&mut written);
        let again = Frame::parse(&written.freeze()).expect("what was written can be read");
        assert_eq!((again.command, again.body), (frame.command, frame.body));
    }
}

/// Bytes of a message: never a panic; a refusal says why and where; what is taken is written and read again
/// as the same.
pub(crate) fn document(bytes: &[u8]) {
    match read(bytes) {
        Ok(message) => {
            let again = read(&write(&message));
            assert_eq!(again.as_ref(), Ok(&message), "not read as it was written");
        }
        Err(unreadable) => {
            assert!((1..=64).contains(&unreadable.errors.len()));
            for error in &unreadable.errors {
                assert!(error.line >= 1 && error.column >= 1 && error.pointer.starts_with('/'));
            }
            assert!(!unreadable.to_string().is_empty());
        }
    }
}

/// Bytes of a record that somebody has altered: never a panic, and nothing follows the first complaint.
pub(crate) fn record(bytes: &[u8]) {
    let mut failed = false;
    for event in Reader::over(Path::new("events.ndjson"), bytes) {
        assert!(!failed, "the reader goes on after a complaint");
        failed = event.is_err();
    }
}
