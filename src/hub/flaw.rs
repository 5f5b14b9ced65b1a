//! Named misbehaviours of a hub.

use crate::broker::client::Message;
use crate::profile::{Queue, stomp};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A seeded misbehaviour of a hub, by its name in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubFlaw {
    /// PAS leaves in other bytes, with the digest of these.
    RewritesBodies,
    /// TDA is answered ACK in the name of the country that has not seen it yet.
    AcknowledgesForNodes,
    /// The first PAS is acknowledged and not carried.
    SwallowsAMessage,
}

impl HubFlaw {
    /// Every one.
    pub const ALL: [Self; 3] =
        [Self::RewritesBodies, Self::AcknowledgesForNodes, Self::SwallowsAMessage];

    /// Name in the catalogue.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RewritesBodies => "rewrites-bodies",
            Self::AcknowledgesForNodes => "acknowledges-for-nodes",
            Self::SwallowsAMessage => "swallows-a-message",
        }
    }
}

impl fmt::Display for HubFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that names no misbehaviour of a hub.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("flaw `{0}` is none of a hub (see `passavant list flaws`)")]
pub struct UnknownFlaw(String);

impl FromStr for HubFlaw {
    type Err = UnknownFlaw;

    fn from_str(text: &str) -> Result<Self, UnknownFlaw> {
        let known = Self::ALL.into_iter().find(|flaw| flaw.name() == text);
        known.ok_or_else(|| UnknownFlaw(text.to_owned()))
    }
}

/// The same document without the white space between its elements, and the digest that fits.
pub(super) fn rewritten(headers: &mut [(String, String)], body: &Bytes) -> Bytes {
    let text = String::from_utf8_lossy(body);
    let lines: String = text.lines().map(str::trim_start).collect();
    let digest = hex::encode(Sha256::digest(lines.as_bytes()));
    for (name, value) in headers {
        if name == stomp::TX_DIGEST {
            value.clone_from(&digest);
        }
    }
    lines.into()
}

/// An ACK in the receiver's name, as its system would write it.
pub(super) fn acknowledgement(
    queue: Queue,
    message: &Message,
) -> (Vec<(&'static str, String)>, Bytes) {
    let (from, to) = (queue.to, queue.from);
    let asked = message.header(stomp::TX_MESSAGE_ID).unwrap_or_default();
    let id = format!("{from}-{}", hex::encode(rand::random::<[u8; 16]>()));
    let text = String::from_utf8_lossy(&message.body);
    let same = |name: &str| {
        let (_, rest) = text.split_once(&format!("{name}>"))?;
        rest.split_once('<').map(|(value, _)| value.to_owned())
    };
    let at = same("preparedAt").unwrap_or_default();
    let indicator = same("testIndicator").unwrap_or_default();
    let body = format!(
        "<ACK xmlns=\"urn:tgbf:sigmat-profile:1\"><Header><messageId>{id}</messageId>\
         <correlationId>{asked}</correlationId><messageType>ACK</messageType>\
         <profileVersion>1.0</profileVersion><sender country=\"{from}\" role=\"SYS\"/>\
         <recipient country=\"{to}\" role=\"SYS\"/><preparedAt>{at}</preparedAt>\
         <testIndicator>{indicator}</testIndicator><linkEpoch>0</linkEpoch><linkSeq>0</linkSeq>\
         <refData>1</refData></Header><Acknowledgement><disposition>APPLIED</disposition>\
         </Acknowledgement></ACK>"
    );
    let headers = vec![
        (stomp::TYPE, "ACK".to_owned()),
        (stomp::CORRELATION_ID, asked.to_owned()),
        (stomp::TX_MESSAGE_ID, id),
        (stomp::TX_PROFILE, "1.0".to_owned()),
        (stomp::TX_TEST, indicator),
        (stomp::TX_DIGEST, hex::encode(Sha256::digest(body.as_bytes()))),
    ];
    (headers, body.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_is_read_back_from_its_name() {
        for flaw in HubFlaw::ALL {
            assert_eq!(flaw.name().parse::<HubFlaw>().unwrap(), flaw);
        }
        assert!("forgets-passage".parse::<HubFlaw>().is_err());
    }

    #[test]
    fn what_is_rewritten_says_the_same_in_other_bytes_and_its_digest_fits() {
        let mut headers = vec![(stomp::TX_DIGEST.to_owned(), "old".to_owned())];
        let body = rewritten(&mut headers, &Bytes::from_static(b"<a>\n  <b>x y</b>\n</a>\n"));
        assert_eq!(&body[..], b"<a><b>x y</b></a>");
        assert_eq!(headers[0].1, hex::encode(Sha256::digest(&body)));
    }
}
