//! STOMP 1.2 on the wire: frames, their bytes, and where one ends. `OpenWire` beside it, to be read only.
//!
//! ```text
//! bytes ──► Splitter ──► one frame's exact bytes ──► Frame::parse ──► Frame
//!              │                                                        │
//!              └── RawSplitter (link: cuts, never alters)    Codec (client, broker)
//! ```
//!
//! Absent on purpose: sockets, time, and any idea of what a body means.

mod codec;
mod error;
mod escape;
mod frame;
pub mod openwire;
mod split;

pub use codec::{Codec, Item};
pub use error::WireError;
pub use frame::{Frame, Head};
pub use split::{Cut, DEFAULT_FRAME_LIMIT, HEAD_LIMIT, Piece, RawSplitter, Splitter};
