//! Samples of STQ, STS, ENQ, ENR and ENI.

use super::{Cast, office};
use crate::message::enquiry::{Eni, Enq, Enr};
use crate::message::status::{StatusCopy, StatusRecord, Stq, Sts};
use crate::profile::lists::{EnquiryCode, EnquiryKind, Role, StatusReason};
use crate::profile::{Country, MessageId};

impl Cast {
    fn message_ids(&mut self, country: Country, most: u64) -> Vec<MessageId> {
        (0..self.chance.below(most + 1)).map(|_| self.message_id(country)).collect()
    }

    pub(super) fn stq(&mut self) -> Stq {
        let (departure, partner) = (self.pair.departure, self.pair.partner);
        Stq {
            mrn: self.mrn.into(),
            reason: *self.chance.pick(StatusReason::ALL),
            state: (*self.chance.pick(&["IN_PARTNER", "ARRIVED", "UNKNOWN"])).to_owned(),
            sent: self.message_ids(departure, 4),
            received: self.message_ids(partner, 3),
        }
    }

    pub(super) fn sts(&mut self) -> Sts {
        let (departure, partner) = (self.pair.departure, self.pair.partner);
        let record = |role, state: &str| StatusRecord {
            office: office(partner, role),
            role,
            state: state.to_owned(),
        };
        Sts {
            mrn: self.mrn.into(),
            state: "EXPECTED".to_owned(),
            records: vec![record(Role::Ent, "PASSED"), record(Role::Dst, "EXPECTED")],
            received: self.message_ids(departure, 4),
            copies: Vec::from_iter(self.chance.flip().then(|| StatusCopy {
                message_id: self.message_id(departure),
                bytes: b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PAS/>\n".to_vec(),
            })),
        }
    }

    pub(super) fn enq(&mut self) -> Enq {
        let event = self.event();
        Enq {
            respond_by: event.at + jiff::SignedDuration::from_hours(28 * 24),
            event,
            mrn: self.mrn.into(),
            contact: "Bureau de l'apurement, Société Wẽnd".to_owned(),
            last_seen_at: self.chance.flip().then(|| office(self.pair.partner, Role::Ent)),
            remarks: self.remarks(),
        }
    }

    pub(super) fn enr(&mut self) -> Enr {
        Enr {
            event: self.event(),
            mrn: self.mrn.into(),
            code: *self.chance.pick(EnquiryCode::ALL),
            remarks: self.remarks(),
        }
    }

    pub(super) fn eni(&mut self) -> Eni {
        Eni {
            event: self.event(),
            mrn: self.mrn.into(),
            enquiry_id: self.message_id(self.pair.departure),
            kind: *self.chance.pick(EnquiryKind::ALL),
            remarks: self.remarks(),
        }
    }
}
