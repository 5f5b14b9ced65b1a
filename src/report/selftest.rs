//! The self-test: what each seeded flaw came to, and whether each benign variant was accepted.

use crate::report::text::{Lang, Text};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Result of a self-test, as `self-test.json` keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfTest {
    /// Digest of the suite that was tested: it speaks for runs of that suite only.
    pub suite_digest: String,
    /// Stack on which it was done.
    pub stack: String,
    /// Seeded flaws, one entry per seat.
    pub flaws: Vec<FlawResult>,
    /// Benign variants, one entry per seat.
    pub variants: Vec<VariantResult>,
}

/// What became of one flaw in one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlawResult {
    /// Name.
    pub flaw: String,
    /// Country whose node had it.
    pub seat: String,
    /// Requirement that must reject it.
    pub requirement: String,
    /// What happened.
    pub fate: Fate,
    /// First finding, or why there is none.
    pub observed: String,
}

/// What became of a flaw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Rejected by the requirement that names it, as root finding.
    Caught,
    /// Rejected, but by another requirement first.
    CaughtElsewhere,
    /// It fired, and nothing was found.
    Silent,
    /// It never fired: the scenarios do not reach it.
    NeverFired,
}

/// Whether a variant was accepted in one seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantResult {
    /// Name.
    pub variant: String,
    /// Country whose node had it.
    pub seat: String,
    /// True when every verdict stayed as it was.
    pub accepted: bool,
    /// What was found instead.
    #[serde(default)]
    pub observed: String,
}

impl Fate {
    /// The shape that stands beside the word.
    pub fn shape(self) -> &'static str {
        match self {
            Fate::Caught => "●",
            Fate::CaughtElsewhere => "◐",
            Fate::Silent => "○",
            Fate::NeverFired => "✕",
        }
    }

    fn words(self) -> Text {
        match self {
            Fate::Caught => Text::new("vu", "caught"),
            Fate::CaughtElsewhere => Text::new("vu par une autre", "caught elsewhere"),
            Fate::Silent => Text::new("non vu", "silent"),
            Fate::NeverFired => Text::new("n'a pas agi", "never fired"),
        }
    }
}

impl SelfTest {
    /// True when every flaw was caught as intended and every variant accepted.
    pub fn passed(&self) -> bool {
        self.flaws.iter().all(|it| it.fate == Fate::Caught)
            && self.variants.iter().all(|it| it.accepted)
    }

    /// The matrix for a terminal, with the entries that are not as intended last.
    pub fn matrix(&self, lang: Lang) -> String {
        let mut flaws: Vec<&FlawResult> = self.flaws.iter().collect();
        flaws.sort_by_key(|it| it.fate != Fate::Caught);
        let mut out = String::new();
        for it in flaws {
            let row = format!(
                "{} {:<18} {:<30} {} {}",
                it.fate.shape(),
                it.fate.words().of(lang),
                it.flaw,
                it.seat,
                it.requirement
            );
            writeln!(out, "{}", crate::report::one_line(&row)).expect(FITS);
            if it.fate != Fate::Caught {
                writeln!(out, "    {}", crate::report::one_line(&it.observed)).expect(FITS);
            }
        }
        for it in &self.variants {
            let (shape, word) = match (it.accepted, lang) {
                (true, Lang::Fr) => ("●", "acceptée"),
                (true, Lang::En) => ("●", "accepted"),
                (false, Lang::Fr) => ("■", "refusée"),
                (false, Lang::En) => ("■", "refused"),
            };
            let row = format!("{shape} {word:<18} {:<30} {} {}", it.variant, it.seat, it.observed);
            writeln!(out, "{}", crate::report::one_line(&row)).expect(FITS);
        }
        out
    }
}

const FITS: &str = "a String takes every character";

/// The self-test as a page shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SelfTestView {
    same_suite: bool,
    passed: bool,
    caught: usize,
    total: usize,
    rows: Vec<RowView>,
    variants: Vec<VariantView>,
}

#[derive(Debug, Clone, Serialize)]
struct RowView {
    flaw: String,
    seat: String,
    requirement: String,
    shape: &'static str,
    word: Text,
    class: &'static str,
    observed: String,
}

#[derive(Debug, Clone, Serialize)]
struct VariantView {
    variant: String,
    seat: String,
    accepted: bool,
    observed: String,
}

/// The self-test as a page shows it, beside a run of that suite.
pub(super) fn view(test: &SelfTest, suite_digest: &str) -> SelfTestView {
    let row = |it: &FlawResult| RowView {
        flaw: it.flaw.clone(),
        seat: it.seat.clone(),
        requirement: it.requirement.clone(),
        shape: it.fate.shape(),
        word: it.fate.words(),
        class: if it.fate == Fate::Caught { "pass" } else { "fail" },
        observed: it.observed.clone(),
    };
    let variant = |it: &VariantResult| VariantView {
        variant: it.variant.clone(),
        seat: it.seat.clone(),
        accepted: it.accepted,
        observed: it.observed.clone(),
    };
    SelfTestView {
        same_suite: test.suite_digest == suite_digest,
        passed: test.passed(),
        caught: test.flaws.iter().filter(|it| it.fate == Fate::Caught).count(),
        total: test.flaws.len(),
        rows: test.flaws.iter().map(row).collect(),
        variants: test.variants.iter().map(variant).collect(),
    }
}
