//! What the catalogue says of requirements, flaws and variants, as pages and lists show it.

use serde::Deserialize;

/// A requirement of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Requirement {
    /// `REQ-...`.
    pub id: String,
    /// `MUST` or `SHOULD`.
    pub level: String,
    /// Which of the five scores it counts in.
    pub family: String,
    /// Clause or source.
    pub source: String,
    /// `wire`, `peer` or `own_word`.
    pub evidence: String,
    /// Judged in every scenario, not by the claims of steps.
    #[serde(default)]
    pub standing: bool,
    /// Sentence in English.
    pub en: String,
    /// Sentence in French.
    pub fr: String,
    /// Misbehaviours that its check must reject.
    #[serde(default)]
    pub flaws: Vec<String>,
}

/// A misbehaviour that a reference node can be given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Flaw {
    /// Name.
    pub name: String,
    /// Scenarios in which it fires.
    #[serde(default)]
    pub shown_in: Vec<String>,
    /// What the node does wrong.
    pub sentence: String,
}

#[derive(Deserialize)]
struct Requirements {
    requirement: Vec<Requirement>,
}

#[derive(Deserialize)]
struct Flaws {
    flaw: Vec<Flaw>,
    #[serde(default)]
    variant: Vec<Flaw>,
}

/// The catalogue that is compiled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Requirements in the catalogue's order.
    pub requirements: Vec<Requirement>,
    /// Flaws.
    pub flaws: Vec<Flaw>,
    /// Benign variants.
    pub variants: Vec<Flaw>,
}

impl Catalogue {
    /// Reads the compiled-in catalogue.
    pub fn compiled_in() -> Self {
        let requirements: Requirements =
            toml::from_str(include_str!("../conformance/catalogue/requirements.toml"))
                .expect("the compiled-in requirements can be read");
        let flaws: Flaws = toml::from_str(include_str!("../conformance/catalogue/flaws.toml"))
            .expect("the compiled-in flaws can be read");
        Self { requirements: requirements.requirement, flaws: flaws.flaw, variants: flaws.variant }
    }

    /// The requirement of that id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// The flaw or variant of that name.
    pub fn flaw(&self, name: &str) -> Option<&Flaw> {
        self.flaws.iter().chain(&self.variants).find(|flaw| flaw.name == name)
    }
}
