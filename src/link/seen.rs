//! A frame of a message, as a link takes note of it.

use super::control::{FrameFacts, Point};
use crate::wire::openwire::java_text;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::ops::Range;

/// What a frame says of one message. A frame may say something of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) facts: FrameFacts,
    /// The exact point at which the message stands before the frame is forwarded.
    pub(super) point: Option<Point>,
    /// Where the message's body is in the frame.
    pub(super) body: Body,
}

/// Where a body is in its frame, and how it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// It is not there, or not to be read: compressed, or no text and no bytes.
    None,
    /// As it is.
    Plain(Range<usize>),
    /// A text as Java writes it.
    Java(Range<usize>),
}

impl Body {
    /// The body's own bytes.
    pub(super) fn bytes<'a>(&self, frame: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        match self {
            Self::None => None,
            Self::Plain(span) => frame.get(span.clone()).map(Cow::Borrowed),
            Self::Java(span) => match java_text(frame.get(span.clone())?) {
                Cow::Borrowed(text) => Some(Cow::Borrowed(text.as_bytes())),
                Cow::Owned(text) => Some(Cow::Owned(text.into_bytes())),
            },
        }
    }

    /// SHA-256 of the body, lower-case hex; empty where it cannot be read.
    pub(super) fn digest(&self, frame: &[u8]) -> String {
        self.bytes(frame).map(|body| hex::encode(Sha256::digest(body))).unwrap_or_default()
    }
}

impl Seen {
    /// A message that is named but not in the frame.
    pub(super) fn named(facts: FrameFacts, step: &'static str, point: Option<Point>) -> Self {
        Self {
            facts: FrameFacts { step: SmolStr::new_static(step), ..facts },
            point,
            body: Body::None,
        }
    }
}
