//! Host ports that a cell keeps through kill and start of its containers.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range from which systems draw the ports of outgoing connections: while a killed
/// container is down, no connection can take its port by chance.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// How far this process has come; starts where its number says, so that two runs rarely meet.
static NEXT: AtomicU16 = AtomicU16::new(0);

/// A port of 127.0.0.1 that was free a moment ago, and is given out once per process and round.
///
/// Another program can still take it before Docker does: whoever gets "port is already allocated"
/// asks again.
pub(super) fn free() -> Option<u16> {
    let offset = std::process::id().wrapping_mul(97) % u32::from(COUNT);
    for _ in 0..COUNT {
        let step = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u32::from(FIRST) + (offset + step) % u32::from(COUNT);
        let port = u16::try_from(port).expect("the range ends below 65 536");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Some(port);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_not_given_out() {
        let first = free().unwrap();
        let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, first)).unwrap();
        let others: Vec<u16> = (0..50).map(|_| free().unwrap()).collect();
        assert!(!others.contains(&first));
        assert!(others.iter().all(|port| (FIRST..FIRST + COUNT).contains(port)));
    }
}
