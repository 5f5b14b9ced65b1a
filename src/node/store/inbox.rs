//! Messages taken from queues: known ids, their answers, early ones, attempts.

use jiff::Timestamp;
use rusqlite::params;

use super::{Store, Stored, instant, maybe, parsed};
use crate::profile::{Code, Country, Mrn, Queue};

/// A message about to be stored.
#[derive(Debug)]
pub(in crate::node) struct Arrived<'a> {
    /// Queue that it came by.
    pub queue: Queue,
    /// Its id, as claimed.
    pub message_id: &'a str,
    /// Digest of the bytes received.
    pub digest: &'a str,
    /// True when from now on the id belongs to these bytes.
    pub binds: bool,
    /// Code, as far as it could be told.
    pub code: &'a str,
    /// Movement, as claimed.
    pub mrn: Option<&'a str>,
    /// When, business time.
    pub at: Timestamp,
    /// The bytes; not kept for technical answers.
    pub body: Option<&'a [u8]>,
}

/// What is known of an id and a digest (PD-23 a, b).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) enum Known {
    /// Never seen.
    New,
    /// The same bytes: inbox id, outbox entry of the answer, and whether a flaw forgot it.
    Same {
        /// Row.
        inbox: i64,
        /// Entry of the stored answer.
        answer: Option<i64>,
        /// A flaw has forgotten it.
        forgotten: bool,
    },
    /// The id belongs to other bytes.
    Other {
        /// Entry of the answer stored for those.
        answer: Option<i64>,
    },
}

/// An early message that waits.
#[derive(Debug)]
pub(in crate::node) struct HeldMessage {
    /// Inbox row.
    pub inbox: i64,
    /// Queue that it came by.
    pub queue: Queue,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Since when.
    pub since: Timestamp,
    /// When it runs out; none while its sender's absence has no end.
    pub until: Option<Timestamp>,
}

impl Store {
    /// What is known of this id and these bytes from that sender.
    pub(in crate::node) fn known(
        &self,
        sender: Country,
        message_id: &str,
        digest: &str,
    ) -> Stored<Known> {
        let sql = "SELECT id, answer, digest, binds, forgotten FROM inbox
                   WHERE sender = ?1 AND message_id = ?2 ORDER BY id";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params![sender.as_str(), message_id])?;
        let mut known = Known::New;
        while let Some(row) = rows.next()? {
            if !row.get::<_, bool>(3)? {
                continue;
            }
            let (inbox, answer) = (row.get(0)?, row.get(1)?);
            if row.get_ref(2)?.as_str().is_ok_and(|have| have == digest) {
                return Ok(Known::Same { inbox, answer, forgotten: row.get(4)? });
            }
            known = Known::Other { answer };
        }
        Ok(known)
    }

    /// Stores a message; returns its row.
    pub(in crate::node) fn take_in(&self, arrived: &Arrived<'_>) -> Stored<i64> {
        let sql = "INSERT INTO inbox
                   (sender, message_id, digest, binds, queue, code, mrn, received_at, body)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                   ON CONFLICT (sender, message_id, digest) DO UPDATE SET
                   binds = excluded.binds, code = excluded.code, mrn = excluded.mrn
                   RETURNING id";
        let row = params![
            arrived.queue.from.as_str(),
            arrived.message_id,
            arrived.digest,
            arrived.binds,
            arrived.queue.to_string(),
            arrived.code,
            arrived.mrn,
            arrived.at.as_microsecond(),
            arrived.body,
        ];
        Ok(self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0))?)
    }

    /// The answer with which these very bytes were refused before without binding their id.
    pub(in crate::node) fn refused_before(
        &self,
        sender: Country,
        message_id: &str,
        digest: &str,
    ) -> Stored<Option<i64>> {
        let sql = "SELECT answer FROM inbox
                   WHERE sender = ?1 AND message_id = ?2 AND digest = ?3 AND binds = 0";
        let row = params![sender.as_str(), message_id, digest];
        let found = maybe(self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0)))?;
        Ok(found.flatten())
    }

    /// The newest message of a code that was taken in for a movement.
    pub(in crate::node) fn received(&self, mrn: Mrn, code: Code) -> Stored<Option<Vec<u8>>> {
        let sql = "SELECT body FROM inbox WHERE mrn = ?1 AND code = ?2 AND binds = 1
                   ORDER BY id DESC LIMIT 1";
        let found: Option<Option<Vec<u8>>> = maybe(
            self.conn
                .prepare_cached(sql)?
                .query_row([mrn.as_str(), code.as_str()], |row| row.get(0)),
        )?;
        Ok(found.flatten())
    }

    /// Binds the answer in outbox entry `answer` to a message.
    pub(in crate::node) fn set_answer(&self, inbox: i64, answer: i64) -> Stored<()> {
        let sql = "UPDATE inbox SET answer = ?2, forgotten = 0 WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([inbox, answer])?;
        Ok(())
    }

    /// A flaw's doing: every id that is known now is forgotten; says whether there was any.
    pub(in crate::node) fn forget_inbox(&self) -> Stored<bool> {
        let sql = "UPDATE inbox SET forgotten = 1 WHERE forgotten = 0";
        Ok(self.conn.prepare_cached(sql)?.execute([])? > 0)
    }

    /// Remembers a forgotten id again.
    pub(in crate::node) fn remember(&self, inbox: i64) -> Stored<()> {
        let sql = "UPDATE inbox SET forgotten = 0 WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([inbox])?;
        Ok(())
    }

    /// Keeps a message until its forerunner comes.
    ///
    /// At the second instant the sender of the forerunner is asked for it.
    pub(in crate::node) fn hold(
        &self,
        inbox: i64,
        mrn: Mrn,
        (since, ask_at): (Timestamp, Timestamp),
        until: Option<Timestamp>,
    ) -> Stored<()> {
        let sql = "INSERT INTO held (inbox, mrn, since, ask_at, until) VALUES (?1, ?2, ?3, ?4, ?5)";
        let [since, ask_at] = [since, ask_at].map(Timestamp::as_microsecond);
        let until = until.map(Timestamp::as_microsecond);
        self.conn.prepare_cached(sql)?.execute(params![
            inbox,
            mrn.as_str(),
            since,
            ask_at,
            until
        ])?;
        Ok(())
    }

    /// Patience with an early message ends at another instant.
    pub(in crate::node) fn hold_until(&self, inbox: i64, until: Option<Timestamp>) -> Stored<()> {
        let sql = "UPDATE held SET until = ?2 WHERE inbox = ?1";
        let until = until.map(Timestamp::as_microsecond);
        self.conn.prepare_cached(sql)?.execute(params![inbox, until])?;
        Ok(())
    }

    /// The early message whose forerunner is to be asked for first: when, row, movement, queue.
    pub(in crate::node) fn first_held_ask(&self) -> Stored<Option<(Timestamp, i64, Mrn, Queue)>> {
        let sql = "SELECT held.ask_at, held.inbox, held.mrn, inbox.queue FROM held
                   JOIN inbox ON inbox.id = held.inbox
                   WHERE held.ask_at IS NOT NULL ORDER BY held.ask_at, held.inbox LIMIT 1";
        let found = maybe(self.conn.prepare_cached(sql)?.query_row([], |row| {
            let (mrn, queue) = (row.get::<_, String>(2)?, row.get::<_, String>(3)?);
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, mrn, queue))
        }))?;
        let Some((at, inbox, mrn, queue)) = found else { return Ok(None) };
        Ok(Some((instant(at), inbox, parsed("held", &mrn)?, parsed("held", &queue)?)))
    }

    /// The forerunner of an early message was asked for.
    pub(in crate::node) fn asked_for(&self, inbox: i64) -> Stored<()> {
        let sql = "UPDATE held SET ask_at = NULL WHERE inbox = ?1";
        self.conn.prepare_cached(sql)?.execute([inbox])?;
        Ok(())
    }

    /// Ends the wait of a message.
    pub(in crate::node) fn let_go(&self, inbox: i64) -> Stored<()> {
        self.conn.prepare_cached("DELETE FROM held WHERE inbox = ?1")?.execute([inbox])?;
        Ok(())
    }

    /// Movements of which early messages wait.
    pub(in crate::node) fn waiting(&self) -> Stored<Vec<Mrn>> {
        let mut query = self.conn.prepare_cached("SELECT DISTINCT mrn FROM held ORDER BY mrn")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|row| parsed("held", &row?)).collect()
    }

    /// Early messages of a movement, oldest first.
    pub(in crate::node) fn held_for(&self, mrn: Mrn) -> Stored<Vec<HeldMessage>> {
        let sql = "SELECT held.inbox, inbox.queue, inbox.body, held.since, held.until FROM held
                   JOIN inbox ON inbox.id = held.inbox WHERE held.mrn = ?1 ORDER BY held.inbox";
        self.held(sql, params![mrn.as_str()])
    }

    /// Every early message of a partner.
    pub(in crate::node) fn held_from(&self, partner: Country) -> Stored<Vec<HeldMessage>> {
        let sql = "SELECT held.inbox, inbox.queue, inbox.body, held.since, held.until FROM held
                   JOIN inbox ON inbox.id = held.inbox ORDER BY held.inbox";
        let mut held = self.held(sql, params![])?;
        held.retain(|held| held.queue.from == partner);
        Ok(held)
    }

    /// The early message that runs out first.
    pub(in crate::node) fn first_held(&self) -> Stored<Option<HeldMessage>> {
        let sql = "SELECT held.inbox, inbox.queue, inbox.body, held.since, held.until FROM held
                   JOIN inbox ON inbox.id = held.inbox WHERE held.until IS NOT NULL
                   ORDER BY held.until, held.inbox LIMIT 1";
        Ok(self.held(sql, params![])?.pop())
    }

    fn held(&self, sql: &str, with: &[&dyn rusqlite::ToSql]) -> Stored<Vec<HeldMessage>> {
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(with)?;
        let mut held = Vec::new();
        while let Some(row) = rows.next()? {
            held.push(HeldMessage {
                inbox: row.get(0)?,
                queue: parsed("held", &row.get::<_, String>(1)?)?,
                body: row.get::<_, Option<Vec<u8>>>(2)?.unwrap_or_default(),
                since: instant(row.get(3)?),
                until: row.get::<_, Option<i64>>(4)?.map(instant),
            });
        }
        Ok(held)
    }

    /// Counts one more attempt at a message, before it is processed (PD-27).
    pub(in crate::node) fn count_attempt(&self, key: &str) -> Stored<u32> {
        let sql = "INSERT INTO attempt (key, count) VALUES (?1, 1)
                   ON CONFLICT (key) DO UPDATE SET count = count + 1 RETURNING count";
        Ok(self.conn.prepare_cached(sql)?.query_row([key], |row| row.get(0))?)
    }

    /// Ends the count: the message is dealt with.
    pub(in crate::node) fn end_attempts(&self, key: &str) -> Stored<()> {
        self.conn.prepare_cached("DELETE FROM attempt WHERE key = ?1")?.execute([key])?;
        Ok(())
    }

    /// Attempts so far.
    pub(in crate::node) fn attempts(&self, key: &str) -> Stored<u32> {
        let sql = "SELECT count FROM attempt WHERE key = ?1";
        let found = maybe(self.conn.prepare_cached(sql)?.query_row([key], |row| row.get(0)))?;
        Ok(found.unwrap_or(0))
    }
}
