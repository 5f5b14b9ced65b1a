//! What has been said of each movement under way, as the witness sees it: what journeys wait on.

use crate::profile::Queue;
use crate::record::event::CopyFacts;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};

/// How many answers are kept whose question was not seen yet; then all of them go.
const EARLY: usize = 50_000;

/// Movements under way. A journey opens its entry and closes it.
#[derive(Debug, Default)]
pub(super) struct Board {
    movements: Mutex<Movements>,
}

#[derive(Debug, Default)]
struct Movements {
    open: HashMap<String, watch::Sender<Told>>,
    /// Movement of each message of an open one: a technical answer names the message alone.
    of_message: HashMap<String, String>,
    /// Code of the first answer, by its question, where that was not seen yet. Each queue has its copies in order, but
    /// a broker that was down gives those of one queue before those of another.
    early: HashMap<String, String>,
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

    fn ids(&self) -> Vec<String> {
        self.messages.iter().map(|said| said.id.clone()).collect()
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
        self.movements().open.entry(mrn.to_owned()).or_default().subscribe()
    }

    /// It waits no more.
    pub(super) fn close(&self, mrn: &str) {
        let mut movements = self.movements();
        let closed = movements.open.remove(mrn);
        for said in closed.iter().flat_map(|told| told.borrow().ids()) {
            movements.of_message.remove(&said);
        }
    }

    fn take(&self, copy: &CopyFacts) {
        let mut movements = self.movements();
        if let "ACK" | "FNK" | "XNK" = copy.code.as_str() {
            let question = copy.headers.get("correlation-id").map(String::as_str);
            movements.answer(question.unwrap_or_default(), &copy.code);
            return;
        }
        let Ok(queue) = copy.queue.parse::<Queue>() else { return };
        if let Some(movement) = movements.open.get(&copy.mrn) {
            movement.send_modify(|told| {
                told.messages.push(Said {
                    code: copy.code.clone(),
                    from: queue.from.to_string(),
                    id: copy.message_id.clone(),
                });
            });
            movements.of_message.insert(copy.message_id.clone(), copy.mrn.clone());
            if let Some(code) = movements.early.remove(&copy.message_id) {
                movements.answer(&copy.message_id, &code);
            }
        }
    }

    /// No user code runs under the lock, so a poisoned one is still whole.
    fn movements(&self) -> MutexGuard<'_, Movements> {
        self.movements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Movements {
    fn answer(&mut self, question: &str, code: &str) {
        let Some(mrn) = self.of_message.get(question) else {
            if self.early.len() == EARLY {
                self.early.clear();
            }
            self.early.entry(question.to_owned()).or_insert_with(|| code.to_owned());
            return;
        };
        if let Some(movement) = self.open.get(mrn) {
            movement.send_modify(|told| {
                let first = told.answers.entry(question.to_owned());
                first.or_insert_with(|| code.to_owned());
            });
        }
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
            mrn: if code.ends_with('K') { String::new() } else { "m".to_owned() },
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
        board.close("m");
        assert!(board.movements().of_message.is_empty());
    }

    #[test]
    fn an_answer_that_is_seen_before_its_message_counts() {
        let board = Board::default();
        let told = board.open("m");
        board.take(&copy("BF", "ACK", "a1", "m1"));
        board.take(&copy("BF", "FNK", "a2", "m1"));
        assert_eq!(told.borrow().answer("GUR", "TG"), None);
        board.take(&copy("TG", "GUR", "m1", ""));
        assert_eq!(told.borrow().answer("GUR", "TG"), Some("ACK"), "the first answer counts");
    }
}
