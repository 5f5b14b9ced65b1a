//! Exits without an entry, and entries without an exit (PD-17; F21).

use crate::message::statistics::PassageTold;
use crate::profile::lists::Direction;
use crate::profile::timer::T_PAIR;
use jiff::Timestamp;
use serde::Serialize;

/// A passage whose other half is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alone {
    /// Movement.
    pub mrn: String,
    /// Office of the passage.
    pub office: String,
    /// `EXIT` or `ENTRY`.
    pub direction: String,
    /// When it happened.
    pub at: Timestamp,
}

/// The passages of one movement that stand alone: an exit needs an entry into another country within
/// T-PAIR of it, on either side, and an entry an exit out of another one.
pub fn alone(mrn: &str, passages: &[PassageTold]) -> Vec<Alone> {
    let lonely = |passage: &&PassageTold| !passages.iter().any(|other| belong(passage, other));
    passages
        .iter()
        .filter(lonely)
        .map(|passage| Alone {
            mrn: mrn.to_owned(),
            office: passage.office.to_string(),
            direction: passage.direction.to_string(),
            at: passage.at,
        })
        .collect()
}

fn belong(one: &PassageTold, other: &PassageTold) -> bool {
    let (first, second) = if one.at <= other.at { (one.at, other.at) } else { (other.at, one.at) };
    one.direction != other.direction
        && one.office.country() != other.office.country()
        && matches!(one.direction, Direction::Exit | Direction::Entry)
        && second <= T_PAIR.expiry(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(office: &str, direction: Direction, at: &str) -> PassageTold {
        PassageTold {
            office: office.parse().unwrap(),
            direction,
            at: format!("2026-03-{at}:00:00Z").parse().unwrap(),
        }
    }

    #[test]
    fn an_exit_and_an_entry_within_a_day_belong_together() {
        let out = passage("TGCKS001", Direction::Exit, "01T10");
        let into = passage("BFCKN001", Direction::Entry, "02T10");
        assert_eq!(alone("M", &[out.clone(), into]), Vec::new());
        let later = passage("BFCKN001", Direction::Entry, "02T11");
        assert_eq!(alone("M", &[out, later]).len(), 2, "neither has its other half");
    }

    #[test]
    fn an_entry_into_the_same_country_is_no_other_half() {
        let out = passage("TGCKS001", Direction::Exit, "01T10");
        let back = passage("TGCKS001", Direction::Entry, "01T12");
        let told = alone("M", &[out, back]);
        assert_eq!(
            told.iter().map(|it| it.direction.as_str()).collect::<Vec<_>>(),
            ["EXIT", "ENTRY"]
        );
    }
}
