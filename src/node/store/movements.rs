//! Movements, declarations, who was advised, timers, acts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{Store, Stored, from_doc, maybe, parsed, to_doc};
use crate::adapter::acts::Declare;
use crate::adapter::contract::{Outcome, PremiumView};
use crate::node::core::Movement;
use crate::profile::{Country, MessageId, Mrn};

/// A declaration as the office of departure filed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::node) struct Filed {
    /// What was declared.
    pub declare: Declare,
    /// Number within office, year and serial.
    pub number: u32,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// What its guarantee costs, where the origin of the goods was declared.
    #[serde(default)]
    pub premium: Option<PremiumView>,
    /// Amounts at risk of the newest increase that was asked for, until it is granted, XOF.
    #[serde(default)]
    pub increase: Option<BTreeMap<String, u64>>,
}

impl Store {
    /// The movement of this number.
    pub(in crate::node) fn movement(&self, mrn: Mrn) -> Stored<Option<Movement>> {
        let sql = "SELECT doc FROM movement WHERE mrn = ?1";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([mrn.as_str()], |row| row.get(0)))?;
        found.map(|doc| from_doc("movement", &doc)).transpose()
    }

    /// Stores the movement.
    pub(in crate::node) fn put_movement(&self, movement: &Movement) -> Stored<()> {
        let sql = "INSERT INTO movement (mrn, doc) VALUES (?1, ?2)
                   ON CONFLICT (mrn) DO UPDATE SET doc = excluded.doc";
        let doc = to_doc("movement", movement)?;
        self.conn.prepare_cached(sql)?.execute(params![movement.mrn.as_str(), doc])?;
        Ok(())
    }

    /// Every movement that this node has heard of.
    pub(in crate::node) fn movements_known(&self) -> Stored<Vec<Mrn>> {
        let mut query = self.conn.prepare_cached("SELECT mrn FROM movement ORDER BY mrn")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|mrn| parsed("movement", &mrn?)).collect()
    }

    /// Stores the declaration of a movement that departs here.
    pub(in crate::node) fn put_declaration(&self, mrn: Mrn, filed: &Filed) -> Stored<()> {
        self.amend_declaration(mrn, filed)?;
        let sql = "INSERT OR REPLACE INTO lrn (declarant, lrn, mrn) VALUES (?1, ?2, ?3)";
        let (declarant, lrn) = (&filed.declare.principal.id, &filed.declare.lrn);
        self.conn.prepare_cached(sql)?.execute(params![declarant, lrn, mrn.as_str()])?;
        Ok(())
    }

    /// Stores what was amended in the declaration of a movement that departs here.
    pub(in crate::node) fn amend_declaration(&self, mrn: Mrn, filed: &Filed) -> Stored<()> {
        let sql = "UPDATE movement SET declaration = ?2 WHERE mrn = ?1";
        let doc = to_doc("declaration", filed)?;
        self.conn.prepare_cached(sql)?.execute(params![mrn.as_str(), doc])?;
        Ok(())
    }

    /// The declaration of a movement that departed here.
    pub(in crate::node) fn declaration(&self, mrn: Mrn) -> Stored<Option<Filed>> {
        let sql = "SELECT declaration FROM movement WHERE mrn = ?1";
        let found: Option<Option<String>> =
            maybe(self.conn.prepare_cached(sql)?.query_row([mrn.as_str()], |row| row.get(0)))?;
        found.flatten().map(|doc| from_doc("declaration", &doc)).transpose()
    }

    /// The movement that a declarant declared under this local number.
    pub(in crate::node) fn movement_of_lrn(
        &self,
        declarant: &str,
        lrn: &str,
    ) -> Stored<Option<Mrn>> {
        let sql = "SELECT mrn FROM lrn WHERE lrn = ?1 AND declarant = ?2";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([lrn, declarant], |row| row.get(0)))?;
        found.map(|mrn| parsed("lrn", &mrn)).transpose()
    }

    /// True where some declarant has used this local number.
    pub(in crate::node) fn is_used_lrn(&self, lrn: &str) -> Stored<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM lrn WHERE lrn = ?1)";
        Ok(self.conn.prepare_cached(sql)?.query_row([lrn], |row| row.get(0))?)
    }

    /// Notes that a country is advised of a movement.
    pub(in crate::node) fn put_advice(
        &self,
        mrn: Mrn,
        country: Country,
        message_id: MessageId,
    ) -> Stored<()> {
        let sql = "INSERT INTO advice (mrn, country, message_id, state)
                   VALUES (?1, ?2, ?3, 'PENDING')";
        let row = params![mrn.as_str(), country.as_str(), message_id.as_str()];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Notes what became of the advice in that message; no matter if it was none.
    pub(in crate::node) fn settle_advice(
        &self,
        mrn: Mrn,
        message_id: &str,
        state: &str,
    ) -> Stored<()> {
        let sql = "UPDATE advice SET state = ?3 WHERE mrn = ?1 AND message_id = ?2";
        self.conn.prepare_cached(sql)?.execute(params![mrn.as_str(), message_id, state])?;
        Ok(())
    }

    /// Advice per country: the worst of its messages, REFUSED before PENDING before ACKED.
    pub(in crate::node) fn advice(&self, mrn: Mrn) -> Stored<BTreeMap<String, String>> {
        let sql = "SELECT country, state FROM advice WHERE mrn = ?1";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([mrn.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut advice: BTreeMap<String, String> = BTreeMap::new();
        for row in rows {
            let (country, state) = row?;
            let worst = advice.entry(country).or_insert_with(|| state.clone());
            // Alphabet happens to be the order: ACKED, PENDING, REFUSED.
            if state > *worst {
                *worst = state;
            }
        }
        Ok(advice)
    }

    /// What came of the act of this id.
    pub(in crate::node) fn act(&self, id: &str) -> Stored<Option<Outcome>> {
        let sql = "SELECT outcome FROM act WHERE id = ?1";
        let found: Option<String> =
            maybe(self.conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)))?;
        found.map(|doc| from_doc("act", &doc)).transpose()
    }

    /// Stores what came of an act.
    pub(in crate::node) fn put_act(&self, id: &str, outcome: &Outcome) -> Stored<()> {
        let sql = "INSERT INTO act (id, outcome) VALUES (?1, ?2)";
        self.conn.prepare_cached(sql)?.execute(params![id, to_doc("act", outcome)?])?;
        Ok(())
    }
}
