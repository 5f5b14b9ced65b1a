//! Committed business effects and alerts, in order.

use rusqlite::params;

use super::{Store, Stored, instant, maybe};
use crate::adapter::contract::{Alert, Effect};
use crate::profile::Mrn;
use crate::profile::lists::AlertLevel;

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl Store {
    /// Writes a business effect into the journal.
    pub(in crate::node) fn note_effect(
        &self,
        mrn: Mrn,
        effect: &Effect,
        content: Option<&str>,
    ) -> Stored<()> {
        let sql = "INSERT INTO journal (mrn, key, content, message_id, at)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let at = effect.at.as_microsecond();
        let row = params![mrn.as_str(), effect.key, content, effect.message_id, at];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Content under which a business key was applied first (PD-23); nothing for keys of acts and
    /// national legs.
    pub(in crate::node) fn content_of(&self, mrn: Mrn, key: &str) -> Stored<Option<String>> {
        let sql = "SELECT content FROM journal
                   WHERE mrn = ?1 AND key = ?2 AND content IS NOT NULL ORDER BY id LIMIT 1";
        let row = [mrn.as_str(), key];
        maybe(self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0)))
    }

    /// Every effect on a movement, in order.
    pub(in crate::node) fn effects(&self, mrn: Mrn) -> Stored<Vec<Effect>> {
        let sql = "SELECT key, message_id, at FROM journal WHERE mrn = ?1 ORDER BY id";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([mrn.as_str()], |row| {
            let at = instant(row.get(2)?);
            Ok(Effect { key: row.get(0)?, message_id: row.get(1)?, at })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Tells the officers.
    pub(in crate::node) fn raise(&self, alert: &Alert) -> Stored<()> {
        let sql = "INSERT INTO alert (rule, mrn, message_id, facts, at, severity, blocks)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let at = alert.at.as_microsecond();
        let severity = alert.severity.map(AlertLevel::code);
        let blocks = alert.blocks.as_ref().map(|blocks| blocks.join(" "));
        let Alert { rule, mrn, message_id, facts, .. } = alert;
        let row = params![rule, mrn, message_id, facts, at, severity, blocks];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// Alerts of one movement, or all, in order.
    pub(in crate::node) fn alerts(&self, mrn: Option<&str>) -> Stored<Vec<Alert>> {
        let sql = "SELECT rule, mrn, message_id, facts, at, severity, blocks FROM alert
                   WHERE ?1 IS NULL OR mrn = ?1 ORDER BY id";
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([mrn], |row| {
            Ok(Alert {
                rule: row.get(0)?,
                mrn: row.get(1)?,
                message_id: row.get(2)?,
                facts: row.get(3)?,
                at: instant(row.get::<_, i64>(4)?),
                severity: row.get::<_, Option<String>>(5)?.and_then(|level| level.parse().ok()),
                blocks: row.get::<_, Option<String>>(6)?.map(|blocks| words(&blocks)),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Known to this node at all, be it only by an effect.
    pub(in crate::node) fn has_effects(&self, mrn: Mrn) -> Stored<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM journal WHERE mrn = ?1)";
        Ok(self.conn.prepare_cached(sql)?.query_row([mrn.as_str()], |row| row.get(0))?)
    }
}
