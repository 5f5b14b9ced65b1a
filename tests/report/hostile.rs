//! Hostile text in every field of every event and verdict stays text in everything that is drawn.

use crate::fixture;
use passavant::conformance::judgement::Judgement;
use passavant::record::Record;
use passavant::report::{Lang, Page, pages, terminal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Markup, ends of CDATA, style and script, entities, quotes, control characters, terminal colours,
/// marks that turn the direction of writing, template syntax, and shell.
const HOSTILE: &str = "<script>alert(1)</script></style></title>]]>-->&amp;\"'`${x}{{7*7}}{%x%}\u{0}\
                       \u{8}\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}evil\u{2066}\u{200f}\u{85}\u{2028}\u{feff}|*_[a](javascript:x)";

/// Texts that decide how an event is read, not what it says.
const KEPT: &[&str] = &["kind", "schema", "outcome", "verdict", "attribution", "status", "prev"];

/// Appends the hostile text to every text of a value, except where a text chooses a variant.
fn poison(value: &mut Value, field: &str) {
    match value {
        Value::String(text)
            if !KEPT.contains(&field) && text.parse::<jiff::Timestamp>().is_err() =>
        {
            text.push_str(HOSTILE);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, field)),
        Value::Object(fields) => {
            let named = std::mem::take(fields);
            for (name, mut value) in named {
                poison(&mut value, &name);
                let renamed = if free(field) { format!("{name}{HOSTILE}") } else { name };
                fields.insert(renamed, value);
            }
        }
        _ => {}
    }
}

/// Objects whose field names are foreign text too.
fn free(field: &str) -> bool {
    matches!(field, "headers" | "host" | "countries" | "flaws" | "failed" | "request" | "response")
}

fn poisoned<T: Serialize + DeserializeOwned>(clean: &T) -> T {
    let mut value = serde_json::to_value(clean).unwrap();
    poison(&mut value, "");
    serde_json::from_value(value).unwrap_or_else(|error| panic!("poisoned: {error}"))
}

/// Every event poisoned, and kept as it was where only known words can be read.
fn run(clean: &Record) -> Record {
    let mut record = clean.clone();
    record.events = clean.events.iter().map(poisoned).collect();
    record.chain_head.push_str(HOSTILE);
    record
}

fn drawn() -> (Vec<Page>, String) {
    let clean = fixture::load_record();
    let mut record = run(&fixture::record());
    record.events.extend(run(&clean).events.split_off(1));
    let judgement: Judgement = poisoned(&fixture::judgement());
    let told = terminal(&record, &judgement, Lang::En).unwrap();
    (pages(&record, &judgement, Lang::Fr).unwrap(), told)
}

fn hidden(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && *c != '\n' && *c != '\t')
            || matches!(c, '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{feff}')
    })
}

#[test]
fn nothing_hidden_is_in_any_file_or_on_the_terminal() {
    let (pages, told) = drawn();
    for page in &pages {
        let text = std::str::from_utf8(&page.bytes).unwrap();
        assert_eq!(hidden(text), None, "{}", page.name);
    }
    assert_eq!(hidden(&told), None, "the terminal");
    assert!(told.contains("␛[31mred"), "the escape is shown, not obeyed");
}

#[test]
fn no_markup_of_a_foreign_text_is_markup_in_a_page() {
    let (pages, _) = drawn();
    for name in ["conformance.html", "latency.html"] {
        let page = pages.iter().find(|page| page.name == name).unwrap();
        let text = std::str::from_utf8(&page.bytes).unwrap();
        assert!(text.contains("&lt;script&gt;alert(1)"), "{name} shows the text");
        let scripts = usize::from(name == "conformance.html");
        assert_eq!(text.matches("<script").count(), scripts, "{name}");
        assert_eq!(text.matches("</script").count(), scripts, "{name}");
        assert_eq!(text.matches("</style").count(), 1, "{name}");
        assert_eq!(text.matches("</title").count(), 1, "{name}");
        assert!(!text.contains("]]>") && !text.contains("-->"), "{name}");
        assert!(!text.contains("49{%"), "{name}: foreign text was run as a template");
    }
}

#[test]
fn every_value_of_an_attribute_ends_where_it_should() {
    let (pages, _) = drawn();
    for page in pages.iter().filter(|page| page.bytes.starts_with(b"<!DOCTYPE")) {
        let text = std::str::from_utf8(&page.bytes).unwrap();
        let body = text.split("</style>").nth(1).unwrap();
        let body = body.split("<script").next().unwrap();
        for tag in body.split('<').skip(1).filter_map(|tag| tag.split_once('>')) {
            assert_eq!(tag.0.matches('"').count() % 2, 0, "{}: <{}>", page.name, tag.0);
        }
    }
}

#[test]
fn machine_files_can_still_be_read_and_say_the_same() {
    let (pages, _) = drawn();
    let bytes = |name: &str| &pages.iter().find(|page| page.name == name).unwrap().bytes;
    let result: Value = serde_json::from_slice(bytes("result.json")).unwrap();
    let title = result["scenarios"][0]["title"].as_str().unwrap();
    assert!(title.ends_with(HOSTILE), "JSON keeps the text to the letter: {title:?}");
    let junit = std::str::from_utf8(bytes("junit.xml")).unwrap();
    let tree = roxmltree::Document::parse(junit).unwrap();
    assert!(tree.descendants().all(|node| !node.has_tag_name("script")));
    let summary = std::str::from_utf8(bytes("summary.md")).unwrap();
    // What stands between grave accents is shown letter by letter; an escaped bracket opens nothing.
    let prose: String =
        summary.replace("\\]", "").replace("\\`", "").split('`').step_by(2).collect();
    assert!(!prose.contains("<script>") && !prose.contains("](javascript:"), "{prose}");
}

/// Every number of a value at an extreme, where it can still be read as what it is.
fn extreme<T: Serialize + DeserializeOwned + Clone>(clean: &T, number: u64) -> T {
    fn push(value: &mut Value, number: u64) {
        match value {
            Value::Number(old) if old.is_u64() => *value = Value::from(number),
            Value::Array(items) => items.iter_mut().for_each(|item| push(item, number)),
            Value::Object(fields) => fields.values_mut().for_each(|field| push(field, number)),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(clean).unwrap();
    push(&mut value, number);
    serde_json::from_value(value).unwrap_or_else(|_| clean.clone())
}

#[test]
fn a_record_of_extreme_numbers_is_judged_and_drawn() {
    for number in [0, u64::from(u32::MAX), u64::MAX >> 11, u64::MAX] {
        for clean in [fixture::record(), fixture::conformant_record(), fixture::load_record()] {
            let mut record = clean.clone();
            record.events = clean.events.iter().map(|event| extreme(event, number)).collect();
            let judgement = passavant::conformance::judge(&record);
            let drawn = pages(&record, &judgement, Lang::Fr).unwrap();
            assert!(!drawn.is_empty());
            assert!(!terminal(&record, &judgement, Lang::En).unwrap().is_empty());
        }
    }
}
