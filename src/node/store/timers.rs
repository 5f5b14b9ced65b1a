//! Timers of movements: planned instants, and those at which they really run out.

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, StoreError, Stored, instant, maybe, parsed};
use crate::node::core::TimerName;
use crate::profile::{Country, Mrn};

/// A timer of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) struct Running {
    /// The movement.
    pub mrn: Mrn,
    /// Which.
    pub name: TimerName,
    /// From when on it counts.
    pub since: Timestamp,
    /// When it would run out if nobody were ever away.
    pub planned: Timestamp,
    /// When it runs out; none while a partner's absence has no end.
    pub due: Option<Timestamp>,
    /// The partner that it waits for.
    pub partner: Option<Country>,
}

impl Store {
    /// Starts a timer of a movement, or moves it.
    pub(in crate::node) fn start_timer(&self, timer: &Running) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO timer (mrn, name, due, since, planned, partner)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.conn.prepare_cached(sql)?.execute(params![
            timer.mrn.as_str(),
            timer.name.as_str(),
            timer.due.map(Timestamp::as_microsecond),
            timer.since.as_microsecond(),
            timer.planned.as_microsecond(),
            timer.partner.map(|country| country.to_string()),
        ])?;
        Ok(())
    }

    /// Stops a timer of a movement, whether it runs or not.
    pub(in crate::node) fn stop_timer(&self, mrn: Mrn, name: TimerName) -> Stored<()> {
        let sql = "DELETE FROM timer WHERE mrn = ?1 AND name = ?2";
        self.conn.prepare_cached(sql)?.execute(params![mrn.as_str(), name.as_str()])?;
        Ok(())
    }

    /// The timer that is due first.
    pub(in crate::node) fn first_timer(&self) -> Stored<Option<(Timestamp, Mrn, TimerName)>> {
        let sql = "SELECT due, mrn, name FROM timer WHERE due IS NOT NULL
                   ORDER BY due, mrn, name LIMIT 1";
        let found = maybe(self.conn.prepare_cached(sql)?.query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        }))?;
        let Some((due, mrn, name)) = found else { return Ok(None) };
        Ok(Some((instant(due), parsed("timer", &mrn)?, named(name)?)))
    }

    /// Every timer that waits for this partner.
    pub(in crate::node) fn timers_waiting_for(&self, partner: Country) -> Stored<Vec<Running>> {
        let sql = "SELECT mrn, name, since, planned, due FROM timer WHERE partner = ?1";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query([partner.to_string()])?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            waiting.push(Running {
                mrn: parsed("timer", &row.get::<_, String>(0)?)?,
                name: named(row.get(1)?)?,
                since: instant(row.get(2)?),
                planned: instant(row.get(3)?),
                due: row.get::<_, Option<i64>>(4)?.map(instant),
                partner: Some(partner),
            });
        }
        Ok(waiting)
    }
}

fn named(name: String) -> Stored<TimerName> {
    let known = TimerName::ALL.into_iter().find(|timer| timer.as_str() == name);
    known.ok_or(StoreError::Document { what: "timer", text: name })
}
