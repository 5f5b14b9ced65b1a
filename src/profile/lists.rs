//! Code lists of the profile, each code with its meaning in English and French.

use std::fmt;

/// A text that is not in a code list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("code `{code}` is not in the list {list} ({known})")]
pub struct NotInList {
    /// Name of the list.
    pub list: &'static str,
    /// The text.
    pub code: String,
    /// The codes of the list.
    pub known: String,
}

/// A list of codes as people read it.
pub trait CodeList {
    /// Name of the list.
    const NAME: &'static str;

    /// Every code with its meaning in English and French, in the list's order.
    fn entries() -> Vec<[&'static str; 3]>;
}

/// A closed list of codes as an enum: code on the wire, meaning in two languages.
macro_rules! code_list {
    (
        $(#[$doc:meta])*
        $name:ident { $($variant:ident = $code:literal, $en:literal, $fr:literal;)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $en, ".")] $variant,)*
        }

        impl $name {
            /// Every code, in the list's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as written on the wire.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Meaning in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)* }
            }

            /// Meaning in French.
            pub const fn fr(self) -> &'static str {
                match self { $(Self::$variant => $fr,)* }
            }
        }

        impl CodeList for $name {
            const NAME: &'static str = stringify!($name);

            fn entries() -> Vec<[&'static str; 3]> {
                vec![$([$code, $en, $fr]),*]
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotInList;

            fn from_str(text: &str) -> Result<Self, NotInList> {
                Self::ALL.iter().copied().find(|entry| entry.code() == text).ok_or_else(|| {
                    NotInList {
                        list: stringify!($name),
                        code: text.to_owned(),
                        known: [$($code),*].join(" "),
                    }
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

mod change;

pub use change::{
    CancellationAction, ClaimAction, ClaimResult, RecoveryAction, RecoveryRequestKind,
    RecoveryVerdict,
};

mod diversion;
mod enquiry;
mod premium;

pub use diversion::{OfficeRole, RecordRefusal, RecordVerdict, RefusalReason};
pub use enquiry::{EnquiryCode, EnquiryKind, StatusReason};
pub use premium::{GoodsOrigin, GuarantorSide, PortionScope};

code_list! {
    /// Result of a control (PD-46; A3 only at departure).
    ControlResult {
        A1 = "A1", "satisfactory", "satisfaisant";
        A2 = "A2", "considered satisfactory", "considéré comme satisfaisant";
        A3 = "A3", "simplified procedure", "procédure simplifiée";
        A5 = "A5", "discrepancies", "divergences";
        B1 = "B1", "not satisfactory", "non satisfaisant";
    }
}

impl ControlResult {
    /// True for the results that let a movement be discharged (PD-46).
    pub const fn is_satisfactory(self) -> bool {
        !matches!(self, Self::B1)
    }
}

code_list! {
    /// State of the seals as seen (PD-42).
    StateOfSeals {
        Wrong = "0", "missing, damaged or different", "manquants, endommagés ou différents";
        Good = "1", "in good order", "en bon état";
    }
}

code_list! {
    /// Role of an office or of a whole node in a message (PD-02).
    Role {
        Dep = "DEP", "office of departure", "bureau de départ";
        Exi = "EXI", "passage office of exit", "bureau de passage à la sortie";
        Ent = "ENT", "passage office of entry", "bureau de passage à l'entrée";
        Dst = "DST", "office of destination", "bureau de destination";
        Gua = "GUA", "guarantor", "garant";
        Cmp = "CMP", "competent office for recovery", "bureau compétent pour le recouvrement";
        Sys = "SYS", "system of the country", "système du pays";
    }
}

code_list! {
    /// What an ACK says about the message (PD-20).
    Disposition {
        Applied = "APPLIED", "business effect committed", "effet métier enregistré";
        Recorded = "RECORDED", "kept as evidence, state unchanged",
            "conservé comme preuve, état inchangé";
        Duplicate = "DUPLICATE", "already applied, no second effect",
            "déjà appliqué, sans second effet";
        Held = "HELD", "kept until its forerunner arrives",
            "en attente du message qui le précède";
    }
}

code_list! {
    /// How an event was captured (PD-03).
    CaptureMode {
        Elec = "ELEC", "electronic", "électronique";
        Paper = "PAPER", "from stamped paper", "sur papier visé";
    }
}

code_list! {
    /// Side of a border on which a passage happened (section 8.2 of the domain, PAS).
    Direction {
        Exit = "EXIT", "exit from the country", "sortie du pays";
        Entry = "ENTRY", "entry into the country", "entrée dans le pays";
    }
}

code_list! {
    /// Outcome of a passage (section 3, PAS).
    Outcome {
        Passed = "PASSED", "vehicle left the office", "véhicule sorti du bureau";
        Stopped = "STOPPED", "vehicle was stopped", "véhicule retenu";
    }
}

code_list! {
    /// Ground of a write-off (section 3, WRO).
    Basis {
        Result = "RESULT", "satisfactory control result", "résultat de contrôle satisfaisant";
        Proof = "PROOF", "proof accepted", "preuve acceptée";
        Relief = "RELIEF", "relief after loss", "décharge après perte";
        Recovered = "RECOVERED", "duties recovered", "droits recouvrés";
    }
}

code_list! {
    /// How departure ends a discrepancy procedure (section 3, DSV).
    DiscrepancyOutcome {
        Resolved = "RESOLVED", "resolved", "résolue";
        NotResolved = "NOT_RESOLVED", "not resolved, duties are to be recovered",
            "non résolue, droits à recouvrer";
    }
}

code_list! {
    /// What happened on the way (section 3, INC; 1 to 6 as in NCTS).
    IncidentCode {
        Deviation = "1", "carrier had to leave the itinerary", "itinéraire quitté par contrainte";
        SealsBroken = "2", "seals broken beyond the carrier's control",
            "scellés rompus hors du fait du transporteur";
        Transhipment = "3", "goods moved to another means of transport",
            "marchandises transbordées sur un autre moyen de transport";
        Unloading = "4", "imminent danger forced unloading",
            "déchargement imposé par un danger imminent";
        Obligations = "5", "may keep the carrier from its obligations",
            "peut empêcher le transporteur de remplir ses obligations";
        MeansChanged = "6", "part of the means of transport changed",
            "élément du moyen de transport changé";
        Attack = "7", "theft or attack", "vol ou attaque";
        TotalLoss = "8", "total loss", "perte totale";
        SecondConsignment = "9", "second consignment under this MRN",
            "second envoi sous ce MRN";
    }
}

impl IncidentCode {
    /// True for the incidents that an authority must vouch for (PD-41).
    pub const fn needs_endorsement(self) -> bool {
        matches!(self, Self::SealsBroken | Self::Unloading | Self::Attack | Self::TotalLoss)
    }
}

code_list! {
    /// How the place of an incident is written (section 3, INC).
    PlaceKind {
        Gnss = "GNSS", "latitude and longitude", "latitude et longitude";
        Locode = "LOCODE", "UN/LOCODE", "UN/LOCODE";
        Address = "ADDRESS", "free text", "texte libre";
    }
}

code_list! {
    /// How much of the goods is lost (section 3, INC).
    LossExtent {
        Part = "PART", "of the items named", "des articles nommés";
        All = "ALL", "of all goods", "de toutes les marchandises";
    }
}

code_list! {
    /// Why a guarantee is asked for (section 3, GUQ).
    GuaranteePurpose {
        Initial = "INITIAL", "before release", "avant mainlevée";
        Increase = "INCREASE", "after an unsatisfactory result", "après un résultat non satisfaisant";
    }
}

code_list! {
    /// Answer to a guarantee request (G1, G2).
    GuaranteeVerdict {
        Ok = "OK", "reserved", "réservée";
        Refused = "REFUSED", "refused", "refusée";
    }
}

code_list! {
    /// What the goods do after the control (RES).
    NextRegime {
        HomeUse = "HOME_USE", "release for home use", "mise à la consommation";
        Warehouse = "WAREHOUSE", "customs warehouse", "entrepôt";
        ReExport = "RE_EXPORT", "re-export", "réexportation";
        Other = "OTHER", "another regime", "autre régime";
    }
}

code_list! {
    /// Why a guarantee request was refused (G2).
    GuaranteeRefusal {
        G01 = "G01", "guarantee does not exist", "la garantie n'existe pas";
        G02 = "G02", "guarantee is not valid", "la garantie n'est pas valable";
        G03 = "G03", "access code is wrong", "code d'accès erroné";
        G04 = "G04", "principal is not the holder", "le principal n'est pas le titulaire";
        G08 = "G08", "country is not covered", "pays non couvert";
        G09 = "G09", "balance is not sufficient", "solde insuffisant";
        G90 = "G90", "request was withdrawn", "demande retirée";
    }
}

code_list! {
    /// A set of reference data (PD-53).
    ReferenceSet {
        Ver = "VER", "versions and options of the profile", "versions et options du profil";
        Key = "KEY", "keys", "clés";
        Off = "OFF", "offices", "bureaux";
        Gua = "GUA", "guarantors", "garants";
        Cal = "CAL", "closing times of offices", "fermetures des bureaux";
        Sca = "SCA", "weighbridges", "ponts-bascules";
        Tol = "TOL", "shortage tolerated by nature", "pertes naturelles tolérées";
        Rte = "RTE", "legs of the road", "tronçons de route";
        Pol = "POL", "goods with a policy of their own", "marchandises à régime particulier";
    }
}

code_list! {
    /// Options of the profile (set VER).
    ProfileOption {
        Sig = "SIG", "signed messages", "messages signés";
        Reg = "REG", "regional database", "base de données régionale";
        Sens = "SENS", "gates and tracking", "portiques et suivi";
        Hub = "HUB", "hub", "plateforme";
    }
}

code_list! {
    /// Kind of traffic that a node takes (PD-10, set VER).
    TrafficMode {
        Test = "TEST", "test messages only", "messages d'essai seulement";
        Live = "LIVE", "live messages only", "messages réels seulement";
    }
}

code_list! {
    /// Error codes of an XNK: before and during schema validation (PD-32).
    XmlErrorCode {
        Enumeration = "12", "value is not in the enumeration", "valeur hors énumération";
        Missing = "13", "element or attribute is missing", "élément ou attribut manquant";
        Unexpected = "15", "not expected here, or wrong root or namespace",
            "inattendu ici, ou racine ou espace de noms erroné";
        TooMany = "35", "too many repetitions", "trop de répétitions";
        TooLong = "39", "value is too long", "valeur trop longue";
        TooShort = "40", "value is too short", "valeur trop courte";
        BadValue = "50", "value is not of its type", "valeur d'un autre type";
        Pattern = "51", "value does not match its pattern", "valeur non conforme au motif";
        Format = "52", "not an acceptable XML text", "texte XML non acceptable";
        Characters = "53", "forbidden characters", "caractères interdits";
        BelowMinimum = "54", "value is below its minimum", "valeur inférieure au minimum";
        AboveMaximum = "55", "value is above its maximum", "valeur supérieure au maximum";
        NotAboveMinimum = "56", "value is not above its lower bound",
            "valeur non supérieure à sa borne inférieure";
        NotBelowMaximum = "57", "value is not below its upper bound",
            "valeur non inférieure à sa borne supérieure";
        Oversize = "98", "over 5 MiB or 9,999 items", "plus de 5 Mio ou 9 999 articles";
    }
}

code_list! {
    /// Error codes of an FNK: after schema validation (PD-32).
    FunctionalErrorCode {
        CodeList = "12", "code is not in the current reference data",
            "code absent du référentiel en vigueur";
        MissingByCondition = "13", "missing by condition", "manquant par condition";
        Rule = "14", "business rule is violated", "règle métier violée";
        NotAllowed = "15", "present but not allowed", "présent mais non admis";
        DuplicateId = "26", "message id was used for another content",
            "identifiant de message déjà utilisé pour un autre contenu";
        Version = "50", "profile version is not agreed", "version du profil non convenue";
        UnknownMrn = "90", "MRN does not exist", "MRN inexistant";
        OutOfSequence = "92", "not possible in this state", "impossible dans cet état";
        InvalidMrn = "93", "MRN or GRN is not valid", "MRN ou GRN invalide";
        OfficeRole = "94", "office does not hold this role", "le bureau ne tient pas ce rôle";
        Integrity = "95", "digest or signature is wrong", "empreinte ou signature erronée";
        Time = "96", "time is not plausible", "heure non plausible";
        Origin = "97", "country or office is not entitled", "pays ou bureau non habilité";
        Internal = "99", "internal failure, may be repeated", "panne interne, à répéter";
    }
}

impl FunctionalErrorCode {
    /// True for the refusals that must carry no value and no text (PD-33).
    pub const fn is_bare(self) -> bool {
        matches!(self, Self::OfficeRole | Self::Integrity | Self::Origin)
    }
}

code_list! {
    /// What a diversion of watched goods needs (set POL, PD-45).
    DiversionPolicy {
        Free = "FREE", "as for any goods", "comme pour toute marchandise";
        Approval = "APPROVAL", "an approval recorded at departure before the presentation",
            "un accord enregistré au départ avant la présentation";
    }
}

code_list! {
    /// How loud an alert about watched goods is (set POL).
    AlertLevel {
        Low = "LOW", "told with the others", "signalée avec les autres";
        Medium = "MEDIUM", "told first", "signalée en premier";
        High = "HIGH", "told at once to the head of office", "signalée aussitôt au chef de bureau";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_strangers_are_named() {
        for code in XmlErrorCode::ALL {
            assert_eq!(code.code().parse::<XmlErrorCode>().unwrap(), *code);
        }
        let error = "A4".parse::<ControlResult>().unwrap_err().to_string();
        assert_eq!(error, "code `A4` is not in the list ControlResult (A1 A2 A3 A5 B1)");
    }

    #[test]
    fn exactly_three_refusals_are_bare() {
        let bare: Vec<_> = FunctionalErrorCode::ALL.iter().filter(|c| c.is_bare()).collect();
        assert_eq!(bare.len(), 3);
    }
}
