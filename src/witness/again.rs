//! Copies that come again after a lost acknowledgement.

use crate::broker::client::Message;
use sha2::{Digest, Sha256};
use std::collections::{HashSet, VecDeque};

/// Copies that are remembered. Only those whose acknowledgement may not have reached the broker's
/// disk can come again: at most the prefetch, and what one crash of the broker can forget.
const REMEMBERED: usize = 100_000;

/// Tells a copy that was seen before from a new one.
#[derive(Debug, Default)]
pub(super) struct Seen {
    keys: HashSet<[u8; 16]>,
    order: VecDeque<[u8; 16]>,
}

impl Seen {
    /// Remembers a copy; false when it is one that came before.
    ///
    /// The broker's message id alone is not enough: an OpenWire sender chooses it. Topic and body
    /// belong to the key, so that no second message can hide behind the id of a first one.
    pub(super) fn is_new(&mut self, message: &Message) -> bool {
        let mut hash = Sha256::new();
        for part in [message.id(), message.destination()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.update(&message.body);
        let mut key = [0; 16];
        key.copy_from_slice(&hash.finalize()[..16]);
        if !self.keys.insert(key) {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
        true
    }
}
