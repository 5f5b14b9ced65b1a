//! Corridors as data: the same features on another pair of states, and on states that do not exist.
#![expect(clippy::unwrap_used, reason = "helpers of tests unwrap as tests do")]

mod run_support;

use run_support::Home;
use std::fs;
use std::path::Path;

/// The corridor of this house with the codes of its states replaced by codes of nobody.
fn invented() -> String {
    let file = "scenarios/corridor/lome-ouagadougou.toml";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let mut invented = text;
    for (state, nobody) in [("TG", "QM"), ("BF", "QN"), ("NE", "QO")] {
        // Codes of states and offices; plates and seals; keys of tables of amounts.
        for (before, after) in [("\"", "\""), ("\"", ""), ("{ ", " ="), (", ", " =")] {
            invented = invented
                .replace(&format!("{before}{state}{after}"), &format!("{before}{nobody}{after}"));
        }
    }
    // `NE` is also how goods without packing are packed.
    invented.replace("package = \"QO\"", "package = \"NE\"")
}

#[test]
fn every_feature_passes_on_another_pair_of_states() {
    let home = Home::new();
    let ended = home.run(&["run", "--out", "out", "--corridor", "tema-ouagadougou"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let result = home.result();
    assert_eq!(result["outcome"], "conformant");
    assert_eq!(result["run"]["corridor"]["name"], "tema-ouagadougou");
    assert_eq!(result["run"]["corridor"]["countries"], serde_json::json!(["BF", "GH"]));
    for scenario in result["scenarios"].as_array().unwrap() {
        if scenario["verdict"] == "PASS" {
            continue;
        }
        // Only what needs a third state, a tunnel, or a second broker may be left out, and says so.
        assert_eq!(scenario["verdict"], "NOT_APPLICABLE", "{scenario}");
        let reason = scenario["reason"].as_str().unwrap();
        let known = [
            "the corridor tema-ouagadougou has no journey",
            "there is no tunnel",
            "two brokers with one store",
        ];
        assert!(known.iter().any(|known| reason.contains(known)), "{reason}");
    }
    let page = fs::read_to_string(home.path("out/conformance.html")).unwrap();
    assert!(page.contains("Tema - Paga - Ouagadougou (tema-ouagadougou)"));
    home.assert_clean();
}

#[test]
fn a_corridor_of_three_invented_states_is_a_file_alone() {
    let home = Home::new();
    home.write("scenarios/corridor/nowhere.toml", &invented());
    let args = ["run", "--out", "out", "--scenarios", "scenarios", "--corridor", "nowhere"];
    let only = ["--scenario", "HP01,HP10,HP12"];
    let ended = home.run(&[&args[..], &only[..]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let subjects: Vec<String> = home.verdicts().into_iter().map(|(name, _)| name).collect();
    let expected = ["HP01/QM", "HP01/QN", "HP10/QM", "HP10/QN", "HP10/QO", "HP12/QM", "HP12/QN"];
    assert_eq!(subjects, expected);
    assert!(home.verdicts().iter().all(|(_, verdict)| verdict == "PASS"));
}

#[test]
fn a_third_state_hears_of_the_road_only_in_scenarios_that_cross_it() {
    let home = Home::new();
    let ended = home.run(&["run", "--out", "out", "--scenario", "HP01,HP10"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let record = fs::read_to_string(home.path("out/events.ndjson")).unwrap();
    let third = |scenario: &str| {
        let of = format!("\"scenario\":\"{scenario}/");
        let lines = record.lines().filter(move |line| line.contains(&of));
        lines.filter(|line| line.contains("TRANSIT.NE.FROM.")).count()
    };
    assert_eq!(third("HP01"), 0, "a cell of two countries has no queue of a third");
    assert!(third("HP10") > 0);
}

#[test]
fn a_corridor_that_is_not_there_is_a_usage_error_that_names_those_that_are() {
    let home = Home::new();
    let ended = home.run(&["run", "--out", "out", "--corridor", "atlantis"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("lome-ouagadougou, tema-ouagadougou"), "{}", ended.stderr);
    assert!(!home.path("out").exists());
}
