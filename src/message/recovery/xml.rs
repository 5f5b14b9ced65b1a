//! RCQ, RCA and RCC as XML: the event, then one element with the rest.

use super::{Rca, Rcc, Rcq};
use crate::message::fault::Fault;
use crate::message::passage::{halves, joined};
use crate::message::tree::Element;

impl Rcq {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, request) = halves(root, "RecoveryRequest")?;
        Ok(Self {
            event,
            mrn: request.value("MRN")?,
            kind: request.value("kind")?,
            country: request.value("country")?,
            reason: request.value("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let request = Element::new("RecoveryRequest")
            .with("MRN", &self.mrn)
            .with("kind", &self.kind)
            .with("country", &self.country)
            .with("reason", &self.reason);
        joined(root, &self.event, request)
    }
}

impl Rca {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, answer) = halves(root, "RecoveryAnswer")?;
        Ok(Self {
            event,
            mrn: answer.value("MRN")?,
            verdict: answer.value("verdict")?,
            reason: answer.optional("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let answer = Element::new("RecoveryAnswer")
            .with("MRN", &self.mrn)
            .with("verdict", &self.verdict)
            .with_optional("reason", self.reason.as_ref());
        joined(root, &self.event, answer)
    }
}

impl Rcc {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, recovery) = halves(root, "Recovery")?;
        Ok(Self {
            event,
            mrn: recovery.value("MRN")?,
            action: recovery.value("action")?,
            country: recovery.value("country")?,
            reason: recovery.optional("reason")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let recovery = Element::new("Recovery")
            .with("MRN", &self.mrn)
            .with("action", &self.action)
            .with("country", &self.country)
            .with_optional("reason", self.reason.as_ref());
        joined(root, &self.event, recovery)
    }
}
