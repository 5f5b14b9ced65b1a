//! The technical answers: ACK, FNK and XNK.

use std::fmt;
use std::str::FromStr;

use crate::message::chars::quoted;
use crate::message::codec::Xml;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::lists::{Disposition, FunctionalErrorCode, XmlErrorCode};
use crate::profile::{MAX_QUOTED_CHARS, MessageId};

/// The message that an answer is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnyMessageId {
    /// Its message id.
    Message(MessageId),
    /// `JMS:` and the broker's id, when no message id could be read; XNK only (PD-33).
    Jms(Box<str>),
}

/// A text that names no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("correlation id `{0}` is neither a message id nor `JMS:` and the broker's id")]
pub struct AnyMessageIdError(String);

/// Technical acknowledgement: the business effect is committed (PD-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ack {
    /// What became of the message.
    pub disposition: Disposition,
}

/// Functional refusal: no business effect (PD-32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fnk {
    /// Every error of the first stage that failed: 1 to 9,999.
    pub errors: Vec<FunctionalError>,
}

/// An error found after schema validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionalError {
    /// `XPath`; `/` in bare refusals.
    pub pointer: String,
    /// The code.
    pub code: FunctionalErrorCode,
    /// Id of the rule, for example `R-MIRROR`.
    pub rule: Option<String>,
    /// The offending value, cut to 64 characters.
    pub original_value: Option<String>,
}

/// XML refusal: no business effect (PD-32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Xnk {
    /// Every error of the first stage that failed: 1 to 9,999.
    pub errors: Vec<XmlError>,
}

/// An error found before or during schema validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// From 1; 1 when there is no text to speak of.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// `XPath`; `/` where no element can be named.
    pub pointer: String,
    /// The code.
    pub code: XmlErrorCode,
    /// A sentence for a person.
    pub text: Option<String>,
    /// The offending value, cut to 64 characters.
    pub original_value: Option<String>,
}

impl FunctionalError {
    /// An error at a place; of a bare code (94, 95, 97) only the code is kept (PD-33).
    pub fn new(code: FunctionalErrorCode, pointer: &str, rule: Option<&str>, value: &str) -> Self {
        if code.is_bare() {
            return Self::bare(code);
        }
        Self {
            pointer: quoted(pointer, 512),
            code,
            rule: rule.map(str::to_owned),
            original_value: (!value.is_empty()).then(|| quoted(value, MAX_QUOTED_CHARS)),
        }
    }

    /// An error that tells nothing but its code (PD-33).
    pub fn bare(code: FunctionalErrorCode) -> Self {
        Self { pointer: "/".to_owned(), code, rule: None, original_value: None }
    }
}

impl Fnk {
    /// A refusal with one error.
    pub fn of(error: FunctionalError) -> Self {
        Self { errors: vec![error] }
    }
}

impl From<MessageId> for AnyMessageId {
    fn from(id: MessageId) -> Self {
        Self::Message(id)
    }
}

impl AnyMessageId {
    /// The id of a message of which only the broker's id is known (PD-33).
    ///
    /// Line ends and forbidden characters become U+FFFD; at most 160 characters are kept.
    pub fn from_broker_id(id: &str) -> Self {
        let cleaned = quoted(id, 160).replace(['\n', '\r'], "\u{fffd}");
        Self::Jms(if cleaned.is_empty() { "-".into() } else { cleaned.into() })
    }
}

impl FromStr for AnyMessageId {
    type Err = AnyMessageIdError;

    fn from_str(text: &str) -> Result<Self, AnyMessageIdError> {
        match text.strip_prefix("JMS:") {
            Some(id) if !id.is_empty() => Ok(Self::Jms(id.into())),
            _ => text.parse().map(Self::Message).map_err(|_| AnyMessageIdError(text.to_owned())),
        }
    }
}

impl fmt::Display for AnyMessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => f.pad(id.as_str()),
            Self::Jms(id) => write!(f, "JMS:{id}"),
        }
    }
}

impl Xml for Ack {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { disposition: element.value("disposition")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).with("disposition", &self.disposition)
    }
}

impl Xml for Fnk {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { errors: element.parts("error")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).with_parts("error", &self.errors)
    }
}

impl Xml for FunctionalError {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            pointer: element.value("pointer")?,
            code: element.value("code")?,
            rule: element.optional("rule")?,
            original_value: element.optional("originalValue")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("pointer", &self.pointer)
            .with("code", &self.code)
            .with_optional("rule", self.rule.as_ref())
            .with_optional("originalValue", self.original_value.as_ref())
    }
}

impl Xml for Xnk {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self { errors: element.parts("error")? })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name).with_parts("error", &self.errors)
    }
}

impl Xml for XmlError {
    fn from_element(element: &Element<'_>) -> Result<Self, Fault> {
        Ok(Self {
            line: element.value("line")?,
            column: element.value("column")?,
            pointer: element.value("pointer")?,
            code: element.value("code")?,
            text: element.optional("text")?,
            original_value: element.optional("originalValue")?,
        })
    }

    fn to_element(&self, name: &'static str) -> Element<'static> {
        Element::new(name)
            .with("line", &self.line)
            .with("column", &self.column)
            .with("pointer", &self.pointer)
            .with("code", &self.code)
            .with_optional("text", self.text.as_ref())
            .with_optional("originalValue", self.original_value.as_ref())
    }
}
