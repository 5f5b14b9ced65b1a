//! What two countries have told each other about one movement (PD-51).

use rusqlite::params;

use super::{Store, Stored, parsed};
use crate::profile::{Code, Country, MessageId, Mrn};

/// A message that was sent to a country.
#[derive(Debug, Clone, Copy)]
pub(in crate::node) struct Told {
    /// Outbox row.
    pub entry: i64,
    /// Its id.
    pub message_id: MessageId,
}

/// A message that came from a country.
#[derive(Debug, Clone, Copy)]
pub(in crate::node) struct Heard {
    /// Inbox row.
    pub inbox: i64,
    /// Its id.
    pub message_id: MessageId,
}

/// Answers, and questions about what was told, are not themselves told again.
fn counts(code: Code) -> bool {
    !code.is_technical() && !matches!(code, Code::Stq | Code::Sts)
}

impl Store {
    /// Every message about a movement that was sent to a country, oldest first.
    pub(in crate::node) fn told(&self, mrn: Mrn, to: Country) -> Stored<Vec<Told>> {
        let sql = "SELECT id, message_id, code FROM outbox
                   WHERE mrn = ?1 AND queue LIKE ?2 ORDER BY id";
        let queues = format!("TRANSIT.{to}.FROM.%");
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params![mrn.as_str(), queues])?;
        let mut told = Vec::new();
        while let Some(row) = rows.next()? {
            let code: Code = parsed("outbox", &row.get::<_, String>(2)?)?;
            let id = row.get::<_, String>(1)?.parse().ok();
            if let Some(message_id) = id.filter(|_| counts(code)) {
                told.push(Told { entry: row.get(0)?, message_id });
            }
        }
        Ok(told)
    }

    /// Every message about a movement that came from a country, oldest first.
    pub(in crate::node) fn heard(&self, mrn: Mrn, from: Country) -> Stored<Vec<Heard>> {
        let sql = "SELECT id, message_id, code FROM inbox
                   WHERE mrn = ?1 AND sender = ?2 AND binds = 1 AND body IS NOT NULL ORDER BY id";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params![mrn.as_str(), from.as_str()])?;
        let mut heard = Vec::new();
        while let Some(row) = rows.next()? {
            // What could not be read has no code: it was refused, and told nothing.
            let code = row.get::<_, String>(2)?.parse().ok();
            let id = row.get::<_, String>(1)?.parse().ok();
            if let (Some(message_id), true) = (id, code.is_some_and(counts)) {
                heard.push(Heard { inbox: row.get(0)?, message_id });
            }
        }
        Ok(heard)
    }

    /// The bytes of a message as they came.
    pub(in crate::node) fn body_of(&self, inbox: i64) -> Stored<Vec<u8>> {
        let sql = "SELECT body FROM inbox WHERE id = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([inbox], |row| row.get(0))?)
    }

    /// The newest message of a code about a movement that was sent to a country.
    pub(in crate::node) fn newest_to(
        &self,
        mrn: Mrn,
        code: Code,
        to: Country,
    ) -> Stored<Option<i64>> {
        let sql = "SELECT id FROM outbox
                   WHERE mrn = ?1 AND code = ?2 AND queue LIKE ?3 ORDER BY id DESC LIMIT 1";
        let row = params![mrn.as_str(), code.as_str(), format!("TRANSIT.{to}.FROM.%")];
        super::maybe(self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0)))
    }

    /// The message of a code about a movement that answers this one.
    pub(in crate::node) fn answer_to(
        &self,
        mrn: Mrn,
        code: Code,
        question: &str,
    ) -> Stored<Option<i64>> {
        let sql = "SELECT id FROM outbox WHERE mrn = ?1 AND code = ?2
                   AND EXISTS (SELECT 1 FROM json_each(headers) AS header
                   WHERE json_extract(header.value, '$[0]') = 'correlation-id'
                   AND json_extract(header.value, '$[1]') = ?3) ORDER BY id DESC LIMIT 1";
        let row = params![mrn.as_str(), code.as_str(), question];
        super::maybe(self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0)))
    }

    /// A message of one's own that came back as a copy is a message once sent: nothing is owed.
    pub(in crate::node) fn take_back(&self, letter: &super::Letter) -> Stored<()> {
        let entry = self.post(letter)?;
        let sql = "UPDATE outbox SET owed = 0, late_at = NULL, state = 'ACKED' WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([entry])?;
        Ok(())
    }
}
