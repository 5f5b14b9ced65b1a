//! Passages of a movement, kept for what the regional database is told at its end.

use rusqlite::params;

use super::{Store, Stored, instant, parsed};
use crate::message::statistics::PassageTold;
use crate::profile::Mrn;

/// A message tells so many passages at most.
const MOST: u32 = 40;

impl Store {
    /// Goods have passed; the same passage is not kept twice.
    pub(in crate::node) fn note_passed(&self, mrn: Mrn, passed: &PassageTold) -> Stored<()> {
        let sql =
            "INSERT OR IGNORE INTO passed (mrn, at, office, direction) VALUES (?1, ?2, ?3, ?4)";
        let at = passed.at.as_microsecond();
        let (office, direction) = (passed.office.as_str(), passed.direction.to_string());
        self.conn.prepare_cached(sql)?.execute(params![mrn.as_str(), at, office, direction])?;
        Ok(())
    }

    /// Where and when goods have passed, in order of time; the last ones where there are too many.
    pub(in crate::node) fn passed(&self, mrn: Mrn) -> Stored<Vec<PassageTold>> {
        let sql = "SELECT at, office, direction FROM passed WHERE mrn = ?1
                   ORDER BY at DESC, office, direction LIMIT ?2";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params![mrn.as_str(), MOST])?;
        let mut passed = Vec::new();
        while let Some(row) = rows.next()? {
            passed.push(PassageTold {
                at: instant(row.get(0)?),
                office: parsed("passed", &row.get::<_, String>(1)?)?,
                direction: parsed("passed", &row.get::<_, String>(2)?)?,
            });
        }
        passed.reverse();
        Ok(passed)
    }
}
