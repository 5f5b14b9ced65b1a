//! F11: what goods are said to be worth, beside what such goods are worth at the least.

use std::collections::BTreeMap;

use super::Desk;
use crate::message::Body;
use crate::node::core::fraud;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::Mrn;

impl Desk<'_> {
    /// Officers of destination are told of advance data that declare too little; nothing is held.
    pub(in crate::node) fn look_at_value(&self, mrn: Mrn, body: &Body) -> Stored<()> {
        let Body::Tda(advice) = body else { return Ok(()) };
        let mut floors: BTreeMap<&str, u32> = BTreeMap::new();
        for item in &advice.goods.items {
            if !floors.contains_key(item.hs.as_str()) {
                floors.insert(&item.hs, self.floor(&item.hs)?);
            }
        }
        let items = advice.goods.items.iter();
        let goods: Vec<(u64, u32)> =
            items.map(|item| (item.mass.grams(), floors[item.hs.as_str()])).collect();
        let (value, least) = (advice.value_xof, fraud::least_value(&goods));
        let told = if fraud::undervalued(value, least) {
            !self.deviates(Flaw::OverlooksLowValues)?
        } else {
            // Beyond a tenth more even the flaw believes it.
            fraud::undervalued(value, least + least / 10)
                && self.deviates(Flaw::SuspectsFairValues)?
        };
        if told {
            let facts = format!("{value} XOF for goods that are worth {least} at the least");
            self.alert(fraud::UNDERVALUED, Some(mrn.as_str()), None, facts)?;
        }
        Ok(())
    }
}
