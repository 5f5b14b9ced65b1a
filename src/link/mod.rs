//! A country's only road to the broker: a proxy that fails at exact points.
//!
//! ```text
//! node ──► Link ──► broker        bytes go through unaltered, whole frames at a time
//!           │ ▲
//!    event log  control (HTTP) ◄── LinkControl
//! ```
//!
//! What a node speaks, STOMP or OpenWire, is seen by its first bytes. The link listens from start to end at one
//! address, or at two where OpenWire has one of its own. While it is cut, or the broker cannot be
//! reached, a new connection is accepted and closed at once: the node sees its connection end before
//! CONNECTED and tries again. It never drops or alters a byte of a connection that lives on: what a
//! fault delays, slows or holds arrives in order, and what it loses takes the connection with it.
//!
//! Absent on purpose: what a body means, and any fault that TCP could not show by itself.

mod client;
pub mod control;
mod facts;
mod line;
mod log;
mod openwire;
mod openwire_message;
mod order;
mod proxy;
mod pump;
mod reading;
mod road;
mod seen;
mod server;
mod weather;

pub use client::{Armed, LinkControl, LinkError};
pub use line::seed_that_loses;
pub use proxy::{Ends, Link, LinkOptions, StartError, Way};
