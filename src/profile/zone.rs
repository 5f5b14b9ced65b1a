//! A country's civil time, as its distance from UTC.

use std::fmt;
use std::str::FromStr;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Distance of a country's clocks from UTC, `+01:00`. On the wire everything is UTC (PD-07); officers
/// live by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Offset);

/// A text that is no distance from UTC.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("time zone `{0}` is no distance from UTC (write it like `+01:00`)")]
pub struct ZoneError(String);

impl Zone {
    /// UTC itself.
    pub const UTC: Self = Self(Offset::UTC);

    /// One hour ahead of UTC.
    pub const AHEAD: Self = Self(Offset::constant(1));

    /// What a clock on the wall shows at this instant.
    pub fn wall(self, at: Timestamp) -> civil::DateTime {
        self.0.to_datetime(at)
    }

    /// The instant that this clock's reading would be if it were taken for UTC.
    pub fn taken_for_utc(self, at: Timestamp) -> Timestamp {
        let ahead = SignedDuration::from_secs(self.0.seconds().into());
        at.saturating_add(ahead).unwrap_or(at)
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        let wrong = || ZoneError(text.to_owned());
        let (sign, rest) = match text.split_at_checked(1) {
            Some(("+", rest)) => (1, rest),
            Some(("-", rest)) => (-1, rest),
            Some(_) | None => return Err(wrong()),
        };
        let (hours, minutes) = rest.split_once(':').ok_or_else(wrong)?;
        let number = |text: &str, below: i32| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse::<i32>().ok().filter(|_| digits);
            number.filter(|number| *number < below).ok_or_else(wrong)
        };
        let seconds = number(hours, 15)? * 3600 + number(minutes, 60)? * 60;
        Offset::from_seconds(sign * seconds).map(Self).map_err(|_| wrong())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_written_as_it_is_read() {
        for text in ["+00:00", "+01:00", "-03:30", "+05:45"] {
            assert_eq!(text.parse::<Zone>().unwrap().to_string(), text);
        }
        assert_eq!("+01:00".parse(), Ok(Zone::AHEAD));
        for wrong in ["", "Z", "01:00", "+1:00", "+01", "+01:60", "+15:00", "+0a:00", "é1:00"] {
            assert!(wrong.parse::<Zone>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_wall_clock_taken_for_utc_is_off_by_the_distance() {
        let at: Timestamp = "2026-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(Zone::AHEAD.wall(at).to_string(), "2027-01-01T00:30:00");
        assert_eq!(Zone::AHEAD.taken_for_utc(at), "2027-01-01T00:30:00Z".parse().unwrap());
        assert_eq!(Zone::UTC.taken_for_utc(at), at);
    }
}
