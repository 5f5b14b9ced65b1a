//! When a timer is due: its length in the profile, and the calendar of the responsible office.

use jiff::Timestamp;

use super::Desk;
use crate::node::core::{Movement, TimerName};
use crate::node::store::Stored;
use crate::profile::OfficeCode;
use crate::profile::timer::{Kind, Timer};

/// Starts a timer now, or starts it anew, of its length in the profile.
pub(super) fn run(desk: &Desk<'_>, movement: &Movement, name: TimerName) -> Stored<()> {
    let timer = Timer::named(name.as_str());
    let due = timer.map_or(desk.now, |timer| timer.expiry(desk.now));
    start(desk, movement, name, due)
}

/// Starts a timer that is due at an instant, or moves it. One that waits for an office does not run
/// out while that office is closed: it runs out when it opens (section 7, kind `o`).
pub(super) fn start(
    desk: &Desk<'_>,
    movement: &Movement,
    name: TimerName,
    due: Timestamp,
) -> Stored<()> {
    let waits = Timer::named(name.as_str()).is_some_and(|timer| timer.kind == Kind::Office);
    let reopening = match responsible(movement, name).filter(|_| waits) {
        Some(office) => desk.closed(office, due)?,
        None => None,
    };
    desk.store.start_timer(movement.mrn, name, reopening.unwrap_or(due))
}

/// Whose office hours count: the office that must act before the timer runs out.
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
