//! The register itself: a small database that is fed with STA and answers questions.

use super::{Alone, alone};
use crate::message::statistics::{DayCounts, DayTotals, MovementEnd, PassageTold, Sta};
use crate::profile::{Country, OfficeCode};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why the register could not answer: its database failed, or holds what nobody wrote.
#[derive(Debug, thiserror::Error)]
#[error("the regional register: {0}")]
pub struct RegisterError(#[from] rusqlite::Error);

type Answered<T> = Result<T, RegisterError>;

/// A movement that has ended, as the region knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Country of departure, which told.
    pub country: String,
    /// Movement.
    pub mrn: String,
    /// Final state, as table 5.1 names it.
    pub end: String,
    /// Salted hash of the principal's number.
    pub principal: String,
    /// Office of departure.
    pub departure: String,
    /// Declared office of destination.
    pub destination: String,
    /// Arrived after the limit.
    pub late: bool,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// A country's day: what it told in sum, and what its movements told one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayAccount {
    /// The totals as told.
    pub told: DayCounts,
    /// Ends that were told one by one within that day, by their state.
    pub ended: BTreeMap<String, u32>,
    /// Sum and single ends agree.
    pub agrees: bool,
}

/// What the region knows.
#[derive(Debug)]
pub struct Register {
    conn: Connection,
}

const ENTRY: &str = "SELECT country, mrn, state, principal, departure, destination, late, ended_at
                     FROM ended WHERE ";

impl Register {
    /// An empty register in memory.
    pub fn empty() -> Answered<Self> {
        let conn = Connection::open_in_memory()?;
        conn.execute_batch(include_str!("schema.sql"))?;
        Ok(Self { conn })
    }

    /// Takes what a country tells; told again, it is what it was.
    pub fn take(&mut self, from: Country, sta: &Sta) -> Answered<()> {
        let transaction = self.conn.transaction()?;
        if let Some(end) = &sta.end {
            take_end(&transaction, from, end)?;
        }
        if let Some(day) = &sta.day {
            take_day(&transaction, from, day)?;
        }
        Ok(transaction.commit()?)
    }

    /// The movement with this number.
    pub fn movement(&self, mrn: &str) -> Answered<Option<Entry>> {
        Ok(self.entries("mrn = ?1", &[&mrn])?.pop())
    }

    /// Movements of a principal, by the hash under which its country tells of it.
    pub fn of_principal(&self, country: Country, hash: &str) -> Answered<Vec<Entry>> {
        self.entries("country = ?1 AND principal = ?2", &[&country.as_str(), &hash])
    }

    /// Movements of a vehicle; spaces, hyphens and case of the plate do not count (PD-42).
    pub fn of_vehicle(&self, plate: &str) -> Answered<Vec<Entry>> {
        let plate = plain(plate);
        self.entries("mrn IN (SELECT mrn FROM vehicle WHERE plate = ?1)", &[&plate])
    }

    /// Movements that an office declared, was to receive or received, or saw pass.
    pub fn of_office(&self, office: OfficeCode) -> Answered<Vec<Entry>> {
        let of = "?1 IN (departure, destination, actual)
                  OR mrn IN (SELECT mrn FROM passage WHERE office = ?1)";
        self.entries(of, &[&office.as_str()])
    }

    /// Movements that ended from one instant to before another.
    pub fn ended_between(&self, from: Timestamp, to: Timestamp) -> Answered<Vec<Entry>> {
        let (from, to) = (from.as_microsecond(), to.as_microsecond());
        self.entries("ended_at >= ?1 AND ended_at < ?2", &[&from, &to])
    }

    /// The account of a country's day that ended then; none where it told none.
    pub fn day(&self, country: Country, to: Timestamp) -> Answered<Option<DayAccount>> {
        let sql = "SELECT begins, counts FROM day WHERE country = ?1 AND ends = ?2";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params![country.as_str(), to.as_microsecond()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let from = instant(row.get(0)?);
        let told: DayCounts = serde_json::from_str(&row.get::<_, String>(1)?)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        let mut ended = BTreeMap::new();
        let all = self.ended_between(from, to)?;
        for entry in all.into_iter().filter(|entry| entry.country == country.as_str()) {
            *ended.entry(entry.end).or_insert(0) += 1;
        }
        let count = |state: &str| ended.get(state).copied().unwrap_or(0);
        let agrees = told.discharged == count("DISCHARGED")
            && told.recovered == count("CLOSED_RECOVERED")
            && told.cancelled == count("CANCELLED")
            && told.not_released == count("NOT_RELEASED");
        Ok(Some(DayAccount { told, ended, agrees }))
    }

    /// Exits without an entry and entries without an exit, of all movements that have ended (F21).
    pub fn alone(&self) -> Answered<Vec<Alone>> {
        let sql = "SELECT mrn, office, direction, at FROM passage ORDER BY mrn, at, office";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query([])?;
        let mut by_movement: BTreeMap<String, Vec<PassageTold>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let told = PassageTold {
                office: parsed(row, 1)?,
                direction: parsed(row, 2)?,
                at: instant(row.get(3)?),
            };
            by_movement.entry(row.get(0)?).or_default().push(told);
        }
        Ok(by_movement.iter().flat_map(|(mrn, passages)| alone(mrn, passages)).collect())
    }

    fn entries(&self, of: &str, values: &[&dyn rusqlite::ToSql]) -> Answered<Vec<Entry>> {
        let mut query = self.conn.prepare_cached(&format!("{ENTRY}{of} ORDER BY ended_at, mrn"))?;
        let rows = query.query_map(values, |row| {
            Ok(Entry {
                country: row.get(0)?,
                mrn: row.get(1)?,
                end: row.get(2)?,
                principal: row.get(3)?,
                departure: row.get(4)?,
                destination: row.get(5)?,
                late: row.get(6)?,
                ended_at: instant(row.get(7)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn take_end(conn: &Connection, from: Country, end: &MovementEnd) -> Answered<()> {
    let mrn = end.mrn.to_string();
    for table in ["vehicle", "passage"] {
        conn.execute(&format!("DELETE FROM {table} WHERE mrn = ?1"), [&mrn])?;
    }
    let sql = "INSERT OR REPLACE INTO ended VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    conn.prepare_cached(sql)?.execute(params![
        mrn,
        from.as_str(),
        end.state,
        end.principal_hash,
        end.departure.as_str(),
        end.destination.as_str(),
        end.actual_office.map(|office| office.to_string()),
        end.late,
        end.ended_at.as_microsecond(),
    ])?;
    for plate in &end.plates {
        let sql = "INSERT OR IGNORE INTO vehicle VALUES (?1, ?2)";
        conn.prepare_cached(sql)?.execute(params![plain(plate), mrn])?;
    }
    for passage in &end.passages {
        let sql = "INSERT OR IGNORE INTO passage VALUES (?1, ?2, ?3, ?4)";
        let (at, direction) = (passage.at.as_microsecond(), passage.direction.to_string());
        let row = params![mrn, at, passage.office.as_str(), direction];
        conn.prepare_cached(sql)?.execute(row)?;
    }
    Ok(())
}

fn take_day(conn: &Connection, from: Country, day: &DayTotals) -> Answered<()> {
    let counts = serde_json::to_string(&day.counts)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let sql = "INSERT OR REPLACE INTO day (country, ends, begins, counts) VALUES (?1, ?2, ?3, ?4)";
    let (ends, begins) = (day.to.as_microsecond(), day.from.as_microsecond());
    conn.prepare_cached(sql)?.execute(params![from.as_str(), ends, begins, counts])?;
    Ok(())
}

/// A plate as plates are compared (PD-42).
fn plain(plate: &str) -> String {
    plate.chars().filter(|it| !matches!(it, ' ' | '-')).collect::<String>().to_uppercase()
}

fn instant(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MAX)
}

fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    let wrong =
        || rusqlite::Error::InvalidColumnType(column, text.clone(), rusqlite::types::Type::Text);
    text.parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Body, sample};
    use crate::profile::Code;

    /// Samples of ends of movements, and one of a day.
    fn told() -> (Vec<MovementEnd>, DayTotals) {
        let all = (0..200).filter_map(|seed| match sample(Code::Sta, seed).body {
            Body::Sta(sta) => Some(*sta),
            _ => None,
        });
        let (ends, days): (Vec<Sta>, Vec<Sta>) = all.partition(|sta| sta.end.is_some());
        let ends = ends.into_iter().filter_map(|sta| sta.end).take(5).collect();
        (ends, days.into_iter().find_map(|sta| sta.day).unwrap())
    }

    fn take(register: &mut Register, end: Option<MovementEnd>, day: Option<DayTotals>) {
        let Body::Sta(sta) = sample(Code::Sta, 1).body else { panic!("a STA") };
        register.take("TG".parse().unwrap(), &Sta { event: sta.event, end, day }).unwrap();
    }

    #[test]
    fn a_movement_is_found_by_number_vehicle_office_principal_and_period() {
        let (ends, _) = told();
        let mut register = Register::empty().unwrap();
        for end in &ends {
            take(&mut register, Some(end.clone()), None);
            // Told again, it is there once.
            take(&mut register, Some(end.clone()), None);
        }
        let end = &ends[2];
        let mrn = end.mrn.to_string();
        let found = register.movement(&mrn).unwrap().unwrap();
        assert_eq!((found.mrn.as_str(), found.late), (mrn.as_str(), end.late));
        let has = |entries: Vec<Entry>| entries.iter().filter(|it| it.mrn == mrn).count() == 1;
        let plate = end.plates[0].replace('-', " ").to_lowercase();
        assert!(has(register.of_vehicle(&plate).unwrap()), "{plate}");
        assert!(has(register.of_office(end.passages[0].office).unwrap()));
        let country: Country = "TG".parse().unwrap();
        assert!(has(register.of_principal(country, &end.principal_hash).unwrap()));
        let after = end.ended_at + jiff::SignedDuration::from_secs(1);
        assert!(has(register.ended_between(end.ended_at, after).unwrap()));
        assert!(!has(register.ended_between(after, Timestamp::MAX).unwrap()));
        assert_eq!(register.alone().unwrap().len(), ends.len(), "each has an exit, and no entry");
    }

    #[test]
    fn a_day_agrees_exactly_when_sum_and_single_ends_do() {
        let (ends, mut day) = told();
        let mut register = Register::empty().unwrap();
        let country: Country = "TG".parse().unwrap();
        assert_eq!(register.day(country, day.to).unwrap(), None);
        let mut end = ends[0].clone();
        end.ended_at = day.from;
        day.counts = DayCounts { discharged: 1, ..DayCounts::default() };
        take(&mut register, None, Some(day.clone()));
        assert!(!register.day(country, day.to).unwrap().unwrap().agrees);
        take(&mut register, Some(end), None);
        assert!(register.day(country, day.to).unwrap().unwrap().agrees);
    }
}
