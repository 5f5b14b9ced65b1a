//! Why bytes are not `OpenWire` that we can read.

/// Each text is a fragment that fits after "failed to read the stream: ". After any of these the stream
/// cannot be read again: later frames name things by numbers that were given in this one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenWireError {
    /// The frame would be longer than the limit (bytes).
    #[error("OpenWire frame of {size} bytes is over the limit of {limit}")]
    TooLarge {
        /// Bytes that it says it has.
        size: u64,
        /// The limit that it broke.
        limit: usize,
    },
    /// The frame ends before its fields do.
    #[error("OpenWire frame ends inside a field")]
    Short,
    /// The frame goes on behind its fields.
    #[error("OpenWire frame has {0} bytes behind its last field")]
    Surplus(usize),
    /// A type that we do not know.
    #[error("OpenWire type {0} is not known")]
    Kind(u8),
    /// A value that stands nowhere in this stream.
    #[error("OpenWire frame refers to number {0}, under which nothing was written")]
    Number(i16),
    /// A value that may not be written under a number, or is too long for it.
    #[error("OpenWire frame writes type {0} under a number")]
    Cached(u8),
    /// Values in values, deeper than any honest frame's.
    #[error("OpenWire values are nested too deep")]
    Deep,
    /// A message was written into the frame as it had been encoded for somebody else.
    #[error("OpenWire message stands in its frame in an encoding of its own")]
    Encoded,
    /// Both ends agree on a version whose layouts we do not have.
    #[error("OpenWire version {0} is not read, only 10 to 12")]
    Version(i64),
    /// Both ends agree to leave out the lengths of frames.
    #[error("OpenWire frames without their lengths cannot be told apart")]
    NoLengths,
    /// A command came before both ends had said how they write.
    #[error("OpenWire command before both ends have said how they write")]
    Early,
}
