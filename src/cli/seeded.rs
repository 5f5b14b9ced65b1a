//! One play of a self-test: who is given what, and what came of it.

use super::failure::Failure;
use crate::conformance::catalogue::{self, Flaw, Variant};
use crate::conformance::judgement::{Finding, Judgement};
use crate::conformance::outcome::Outcome;
use crate::profile::Country;
use crate::record::Record;
use crate::record::event::What;
use crate::record::selftest::{Fate, FlawResult, VariantResult};

/// One node with one misbehaviour or variant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seeded {
    Flaw(&'static Flaw),
    Variant(&'static Variant),
}

impl Seeded {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Flaw(flaw) => &flaw.name,
            Self::Variant(variant) => &variant.name,
        }
    }

    pub(super) fn needs_tunnels(self) -> bool {
        matches!(self, Self::Flaw(flaw) if flaw.vpn)
    }
}

/// Who is given the misbehaviour, and who is judged.
pub(super) struct Seat {
    /// As it is written behind the `@`.
    pub(super) name: String,
    pub(super) subject: Country,
}

/// What came of one play.
pub(super) enum Came {
    Flaw(FlawResult),
    Variant(VariantResult),
}

impl Came {
    /// Nothing came of a play whose ground failed: the others go on.
    pub(super) fn not_played(seeded: Seeded, seat: &Seat, why: &Failure) -> Self {
        let (seat, observed) = (seat.name.clone(), format!("not played: {}", why.message));
        match seeded {
            Seeded::Flaw(flaw) => Self::Flaw(FlawResult {
                flaw: flaw.name.clone(),
                seat,
                requirement: catalogue::violated_by(&flaw.name)
                    .map_or_else(String::new, |it| it.id.clone()),
                fate: Fate::NeverFired,
                observed,
            }),
            Seeded::Variant(variant) => Self::Variant(VariantResult {
                variant: variant.name.clone(),
                seat,
                accepted: false,
                observed,
            }),
        }
    }

    /// What came instead of what the play is there for, so that a self-test that is stopped has told it.
    pub(super) fn unwanted(&self) -> Option<String> {
        let (wanted, observed) = match self {
            Self::Flaw(flaw) => (flaw.fate == Fate::Caught, &flaw.observed),
            Self::Variant(variant) => (variant.accepted, &variant.observed),
        };
        let what = match self {
            Self::Flaw(flaw) => format!("{:?}", flaw.fate),
            Self::Variant(_) => "refused".to_owned(),
        };
        (!wanted).then(|| format!(": {what}; {observed}"))
    }
}

/// How often the seeded node deviated, in the whole record.
fn fired(record: &Record, seat: &Seat) -> u64 {
    let count = |what: &What| match what {
        What::ScenarioFinished { flaws_fired, .. } => {
            flaws_fired.get(&seat.name).copied().unwrap_or_default()
        }
        _ => 0,
    };
    record.events.iter().map(|event| count(&event.what)).sum()
}

pub(super) fn weigh(
    flaw: &Flaw,
    seat: &Seat,
    record: &Record,
    judgement: &Judgement,
) -> FlawResult {
    let requirement = catalogue::violated_by(&flaw.name).map_or("", |it| it.id.as_str());
    let first = judgement.findings.first();
    let intended = |it: &Finding| {
        it.requirement == requirement && it.about == seat.name && it.caused_by.is_none()
    };
    let fate = if fired(record, seat) == 0 {
        Fate::NeverFired
    } else if judgement.outcome == Outcome::Nonconformant && first.is_some_and(intended) {
        Fate::Caught
    } else if judgement.outcome == Outcome::Nonconformant {
        Fate::CaughtElsewhere
    } else {
        Fate::Silent
    };
    FlawResult {
        flaw: flaw.name.clone(),
        seat: seat.name.clone(),
        requirement: requirement.to_owned(),
        fate,
        observed: first.map_or_else(|| "nothing was found".to_owned(), told),
    }
}

pub(super) fn accept(
    variant: &Variant,
    seat: &Seat,
    record: &Record,
    judgement: &Judgement,
) -> VariantResult {
    let acted = fired(record, seat) > 0;
    let accepted = acted && judgement.outcome == Outcome::Conformant;
    let observed = match (accepted, acted) {
        (true, _) => String::new(),
        (false, false) => "the variant never acted".to_owned(),
        (false, true) => judgement
            .findings
            .first()
            .map_or_else(|| format!("outcome {:?}, no finding", judgement.outcome), told),
    };
    VariantResult { variant: variant.name.clone(), seat: seat.name.clone(), accepted, observed }
}

fn told(finding: &Finding) -> String {
    let Finding { requirement, about, scenarios, observed, .. } = finding;
    let id = if requirement.is_empty() { "no requirement" } else { requirement };
    format!("{id} about {about} in {}: {observed}", scenarios.join(", "))
}
