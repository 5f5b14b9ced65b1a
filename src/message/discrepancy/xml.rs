//! DSP and DSV as XML: the event, then one element with the rest.

use super::{Dsp, Dsv};
use crate::message::fault::Fault;
use crate::message::passage::{halves, joined};
use crate::message::tree::Element;

impl Dsp {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, discrepancy) = halves(root, "Discrepancy")?;
        Ok(Self {
            event,
            mrn: discrepancy.value("MRN")?,
            office: discrepancy.value("office")?,
            result_no: discrepancy.value("resultNo")?,
            resolve_by: discrepancy.value("resolveBy")?,
            remarks: discrepancy.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let discrepancy = Element::new("Discrepancy")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with("resultNo", &self.result_no)
            .with("resolveBy", &self.resolve_by)
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, discrepancy)
    }
}

impl Dsv {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, decision) = halves(root, "Decision")?;
        Ok(Self {
            event,
            mrn: decision.value("MRN")?,
            office: decision.value("office")?,
            result_no: decision.value("resultNo")?,
            decision: decision.value("decision")?,
            reason: decision.value("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let decision = Element::new("Decision")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with("resultNo", &self.result_no)
            .with("decision", &self.decision)
            .with("reason", &self.reason);
        joined(root, &self.event, decision)
    }
}
