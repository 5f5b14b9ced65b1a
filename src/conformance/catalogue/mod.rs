//! The catalogue: requirements that are judged, flaws that must be caught, variants to accept.

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static CHAPTERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/conformance/catalogue/chapters");

/// Whether a requirement must or should be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// A violation makes the node nonconformant.
    Must,
    /// A violation is an observation, unless the run is strict.
    Should,
}

impl Level {
    /// `MUST` or `SHOULD`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
        }
    }
}

/// The score that a requirement counts in. The fifth score, latency, counts gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Does what the profile says.
    Conformance,
    /// Both sides end in agreement.
    Interoperability,
    /// Survives failures of line, broker and node.
    Robustness,
    /// Stops the dishonest.
    Fraud,
}

/// What a verdict on a requirement rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Captured bytes.
    Wire,
    /// What another system received or answered.
    Peer,
    /// The subject's own answer.
    OwnWord,
}

impl Proof {
    /// `wire`, `peer` or `own_word`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Proof::Wire => "wire",
            Proof::Peer => "peer",
            Proof::OwnWord => "own_word",
        }
    }
}

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `REQ-...`.
    pub id: String,
    /// MUST or SHOULD.
    pub level: Level,
    /// Score that it counts in.
    pub family: Family,
    /// Clause of the profile, or other source.
    pub source: String,
    /// What its verdict rests on.
    pub evidence: Proof,
    /// Judged in every scenario; the others by the claims of steps.
    #[serde(default)]
    pub standing: bool,
    /// The sentence in English.
    pub en: String,
    /// The sentence in French.
    pub fr: String,
    /// Flaws that its check must reject, as root finding.
    pub flaws: Vec<String>,
}

impl Requirement {
    /// It is the hub, or a tunnel, that must meet it, not a node.
    pub fn is_of_harness(&self) -> bool {
        self.flaws.iter().all(|name| flaw(name).is_some_and(|flaw| flaw.hub || flaw.vpn))
    }
}

/// One misbehaviour that a reference node can be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flaw {
    /// Name, as in `--flaw NAME@COUNTRY`.
    pub name: String,
    /// Scenarios in which it fires.
    pub shown_in: Vec<String>,
    /// It is one of the hub, not of a node: `NAME@HUB`.
    #[serde(default)]
    pub hub: bool,
    /// It is one of the tunnels, not of a node: `NAME@VPN`; it shows only where there are some.
    #[serde(default)]
    pub vpn: bool,
    /// What the node does, one sentence.
    pub sentence: String,
}

/// One unusual but legal behaviour, which every check must accept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Name, as in `--flaw NAME@COUNTRY`.
    pub name: String,
    /// What the node does, one sentence.
    pub sentence: String,
}

/// The catalogue, or one chapter of it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Chapter {
    requirement: Vec<Requirement>,
    flaw: Vec<Flaw>,
    variant: Vec<Variant>,
}

static CATALOGUE: LazyLock<Chapter> = LazyLock::new(|| {
    texts().fold(Chapter::default(), |mut catalogue, (name, text)| {
        let chapter: Chapter = toml::from_str(text)
            .unwrap_or_else(|error| panic!("{name} is compiled in, and read by a test: {error}"));
        catalogue.requirement.extend(chapter.requirement);
        catalogue.flaw.extend(chapter.flaw);
        catalogue.variant.extend(chapter.variant);
        catalogue
    })
});

/// Every requirement, in catalogue order.
pub fn requirements() -> &'static [Requirement] {
    &CATALOGUE.requirement
}

/// The requirement with this id.
pub fn requirement(id: &str) -> Option<&'static Requirement> {
    requirements().iter().find(|requirement| requirement.id == id)
}

/// Every flaw, in catalogue order.
pub fn flaws() -> &'static [Flaw] {
    &CATALOGUE.flaw
}

/// The flaw with this name.
pub fn flaw(name: &str) -> Option<&'static Flaw> {
    flaws().iter().find(|flaw| flaw.name == name)
}

/// Every benign variant.
pub fn variants() -> &'static [Variant] {
    &CATALOGUE.variant
}

/// True for the name of a benign variant: a run with it can be conformant.
pub fn is_variant(name: &str) -> bool {
    variants().iter().any(|variant| variant.name == name)
}

/// The requirement whose check must reject this flaw as root finding.
pub fn violated_by(flaw: &str) -> Option<&'static Requirement> {
    requirements().iter().find(|requirement| requirement.flaws.iter().any(|name| name == flaw))
}

/// The chapters as text, in the order of their names; also for the digest of the suite.
pub fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let chapter = |file: &'static include_dir::File<'static>| {
        let text = file.contents_utf8().expect("chapters are UTF-8");
        (file.path().to_str().expect("names of chapters are UTF-8"), text)
    };
    let mut texts: Vec<_> = CHAPTERS.files().map(chapter).collect();
    texts.sort_unstable();
    texts.into_iter()
}

/// Place of a requirement in the catalogue; unknown ones come last.
pub(crate) fn place(id: &str) -> usize {
    let known = requirements().iter().position(|requirement| requirement.id == id);
    known.unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_names_are_given_once() {
        let ids: BTreeSet<&str> = requirements().iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), requirements().len());
        let flaw_names = flaws().iter().map(|flaw| flaw.name.as_str());
        let names: BTreeSet<&str> =
            flaw_names.chain(variants().iter().map(|variant| variant.name.as_str())).collect();
        assert_eq!(names.len(), flaws().len() + variants().len());
    }

    #[test]
    fn each_flaw_belongs_to_exactly_one_requirement_and_each_requirement_has_one() {
        for requirement in requirements() {
            assert!(!requirement.flaws.is_empty(), "{}", requirement.id);
            for name in &requirement.flaws {
                assert!(flaw(name).is_some(), "{} names {name}", requirement.id);
            }
        }
        for flaw in flaws() {
            let of = requirements().iter().filter(|entry| entry.flaws.contains(&flaw.name));
            assert_eq!(of.count(), 1, "{}", flaw.name);
            assert!(!flaw.shown_in.is_empty(), "{}", flaw.name);
        }
    }

    #[test]
    fn each_requirement_is_a_sentence_in_both_languages_with_a_source() {
        for requirement in requirements() {
            for sentence in [&requirement.en, &requirement.fr] {
                assert!(sentence.ends_with('.') && sentence.len() > 20, "{}", requirement.id);
            }
            assert_ne!(requirement.en, requirement.fr);
            assert!(!requirement.source.is_empty(), "{}", requirement.id);
            let id = requirement.id.strip_prefix("REQ-").expect("ids begin with REQ-");
            let (chapter, number) = id.split_once('-').expect("chapter and number");
            assert!(chapter.len() == 3 && number.len() == 3, "{}", requirement.id);
        }
    }

    #[test]
    fn flaws_and_variants_are_told_apart() {
        assert!(is_variant("other-prefix") && !is_variant("wrong-digest"));
        assert_eq!(violated_by("wrong-digest").unwrap().id, "REQ-ENV-004");
        assert!(violated_by("other-prefix").is_none());
    }
}
