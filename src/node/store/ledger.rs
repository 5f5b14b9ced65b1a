//! The national guarantor's ledger: accounts and reservations.

use rusqlite::params;

use super::{Store, Stored, from_doc, maybe, to_doc};
use crate::node::core::{Account, Reservation};
use crate::profile::Mrn;

impl Store {
    /// The account of this guarantee reference.
    pub(in crate::node) fn account(&self, grn: &str) -> Stored<Option<Account>> {
        let sql = "SELECT doc FROM account WHERE grn = ?1";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([grn], |row| row.get(0)))?;
        found.map(|doc| from_doc("account", &doc)).transpose()
    }

    /// Stores the account.
    pub(in crate::node) fn put_account(&self, account: &Account) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO account (grn, doc) VALUES (?1, ?2)";
        let row = params![account.grn.as_str(), to_doc("account", account)?];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// The reservation of a movement on a guarantee.
    pub(in crate::node) fn reservation(&self, mrn: Mrn, grn: &str) -> Stored<Option<Reservation>> {
        let sql = "SELECT doc FROM reservation WHERE mrn = ?1 AND grn = ?2";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([mrn.as_str(), grn], |row| row.get(0)))?;
        found.map(|doc| from_doc("reservation", &doc)).transpose()
    }

    /// Stores the reservation of a movement on a guarantee.
    pub(in crate::node) fn put_reservation(&self, grn: &str, has: &Reservation) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO reservation (mrn, grn, doc) VALUES (?1, ?2, ?3)";
        let row = params![has.mrn.as_str(), grn, to_doc("reservation", has)?];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// The highest request of a movement that was given back here, 0 when none was.
    pub(in crate::node) fn tombstone(&self, mrn: Mrn) -> Stored<u32> {
        let sql = "SELECT request_no FROM tombstone WHERE mrn = ?1";
        let found =
            maybe(self.conn.prepare_cached(sql)?.query_row([mrn.as_str()], |row| row.get(0)))?;
        Ok(found.unwrap_or(0))
    }

    /// Notes that every request of a movement up to this number was given back.
    pub(in crate::node) fn bury_requests(&self, mrn: Mrn, request_no: u32) -> Stored<()> {
        let sql = "INSERT INTO tombstone (mrn, request_no) VALUES (?1, ?2) ON CONFLICT (mrn)
                   DO UPDATE SET request_no = max(request_no, excluded.request_no)";
        self.conn.prepare_cached(sql)?.execute(params![mrn.as_str(), request_no])?;
        Ok(())
    }

    /// Every reservation ever made on a guarantee.
    pub(in crate::node) fn reservations(&self, grn: &str) -> Stored<Vec<Reservation>> {
        let sql = "SELECT doc FROM reservation WHERE grn = ?1 ORDER BY mrn";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([grn], |row| row.get::<_, String>(0))?;
        rows.map(|row| from_doc("reservation", &row?)).collect()
    }

    /// The guarantees on which this movement has a reservation here.
    pub(in crate::node) fn guarantees_of(&self, mrn: Mrn) -> Stored<Vec<String>> {
        let sql = "SELECT grn FROM reservation WHERE mrn = ?1 ORDER BY grn";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([mrn.as_str()], |row| row.get::<_, String>(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
