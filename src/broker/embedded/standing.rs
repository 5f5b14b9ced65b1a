//! How the broker stands by an operator's order: room in its store, accounts that are good.
//!
//! A full store holds up who sends, as `ActiveMQ`'s producer flow control does: the frame is not read
//! any further than its connection's buffer, and nothing is refused.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use tokio::sync::watch;

/// What connections ask before they hand a message on, or a login.
#[derive(Debug)]
pub(super) struct Standing {
    store: Mutex<StoreUse>,
    room: watch::Sender<bool>,
    expired: Mutex<BTreeSet<String>>,
}

/// Bytes of durable messages that wait, and how many may.
#[derive(Debug, Default)]
struct StoreUse {
    used: u64,
    limit: Option<u64>,
}

impl Standing {
    pub(super) fn new() -> Self {
        let (store, expired) = (Mutex::default(), Mutex::default());
        Self { store, room: watch::Sender::new(true), expired }
    }

    /// So many bytes wait in the store now.
    pub(super) fn used(&self, used: u64) {
        self.change(|store| store.used = used);
    }

    /// So many may.
    pub(super) fn limit(&self, limit: Option<u64>) {
        self.change(|store| store.limit = limit);
    }

    fn change(&self, change: impl FnOnce(&mut StoreUse)) {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut store);
        let room = store.limit.is_none_or(|limit| store.used < limit);
        self.room.send_if_modified(|had| std::mem::replace(had, room) != room);
    }

    /// Whether the store takes more; changes are told.
    pub(super) fn room(&self) -> watch::Receiver<bool> {
        self.room.subscribe()
    }

    /// From now on the account's credentials are good, or not.
    pub(super) fn set_good(&self, account: &str, good: bool) {
        let mut expired = self.expired.lock().unwrap_or_else(PoisonError::into_inner);
        if good {
            expired.remove(account);
        } else {
            expired.insert(account.to_owned());
        }
    }

    /// Whether the account's credentials are good.
    pub(super) fn is_good(&self, account: &str) -> bool {
        !self.expired.lock().unwrap_or_else(PoisonError::into_inner).contains(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_has_room_below_its_limit_and_again_when_something_went() {
        let standing = Standing::new();
        let room = standing.room();
        standing.used(10);
        assert!(*room.borrow());
        standing.limit(Some(10));
        assert!(!*room.borrow());
        standing.used(9);
        assert!(*room.borrow());
        standing.limit(Some(0));
        assert!(!*room.borrow());
        standing.limit(None);
        assert!(*room.borrow());
    }

    #[test]
    fn an_expired_account_is_good_again_when_renewed() {
        let standing = Standing::new();
        standing.set_good("TG", false);
        assert!(!standing.is_good("TG") && standing.is_good("BF"));
        standing.set_good("TG", true);
        assert!(standing.is_good("TG"));
    }
}
