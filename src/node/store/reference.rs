//! Reference data beside the offices: sets GUA, CAL, SCA, TOL, RTE and POL (PD-53).

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Store, Stored, from_doc, maybe, to_doc};
use crate::adapter::reference::{ClosureEntry, Reference};
use crate::profile::{Country, OfficeCode};

/// Name of a set, as the profile writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) enum Set {
    /// Guarantors.
    Gua,
    /// Closing times.
    Cal,
    /// Biases of scales.
    Sca,
    /// Natural shortages.
    Tol,
    /// Routes.
    Rte,
    /// Watched goods.
    Pol,
    /// Premiums; no set of the profile.
    Premium,
    /// Least values of goods; no set of the profile.
    Floor,
}

impl Set {
    const fn name(self) -> &'static str {
        match self {
            Self::Gua => "GUA",
            Self::Cal => "CAL",
            Self::Sca => "SCA",
            Self::Tol => "TOL",
            Self::Rte => "RTE",
            Self::Pol => "POL",
            Self::Premium => "PREMIUM",
            Self::Floor => "FLOOR",
        }
    }
}

impl Store {
    /// Replaces every set.
    pub(in crate::node) fn put_reference(&self, given: &Reference) -> Stored<()> {
        let country_code = |country: &str, code: &str| format!("{country}/{code}");
        self.put_set(Set::Gua, &given.guarantors, |it| country_code(&it.country, &it.code))?;
        self.put_set(Set::Cal, &given.closures, |it| format!("{}/{}", it.office, it.from))?;
        self.put_set(Set::Sca, &given.scales, |it| format!("{}/{}", it.office, it.scale))?;
        self.put_set(Set::Tol, &given.tolerances, |it| it.hs.clone())?;
        self.put_set(Set::Rte, &given.routes, |it| format!("{}/{}", it.from, it.to))?;
        self.put_set(Set::Pol, &given.policies, |it| it.hs.clone())?;
        self.put_set(Set::Premium, &given.premiums, |it| it.origin.to_string())?;
        self.put_set(Set::Floor, &given.floors, |it| it.hs.clone())
    }

    /// Replaces one set: a newer version is always whole (PD-53).
    pub(in crate::node) fn put_set<T: Serialize>(
        &self,
        set: Set,
        entries: &[T],
        key: impl Fn(&T) -> String,
    ) -> Stored<()> {
        let clear = "DELETE FROM reference WHERE name = ?1";
        self.conn.prepare_cached(clear)?.execute([set.name()])?;
        let sql = "INSERT OR REPLACE INTO reference (name, key, doc) VALUES (?1, ?2, ?3)";
        for entry in entries {
            let doc = to_doc("reference", entry)?;
            self.conn.prepare_cached(sql)?.execute(params![set.name(), key(entry), doc])?;
        }
        Ok(())
    }

    /// Replaces the closing times of one country's offices.
    pub(in crate::node) fn put_closures_of(
        &self,
        country: Country,
        closures: &[ClosureEntry],
    ) -> Stored<()> {
        let clear = "DELETE FROM reference WHERE name = ?1 AND substr(key, 1, 2) = ?2";
        let set = Set::Cal.name();
        self.conn.prepare_cached(clear)?.execute([set, country.as_str()])?;
        let sql = "INSERT OR REPLACE INTO reference (name, key, doc) VALUES (?1, ?2, ?3)";
        for closure in closures {
            let key = format!("{}/{}", closure.office, closure.from);
            let doc = to_doc("reference", closure)?;
            self.conn.prepare_cached(sql)?.execute(params![set, key, doc])?;
        }
        Ok(())
    }

    /// The entry of a set with this key.
    pub(in crate::node) fn entry<T: DeserializeOwned>(
        &self,
        set: Set,
        key: &str,
    ) -> Stored<Option<T>> {
        let sql = "SELECT doc FROM reference WHERE name = ?1 AND key = ?2";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([set.name(), key], |row| row.get(0)))?;
        found.map(|doc| from_doc("reference", &doc)).transpose()
    }

    /// Closing times of an office, in no order.
    pub(in crate::node) fn closures(&self, office: OfficeCode) -> Stored<Vec<ClosureEntry>> {
        let sql = "SELECT doc FROM reference WHERE name = ?1 AND key BETWEEN ?2 || '/' \
                   AND ?2 || '0'";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows =
            query.query_map([Set::Cal.name(), office.as_str()], |row| row.get::<_, String>(0))?;
        rows.map(|row| from_doc("reference", &row?)).collect()
    }
}
