//! The node's durable store: one `SQLite` file, one owner, one transaction per batch.

mod exchanged;
mod inbox;
mod journal;
mod ledger;
mod meta;
mod movements;
mod outbox;
mod pair;
mod passed;
mod reference;
mod sensors;
mod timers;
mod vehicles;

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(in crate::node) use inbox::{Arrived, HeldMessage, Known};
pub(in crate::node) use movements::Filed;
pub(in crate::node) use outbox::{Entry, Letter, Sent};
pub(in crate::node) use pair::Waiting;
pub(in crate::node) use reference::Set;
pub(in crate::node) use sensors::TagGone;
pub(in crate::node) use timers::Running;

/// A defect of the store or of what lies in it; never a refusal of a message.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `SQLite` failed.
    #[error("store: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A stored document cannot be read or written.
    #[error("store: document of {what} does not fit this version: {text}")]
    Document {
        /// Kind of document.
        what: &'static str,
        /// What the reader said.
        text: String,
    },
}

pub(in crate::node) type Stored<T> = Result<T, StoreError>;

/// How far a commit reaches before it returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::node) enum Safety {
    /// Survives the death of the machine.
    Disk,
    /// Survives the death of the process: for counters only.
    Process,
}

/// The store. It belongs to the engine's thread.
#[derive(Debug)]
pub(in crate::node) struct Store {
    conn: Connection,
    depth: Cell<u32>,
}

const SCHEMA: &str = include_str!("schema.sql");

impl Store {
    /// Opens the store in `folder`, creating it if it is not there.
    pub(in crate::node) fn open(folder: &Path) -> Stored<Self> {
        let conn = Connection::open(folder.join("node.sqlite"))?;
        conn.busy_timeout(Duration::from_secs(5))?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.set_prepared_statement_cache_capacity(128);
        conn.execute_batch(SCHEMA)?;
        Ok(Self { conn, depth: Cell::new(0) })
    }

    /// Begins a transaction whose commit is as safe as told.
    pub(in crate::node) fn begin(&self, safety: Safety) -> Stored<()> {
        let pragma = match safety {
            Safety::Disk => "PRAGMA synchronous = FULL",
            Safety::Process => "PRAGMA synchronous = NORMAL",
        };
        self.conn.execute_batch(pragma)?;
        Ok(self.conn.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Commits it.
    pub(in crate::node) fn commit(&self) -> Stored<()> {
        Ok(self.conn.execute_batch("COMMIT")?)
    }

    /// Gives it up.
    pub(in crate::node) fn roll_back(&self) -> Stored<()> {
        Ok(self.conn.execute_batch("ROLLBACK")?)
    }

    /// Does `work` so that its failure undoes only itself, not the transaction around it.
    ///
    /// Savepoints are numbered by depth, so that an outer one also undoes what a panic left open.
    pub(in crate::node) fn apart<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let batch = |sql: String| self.conn.execute_batch(&sql).map_err(StoreError::from);
        let depth = self.depth.get();
        batch(format!("SAVEPOINT s{depth}"))?;
        self.depth.set(depth + 1);
        let result = work();
        self.depth.set(depth);
        match result {
            Ok(done) => {
                batch(format!("RELEASE s{depth}"))?;
                Ok(done)
            }
            Err(error) => {
                batch(format!("ROLLBACK TO s{depth}; RELEASE s{depth}"))?;
                Err(error)
            }
        }
    }

    /// Empties everything but the link epoch and the count of deviations.
    pub(in crate::node) fn empty(&self) -> Stored<()> {
        for table in SCHEMA.lines().filter_map(|line| {
            let name = line.strip_prefix("CREATE TABLE IF NOT EXISTS ")?;
            Some(name.split_whitespace().next().unwrap_or_default())
        }) {
            let spared = if table == "meta" { "WHERE key NOT IN ('epoch', 'fired')" } else { "" };
            self.conn.execute(&format!("DELETE FROM {table} {spared}"), [])?;
        }
        Ok(())
    }
}

fn to_doc<T: Serialize>(what: &'static str, value: &T) -> Stored<String> {
    let broken = |error: serde_json::Error| StoreError::Document { what, text: error.to_string() };
    serde_json::to_string(value).map_err(broken)
}

fn from_doc<T: DeserializeOwned>(what: &'static str, text: &str) -> Stored<T> {
    let broken = |error: serde_json::Error| StoreError::Document { what, text: error.to_string() };
    serde_json::from_str(text).map_err(broken)
}

fn parsed<T: std::str::FromStr>(what: &'static str, text: &str) -> Stored<T> {
    text.parse().map_err(|_| StoreError::Document { what, text: text.to_owned() })
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

/// `None` when a query found no row.
fn maybe<T>(found: rusqlite::Result<T>) -> Stored<Option<T>> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
