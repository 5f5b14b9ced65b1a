//! Events at joint posts that wait for their other one (T-PAIR).

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, Stored, instant, maybe, parsed};
use crate::profile::{Mrn, OfficeCode};

/// An event that waits for its other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) struct Waiting {
    /// Where it happened.
    pub office: OfficeCode,
    /// When.
    pub since: Timestamp,
    /// When patience ends.
    pub due: Timestamp,
}

impl Store {
    /// An event at this office waits for the one at its pair, since then and until then.
    pub(in crate::node) fn begin_pair(&self, mrn: Mrn, waiting: Waiting) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO pair (mrn, office, since, due) VALUES (?1, ?2, ?3, ?4)";
        let (since, due) = (waiting.since.as_microsecond(), waiting.due.as_microsecond());
        let row = params![mrn.as_str(), waiting.office.as_str(), since, due];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// It waits no more; false where it did not.
    pub(in crate::node) fn end_pair(&self, mrn: Mrn, office: OfficeCode) -> Stored<bool> {
        let sql = "DELETE FROM pair WHERE mrn = ?1 AND office = ?2";
        let row = [mrn.as_str(), office.as_str()];
        Ok(self.conn.prepare_cached(sql)?.execute(row)? > 0)
    }

    /// Whose wait ends first.
    pub(in crate::node) fn first_pair(&self) -> Stored<Option<(Mrn, Waiting)>> {
        let sql = "SELECT mrn, office, since, due FROM pair ORDER BY due, mrn, office LIMIT 1";
        let found = self.conn.prepare_cached(sql)?.query_row([], |row| {
            let texts = (row.get::<_, String>(0)?, row.get::<_, String>(1)?);
            Ok((texts, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
        });
        let Some(((mrn, office), since, due)) = maybe(found)? else { return Ok(None) };
        let office = parsed("pair", &office)?;
        let waiting = Waiting { office, since: instant(since), due: instant(due) };
        Ok(Some((parsed("pair", &mrn)?, waiting)))
    }
}
