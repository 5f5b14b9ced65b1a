//! A country's tunnel as steps turn it, and what a capture outside it holds.

use super::Cell;
use crate::profile::Country;
use crate::record::event::What;
use crate::stack::parts::{Part, PartError};
use crate::stack::tunnel::{TunnelState, Turn, Vpn};
use crate::witness::capture;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long a tunnel may take to do what was asked: five seconds pass before a handshake is tried
/// again. Protocol time.
const DONE_WITHIN: Duration = Duration::from_secs(20);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Cell {
    /// What carries between links and brokers.
    pub fn vpn(&self) -> Vpn {
        self.plan.vpn
    }

    /// Turns a country's tunnel, waits until that is seen, and writes both into the record.
    ///
    /// An error when it was asked for and did not happen.
    pub async fn turn(&self, country: Country, turn: Turn) -> Result<TunnelState, PartError> {
        if matches!(turn, Turn::Down | Turn::WrongKey) {
            self.doom(Part::Gateway(country));
        }
        self.parts.turn(country, turn).await?;
        let state = self.seen(country, turn).await?;
        if matches!(turn, Turn::Up | Turn::RightKey) {
            let mut doomed = self.doomed.lock().unwrap_or_else(PoisonError::into_inner);
            doomed.remove(&Part::Gateway(country));
        }
        let (change, fault) = words(turn);
        self.tunnel_told(country, change, fault, &state);
        Ok(state)
    }

    /// What the link's end of a country's tunnel says of itself, written into the record.
    pub async fn look_at_tunnel(&self, country: Country) -> Result<TunnelState, PartError> {
        let state = self.parts.tunnel(country).await?;
        self.tunnel_told(country, "looked at", "", &state);
        Ok(state)
    }

    /// Begins to capture what passes outside a country's tunnel.
    pub async fn capture(&self, country: Country) -> Result<(), PartError> {
        self.parts.capture(country).await
    }

    /// Ends that, looks for these texts in it, and writes what was found into the record.
    ///
    /// An error when the capture shows nothing: it saw no packet, or lost some.
    pub async fn captured(&self, country: Country, texts: &[String]) -> Result<u64, PartError> {
        let failed =
            |what, detail| PartError::Failed { part: format!("capture {country}"), what, detail };
        let captured = self.parts.captured(country).await?;
        let sighted = capture::search(&captured.pcap, texts)
            .map_err(|error| failed("cannot be read", error.to_string()))?;
        let (packets, lost) = (sighted.packets, captured.lost);
        let seq = self.record(
            "stack",
            What::Captured {
                country: country.to_string(),
                interface: captured.interface,
                packets,
                bytes: sighted.bytes,
                lost,
                found: sighted.found,
            },
        );
        if packets == 0 || lost > 0 {
            let detail = format!("{packets} packets seen, {lost} lost");
            return Err(failed("proves nothing", detail));
        }
        Ok(seq)
    }

    async fn seen(&self, country: Country, turn: Turn) -> Result<TunnelState, PartError> {
        let deadline = Instant::now() + DONE_WITHIN;
        loop {
            let next = Instant::now() + LOOK_EVERY;
            let state = self.parts.tunnel(country).await?;
            if shows(turn, &state) {
                return Ok(state);
            }
            if next > deadline {
                return Err(PartError::Failed {
                    part: format!("tunnel {country}"),
                    what: "did not do what was asked",
                    detail: format!("{turn:?} asked, {state} after {} s", DONE_WITHIN.as_secs()),
                });
            }
            sleep_until(next).await;
        }
    }

    fn tunnel_told(&self, country: Country, change: &str, fault: &str, state: &TunnelState) {
        let what = What::LinkChange {
            bite: None,
            country: country.to_string(),
            change: change.to_owned(),
            fault: fault.to_owned(),
            detail: state.to_string(),
            at_ns: u64::try_from(jiff::Timestamp::now().as_nanosecond()).unwrap_or_default(),
        };
        self.record("stack", what);
    }
}

/// True when the link's end shows that the turn was done. With a wrong key that is a handshake that
/// was tried and not answered; with new keys one that was.
fn shows(turn: Turn, state: &TunnelState) -> bool {
    match turn {
        Turn::Down => !state.up,
        Turn::Up => state.up,
        Turn::Rotate | Turn::RightKey => state.up && state.handshake > 0,
        Turn::WrongKey => state.up && state.handshake == 0 && state.sent > 0,
    }
}

/// Change and fault in the record: a tunnel through which nothing passes is a line that is cut.
fn words(turn: Turn) -> (&'static str, &'static str) {
    match turn {
        Turn::Down => ("cut", "tunnel-down"),
        Turn::Up => ("healed", "tunnel-down"),
        Turn::Rotate => ("rekeyed", ""),
        Turn::WrongKey => ("cut", "tunnel-wrong-key"),
        Turn::RightKey => ("healed", "tunnel-wrong-key"),
    }
}
