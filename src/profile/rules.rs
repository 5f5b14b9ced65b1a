//! Business rules on receipt: the rows of `rules.toml`, which documents and code share.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::profile::lists::FunctionalErrorCode;

/// The rules in `rules.toml`, each as a variant.
macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal,)*) => {
        /// A business rule that is checked on receipt.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = concat!("`", $id, "`.")] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its id, as an FNK names it.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

rules! {
    Mirror = "R-MIRROR",
    Test = "R-TEST",
    Package = "R-PACKAGE",
    Document = "R-DOCUMENT",
    Future = "R-FUTURE",
    Release = "R-RELEASE",
    Route = "R-ROUTE",
    Limit = "R-LIMIT",
    Mass = "R-MASS",
    Packages = "R-PACKAGES",
    SealCount = "R-SEAL-COUNT",
    SealTwice = "R-SEAL-TWICE",
    Container = "R-CONTAINER",
    Waiver = "R-WAIVER",
    NoWaiver = "R-NO-WAIVER",
    Consignee = "R-CONSIGNEE",
    Exposure = "R-EXPOSURE",
    Bidi = "R-BIDI",
    Conform = "R-CONFORM",
    Record = "R-RECORD",
    Paper = "R-PAPER",
}

/// A row of `rules.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Id, `R-...`.
    pub id: String,
    /// Code of the FNK.
    pub code: String,
    /// Stage of PD-26 at which it is checked.
    pub stage: u8,
    /// Messages that it is about; `*` for all.
    pub messages: Vec<String>,
    /// Where the pointer leads, below the root.
    pub at: String,
    /// Where the rule comes from.
    pub source: String,
    /// The sentence in English.
    pub en: String,
    /// The sentence in French.
    pub fr: String,
}

#[derive(Deserialize)]
struct File {
    rule: Vec<Row>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let read = toml::from_str::<File>(include_str!("rules.toml"));
    read.unwrap_or_else(|error| panic!("the compiled-in rules are right: {error}")).rule
});

/// Every row, in the order of the file.
pub fn rows() -> &'static [Row] {
    &ROWS
}

impl Rule {
    /// Its row.
    pub fn row(self) -> &'static Row {
        let found = ROWS.iter().find(|row| row.id == self.id());
        found.expect("a test holds the rules to the rows")
    }

    /// Code of the FNK that names it.
    pub fn code(self) -> FunctionalErrorCode {
        self.row().code.parse().expect("a test holds the codes to the list")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_rows_are_the_same_in_the_same_order() {
        let ids: Vec<&str> = rows().iter().map(|row| row.id.as_str()).collect();
        let ours: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(ours, ids);
        for rule in Rule::ALL {
            assert!(!rule.code().is_bare() && rule.row().at.len() > 1, "{rule:?}");
            assert!(
                rule.id().len() <= 20 && !rule.row().en.is_empty() && !rule.row().fr.is_empty()
            );
        }
    }
}
