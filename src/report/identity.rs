//! Who was judged by what, where and when: the identity card of a run, and its environment.

use crate::record::event::What;
use crate::report::clean::short;
use crate::report::number;
use crate::report::run::Run;
use crate::report::text::{Text, selected};
use serde::Serialize;

/// One labelled fact.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Fact {
    label: Text,
    value: Text,
    /// Set in a fixed-width face: identifiers, commands.
    code: bool,
}

/// A node of the pair.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NodeRow {
    country: String,
    name: String,
    product: String,
    version: String,
    roles: Text,
    role: Text,
    flaw: Option<String>,
    sut: bool,
}

fn fact(fr: &str, en: &str, value: impl Into<String>) -> Fact {
    Fact { label: Text::new(fr, en), value: Text::same(value), code: false }
}

fn code(fr: &str, en: &str, value: impl Into<String>) -> Fact {
    Fact { code: true, ..fact(fr, en, value) }
}

/// The nodes; one that was to be judged and never said hello is listed too.
pub(super) fn nodes(run: &Run) -> Vec<NodeRow> {
    let countries = run.seats();
    let row = |country: &String| {
        let node = run.node(country).cloned().unwrap_or_default();
        let sut = run.started.sut.as_ref() == Some(country);
        let role = if sut {
            Text::new("essayé et jugé", "under test, judged")
        } else if run.has_sut() {
            Text::new("référence, non jugé", "reference, not judged")
        } else {
            Text::new("référence, jugé", "reference, judged")
        };
        NodeRow {
            name: run.country(country),
            product: node.product,
            version: node.version,
            roles: roles(&node.roles),
            flaw: run.started.flaws.get(country).cloned().or(node.flaw),
            country: country.clone(),
            role,
            sut,
        }
    };
    countries.map(row).collect()
}

/// What a node does, in words.
fn roles(named: &[String]) -> Text {
    let french = |role: &String| match role.as_str() {
        "departure" => "départ".to_owned(),
        "guarantor" => "garant".to_owned(),
        other => other.to_owned(),
    };
    let fr: Vec<String> = named.iter().map(french).collect();
    Text::new(fr.join(", "), named.join(", "))
}

/// The identity card.
pub(super) fn card(run: &Run) -> Vec<Fact> {
    let it = run.started;
    let suite = &it.suite;
    let dirty = |changed: &str, clean: &str| {
        if suite.dirty { changed.to_owned() } else { clean.to_owned() }
    };
    let commit = if suite.commit.is_empty() { "?" } else { &suite.commit };
    let broker = format!("{} {}, {}", run.broker.product, run.broker.version, run.broker.store);
    let selection = if it.selection.is_empty() {
        Text::new("aucune : tout a été prévu", "none: everything was planned")
    } else {
        selected(&it.selection)
    };
    let mut card = vec![
        code("Exécution", "Run", it.id.clone()),
        fact("Début", "Start", it.started.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
        Fact {
            value: number::millis(number::float(run.duration_ms)),
            ..fact("Durée", "Duration", "")
        },
        fact("Banc d'essai", "Suite", format!("passavant {}", suite.version)),
        Fact {
            value: Text::new(
                format!("{commit}{}", dirty(" (sources modifiées)", "")),
                format!("{commit}{}", dirty(" (changed work tree)", "")),
            ),
            ..code("Version des sources", "Commit", "")
        },
        code("Empreinte du banc d'essai", "Suite digest", suite.digest.clone()),
        fact("Corridor", "Corridor", format!("{} ({})", it.corridor.title, it.corridor.name)),
        fact("Montage", "Stack", it.stack.clone()),
        fact("Courtier", "Broker", broker),
        fact("Graine du hasard", "Seed", it.seed.to_string()),
        Fact { value: selection, ..fact("Sélection", "Selection", "") },
        code("Commande", "Command", it.command.clone()),
        fact("Machine", "Host", host(run)),
    ];
    card.extend(run.tunnel.as_ref().map(|made| fact("Tunnels", "Tunnels", made.clone())));
    card
}

fn host(run: &Run) -> String {
    let facts = run.started.host.iter().map(|(name, value)| format!("{name} {value}"));
    facts.collect::<Vec<_>>().join(" · ")
}

/// The environment as it was: broker, cells, record.
pub(super) fn environment(run: &Run) -> Vec<Fact> {
    let mut facts = vec![
        code("Connecteur du courtier", "Broker connector", run.broker.connector.clone()),
        code("Format de l'enregistrement", "Record format", run.started.schema.clone()),
        fact("Événements enregistrés", "Recorded events", number::whole(run.events.len() as u64)),
        code(
            "Dernière empreinte de la chaîne",
            "Head of the hash chain",
            run.chain_head.to_owned(),
        ),
    ];
    let complete = if run.complete {
        Text::new("oui", "yes")
    } else {
        Text::new("non : il a été interrompu", "no: it was cut short")
    };
    facts.push(Fact { value: complete, ..fact("Enregistrement complet", "Record complete", "") });
    for (cell, ready_ms) in &run.cells {
        let ready = number::millis(number::float(*ready_ms));
        facts.push(Fact {
            label: Text::new(format!("Cellule {cell} prête en"), format!("Cell {cell} ready in")),
            value: ready,
            code: false,
        });
    }
    for (country, flaw) in &run.started.flaws {
        facts.push(fact("Comportement semé", "Seeded behaviour", format!("{flaw}@{country}")));
    }
    facts
}

/// Failures of harness or ground outside any scenario.
pub(super) fn failures(run: &Run) -> Vec<String> {
    let outside = run.events.iter().filter(|event| event.scenario.is_empty());
    let told = outside.filter_map(|event| match &event.what {
        What::GroundFailure { attribution, detail } => Some(format!("{attribution}: {detail}")),
        What::Interrupted { signal } => Some(signal.clone()),
        _ => None,
    });
    told.map(|text| short(&text, 300)).collect()
}
