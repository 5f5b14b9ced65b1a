//! The `OpenAPI` file says exactly what the contract's types and the node's doors say.

#![expect(clippy::unwrap_used, reason = "a test stops where its sources cannot be read")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

/// Mappings of a block-style YAML text, as `/`-free paths of keys; enough for our own file.
fn keys_of(yaml: &str) -> Vec<Vec<String>> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut found = Vec::new();
    for line in yaml.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        let Some((key, _)) = line.trim().split_once(':') else { continue };
        open.retain(|(at, _)| *at < indent);
        open.push((indent, key.trim_matches('"').to_owned()));
        found.push(open.iter().map(|(_, key)| key.clone()).collect());
    }
    found
}

fn schemas(yaml: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut schemas: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in keys_of(yaml) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if let ["components", "schemas", name, "properties", field] = path[..] {
            schemas.entry(name.to_owned()).or_default().insert(field.to_owned());
        }
    }
    schemas
}

/// Every act: the file and those of its folder.
fn acts_source() -> String {
    let mut files: Vec<_> =
        fs::read_dir("src/adapter/acts").unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let whole = fs::read_to_string("src/adapter/acts.rs").unwrap();
    files.iter().fold(whole, |whole, file| whole + "\n" + &fs::read_to_string(file).unwrap())
}

/// Public fields of every public struct of a source file: the contract is its own list.
fn structs(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut structs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            structs.insert(name.clone(), BTreeSet::new());
            current = Some(name);
        } else if line == "}" {
            current = None;
        } else if let (Some(name), Some(rest)) = (&current, line.strip_prefix("    pub ")) {
            let field = rest.split(':').next().unwrap().to_owned();
            structs.get_mut(name).unwrap().insert(field);
        }
    }
    structs
}

#[test]
fn every_field_of_the_contract_is_in_the_file_and_nothing_else() {
    let read = |path: &str| fs::read_to_string(path).unwrap();
    let mut ours = structs(&read("src/adapter/contract.rs"));
    let acts_text = acts_source();
    let mut acts = structs(&acts_text);
    assert!(acts.remove("Act").is_some_and(|fields| fields.contains("id")));
    for (name, fields) in &mut acts {
        // Acts carry the id; their parts do not. An act's doc names its verb.
        let place = acts_text.find(&format!("pub struct {name} ")).unwrap();
        let doc = acts_text[..place].rsplit("\n\n").next().unwrap();
        if doc.trim_start().starts_with("/// `") {
            fields.insert("id".to_owned());
        }
    }
    ours.extend(acts);
    ours.extend(structs(&read("src/adapter/reference.rs")));
    ours.insert("Complaint".to_owned(), ["error".to_owned()].into());
    assert_eq!(schemas(&read("src/adapter/openapi.yaml")), ours);
}

#[test]
fn every_path_and_verb_is_in_the_file_and_nothing_else() {
    let yaml = fs::read_to_string("src/adapter/openapi.yaml").unwrap();
    let mut said = BTreeSet::new();
    for path in keys_of(&yaml) {
        if let [first, at, method] = &path[..]
            && first == "paths"
        {
            said.insert(format!("{} {at}", method.to_uppercase()));
        }
    }
    let mut expected: BTreeSet<String> = passavant::adapter::acts::VERBS
        .iter()
        .map(|verb| format!("POST /v1/actions/{verb}"))
        .collect();
    let paths = fs::read_to_string("src/adapter/contract.rs").unwrap();
    let listed = paths.lines().filter_map(|line| line.strip_prefix("//! "));
    for line in listed.filter(|line| line.starts_with("GET ") || line.starts_with("POST ")) {
        let mut words = line.split_whitespace();
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        if !path.contains("{verb}") {
            expected.insert(format!("{method} {}", path.trim_end_matches("?mrn=")));
        }
    }
    assert_eq!(said, expected);
}

#[test]
fn references_lead_somewhere() {
    let yaml = fs::read_to_string("src/adapter/openapi.yaml").unwrap();
    let known: BTreeSet<Vec<String>> = keys_of(&yaml).into_iter().collect();
    for reference in yaml.lines().filter_map(|line| line.trim().strip_prefix("$ref: \"#/")) {
        let path: Vec<String> =
            reference.trim_end_matches('"').split('/').map(str::to_owned).collect();
        assert!(known.contains(&path), "{reference}");
    }
}

#[test]
fn the_examples_of_serde_agree_with_the_sources() {
    // Field names on the wire are those of the structs: no rename slipped in unseen.
    let quiet = passavant::adapter::contract::Quiet {
        inbox: 0,
        outbox: 0,
        unreceipted: 0,
        next_timer: None,
    };
    let Value::Object(fields) = serde_json::to_value(quiet).unwrap() else { panic!() };
    let yaml = fs::read_to_string("src/adapter/openapi.yaml").unwrap();
    let names: BTreeSet<String> = fields.keys().cloned().collect();
    assert_eq!(schemas(&yaml)["Quiet"], names);
    let source = fs::read_to_string("src/adapter/contract.rs").unwrap() + &acts_source();
    assert!(!source.contains("serde(rename ="), "a renamed field needs a look at the file");
}
