//! Bytes on their way to one connection.

use bytes::BytesMut;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// A buffer that the core fills and the connection's writer empties.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    state: Mutex<State>,
    filled: Notify,
}

#[derive(Debug, Default)]
struct State {
    buffer: BytesMut,
    closing: bool,
}

impl Outbox {
    /// Lets `write` append to the buffer. After [`Outbox::close`] nothing is added.
    pub(super) fn push(&self, write: impl FnOnce(&mut BytesMut)) {
        let mut state = self.state();
        if !state.closing {
            write(&mut state.buffer);
            self.filled.notify_one();
        }
    }

    /// What is there will still be written, and then the connection closed.
    pub(super) fn close(&self) {
        self.state().closing = true;
        self.filled.notify_one();
    }

    /// Waits for bytes and moves them into `batch`; false when the box is closed and empty.
    pub(super) async fn take(&self, batch: &mut BytesMut) -> bool {
        loop {
            {
                let mut state = self.state();
                if !state.buffer.is_empty() {
                    std::mem::swap(batch, &mut state.buffer);
                    state.buffer.clear();
                    return true;
                }
                if state.closing {
                    return false;
                }
            }
            self.filled.notified().await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
