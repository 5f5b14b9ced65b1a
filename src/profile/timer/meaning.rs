//! What starts each timer of the profile, what stops it, and what follows when it runs out (section 7).

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// Name of the timer.
    pub name: &'static str,
    /// What it counts from.
    pub starts: &'static str,
    /// What ends it in time.
    pub stops: &'static str,
    /// What its end leads to.
    pub then: &'static str,
    /// It waits for a partner, and stands still while that partner's line is down or it is away as
    /// announced (UNA).
    pub waits_for_partner: bool,
}

/// One row per timer, in the order of [`super::ALL`].
pub const MEANINGS: &[Meaning] = &[
    row(false, "T-ADV", "release", "TDA and TPA at the broker", "departure is alerted"),
    row(
        true,
        "T-ACK",
        "receipt of the broker",
        "an ACK (HELD too), FNK or XNK",
        "the same bytes again, after 5, 10, 20, 40, 60 min, then hourly; after 24 h alert and STQ",
    ),
    row(
        true,
        "T-PAS",
        "the passage",
        "PAS at the broker",
        "counted as told late; alert F16 once T-HOLD is over too",
    ),
    row(
        true,
        "T-ARR",
        "the presentation at destination",
        "ARR at the broker",
        "counted as told late; alert F16 once T-HOLD is over too",
    ),
    row(false, "T-RES", "ARR applied at destination", "RES 1", "destination is alerted"),
    row(true, "T-STQ2", "ARR applied at departure", "RES", "STQ, and anew; the third time ENQ"),
    row(
        false,
        "T-DIS",
        "the last condition of the discharge is true",
        "WRO at the broker",
        "departure is alerted",
    ),
    row(false, "T-DSP", "DSP sent", "DSV", "not resolved: RECOVERY (D27)"),
    row(false, "T-TRR", "TRQ received", "TRR", "officers are alerted"),
    row(
        false,
        "T-TRA",
        "TRQ received that needs an officer",
        "TRR",
        "officers are alerted; at 24 h TRR refusal 4 NO_DECISION",
    ),
    row(
        false,
        "T-FWD",
        "the cause applied",
        "FWD, CAN, EXT or INF at the broker",
        "officers are alerted",
    ),
    row(false, "T-INC", "the incident", "INC at the broker", "officers are alerted"),
    row(
        false,
        "T-LIM",
        "release; ends at the declared limit",
        "ARR, LOSS_REVIEW",
        "overdue: alert, STQ, T-ENQ (D28); while the partner is down or away only the action waits",
    ),
    row(true, "T-ENQ", "end of T-LIM", "ARR, EXT", "ENQ, if no STS shows an arrival (D30)"),
    row(true, "T-ENR", "ENQ sent", "ENR", "the principal is asked (D31)"),
    row(false, "T-PRF", "the principal asked", "a proof", "RECOVERY (D33)"),
    row(
        false,
        "T-HARD",
        "the limit; moves with EXT",
        "a final state",
        "RECOVERY (D36); while the partner is down or away only the action waits",
    ),
    row(false, "T-LOSS", "LOSS_REVIEW entered", "a decision", "officers are alerted, every week"),
    row(true, "T-RCA", "RCQ TRANSFER sent", "RCA", "departure stays competent (D37)"),
    row(true, "T-GUA", "GUQ sent", "GUR", "officers are alerted: silence is no refusal (D4)"),
    row(true, "T-GUX", "GUQ sent", "GUR", "NOT_RELEASED, GUC (D4)"),
    row(false, "T-GAM", "the first refusal; never anew", "GUR ok", "NOT_RELEASED, GUC (D6)"),
    row(false, "T-REL", "GUARANTEED", "release", "CANCELLED, GUC (D7)"),
    row(
        false,
        "T-GCL",
        "GCL applied",
        "GCR PAID, REJECTED or WITHDRAWN",
        "claimant and guarantor are alerted; the portion stays CLAIMED",
    ),
    row(true, "T-HOLD", "a message HELD", "its forerunner applied", "FNK 90 or 92"),
    row(
        true,
        "T-PAIR",
        "the first event of a pair",
        "the other event, however late it is told",
        "alert F21 on both sides",
    ),
    row(
        true,
        "T-TAG",
        "the removal of a tag, with option SENS",
        "an exit at most as long before or after it",
        "alert F27",
    ),
    row(true, "T-STS", "STQ received", "STS", "the asker repeats as by T-ACK"),
    row(
        false,
        "T-HBT",
        "the last message of any kind",
        "any message",
        "the line is DOWN, alarm; paper counts; UP at the next message",
    ),
    row(true, "T-RFD", "RFD sent", "ACK", "officers are alerted"),
    row(
        false,
        "T-STA",
        "02:00Z, with option REG",
        "nothing",
        "STA with the totals of the day to XR; it starts anew",
    ),
];

const fn row(
    waits_for_partner: bool,
    name: &'static str,
    starts: &'static str,
    stops: &'static str,
    then: &'static str,
) -> Meaning {
    Meaning { name, starts, stops, then, waits_for_partner }
}
