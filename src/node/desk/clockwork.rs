//! When timers of a movement run out: those of an office never while it is closed, those that wait
//! for a partner never because it was away (section 7).

use jiff::Timestamp;

use super::Desk;
use crate::node::core::{Duty, Movement, Patience, TimerName};
use crate::node::flaw::Flaw;
use crate::node::store::{Running, Stored};
use crate::profile::timer::{Kind, T_HOLD};
use crate::profile::{Country, OfficeCode};

impl Desk<'_> {
    /// Starts or stops a timer as a step wants it; other duties are not about time.
    pub(super) fn keep_time(&self, movement: &Movement, duty: &Duty) -> Stored<()> {
        match duty {
            Duty::RunTimer(name) => {
                self.start_timer(movement, *name, name.timer().expiry(self.now))
            }
            Duty::StartTimer(name, due) => self.start_timer(movement, *name, *due),
            Duty::StartTimerNow(name, timer) => {
                self.start_timer(movement, *name, timer.expiry(self.now))
            }
            Duty::StopTimer(name) => self.store.stop_timer(movement.mrn, *name),
            _ => Ok(()),
        }
    }

    /// Starts a timer, or moves it.
    pub(super) fn start_timer(
        &self,
        movement: &Movement,
        name: TimerName,
        planned: Timestamp,
    ) -> Stored<()> {
        // T-ENQ counts from the limit, even where what the limit sets off has waited.
        let begun = movement.limit().filter(|_| name == TimerName::Enq);
        let since = begun.map_or(self.now, |limit| limit.min(self.now));
        let timer =
            Running { mrn: movement.mrn, name, since, planned, due: Some(planned), partner: None };
        self.reckon(movement, timer)
    }

    /// What is known of a partner's absences has changed: what waits for it is reckoned anew.
    pub(in crate::node) fn reckon_timers(&self, partner: Country) -> Stored<()> {
        for timer in self.store.timers_waiting_for(partner)? {
            if let Some(movement) = self.store.movement(timer.mrn)? {
                self.reckon(&movement, timer)?;
            }
        }
        for held in self.store.held_from(partner)? {
            self.store.hold_until(held.inbox, self.patience_with(partner, held.since)?)?;
        }
        Ok(())
    }

    fn reckon(&self, movement: &Movement, timer: Running) -> Stored<()> {
        let waits = movement.waits_for(timer.name, self.home);
        let due = match waits {
            Some((partner, patience)) => {
                self.put_off((timer.since, timer.planned), partner, patience)?
            }
            None => Some(timer.planned),
        };
        let office = self.clocked(movement, timer.name)?;
        let reopening = match (office, due) {
            (Some(office), Some(due)) => self.closed(office, due)?,
            (_, None) | (None, _) => None,
        };
        let partner = waits.map(|(partner, _)| partner);
        self.store.start_timer(&Running { due: reopening.or(due), partner, ..timer })
    }

    /// The office whose hours count for a timer; none where it runs on.
    fn clocked(&self, movement: &Movement, name: TimerName) -> Stored<Option<OfficeCode>> {
        if name == TimerName::Lim && self.deviates(Flaw::RestsLimit)? {
            return Ok(movement.route().map(|route| route.departure));
        }
        if name == TimerName::Res && self.deviates(Flaw::CountsClosedDays)? {
            return Ok(None);
        }
        Ok(match name.timer().kind {
            Kind::Continuous => None,
            Kind::Office => responsible(movement, name),
        })
    }

    /// When patience with an early message of a partner ends (T-HOLD).
    pub(in crate::node) fn patience_with(
        &self,
        partner: Country,
        since: Timestamp,
    ) -> Stored<Option<Timestamp>> {
        self.put_off((since, T_HOLD.expiry(since)), partner, Patience::StandsStill)
    }

    fn put_off(
        &self,
        (since, planned): (Timestamp, Timestamp),
        partner: Country,
        patience: Patience,
    ) -> Stored<Option<Timestamp>> {
        let due = patience.put_off(since, planned, &self.absences(partner)?);
        let flaw = match patience {
            Patience::StandsStill => Flaw::CountsWhileAway,
            Patience::ActionWaits => Flaw::IgnoresUnavailability,
        };
        if due != Some(planned) && self.deviates(flaw)? {
            return Ok(Some(planned));
        }
        Ok(due)
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
