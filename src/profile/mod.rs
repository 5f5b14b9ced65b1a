//! The corridor profile as data: codes, identifiers, queues, schemas, lists, timers.
//!
//! Everything here is plain data that node, load, journeys and judge may share. Reading and
//! judging messages is elsewhere, so that node and judge cannot share a mistake.

mod code;
mod country;
pub mod goods;
pub mod ids;
pub mod lists;
mod premium;
mod queue;
pub mod rules;
pub mod schema;
pub mod stomp;
pub mod timer;
mod zone;

pub use code::{Class, Code, UnknownClass, UnknownCode};
pub use country::{Country, CountryError};
pub use ids::{ContainerNumber, Grn, MessageId, Mrn, OfficeCode};
pub use premium::{PremiumRate, PremiumRateError};
pub use queue::{HUB, Queue, QueueError, queues_among, queues_of_region};
pub use zone::{Zone, ZoneError};

/// Namespace of every profile message; its last part is the major version (PD-01, PD-09).
pub const NAMESPACE: &str = "urn:tgbf:sigmat-profile:1";

/// Minor version that this crate speaks, as written in `profileVersion` (PD-09).
pub const VERSION: &str = "1.0";

/// Largest body, in bytes of its UTF-8 text (PD-01).
pub const MAX_BODY_BYTES: usize = 5 * 1024 * 1024;

/// Deepest nesting of elements, the root being 1 (PD-01).
pub const MAX_DEPTH: usize = 32;

/// Most goods items in one message (PD-01).
pub const MAX_ITEMS: usize = 9_999;

/// Longest quotation of an offending value in an FNK or XNK, in characters (PD-32).
pub const MAX_QUOTED_CHARS: usize = 64;
