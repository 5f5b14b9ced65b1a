//! The bodies of samples: plausible goods, people and vehicles of the corridor.

use jiff::tz::TimeZone;

use super::{Cast, office, small};
use crate::message::advice::{
    Advice, Carrier, Consignee, Control, Document, Goods, Guarantee, Item, ItineraryOffice,
    NationalKey, Portion, Principal, Transit, Unit, Vehicle,
};
use crate::message::answer::{Ack, Fnk, FunctionalError, XmlError, Xnk};
use crate::message::guarantee::{Gcl, Gcr, Guc, Gul, Guq, Gur};
use crate::message::header::{Event, Paper};
use crate::message::lexical::Kilograms;
use crate::message::passage::{Arr, Difference, NewSeals, Pas, Res, Wro};
use crate::profile::lists::{
    Basis, CaptureMode, ClaimAction, ClaimResult, ControlResult, Direction, Disposition,
    FunctionalErrorCode, GuaranteePurpose, GuaranteeRefusal, GuaranteeVerdict, NextRegime, Outcome,
    Role, StateOfSeals, XmlErrorCode,
};
use crate::profile::{Code, ContainerNumber, Country, Grn};

/// Six-digit codes with a description; accents, Moore and Ewe letters, and hostile text included.
const GOODS: [(&str, &str); 8] = [
    ("100630", "RIZ BLANCHI, SACS DE 50 KG"),
    ("252329", "Ciment Portland (vrac) & clinker"),
    ("271019", "Gazole à 50 ppm, température 15 °C"),
    ("310210", "Urée – engrais « qualité agricole »"),
    ("120792", "Karité : kãadga, tãanga (noix)"),
    ("630900", "Friperie; awu xoxo ƒe agba, ŋdi ɖeka"),
    ("870323", "Véhicule d'occasion <script>alert(\"1\")</script>"),
    ("040221", "Lait en poudre ' \" > &amp;"),
];

const PEOPLE: [&str; 4] =
    ["TRANSIT TEST SARL", "Société Wẽnd-Kũuni & Fils", "Agbéko ƒe Adzɔ", "KABORÉ Issouf"];

impl Cast {
    pub(super) fn advice(&mut self, code: Code) -> Advice {
        let accepted = self.released - jiff::SignedDuration::from_mins(25);
        let goods = self.goods();
        Advice {
            event: Event::electronic(self.uuid(), self.released),
            transit: Transit {
                mrn: self.mrn.into(),
                national_key: NationalKey {
                    office: office(self.pair.departure, Role::Dep),
                    year: 2026,
                    serial: (*self.chance.pick(&["T", "TR"])).to_owned(),
                    number: small(self.chance.below(1_000_000)),
                },
                accepted_at: accepted,
                released_at: self.released,
                time_limit: self.released + jiff::SignedDuration::from_hours(240),
                binding: self.chance.flip(),
                itinerary: self.itinerary(code),
            },
            principal: Principal {
                id: format!("{:013}", self.chance.below(10_000_000_000_000)),
                scheme: format!("{}-NIF", self.pair.departure),
                name: (*self.chance.pick(&PEOPLE)).to_owned(),
                address: "Boulevard de l'Indépendance, BP 353".to_owned(),
            },
            carrier: Carrier {
                id: self.chance.maybe(|chance| format!("RC{:06}", chance.below(1_000_000))),
                scheme: self.chance.maybe(|_| "RCCM".to_owned()),
                name: (*self.chance.pick(&PEOPLE)).to_owned(),
            },
            consignees: consignees(&goods),
            vehicles: self.vehicles(),
            equipment: self.equipment(),
            documents: self.documents(&goods),
            goods,
            value_xof: self.chance.below(1_000_000_000),
            guarantee: Guarantee {
                grn: self.grn().into(),
                guarantor: "CCIX".to_owned(),
                premium_rate: self.chance.maybe(|_| "0.50".to_owned()),
                exposures: self.portions(),
            },
            control: Control {
                code: *self.chance.pick(&[ControlResult::A1, ControlResult::A2, ControlResult::A3]),
                date: TimeZone::UTC.to_datetime(self.released).date(),
            },
            tracking_tag: self.chance.maybe(|chance| format!("TAG-{}", chance.below(100_000))),
        }
    }

    fn itinerary(&mut self, code: Code) -> Vec<ItineraryOffice> {
        let entry_eta = (code == Code::Tpa || self.chance.flip()).then(|| self.later(3 * 86_400));
        let (departure, partner) = (self.pair.departure, self.pair.partner);
        [
            (departure, Role::Dep, None),
            (departure, Role::Exi, None),
            (partner, Role::Ent, entry_eta),
            (partner, Role::Dst, None),
        ]
        .map(|(country, role, eta)| ItineraryOffice { role, office: office(country, role), eta })
        .into()
    }

    pub(super) fn vehicles(&mut self) -> Vec<Vehicle> {
        let count = 1 + self.chance.below(3);
        (1..=count)
            .map(|seq| Vehicle {
                seq: u16::try_from(seq).unwrap_or(1),
                kind: if seq == 1 { "30" } else { "31" }.to_owned(),
                plate: self.plate(),
                nationality: self.pair.departure,
                driver: self.chance.maybe(|chance| (*chance.pick(&PEOPLE)).to_owned()),
            })
            .collect()
    }

    pub(super) fn plate(&mut self) -> String {
        format!("{}-{:04}-AB", self.pair.departure, self.chance.below(10_000))
    }

    fn seals(&mut self, most: u64) -> Vec<String> {
        let count = self.chance.below(most + 1);
        (0..count)
            .map(|_| format!("{}{:07}", self.pair.departure, self.chance.below(10_000_000)))
            .collect()
    }

    fn equipment(&mut self) -> Vec<Unit> {
        let seals = self.seals(3);
        let waiver = seals.is_empty().then(|| "Marchandise en vrac, non scellable".to_owned());
        let serial = small(self.chance.below(1_000_000));
        let container = ContainerNumber::compose("CSQU", serial).expect("six digits fit");
        vec![Unit {
            no: 1,
            container: self.chance.maybe(|_| container.to_string()),
            seal_count: u16::try_from(seals.len()).unwrap_or_default(),
            seals,
            seal_waiver: waiver,
        }]
    }

    fn documents(&mut self, goods: &Goods) -> Vec<Document> {
        let document = |kind: &str, reference: String, item| Document {
            kind: kind.to_owned(),
            reference,
            item,
        };
        let lading = format!("MSCU{:07}", self.chance.below(10_000_000));
        let certificate = format!("PHY/2026-{:04}", self.chance.below(10_000));
        let items = goods.items.iter().filter(|item| item.hs == "120792");
        let certified = items.map(|item| document("851", certificate.clone(), Some(item.no)));
        self.chance.maybe(|_| document("705", lading, None)).into_iter().chain(certified).collect()
    }

    fn goods(&mut self) -> Goods {
        let count = 1 + self.chance.below(6);
        let consignees = self.chance.below(3);
        let items: Vec<Item> = (1..=count)
            .map(|no| {
                let (hs, description) = *self.chance.pick(&GOODS);
                Item {
                    no: u16::try_from(no).unwrap_or(1),
                    hs: hs.to_owned(),
                    mass: Kilograms::from_grams(self.chance.below(30_000_000)),
                    package: (*self.chance.pick(&["BG", "CT", "VR", "NE"])).to_owned(),
                    count: small(self.chance.below(1000)),
                    consignee: u16::try_from(no.min(consignees)).ok().filter(|no| *no > 0),
                    description: description.to_owned(),
                }
            })
            .collect();
        let net: u64 = items.iter().map(|item| item.mass.grams()).sum();
        Goods {
            gross_mass: Kilograms::from_grams(net + 500_000),
            packages: items.iter().map(|item| item.count).sum(),
            items,
        }
    }

    fn grn(&mut self) -> Grn {
        let serial = self.chance.below(100_000_000);
        Grn::compose(26, self.pair.partner, &format!("CCIX{serial:08}")).expect("digits fit")
    }

    fn portions(&mut self) -> Vec<Portion> {
        let portion = |country: Country, xof| Portion { country, xof };
        let (departure, partner) = (self.pair.departure, self.pair.partner);
        vec![
            portion(departure, self.chance.below(10_000_000)),
            portion(partner, self.chance.below(10_000_000)),
        ]
    }

    pub(super) fn event(&mut self) -> Event {
        let at = self.later(5 * 86_400);
        let recorded_at = at + jiff::SignedDuration::from_mins(2);
        let paper = self.chance.below(8) == 0;
        let capture = if paper { CaptureMode::Paper } else { CaptureMode::Elec };
        let paper = paper.then(|| Paper {
            stamp_number: format!("ST/{}", self.chance.below(10_000)),
            officer: (*self.chance.pick(&PEOPLE)).to_owned(),
            link_down_from: self.released,
            link_down_to: at,
        });
        Event { id: self.uuid(), at, recorded_at, capture, paper }
    }

    pub(super) fn remarks(&mut self) -> Option<String> {
        self.chance.maybe(|_| "Rien à signaler.\nVu à l'entrée, 2 essieux".to_owned())
    }

    pub(super) fn pas(&mut self) -> Pas {
        Pas {
            event: self.event(),
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Ent),
            direction: *self.chance.pick(Direction::ALL),
            outcome: *self.chance.pick(Outcome::ALL),
            plates: vec![self.plate()],
            state_of_seals: *self.chance.pick(StateOfSeals::ALL),
            seals: self.seals(4),
            weighed_mass: self.chance.maybe(|c| Kilograms::from_grams(c.below(60_000_000))),
            control_code: self.chance.maybe(|_| ControlResult::A2),
            new_seals: Vec::from_iter(self.chance.maybe(|chance| NewSeals {
                unit: 1,
                reason: "Contrôle physique à l'entrée".to_owned(),
                seals: vec![format!("S{:07}", chance.below(10_000_000))],
            })),
            remarks: self.remarks(),
        }
    }

    pub(super) fn arr(&mut self) -> Arr {
        Arr {
            event: self.event(),
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Dst),
            plates: vec![self.plate(), self.plate()],
            state_of_seals: *self.chance.pick(StateOfSeals::ALL),
            seals: self.seals(4),
            late: self.chance.flip(),
            remarks: self.remarks(),
            gate_at: self.at_the_gate(),
        }
    }

    pub(super) fn res(&mut self) -> Res {
        let codes = [ControlResult::A1, ControlResult::A2, ControlResult::A5, ControlResult::B1];
        let control_code = *self.chance.pick(&codes);
        Res {
            event: self.event(),
            mrn: self.mrn.into(),
            office: office(self.pair.partner, Role::Dst),
            result_no: small(1 + self.chance.below(3)),
            control_code,
            state_of_seals: StateOfSeals::Good,
            seals: self.seals(4),
            conform: control_code.is_satisfactory(),
            next_regime: self.chance.maybe(|chance| *chance.pick(NextRegime::ALL)),
            differences: Vec::from_iter(self.chance.maybe(|chance| Difference {
                pointer: "/TDA/Goods/item[1]/@count".to_owned(),
                declared: chance.maybe(|c| c.below(500).to_string()),
                found: chance.maybe(|c| c.below(500).to_string()),
                text: chance.maybe(|_| "manquants à l'arrivée".to_owned()),
            })),
            remarks: self.remarks(),
            gate_at: self.at_the_gate(),
        }
    }

    fn at_the_gate(&mut self) -> Option<jiff::Timestamp> {
        self.chance.flip().then(|| self.later(5 * 86_400))
    }

    pub(super) fn wro(&mut self) -> Wro {
        let partner = self.pair.partner;
        Wro {
            event: self.event(),
            mrn: self.mrn.into(),
            basis: *self.chance.pick(Basis::ALL),
            actual_office: self.chance.maybe(|_| office(partner, Role::Dst)),
            decision_no: small(self.chance.below(5)),
            basis_message_id: Some(self.message_id(partner)),
        }
    }

    pub(super) fn guq(&mut self) -> Guq {
        Guq {
            mrn: self.mrn.into(),
            request_no: small(1 + self.chance.below(3)),
            purpose: *self.chance.pick(GuaranteePurpose::ALL),
            grn: self.grn().into(),
            access_code: "A1b2".to_owned(),
            principal_id: format!("{:013}", self.chance.below(10_000_000_000_000)),
            principal_scheme: format!("{}-NIF", self.pair.departure),
            exposures: self.portions(),
        }
    }

    pub(super) fn gur(&mut self) -> Gur {
        let given = self.chance.flip();
        let reasons = [GuaranteeRefusal::G03, GuaranteeRefusal::G09];
        Gur {
            mrn: self.mrn.into(),
            request_no: small(1 + self.chance.below(3)),
            grn: self.grn().into(),
            verdict: if given { GuaranteeVerdict::Ok } else { GuaranteeVerdict::Refused },
            reservation_id: given.then(|| format!("RSV-{}", self.chance.below(100_000))),
            reasons: if given { Vec::new() } else { vec![*self.chance.pick(&reasons)] },
        }
    }

    pub(super) fn gcl(&mut self) -> Gcl {
        Gcl {
            mrn: self.mrn.into(),
            grn: self.grn().into(),
            claim_no: small(1 + self.chance.below(3)),
            action: *self.chance.pick(ClaimAction::ALL),
            portion: Portion { country: self.pair.departure, xof: self.chance.below(1_000_000) },
        }
    }

    pub(super) fn gcr(&mut self) -> Gcr {
        Gcr {
            mrn: self.mrn.into(),
            grn: self.grn().into(),
            claim_no: small(1 + self.chance.below(3)),
            result: *self.chance.pick(ClaimResult::ALL),
            portion: Portion { country: self.pair.departure, xof: self.chance.below(1_000_000) },
        }
    }

    pub(super) fn guc(&mut self) -> Guc {
        Guc {
            mrn: self.mrn.into(),
            request_no: small(1 + self.chance.below(3)),
            grn: self.grn().into(),
        }
    }

    pub(super) fn gul(&mut self) -> Gul {
        let departure = self.pair.departure;
        Gul {
            mrn: self.mrn.into(),
            grn: self.grn().into(),
            reservation_id: self.chance.maybe(|c| format!("RSV-{}", c.below(100_000))),
            basis: *self.chance.pick(Basis::ALL),
            write_off_id: self.message_id(departure),
            portions: self.portions(),
        }
    }

    pub(super) fn ack(&mut self) -> Ack {
        Ack { disposition: *self.chance.pick(Disposition::ALL) }
    }

    pub(super) fn fnk(&mut self) -> Fnk {
        let count = 1 + self.chance.below(3);
        let errors = (0..count).map(|_| {
            let code = *self.chance.pick(FunctionalErrorCode::ALL);
            let value = "valeur « erronée » <b>".to_owned();
            FunctionalError::new(code, "/TDA/Transit/MRN", Some("R-MIRROR"), &value)
        });
        Fnk { errors: errors.collect() }
    }

    pub(super) fn xnk(&mut self) -> Xnk {
        let count = 1 + self.chance.below(3);
        let errors = (0..count).map(|_| XmlError {
            line: small(1 + self.chance.below(200)),
            column: small(1 + self.chance.below(80)),
            pointer: "/TDA/Header/preparedAt".to_owned(),
            code: *self.chance.pick(XmlErrorCode::ALL),
            text: self.chance.maybe(|_| "l'heure n'a pas de Z".to_owned()),
            original_value: self.chance.maybe(|_| "2026-02-30T09:15:00Z".to_owned()),
        });
        Xnk { errors: errors.collect() }
    }
}

/// The consignees that items name, one person each.
fn consignees(goods: &Goods) -> Vec<Consignee> {
    let most = goods.items.iter().filter_map(|item| item.consignee).max().unwrap_or_default();
    let consignee = |no: u16| Consignee {
        no,
        id: (no == 1).then(|| "00012345A".to_owned()),
        name: PEOPLE[usize::from(no) % PEOPLE.len()].to_owned(),
        address: "Secteur 4, rue 17.55".to_owned(),
    };
    (1..=most).map(consignee).collect()
}
