//! Message codes of the first cut, and the class that decides their queue.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Class of a message: decides queue and group (profile section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The movement itself.
    Core,
    /// The guarantee.
    Gua,
    /// Technical answers and the link.
    Sys,
}

/// A text that is no message class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("message class `{0}` is none of CORE, GUA, SYS")]
pub struct UnknownClass(String);

/// A text that is no message code of this cut of the profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("message code `{0}` is not in the profile (known: {known})", known = known_codes())]
pub struct UnknownCode(String);

/// Code of a message; also the name of its root element (PD-01) and its `messageType` (PD-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// Transit data advice to the destination [NCTS CD001].
    Tda,
    /// Transit data advice to a country of passage [CD050].
    Tpa,
    /// Passage notification [CD118].
    Pas,
    /// Arrival advice [CD006].
    Arr,
    /// Control result at destination [CD018].
    Res,
    /// Write-off [CD049, CC045].
    Wro,
    /// Incident, or the withdrawal of one [CD180].
    Inc,
    /// Forwarded incident [CD181].
    Inf,
    /// Discrepancy procedure opened.
    Dsp,
    /// Discrepancy decision [CD049].
    Dsv,
    /// Cancellation of a released movement, asked for or taken back [CD010].
    Can,
    /// Extension of the transit limit.
    Ext,
    /// Request to recover duties: handed over, or claimed [CD150].
    Rcq,
    /// Answer to it [CD151].
    Rca,
    /// How recovery stands [CD063].
    Rcc,
    /// Record request of an office without a usable record [CD002, CD114].
    Trq,
    /// Record response [CD003, CD115].
    Trr,
    /// Forwarded arrival or passage [CD024].
    Fwd,
    /// Status request [CD094].
    Stq,
    /// Status reply [CD095].
    Sts,
    /// Enquiry [CD142].
    Enq,
    /// Reply to an enquiry [CD143].
    Enr,
    /// Information in an enquiry [CD144, CD145, CD059].
    Eni,
    /// Guarantee use request [CD203].
    Guq,
    /// Guarantee use result [CD205].
    Gur,
    /// Guarantee cancellation: the use is given back before any release [CD204].
    Guc,
    /// Guarantee release ("liberation") [CD209].
    Gul,
    /// Guarantee claim, or its withdrawal [CC023].
    Gcl,
    /// The guarantor's answer to a claim [CC023].
    Gcr,
    /// Heart-beat: a sign of life that nobody answers.
    Hbt,
    /// Planned unavailability [CD070, CD971].
    Una,
    /// Reference data: a full snapshot of one set [CS/RD] (PD-53).
    Rfd,
    /// Statistics: the end of a movement or the totals of a day, for the regional database [CD411].
    Sta,
    /// Technical answer: the business effect is committed (PD-20).
    Ack,
    /// Technical answer: refused after schema validation [CD906].
    Fnk,
    /// Technical answer: refused before or during schema validation [CD917].
    Xnk,
}

impl Class {
    /// Every class, in the order of the profile.
    pub const ALL: [Self; 3] = [Self::Core, Self::Gua, Self::Sys];

    /// The class as it stands in a queue's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "CORE",
            Self::Gua => "GUA",
            Self::Sys => "SYS",
        }
    }
}

impl Code {
    /// Every code of this cut, in the order of the profile.
    pub const ALL: [Self; 36] = [
        Self::Tda,
        Self::Tpa,
        Self::Pas,
        Self::Arr,
        Self::Res,
        Self::Wro,
        Self::Inc,
        Self::Inf,
        Self::Dsp,
        Self::Dsv,
        Self::Can,
        Self::Ext,
        Self::Rcq,
        Self::Rca,
        Self::Rcc,
        Self::Trq,
        Self::Trr,
        Self::Fwd,
        Self::Stq,
        Self::Sts,
        Self::Enq,
        Self::Enr,
        Self::Eni,
        Self::Guq,
        Self::Gur,
        Self::Guc,
        Self::Gul,
        Self::Gcl,
        Self::Gcr,
        Self::Hbt,
        Self::Una,
        Self::Rfd,
        Self::Sta,
        Self::Ack,
        Self::Fnk,
        Self::Xnk,
    ];

    /// The three letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tda => "TDA",
            Self::Tpa => "TPA",
            Self::Pas => "PAS",
            Self::Arr => "ARR",
            Self::Res => "RES",
            Self::Wro => "WRO",
            Self::Inc => "INC",
            Self::Inf => "INF",
            Self::Dsp => "DSP",
            Self::Dsv => "DSV",
            Self::Can => "CAN",
            Self::Ext => "EXT",
            Self::Rcq => "RCQ",
            Self::Rca => "RCA",
            Self::Rcc => "RCC",
            Self::Trq => "TRQ",
            Self::Trr => "TRR",
            Self::Fwd => "FWD",
            Self::Stq => "STQ",
            Self::Sts => "STS",
            Self::Enq => "ENQ",
            Self::Enr => "ENR",
            Self::Eni => "ENI",
            Self::Guq => "GUQ",
            Self::Gur => "GUR",
            Self::Guc => "GUC",
            Self::Gul => "GUL",
            Self::Gcl => "GCL",
            Self::Gcr => "GCR",
            Self::Hbt => "HBT",
            Self::Una => "UNA",
            Self::Rfd => "RFD",
            Self::Sta => "STA",
            Self::Ack => "ACK",
            Self::Fnk => "FNK",
            Self::Xnk => "XNK",
        }
    }

    /// The class, hence the queue (profile section 3).
    pub const fn class(self) -> Class {
        match self {
            Self::Tda
            | Self::Tpa
            | Self::Pas
            | Self::Arr
            | Self::Res
            | Self::Wro
            | Self::Inc
            | Self::Inf
            | Self::Dsp
            | Self::Dsv
            | Self::Can
            | Self::Ext
            | Self::Rcq
            | Self::Rca
            | Self::Rcc
            | Self::Trq
            | Self::Trr
            | Self::Fwd
            | Self::Stq
            | Self::Sts
            | Self::Enq
            | Self::Enr
            | Self::Eni => Class::Core,
            Self::Guq | Self::Gur | Self::Guc | Self::Gul | Self::Gcl | Self::Gcr => Class::Gua,
            Self::Hbt | Self::Una | Self::Rfd | Self::Sta | Self::Ack | Self::Fnk | Self::Xnk => {
                Class::Sys
            }
        }
    }

    /// True for ACK, FNK and XNK: the technical answers themselves (PD-20).
    pub const fn is_technical(self) -> bool {
        matches!(self, Self::Ack | Self::Fnk | Self::Xnk)
    }

    /// True when the receiver owes exactly one technical answer (PD-20).
    pub const fn needs_answer(self) -> bool {
        !self.is_technical() && !matches!(self, Self::Hbt)
    }

    /// True for answers: `correlationId` is required in them and forbidden elsewhere (PD-02).
    pub const fn is_answer(self) -> bool {
        self.is_technical()
            || matches!(self, Self::Gur | Self::Rca | Self::Gcr | Self::Trr | Self::Sts | Self::Enr)
    }

    /// Short name in English, as a report shows it.
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Tda => "transit data advice to destination",
            Self::Tpa => "transit data advice to passage",
            Self::Pas => "passage notification",
            Self::Arr => "arrival advice",
            Self::Res => "control result",
            Self::Wro => "write-off",
            Self::Inc => "incident",
            Self::Inf => "forwarded incident",
            Self::Dsp => "discrepancy procedure",
            Self::Dsv => "discrepancy decision",
            Self::Can => "cancellation",
            Self::Ext => "extension of the limit",
            Self::Rcq => "recovery request",
            Self::Rca => "recovery answer",
            Self::Rcc => "recovery communication",
            Self::Trq => "record request",
            Self::Trr => "record response",
            Self::Fwd => "forwarded arrival or passage",
            Self::Stq => "status request",
            Self::Sts => "status reply",
            Self::Enq => "enquiry",
            Self::Enr => "reply to an enquiry",
            Self::Eni => "information in an enquiry",
            Self::Guq => "guarantee use request",
            Self::Gur => "guarantee use result",
            Self::Guc => "guarantee cancellation",
            Self::Gul => "guarantee release",
            Self::Gcl => "guarantee claim",
            Self::Gcr => "guarantee claim result",
            Self::Hbt => "heart-beat",
            Self::Una => "planned unavailability",
            Self::Rfd => "reference data",
            Self::Sta => "statistics for the regional database",
            Self::Ack => "technical acknowledgement",
            Self::Fnk => "functional refusal",
            Self::Xnk => "XML refusal",
        }
    }

    /// Short name in French, as a report shows it.
    pub const fn name_fr(self) -> &'static str {
        match self {
            Self::Tda => "avis anticipé de transit, destination",
            Self::Tpa => "avis anticipé de transit, passage",
            Self::Pas => "notification de passage",
            Self::Arr => "avis d'arrivée",
            Self::Res => "résultat de contrôle",
            Self::Wro => "apurement",
            Self::Inc => "incident",
            Self::Inf => "incident transmis",
            Self::Dsp => "procédure de divergence",
            Self::Dsv => "décision sur la divergence",
            Self::Can => "annulation",
            Self::Ext => "prorogation du délai",
            Self::Rcq => "demande de recouvrement",
            Self::Rca => "réponse à la demande de recouvrement",
            Self::Rcc => "communication de recouvrement",
            Self::Trq => "demande de dossier",
            Self::Trr => "réponse à la demande de dossier",
            Self::Fwd => "avis de déroutement",
            Self::Stq => "demande de situation",
            Self::Sts => "réponse sur la situation",
            Self::Enq => "avis de recherche",
            Self::Enr => "réponse à l'avis de recherche",
            Self::Eni => "information de recherche",
            Self::Guq => "demande d'utilisation de la garantie",
            Self::Gur => "réponse à la demande de garantie",
            Self::Guc => "annulation de la demande de garantie",
            Self::Gul => "libération de la garantie",
            Self::Gcl => "appel de la garantie",
            Self::Gcr => "réponse à l'appel de la garantie",
            Self::Hbt => "signe de vie",
            Self::Una => "indisponibilité prévue",
            Self::Rfd => "données de référence",
            Self::Sta => "statistiques pour la base régionale",
            Self::Ack => "accusé technique",
            Self::Fnk => "rejet fonctionnel",
            Self::Xnk => "rejet XML",
        }
    }
}

fn known_codes() -> String {
    Code::ALL.map(Code::as_str).join(" ")
}

impl FromStr for Class {
    type Err = UnknownClass;

    fn from_str(text: &str) -> Result<Self, UnknownClass> {
        let known = Self::ALL.into_iter().find(|class| class.as_str() == text);
        known.ok_or_else(|| UnknownClass(text.to_owned()))
    }
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|code| code.as_str() == text);
        known.ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

/// Display, and serde as the same text.
macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

as_text!(Class, Code);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_classes_are_read_back_from_their_text() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse::<Code>().unwrap(), code);
            assert_eq!(code.needs_answer(), !code.is_technical() && code != Code::Hbt);
        }
        for class in Class::ALL {
            assert_eq!(class.to_string().parse::<Class>().unwrap(), class);
        }
        assert!("tda".parse::<Code>().is_err());
        let unknown = "ZZZ".parse::<Code>().unwrap_err().to_string();
        assert!(unknown.contains("`ZZZ`") && unknown.contains("TDA"), "{unknown}");
    }

    #[test]
    fn the_class_follows_the_table_of_section_3() {
        // The guarantee's messages and the systems' own are listed; all others are of class CORE.
        let guarantee = ["GUQ", "GUR", "GUC", "GUL", "GCL", "GCR"];
        let systems = ["ACK", "FNK", "XNK", "HBT", "UNA", "RFD", "STA"];
        for code in Code::ALL {
            let class = match code.as_str() {
                code if guarantee.contains(&code) => Class::Gua,
                code if systems.contains(&code) => Class::Sys,
                _ => Class::Core,
            };
            assert_eq!(code.class(), class, "{code}");
        }
    }
}
