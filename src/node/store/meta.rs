//! Small facts of the node: clock, epoch, counters, and the offices of the corridor.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Store, Stored, from_doc, maybe, to_doc};
use crate::adapter::contract::OfficeEntry;
use crate::profile::{Country, OfficeCode};

impl Store {
    /// Forgets how the lines to the partners stood and which reference data were published: a new clock begins,
    /// and the fixture's sets count.
    pub(in crate::node) fn begin_anew(&self) -> Stored<()> {
        let sql = "DELETE FROM meta WHERE key = 'next-beat' OR key LIKE 'peer/%'
                   OR key LIKE 'unavailable/%' OR key LIKE 'heard/%' OR key LIKE 'epoch/%'
                   OR key LIKE 'down/%' OR key LIKE 'refusals/%' OR key = 'gaps'
                   OR key LIKE 'version/%' OR key LIKE 'active/%' OR key LIKE 'profiles/%'
                   OR key = 'snapshots'";
        self.conn.execute(sql, [])?;
        Ok(())
    }

    /// The fact of this name.
    pub(in crate::node) fn fact<T: DeserializeOwned>(&self, key: &str) -> Stored<Option<T>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let text: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([key], |row| row.get(0)))?;
        text.map(|text| from_doc("meta", &text)).transpose()
    }

    /// Sets the fact of this name.
    pub(in crate::node) fn set_fact<T: Serialize>(&self, key: &str, value: &T) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
        self.conn.prepare_cached(sql)?.execute(params![key, to_doc("meta", value)?])?;
        Ok(())
    }

    /// Adds one to a counter and returns it.
    pub(in crate::node) fn count_up(&self, key: &str) -> Stored<u64> {
        let count = self.fact::<u64>(key)?.unwrap_or(0) + 1;
        self.set_fact(key, &count)?;
        Ok(count)
    }

    /// Epoch of this node's sequence numbers, from 1 (PD-02).
    pub(in crate::node) fn epoch(&self) -> Stored<u32> {
        Ok(self.fact("epoch")?.unwrap_or(1))
    }

    /// Numbers are counted anew: the store is an empty one, or one of an earlier hour.
    pub(in crate::node) fn begin_epoch(&self) -> Stored<()> {
        self.set_fact("epoch", &(self.epoch()? + 1))
    }

    /// Puts an office into the reference data.
    pub(in crate::node) fn put_office(&self, office: &OfficeEntry) -> Stored<()> {
        let sql = "INSERT OR REPLACE INTO office (code, country, doc) VALUES (?1, ?2, ?3)";
        let doc = to_doc("office", office)?;
        self.conn.prepare_cached(sql)?.execute(params![office.code, office.country, doc])?;
        Ok(())
    }

    /// Replaces the offices of one country: a newer version is always whole (PD-53).
    pub(in crate::node) fn put_offices_of(
        &self,
        country: Country,
        offices: &[OfficeEntry],
    ) -> Stored<()> {
        let sql = "DELETE FROM office WHERE country = ?1";
        self.conn.prepare_cached(sql)?.execute([country.as_str()])?;
        offices.iter().try_for_each(|office| self.put_office(office))
    }

    /// The office of this code.
    pub(in crate::node) fn office(&self, code: OfficeCode) -> Stored<Option<OfficeEntry>> {
        let sql = "SELECT doc FROM office WHERE code = ?1";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([code.as_str()], |row| row.get(0)))?;
        found.map(|doc| from_doc("office", &doc)).transpose()
    }

    /// The offices of one country, in the order of their codes.
    pub(in crate::node) fn offices_of(&self, country: Country) -> Stored<Vec<OfficeEntry>> {
        let sql = "SELECT doc FROM office WHERE country = ?1 ORDER BY code";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([country.as_str()], |row| row.get::<_, String>(0))?;
        rows.map(|row| from_doc("office", &row?)).collect()
    }

    /// Every country with an office but `home`, in order.
    pub(in crate::node) fn partners(&self, home: Country) -> Stored<Vec<Country>> {
        let sql = "SELECT DISTINCT country FROM office WHERE country <> ?1 ORDER BY country";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([home.as_str()], |row| row.get::<_, String>(0))?;
        let mut countries = Vec::new();
        for row in rows {
            countries.push(super::parsed("office", &row?)?);
        }
        Ok(countries)
    }
}
