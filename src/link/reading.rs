//! How a link reads a connection: which protocol each direction is, where a frame ends, what it says.

use super::facts::Tracker as Stomp;
use super::openwire::OpenWire;
use super::pump::By;
use super::seen::Seen;
use crate::wire::openwire::{frame_size, is_openwire};
use crate::wire::{Cut, Splitter};

/// First byte of a TLS handshake, and of an alert.
const TLS: [u8; 2] = [0x16, 0x15];

/// Messages of one connection that are under way, in whichever protocol.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    stomp: Stomp,
    openwire: OpenWire,
}

/// Cuts one direction of a connection into frames.
#[derive(Debug)]
pub(super) struct Cutter {
    protocol: Protocol,
    limit: usize,
}

#[derive(Debug)]
enum Protocol {
    /// Too few bytes have come.
    Unknown,
    Stomp(Splitter),
    OpenWire,
}

impl Cutter {
    /// A cutter that refuses frames longer than `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { protocol: Protocol::Unknown, limit }
    }

    /// What stands at the front of `buffer`, none while it is not whole; or why it cannot be read.
    pub(super) fn next_cut(&mut self, buffer: &[u8]) -> Result<Option<Cut>, String> {
        if matches!(self.protocol, Protocol::Unknown) {
            let Some(protocol) = recognised(buffer, self.limit)? else { return Ok(None) };
            self.protocol = protocol;
        }
        match &mut self.protocol {
            Protocol::Unknown => Ok(None),
            Protocol::Stomp(splitter) => splitter.next_cut(buffer).map_err(|it| it.to_string()),
            Protocol::OpenWire => {
                let size = frame_size(buffer, self.limit).map_err(|it| it.to_string())?;
                Ok(size.map(Cut::Frame))
            }
        }
    }

    /// What a whole frame says of messages; or why it cannot be read.
    pub(super) fn read(
        &self,
        tracker: &mut Tracker,
        from: By,
        raw: &[u8],
    ) -> Result<Vec<Seen>, String> {
        let node = from == By::Node;
        if matches!(self.protocol, Protocol::OpenWire) {
            let it = &mut tracker.openwire;
            let read = if node { it.node_wrote(raw) } else { it.broker_wrote(raw) };
            return read.map_err(|error| error.to_string());
        }
        let it = &mut tracker.stomp;
        let seen = if node { it.node_wrote(raw) } else { it.broker_wrote(raw) };
        Ok(seen.into_iter().collect())
    }
}

/// The protocol of a direction by its first bytes.
fn recognised(stream: &[u8], limit: usize) -> Result<Option<Protocol>, String> {
    let Some(first) = stream.first() else { return Ok(None) };
    if TLS.contains(first) {
        return Err("it is TLS of the two ends' own, which the link is no end of".to_owned());
    }
    match is_openwire(stream) {
        None => Ok(None),
        Some(true) => Ok(Some(Protocol::OpenWire)),
        Some(false) if *first == 0 => Err("it is neither STOMP nor OpenWire".to_owned()),
        Some(false) => Ok(Some(Protocol::Stomp(Splitter::new(limit)))),
    }
}
