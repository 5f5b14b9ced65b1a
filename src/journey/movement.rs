//! One movement as the scenario knows it: its journey, its papers, and its reference number.

use crate::cast::Papers;
use crate::profile::{Country, Grn};
use crate::scenario::Journey;

/// A movement and its roles. Nothing here names a state: the corridor does.
#[derive(Debug, Clone)]
pub(crate) struct Movement {
    /// The journey that the corridor describes.
    pub(crate) journey: Journey,
    /// What is declared, and what officers then see.
    pub(crate) papers: Papers,
    /// Reference number, once the office of departure has given one.
    pub(crate) mrn: String,
}

impl Movement {
    /// Country of departure.
    pub(crate) fn departure(&self) -> Country {
        self.papers.home
    }

    /// Country of destination.
    pub(crate) fn destination(&self) -> Country {
        self.papers.abroad
    }

    /// Guarantee reference number.
    pub(crate) fn grn(&self) -> &str {
        &self.papers.declaration.guarantee.grn
    }

    /// Country of the guarantor.
    pub(crate) fn guarantor(&self) -> Country {
        let grn: Grn = self.grn().parse().expect("papers carry a GRN");
        grn.country()
    }

    /// Declares fuel: goods whose diversion needs an approval from before.
    pub(crate) fn carry_fuel(&mut self) {
        for item in &mut self.papers.declaration.goods.items {
            "271019".clone_into(&mut item.hs);
        }
    }

    /// Customs seal the first unit anew: that is what officers see from now on.
    pub(crate) fn reseal(&mut self, seal: String) {
        if let Some(unit) = self.papers.declaration.equipment.first_mut() {
            unit.seals = vec![seal];
        }
    }

    /// Puts so much at risk in all.
    pub(crate) fn risk(&mut self, amount: u64) {
        let exposure = &mut self.papers.declaration.guarantee.exposure;
        let others: u64 = exposure.values().skip(1).sum();
        if let Some(first) = exposure.values_mut().next() {
            *first = amount.saturating_sub(others);
        }
    }
}
