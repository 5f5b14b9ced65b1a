//! Goods at another office than declared: TRQ, TRR and FWD.

use crate::message::advice::Advice;
use crate::message::claimed::Claimed;
use crate::message::fault::Fault;
use crate::message::header::Event;
use crate::message::passage::{halves, joined};
use crate::message::tree::Element;
use crate::profile::lists::{OfficeRole, RecordRefusal, RecordVerdict, RefusalReason};
use crate::profile::{Mrn, OfficeCode};

/// Record request: an office has goods before it and no usable record; the event is the
/// presentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trq {
    /// The presentation.
    pub event: Event,
    /// The movement, as the papers say.
    pub mrn: Claimed<Mrn>,
    /// The office that asks.
    pub office: OfficeCode,
    /// What the goods do there.
    pub role: OfficeRole,
    /// Plates seen: 1 to 3.
    pub plates: Vec<String>,
    /// Free text.
    pub remarks: Option<String>,
}

/// Record response: departure's decision on a record request (PD-45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trr {
    /// The movement, as asked.
    pub mrn: Claimed<Mrn>,
    /// The office, as asked.
    pub office: OfficeCode,
    /// The role, as asked.
    pub role: OfficeRole,
    /// Granted or refused.
    pub verdict: RecordVerdict,
    /// Why it was refused.
    pub refusal: Option<RecordRefusal>,
    /// With refusal 4.
    pub reason: Option<RefusalReason>,
    /// Who approved or refused, where an officer did.
    pub approver: Option<String>,
    /// Free text.
    pub text: Option<String>,
    /// The whole record, with a grant.
    pub record: Option<Box<Advice>>,
}

/// Forwarded arrival or passage: tells everyone concerned where the goods really are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fwd {
    /// What was seen at the actual office, or the arbitration.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// Where the goods are, or passed.
    pub actual_office: OfficeCode,
    /// What they did there.
    pub role: OfficeRole,
    /// Number of departure's decision; the highest wins.
    pub decision_no: u32,
}

impl Trq {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, request) = halves(root, "RecordRequest")?;
        Ok(Self {
            event,
            mrn: request.value("MRN")?,
            office: request.value("office")?,
            role: request.value("role")?,
            plates: request.values("plate")?,
            remarks: request.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let request = Element::new("RecordRequest")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with("role", &self.role)
            .with_all("plate", &self.plates)
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, request)
    }
}

impl Trr {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let response = root.required("RecordResponse")?;
        let record = root.child("Record").map(Advice::from_element).transpose()?;
        Ok(Self {
            mrn: response.value("MRN")?,
            office: response.value("office")?,
            role: response.value("role")?,
            verdict: response.value("decision")?,
            refusal: response.optional("refusal")?,
            reason: response.optional("reason")?,
            approver: response.optional("approver")?,
            text: response.optional("text")?,
            record: record.map(Box::new),
        })
    }

    pub(in crate::message) fn add_to(&self, mut root: Element<'static>) -> Element<'static> {
        let response = Element::new("RecordResponse")
            .with("MRN", &self.mrn)
            .with("office", &self.office)
            .with("role", &self.role)
            .with("decision", &self.verdict)
            .with_optional("refusal", self.refusal.as_ref())
            .with_optional("reason", self.reason.as_ref())
            .with_optional("approver", self.approver.as_ref())
            .with_optional("text", self.text.as_ref());
        root.children.push(response);
        root.children.extend(self.record.iter().map(|all| all.add_to(Element::new("Record"))));
        root
    }
}

impl Fwd {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, diversion) = halves(root, "Diversion")?;
        Ok(Self {
            event,
            mrn: diversion.value("MRN")?,
            actual_office: diversion.value("actualOffice")?,
            role: diversion.value("role")?,
            decision_no: diversion.value("decisionNo")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let diversion = Element::new("Diversion")
            .with("MRN", &self.mrn)
            .with("actualOffice", &self.actual_office)
            .with("role", &self.role)
            .with("decisionNo", &self.decision_no);
        joined(root, &self.event, diversion)
    }
}
