//! Plates of the vehicles that are under way with goods that departed here (F29).

use rusqlite::params;

use super::{Store, Stored, parsed};
use crate::profile::Mrn;

impl Store {
    /// A vehicle is under way with the goods of a movement.
    pub(in crate::node) fn set_out(&self, plate: &str, mrn: Mrn) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO under_way (plate, mrn) VALUES (?1, ?2)";
        self.conn.prepare_cached(sql)?.execute(params![plate, mrn.as_str()])?;
        Ok(())
    }

    /// It is so no more.
    pub(in crate::node) fn come_in(&self, plate: &str, mrn: Mrn) -> Stored<()> {
        let sql = "DELETE FROM under_way WHERE plate = ?1 AND mrn = ?2";
        self.conn.prepare_cached(sql)?.execute(params![plate, mrn.as_str()])?;
        Ok(())
    }

    /// The movements with whose goods a vehicle is under way.
    pub(in crate::node) fn under_way(&self, plate: &str) -> Stored<Vec<Mrn>> {
        let sql = "SELECT mrn FROM under_way WHERE plate = ?1 ORDER BY mrn";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([plate], |row| row.get::<_, String>(0))?;
        rows.map(|mrn| parsed("under_way", &mrn?)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_names_the_movements_it_is_under_way_with_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let [one, other]: [Mrn; 2] =
            ["26TGLP0000000001J2", "26TGLP0000000002J1"].map(|mrn| mrn.parse().unwrap());
        for (plate, mrn) in [("TG1234AB", one), ("TG1234AB", other), ("TG5678RM", other)] {
            store.set_out(plate, mrn).unwrap();
            store.set_out(plate, mrn).unwrap();
        }
        assert_eq!(store.under_way("TG1234AB").unwrap(), [one, other]);
        store.come_in("TG1234AB", one).unwrap();
        assert_eq!(store.under_way("TG1234AB").unwrap(), [other]);
        assert_eq!(store.under_way("TG5678RM").unwrap(), [other]);
        assert!(store.under_way("TG0000AB").unwrap().is_empty());
    }

    #[test]
    fn a_plate_is_looked_up_by_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let sql = "EXPLAIN QUERY PLAN SELECT mrn FROM under_way WHERE plate = 'X' ORDER BY mrn";
        let plan: String = store.conn.query_row(sql, [], |row| row.get(3)).unwrap();
        assert!(plan.starts_with("SEARCH") && plan.contains("plate=?"), "{plan}");
    }
}
