//! What a Then-step claims: an expectation that the judge can decide from the record alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who is judged where a claim is about the tunnels, which are the harness's own; as `HUB` is the hub's.
pub const VPN: &str = "VPN";

/// In the name of a fault that keeps nodes away from a broker until the witness watches it: a guard of the harness,
/// which shows nothing, and turns away nobody where nobody comes.
pub const GUARD: &str = "-until-watched-";

/// One claim about one country's behaviour, made by a step and decided by the judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// Requirement that the claim checks, `REQ-...`; empty where the scenario needs it to go on and no
    /// requirement is checked by it.
    pub requirement: String,
    /// Country whose behaviour is judged, or [`VPN`].
    pub about: String,
    /// Record position (`seq`) of the act or message that gave rise to the duty.
    pub since: u64,
    /// Business instant by which it must hold; none for claims that hold at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Timestamp>,
    /// The claim is about protocol time (connecting again, taking queues up again): patience is its
    /// deadline, so that a [`PatienceLost`](crate::record::event::What::PatienceLost) that follows
    /// decides it as not kept. Any other claim is then undecided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protocol: bool,
    /// The claim itself.
    pub claim: Claim,
}

/// How many messages are claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// One or more.
    AtLeast(u32),
    /// Exactly so many distinct message ids, decided only when the cell is quiet.
    Exactly(u32),
}

/// What is demanded of an accompanying document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Print {
    /// It is there, in French, and can be read as a document.
    There,
    /// There is none.
    Absent,
    /// Bars and squares both say the movement's number.
    Codes,
    /// It bears each of these texts.
    Bears(Vec<String>),
    /// It bears these texts as texts: it runs nothing and fetches nothing.
    Inert(Vec<String>),
}

/// The closed set of claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Claim {
    /// Messages that the witness saw after `since` (injected ones never count as sent).
    Sent {
        /// Sending country.
        from: String,
        /// Receiving country.
        to: String,
        /// Message code, e.g. `TDA`.
        code: String,
        /// Movement; any when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mrn: Option<String>,
        /// Path of local element names from the root's child, `/`-separated, `@name` for an
        /// attribute, e.g. `Passage/direction` or `Header/sender/@office`, and its expected text.
        #[serde(default)]
        fields: BTreeMap<String, String>,
        /// How many.
        times: Times,
    },
    /// The one technical answer to a message. With `code` `FNK` or `XNK`, `error` is its code.
    Answered {
        /// Message that is answered.
        message_id: String,
        /// Country that must answer.
        by: String,
        /// `ACK`, `FNK` or `XNK`.
        code: String,
        /// Profile error number, e.g. `26`; or the disposition of an ACK.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
        /// Further fields of the answer, as in `Sent`.
        #[serde(default)]
        fields: BTreeMap<String, String>,
        /// How many answers after `since`, duplicates of the same bytes counted.
        times: Times,
    },
    /// All answers to the message in the scenario are byte for byte the same.
    SameAnswer {
        /// Message that is answered.
        message_id: String,
        /// Country that answers.
        by: String,
    },
    /// The message has its first technical answer before another message has its own.
    AnsweredBefore {
        /// Message that is answered first.
        message_id: String,
        /// Message that is answered later, or not at all.
        other: String,
        /// Country that answers both.
        by: String,
    },
    /// The message was put aside into the dead letters of its queue.
    PutAside {
        /// Message.
        message_id: String,
        /// Queue, without `DLQ.`.
        queue: String,
        /// Country that was to take it.
        by: String,
    },
    /// The answer to a not well-formed message names the place of the defect.
    NamesThePlace {
        /// `txMessageId` of the broken message.
        message_id: String,
        /// Country that answers.
        by: String,
        /// Line of the defect, from 1.
        line: u32,
        /// Columns that are accepted, from 1, inclusive.
        columns: (u32, u32),
    },
    /// The node's own answer about a movement: the value at `pointer` (JSON pointer).
    Movement {
        /// Country asked.
        country: String,
        /// Movement.
        mrn: String,
        /// JSON pointer into [`MovementView`](../../adapter/contract), e.g. `/departure/state`.
        pointer: String,
        /// Expected value.
        equals: serde_json::Value,
    },
    /// The node knows no such movement (404).
    NoMovement {
        /// Country asked.
        country: String,
        /// Movement.
        mrn: String,
    },
    /// The number of committed effects of that business key is as given.
    Effects {
        /// Country asked.
        country: String,
        /// Movement.
        mrn: String,
        /// Prefix of the business key, e.g. `RES/`.
        key: String,
        /// Expected number.
        count: u32,
    },
    /// The guarantor's own answer about a guarantee: the value at `pointer`.
    Guarantee {
        /// Country asked.
        country: String,
        /// Guarantee.
        grn: String,
        /// JSON pointer, e.g. `/balance`.
        pointer: String,
        /// Expected value.
        equals: serde_json::Value,
    },
    /// The reservation of that movement is in that state.
    Reservation {
        /// Country asked.
        country: String,
        /// Guarantee.
        grn: String,
        /// Movement.
        mrn: String,
        /// Expected state; `none` when there must be no reservation.
        state: String,
    },
    /// The node shows its officers an alert of that rule.
    Alerted {
        /// Country asked.
        country: String,
        /// Rule, e.g. `SEC-97`.
        rule: String,
        /// Message that raised it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<String>,
    },
    /// What the newest accompanying document of a movement is like.
    Printed {
        /// Country asked.
        country: String,
        /// Movement.
        mrn: String,
        /// What is demanded of it.
        demand: Print,
    },
    /// The regional register, fed by what the countries told it, gives this answer: the value at `pointer`.
    Region {
        /// Country whose statistics the answer rests on.
        country: String,
        /// The question, e.g. `principals`.
        question: String,
        /// JSON pointer into the answer.
        pointer: String,
        /// Expected value.
        equals: serde_json::Value,
    },
    /// In what was captured outside a country's tunnel nothing of a message can be read.
    Concealed {
        /// Country whose tunnel it is.
        country: String,
    },
    /// The node shows its officers no alert; asked when the cell is quiet.
    NoAlert {
        /// Country asked.
        country: String,
    },
    /// The message at which a link fault bit, and that the broker therefore never had, is sent again:
    /// the very same bytes under the same id.
    SentAgain {
        /// Country that sends.
        from: String,
        /// Identity of the fault.
        fault: String,
    },
    /// After its line was healed the first message passes within so many milliseconds.
    BackWithin {
        /// Country whose line it is.
        country: String,
        /// Milliseconds.
        ms: u64,
        /// Its link reads nothing, for the node's own TLS passes through it: the broker's copies tell.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        sealed: bool,
    },
    /// No connection of the country ended, and it sent no message twice; asked when the cell is quiet.
    LineKept {
        /// Country whose line it is.
        country: String,
        /// Its link reads nothing, for the node's own TLS passes through it: the broker's copies tell.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        sealed: bool,
    },
    /// What the node suspects: alerts of fraud rules (`F..`), of holds (`H-..`) and of security (`SEC-..`). The
    /// rule named is among them, where one is, and beside it none but those allowed: a fraud that is stopped for
    /// another reason is not detected, and an honest movement is not suspected. Asked when the cell is quiet.
    Suspicion {
        /// Country asked.
        country: String,
        /// Movement; alerts of any when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mrn: Option<String>,
        /// Rule that must have raised an alert; nothing may be suspected when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// Rules that may have.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        beside: Vec<String>,
        /// What the alert must say that it blocks, if it says so at all; not looked at when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blocks: Option<Vec<String>>,
    },
    /// The outcome of an act: `done`, or `refused` with a code.
    ActOutcome {
        /// Country that was asked to act.
        country: String,
        /// Identity of the act.
        act: String,
        /// `done` or `refused`.
        result: String,
        /// Code of the refusal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },
}

impl Claim {
    /// Country that must do, or say, what is claimed.
    pub fn about(&self) -> &str {
        match self {
            Self::Sent { from, .. } | Self::SentAgain { from, .. } => from,
            Self::Answered { by, .. }
            | Self::SameAnswer { by, .. }
            | Self::AnsweredBefore { by, .. }
            | Self::PutAside { by, .. }
            | Self::NamesThePlace { by, .. } => by,
            Self::Movement { country, .. }
            | Self::NoMovement { country, .. }
            | Self::Effects { country, .. }
            | Self::Guarantee { country, .. }
            | Self::Reservation { country, .. }
            | Self::Alerted { country, .. }
            | Self::NoAlert { country }
            | Self::Suspicion { country, .. }
            | Self::Printed { country, .. }
            | Self::BackWithin { country, .. }
            | Self::LineKept { country, .. }
            | Self::Region { country, .. }
            | Self::ActOutcome { country, .. } => country,
            Self::Concealed { .. } => VPN,
        }
    }
}
