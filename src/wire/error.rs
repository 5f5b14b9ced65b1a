//! What can be wrong with bytes that should be STOMP 1.2.

/// Why bytes are not STOMP 1.2 frames, or not frames that we accept.
///
/// Each text is a fragment that fits after "failed to read the stream: ". After any of these the
/// stream cannot be trusted again: nobody knows where the next frame begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The whole frame would be longer than the limit (bytes).
    #[error(
        "{command} frame of at least {size} bytes is over the limit of {limit}; \
         send less or raise --max-frame on both sides"
    )]
    FrameTooLarge {
        /// Its command, as far as it is known.
        command: String,
        /// Bytes that it has, or says that it has.
        size: u64,
        /// The limit that it broke, in bytes.
        limit: usize,
    },
    /// Command and headers go on for longer than any honest frame's.
    #[error("command and headers run over {limit} bytes without the empty line that ends them")]
    HeadTooLarge {
        /// The limit that they broke, in bytes.
        limit: usize,
    },
    /// The byte after the stated `content-length` is not NUL (STOMP 1.2, "Header content-length").
    #[error(
        "{command} frame has byte {found:#04x} instead of NUL after its stated content-length of \
         {stated}; its headers may be forged"
    )]
    NoNul {
        /// Its command.
        command: String,
        /// The content-length that it states, in bytes.
        stated: usize,
        /// The byte that stands where NUL must.
        found: u8,
    },
    /// `content-length` is not a decimal number.
    #[error("content-length '{0}' is not a whole number of bytes")]
    ContentLength(String),
    /// Command or headers are not UTF-8.
    #[error("command or headers are not UTF-8 (first bad byte at offset {0})")]
    NotUtf8(usize),
    /// A header line has no colon.
    #[error("header line '{0}' has no colon")]
    NoColon(String),
    /// A backslash is followed by something other than `r`, `n`, `c` or `\`.
    #[error("header text '{0}' holds an escape that STOMP 1.2 does not know")]
    Escape(String),
    /// The first line is no command.
    #[error("command line '{0}' is not a STOMP command")]
    Command(String),
    /// The socket beneath failed.
    #[error("line failed: {0}")]
    Line(String),
}

impl From<std::io::Error> for WireError {
    fn from(error: std::io::Error) -> Self {
        Self::Line(error.to_string())
    }
}
