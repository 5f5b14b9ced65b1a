//! What can be wrong with advance data, in the words of features, and how its receiver must refuse it.

use crate::journey::ended::Ended;
use crate::message::advice::{Advice, Document};
use crate::message::{Claimed, Kilograms};

/// One thing that is wrong.
#[derive(Clone, Copy)]
pub(in crate::journey) struct Fault {
    /// Words of the feature.
    pub(in crate::journey) words: &'static str,
    /// Requirement that its refusal is judged by.
    pub(in crate::journey) requirement: &'static str,
    /// Code of the refusal.
    pub(in crate::journey) code: &'static str,
    /// Rule, pointer and value that it names; empty where it names none.
    pub(in crate::journey) names: [&'static str; 3],
    /// Puts it into advance data.
    pub(in crate::journey) edit: fn(&mut Advice),
}

const FAULTS: [Fault; 17] = [
    Fault {
        words: "whose movement number fails its check digit",
        requirement: "REQ-RUL-020",
        code: "93",
        names: [""; 3],
        edit: fail_check_digit,
    },
    Fault {
        words: "whose container number fails its check digit",
        requirement: "REQ-RUL-022",
        code: "14",
        names: ["R-CONTAINER", "/TDA/Equipment/unit[1]/container", "MSKU1234566"],
        edit: |advice| advice.equipment[0].container = Some("MSKU1234566".to_owned()),
    },
    Fault {
        words: "whose items weigh more than the whole",
        requirement: "REQ-RUL-023",
        code: "14",
        names: ["R-MASS", "/TDA/Goods/@grossMass", "1.000"],
        edit: |advice| advice.goods.gross_mass = Kilograms::from_grams(1000),
    },
    Fault {
        words: "that count more seals than they list",
        requirement: "REQ-RUL-024",
        code: "14",
        names: ["R-SEAL-COUNT", "/TDA/Equipment/unit[1]/@sealCount", "98"],
        edit: |advice| advice.equipment[0].seal_count = 98,
    },
    Fault {
        words: "that name an office which is in no list",
        requirement: "REQ-RUL-025",
        code: "12",
        names: [""; 3],
        edit: name_unknown_office,
    },
    Fault {
        words: "whose kind of packages is in no list",
        requirement: "REQ-RUL-025",
        code: "12",
        names: ["R-PACKAGE", "/TDA/Goods/item[1]/@pkg", "ZZ"],
        edit: |advice| "ZZ".clone_into(&mut advice.goods.items[0].package),
    },
    Fault {
        words: "whose offices are in no order of any road",
        requirement: "REQ-RUL-029",
        code: "14",
        names: ["R-ROUTE", "/TDA/Transit/itinerary/office[2]/@role", "ENT"],
        edit: |advice| advice.transit.itinerary.swap(1, 2),
    },
    Fault {
        words: "whose time limit lies before the release",
        requirement: "REQ-RUL-030",
        code: "14",
        names: ["R-LIMIT", "/TDA/Transit/timeLimit", "2001-01-01T00:00:00Z"],
        edit: limit_long_ago,
    },
    Fault {
        words: "whose text turns the direction of writing",
        requirement: "REQ-RUL-031",
        code: "14",
        names: ["R-BIDI", "/TDA/Carrier/name", "Fret \u{202e}moc.edart"],
        edit: |advice| "Fret \u{202e}moc.edart".clone_into(&mut advice.carrier.name),
    },
    Fault {
        words: "whose packages do not add up",
        requirement: "REQ-RUL-040",
        code: "14",
        names: ["R-PACKAGES", "/TDA/Goods/@packages", "98765"],
        edit: |advice| advice.goods.packages = 98_765,
    },
    Fault {
        words: "that list a seal twice",
        requirement: "REQ-RUL-041",
        code: "14",
        names: ["R-SEAL-TWICE", "/TDA/Equipment/unit[1]/seal[2]", "DOUBLE-1"],
        edit: |advice| {
            advice.equipment[0].seals = ["DOUBLE-1"; 2].map(str::to_owned).to_vec();
            advice.equipment[0].seal_count = 2;
        },
    },
    Fault {
        words: "whose unit bears no seal and does not say why",
        requirement: "REQ-RUL-042",
        code: "13",
        names: ["R-WAIVER", "/TDA/Equipment/unit[1]/sealWaiver", ""],
        edit: |advice| {
            advice.equipment[0].seals.clear();
            (advice.equipment[0].seal_count, advice.equipment[0].seal_waiver) = (0, None);
        },
    },
    Fault {
        words: "whose unit bears seals and says why it has none",
        requirement: "REQ-RUL-043",
        code: "15",
        names: ["R-NO-WAIVER", "/TDA/Equipment/unit[1]/sealWaiver", "Sans objet"],
        edit: |advice| advice.equipment[0].seal_waiver = Some("Sans objet".to_owned()),
    },
    Fault {
        words: "whose item goes to a consignee who is not listed",
        requirement: "REQ-RUL-044",
        code: "14",
        names: ["R-CONSIGNEE", "/TDA/Goods/item[1]/@consignee", "99"],
        edit: |advice| advice.goods.items[0].consignee = Some(99),
    },
    Fault {
        words: "whose amount is at risk where nobody passes",
        requirement: "REQ-RUL-045",
        code: "14",
        names: ["R-EXPOSURE", "/TDA/Guarantee/exposure[1]/@country", "ZZ"],
        edit: |advice| {
            if let Ok(nowhere) = "ZZ".parse() {
                advice.guarantee.exposures[0].country = nowhere;
            }
        },
    },
    Fault {
        words: "whose document is of a kind in no list",
        requirement: "REQ-RUL-046",
        code: "12",
        names: ["R-DOCUMENT", "/TDA/Documents/document[1]/@type", "000"],
        edit: |advice| {
            let reference = "INCONNU-1".to_owned();
            let document = Document { kind: "000".to_owned(), reference, item: None };
            advice.documents.insert(0, document);
        },
    },
    Fault {
        words: "that happened in the future",
        requirement: "REQ-RUL-047",
        code: "96",
        names: ["R-FUTURE", "/TDA/Event/eventAt", "2999-01-01T00:00:00Z"],
        edit: |advice| {
            if let Ok(far) = "2999-01-01T00:00:00Z".parse() {
                advice.event.at = far;
            }
        },
    },
];

/// The fault that a feature speaks of.
pub(in crate::journey) fn called(words: &str) -> Result<Fault, Ended> {
    let found = FAULTS.into_iter().find(|fault| fault.words == words);
    found.ok_or_else(|| Ended::Error(format!("no fault of advance data is called `{words}`")))
}

fn fail_check_digit(advice: &mut Advice) {
    let right = advice.transit.mrn.as_str().to_owned();
    let (body, digit) = right.split_at(right.len() - 1);
    let wrong = if digit == "0" { "1" } else { "0" };
    advice.transit.mrn = Claimed::from_text(format!("{body}{wrong}"));
}

fn name_unknown_office(advice: &mut Advice) {
    for at in &mut advice.transit.itinerary {
        let unknown = format!("{}XXX999", at.office.country());
        if let (crate::profile::lists::Role::Ent, Ok(office)) = (at.role, unknown.parse()) {
            at.office = office;
        }
    }
}

fn limit_long_ago(advice: &mut Advice) {
    if let Ok(long_ago) = "2001-01-01T00:00:00Z".parse() {
        advice.transit.time_limit = long_ago;
    }
}
