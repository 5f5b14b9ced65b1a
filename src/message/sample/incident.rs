//! The incidents of samples: breakdowns, broken seals, attacks, losses.

use jiff::tz::TimeZone;

use super::{Cast, office, small};
use crate::message::advice::Unit;
use crate::message::incident::{Endorsement, Incident, Loss, LostItem, Place};
use crate::message::lexical::Kilograms;
use crate::profile::lists::{IncidentCode, LossExtent, PlaceKind, Role};

impl Cast {
    pub(super) fn incident(&mut self) -> Incident {
        let event = self.event();
        let code = *self.chance.pick(IncidentCode::ALL);
        let kind = *self.chance.pick(PlaceKind::ALL);
        let endorsement = Endorsement {
            authority: "Gendarmerie nationale, brigade de l'Ŋɔɖu".to_owned(),
            place: "Bittou".to_owned(),
            date: TimeZone::UTC.to_datetime(event.at).date(),
        };
        let limit = self.released + jiff::SignedDuration::from_hours(480);
        let total = code == IncidentCode::TotalLoss;
        let extent = if total { LossExtent::All } else { LossExtent::Part };
        Incident {
            event,
            mrn: self.mrn.into(),
            country: self.pair.partner,
            office: office(self.pair.partner, Role::Ent),
            number: small(1 + self.chance.below(3)),
            withdraws: self.chance.maybe(|chance| small(1 + chance.below(3))),
            code,
            text: "Collision frontale au PK 12 ; « essieu rompu »".to_owned(),
            place: Place { kind, text: place(kind).to_owned() },
            endorsement: Some(endorsement),
            vehicles: self.vehicles(),
            units: vec![Unit {
                no: 1,
                container: None,
                seal_count: 1,
                seals: vec![format!("S{:07}", self.chance.below(10_000_000))],
                seal_waiver: None,
            }],
            loss: self.chance.maybe(|chance| Loss {
                extent,
                items: vec![LostItem {
                    no: 1,
                    mass: Kilograms::from_grams(chance.below(1_000_000)),
                    count: small(chance.below(100)),
                }],
            }),
            requested_limit: (code == IncidentCode::Obligations).then_some(limit),
        }
    }
}

fn place(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Gnss => "11.26,-0.30",
        PlaceKind::Locode => "TGLFW",
        PlaceKind::Address => "RN16, entre Koupéla et Tenkodogo",
    }
}
