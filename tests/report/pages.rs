//! Pages and machine files, drawn from made-up runs.

use crate::fixture;
use passavant::conformance::judgement::Judgement;
use passavant::conformance::outcome::Outcome;
use passavant::conformance::verdict::Verdict;
use passavant::record::event::What;
use passavant::report::{Ending, Lang, Page, pages, terminal};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn drawn() -> Vec<Page> {
    pages(&fixture::record(), &fixture::judgement(), Lang::En).unwrap()
}

/// `DRAW=DIR cargo test --test report look` writes the pages for eyes.
#[test]
fn look() {
    let Some(dir) = std::env::var_os("DRAW") else { return };
    let sets = [
        ("mixed", fixture::record(), fixture::judgement(), Lang::En),
        ("mixed-fr", fixture::record(), fixture::judgement(), Lang::Fr),
        ("conformant", fixture::conformant_record(), fixture::conformant_judgement(), Lang::En),
        ("load-fr", fixture::load_record(), fixture::conformant_judgement(), Lang::Fr),
        ("load", fixture::load_record(), fixture::conformant_judgement(), Lang::En),
    ];
    for (name, record, judgement, lang) in sets {
        let folder = std::path::Path::new(&dir).join(name);
        fs::create_dir_all(&folder).unwrap();
        for page in pages(&record, &judgement, lang).unwrap() {
            fs::write(folder.join(page.name), page.bytes).unwrap();
        }
        let text = passavant::report::terminal(&record, &judgement, lang).unwrap();
        fs::write(folder.join("terminal.txt"), text).unwrap();
    }
}

#[test]
fn every_file_is_drawn() {
    let names: Vec<_> = drawn().iter().map(|page| page.name).collect();
    assert_eq!(
        names,
        [
            "result.json",
            "conformance.html",
            "latency.html",
            "junit.xml",
            "summary.md",
            "latency.hlog"
        ]
    );
}

fn text(pages: &[Page], name: &str) -> String {
    let page = pages.iter().find(|page| page.name == name).expect("the page is drawn");
    String::from_utf8(page.bytes.clone()).expect("pages are UTF-8")
}

fn load_run() -> Vec<Page> {
    pages(&fixture::load_record(), &fixture::conformant_judgement(), Lang::Fr).unwrap()
}

#[test]
fn result_json_fits_its_schema_and_says_what_was_judged() {
    let schema: Value = serde_json::from_str(include_str!("../../schema/result.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for pages in [drawn(), load_run()] {
        let result: Value = serde_json::from_str(&text(&pages, "result.json")).unwrap();
        let wrong: Vec<_> = schema.iter_errors(&result).map(|it| it.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
    let result: Value = serde_json::from_str(&text(&drawn(), "result.json")).unwrap();
    assert_eq!(result["outcome"], "nonconformant");
    assert_eq!(result["exit"], 3);
    assert_eq!(result["scenarios"][2]["attribution"], "product");
    let broken = serde_json::json!({"schema": "passavant.result/1", "outcome": "fine", "exit": 1});
    assert!(!schema.is_valid(&broken), "the schema can say no");
}

#[test]
fn the_page_holds_the_result_that_stands_beside_it() {
    let pages = drawn();
    let page = text(&pages, "conformance.html");
    let (_, rest) = page.split_once("id=\"result\">").unwrap();
    let (embedded, _) = rest.split_once("</script>").unwrap();
    let embedded: Value = serde_json::from_str(embedded).unwrap();
    let beside: Value = serde_json::from_str(&text(&pages, "result.json")).unwrap();
    assert_eq!(embedded, beside);
}

#[test]
fn pages_are_small_speak_both_languages_and_fetch_nothing() {
    for pages in [drawn(), load_run()] {
        for name in ["conformance.html", "latency.html"] {
            let page = text(&pages, name);
            assert!(page.len() < 5_000_000, "{name} has {} bytes", page.len());
            assert!(page.contains("default-src 'none'"));
            for fetching in
                ["src=", "url(http", "@import", "href=\"http", "<link", "<iframe", "style=\""]
            {
                assert!(!page.contains(fetching), "{name} holds {fetching}");
            }
            assert_eq!(page.matches("class=\"fr").count(), page.matches("class=\"en").count());
            assert!(page.matches("lang=\"fr\"").count() > 20);
        }
    }
}

#[test]
fn ids_in_a_page_are_given_once_and_links_lead_somewhere() {
    let page = text(&drawn(), "conformance.html");
    let after = |mark: &str| -> Vec<String> {
        let parts = page.split(mark).skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = after(" id=\"");
    let distinct: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
    for link in after("href=\"#") {
        assert!(distinct.contains(&link), "#{link} leads nowhere");
    }
}

#[test]
fn a_check_that_passed_is_shown_and_a_consequence_stands_below_its_root() {
    let page = text(&drawn(), "conformance.html");
    assert!(page.contains("one TDA, 2.1 ms after release"));
    let root = page.find("<h3><span class=\"number\">1</span>").unwrap();
    let follows = page.find("What follows from it in the same scenarios (1)").unwrap();
    let next = page.find("<h3><span class=\"number\">2</span>").unwrap();
    assert!(root < follows && follows < next);
}

#[test]
fn the_ladder_shows_injection_redelivery_outage_and_verdict() {
    let page = text(&drawn(), "conformance.html");
    for drawn in [
        "INJECTED as TG",
        "PAS delivered again",
        "fill=\"url(#hatch)\" class=\"band\"",
        "class=\"verdict fail\">■ REQ-DUP-001 +1",
        "The broker delivers PAS to BF again",
        "1.20\u{202f}s later",
    ] {
        assert!(page.contains(drawn), "{drawn} is not in the page");
    }
}

#[test]
fn the_table_of_failures_tells_outage_and_recovery() {
    let page = text(&drawn(), "conformance.html");
    let (_, table) = page.split_once("<table class=\"faults\">").unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    assert_eq!(table.matches("<tr>").count() - 1, 3, "cut, node killed, broker killed");
    assert!(table.contains("after processing, before the ACK (PAS)"));
    assert!(table.contains("1.20\u{202f}s"));
}

#[test]
fn whose_node_was_judged_is_said_in_words() {
    let page = text(&drawn(), "conformance.html");
    assert!(page.contains("No national system was tested; nobody is certified."));

    let mut record = fixture::conformant_record();
    let What::RunStarted(started) = &mut record.events[0].what else { unreachable!() };
    started.sut = Some("BF".into());
    let page = text(
        &pages(&record, &fixture::conformant_judgement(), Lang::En).unwrap(),
        "conformance.html",
    );
    assert!(page.contains("Judged: the node under test in the seat BF (Burkina Faso)"));
    assert!(page.contains("reference, not judged"));
}

#[test]
fn a_selection_or_a_flaw_never_reads_as_a_plain_conformant() {
    let told = |change: fn(&mut passavant::record::event::RunStarted)| {
        let mut record = fixture::conformant_record();
        let What::RunStarted(started) = &mut record.events[0].what else { unreachable!() };
        change(started);
        terminal(&record, &fixture::conformant_judgement(), Lang::En).unwrap()
    };
    assert!(told(|_| ()).starts_with("● CONFORMANT\n"));
    let selected = told(|run| run.selection = "scenarios HP01".into());
    assert!(selected.starts_with("● CONFORMANT FOR THE SELECTION\n"), "{selected}");
    let flawed = told(|run| {
        run.flaws.insert("BF".into(), "forgets-arrival".into());
    });
    assert!(flawed.starts_with("● CONFORMANT, NOT CERTIFIABLE\n"), "{flawed}");
    assert!(flawed.contains("no ARR is sent"), "{flawed}");
}

#[test]
fn an_incomplete_record_is_drawn_and_marked() {
    let mut record = fixture::record();
    record.events.pop();
    record.complete = false;
    record.torn_tail = true;
    let judgement = Judgement { complete: false, ..fixture::judgement() };
    let page = text(&pages(&record, &judgement, Lang::En).unwrap(), "conformance.html");
    assert!(page.contains("Incomplete record: it stops after"));
    assert!(page.contains("Its last line is cut in the middle."));
    let empty = passavant::record::Record::default();
    assert!(pages(&empty, &judgement, Lang::En).is_err(), "nothing is drawn from nothing");
}

#[test]
fn percentiles_without_enough_samples_are_not_numbers() {
    let page = text(&load_run(), "latency.html");
    assert!(page.contains("n too small") && page.contains("n trop petit"));
    let result: Value = serde_json::from_str(&text(&load_run(), "result.json")).unwrap();
    let journey = &result["latency"][0];
    assert_eq!(journey["leg"], "journey");
    assert_eq!(journey["count"], 1200);
    assert!(journey["p99_ms"].is_number() && journey["p999_ms"].is_null());
}

#[test]
fn junit_counts_equal_its_content_and_names_are_unique() {
    for pages in [drawn(), load_run()] {
        let junit = text(&pages, "junit.xml");
        let tree = roxmltree::Document::parse(&junit).unwrap();
        let count = |tag: &str| tree.descendants().filter(|it| it.has_tag_name(tag)).count();
        let root = tree.root_element();
        let stated = |name: &str| root.attribute(name).unwrap().parse::<usize>().unwrap();
        assert_eq!(stated("tests"), count("testcase"));
        assert_eq!(stated("failures"), count("failure"));
        assert_eq!(stated("errors"), count("error"));
        assert_eq!(stated("skipped"), count("skipped"));
        let names: BTreeSet<_> = tree
            .descendants()
            .filter(|it| it.has_tag_name("testcase"))
            .map(|it| (it.attribute("classname").unwrap(), it.attribute("name").unwrap()))
            .collect();
        assert_eq!(names.len(), count("testcase"));
    }
}

#[test]
fn the_terminal_tells_failures_last_within_eighty_columns() {
    for lang in [Lang::En, Lang::Fr] {
        let told = terminal(&fixture::record(), &fixture::judgement(), lang).unwrap();
        let wide = told.lines().filter(|line| line.chars().count() > 80);
        assert_eq!(wide.count(), 0, "{told}");
        let last: Vec<&str> = told.lines().rev().take(6).collect();
        assert!(last[0].contains("passavant run --scenario LF20 --seed 42"), "{told}");
    }
}

#[test]
fn a_summary_that_would_be_too_long_is_cut_and_says_so() {
    let mut judgement = fixture::judgement();
    let one = judgement.scenarios[2].clone();
    judgement.scenarios = (0..1500).map(|_| one.clone()).collect();
    let page = text(&pages(&fixture::record(), &judgement, Lang::En).unwrap(), "summary.md");
    assert!(page.len() <= 200_000 && page.ends_with("see conformance.html\n"));
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let all = [
        "conformant",
        "usage",
        "nonconformant",
        "nothing_run",
        "inconclusive",
        "harness_error",
        "preflight_failed",
        "known_issues_stale",
        "latency_failed",
        "self_test_failed",
        "different",
        "incomparable",
        "invalid",
        "expired",
        "load_invalid",
        "internal_error",
        "interrupted",
    ];
    proptest::sample::select(all.to_vec())
        .prop_map(|name| serde_json::from_value(Value::String(name.to_owned())).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    /// Banner, result.json, JUnit and exit code are one statement in four spellings.
    #[test]
    fn banner_json_junit_and_exit_agree(outcome in outcomes(), passed in any::<bool>()) {
        let mut judgement = fixture::conformant_judgement();
        judgement.outcome = outcome;
        if !passed {
            judgement.scenarios[0].verdict = Verdict::Inconclusive;
        }
        let record = fixture::conformant_record();
        let pages = pages(&record, &judgement, Lang::En).unwrap();
        let result: Value = serde_json::from_str(&text(&pages, "result.json")).unwrap();
        prop_assert_eq!(&result["exit"], &Value::from(outcome.exit()));
        prop_assert_eq!(&result["outcome"], &serde_json::to_value(outcome).unwrap());

        let banner = terminal(&record, &judgement, Lang::En).unwrap();
        let headline = Ending::of(outcome).headline.en;
        prop_assert!(banner.lines().next().unwrap().ends_with(&headline));
        prop_assert!(text(&pages, "conformance.html").contains(&headline));
        prop_assert!(text(&pages, "summary.md").contains(&headline));
        prop_assert_eq!(banner.starts_with("● "), outcome.exit() == 0);

        let junit = text(&pages, "junit.xml");
        let tree = roxmltree::Document::parse(&junit).unwrap();
        let red = |tag: &str| tree.root_element().attribute(tag) != Some("0");
        let green = !red("failures") && !red("errors");
        prop_assert_eq!(green, outcome.exit() == 0 && passed);
        prop_assert_eq!(Ending::of(outcome).is_green(), outcome.exit() == 0);
    }
}
