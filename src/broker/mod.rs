//! A STOMP client, and an embedded broker that behaves as the corridor's ActiveMQ does.
//!
//! The broker carries bytes, not messages: a harness must be able to send malformed, forged and
//! truncated XML, so nothing in this room reads a body.

pub mod accounts;
pub mod activemq;
pub mod client;
pub mod embedded;
pub mod orders;
pub mod secure;
