//! The countries' tunnels: whether a cell has them, their keys, and what one end says of itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x25519_dalek::{PublicKey, StaticSecret};

/// What carries between a country's link and its broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Vpn {
    /// Nothing: the link is on the broker's network.
    #[default]
    None,
    /// A `WireGuard` tunnel to a gateway, which alone is on the broker's network.
    Tunnels,
    /// The tunnel is there, and the link goes past it: the seeded flaw `passes-beside-the-tunnel`.
    Beside,
}

/// A private key and the public one that the other end must be given, as `wg` writes them.
#[derive(Clone)]
pub struct Key {
    /// Base64 of 32 bytes; a secret.
    pub private: String,
    /// Base64 of the point that belongs to it.
    pub public: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.public)
    }
}

impl Key {
    /// Draws one.
    pub fn draw() -> Self {
        let private = StaticSecret::from(rand::random::<[u8; 32]>());
        let public = PublicKey::from(&private);
        Self {
            private: STANDARD.encode(private.as_bytes()),
            public: STANDARD.encode(public.as_bytes()),
        }
    }
}

/// The keys of both ends of a tunnel.
#[derive(Debug, Clone)]
pub struct Ends {
    /// The link's.
    pub link: Key,
    /// The gateway's.
    pub gateway: Key,
}

/// The keys of a country's tunnel in one run.
#[derive(Debug, Clone)]
pub struct TunnelKeys {
    /// Those it begins with, and those that take their place when they are rotated.
    pub pairs: [Ends; 2],
    /// One that the gateway never hears of.
    pub stranger: Key,
}

impl TunnelKeys {
    /// Draws five keys.
    pub fn draw() -> Self {
        let ends = || Ends { link: Key::draw(), gateway: Key::draw() };
        Self { pairs: [ends(), ends()], stranger: Key::draw() }
    }

    /// The private ones, for the guard that keeps them out of the record.
    pub fn secrets(&self) -> impl Iterator<Item = &String> {
        let pairs = self.pairs.iter().flat_map(|ends| [&ends.link, &ends.gateway]);
        pairs.chain([&self.stranger]).map(|key| &key.private)
    }
}

/// What is done to a country's tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The link's end is shut: nothing goes in, nothing comes out, whatever still arrives at it.
    Down,
    /// It is opened again.
    Up,
    /// Both ends get the other pair of keys.
    Rotate,
    /// The link's end gets a key that the gateway does not know.
    WrongKey,
    /// The link's end gets back the key that the gateway knows.
    RightKey,
}

/// The link's end of a tunnel, as `wg` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TunnelState {
    /// The interface is up.
    pub up: bool,
    /// Bytes that came out of the tunnel, since it was made.
    pub delivered: u64,
    /// Public key of the other end.
    pub peer: String,
    /// Newest handshake with it, seconds since the Unix epoch; 0 when there was none.
    pub handshake: u64,
    /// Bytes received from it, since it has been told of.
    pub received: u64,
    /// Bytes sent to it, since it has been told of.
    pub sent: u64,
}

impl TunnelState {
    /// Reads flags of the interface, its `rx_bytes`, `latest-handshakes` and `transfer`, one line each.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let up = lines.next()?.split(',').any(|flag| flag == "UP");
        let delivered = lines.next()?.parse().ok()?;
        let (peer, handshake) = lines.next()?.split_once('\t')?;
        let mut transfer = lines.next()?.split('\t').skip(1).map(str::parse);
        let mut next = || transfer.next()?.ok();
        let (received, sent) = (next()?, next()?);
        let (peer, handshake) = (peer.to_owned(), handshake.parse().ok()?);
        Some(Self { up, delivered, peer, handshake, received, sent })
    }
}

impl std::fmt::Display for TunnelState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { up, delivered, peer, handshake, received, sent } = self;
        let up = if *up { "up" } else { "down" };
        write!(
            f,
            "wg0 {up}, {delivered} bytes out of it, peer {peer}, latest-handshake {handshake}, "
        )?;
        write!(f, "transfer {received} received {sent} sent")
    }
}

/// What was captured on a road, as `tcpdump` wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// Interface, e.g. `eth1`.
    pub interface: String,
    /// Packets that were seen and lost before they could be written.
    pub lost: u64,
    /// The packets (pcap).
    pub pcap: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_an_end_is_read_from_what_wg_shows() {
        let text = "POINTOPOINT,NOARP,UP,LOWER_UP\n70\nkey=\t1764451200\nkey=\t92\t180\n";
        let state = TunnelState::read(text).unwrap();
        assert!(state.up && state.delivered == 70);
        assert_eq!((state.handshake, state.received, state.sent), (1_764_451_200, 92, 180));
        let down = TunnelState::read("POINTOPOINT,NOARP\n0\nkey=\t0\nkey=\t0\t0").unwrap();
        assert!(!down.up);
        assert_eq!(TunnelState::read("POINTOPOINT,NOARP\n"), None);
    }

    #[test]
    fn the_keys_of_a_run_are_five_and_no_private_one_is_shown() {
        let keys = TunnelKeys::draw();
        let mut secrets: Vec<&String> = keys.secrets().collect();
        secrets.sort();
        secrets.dedup();
        assert_eq!(secrets.len(), 5);
        let shown = format!("{keys:?}");
        assert!(secrets.iter().all(|secret| secret.len() == 44 && !shown.contains(*secret)));
        let link = &keys.pairs[0].link;
        let bytes: [u8; 32] = STANDARD.decode(&link.private).unwrap().try_into().unwrap();
        let public = PublicKey::from(&StaticSecret::from(bytes));
        assert_eq!(STANDARD.encode(public.as_bytes()), link.public);
    }
}
