//! How many of a principal's movements end late, and when that is too many (FR24, FR32).

use super::Entry;
use crate::scenario::Risk;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// A principal's movements that ended in the period that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Country that tells of the principal; its salt is its own.
    pub country: String,
    /// Salted hash of the principal's number.
    pub principal: String,
    /// Movements that ended.
    pub movements: u32,
    /// Those that arrived late, or ended in recovery.
    pub late: u32,
    /// Late ones in a hundred, rounded down.
    pub percent: u32,
    /// Enough movements, and too many of them late.
    pub suspect: bool,
}

/// The score of every principal at an instant, in the order of country and hash.
pub fn scores(ended: &[Entry], rule: &Risk, now: Timestamp) -> Vec<Score> {
    let days = SignedDuration::from_hours(24 * i64::from(rule.days));
    let since = now.saturating_sub(days).unwrap_or(Timestamp::MIN);
    let mut counts: BTreeMap<(&str, &str), (u32, u32)> = BTreeMap::new();
    for entry in ended.iter().filter(|entry| since < entry.ended_at && entry.ended_at <= now) {
        let of = counts.entry((&entry.country, &entry.principal)).or_default();
        of.0 += 1;
        of.1 += u32::from(entry.late || entry.end == "CLOSED_RECOVERED");
    }
    let scored = counts.into_iter().map(|((country, principal), (movements, late))| {
        let percent = late * 100 / movements;
        Score {
            country: country.to_owned(),
            principal: principal.to_owned(),
            movements,
            late,
            percent,
            suspect: movements >= rule.movements && percent >= rule.late_percent,
        }
    });
    scored.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Risk = Risk { days: 90, movements: 4, late_percent: 50 };

    fn entry(principal: &str, late: bool, day: &str) -> Entry {
        Entry {
            country: "TG".into(),
            mrn: String::new(),
            end: "DISCHARGED".into(),
            principal: principal.into(),
            departure: "TGLOM001".into(),
            destination: "BFOUA001".into(),
            late,
            ended_at: format!("{day}T00:00:00Z").parse().unwrap(),
        }
    }

    fn suspects(ended: &[Entry]) -> Vec<String> {
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let scored = scores(ended, &RULE, now).into_iter().filter(|score| score.suspect);
        scored.map(|score| score.principal).collect()
    }

    #[test]
    fn enough_movements_and_half_of_them_late_make_a_suspect() {
        let late = |principal| entry(principal, true, "2026-05-01");
        let timely = |principal| entry(principal, false, "2026-05-01");
        assert_eq!(suspects(&[late("a"), late("a"), timely("a"), timely("a")]), ["a"]);
        assert!(suspects(&[late("a"), timely("a"), timely("a"), timely("a")]).is_empty());
        assert!(suspects(&[late("a"), late("a"), late("a")]).is_empty(), "too few to tell");
        assert!(suspects(&[late("a"), late("a"), late("b"), late("b")]).is_empty());
    }

    #[test]
    fn what_ended_long_ago_or_in_recovery_counts_as_such() {
        let old = entry("a", true, "2026-03-03");
        assert!(suspects(&[old.clone(), old.clone(), old.clone(), old]).is_empty());
        let recovered = Entry { end: "CLOSED_RECOVERED".into(), ..entry("a", false, "2026-05-01") };
        assert_eq!(suspects(&vec![recovered; 4]), ["a"]);
    }
}
