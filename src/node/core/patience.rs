//! What a partner's absence does to timers that wait for it (profile section 7).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::movement::Movement;
use super::terms::TimerName;
use crate::profile::Country;

/// A time in which a partner is away: announced (UNA), or its link is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Absence {
    /// Begin.
    pub from: Timestamp,
    /// End; none while nobody knows it.
    pub to: Option<Timestamp>,
}

/// How a timer bears the absence of the partner that it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// It stands still.
    StandsStill,
    /// It runs on, and what it sets off waits (T-LIM).
    ActionWaits,
}

impl Movement {
    /// The partner that a timer waits for in this movement; none for what waits for nobody abroad.
    pub fn waits_for(&self, name: TimerName, home: Country) -> Option<(Country, Patience)> {
        let part = self.departure.as_ref();
        let destination = || self.route().map(|route| route.destination.country());
        let still = |country: Option<Country>| Some((country?, Patience::StandsStill));
        let waits = match name {
            TimerName::Lim | TimerName::Hard => Some((destination()?, Patience::ActionWaits)),
            TimerName::Enq => still(destination()),
            TimerName::Stq2 => still(part?.actual_office.map(|office| office.country())),
            TimerName::Enr => still(part?.search.enquiry.map(|enquiry| enquiry.asked)),
            TimerName::Sts => still(self.questions.asked.keys().next().copied()),
            TimerName::Rca => still(self.recovery.request.map(|request| request.with)),
            TimerName::Gua | TimerName::Gux => still(Some(part?.grn.country())),
            TimerName::Gam
            | TimerName::Rel
            | TimerName::Res
            | TimerName::Gcl
            | TimerName::Tra
            | TimerName::Loss
            | TimerName::Dsp
            | TimerName::Prf => None,
        };
        waits.filter(|(country, _)| *country != home)
    }
}

impl Patience {
    /// When a timer that counts from `since` and would run out at `due` does so; none as long as
    /// nobody knows.
    pub fn put_off(
        self,
        since: Timestamp,
        due: Timestamp,
        absences: &[Absence],
    ) -> Option<Timestamp> {
        let mut absences = absences.to_vec();
        absences.sort();
        let (mut due, mut counted) = (due, since);
        for Absence { from, to } in absences {
            if to.is_some_and(|to| to <= counted) {
                continue;
            }
            let from = from.max(counted);
            if from > due || (from == due && self == Self::StandsStill) {
                break;
            }
            let to = to?;
            due = match self {
                Self::StandsStill => due + to.duration_since(from),
                Self::ActionWaits => due.max(to),
            };
            counted = to;
        }
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::core::laws::at;

    fn away(from: i64, to: i64) -> Absence {
        Absence { from: at(from), to: Some(at(to)) }
    }

    #[test]
    fn a_timer_stands_still_for_as_long_as_the_partner_is_away() {
        let due = |absences: &[Absence]| Patience::StandsStill.put_off(at(0), at(100), absences);
        assert_eq!(due(&[]), Some(at(100)));
        assert_eq!(due(&[away(20, 50)]), Some(at(130)));
        assert_eq!(due(&[away(-50, 10)]), Some(at(110)), "what was before it began does not count");
        assert_eq!(due(&[away(30, 60), away(20, 50)]), Some(at(140)), "together, not twice");
        assert_eq!(due(&[away(90, 120), away(125, 140)]), Some(at(145)), "put off into the next");
        assert_eq!(due(&[away(100, 200)]), Some(at(100)), "it has run out when that begins");
        assert_eq!(due(&[away(-20, -10), away(200, 300)]), Some(at(100)));
        assert_eq!(due(&[Absence { from: at(40), to: None }]), None, "nobody knows for how long");
        assert_eq!(due(&[Absence { from: at(140), to: None }, away(10, 20)]), Some(at(110)));
    }

    #[test]
    fn the_limit_runs_on_and_what_it_sets_off_waits() {
        let due = |absences: &[Absence]| Patience::ActionWaits.put_off(at(0), at(100), absences);
        assert_eq!(due(&[away(20, 50)]), Some(at(100)));
        assert_eq!(due(&[away(90, 120)]), Some(at(120)));
        assert_eq!(due(&[away(100, 110), away(105, 130)]), Some(at(130)));
        assert_eq!(due(&[Absence { from: at(40), to: None }]), None);
    }
}
