//! Messages that have not reached the broker in their time: the officers are told (profile section 7).

use jiff::Timestamp;

use super::Desk;
use crate::message::Body;
use crate::node::flaw::Flaw;
use crate::node::store::Stored;
use crate::profile::timer::{Kind, T_ADV, T_DIS, T_FWD, T_INC, T_RFD, T_TRR, Timer};
use crate::profile::{Code, Mrn};

/// How long a message of this code may take to the broker; for an RFD to its ACK.
fn timer_of(code: Code) -> Option<Timer> {
    match code {
        Code::Tda | Code::Tpa => Some(T_ADV),
        Code::Wro => Some(T_DIS),
        Code::Fwd | Code::Can | Code::Ext | Code::Inf => Some(T_FWD),
        Code::Inc => Some(T_INC),
        Code::Trr => Some(T_TRR),
        Code::Rfd => Some(T_RFD),
        _ => None,
    }
}

impl Desk<'_> {
    /// When a message that is posted now is late; none where nothing was promised, and where it is so already: an
    /// event recorded that late is told to be late by itself (F16).
    pub(super) fn late_at(&self, body: &Body, mrn: Option<Mrn>) -> Stored<Option<Timestamp>> {
        let code = body.code();
        let Some(timer) = timer_of(code) else { return Ok(None) };
        let happened = body.event().filter(|_| code == Code::Inc).map(|event| event.at);
        let planned = timer.expiry(happened.unwrap_or(self.now));
        let movement = match mrn.filter(|_| timer.kind == Kind::Office) {
            Some(mrn) => self.store.movement(mrn)?,
            None => None,
        };
        let office = movement.and_then(|movement| Some(movement.route()?.departure));
        let reopening = match office {
            Some(office) => self.closed(office, planned)?,
            None => None,
        };
        Ok(Some(reopening.unwrap_or(planned)).filter(|at| *at > self.now))
    }

    /// The time of a message that still waits has run out.
    pub(in crate::node) fn tell_late(&self, id: i64) -> Stored<()> {
        self.store.no_longer_late(id)?;
        let Some(sent) = self.store.sent(id)? else { return Ok(()) };
        let Some(timer) = timer_of(sent.code) else { return Ok(()) };
        if self.deviates(Flaw::KeepsLateMessagesQuiet)? {
            return Ok(());
        }
        let mrn = sent.mrn.map(|mrn| mrn.to_string());
        let facts = match sent.code {
            Code::Rfd => format!("{} has not acknowledged the RFD", sent.queue.to),
            code => format!("the {code} to {} has not reached the broker", sent.queue.to),
        };
        self.alert(timer.name, mrn.as_deref(), None, facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The timers of section 7 that end with a message at the broker, or with the ACK of an RFD.
    #[test]
    fn every_timer_of_dispatch_belongs_to_its_messages() {
        let of = |name: &str| {
            let codes = Code::ALL.into_iter();
            let timed = |code: &Code| timer_of(*code).is_some_and(|timer| timer.name == name);
            codes.filter(timed).map(|code| code.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("T-ADV"), "TDA TPA");
        assert_eq!(of("T-DIS"), "WRO");
        assert_eq!(of("T-FWD"), "INF CAN EXT FWD");
        assert_eq!(of("T-INC"), "INC");
        assert_eq!(of("T-TRR"), "TRR");
        assert_eq!(of("T-RFD"), "RFD");
    }
}
