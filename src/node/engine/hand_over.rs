//! The outbox leaves in order, as much at once as may be in flight.

use std::collections::HashMap;

use jiff::SignedDuration;

use super::{Engine, Order};
use crate::node::flaw::Flaw;
use crate::node::store::{Entry, Stored};

/// Most copies that wait for the broker's receipt at once.
const IN_FLIGHT: u64 = 512;

/// What was handed to the broker in this session and is not receipted yet.
#[derive(Debug, Default)]
pub(super) struct Flight {
    copies: HashMap<i64, u32>,
    total: u64,
    /// Outbox row up to which everything due was handed over.
    cursor: i64,
    /// Rows below the cursor of which another copy is owed, or that were deferred.
    again: Vec<i64>,
}

impl Flight {
    /// Copies in flight.
    pub(super) fn copies(&self) -> u64 {
        self.total
    }

    fn of(&self, entry: i64) -> u32 {
        self.copies.get(&entry).copied().unwrap_or(0)
    }

    fn depart(&mut self, entry: i64) {
        *self.copies.entry(entry).or_insert(0) += 1;
        self.total += 1;
    }

    /// Rows of what is in flight.
    pub(super) fn rows(&self) -> impl Iterator<Item = i64> {
        self.copies.keys().copied()
    }

    /// One copy has its receipt.
    pub(super) fn land(&mut self, entry: i64) {
        if let Some(copies) = self.copies.get_mut(&entry) {
            *copies -= 1;
            self.total -= 1;
            if *copies == 0 {
                self.copies.remove(&entry);
            }
        }
    }
}

impl Engine {
    /// Hands over what is owed and due; `again` are rows of which one more copy is owed.
    pub(super) fn hand_over(&mut self, again: Vec<i64>) {
        self.flight.again.extend(again);
        if self.session.is_none() {
            return;
        }
        if let Err(error) = self.try_hand_over() {
            tracing::error!("hand over the outbox: {error}");
        }
    }

    fn try_hand_over(&mut self) -> Stored<()> {
        let now = self.clock.now();
        for id in std::mem::take(&mut self.flight.again) {
            if self.flight.total >= IN_FLIGHT {
                self.flight.again.push(id);
            } else if let Some(entry) = self.store.due(id, now)? {
                self.send(&entry);
            }
        }
        let room = IN_FLIGHT.saturating_sub(self.flight.total);
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        if room > 0 {
            let mut entries = self.store.due_after(self.flight.cursor, now, room)?;
            let waited = self.flight.cursor == 0 && entries.len() > 1;
            self.flight.cursor = entries.last().map_or(self.flight.cursor, |entry| entry.id);
            if waited && self.flaw == Some(Flaw::DrainsBackwards) {
                entries.reverse();
                self.in_transaction(|engine| engine.store.count_up("fired"))?;
            }
            if self.flaw == Some(Flaw::MixesMovements)
                && mix(&mut entries, |entry| entry.mrn.as_deref())
            {
                self.in_transaction(|engine| engine.store.count_up("fired"))?;
            }
            for entry in entries {
                self.send(&entry);
            }
        }
        Ok(())
    }

    fn send(&mut self, entry: &Entry) {
        let Some(session) = &self.session else { return };
        for _ in self.flight.of(entry.id)..entry.owed {
            let (headers, body) = (entry.headers.clone(), entry.body.clone());
            // A line that is gone tells so itself; what is owed stays owed.
            let _gone = session.orders.send(Order::Send { entry: entry.id, headers, body });
            self.flight.depart(entry.id);
        }
        if self.flaw == Some(Flaw::TrustsTheWire) {
            let noted = self.in_transaction(|engine| {
                engine.store.count_up("fired")?;
                engine.note_receipt(entry.id)
            });
            if let Err(error) = noted {
                tracing::error!("note what was not said: {error}");
            }
        }
    }

    /// A flaw: what has waited for two days is not sent any more.
    pub(super) fn forget_after_days(&mut self, stood_still: Option<SignedDuration>) {
        let days = stood_still.is_some_and(|by| by >= SignedDuration::from_hours(48));
        if !days || self.flaw != Some(Flaw::ForgetsAfterDays) {
            return;
        }
        let forgotten = self.in_transaction(|engine| {
            engine.store.count_up("fired")?;
            engine.store.drop_after(0)
        });
        if let Err(error) = forgotten {
            tracing::error!("forget what waited: {error}");
        }
    }

    /// A flaw: what had no receipt when the connection was lost becomes another text.
    pub(super) fn alter_what_was_lost(&mut self) {
        if self.flaw != Some(Flaw::AltersWhatWasLost) || self.flight.copies() == 0 {
            return;
        }
        let rows: Vec<i64> = self.flight.rows().collect();
        let altered = self.in_transaction(|engine| {
            engine.store.count_up("fired")?;
            rows.iter().try_for_each(|row| engine.store.alter(*row))
        });
        if let Err(error) = altered {
            tracing::error!("alter what was lost: {error}");
        }
    }
}

/// Puts what is about the newest movement first, movement by movement; false if nothing has changed its place.
///
/// A technical answer is about no movement: nothing overtakes it, and it overtakes nothing.
fn mix<T>(entries: &mut [T], mrn: impl Fn(&T) -> Option<&str>) -> bool {
    let mut mixed = false;
    for run in entries.chunk_by_mut(|one, next| mrn(one).is_some() && mrn(next).is_some()) {
        let mut movements: Vec<String> = Vec::new();
        for named in run.iter().filter_map(&mrn) {
            if !movements.iter().any(|known| known == named) {
                movements.push(named.to_owned());
            }
        }
        let place = |entry: &T| movements.iter().rposition(|known| mrn(entry) == Some(known));
        run.sort_by_key(|entry| std::cmp::Reverse(place(entry)));
        mixed |= movements.len() > 1;
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movements_change_places_and_the_order_of_each_is_kept() {
        let mixed = |told: &str| {
            let mut told: Vec<&str> = told.split(' ').collect();
            let changed = mix(&mut told, |entry| (*entry != "-").then(|| &entry[..1]));
            (told.join(" "), changed)
        };
        assert_eq!(mixed("a1 b1 a2 c1 b2"), ("c1 b1 b2 a1 a2".to_owned(), true));
        assert_eq!(mixed("a1 a2"), ("a1 a2".to_owned(), false));
        assert_eq!(mixed("a1 - b1 a2"), ("a1 - a2 b1".to_owned(), true));
        assert_eq!(mixed("a1 - b1"), ("a1 - b1".to_owned(), false));
    }
}
