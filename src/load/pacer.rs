//! Starts things on time: a thread of its own, absolute deadlines, and no timer wheel.
//!
//! The runtime's timers tick in milliseconds, which alone would triple a short leg.

use super::schedule::Arrival;
use std::io;
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Smallest delay that the system may add to a sleep, in nanoseconds.
const TIMER_SLACK_NS: u64 = 1;

/// A journey whose time has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    /// Its number, from 0.
    pub(super) number: usize,
    /// What is to start.
    pub(super) arrival: Arrival,
    /// When it should start.
    pub(super) intended: Instant,
}

/// Releases arrivals at `begin` plus their time. Dropping the receiver ends it.
pub(super) fn pace(arrivals: Vec<Arrival>, begin: Instant) -> io::Result<UnboundedReceiver<Due>> {
    let (sender, receiver) = unbounded_channel();
    let thread = std::thread::Builder::new().name("pacer".to_owned());
    thread.spawn(move || release(arrivals, begin, &sender))?;
    Ok(receiver)
}

fn release(arrivals: Vec<Arrival>, begin: Instant, out: &UnboundedSender<Due>) {
    if let Err(error) = nix::sys::prctl::set_timerslack(TIMER_SLACK_NS) {
        tracing::debug!("the pacer's sleeps are coarser: {error}");
    }
    for (number, arrival) in arrivals.into_iter().enumerate() {
        let intended = begin + arrival.at;
        let wait = intended.saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            std::thread::sleep(wait);
        }
        if out.send(Due { number, arrival, intended }).is_err() {
            return;
        }
    }
}
