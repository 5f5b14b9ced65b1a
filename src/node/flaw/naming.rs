//! How the table of flaws becomes an enum, and flaws are read back from their names.

use std::fmt;
use std::str::FromStr;

use super::Flaw;

/// The names in `conformance/catalogue/chapters`, each as a variant.
macro_rules! flaws {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A seeded misbehaviour, or a benign variant, of a reference node.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Flaw {
            $($(#[$doc])* #[doc = concat!("`", $name, "`.")] $variant,)*
        }

        impl Flaw {
            /// Every flaw and variant, in the catalogue's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Name in the catalogue.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

impl Flaw {
    /// It shows while the line is down.
    pub(in crate::node) fn minds_the_line(self) -> bool {
        matches!(self, Self::RefusesWorkWhileDown | Self::DropsWhatWaited)
    }
}

/// A text that names no flaw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("flaw `{0}` is not in the catalogue (see `passavant list flaws`)")]
pub struct UnknownFlaw(String);

impl FromStr for Flaw {
    type Err = UnknownFlaw;

    fn from_str(text: &str) -> Result<Self, UnknownFlaw> {
        let known = Self::ALL.iter().copied().find(|flaw| flaw.name() == text);
        known.ok_or_else(|| UnknownFlaw(text.to_owned()))
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
