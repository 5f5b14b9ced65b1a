//! Codes of packages and of papers that go with goods, each with its meaning in English and French.
//!
//! UN Recommendation 21 and UN/EDIFACT 1001, as far as the corridor uses them. A code that is not
//! here is refused on receipt with FNK 12 (PD-26, stage 8).

/// A code and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// As written on the wire.
    pub code: &'static str,
    /// In English.
    pub en: &'static str,
    /// In French.
    pub fr: &'static str,
}

const fn of(code: &'static str, en: &'static str, fr: &'static str) -> Meaning {
    Meaning { code, en, fr }
}

/// Kinds of packages.
pub const PACKAGES: &[Meaning] = &[
    of("43", "bag, super bulk", "grand récipient vrac souple"),
    of("BA", "barrel", "baril"),
    of("BG", "bag", "sac"),
    of("BL", "bale, compressed", "balle comprimée"),
    of("BN", "bale, not compressed", "balle non comprimée"),
    of("BX", "box", "boîte"),
    of("CN", "container", "conteneur"),
    of("CT", "carton", "carton"),
    of("DR", "drum", "fût"),
    of("NE", "unpacked, one unit", "non emballé, une unité"),
    of("NF", "unpacked, several units", "non emballé, plusieurs unités"),
    of("PK", "package", "colis"),
    of("PX", "pallet", "palette"),
    of("SA", "sack", "sac de grande contenance"),
    of("TY", "tank, cylindrical", "citerne cylindrique"),
    of("VL", "bulk, liquid", "vrac liquide"),
    of("VO", "bulk, nodules", "vrac en nodules"),
    of("VR", "bulk, granular", "vrac granulaire"),
    of("VY", "bulk, powder", "vrac pulvérulent"),
];

/// Kinds of papers.
pub const DOCUMENTS: &[Meaning] = &[
    of("235", "container list", "liste de conteneurs"),
    of("271", "packing list", "liste de colisage"),
    of("380", "commercial invoice", "facture commerciale"),
    of("705", "bill of lading", "connaissement"),
    of("730", "road consignment note", "lettre de voiture routière"),
    of("820", "transit declaration T", "déclaration de transit T"),
    of("851", "phytosanitary certificate", "certificat phytosanitaire"),
    of("853", "veterinary certificate", "certificat vétérinaire"),
    of("952", "TIR carnet", "carnet TIR"),
];

/// What a code of a list means, if it is in the list.
pub fn meaning(list: &'static [Meaning], code: &str) -> Option<&'static Meaning> {
    list.iter().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_said_once() {
        for list in [PACKAGES, DOCUMENTS] {
            assert!(list.windows(2).all(|pair| pair[0].code < pair[1].code));
        }
        assert_eq!(meaning(DOCUMENTS, "851").map(|it| it.fr), Some("certificat phytosanitaire"));
        assert_eq!(meaning(PACKAGES, "ZZ"), None);
    }
}
