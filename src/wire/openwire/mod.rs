//! `OpenWire`, as national systems in Java speak it, as far as one who looks on must read it.
//!
//! ```text
//! bytes ──► frame_size ──► one frame's exact bytes ──► Reader ──► Item (type, named fields)
//!                                                        │
//!                              layouts as data ──────────┘── values under numbers, per direction
//! ```
//!
//! Absent on purpose: writing, and any idea of what a command is good for.

mod cursor;
mod error;
mod format;
mod item;
mod layout;
mod properties;
mod reader;
mod text;

pub use error::OpenWireError;
pub use format::{Format, frame_size, is_openwire};
pub use item::{Item, Value};
pub use properties::properties;
pub use reader::Reader;
pub use text::java_text;
