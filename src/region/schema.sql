-- One row per movement that has ended; its departure told.
CREATE TABLE ended (
  mrn TEXT PRIMARY KEY, country TEXT NOT NULL, state TEXT NOT NULL, principal TEXT NOT NULL,
  departure TEXT NOT NULL, destination TEXT NOT NULL, actual TEXT, late INTEGER NOT NULL,
  ended_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX ended_of ON ended (country, principal, ended_at);
CREATE INDEX ended_in ON ended (ended_at);
-- Plates without spaces and hyphens (PD-42).
CREATE TABLE vehicle (plate TEXT NOT NULL, mrn TEXT NOT NULL, PRIMARY KEY (plate, mrn)) WITHOUT ROWID;
CREATE TABLE passage (
  mrn TEXT NOT NULL, at INTEGER NOT NULL, office TEXT NOT NULL, direction TEXT NOT NULL,
  PRIMARY KEY (mrn, at, office, direction)) WITHOUT ROWID;
CREATE INDEX passage_at ON passage (office, at);
-- What a country told of a day of its own.
CREATE TABLE day (
  country TEXT NOT NULL, ends INTEGER NOT NULL, begins INTEGER NOT NULL, counts TEXT NOT NULL,
  PRIMARY KEY (country, ends)) WITHOUT ROWID;
