//! The self-test: what each seeded flaw came to, and whether each benign variant was accepted.

use crate::record::selftest::{Fate, FlawResult, SelfTest, VariantResult};
use crate::report::clean;
use crate::report::text::{Lang, Text};
use serde::Serialize;
use std::fmt::Write as _;

/// The shape that stands beside the word.
fn shape(fate: Fate) -> &'static str {
    match fate {
        Fate::Caught => "●",
        Fate::CaughtElsewhere => "◐",
        Fate::Silent => "○",
        Fate::NeverFired => "✕",
    }
}

fn words(fate: Fate) -> Text {
    match fate {
        Fate::Caught => Text::new("vu", "caught"),
        Fate::CaughtElsewhere => Text::new("vu par une autre", "caught elsewhere"),
        Fate::Silent => Text::new("non vu", "silent"),
        Fate::NeverFired => Text::new("n'a pas agi", "never fired"),
    }
}

/// The matrix for a terminal, with the entries that are not as intended last.
pub(super) fn matrix(test: &SelfTest, lang: Lang) -> String {
    let mut flaws: Vec<&FlawResult> = test.flaws.iter().collect();
    flaws.sort_by_key(|it| it.fate != Fate::Caught);
    let mut variants: Vec<&VariantResult> = test.variants.iter().collect();
    variants.sort_by_key(|it| !it.accepted);
    let mut out = String::new();
    let (caught, odd): (Vec<_>, Vec<_>) = flaws.into_iter().partition(|it| it.fate == Fate::Caught);
    for it in caught {
        flaw_line(&mut out, it, lang);
    }
    for it in variants {
        variant_line(&mut out, it, lang);
    }
    for it in odd {
        flaw_line(&mut out, it, lang);
    }
    out
}

fn flaw_line(out: &mut String, it: &FlawResult, lang: Lang) {
    let (flaw, requirement) = (clean::line(&it.flaw), clean::line(&it.requirement));
    let (shape, word) = (shape(it.fate), words(it.fate));
    let word = word.of(lang);
    writeln!(out, "{shape} {word:<17} {flaw:<36} {} {requirement}", clean::line(&it.seat))
        .expect(FITS);
    if it.fate != Fate::Caught {
        writeln!(out, "    {}", clean::line(&it.observed)).expect(FITS);
    }
}

fn variant_line(out: &mut String, it: &VariantResult, lang: Lang) {
    let (shape, word) = match (it.accepted, lang) {
        (true, Lang::Fr) => ("●", "acceptée"),
        (true, Lang::En) => ("●", "accepted"),
        (false, Lang::Fr) => ("■", "refusée"),
        (false, Lang::En) => ("■", "refused"),
    };
    let variant = clean::line(&it.variant);
    writeln!(out, "{shape} {word:<17} {variant:<36} {}", clean::line(&it.seat)).expect(FITS);
    if !it.accepted {
        writeln!(out, "    {}", clean::line(&it.observed)).expect(FITS);
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
        shape: shape(it.fate),
        word: words(it.fate),
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
