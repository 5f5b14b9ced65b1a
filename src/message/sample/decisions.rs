//! Samples of what departure decides: DSP, DSV, CAN and EXT.

use super::{Cast, office, small};
use crate::message::decision::{Can, Ext};
use crate::message::discrepancy::{Dsp, Dsv};
use crate::profile::lists::{CancellationAction, DiscrepancyOutcome, Role};

impl Cast {
    pub(super) fn dsp(&mut self) -> Dsp {
        let event = self.event();
        Dsp {
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Dst),
            result_no: small(1 + self.chance.below(3)),
            resolve_by: event.at + jiff::SignedDuration::from_hours(720),
            event,
            remarks: self.remarks(),
        }
    }

    pub(super) fn dsv(&mut self) -> Dsv {
        Dsv {
            event: self.event(),
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Dst),
            result_no: small(1 + self.chance.below(3)),
            decision: *self.chance.pick(DiscrepancyOutcome::ALL),
            reason: "Quittance n° 4512 présentée".to_owned(),
        }
    }

    pub(super) fn can(&mut self) -> Can {
        Can {
            event: self.event(),
            mrn: self.mrn.into(),
            action: *self.chance.pick(CancellationAction::ALL),
            cancel_no: small(1 + self.chance.below(3)),
            reason: "Marchandises représentées au départ ; l'acheteur s'est dédit".to_owned(),
        }
    }

    pub(super) fn ext(&mut self) -> Ext {
        Ext {
            event: self.event(),
            mrn: self.mrn.into(),
            extension_no: small(1 + self.chance.below(3)),
            time_limit: self.later(30 * 86_400),
            reason: "Pluies : pont coupé à Bitou".to_owned(),
        }
    }
}
