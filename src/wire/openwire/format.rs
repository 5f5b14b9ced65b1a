//! Where a frame ends, how a stream begins, and what both ends agree on.

use super::error::OpenWireError;
use super::item::{Item, Value};
use super::properties::properties;

/// Bytes that hold a frame's length.
pub(super) const LENGTH: usize = 4;

/// What stands behind the length of a stream's first frame: its type and eight letters.
const OPENING: &[u8] = b"\x01ActiveMQ";

/// Numbers for values, where neither end says how many.
const USUAL_CACHE: i16 = 16_383;

/// Whether a stream is `OpenWire`, by its first bytes; none while there are too few of them.
pub fn is_openwire(stream: &[u8]) -> Option<bool> {
    // A first frame of 16 MiB and more is none.
    if stream.first().is_some_and(|byte| *byte != 0) {
        return Some(false);
    }
    let opening = stream.get(LENGTH..).unwrap_or_default();
    let known = opening.len().min(OPENING.len());
    if opening[..known] != OPENING[..known] {
        return Some(false);
    }
    (known == OPENING.len()).then_some(true)
}

/// How long the frame at the front of a stream is, its length included; none while it is not whole.
pub fn frame_size(stream: &[u8], limit: usize) -> Result<Option<usize>, OpenWireError> {
    let Some(length) = stream.first_chunk::<LENGTH>() else { return Ok(None) };
    let size = u64::from(u32::from_be_bytes(*length)) + LENGTH as u64;
    let size = usize::try_from(size).ok().filter(|size| *size <= limit);
    let size = size.ok_or_else(|| OpenWireError::TooLarge {
        size: u64::from(u32::from_be_bytes(*length)),
        limit,
    })?;
    Ok((stream.len() >= size).then_some(size))
}

/// How commands are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// Flags stand before the rest, as bits.
    pub tight: bool,
    /// How many values have numbers, where some do.
    pub cache: Option<i16>,
    /// Exceptions come with the places at which they were thrown.
    pub stack_traces: bool,
    version: i64,
    lengths: bool,
}

impl Format {
    /// How an end's first frame is written, before anything is agreed.
    pub const FIRST: Self =
        Self { tight: false, cache: None, stack_traces: false, version: 1, lengths: true };

    /// What an end wants, by its first frame.
    pub fn wanted(first: &Item, frame: &[u8]) -> Result<Self, OpenWireError> {
        let span = first.span("properties").unwrap_or_default();
        let said = properties(&frame[span])?;
        let flag = |name: &str| said.get(name) == Some(&Value::Flag(true));
        let cache = match said.get("CacheSize") {
            Some(Value::Number(size)) => i16::try_from(*size).unwrap_or(i16::MAX).max(0),
            _ => 0,
        };
        Ok(Self {
            tight: flag("TightEncodingEnabled"),
            cache: flag("CacheEnabled").then_some(cache),
            stack_traces: flag("StackTraceEnabled"),
            version: first.number("version"),
            lengths: !flag("SizePrefixDisabled"),
        })
    }

    /// What two ends agree on: what both want, in the older one's version.
    pub fn agreed(&self, other: &Self) -> Result<Self, OpenWireError> {
        let version = self.version.min(other.version);
        if !(10..=12).contains(&version) {
            return Err(OpenWireError::Version(version));
        }
        let lengths = self.lengths || other.lengths;
        if !lengths {
            return Err(OpenWireError::NoLengths);
        }
        Ok(Self {
            tight: self.tight && other.tight,
            cache: self.cache.zip(other.cache).map(|(one, two)| match one.min(two) {
                0 => USUAL_CACHE,
                size => size,
            }),
            stack_traces: self.stack_traces && other.stack_traces,
            version,
            lengths,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_known_by_its_first_bytes() {
        let stream = b"\0\0\x01\x44\x01ActiveMQ\0";
        for whole in 0..13 {
            assert_eq!(is_openwire(&stream[..whole]), None, "{whole} bytes");
        }
        assert_eq!(is_openwire(stream), Some(true));
        for other in
            [&b"CONNECT"[..], b"\n", b"\x16\x03\x01", b"\0\0\0\x05\x02", b"\0\0\0\x05\x01AM"]
        {
            assert_eq!(is_openwire(other), Some(false), "{other:?}");
        }
    }

    #[test]
    fn a_frame_is_as_long_as_it_says_up_to_the_limit() {
        assert_eq!(frame_size(b"\0\0\0", 10), Ok(None));
        assert_eq!(frame_size(b"\0\0\0\x02a", 10), Ok(None));
        assert_eq!(frame_size(b"\0\0\0\x02abc", 10), Ok(Some(6)));
        assert_eq!(
            frame_size(b"\0\0\0\x07", 10),
            Err(OpenWireError::TooLarge { size: 7, limit: 10 })
        );
        assert!(frame_size(b"\xff\xff\xff\xff", 10).is_err());
    }
}
