//! What gates have seen, and tags whose removal nothing explains yet (option SENS).

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, Stored, instant, maybe, parsed};
use crate::profile::{Mrn, OfficeCode};

/// A tag that was taken off; an exit may still explain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) struct TagGone {
    /// When it was taken off.
    pub removed: Timestamp,
    /// When patience ends.
    pub due: Timestamp,
}

impl Store {
    /// The gate of an office has seen a plate.
    pub(in crate::node) fn note_gate(
        &self,
        office: OfficeCode,
        plate: &str,
        at: Timestamp,
    ) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO gate (office, plate, at) VALUES (?1, ?2, ?3)";
        let row = params![office.as_str(), plate, at.as_microsecond()];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// When the gate of an office saw a plate last, not before `since`.
    pub(in crate::node) fn seen_at_gate(
        &self,
        office: OfficeCode,
        plate: &str,
        since: Timestamp,
    ) -> Stored<Option<Timestamp>> {
        let sql = "SELECT max(at) FROM gate WHERE office = ?1 AND plate = ?2 AND at >= ?3";
        let row = params![office.as_str(), plate, since.as_microsecond()];
        let at: Option<i64> = self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0))?;
        Ok(at.map(instant))
    }

    /// The tag of a movement was taken off, and an exit is waited for.
    pub(in crate::node) fn begin_tag(&self, mrn: Mrn, gone: TagGone) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO tag (mrn, removed, due) VALUES (?1, ?2, ?3)";
        let row = params![mrn.as_str(), gone.removed.as_microsecond(), gone.due.as_microsecond()];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// No exit is waited for any more.
    pub(in crate::node) fn end_tag(&self, mrn: Mrn) -> Stored<()> {
        self.conn.prepare_cached("DELETE FROM tag WHERE mrn = ?1")?.execute([mrn.as_str()])?;
        Ok(())
    }

    /// The removal that waits for an exit of this movement.
    pub(in crate::node) fn tag_gone(&self, mrn: Mrn) -> Stored<Option<TagGone>> {
        let sql = "SELECT removed, due FROM tag WHERE mrn = ?1";
        let found = self.conn.prepare_cached(sql)?.query_row([mrn.as_str()], |row| {
            Ok(TagGone { removed: instant(row.get(0)?), due: instant(row.get(1)?) })
        });
        maybe(found)
    }

    /// Whose patience ends first.
    pub(in crate::node) fn first_tag(&self) -> Stored<Option<(Mrn, TagGone)>> {
        let sql = "SELECT mrn, removed, due FROM tag ORDER BY due, mrn LIMIT 1";
        let found = self.conn.prepare_cached(sql)?.query_row([], |row| {
            let gone = TagGone { removed: instant(row.get(1)?), due: instant(row.get(2)?) };
            Ok((row.get::<_, String>(0)?, gone))
        });
        let Some((mrn, gone)) = maybe(found)? else { return Ok(None) };
        Ok(Some((parsed("tag", &mrn)?, gone)))
    }
}
