//! The bodies of samples about goods at another office than declared.

use super::{Cast, office, small};
use crate::message::diversion::{Fwd, Trq, Trr};
use crate::profile::Code;
use crate::profile::lists::{OfficeRole, RecordRefusal, RecordVerdict, RefusalReason, Role};

impl Cast {
    pub(super) fn trq(&mut self) -> Trq {
        Trq {
            event: self.event(),
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Dst),
            role: *self.chance.pick(OfficeRole::ALL),
            plates: vec![self.plate(), self.plate()],
            remarks: self.remarks(),
        }
    }

    pub(super) fn trr(&mut self, code: Code) -> Trr {
        let granted = self.chance.flip();
        let refusal = *self.chance.pick(RecordRefusal::ALL);
        let reason = *self.chance.pick(RefusalReason::ALL);
        let other = !granted && refusal == RecordRefusal::Other;
        Trr {
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Dst),
            role: *self.chance.pick(OfficeRole::ALL),
            verdict: if granted { RecordVerdict::Granted } else { RecordVerdict::Refused },
            refusal: (!granted).then_some(refusal),
            reason: other.then_some(reason),
            approver: self.chance.maybe(|_| "KABORÉ Issouf".to_owned()),
            text: self.remarks(),
            record: granted.then(|| Box::new(self.advice(code))),
        }
    }

    pub(super) fn fwd(&mut self) -> Fwd {
        Fwd {
            event: self.event(),
            mrn: self.mrn.into(),
            actual_office: office(self.pair.partner, Role::Dst),
            role: *self.chance.pick(OfficeRole::ALL),
            decision_no: small(1 + self.chance.below(5)),
        }
    }
}
