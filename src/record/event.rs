//! The closed set of events: all that judge and report ever learn of a run.

use crate::record::claim::Expectation;
pub use crate::record::facts::{
    BiteFacts, BrokerFacts, BrowsedFacts, CopyFacts, CorridorFacts, DamageFacts, GateFacts,
    LoadFacts, MisplacedFacts, NodeFacts, RunStarted, ScenarioFacts, SuiteFacts,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of `events.ndjson`. `prev` is the SHA-256 of the previous line's bytes, in lower-case hex
/// (64 zeros before the first line), so that a changed, dropped or moved line is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the record, from 0 without a gap.
    pub seq: u64,
    /// Digest of the line before.
    pub prev: String,
    /// Wall clock, nanoseconds since the Unix epoch.
    pub wall_ns: u64,
    /// Monotonic clock since the run began, nanoseconds.
    pub mono_ns: u64,
    /// The cell's business clock, where one runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<Timestamp>,
    /// Cell in which it happened, e.g. `cell-1`; empty for the run itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cell: String,
    /// Scenario played, `<id>/<subject>`, e.g. `HP01/TG`; empty outside scenarios.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scenario: String,
    /// Who says so: `run`, `scribe`, `actor`, `witness`, `browser`, `link TG`, `stack`, `load`.
    pub source: String,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What happened. The tag is the line's `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// First line of every record.
    RunStarted(Box<RunStarted>),
    /// A cell answered hello on all sides and is ready to play.
    CellReady {
        /// Milliseconds from the start of raising it.
        ready_ms: u64,
        /// Broker of the cell.
        broker: BrokerFacts,
        /// Nodes of the cell, as they said themselves.
        nodes: Vec<NodeFacts>,
        /// A hub lies between the countries.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        hub: bool,
        /// Each country has a broker of its own, and these are bridged.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        bridged: bool,
        /// What the tunnels between links and brokers are made of, where there are some.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tunnel: Option<String>,
    },
    /// A part was killed, started, found dead, armed to die, paused.
    Part {
        /// `broker`, `node TG`, `link BF`, `hub`.
        part: String,
        /// `killed`, `started`, `died`, `armed`.
        change: String,
        /// Detail, e.g. `after-commit RES`.
        #[serde(default)]
        detail: String,
        /// True when a step asked for it; false is a failure of the harness or its ground.
        scheduled: bool,
    },
    /// A scenario begins. Text and tags are kept so that pages need no feature files.
    ScenarioStarted(Box<ScenarioFacts>),
    /// A step ended.
    Step {
        /// `Given`, `When`, `Then`, `And` as written.
        keyword: String,
        /// Text as written, with values filled in.
        text: String,
        /// Line in the feature file.
        line: u32,
        /// How it ended.
        status: StepStatus,
        /// Why it did not pass.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// How long it took, milliseconds.
        duration_ms: u64,
    },
    /// An act was asked of a node, and its answer (HTTP status and body).
    Act {
        /// Country asked.
        country: String,
        /// Verb of the contract.
        verb: String,
        /// Identity of the act.
        act: String,
        /// Body sent.
        request: serde_json::Value,
        /// HTTP status; 0 when none came.
        status: u16,
        /// Body answered.
        response: serde_json::Value,
        /// Round trip in microseconds.
        took_us: u64,
    },
    /// A node was asked what it knows.
    Query {
        /// Country asked.
        country: String,
        /// Path, e.g. `/v1/movements/26TG...`.
        path: String,
        /// HTTP status; 0 when none came.
        status: u16,
        /// Body answered.
        response: serde_json::Value,
    },
    /// The harness itself put a message on a queue, in a country's name (forger, replay).
    Injected {
        /// Country whose account was used.
        account: String,
        /// Queue.
        queue: String,
        /// `txMessageId` of the message, may be empty.
        message_id: String,
        /// SHA-256 of the body, lower-case hex.
        digest: String,
        /// Broker's answer: `receipted`, or `refused: <text>`.
        outcome: String,
        /// What the forger means by it, one sentence.
        intent: String,
    },
    /// A country's public key for signatures, as set KEY tells it from now on.
    KeyKnown {
        /// Whose it is.
        country: String,
        /// Its name, as in `txKeyId`.
        key_id: String,
        /// The key, `SubjectPublicKeyInfo` in base64url.
        key: String,
        /// Valid from.
        valid_from: Timestamp,
        /// Valid to.
        valid_to: Timestamp,
    },
    /// Somebody tried at the broker what its account has no right to.
    Tried {
        /// Account that was used.
        account: String,
        /// `write`, `read` or `log in`.
        act: String,
        /// Queue; empty where it was about none.
        queue: String,
        /// What came of it: `done`, or `refused: <text>`.
        outcome: String,
    },
    /// Which messages of the profile's state tables are put to a country in a state that they do not fit.
    Misplaced(Box<MisplacedFacts>),
    /// A document that the harness puts on a queue was valid until one thing was done to it.
    Damaged(Box<DamageFacts>),
    /// The witness received the broker's copy of a queue message.
    Copy(Box<CopyFacts>),
    /// The witness received the copy of a message that a hub put on the queue at its receiver's own
    /// broker; what the sender gave to the hub is a [`What::Copy`] of the same queue.
    Forwarded(Box<CopyFacts>),
    /// The witness met something that no honest stream holds; the cell's evidence is not to be trusted.
    StreamPoisoned {
        /// What was met.
        detail: String,
    },
    /// The administrator's sentinel came through the witness: all copies before it have been seen.
    Sentinel {
        /// Token sent and received.
        token: String,
    },
    /// A queue was browsed.
    Browsed {
        /// Queue name, a `DLQ.` one included.
        queue: String,
        /// Messages lying there.
        messages: Vec<BrowsedFacts>,
    },
    /// A link saw a frame at an end of the road.
    LinkFrame {
        /// Country whose link it is.
        country: String,
        /// `send`, `receipted`, `delivered`, `acked`, `nacked`.
        step: String,
        /// `txMessageId` of the message, may be empty.
        message_id: String,
        /// Queue.
        queue: String,
        /// JMS type, e.g. `PAS`.
        code: String,
        /// Movement.
        #[serde(default)]
        mrn: String,
        /// Body bytes.
        size: u64,
        /// Delivered with the redelivery flag.
        #[serde(default)]
        redelivered: bool,
        /// The link's own clock, wall nanoseconds.
        at_ns: u64,
    },
    /// A link fault: asked for, bit, ended; or a connection came and went.
    LinkChange {
        /// Country whose link it is.
        country: String,
        /// `armed`, `bit`, `ended`, `cut`, `healed`, `connected`, `disconnected`, `turned-away`; of a
        /// tunnel also `rekeyed` and `looked at`.
        change: String,
        /// Identity of the fault, empty for connections.
        #[serde(default)]
        fault: String,
        /// Detail, e.g. `by broker`; of a fault that ended, what it was and how often it touched
        /// anything: `delay, 12 times`; of a tunnel what `wg` shows at the link's end.
        #[serde(default)]
        detail: String,
        /// What bit, and at which frame.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bite: Option<BiteFacts>,
        /// The link's own clock, wall nanoseconds.
        at_ns: u64,
    },
    /// A country is back after its line was healed: the message that was awaited has its final answer.
    Recovered {
        /// Country whose line it was.
        country: String,
        /// Message that was awaited.
        message_id: String,
        /// Its code.
        code: String,
        /// From the moment the line failed to that when it was healed, microseconds.
        outage_us: u64,
        /// From then to the first message that passed it, microseconds.
        first_us: u64,
        /// From the healing to the final answer, microseconds.
        agreed_us: u64,
    },
    /// What passed between a country's link and the broker's side was captured, in the open: outside the
    /// tunnel where there is one.
    Captured {
        /// Country whose link it is.
        country: String,
        /// Interface of the link's container, e.g. `eth1`.
        interface: String,
        /// Packets seen.
        packets: u64,
        /// Their bytes, headers included.
        bytes: u64,
        /// Packets that were lost before they could be looked at; with any, nothing is proven.
        lost: u64,
        /// How often each text of the messages that passed was found in the packets.
        found: BTreeMap<String, u64>,
    },
    /// The business clock was moved.
    ClockMoved {
        /// From.
        from: Timestamp,
        /// To.
        to: Timestamp,
        /// Why, e.g. `next timer`.
        why: String,
    },
    /// A Then-step's claim.
    Expected(Box<Expectation>),
    /// The cell was found quiet, read twice.
    Quiet,
    /// A wait ended because patience ran out while the cell was not quiet.
    PatienceLost {
        /// What was awaited.
        awaited: String,
        /// From whom.
        from: String,
    },
    /// Something unscheduled failed in the harness, the broker or their ground, at this point.
    GroundFailure {
        /// `harness`, `infrastructure`.
        attribution: String,
        /// What happened.
        detail: String,
    },
    /// The scenario cannot apply here, and why.
    NotApplicable {
        /// Reason.
        reason: String,
    },
    /// A scenario ended; its evidence is complete when `complete` is true (sentinel seen, queues browsed).
    ScenarioFinished {
        /// Milliseconds.
        duration_ms: u64,
        /// Evidence is complete.
        complete: bool,
        /// Why not.
        #[serde(default)]
        why_not: String,
        /// How often a seeded flaw had fired by then, per country.
        #[serde(default)]
        flaws_fired: BTreeMap<String, u64>,
    },
    /// One leg of one journey was timed.
    Leg {
        /// Leg name, e.g. `TDA out`, `PAS ENTRY`, `journey`.
        leg: String,
        /// Movement.
        mrn: String,
        /// Nanoseconds from the intended start.
        intended_ns: u64,
        /// Nanoseconds from the actual start.
        actual_ns: u64,
        /// True in a warm-up phase, which is not measured.
        #[serde(default)]
        warmup: bool,
    },
    /// What a load run did, at its end.
    LoadFinished(Box<LoadFacts>),
    /// The run was interrupted by a signal.
    Interrupted {
        /// Signal name.
        signal: String,
    },
    /// Last line of a complete record.
    RunFinished {
        /// Milliseconds.
        duration_ms: u64,
    },
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Done, or its expectation was seen to hold.
    Passed,
    /// Its expectation was seen not to hold.
    Failed,
    /// Patience ran out before it could be decided.
    Undecided,
    /// The harness could not do it.
    Error,
    /// Not reached.
    Skipped,
}
