//! The messages of the state tables that the partner may send, and those that nobody makes, with the reason.

use super::bodies::{Scene, Whither};
use crate::journey::ended::Ended;
use crate::journey::states::Seat;
use crate::message::Body;
use crate::profile::Code;
use crate::profile::lists::{
    CancellationAction, ClaimResult, ControlResult, DiscrepancyOutcome, EnquiryCode, EnquiryKind,
    GuaranteeVerdict, IncidentCode, OfficeRole, Outcome, RecoveryAction, RecoveryRequestKind,
    RecoveryVerdict, Role,
};
use crate::profile::timer::T_DSP;

/// One kind of message, as the tables name it.
pub(super) struct Kind {
    /// Seats whose tables mean this message by the name.
    pub(super) seats: &'static [Seat],
    /// Its name on the page.
    pub(super) event: &'static str,
    /// Sender's and recipient's role.
    pub(super) roles: (Role, Role),
    /// Makes it.
    pub(super) body: Make,
    /// Code of the question that it answers.
    pub(super) asks: Option<Code>,
    /// Once the partner has told this code, it is left out for this reason.
    pub(super) unless_told: Option<(Code, &'static str)>,
    /// Answers that the tables give for another content than it has: a number that was told before.
    pub(super) rules_out: &'static [&'static str],
}

type Make = fn(&Scene<'_>) -> Result<Body, Ended>;

const D: &[Seat] = &[Seat::Departure];
const P: &[Seat] = &[Seat::Passage];
const A: &[Seat] = &[Seat::Destination];
const PARTNERS: &[Seat] = &[Seat::Passage, Seat::Destination];

const FROM_ENTRY: (Role, Role) = (Role::Ent, Role::Dep);
const FROM_DESTINATION: (Role, Role) = (Role::Dst, Role::Dep);
const FROM_GUARANTOR: (Role, Role) = (Role::Gua, Role::Dep);
const FROM_DEPARTURE: (Role, Role) = (Role::Dep, Role::Dst);
const RECOVERERS: (Role, Role) = (Role::Cmp, Role::Cmp);
const SYSTEMS: (Role, Role) = (Role::Sys, Role::Sys);

const REPEATED: &str = "it was told before, and is a repetition (PD-23)";

impl Kind {
    const fn new(
        seats: &'static [Seat],
        event: &'static str,
        roles: (Role, Role),
        body: Make,
    ) -> Self {
        Self { seats, event, roles, body, asks: None, unless_told: None, rules_out: &[] }
    }

    const fn answering(self, asks: Code) -> Self {
        Self { asks: Some(asks), ..self }
    }

    const fn unless_told(self, code: Code, why: &'static str) -> Self {
        Self { unless_told: Some((code, why)), ..self }
    }

    const fn never(self, rules_out: &'static [&'static str]) -> Self {
        Self { rules_out, ..self }
    }
}

/// Every kind that is made.
pub(super) const KINDS: &[Kind] = &[
    Kind::new(D, "PAS entry PASSED", FROM_ENTRY, |it| it.entry(Whither::Declared, Outcome::Passed)),
    Kind::new(D, "PAS entry STOPPED", FROM_ENTRY, |it| {
        it.entry(Whither::Declared, Outcome::Stopped)
    }),
    Kind::new(D, "PAS not declared", FROM_ENTRY, |it| it.entry(Whither::Other, Outcome::Passed)),
    Kind::new(D, "INC of another kind", FROM_ENTRY, |it| it.incident(IncidentCode::Deviation)),
    Kind::new(D, "INC total loss", FROM_ENTRY, |it| it.incident(IncidentCode::TotalLoss)),
    Kind::new(D, "INC second consignment", FROM_ENTRY, |it| {
        it.incident(IncidentCode::SecondConsignment)
    }),
    Kind::new(D, "ARR in time", FROM_DESTINATION, |it| it.arrival(Whither::Declared))
        .unless_told(Code::Arr, REPEATED),
    // RECORDED is for the office that has the goods.
    Kind::new(D, "ARR elsewhere", FROM_DESTINATION, |it| it.arrival(Whither::Other))
        .never(&["RECORDED"]),
    Kind::new(D, "RES satisfactory", FROM_DESTINATION, |it| it.result(ControlResult::A2)),
    Kind::new(D, "RES B1", FROM_DESTINATION, |it| it.result(ControlResult::B1)),
    Kind::new(D, "TRQ declared destination", FROM_DESTINATION, |it| {
        it.request(OfficeRole::Dst, Whither::Declared)
    }),
    Kind::new(D, "TRQ undeclared destination", FROM_DESTINATION, |it| {
        it.request(OfficeRole::Dst, Whither::Other)
    }),
    Kind::new(D, "TRQ undeclared entry", FROM_ENTRY, |it| {
        it.request(OfficeRole::Ent, Whither::Other)
    }),
    Kind::new(D, "STS arrived", SYSTEMS, |it| it.status("ARRIVED")).answering(Code::Stq),
    Kind::new(D, "STS not seen", SYSTEMS, |it| it.status("EXPECTED")).answering(Code::Stq),
    Kind::new(D, "ENR 1", FROM_DESTINATION, |it| it.reply(EnquiryCode::Unknown))
        .answering(Code::Enq),
    Kind::new(D, "ENR 2", FROM_DESTINATION, |it| it.reply(EnquiryCode::Duplicate))
        .answering(Code::Enq),
    Kind::new(D, "ENR 3", FROM_DESTINATION, |it| it.reply(EnquiryCode::ProofSent))
        .answering(Code::Enq),
    Kind::new(D, "ENR 4", FROM_DESTINATION, |it| it.reply(EnquiryCode::WantsRecovery))
        .answering(Code::Enq),
    Kind::new(D, "ENI PROOF", FROM_DESTINATION, |it| it.information(EnquiryKind::Proof)),
    Kind::new(D, "GUR ok", FROM_GUARANTOR, |it| it.guaranteed(GuaranteeVerdict::Ok))
        .answering(Code::Guq),
    Kind::new(D, "GUR refused", FROM_GUARANTOR, |it| it.guaranteed(GuaranteeVerdict::Refused))
        .answering(Code::Guq),
    Kind::new(D, "RCQ CLAIM", RECOVERERS, |it| it.recovery_asked(RecoveryRequestKind::Claim))
        .unless_told(Code::Rcq, REPEATED),
    Kind::new(D, "RCA ACCEPTED", RECOVERERS, |it| it.recovery(RecoveryVerdict::Accepted))
        .answering(Code::Rcq),
    Kind::new(D, "RCA REFUSED", RECOVERERS, |it| it.recovery(RecoveryVerdict::Refused))
        .answering(Code::Rcq),
    Kind::new(D, "RCC PAID", RECOVERERS, |it| it.recovered(RecoveryAction::Paid)),
    Kind::new(D, "RCC WAIVED", RECOVERERS, |it| it.recovered(RecoveryAction::Waived)),
    Kind::new(D, "RCC UNRECOVERABLE", RECOVERERS, |it| it.recovered(RecoveryAction::Unrecoverable)),
    Kind::new(D, "GCR ACCEPTED", FROM_GUARANTOR, |it| it.claim(ClaimResult::Accepted))
        .answering(Code::Gcl),
    Kind::new(D, "GCR REJECTED", FROM_GUARANTOR, |it| it.claim(ClaimResult::Rejected))
        .answering(Code::Gcl),
    Kind::new(D, "GCR PAID", FROM_GUARANTOR, |it| it.claim(ClaimResult::Paid)).answering(Code::Gcl),
    Kind::new(D, "GCR WITHDRAWN", FROM_GUARANTOR, |it| it.claim(ClaimResult::Withdrawn))
        .answering(Code::Gcl),
    Kind::new(PARTNERS, "PAS exit PASSED", FROM_DEPARTURE, |it| it.exit(Outcome::Passed)),
    // RECORDED is for a number below one that was told.
    Kind::new(PARTNERS, "CAN REQUEST", FROM_DEPARTURE, |it| {
        it.cancellation(CancellationAction::Request)
    })
    .never(&["RECORDED"]),
    Kind::new(PARTNERS, "CAN REVOKE", FROM_DEPARTURE, |it| {
        it.cancellation(CancellationAction::Revoke)
    }),
    Kind::new(P, "FWD passed elsewhere", FROM_DEPARTURE, |it| it.forwarded(OfficeRole::Ent)),
    Kind::new(P, "TRR granted", FROM_DEPARTURE, |it| {
        it.granted(OfficeRole::Ent, Whither::Declared)
    })
    .answering(Code::Trq),
    Kind::new(P, "TRR refused", FROM_DEPARTURE, |it| {
        it.refused(OfficeRole::Ent, Whither::Declared)
    })
    .answering(Code::Trq),
    Kind::new(A, "TRR granted", FROM_DEPARTURE, |it| {
        it.granted(OfficeRole::Dst, Whither::Declared)
    })
    .answering(Code::Trq),
    Kind::new(A, "TRR refused", FROM_DEPARTURE, |it| {
        it.refused(OfficeRole::Dst, Whither::Declared)
    })
    .answering(Code::Trq),
    Kind::new(A, "TRR granted, other office", FROM_DEPARTURE, |it| {
        it.granted(OfficeRole::Dst, Whither::Other)
    })
    .answering(Code::Trq),
    Kind::new(A, "TRR refused, other office", FROM_DEPARTURE, |it| {
        it.refused(OfficeRole::Dst, Whither::Other)
    })
    .answering(Code::Trq),
    Kind::new(A, "DSP", FROM_DEPARTURE, |it| it.discrepancy(T_DSP)),
    Kind::new(A, "DSV RESOLVED", FROM_DEPARTURE, |it| it.decision(DiscrepancyOutcome::Resolved)),
    Kind::new(A, "DSV NOT_RESOLVED", FROM_DEPARTURE, |it| {
        it.decision(DiscrepancyOutcome::NotResolved)
    }),
    // APPLIED is for an enquiry that is open.
    Kind::new(A, "ENI CLOSE", FROM_DEPARTURE, |it| it.information(EnquiryKind::Close))
        .unless_told(Code::Enq, "an enquiry is open, and it closes it")
        .never(&["APPLIED"]),
    Kind::new(A, "RCQ TRANSFER", RECOVERERS, |it| it.recovery_asked(RecoveryRequestKind::Transfer))
        .unless_told(Code::Rcq, REPEATED),
    Kind::new(A, "RCC STOP", RECOVERERS, |it| it.recovered(RecoveryAction::Stop)),
    Kind::new(A, "GCR PAID", FROM_GUARANTOR, |it| it.claim(ClaimResult::Paid)).answering(Code::Gcl),
];

/// Messages of the tables that are not made: how their names begin, and why.
#[cfg(test)]
const NOT_MADE: &[(&str, &str)] = &[
    ("ACK of ", "a technical answer is answered by nobody: SQ07"),
    ("FNK ", "a technical answer is answered by nobody: SQ07"),
    ("ARR late", "it is the arrival in time, sent after the limit"),
    (
        "RES elsewhere",
        "an office that is neither declared nor granted is told 97 first (PD-26, 11)",
    ),
    ("TRQ undeclared destination, fuel", "what the goods are is refused first: DV07"),
    ("TRQ country without a portion", "no country of the pair is without one"),
    ("TDA", "a second one is a repetition, whatever the state (PD-23): SQ04, SQ05"),
    ("TPA", "a second one is a repetition, whatever the state (PD-23)"),
    ("WRO ", "it fits until it has come, then it is a repetition (PD-23): SQ03"),
    ("FWD another has the goods", "it fits wherever the goods are not held for officers"),
    ("FWD this office has the goods", "it is applied wherever it says something new"),
    ("EXT", "it is applied wherever the movement is known"),
    ("INF", "it is applied wherever the movement is known"),
    ("ENQ", "officers may be asked at any time"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::states::tests::messages;

    #[test]
    fn every_message_of_the_tables_is_made_or_has_a_reason_why_not() {
        for seat in [Seat::Departure, Seat::Passage, Seat::Destination] {
            for event in messages(seat) {
                let made = KINDS.iter().filter(|kind| kind.seats.contains(&seat));
                let made = made.filter(|kind| kind.event == event).count();
                let not_made = NOT_MADE.iter().filter(|(name, _)| event.starts_with(name)).count();
                assert_eq!(made + not_made, 1, "{seat:?}: {event}");
            }
        }
    }

    #[test]
    fn nothing_is_made_or_excused_that_no_table_names() {
        for kind in KINDS {
            for seat in kind.seats {
                assert!(messages(*seat).contains(kind.event), "{seat:?}: {}", kind.event);
            }
        }
        let all = [Seat::Departure, Seat::Passage, Seat::Destination].map(messages);
        for (name, why) in NOT_MADE {
            assert!(all.iter().flatten().any(|event| event.starts_with(name)), "{name}: {why}");
        }
    }
}
