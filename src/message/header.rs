//! The header that every message has, and the identity of an event.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::message::answer::AnyMessageId;
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::lists::{CaptureMode, Role};
use crate::profile::{Code, Country, MessageId, OfficeCode};

/// Header of every message (PD-02); `messageType` is the body's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Unique for ever.
    pub message_id: MessageId,
    /// The message answered: required in answers, forbidden elsewhere.
    pub correlation_id: Option<AnyMessageId>,
    /// Minor version, `1.0` (PD-09).
    pub profile_version: String,
    /// Who sends.
    pub sender: Party,
    /// To whom; without an office, to the whole node.
    pub recipient: Party,
    /// When the message was written, not when the event happened.
    pub prepared_at: Timestamp,
    /// Test traffic (PD-10).
    pub test: bool,
    /// Rises by one after a restore from backup.
    pub link_epoch: u32,
    /// Rises by one without gap per (from, to, class).
    pub link_seq: u32,
    /// The sender's own version of set OFF.
    pub ref_data: u32,
}

/// Sender or recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// Its country.
    pub country: Country,
    /// Its office; none means the whole node.
    pub office: Option<OfficeCode>,
    /// The role in which it acts.
    pub role: Role,
}

/// Identity of an event (PD-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Equal in all copies of one event.
    #[serde(with = "as_text")]
    pub id: Uuid,
    /// When it happened.
    pub at: Timestamp,
    /// When the officer captured it.
    pub recorded_at: Timestamp,
    /// Electronic or from paper.
    pub capture: CaptureMode,
    /// The stamped paper, when captured from paper (PD-49).
    pub paper: Option<Paper>,
}

/// The stamped paper behind an event (PD-49, PD-50).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Number of the stamp.
    pub stamp_number: String,
    /// Who stamped.
    pub officer: String,
    /// Start of the period without link.
    pub link_down_from: Timestamp,
    /// End of the period without link.
    pub link_down_to: Timestamp,
}

/// An event's identity in a store: its canonical text.
mod as_text {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};
    use uuid::Uuid;

    pub(super) fn serialize<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Uuid, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

impl Header {
    /// Reads a header element.
    pub(super) fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            message_id: element.value("messageId")?,
            correlation_id: element.optional("correlationId")?,
            profile_version: element.value("profileVersion")?,
            sender: element.part("sender")?,
            recipient: element.part("recipient")?,
            prepared_at: element.value("preparedAt")?,
            test: element.value("testIndicator")?,
            link_epoch: element.value("linkEpoch")?,
            link_seq: element.value("linkSeq")?,
            ref_data: element.value("refData")?,
        })
    }

    /// The header element of a message with this code.
    pub(super) fn to_element(&self, code: Code) -> Element<'static> {
        Element::new("Header")
            .with("messageId", &self.message_id)
            .with_optional("correlationId", self.correlation_id.as_ref())
            .with("messageType", &code.as_str().to_owned())
            .with("profileVersion", &self.profile_version)
            .with_part("sender", &self.sender)
            .with_part("recipient", &self.recipient)
            .with("preparedAt", &self.prepared_at)
            .with("testIndicator", &self.test)
            .with("linkEpoch", &self.link_epoch)
            .with("linkSeq", &self.link_seq)
            .with("refData", &self.ref_data)
    }
}

impl Xml for Party {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            country: element.named("country")?,
            office: element.optional_named("office")?,
            role: element.named("role")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .named_value("country", &self.country)
            .named_optional("office", self.office.as_ref())
            .named_value("role", &self.role)
    }
}

impl Xml for Event {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            id: element.value("eventId")?,
            at: element.value("eventAt")?,
            recorded_at: element.value("recordedAt")?,
            capture: element.value("captureMode")?,
            paper: element.optional_part("Paper")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("eventId", &self.id)
            .with("eventAt", &self.at)
            .with("recordedAt", &self.recorded_at)
            .with("captureMode", &self.capture)
            .with_parts("Paper", &self.paper)
    }
}

impl Xml for Paper {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            stamp_number: element.value("stampNumber")?,
            officer: element.value("officer")?,
            link_down_from: element.value("linkDownFrom")?,
            link_down_to: element.value("linkDownTo")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("stampNumber", &self.stamp_number)
            .with("officer", &self.officer)
            .with("linkDownFrom", &self.link_down_from)
            .with("linkDownTo", &self.link_down_to)
    }
}
