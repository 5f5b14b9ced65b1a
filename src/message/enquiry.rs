//! The search for goods that nobody has seen arrive: ENQ, ENR and ENI (D30-D33).

use jiff::Timestamp;

use crate::message::claimed::Claimed;
use crate::message::fault::Fault;
use crate::message::header::Event;
use crate::message::passage::{halves, joined};
use crate::message::tree::Element;
use crate::profile::lists::{EnquiryCode, EnquiryKind};
use crate::profile::{MessageId, Mrn, OfficeCode};

/// Enquiry; the time of asking is the event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enq {
    /// The decision to ask.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// When T-ENR runs out.
    pub respond_by: Timestamp,
    /// Who asks.
    pub contact: String,
    /// Office that saw the goods last, if one of that country did.
    pub last_seen_at: Option<OfficeCode>,
    /// Free text.
    pub remarks: Option<String>,
}

/// Reply to an enquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enr {
    /// The officer's answer.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// What it says.
    pub code: EnquiryCode,
    /// Free text.
    pub remarks: Option<String>,
}

/// Information in an open enquiry, from either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eni {
    /// When it was told.
    pub event: Event,
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// The ENQ.
    pub enquiry_id: MessageId,
    /// What is told.
    pub kind: EnquiryKind,
    /// Free text.
    pub remarks: Option<String>,
}

impl Enq {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, enquiry) = halves(root, "Enquiry")?;
        Ok(Self {
            event,
            mrn: enquiry.value("MRN")?,
            respond_by: enquiry.value("respondBy")?,
            contact: enquiry.value("contact")?,
            last_seen_at: enquiry.optional("lastSeenAt")?,
            remarks: enquiry.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let enquiry = Element::new("Enquiry")
            .with("MRN", &self.mrn)
            .with("respondBy", &self.respond_by)
            .with("contact", &self.contact)
            .with_optional("lastSeenAt", self.last_seen_at.as_ref())
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, enquiry)
    }
}

impl Enr {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, reply) = halves(root, "EnquiryReply")?;
        Ok(Self {
            event,
            mrn: reply.value("MRN")?,
            code: reply.value("code")?,
            remarks: reply.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let reply = Element::new("EnquiryReply")
            .with("MRN", &self.mrn)
            .with("code", &self.code)
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, reply)
    }
}

impl Eni {
    pub(in crate::message) fn from_element(root: &Element<'_>) -> Result<Self, Fault> {
        let (event, told) = halves(root, "EnquiryInformation")?;
        Ok(Self {
            event,
            mrn: told.value("MRN")?,
            enquiry_id: told.value("enquiryId")?,
            kind: told.value("kind")?,
            remarks: told.optional("remarks")?,
        })
    }

    pub(in crate::message) fn add_to(&self, root: Element<'static>) -> Element<'static> {
        let told = Element::new("EnquiryInformation")
            .with("MRN", &self.mrn)
            .with("enquiryId", &self.enquiry_id)
            .with("kind", &self.kind)
            .with_optional("remarks", self.remarks.as_ref());
        joined(root, &self.event, told)
    }
}
