//! What has been said of each movement under way, as the witness sees it: what journeys wait on.

use crate::profile::Queue;
use crate::record::event::CopyFacts;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};

/// Movements under way. A journey opens its entry and closes it.
#[derive(Debug, Default)]
pub(super) struct Board {
    movements: Mutex<HashMap<String, watch::Sender<Told>>>,
}

/// Copies of one movement.
#[derive(Debug, Default)]
pub(super) struct Told {
    messages: Vec<Said>,
    /// Code of the first technical answer, by the id of the message that it answers.
    answers: HashMap<String, String>,
}

#[derive(Debug)]
struct Said {
    code: String,
    /// Sending country.
    from: String,
    id: String,
}

impl Told {
    /// The technical answer (`ACK`, `FNK`, `XNK`) to the first such message, once both were seen.
    pub(super) fn answer(&self, code: &str, from: &str) -> Option<&str> {
        let said = self.messages.iter().find(|said| said.code == code && said.from == from)?;
        self.answers.get(&said.id).map(String::as_str)
    }
}

impl Board {
    /// Keeps the board up to date until the witness ends.
    pub(super) async fn follow(
        self: Arc<Self>,
        mut copies: mpsc::UnboundedReceiver<Arc<CopyFacts>>,
    ) {
        while let Some(copy) = copies.recv().await {
            self.take(&copy);
        }
    }

    /// A journey begins to wait for what is said of its movement.
    pub(super) fn open(&self, mrn: &str) -> watch::Receiver<Told> {
        self.movements().entry(mrn.to_owned()).or_default().subscribe()
    }

    /// It waits no more.
    pub(super) fn close(&self, mrn: &str) {
        self.movements().remove(mrn);
    }

    fn take(&self, copy: &CopyFacts) {
        let movements = self.movements();
        let Some(movement) = movements.get(&copy.mrn) else { return };
        let Ok(queue) = copy.queue.parse::<Queue>() else { return };
        movement.send_modify(|told| {
            let question = copy.headers.get("correlation-id");
            match (copy.code.as_str(), question) {
                ("ACK" | "FNK" | "XNK", Some(question)) => {
                    told.answers.entry(question.clone()).or_insert_with(|| copy.code.clone());
                }
                _ => told.messages.push(Said {
                    code: copy.code.clone(),
                    from: queue.from.to_string(),
                    id: copy.message_id.clone(),
                }),
            }
        });
    }

    /// No user code runs under the lock, so a poisoned one is still whole.
    fn movements(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<Told>>> {
        self.movements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(from: &str, code: &str, id: &str, question: &str) -> CopyFacts {
        CopyFacts {
            queue: format!("TRANSIT.XX.FROM.{from}.CORE"),
            code: code.to_owned(),
            message_id: id.to_owned(),
            mrn: "m".to_owned(),
            headers: [("correlation-id".to_owned(), question.to_owned())].into(),
            ..CopyFacts::default()
        }
    }

    #[test]
    fn a_message_is_settled_when_its_own_answer_was_seen() {
        let board = Board::default();
        let told = board.open("m");
        board.take(&copy("TG", "PAS", "m1", ""));
        board.take(&copy("BF", "PAS", "m2", ""));
        board.take(&copy("BF", "ACK", "a1", "m1"));
        board.take(&copy("TG", "FNK", "a2", "m2"));
        board.take(&copy("TG", "ACK", "a3", "m2"));
        assert_eq!(told.borrow().answer("PAS", "TG"), Some("ACK"));
        assert_eq!(told.borrow().answer("PAS", "BF"), Some("FNK"), "the first answer counts");
        assert_eq!(told.borrow().answer("ARR", "BF"), None);
    }
}
