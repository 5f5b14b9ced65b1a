//! A hub between the countries: a third party that forwards (PD-14).
//!
//! ```text
//! node TG ─► link ─► broker of TG ─► hub ─► broker of BF ─► link ─► node BF
//!                    TRANSIT.BF.FROM.TG.*   TRANSIT.BF.FROM.TG.*        and the other way round
//! ```
//!
//! It routes by the name of the queue. A message is acknowledged at the one end after the other end
//! has it on disk, so that a hub that dies loses nothing, and may carry a message twice. It keeps
//! nothing itself.
//!
//! Absent on purpose: what a body means. A hub never changes one, never answers, and never
//! acknowledges for a node. Its misbehaviours are named in [`HubFlaw`].

mod carry;
mod control;
mod flaw;
mod road;

pub use control::{HubControl, HubError, HubState};
pub use flaw::HubFlaw;
pub use road::{Hub, HubOptions, Point, StartError};
