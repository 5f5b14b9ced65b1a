//! Events at joint posts that wait for their other one (T-PAIR).

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, Stored, instant, maybe, parsed};
use crate::profile::{Mrn, OfficeCode};

impl Store {
    /// An event at this office waits for the one at its pair.
    pub(in crate::node) fn begin_pair(
        &self,
        mrn: Mrn,
        office: OfficeCode,
        due: Timestamp,
    ) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO pair (mrn, office, due) VALUES (?1, ?2, ?3)";
        let row = params![mrn.as_str(), office.as_str(), due.as_microsecond()];
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
    pub(in crate::node) fn first_pair(&self) -> Stored<Option<(Timestamp, Mrn, OfficeCode)>> {
        let sql = "SELECT due, mrn, office FROM pair ORDER BY due, mrn, office LIMIT 1";
        let found = self.conn.prepare_cached(sql)?.query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        });
        let Some((due, mrn, office)) = maybe(found)? else { return Ok(None) };
        Ok(Some((instant(due), parsed("pair", &mrn)?, parsed("pair", &office)?)))
    }
}
