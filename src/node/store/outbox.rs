//! Messages on their way out: copies owed, repetition, what became of them.

use bytes::Bytes;
use jiff::Timestamp;
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::{Store, Stored, from_doc, instant, maybe, parsed, to_doc};
use crate::profile::{Code, Mrn, Queue, stomp};

/// A message about to be stored for sending.
#[derive(Debug)]
pub(in crate::node) struct Letter {
    /// Its id.
    pub message_id: String,
    /// Where it goes.
    pub queue: Queue,
    /// Its code.
    pub code: Code,
    /// Movement that it is about.
    pub mrn: Option<Mrn>,
    /// Headers of the SEND frame.
    pub headers: Vec<(String, String)>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// Not to be sent earlier, business time.
    pub not_before: Option<Timestamp>,
    /// When it is late if the broker has not got it (for an RFD: if it was not acknowledged), business time.
    pub late_at: Option<Timestamp>,
}

/// A message to be handed to the broker now.
#[derive(Debug, Clone)]
pub(in crate::node) struct Entry {
    /// Row.
    pub id: i64,
    /// Headers of the SEND frame.
    pub headers: Vec<(String, String)>,
    /// Its bytes.
    pub body: Bytes,
    /// Copies owed.
    pub owed: u32,
    /// Movement that it is about.
    pub mrn: Option<String>,
}

/// What is known of a message that was sent.
#[derive(Debug, Clone)]
pub(in crate::node) struct Sent {
    /// Row.
    pub id: i64,
    /// Its code.
    pub code: Code,
    /// Movement that it is about.
    pub mrn: Option<Mrn>,
    /// Where it goes.
    pub queue: Queue,
    /// How often it was repeated for want of an answer.
    pub repeats: u32,
    /// `OPEN` until it has its final answer.
    pub open: bool,
}

impl Store {
    /// Stores a message for sending, one copy owed; returns its row.
    pub(in crate::node) fn post(&self, letter: &Letter) -> Stored<i64> {
        let sql = "INSERT INTO outbox
                   (message_id, queue, code, mrn, headers, body, owed, not_before, late_at, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, 'OPEN')";
        self.conn.prepare_cached(sql)?.execute(params![
            letter.message_id,
            letter.queue.to_string(),
            letter.code.as_str(),
            letter.mrn.as_ref().map(Mrn::as_str),
            to_doc("headers", &letter.headers)?,
            letter.body,
            letter.not_before.map(Timestamp::as_microsecond),
            letter.late_at.map(Timestamp::as_microsecond),
        ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Owes one more copy of a stored message.
    pub(in crate::node) fn owe_again(&self, id: i64) -> Stored<()> {
        let sql = "UPDATE outbox SET owed = owed + 1 WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// Messages after row `after` that are owed and due, in order, at most `most`.
    pub(in crate::node) fn due_after(
        &self,
        after: i64,
        now: Timestamp,
        most: usize,
    ) -> Stored<Vec<Entry>> {
        let sql = "SELECT id, headers, body, owed, mrn FROM outbox
                   WHERE owed > 0 AND id > ?1 AND (not_before IS NULL OR not_before <= ?2)
                   ORDER BY id LIMIT ?3";
        let mut query = self.conn.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = query.query(params![after, now.as_microsecond(), most])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry(row)?);
        }
        Ok(entries)
    }

    /// One message, if a copy of it is owed and due.
    pub(in crate::node) fn due(&self, id: i64, now: Timestamp) -> Stored<Option<Entry>> {
        let sql = "SELECT id, headers, body, owed, mrn FROM outbox
                   WHERE id = ?1 AND owed > 0 AND (not_before IS NULL OR not_before <= ?2)";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query([id, now.as_microsecond()])?;
        rows.next()?.map(entry).transpose()
    }

    /// How many copies are owed and due.
    pub(in crate::node) fn copies_due(&self, now: Timestamp) -> Stored<u64> {
        let sql = "SELECT COALESCE(SUM(owed), 0) FROM outbox
                   WHERE owed > 0 AND (not_before IS NULL OR not_before <= ?1)";
        let due: i64 =
            self.conn.prepare_cached(sql)?.query_row([now.as_microsecond()], |row| row.get(0))?;
        Ok(u64::try_from(due).unwrap_or(0))
    }

    /// The broker has one copy on disk. `repeat_at`: when to repeat if no answer has come by then.
    pub(in crate::node) fn receipted(&self, id: i64, repeat_at: Option<Timestamp>) -> Stored<()> {
        let sql = "UPDATE outbox SET owed = MAX(owed - 1, 0), not_before = NULL,
                   late_at = CASE WHEN code = 'RFD' THEN late_at ELSE NULL END,
                   repeat_at = CASE WHEN state = 'OPEN' THEN ?2 ELSE NULL END WHERE id = ?1";
        let repeat_at = repeat_at.map(Timestamp::as_microsecond);
        self.conn.prepare_cached(sql)?.execute(params![id, repeat_at])?;
        Ok(())
    }

    /// The message of this row.
    pub(in crate::node) fn sent(&self, id: i64) -> Stored<Option<Sent>> {
        self.sent_where(
            "SELECT id, code, mrn, repeats, state, queue FROM outbox WHERE id = ?1",
            params![id],
        )
    }

    /// The message of this id.
    pub(in crate::node) fn sent_as(&self, message_id: &str) -> Stored<Option<Sent>> {
        let sql = "SELECT id, code, mrn, repeats, state, queue FROM outbox WHERE message_id = ?1";
        self.sent_where(sql, params![message_id])
    }

    /// The bytes of the message of this row.
    pub(in crate::node) fn sent_body(&self, id: i64) -> Stored<Option<Vec<u8>>> {
        let sql = "SELECT body FROM outbox WHERE id = ?1";
        maybe(self.conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)))
    }

    /// The newest message of a code about a movement.
    pub(in crate::node) fn newest(&self, mrn: Mrn, code: Code) -> Stored<Option<Sent>> {
        let sql = "SELECT id, code, mrn, repeats, state, queue FROM outbox
                   WHERE mrn = ?1 AND code = ?2 ORDER BY id DESC LIMIT 1";
        self.sent_where(sql, params![mrn.as_str(), code.as_str()])
    }

    /// Id of the newest message of a code about a movement.
    pub(in crate::node) fn newest_id(&self, mrn: Mrn, code: Code) -> Stored<Option<String>> {
        let sql = "SELECT message_id FROM outbox
                   WHERE mrn = ?1 AND code = ?2 ORDER BY id DESC LIMIT 1";
        let row = [mrn.as_str(), code.as_str()];
        maybe(self.conn.prepare_cached(sql)?.query_row(row, |row| row.get(0)))
    }

    fn sent_where(&self, sql: &str, with: &[&dyn rusqlite::ToSql]) -> Stored<Option<Sent>> {
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(with)?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let mrn: Option<String> = row.get(2)?;
        Ok(Some(Sent {
            id: row.get(0)?,
            code: parsed("outbox", &row.get::<_, String>(1)?)?,
            mrn: mrn.map(|mrn| parsed("outbox", &mrn)).transpose()?,
            repeats: row.get(3)?,
            open: row.get::<_, String>(4)? == "OPEN",
            queue: parsed("outbox", &row.get::<_, String>(5)?)?,
        }))
    }

    /// Ends repetition: `state` is `ACKED`, `REFUSED`, `HELD` or `SENT`.
    pub(in crate::node) fn retire(&self, id: i64, state: &str) -> Stored<()> {
        let sql = "UPDATE outbox SET state = ?2, repeat_at = NULL, late_at = NULL WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute(params![id, state])?;
        Ok(())
    }

    /// Asks for a repetition at an instant, whatever the state (FNK 99).
    pub(in crate::node) fn repeat_at(&self, id: i64, at: Timestamp) -> Stored<()> {
        let sql = "UPDATE outbox SET repeat_at = ?2, state = 'OPEN' WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([id, at.as_microsecond()])?;
        Ok(())
    }

    /// Counts one repetition and owes a copy for it.
    pub(in crate::node) fn repeat(&self, id: i64) -> Stored<()> {
        let sql = "UPDATE outbox SET repeats = repeats + 1, owed = owed + 1, repeat_at = NULL
                   WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// The repetition that is due first.
    pub(in crate::node) fn first_repeat(&self) -> Stored<Option<(Timestamp, i64)>> {
        let sql = "SELECT repeat_at, id FROM outbox
                   WHERE repeat_at IS NOT NULL ORDER BY repeat_at, id LIMIT 1";
        self.first_at(sql)
    }

    /// The deferred message that is due first after `now`.
    pub(in crate::node) fn first_deferred(&self) -> Stored<Option<(Timestamp, i64)>> {
        let sql = "SELECT not_before, id FROM outbox
                   WHERE not_before IS NOT NULL ORDER BY not_before, id LIMIT 1";
        self.first_at(sql)
    }

    /// The message that is late first.
    pub(in crate::node) fn first_late(&self) -> Stored<Option<(Timestamp, i64)>> {
        let sql = "SELECT late_at, id FROM outbox
                   WHERE late_at IS NOT NULL ORDER BY late_at, id LIMIT 1";
        self.first_at(sql)
    }

    /// That this message is late has been told.
    pub(in crate::node) fn no_longer_late(&self, id: i64) -> Stored<()> {
        let sql = "UPDATE outbox SET late_at = NULL WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    fn first_at(&self, sql: &str) -> Stored<Option<(Timestamp, i64)>> {
        maybe(
            self.conn
                .prepare_cached(sql)?
                .query_row([], |row| Ok((instant(row.get(0)?), row.get::<_, i64>(1)?))),
        )
    }

    /// A deferred message may leave now.
    pub(in crate::node) fn undefer(&self, id: i64) -> Stored<()> {
        let sql = "UPDATE outbox SET not_before = NULL WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// The newest row, 0 before the first.
    pub(in crate::node) fn newest_row(&self) -> Stored<i64> {
        let sql = "SELECT COALESCE(MAX(id), 0) FROM outbox";
        Ok(self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Never sends what stands after this row: a flaw's doing.
    pub(in crate::node) fn drop_after(&self, id: i64) -> Stored<()> {
        let sql = "UPDATE outbox SET owed = 0, repeat_at = NULL, late_at = NULL, state = 'SENT'
                   WHERE id > ?1";
        self.conn.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// Gives a message other bytes, and the digest to them: a flaw's doing.
    pub(in crate::node) fn alter(&self, id: i64) -> Stored<()> {
        let sql = "SELECT headers, body FROM outbox WHERE id = ?1";
        let found: Option<(String, Vec<u8>)> = maybe(
            self.conn.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))),
        )?;
        let Some((headers, mut body)) = found else { return Ok(()) };
        let mut headers: Vec<(String, String)> = from_doc("headers", &headers)?;
        body.push(b'\n');
        for (_, value) in headers.iter_mut().filter(|(name, _)| name == stomp::TX_DIGEST) {
            *value = hex::encode(Sha256::digest(&body));
        }
        let sql = "UPDATE outbox SET headers = ?2, body = ?3 WHERE id = ?1";
        let headers = to_doc("headers", &headers)?;
        self.conn.prepare_cached(sql)?.execute(params![id, headers, body])?;
        Ok(())
    }

    /// Repetition stood still for a while: every one is due so much later (PD-22).
    pub(in crate::node) fn shift_repeats(&self, by: jiff::SignedDuration) -> Stored<()> {
        let micros = i64::try_from(by.as_micros()).unwrap_or(0);
        let sql = "UPDATE outbox SET repeat_at = repeat_at + ?1 WHERE repeat_at IS NOT NULL";
        self.conn.prepare_cached(sql)?.execute([micros])?;
        Ok(())
    }

    /// The next number in a queue, given in the transaction that stores the message (PD-02).
    pub(in crate::node) fn next_link_seq(&self, queue: Queue) -> Stored<u32> {
        let sql = "INSERT INTO link (queue, seq) VALUES (?1, 1)
                   ON CONFLICT (queue) DO UPDATE SET seq = seq + 1 RETURNING seq";
        Ok(self.conn.prepare_cached(sql)?.query_row([queue.to_string()], |row| row.get(0))?)
    }
}

impl Store {
    /// The last number given or, for a queue that is read, heard; 0 before the first.
    pub(in crate::node) fn last_link_seq(&self, queue: Queue) -> Stored<u32> {
        let sql = "SELECT seq FROM link WHERE queue = ?1";
        let mut query = self.conn.prepare_cached(sql)?;
        Ok(maybe(query.query_row([queue.to_string()], |row| row.get(0)))?.unwrap_or(0))
    }

    /// A number was heard in a queue that is read.
    pub(in crate::node) fn heard_link_seq(&self, queue: Queue, number: u32) -> Stored<()> {
        let sql = "INSERT INTO link (queue, seq) VALUES (?1, ?2)
                   ON CONFLICT (queue) DO UPDATE SET seq = max(seq, excluded.seq)";
        self.conn.prepare_cached(sql)?.execute(rusqlite::params![queue.to_string(), number])?;
        Ok(())
    }
}

fn entry(row: &rusqlite::Row<'_>) -> Stored<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        headers: from_doc("headers", &row.get::<_, String>(1)?)?,
        body: Bytes::from(row.get::<_, Vec<u8>>(2)?),
        owed: row.get(3)?,
        mrn: row.get(4)?,
    })
}
