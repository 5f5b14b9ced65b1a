//! When timers of a movement run out: those of an office never while it is closed (section 7).

use jiff::Timestamp;

use super::Desk;
use crate::node::core::{Movement, TimerName};
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::OfficeCode;
use crate::profile::timer::Kind;

impl Desk<'_> {
    /// Starts a timer, or moves it; one of kind `o` moves on to the next opening of its office.
    pub(super) fn start_timer(
        &self,
        movement: &Movement,
        name: TimerName,
        due: Timestamp,
    ) -> Stored<()> {
        let office = match name.timer().kind {
            Kind::Continuous => None,
            Kind::Office => responsible(movement, name),
        };
        let office = match (office, movement.route()) {
            (None, Some(route)) if name == TimerName::Lim && self.deviates(Flaw::RestsLimit)? => {
                Some(route.departure)
            }
            (Some(_), _) if name == TimerName::Res && self.deviates(Flaw::CountsClosedDays)? => {
                None
            }
            (office, _) => office,
        };
        let reopening = match office {
            Some(office) => self.closed(office, due)?,
            None => None,
        };
        self.store.start_timer(movement.mrn, name, reopening.unwrap_or(due))
    }
}

/// The office whose hours count: the one that must act before the timer runs out.
fn responsible(movement: &Movement, name: TimerName) -> Option<OfficeCode> {
    let route = movement.route()?;
    if name == TimerName::Res {
        let actual = movement.destination.as_ref().and_then(|part| part.office);
        return Some(actual.unwrap_or(route.destination));
    }
    if name == TimerName::Enr {
        let seen = movement.departure.as_ref().and_then(|part| part.search.last_seen);
        return Some(seen.map_or(route.destination, |(office, _)| office));
    }
    Some(route.departure)
}
