-- Instants are business time in microseconds since 1970, unless a name says otherwise.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS office (
  code TEXT PRIMARY KEY, country TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
-- Sets GUA CAL SCA TOL RTE POL of reference data.
CREATE TABLE IF NOT EXISTS reference (
  name TEXT NOT NULL, key TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID;
-- One row per movement; `declaration` only where it departed.
CREATE TABLE IF NOT EXISTS movement (
  mrn TEXT PRIMARY KEY, doc TEXT NOT NULL, declaration TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lrn (
    lrn TEXT NOT NULL,
    declarant TEXT NOT NULL,
    mrn TEXT NOT NULL,
    PRIMARY KEY (lrn, declarant)
) WITHOUT ROWID;
-- Who was told of a movement, and what became of it: PENDING, ACKED, REFUSED.
CREATE TABLE IF NOT EXISTS advice (
  mrn TEXT NOT NULL, country TEXT NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (mrn, message_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (grn TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reservation (
  mrn TEXT NOT NULL, grn TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (mrn, grn)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reservation_of ON reservation (grn, mrn);
-- Requests of a movement up to this number were given back to the guarantor (G5).
CREATE TABLE IF NOT EXISTS tombstone (
  mrn TEXT PRIMARY KEY, request_no INTEGER NOT NULL) WITHOUT ROWID;
-- Every message taken from a queue. `binds`: the id now belongs to this digest.
CREATE TABLE IF NOT EXISTS inbox (
  id INTEGER PRIMARY KEY, sender TEXT NOT NULL, message_id TEXT NOT NULL, digest TEXT NOT NULL,
  binds INTEGER NOT NULL, forgotten INTEGER NOT NULL DEFAULT 0, queue TEXT NOT NULL,
  code TEXT NOT NULL, mrn TEXT, received_at INTEGER NOT NULL, answer INTEGER, body BLOB,
  UNIQUE (sender, message_id, digest));
CREATE INDEX IF NOT EXISTS inbox_of ON inbox (mrn, sender);
-- Early messages, by the movement that they wait for (PD-24).
CREATE TABLE IF NOT EXISTS held (
  inbox INTEGER PRIMARY KEY, mrn TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, ask_at INTEGER);
CREATE INDEX IF NOT EXISTS held_of ON held (mrn);
CREATE INDEX IF NOT EXISTS held_until ON held (until) WHERE until IS NOT NULL;
CREATE INDEX IF NOT EXISTS held_ask ON held (ask_at) WHERE ask_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS attempt (key TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
-- Every message ever written. `owed`: copies still to be handed over and receipted.
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, queue TEXT NOT NULL, code TEXT NOT NULL,
  mrn TEXT, headers TEXT NOT NULL, body BLOB NOT NULL, owed INTEGER NOT NULL,
  not_before INTEGER, late_at INTEGER, repeat_at INTEGER, repeats INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS outbox_message ON outbox (message_id);
CREATE INDEX IF NOT EXISTS outbox_owed ON outbox (id) WHERE owed > 0;
CREATE INDEX IF NOT EXISTS outbox_later ON outbox (not_before) WHERE not_before IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_late ON outbox (late_at) WHERE late_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_repeat ON outbox (repeat_at) WHERE repeat_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_of ON outbox (mrn, code);
CREATE TABLE IF NOT EXISTS link (queue TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
-- Committed business effects, in order.
CREATE TABLE IF NOT EXISTS journal (
  id INTEGER PRIMARY KEY, mrn TEXT NOT NULL, key TEXT NOT NULL, content TEXT,
  message_id TEXT, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS journal_of ON journal (mrn, key);
CREATE TABLE IF NOT EXISTS alert (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL, mrn TEXT, message_id TEXT, facts TEXT NOT NULL,
  at INTEGER NOT NULL, severity TEXT, blocks TEXT);
CREATE INDEX IF NOT EXISTS alert_of ON alert (mrn);
CREATE TABLE IF NOT EXISTS act (id TEXT PRIMARY KEY, outcome TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS timer (
  mrn TEXT NOT NULL, name TEXT NOT NULL, due INTEGER, since INTEGER NOT NULL, planned INTEGER NOT NULL,
  partner TEXT, PRIMARY KEY (mrn, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS timer_due ON timer (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS timer_partner ON timer (partner) WHERE partner IS NOT NULL;
-- Events at a joint post whose other one is missing (T-PAIR).
CREATE TABLE IF NOT EXISTS pair (
  mrn TEXT NOT NULL, office TEXT NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL,
  PRIMARY KEY (mrn, office)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pair_due ON pair (due);
-- Plates that gates have read, and tags that were taken off with no exit so far (T-TAG, option SENS).
CREATE TABLE IF NOT EXISTS gate (
  office TEXT NOT NULL, plate TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (office, plate, at)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tag (
  mrn TEXT PRIMARY KEY, removed INTEGER NOT NULL, due INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tag_due ON tag (due);
-- Plates of vehicles that are under way with goods that departed here (F29).
CREATE TABLE IF NOT EXISTS under_way (
  plate TEXT NOT NULL, mrn TEXT NOT NULL, PRIMARY KEY (plate, mrn)) WITHOUT ROWID;
-- Passages of a movement as far as they are known here; kept for the regional database (option REG).
CREATE TABLE IF NOT EXISTS passed (
  mrn TEXT NOT NULL, at INTEGER NOT NULL, office TEXT NOT NULL, direction TEXT NOT NULL,
  PRIMARY KEY (mrn, at, office, direction)) WITHOUT ROWID;
