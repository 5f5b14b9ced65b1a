//! What the judge says of a run: the one model that every page and machine file is drawn from.

use crate::conformance::outcome::Outcome;
use crate::conformance::verdict::{Attribution, Verdict};
use serde::{Deserialize, Serialize};

/// Everything that is said of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// How the run ended.
    pub outcome: Outcome,
    /// Why it is not conformant, one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// False when the record was cut short.
    pub complete: bool,
    /// Counts of scenarios.
    pub inventory: Inventory,
    /// The five scores.
    pub scores: Scores,
    /// Every requirement of the catalogue, in catalogue order.
    pub requirements: Vec<RequirementVerdict>,
    /// Every planned (id, subject), in the order planned.
    pub scenarios: Vec<ScenarioVerdict>,
    /// Root findings first: MUST before SHOULD, then by number of scenarios, then earliest.
    pub findings: Vec<Finding>,
}

/// `planned = run + not_applicable + not_run`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// Scenarios planned before the run.
    pub planned: u32,
    /// Scenarios judged.
    pub run: u32,
    /// Scenarios that cannot apply, with reason.
    pub not_applicable: u32,
    /// Scenarios not reached.
    pub not_run: u32,
}

/// One score: never averaged with another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Requirements seen to hold.
    pub satisfied: u32,
    /// Requirements that apply in this run.
    pub applicable: u32,
    /// Requirements of the family in the catalogue.
    pub total: u32,
}

/// The five scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// Does what the profile says.
    pub conformance: Score,
    /// Both sides end in agreement.
    pub interoperability: Score,
    /// Survives failures of line, broker and node.
    pub robustness: Score,
    /// Stops the dishonest.
    pub fraud: Score,
    /// Meets the gates of a load plan.
    pub latency: Score,
}

/// A requirement over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequirementVerdict {
    /// `REQ-...`.
    pub id: String,
    /// `MUST` or `SHOULD`.
    pub level: String,
    /// Worst over the scenarios that judged it.
    pub verdict: Verdict,
    /// How many pieces of evidence stand behind it.
    pub evidence: u32,
    /// `wire`, `peer` or `own_word`.
    pub class: String,
    /// Scenarios, `<id>/<subject>`, that judged it.
    pub scenarios: Vec<String>,
    /// Why it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A scenario for one subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioVerdict {
    /// Id, e.g. `HP01`.
    pub id: String,
    /// Country judged.
    pub subject: String,
    /// Title.
    pub title: String,
    /// Feature file.
    pub feature: String,
    /// Tags without `@`.
    pub tags: Vec<String>,
    /// Verdict.
    pub verdict: Verdict,
    /// First reason of the winning verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whose doing a verdict other than PASS is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// Milliseconds.
    pub duration_ms: u64,
    /// Every assertion decided, passed ones too.
    pub checks: Vec<Check>,
}

/// One assertion: a requirement, a country, and what was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Requirement.
    pub requirement: String,
    /// Country whose behaviour it is about.
    pub about: String,
    /// What was found.
    pub verdict: Verdict,
    /// What the requirement demands here, one sentence.
    pub expected: String,
    /// What was observed, one sentence.
    pub observed: String,
    /// Record position that decides it.
    pub at: u64,
    /// How many pieces of evidence were looked at; a pass has at least one.
    pub evidence: u32,
}

/// A violated requirement, or something else that keeps a run from being conformant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Requirement; empty for a failure of harness or ground.
    pub requirement: String,
    /// `MUST`, `SHOULD`, or empty.
    pub level: String,
    /// Verdict it leads to.
    pub verdict: Verdict,
    /// Whose doing.
    pub attribution: Attribution,
    /// Country whose behaviour it is about; empty for the ground.
    pub about: String,
    /// Scenarios concerned, `<id>/<subject>`.
    pub scenarios: Vec<String>,
    /// What was demanded, one sentence.
    pub expected: String,
    /// What was observed, one sentence.
    pub observed: String,
    /// Record position of the earliest occurrence.
    pub at: u64,
    /// Requirement that is the root in the same scenario, when this is a consequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<String>,
    /// One-line command that reproduces it.
    pub reproduce: String,
}
