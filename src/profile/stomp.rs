//! Names of the STOMP headers that mirror a message (PD-04), and what they must hold.

/// Where the frame goes: `/queue/` and the queue's name.
pub const DESTINATION: &str = "destination";
/// Prefix of a queue in [`DESTINATION`].
pub const QUEUE_PREFIX: &str = "/queue/";
/// Prefix of a topic in [`DESTINATION`].
pub const TOPIC_PREFIX: &str = "/topic/";
/// Body kind: `text`, else a content-length alone makes a `BytesMessage`.
pub const BODY_KIND: &str = "amq-msg-type";
/// Durability: `true` on every frame of this cut.
pub const PERSISTENT: &str = "persistent";
/// `JMSType`: the message code.
pub const TYPE: &str = "type";
/// `JMSCorrelationID`: the body's `correlationId`.
pub const CORRELATION_ID: &str = "correlation-id";
/// Per-movement order: the MRN in CORE and GUA, the sender's country in SYS.
pub const GROUP: &str = "JMSXGroupID";
/// Written by the broker: the account that sent the frame (PD-13).
pub const USER: &str = "JMSXUserID";
/// The body's `messageId`.
pub const TX_MESSAGE_ID: &str = "txMessageId";
/// The body's `MRN`, where it has one.
pub const TX_MRN: &str = "txMrn";
/// The body's `profileVersion`.
pub const TX_PROFILE: &str = "txProfile";
/// The body's `testIndicator`.
pub const TX_TEST: &str = "txTest";
/// Lower-case hex SHA-256 of the body's bytes as sent (PD-05).
pub const TX_DIGEST: &str = "txDigest";
/// Signature over the body's bytes as sent, base64url (PD-06, option SIG).
pub const TX_SIGNATURE: &str = "txSignature";
/// Name of the key that it was made with, as in set KEY.
pub const TX_KEY_ID: &str = "txKeyId";
