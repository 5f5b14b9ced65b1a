//! Facts that events carry: identity of run, suite, corridor, scenario, broker, node, message, load.

use crate::record::selftest::SelfTest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Identity of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunStarted {
    /// Record format, `passavant.record/1`.
    pub schema: String,
    /// Run id, `<UTC>-<short id>`.
    pub id: String,
    /// Command as typed, passwords and tokens never among it.
    pub command: String,
    /// `run`, `load`, `certify`, `self-test`.
    pub purpose: String,
    /// What was selected; empty for everything.
    pub selection: String,
    /// Seed of all chance.
    pub seed: u64,
    /// `embedded`, `containers`, `external`.
    pub stack: String,
    /// Start, wall clock.
    pub started: Timestamp,
    /// Identity of the suite.
    pub suite: SuiteFacts,
    /// Corridor file's name and the parties, in the order of the file.
    pub corridor: CorridorFacts,
    /// Country in whose seat somebody else's node sits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sut: Option<String>,
    /// Flaw seeded per country.
    #[serde(default)]
    pub flaws: BTreeMap<String, String>,
    /// A SHOULD that is not met counts as a failure.
    #[serde(default)]
    pub strict: bool,
    /// Every scenario that is planned, before anything runs.
    pub planned: Vec<ScenarioFacts>,
    /// Facts of the host: cores, memory, kernel.
    #[serde(default)]
    pub host: BTreeMap<String, String>,
    /// The newest self-test known when the run began, of whatever suite it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_test: Option<SelfTest>,
}

/// Identity of the suite that judges.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteFacts {
    /// Version of passavant.
    pub version: String,
    /// Commit it was built from, if known.
    pub commit: String,
    /// Built from a changed work tree.
    pub dirty: bool,
    /// SHA-256 over features, scenario data, schemas and catalogue.
    pub digest: String,
    /// True when `--features` or `--scenarios` replaced what is compiled in.
    #[serde(default)]
    pub overridden: bool,
}

/// The corridor played.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorridorFacts {
    /// File name without ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// Countries with their names in English.
    pub countries: BTreeMap<String, String>,
}

/// One planned scenario for one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioFacts {
    /// Id of the catalogue of scenarios, e.g. `HP01`.
    pub id: String,
    /// Country whose behaviour is judged.
    pub subject: String,
    /// Title as written.
    pub title: String,
    /// Feature file, e.g. `departure/guarantee.feature`.
    pub feature: String,
    /// Line of the scenario in that file.
    pub line: u32,
    /// All tags, without `@`.
    pub tags: Vec<String>,
    /// Steps as written, `keyword text`.
    pub steps: Vec<String>,
}

/// The broker of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokerFacts {
    /// `passavant embedded` or `ActiveMQ Classic`.
    pub product: String,
    /// Version, with the package revision where there is one.
    pub version: String,
    /// Store mode, e.g. `journal on disk`, `KahaDB on disk`.
    pub store: String,
    /// Connector, without credentials.
    pub connector: String,
}

/// A node, as it said itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeFacts {
    /// Country.
    pub country: String,
    /// Product.
    pub product: String,
    /// Version.
    pub version: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Seeded flaw or benign variant.
    pub flaw: Option<String>,
    /// True when it is somebody else's node under test.
    pub sut: bool,
    /// It cannot be emptied: what earlier scenarios left stays in its store.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_store: bool,
}

/// The broker's copy of a queue message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyFacts {
    /// Queue that was sent to.
    pub queue: String,
    /// Account stamped by the broker (`JMSXUserID`).
    pub user: String,
    /// All headers as received, first value of each.
    pub headers: BTreeMap<String, String>,
    /// Body as received, base64.
    pub body: String,
    /// SHA-256 of the body, lower-case hex.
    pub digest: String,
    /// `txMessageId`, may be empty.
    pub message_id: String,
    /// JMS type.
    pub code: String,
    /// `txMrn`, may be empty.
    pub mrn: String,
}

/// A link fault that bit: what it is, and the frame at which it began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BiteFacts {
    /// `cut`, `refuse`, `half-open`, `delay`, `jitter`, `throttle`, `loss`, `stall`, `reset`,
    /// `slow-close`.
    pub effect: String,
    /// `up` (node to broker), `down`, `both`.
    pub direction: String,
    /// `before-forward`, `before-receipt`, `before-delivery`, `before-ack`; empty where it began by
    /// order.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub point: String,
    /// What became of the message at that point, e.g. `send`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub step: String,
    /// JMS type of the message.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// `txMessageId` of the message.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_id: String,
    /// SHA-256 of its body, lower-case hex.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// A message found lying in a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowsedFacts {
    /// `txMessageId`.
    pub message_id: String,
    /// JMS type.
    pub code: String,
    /// SHA-256 of the body.
    pub digest: String,
}

/// Totals of a load run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadFacts {
    /// Plan name.
    pub plan: String,
    /// Journeys that the plan asked for.
    pub planned: u64,
    /// Journeys started.
    pub started: u64,
    /// Journeys that reached their end.
    pub completed: u64,
    /// Journeys that failed, with reasons counted.
    pub failed: BTreeMap<String, u64>,
    /// Target rate, journeys per second.
    pub target_rate: f64,
    /// Achieved start rate.
    pub achieved_rate: f64,
    /// Validity rules that were broken; non-empty makes the run invalid.
    pub invalid: Vec<String>,
    /// Invariants that did not hold afterwards: something lost, doubled, not freed, left lying.
    #[serde(default)]
    pub violations: Vec<String>,
    /// How often each part was killed at places that the seed drew.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kills: BTreeMap<String, u64>,
    /// Gates of the plan: name, limit, observed, met.
    pub gates: Vec<GateFacts>,
}

/// One latency gate of a load plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GateFacts {
    /// What is limited, e.g. `journey p99`.
    pub gate: String,
    /// Limit in milliseconds.
    pub limit_ms: f64,
    /// Observed, milliseconds.
    pub observed_ms: f64,
    /// Samples behind it.
    pub count: u64,
    /// Met; false also when there were too few samples.
    pub met: bool,
}

/// Messages of the profile's state tables and a state of a country: which of those that do not fit are sent, and which
/// are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MisplacedFacts {
    /// Country that gets them.
    pub country: String,
    /// Its states, e.g. `RELEASED (departure)`.
    pub states: Vec<String>,
    /// Messages that are sent, as the tables name them.
    pub sent: Vec<String>,
    /// Messages that are not, by the reason.
    pub left_out: BTreeMap<String, Vec<String>>,
}

/// What was done to a document that was valid before, and what its rejection must say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamageFacts {
    /// `txMessageId` of the message.
    pub message_id: String,
    /// Country that must reject it.
    pub by: String,
    /// Its code, e.g. `TDA`.
    pub code: String,
    /// Element or attribute, by the names of the schema: `Transit/itinerary/office/@role`.
    pub place: String,
    /// What was done to it, e.g. `missing`.
    pub harm: String,
    /// Code of the XNK, e.g. `13`.
    pub expected: String,
    /// Where the XNK points.
    pub pointer: String,
}
