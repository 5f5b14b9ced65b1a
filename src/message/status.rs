//! What a country knows of a movement, asked and told: STQ and STS (PD-51).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::message::claimed::Claimed;
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::lists::{Role, StatusReason, XmlErrorCode};
use crate::profile::{MessageId, Mrn, OfficeCode};

/// Status request: what the asker has sent to, and received from, the country asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stq {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// What made the asker ask.
    pub reason: StatusReason,
    /// How the movement stands with the asker; `UNKNOWN` where it knows none.
    pub state: String,
    /// Messages that the asker has sent.
    pub sent: Vec<MessageId>,
    /// Messages that the asker has received.
    pub received: Vec<MessageId>,
}

/// Status reply: leaves after everything that the asker lacks was sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sts {
    /// The movement.
    pub mrn: Claimed<Mrn>,
    /// How it stands here; `UNKNOWN` where it is not known.
    pub state: String,
    /// How it stands with each office here.
    pub records: Vec<StatusRecord>,
    /// Messages received from the asker.
    pub received: Vec<MessageId>,
    /// Messages that the asker sent and no longer lists.
    pub copies: Vec<StatusCopy>,
}

/// How a movement stands with one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusRecord {
    /// The office.
    pub office: OfficeCode,
    /// In which role.
    pub role: Role,
    /// Its state.
    pub state: String,
}

/// A message that the asker has lost, as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusCopy {
    /// Its id.
    pub message_id: MessageId,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Xml for Stq {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            reason: element.value("reason")?,
            state: element.value("state")?,
            sent: element.values("sent")?,
            received: element.values("received")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("reason", &self.reason)
            .with("state", &self.state)
            .with_all("sent", &self.sent)
            .with_all("received", &self.received)
    }
}

impl Xml for Sts {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            mrn: element.value("MRN")?,
            state: element.value("state")?,
            records: element.parts("record")?,
            received: element.values("received")?,
            copies: element.parts("copy")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("MRN", &self.mrn)
            .with("state", &self.state)
            .with_parts("record", &self.records)
            .with_all("received", &self.received)
            .with_parts("copy", &self.copies)
    }
}

impl Xml for StatusRecord {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            office: element.named("office")?,
            role: element.named("role")?,
            state: element.named("state")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("office", &self.office)
            .named_value("role", &self.role)
            .named_value("state", &self.state)
    }
}

impl Xml for StatusCopy {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        let text: String = element.own()?;
        let unreadable = |_| {
            let what = "the copy is not base64";
            Fault::new(element.start, XmlErrorCode::BadValue, what)
        };
        Ok(Self {
            message_id: element.named("messageId")?,
            bytes: STANDARD.decode(text).map_err(unreadable)?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("messageId", &self.message_id)
            .holding(&STANDARD.encode(&self.bytes))
    }
}
