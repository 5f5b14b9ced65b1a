//! Everything that can happen to a movement: what officers do, what messages say, what timers bring.

use jiff::Timestamp;

use super::cancellation::{CancelAnswer, Goods};
use super::holds::{Ground, Hold};
use super::incident::LossDecision;
use super::missed::Missed;
use super::movement::Advised;
use super::places::Presentation;
use super::recovery::Recovering;
use super::terms::{ArrivalFact, PassageFact, ResultFact, TimerName};
use super::whereabouts::DiversionEvent;
use crate::message::incident::Incident;
use crate::profile::lists::{CancellationAction, ClaimResult, DiscrepancyOutcome};
use crate::profile::{Country, Grn, OfficeCode};

/// Everything that can happen to a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Officer of departure asks the guarantor.
    GuaranteeAsked,
    /// The guarantor has decided, by GUR or on the national leg.
    GuaranteeDecided {
        /// Number of the request.
        request_no: u32,
        /// Granted or refused.
        granted: bool,
    },
    /// The principal amends a refused guarantee.
    GuaranteeAmended {
        /// The guarantee used from now on.
        grn: Grn,
    },
    /// Officer of departure asks for a larger use of the guarantee, after B1 (GU13).
    IncreaseAsked,
    /// The competent country claims its portion.
    ClaimMade {
        /// XOF.
        amount: u64,
    },
    /// It takes its open claim back.
    ClaimWithdrawn,
    /// The guarantor has said what becomes of a claim.
    ClaimAnswered {
        /// Number of the claim.
        number: u32,
        /// What becomes of it.
        result: ClaimResult,
    },
    /// Officer of departure records a control.
    Controlled {
        /// Its result.
        code: String,
    },
    /// Officer of departure releases.
    Released {
        /// When.
        at: Timestamp,
        /// When it must be at destination.
        limit: Timestamp,
    },
    /// TDA or TPA.
    Advised(Advised),
    /// Vehicle and goods are presented at an own office of passage.
    Presented(Presentation),
    /// An own office of passage lets the vehicle on.
    Passed(PassageFact),
    /// PAS.
    PassageHeard(PassageFact),
    /// Goods are presented at an own office of destination.
    GoodsArrived(ArrivalFact),
    /// ARR.
    ArrivalHeard(ArrivalFact),
    /// An own office of destination records its control.
    Concluded {
        /// The control; its number is given here.
        fact: ResultFact,
    },
    /// RES.
    ResultHeard(ResultFact),
    /// An own office of destination begins to control the goods.
    ControlBegun(OfficeCode),
    /// Officer of departure decides on a discrepancy.
    DiscrepancyDecided {
        /// Resolved or not.
        decision: DiscrepancyOutcome,
        /// Why.
        reason: String,
    },
    /// Officer of departure clears a hold.
    HoldCleared {
        /// Which.
        hold: Hold,
        /// On what it rests.
        ground: Ground,
        /// Why.
        reason: String,
    },
    /// DSP.
    DiscrepancyOpened {
        /// Number of the result that it is about.
        result_no: u32,
    },
    /// DSV.
    DecisionHeard {
        /// Number of the result that it is about.
        result_no: u32,
        /// Resolved or not.
        decision: DiscrepancyOutcome,
    },
    /// WRO.
    WrittenOff {
        /// Office that has the goods.
        actual_office: Option<OfficeCode>,
    },
    /// An own office records an incident.
    IncidentRecorded(Box<Incident>),
    /// INC, or INF.
    IncidentHeard(Box<Incident>),
    /// FNK or XNK to an own INC.
    IncidentRefused {
        /// Its number.
        number: u32,
    },
    /// Officer of departure decides on a loss.
    LossDecided(LossDecision),
    /// Officer of departure cancels.
    CancelAsked {
        /// Where the goods are.
        goods: Goods,
        /// Why.
        reason: String,
    },
    /// Officer of departure takes the cancellation back.
    CancelWithdrawn {
        /// Why.
        reason: String,
    },
    /// The technical answer to a CAN.
    CancelAnswered {
        /// Who answered.
        country: Country,
        /// Number of the cancellation.
        number: u32,
        /// What.
        answer: CancelAnswer,
    },
    /// CAN.
    CancelHeard {
        /// Asked for, or taken back.
        action: CancellationAction,
        /// Its number.
        number: u32,
    },
    /// Officer of departure grants more time.
    Extended {
        /// The new limit.
        limit: Timestamp,
        /// Why.
        reason: String,
    },
    /// EXT.
    ExtensionHeard {
        /// Its number.
        number: u32,
        /// The new limit.
        limit: Timestamp,
    },
    /// Something around recovery.
    Recovery(Recovering),
    /// Goods are, or may be, at another office than declared.
    Diversion(DiversionEvent),
    /// Something in the search for goods that are missed.
    Missed(Missed),
    /// A timer has expired.
    Expired(TimerName),
}
