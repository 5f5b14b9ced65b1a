//! The timers of the profile, by name and length (profile section 7).

mod meaning;

pub use meaning::{MEANINGS, Meaning};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::profile::Country;

/// A business timer of section 7. Business time is the node's clock (PD-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timer {
    /// Name in the profile, for example `T-ACK`.
    pub name: &'static str,
    /// How long it runs.
    pub length: Length,
    /// What happens when it would expire while the responsible office is closed.
    pub kind: Kind,
}

/// Length of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many seconds.
    Exact(SignedDuration),
    /// So many calendar months, counted in UTC.
    Months(i8),
}

/// How a timer treats closing hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Runs on (`c` in the profile).
    Continuous,
    /// An expiry in a closed period moves to the next opening (`o` in the profile).
    Office,
}

const fn continuous(name: &'static str, length: SignedDuration) -> Timer {
    Timer { name, length: Length::Exact(length), kind: Kind::Continuous }
}

const fn office(name: &'static str, length: SignedDuration) -> Timer {
    Timer { name, length: Length::Exact(length), kind: Kind::Office }
}

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count * 24)
}

/// TDA and TPA at the broker after release.
pub const T_ADV: Timer = continuous("T-ADV", SignedDuration::from_mins(5));
/// Final technical answer after the broker's receipt; then [`REPEAT`].
pub const T_ACK: Timer = continuous("T-ACK", SignedDuration::from_mins(5));
/// FNK and XNK that may go to one country within a minute (PD-33).
pub const REFUSALS_A_MINUTE: usize = 60;
/// PAS at the broker after the event.
pub const T_PAS: Timer = continuous("T-PAS", SignedDuration::from_mins(30));
/// ARR at the broker after the event.
pub const T_ARR: Timer = continuous("T-ARR", SignedDuration::from_mins(30));
/// First RES after the arrival.
pub const T_RES: Timer = office("T-RES", SignedDuration::from_hours(72));
/// RES after the ARR was applied at departure; again every six days.
pub const T_STQ2: Timer = continuous("T-STQ2", days(6));
/// WRO at the broker after the last condition of discharge.
pub const T_DIS: Timer = office("T-DIS", SignedDuration::from_hours(24));
/// DSV after DSP.
pub const T_DSP: Timer = office("T-DSP", days(30));
/// Automatic TRR after TRQ.
pub const T_TRR: Timer = continuous("T-TRR", SignedDuration::from_mins(15));
/// TRR that needs an officer.
pub const T_TRA: Timer = office("T-TRA", SignedDuration::from_hours(4));
/// Pending record request: after a day it is refused (T-TRA, reason `NO_DECISION`).
pub const NO_DECISION: SignedDuration = SignedDuration::from_hours(24);
/// FWD, CAN, EXT or INF at the broker after its cause.
pub const T_FWD: Timer = continuous("T-FWD", SignedDuration::from_mins(15));
/// INC at the broker after the incident.
pub const T_INC: Timer = continuous("T-INC", SignedDuration::from_mins(60));
/// Presentation at destination: default length; the declared limit instant decides.
pub const T_LIM: Timer = continuous("T-LIM", days(10));
/// The same on the way to the sea.
pub const T_LIM_SEAWARD: Timer = continuous("T-LIM", days(7));
/// ENQ after the limit has passed.
pub const T_ENQ: Timer = office("T-ENQ", days(7));
/// ENR after ENQ.
pub const T_ENR: Timer = office("T-ENR", days(28));
/// Proof by the principal.
pub const T_PRF: Timer = office("T-PRF", days(28));
/// Recovery at the latest, from the limit instant: seven calendar months.
pub const T_HARD: Timer =
    Timer { name: "T-HARD", length: Length::Months(7), kind: Kind::Continuous };
/// Decision on a loss.
pub const T_LOSS: Timer = office("T-LOSS", days(30));
/// Further alerts on an undecided loss: every week.
pub const T_LOSS_AGAIN: Timer = office("T-LOSS", days(7));
/// RCA after RCQ.
pub const T_RCA: Timer = office("T-RCA", days(28));
/// GUR after GUQ: alert.
pub const T_GUA: Timer = continuous("T-GUA", SignedDuration::from_secs(60));
/// GUR after GUQ: the movement is not released.
pub const T_GUX: Timer = continuous("T-GUX", SignedDuration::from_hours(48));
/// Amendment of a refused guarantee, from the first refusal.
pub const T_GAM: Timer = office("T-GAM", SignedDuration::from_hours(48));
/// Release after the guarantee was given.
pub const T_REL: Timer = office("T-REL", days(15));
/// GCR after a claim.
pub const T_GCL: Timer = office("T-GCL", days(60));
/// A HELD message waits for its forerunner.
pub const T_HOLD: Timer = continuous("T-HOLD", SignedDuration::from_hours(24));
/// The other event of a joint post's pair.
pub const T_PAIR: Timer = continuous("T-PAIR", SignedDuration::from_hours(24));
/// An exit before or after the removal of a tag (option SENS).
pub const T_TAG: Timer = continuous("T-TAG", SignedDuration::from_mins(15));
/// STS after STQ.
pub const T_STS: Timer = continuous("T-STS", SignedDuration::from_mins(5));
/// Link is DOWN after so long without a message.
pub const T_HBT: Timer = continuous("T-HBT", SignedDuration::from_secs(180));
/// ACK of an RFD.
pub const T_RFD: Timer = office("T-RFD", SignedDuration::from_hours(24));

/// Totals of a day for the regional database, from one 02:00Z to the next.
pub const T_STA: Timer = continuous("T-STA", SignedDuration::from_hours(24));

/// Every timer of section 7, in its order.
pub const ALL: [Timer; 31] = [
    T_ADV, T_ACK, T_PAS, T_ARR, T_RES, T_STQ2, T_DIS, T_DSP, T_TRR, T_TRA, T_FWD, T_INC, T_LIM,
    T_ENQ, T_ENR, T_PRF, T_HARD, T_LOSS, T_RCA, T_GUA, T_GUX, T_GAM, T_REL, T_GCL, T_HOLD, T_PAIR,
    T_TAG, T_STS, T_HBT, T_RFD, T_STA,
];

/// Tolerated difference between two clocks (PD-07): not a timer, a margin.
pub const T_SKEW: SignedDuration = SignedDuration::from_mins(15);

/// Difference of two clocks, told by heart-beats, that alarms the officers (PD-07).
pub const SKEW_ALARM: SignedDuration = SignedDuration::from_mins(5);

/// Pause between two heart-beats (section 3, HBT).
pub const HEARTBEAT: SignedDuration = SignedDuration::from_secs(60);

/// Pauses before the same bytes are sent again without an ACK; the last one repeats (PD-22).
pub const REPEAT: [SignedDuration; 5] = [
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(10),
    SignedDuration::from_mins(20),
    SignedDuration::from_mins(40),
    SignedDuration::from_mins(60),
];

/// Pauses before a message is repeated that was answered FNK 99 (PD-22).
pub const REPEAT_AFTER_99: [SignedDuration; 3] =
    [SignedDuration::from_hours(1), SignedDuration::from_hours(6), SignedDuration::from_hours(24)];

/// How long an early message waits before its forerunner is asked for (PD-24).
pub const HELD_ASK: SignedDuration = SignedDuration::from_mins(15);

/// How long numbers of a partner may be missing before what is open with it is asked about (PD-51).
pub const GAP_ASK: SignedDuration = SignedDuration::from_mins(15);

/// Running time without an ACK after which a person is alerted (PD-22).
pub const UNANSWERED_ALERT: SignedDuration = SignedDuration::from_hours(24);

/// The first 02:00Z after an instant: a day of the regional statistics ends there (section 3, STA).
pub fn close_of_day(from: Timestamp) -> Timestamp {
    const DAY: i64 = 86_400;
    const AT: i64 = 2 * 3_600;
    let begun = (from.as_second() - AT).div_euclid(DAY);
    Timestamp::from_second((begun + 1) * DAY + AT).unwrap_or(Timestamp::MAX)
}

/// Default length of [`T_LIM`] from one country to another (section 7).
pub fn limit_between(departure: Country, destination: Country) -> Timer {
    let seaward = (departure.as_str(), destination.as_str()) == ("BF", "TG");
    if seaward { T_LIM_SEAWARD } else { T_LIM }
}

impl Timer {
    /// Instant at which the timer expires when it starts at `start` and nothing stops it.
    ///
    /// Closing hours ([`Kind::Office`]) are the caller's: they need the office's calendar.
    /// Beyond the calendar's end the last instant is given.
    pub fn expiry(&self, start: Timestamp) -> Timestamp {
        match self.length {
            Length::Exact(length) => start.saturating_add(length).unwrap_or(Timestamp::MAX),
            Length::Months(months) => months_after(start, months),
        }
    }

    /// The timer with this name.
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|timer| timer.name == name)
    }
}

fn months_after(start: Timestamp, months: i8) -> Timestamp {
    let civil = TimeZone::UTC.to_datetime(start);
    civil
        .checked_add(Span::new().months(months))
        .and_then(|end| TimeZone::UTC.to_timestamp(end))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn exact_timers_count_seconds_and_hard_ones_count_months() {
        let start = at("2026-07-31T10:00:00Z");
        assert_eq!(T_ACK.expiry(start), at("2026-07-31T10:05:00Z"));
        assert_eq!(T_RES.expiry(start), at("2026-08-03T10:00:00Z"));
        assert_eq!(T_HARD.expiry(start), at("2027-02-28T10:00:00Z"));
        assert_eq!(T_ACK.expiry(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        for (start, end) in [
            ("2026-07-31T23:59:59Z", "2027-02-28T23:59:59Z"),
            ("2027-07-31T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("2028-02-29T12:00:00Z", "2028-09-29T12:00:00Z"),
            ("2026-12-31T08:00:00Z", "2027-07-31T08:00:00Z"),
            ("2026-05-31T08:00:00Z", "2026-12-31T08:00:00Z"),
            ("2026-06-30T08:00:00Z", "2027-01-30T08:00:00Z"),
        ] {
            assert_eq!(T_HARD.expiry(at(start)), at(end), "{start}");
        }
        // Exact timers do not care: ten days over a leap day, a week over the year's end.
        assert_eq!(T_LIM.expiry(at("2028-02-20T10:00:00Z")), at("2028-03-01T10:00:00Z"));
        assert_eq!(T_LIM.expiry(at("2027-02-20T10:00:00Z")), at("2027-03-02T10:00:00Z"));
        assert_eq!(T_ENQ.expiry(at("2026-12-27T22:30:00Z")), at("2027-01-03T22:30:00Z"));
    }

    #[test]
    fn a_timer_never_runs_out_before_it_starts_and_months_keep_day_and_hour() {
        use proptest::prelude::*;
        proptest!(|(second in 1_700_000_000_i64..4_000_000_000)| {
            let start = Timestamp::from_second(second).unwrap();
            for timer in ALL {
                prop_assert!(timer.expiry(start) > start, "{}", timer.name);
            }
            let (from, to) =
                (TimeZone::UTC.to_datetime(start), TimeZone::UTC.to_datetime(T_HARD.expiry(start)));
            prop_assert_eq!(from.time(), to.time());
            prop_assert_eq!(to.day(), from.day().min(to.days_in_month()));
            let months = i32::from(to.year()) * 12 + i32::from(to.month());
            prop_assert_eq!(months, i32::from(from.year()) * 12 + i32::from(from.month()) + 7);
        });
    }

    #[test]
    fn a_day_of_statistics_ends_at_two_in_the_morning() {
        for (from, to) in [
            ("2026-02-28T10:00:00Z", "2026-03-01T02:00:00Z"),
            ("2026-03-01T01:59:59Z", "2026-03-01T02:00:00Z"),
            ("2026-03-01T02:00:00Z", "2026-03-02T02:00:00Z"),
        ] {
            assert_eq!(close_of_day(at(from)), at(to), "{from}");
        }
    }

    #[test]
    fn names_are_unique_and_found() {
        for timer in ALL {
            assert_eq!(Timer::named(timer.name), Some(timer));
        }
        assert_eq!(Timer::named("T-XXX"), None);
    }
}
