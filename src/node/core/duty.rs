//! What a step wants done, as data (the shell does it).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::diversion::RecordAnswer;
use super::outcome::Refusal;
use super::places::OfficeInRole;
use super::terms::{ArrivalFact, PassageFact, ResultFact, TimerName};
use crate::message::incident::Incident;
use crate::profile::lists::{
    Basis, CancellationAction, ClaimAction, DiscrepancyOutcome, EnquiryCode, EnquiryKind,
    GuaranteePurpose, RecoveryAction, RecoveryRequestKind, RecoveryVerdict, StatusReason,
};
use crate::profile::timer::Timer;
use crate::profile::{Country, Grn, OfficeCode};

/// What a step obliges the node to do, in this order, in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// Ask the guarantor: GUQ, or the national leg.
    AskGuarantee {
        /// Number of the request within the movement.
        request_no: u32,
        /// Before release, or an increase.
        purpose: GuaranteePurpose,
    },
    /// The larger amounts at risk are granted: they are the movement's from now on (GU13).
    SecureMore,
    /// Give the use of a guarantee back: GUC, or the national leg.
    CancelGuarantee {
        /// The guarantee that was asked for.
        grn: Grn,
        /// Number of the last request made of it.
        request_no: u32,
    },
    /// Claim one's own portion of the guarantee, or take the claim back: GCL, or the national leg.
    TellClaim {
        /// Number of the claim.
        number: u32,
        /// XOF.
        amount: u64,
        /// Claim or withdraw.
        action: ClaimAction,
    },
    /// Send TDA to the destination's country.
    AdviseDestination(Country),
    /// Send TPA to a foreign country with offices of passage.
    AdvisePassage(Country),
    /// Send PAS to every other country of the movement.
    NotifyPassage(PassageFact),
    /// Send ARR to the country of departure.
    NotifyArrival(ArrivalFact),
    /// Send RES to the country of departure.
    NotifyResult(ResultFact),
    /// Send INC to the country of departure.
    NotifyIncident(Box<Incident>),
    /// Send INF to every other country of the movement but the reporter.
    ForwardIncident(Box<Incident>),
    /// Send DSP to the actual destination, and start T-DSP.
    OpenDiscrepancy {
        /// Number of the result that is not satisfactory.
        result_no: u32,
    },
    /// Send DSV to the actual destination.
    DecideDiscrepancy {
        /// Number of the result.
        result_no: u32,
        /// Resolved or not.
        decision: DiscrepancyOutcome,
        /// Why.
        reason: String,
    },
    /// Send WRO to every foreign country advised, and close one's own records.
    WriteOff {
        /// Ground.
        basis: Basis,
        /// Office that has the goods.
        actual_office: Option<OfficeCode>,
        /// Number of the decision.
        decision_no: u32,
    },
    /// Send GUL, or free the national reservation, resting on the WRO of the same step.
    LiberateGuarantee {
        /// Ground.
        basis: Basis,
    },
    /// Send CAN to these countries.
    NotifyCancellation {
        /// Asked for, or taken back.
        action: CancellationAction,
        /// Number of the cancellation.
        number: u32,
        /// Why.
        reason: String,
        /// Every country that was advised.
        to: BTreeSet<Country>,
    },
    /// Send EXT to every other country of the movement.
    NotifyExtension {
        /// Number of the extension.
        number: u32,
        /// The new limit.
        limit: Timestamp,
        /// Why.
        reason: String,
    },
    /// Send RCQ, and await its answer.
    AskRecovery {
        /// Whom.
        to: Country,
        /// Handed over, or claimed.
        kind: RecoveryRequestKind,
        /// Who would be competent.
        competent: Country,
        /// Why.
        reason: String,
    },
    /// Send RCA.
    AnswerRecovery {
        /// Whom.
        to: Country,
        /// How.
        verdict: RecoveryVerdict,
        /// Why, may be empty.
        reason: String,
    },
    /// Send RCC to every other country of the movement.
    TellRecovery {
        /// How it stands.
        action: RecoveryAction,
        /// Who is competent.
        competent: Country,
        /// Why, may be empty.
        reason: String,
    },
    /// Send TRQ to the country of departure, or ask on the national leg.
    AskRecord {
        /// Who asks.
        place: OfficeInRole,
        /// When the goods were presented.
        event_at: Timestamp,
        /// Plates seen.
        plates: Vec<String>,
    },
    /// Send TRR for each request, or answer on the national leg.
    AnswerRecord {
        /// Who asked.
        place: OfficeInRole,
        /// Requests that are answered, as texts.
        to: Vec<String>,
        /// The answer.
        answer: RecordAnswer,
    },
    /// Send FWD to every foreign country that was advised or granted.
    Forward {
        /// Where the goods are, or passed.
        actual: OfficeInRole,
        /// Number of the decision.
        decision_no: u32,
        /// When they were seen there, or when an officer arbitrated.
        at: Timestamp,
    },
    /// Tell departure of a second vehicle under this number (INC 9), from this office.
    ReportSecond {
        /// Where.
        office: OfficeCode,
        /// When it was presented.
        event_at: Timestamp,
        /// Plates seen.
        plates: Vec<String>,
    },
    /// Answer the message with FNK, or refuse the officer, although the state has changed (D18, D20).
    Refuse(Refusal),
    /// Send STQ, and await the answer (T-STS).
    AskStatus {
        /// Country asked.
        to: Country,
        /// Why.
        reason: StatusReason,
    },
    /// Send the newest STQ again, same bytes (T-STS).
    RepeatStatus {
        /// Country asked.
        to: Country,
        /// How often it was repeated, this time included.
        repeats: u32,
    },
    /// Send ENQ.
    Enquire {
        /// Country asked.
        to: Country,
        /// Its office that saw the goods last, if one did.
        last_seen_at: Option<OfficeCode>,
    },
    /// Send ENR, which answers the newest ENQ.
    AnswerEnquiry {
        /// What the officer says.
        code: EnquiryCode,
        /// Remarks, may be empty.
        remarks: String,
    },
    /// Send ENI.
    InformEnquiry {
        /// The other side.
        to: Country,
        /// What is told.
        kind: EnquiryKind,
        /// Remarks, may be empty.
        remarks: String,
    },
    /// Tell an officer.
    Alert {
        /// Rule, e.g. `F02`.
        rule: &'static str,
        /// Facts in one sentence.
        facts: String,
    },
    /// Start a timer now, for its length in the profile.
    RunTimer(TimerName),
    /// Start a timer, or move it.
    StartTimer(TimerName, Timestamp),
    /// Start a timer that runs from now, or start it again.
    StartTimerNow(TimerName, Timer),
    /// Stop a timer, whether it runs or not.
    StopTimer(TimerName),
}
