//! One message as the broker's copy shows it.

use crate::conformance::evidence::document::Document;
use crate::conformance::evidence::schema;
use crate::profile::{Code, Queue};
use crate::record::event::{CopyFacts, Event, What};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::cell::OnceCell;
use std::rc::Rc;

/// A witnessed copy of a queue message. Its body is read when it is first looked at.
#[derive(Clone)]
pub(crate) struct Seen<'a> {
    /// Record position.
    pub at: u64,
    /// The cell's business clock when it was witnessed.
    pub business: Option<Timestamp>,
    /// What the witness wrote.
    pub facts: &'a CopyFacts,
    /// The queue, if its name is one of the profile.
    pub queue: Option<Queue>,
    /// The harness itself put it there.
    pub injected: bool,
    body: Rc<OnceCell<Body>>,
}

struct Body {
    bytes: Vec<u8>,
    digest: String,
    document: Result<Document, String>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(event: &'a Event) -> Option<Self> {
        let What::Copy(facts) = &event.what else { return None };
        Some(Self::in_event(event, facts))
    }

    /// What a hub put on a queue at its receiver's own broker.
    pub(super) fn forwarded(event: &'a Event) -> Option<Self> {
        let What::Forwarded(facts) = &event.what else { return None };
        Some(Self::in_event(event, facts))
    }

    fn in_event(event: &'a Event, facts: &'a CopyFacts) -> Self {
        Self {
            at: event.seq,
            business: event.business,
            facts,
            queue: facts.queue.parse().ok(),
            injected: false,
            body: Rc::default(),
        }
    }

    /// Sending country: the queue alone vouches for it; empty when the queue is not of the profile.
    pub(crate) fn from(&self) -> &str {
        self.queue.as_ref().map_or("", |queue| queue.from.as_str())
    }

    /// Receiving country.
    pub(crate) fn to(&self) -> &str {
        self.queue.as_ref().map_or("", |queue| queue.to.as_str())
    }

    /// Digest of the body, computed here.
    pub(crate) fn digest(&self) -> &str {
        &self.body().digest
    }

    /// The body, or why it cannot be read.
    pub(crate) fn document(&self) -> Result<&Document, &str> {
        self.body().document.as_ref().map_err(String::as_str)
    }

    /// What is wrong with the body under the schema of its root; none when valid.
    pub(crate) fn schema_complaint(&self) -> Option<String> {
        match self.document() {
            Ok(document) => schema::complaint(&self.body().bytes, document),
            Err(why) => Some(why.to_owned()),
        }
    }

    /// The body's bytes as sent.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.body().bytes
    }

    /// The body as text, whatever cannot be read replaced.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.body().bytes).into_owned()
    }

    /// A text of the body.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.document().ok()?.text(path)
    }

    /// A STOMP header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.facts.headers.get(name).map(String::as_str)
    }

    /// The message code: the body's root; where no body can be read, the JMS type.
    pub(crate) fn code_text(&self) -> &str {
        self.document().map_or(self.facts.code.as_str(), |document| document.root.as_str())
    }

    /// The message code, if it is one of the profile.
    pub(crate) fn code(&self) -> Option<Code> {
        self.code_text().parse().ok()
    }

    /// The message id: the body's; where none can be read, the property.
    pub(crate) fn id(&self) -> &str {
        self.text("Header/messageId").unwrap_or(&self.facts.message_id)
    }

    /// The message answered: the body's word; where none can be read, the property.
    pub(crate) fn correlation(&self) -> Option<&str> {
        match self.document() {
            Ok(document) => document.text("Header/correlationId"),
            Err(_) => self.header(crate::profile::stomp::CORRELATION_ID),
        }
    }

    /// The movement that the body names, in whichever part.
    pub(crate) fn mrn(&self) -> Option<&str> {
        self.document().ok()?.named(&["MRN"]).next().map(|(_, text)| text)
    }

    /// ACK with disposition HELD is provisional; every other ACK, FNK and XNK is final (PD-20).
    pub(crate) fn is_final_answer(&self) -> bool {
        self.code().is_some_and(Code::is_technical) && self.disposition() != Some("HELD")
    }

    /// Disposition of an ACK.
    pub(crate) fn disposition(&self) -> Option<&str> {
        self.text("Acknowledgement/disposition")
    }

    /// What a technical answer says, in few words: `ACK APPLIED`, `FNK 97`, `XNK 52`.
    pub(crate) fn answer_word(&self) -> String {
        let codes = || {
            let document = self.document().ok()?;
            let codes: Vec<&str> = document.texts("Errors/error/code").collect();
            Some(codes.join(" "))
        };
        let detail = self.disposition().map(str::to_owned).or_else(codes).unwrap_or_default();
        format!("{} {detail}", self.code_text()).trim_end().to_owned()
    }

    /// How people name the message.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.code_text(), self.id())
    }

    fn body(&self) -> &Body {
        self.body.get_or_init(|| {
            let bytes = STANDARD.decode(&self.facts.body).unwrap_or_default();
            let digest = hex::encode(Sha256::digest(&bytes));
            let document = Document::read(&bytes);
            Body { bytes, digest, document }
        })
    }
}
