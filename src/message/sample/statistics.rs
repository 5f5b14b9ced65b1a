//! Samples of STA.

use jiff::SignedDuration;

use super::{Cast, office, small};
use crate::message::lexical::Kilograms;
use crate::message::statistics::{DayCounts, DayTotals, MovementEnd, PassageTold, Sta};
use crate::profile::lists::{Basis, Direction, Role};

impl Cast {
    pub(super) fn sta(&mut self) -> Sta {
        let event = self.event();
        if self.chance.flip() {
            return Sta { event, end: Some(self.movement_end()), day: None };
        }
        Sta { event, end: None, day: Some(self.day_totals()) }
    }

    fn movement_end(&mut self) -> MovementEnd {
        let (destination, arrived) = (office(self.pair.partner, Role::Dst), self.later(86_400));
        MovementEnd {
            mrn: self.mrn.into(),
            state: "DISCHARGED".to_owned(),
            basis: Some(Basis::Result),
            departure: office(self.pair.departure, Role::Dep),
            destination,
            actual_office: Some(destination),
            principal_hash: format!("{:064x}", self.uuid().as_u128()),
            items: 1 + small(self.chance.below(9_999)),
            packages: small(self.chance.below(100_000)),
            gross_mass: Kilograms::from_grams(1_000 * (1 + self.chance.below(40_000))),
            plates: vec![self.plate()],
            passages: vec![PassageTold {
                office: office(self.pair.departure, Role::Exi),
                direction: Direction::Exit,
                at: self.released + SignedDuration::from_hours(9),
            }],
            accepted_at: self.released - SignedDuration::from_hours(2),
            released_at: Some(self.released),
            arrived_at: Some(arrived),
            ended_at: arrived + SignedDuration::from_hours(3),
            late: self.chance.flip(),
        }
    }

    fn day_totals(&mut self) -> DayTotals {
        let from = self.released;
        let mut count = || small(self.chance.below(1_000));
        DayTotals {
            from,
            to: from + SignedDuration::from_hours(24),
            counts: DayCounts {
                released: count(),
                passages: count(),
                arrivals: count(),
                discharged: count(),
                recovered: count(),
                cancelled: count(),
                not_released: count(),
            },
        }
    }
}
