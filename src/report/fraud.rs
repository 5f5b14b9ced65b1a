//! Frauds and their honest twins, a row each: what had to be detected, by whom, at which message, within what
//! time, and what was observed.

use crate::conformance::judgement::{Judgement, ScenarioVerdict};
use crate::report::journey::anchor;
use crate::report::text::{Mark, Text};
use serde::Serialize;

/// A fraud, and how it must be detected.
struct Known {
    number: &'static str,
    name: (&'static str, &'static str),
    by: (&'static str, &'static str),
    message: &'static str,
    within: (&'static str, &'static str),
    rule: &'static str,
}

type Words = (&'static str, &'static str);

const fn known(
    (number, rule, message): (&'static str, &'static str, &'static str),
    name: Words,
    by: Words,
    within: Words,
) -> Known {
    Known { number, name, by, message, within, rule }
}

const DEPARTURE: Words = ("départ", "departure");
const DESTINATION: Words = ("destination", "destination");
const BOTH: Words = ("les deux pays", "both countries");
const GUARANTOR: Words = ("garant", "guarantor");
const PASSAGE: Words = ("bureau de passage", "office of passage");
const REGION: Words = ("base régionale", "regional database");
const RECEIVER: Words = ("destinataire", "receiver");
const AT_ONCE: Words = ("aussitôt", "at once");
const AT_LIMIT: Words = ("au délai", "at the limit");
const WEEK: Words = ("7 jours après le délai", "7 days after the limit");

#[rustfmt::skip]
const FRAUDS: [Known; 34] = [
    known(("01", "F01", "ENQ"), ("Déversement en route", "Goods unloaded on the way"), BOTH, WEEK),
    known(("02", "F02", "TRQ"), ("Faux changement de destination", "False change of destination"), DEPARTURE, AT_ONCE),
    known(("03", "H-PAS", "ARR"), ("Arrivée fantôme", "Ghost arrival"), DEPARTURE, AT_ONCE),
    known(("04", "F04", "TRQ"), ("Document falsifié", "Forged document"), DEPARTURE, AT_ONCE),
    known(("05", "F05", "INC 9"), ("Second camion sous un même numéro", "Second truck under one number"), DESTINATION, AT_ONCE),
    known(("06", "SEC-26, F06", "RES, ARR"), ("Message rejoué", "Replayed message"), RECEIVER, AT_ONCE),
    known(("07", "H-SEAL", "ARR, RES"), ("Scellés échangés", "Seals exchanged"), DEPARTURE, AT_ONCE),
    known(("08", "F08, B1", "RES"), ("Conteneur échangé", "Container exchanged"), BOTH, AT_ONCE),
    known(("09", "H-VEH", "ARR"), ("Véhicule changé sans avis", "Vehicle changed unannounced"), DEPARTURE, AT_ONCE),
    known(("10", "F10", "PAS"), ("Écart de poids", "Weight that differs"), PASSAGE, AT_ONCE),
    known(("11", "B1", "RES, DSP"), ("Fausse désignation", "Wrong description"), DEPARTURE, AT_ONCE),
    known(("12", "F12", "STQ"), ("Délai dépassé", "Limit passed"), DEPARTURE, AT_LIMIT),
    known(("13", "F13, G09", "GUR"), ("Garantie employée deux fois", "Guarantee used twice"), GUARANTOR, AT_ONCE),
    known(("14", "F14, 97", "GUL"), ("Libération prématurée", "Premature liberation"), GUARANTOR, AT_ONCE),
    known(("15", "SEC-97", "FNK"), ("Expéditeur usurpé", "Spoofed sender"), RECEIVER, AT_ONCE),
    known(("16", "F16", "PAS"), ("Avis de passage tardif", "Late notice of a passage"), DEPARTURE, ("24 h après l'événement", "24 h after the event")),
    known(("17", "H-TIME", "ARR"), ("Temps de trajet impossible", "Impossible travel time"), DEPARTURE, AT_ONCE),
    known(("18", "F18", "ARR, PAS"), ("Long arrêt inexpliqué", "Long stop, unexplained"), DEPARTURE, ("2 fois le temps normal", "twice the normal time")),
    known(("19", "F19", "RES"), ("Manquant au-delà de la freinte", "Shortage beyond nature"), DESTINATION, AT_ONCE),
    known(("20", "F20", "ENQ"), ("Voiture jamais sortie", "Car that never left"), BOTH, WEEK),
    known(("21", "F21", "PAS"), ("Sortie sans entrée au poste juxtaposé", "Exit without entry at the joint post"), BOTH, ("24 h", "24 h")),
    known(("22", "14", "INC"), ("Fausse force majeure", "False force majeure"), DEPARTURE, AT_ONCE),
    known(("23", "F23, 92", "CAN"), ("Annulation après départ", "Cancellation after leaving"), BOTH, AT_ONCE),
    known(("24", "score", "STA"), ("Collusion : retards en série", "Collusion: many late movements"), REGION, ("–", "–")),
    known(("25", "F25", "ARR"), ("Date reculée", "Date set back"), BOTH, AT_ONCE),
    known(("26", "F26, 92", "TDA"), ("Marchandises modifiées après mainlevée", "Goods amended after release"), DESTINATION, AT_ONCE),
    known(("27", "F27", "–"), ("Balise ôtée avant la sortie", "Tag removed before the exit"), DEPARTURE, ("15 min", "15 min")),
    known(("28", "F28", "–"), ("Retour « à vide » chargé", "Loaded “empty” return"), PASSAGE, AT_ONCE),
    known(("29", "F05, 92", "ARR"), ("Deux camions à deux bureaux", "Two trucks at two offices"), DEPARTURE, AT_ONCE),
    known(("30", "SEC-97", "WRO"), ("Apurement par un bureau de passage", "Write-off by an office of passage"), RECEIVER, AT_ONCE),
    known(("31", "H-GATE", "ARR"), ("Apurement fantôme par un agent", "Ghost discharge by an insider"), BOTH, AT_ONCE),
    known(("32", "score", "STA"), ("Vague de retards d'un principal", "Wave of late movements of one principal"), REGION, ("–", "–")),
    known(("33", "F29", "–"), ("Un véhicule sur deux routes", "One vehicle on two roads"), DEPARTURE, AT_ONCE),
    known(("34", "F11", "TDA"), ("Valeur trop basse", "Value set too low"), DESTINATION, AT_ONCE),
];

/// The table of frauds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Table {
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    number: &'static str,
    name: Text,
    by: Text,
    message: &'static str,
    within: Text,
    rule: &'static str,
    fraud: Vec<Played>,
    twin: Vec<Played>,
}

/// A fraud or a twin as it was played for one country.
#[derive(Debug, Clone, Serialize)]
struct Played {
    scenario: String,
    anchor: String,
    mark: Mark,
    observed: Option<String>,
}

/// The table of a run; none where no fraud and no twin was planned.
pub(super) fn table(judgement: &Judgement) -> Option<Table> {
    let text = |(fr, en): Words| Text::new(fr, en);
    let rows: Vec<Row> = FRAUDS
        .iter()
        .map(|known| Row {
            number: known.number,
            name: text(known.name),
            by: text(known.by),
            message: known.message,
            within: text(known.within),
            rule: known.rule,
            fraud: played(judgement, &format!("FR{}", known.number), known.rule),
            twin: played(judgement, &format!("HT{}", known.number), ""),
        })
        .collect();
    let any = rows.iter().any(|row| !row.fraud.is_empty() || !row.twin.is_empty());
    any.then_some(Table { rows })
}

fn played(judgement: &Judgement, tag: &str, rules: &str) -> Vec<Played> {
    let here = judgement.scenarios.iter().filter(|it| it.tags.iter().any(|name| name == tag));
    let shown = here.map(|it| {
        let scenario = format!("{}/{}", it.id, it.subject);
        Played {
            anchor: anchor(&scenario),
            mark: Mark::of(it.verdict),
            observed: observed(it, rules),
            scenario,
        }
    });
    shown.collect()
}

/// What officers were told, as the check on it saw it: of those that speak of suspicions, or else of the rule, the
/// last of the worst.
fn observed(verdict: &ScenarioVerdict, rules: &str) -> Option<String> {
    let worst = |told: &dyn Fn(&str) -> bool| {
        let told = verdict.checks.iter().filter(|check| told(&check.observed));
        told.max_by_key(|check| check.verdict).map(|check| check.observed.clone())
    };
    let codes: Vec<&str> = rules.split(", ").filter(|code| !code.is_empty()).collect();
    worst(&|observed| observed.contains("suspects"))
        .or_else(|| worst(&|observed| codes.iter().any(|code| observed.contains(code))))
}
