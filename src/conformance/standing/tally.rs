//! What one requirement has shown so far, per country.

use crate::conformance::catalogue;
use crate::conformance::verdict::Verdict;
use std::collections::BTreeMap;

/// Which of several violations at one position is the root: the most specific.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Claimed by a step of the scenario.
    Claim,
    /// A standing requirement.
    Standing,
    /// The schema as a whole: whatever else is wrong with a message says more.
    Schema,
}

/// One requirement, one country, one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// `REQ-...`.
    pub requirement: String,
    /// Country whose behaviour it is about.
    pub about: String,
    /// Pass, Fail, Inconclusive or Error.
    pub verdict: Verdict,
    /// What is demanded.
    pub expected: String,
    /// What was observed.
    pub observed: String,
    /// Position by which it is established.
    pub at: u64,
    /// Pieces of evidence looked at.
    pub evidence: u32,
    /// It rests on something that was not seen: only complete evidence proves it.
    pub absence: bool,
    /// Order among violations at one position.
    pub rank: Rank,
}

/// Collects what one standing requirement shows.
pub(super) struct Tally {
    requirement: &'static str,
    rank: Rank,
    countries: BTreeMap<String, Shown>,
}

#[derive(Default)]
struct Shown {
    looked_at: u32,
    newest: u64,
    offences: Vec<Offence>,
    undecided: Option<(u64, String)>,
}

struct Offence {
    at: u64,
    observed: String,
    absence: bool,
}

impl Tally {
    pub(super) fn new(requirement: &'static str) -> Self {
        Self { requirement, rank: Rank::Standing, countries: BTreeMap::new() }
    }

    pub(super) fn ranked(mut self, rank: Rank) -> Self {
        self.rank = rank;
        self
    }

    /// One piece of evidence was looked at.
    pub(super) fn look(&mut self, about: &str, at: u64) {
        let shown = self.of(about);
        shown.looked_at += 1;
        shown.newest = shown.newest.max(at);
    }

    /// Something that was seen violates the requirement.
    pub(super) fn offend(&mut self, about: &str, at: u64, observed: impl Into<String>) {
        self.of(about).offences.push(Offence { at, observed: observed.into(), absence: false });
    }

    /// Something that was not seen violates it.
    pub(super) fn miss(&mut self, about: &str, at: u64, observed: impl Into<String>) {
        self.of(about).offences.push(Offence { at, observed: observed.into(), absence: true });
    }

    /// It cannot be said.
    pub(super) fn undecided(&mut self, about: &str, at: u64, why: impl Into<String>) {
        self.of(about).undecided.get_or_insert((at, why.into()));
    }

    /// Looks, and notes an offence if there is one.
    pub(super) fn check(&mut self, about: &str, at: u64, offence: Option<String>) {
        self.look(about, at);
        if let Some(observed) = offence {
            self.offend(about, at, observed);
        }
    }

    /// One finding per country; none where nothing was looked at.
    pub(super) fn finish(self) -> Vec<Judged> {
        let Self { requirement, rank, countries } = self;
        let expected = catalogue::requirement(requirement).map_or("", |entry| &entry.en);
        let judged = |(about, shown): (String, Shown)| {
            if about.is_empty() {
                return None;
            }
            let (verdict, at, observed, absence) = shown.summed_up()?;
            Some(Judged {
                requirement: requirement.to_owned(),
                about,
                verdict,
                expected: expected.to_owned(),
                observed,
                at,
                evidence: shown.looked_at,
                absence,
                rank,
            })
        };
        countries.into_iter().filter_map(judged).collect()
    }

    fn of(&mut self, about: &str) -> &mut Shown {
        self.countries.entry(about.to_owned()).or_default()
    }
}

impl Shown {
    fn summed_up(&self) -> Option<(Verdict, u64, String, bool)> {
        if let Some(first) = self.offences.iter().min_by_key(|offence| offence.at) {
            let more = match self.offences.len() - 1 {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            let observed = format!("{}{more}", first.observed);
            return Some((Verdict::Fail, first.at, observed, first.absence));
        }
        if let Some((at, why)) = &self.undecided {
            return Some((Verdict::Inconclusive, *at, why.clone(), false));
        }
        let seen = || format!("holds for all {} looked at", self.looked_at);
        (self.looked_at > 0).then(|| (Verdict::Pass, self.newest, seen(), false))
    }
}
