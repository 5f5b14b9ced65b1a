//! The two events at a joint post belong together (PD-17): one without the other is told (F21).

use jiff::{SignedDuration, Timestamp};

use super::{Desk, later};
use crate::message::statistics::PassageTold;
use crate::node::core::{Event, Movement, Patience};
use crate::node::flaw::Flaw;
use crate::node::store::{Stored, Waiting};
use crate::profile::lists::{Direction, Outcome};
use crate::profile::timer::T_PAIR;
use crate::profile::{Mrn, OfficeCode};

/// How early a hasty node calls the other event missing.
const HASTE: SignedDuration = SignedDuration::from_hours(12);

/// How soon an absence of unknown end is looked at again.
const ASK_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Where, which way and when an event takes the goods across.
pub(super) fn passed(event: &Event) -> Option<PassageTold> {
    let (office, direction, at) = match event {
        Event::Passed(fact) | Event::PassageHeard(fact) if fact.outcome == Outcome::Passed => {
            (fact.office, fact.direction, fact.event_at)
        }
        // An arrival at an office of entry counts as its entry (PD-17).
        Event::GoodsArrived(fact) | Event::ArrivalHeard(fact) if fact.at_entry_office => {
            (fact.office, Direction::Entry, fact.event_at)
        }
        _ => return None,
    };
    Some(PassageTold { office, direction, at })
}

/// The first event of a pair starts T-PAIR, the other one stops it, also if it is heard late.
pub(super) fn note(desk: &Desk<'_>, event: &Event, movement: &Movement) -> Stored<()> {
    let Some(PassageTold { office, at, .. }) = passed(event) else { return Ok(()) };
    let Some(entry) = desk.store.office(office)? else { return Ok(()) };
    let pair = entry.paired_with.and_then(|pair| pair.parse::<OfficeCode>().ok());
    let Some(pair) = pair.filter(|pair| on_the_way(movement, *pair)) else { return Ok(()) };
    if desk.store.end_pair(movement.mrn, pair)? {
        return Ok(());
    }
    let waiting = Waiting { office, since: at, due: desk.patience(at)? };
    desk.store.begin_pair(movement.mrn, waiting)
}

fn on_the_way(movement: &Movement, office: OfficeCode) -> bool {
    let declared = |route: &crate::node::core::Route| {
        route.destination == office || route.passages.iter().any(|stop| stop.office == office)
    };
    movement.route().is_some_and(declared)
}

impl Desk<'_> {
    fn patience(&self, since: Timestamp) -> Stored<Timestamp> {
        let hasty = self.deviates(Flaw::HurriesPair)?;
        Ok(if hasty { later(since, HASTE) } else { T_PAIR.expiry(since) })
    }

    /// T-PAIR: officers are told of the event that has no other; nothing is held. It stands still
    /// while the country of the other office is away.
    pub(in crate::node) fn unpaired(&self, mrn: Mrn, waiting: Waiting) -> Stored<()> {
        let office = waiting.office;
        self.store.end_pair(mrn, office)?;
        let Some(movement) = self.store.movement(mrn)? else { return Ok(()) };
        if movement.is_final() {
            return Ok(());
        }
        let pair = self.store.office(office)?.and_then(|entry| entry.paired_with);
        let pair = pair.and_then(|pair| pair.parse::<OfficeCode>().ok());
        if let Some(pair) = pair.filter(|pair| pair.country() != self.home) {
            let (since, planned) = (waiting.since, self.patience(waiting.since)?);
            let absences = self.absences(pair.country())?;
            let due = Patience::StandsStill.put_off(since, planned, &absences);
            // While nobody knows when the country comes back, it is asked again in an hour.
            let due = due.unwrap_or(later(self.now, ASK_AGAIN));
            if due > self.now {
                return self.store.begin_pair(mrn, Waiting { due, ..waiting });
            }
        }
        if self.deviates(Flaw::IgnoresPair)? {
            return Ok(());
        }
        let other = pair.map(|pair| pair.to_string()).unwrap_or_default();
        let facts = format!("seen at {office}, and for 24 h not at {other}");
        self.alert("F21", Some(mrn.as_str()), None, facts)
    }
}
