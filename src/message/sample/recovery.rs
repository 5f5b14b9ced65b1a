//! Samples of RCQ, RCA and RCC.

use super::Cast;
use crate::message::recovery::{Rca, Rcc, Rcq};
use crate::profile::lists::{RecoveryAction, RecoveryRequestKind, RecoveryVerdict};

const WHY: &str = "Marchandises déchargées avant le bureau de destination";

impl Cast {
    pub(super) fn rcq(&mut self) -> Rcq {
        Rcq {
            event: self.event(),
            mrn: self.mrn.into(),
            kind: *self.chance.pick(RecoveryRequestKind::ALL),
            country: self.pair.partner,
            reason: WHY.to_owned(),
        }
    }

    pub(super) fn rca(&mut self) -> Rca {
        Rca {
            event: self.event(),
            mrn: self.mrn.into(),
            verdict: *self.chance.pick(RecoveryVerdict::ALL),
            reason: self.chance.maybe(|_| WHY.to_owned()),
        }
    }

    pub(super) fn rcc(&mut self) -> Rcc {
        Rcc {
            event: self.event(),
            mrn: self.mrn.into(),
            action: *self.chance.pick(RecoveryAction::ALL),
            country: self.pair.partner,
            reason: self.chance.maybe(|_| WHY.to_owned()),
        }
    }
}
