//! The generated pages of the profile's book are what the data say.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use passavant::message::{sample, write};
use passavant::profile::Code;
use passavant::profile::lists::CodeList;
use passavant::profile::timer::{ALL, Kind, Length, MEANINGS};

const REMEDY: &str = "run `REWRITE_BOOK=1 cargo test --test profile book`, and read the difference";

fn page(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/profile/book").join(name)
}

/// Compares a page with what the data say, or writes it when asked to.
fn keep(name: &str, text: &str) {
    let path = page(name);
    if std::env::var_os("REWRITE_BOOK").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{} is not what the data say: {REMEDY}", path.display());
}

#[test]
fn book_every_message_has_an_example_in_its_canonical_form() {
    for code in Code::ALL {
        let text = String::from_utf8(write(&sample(code, 1))).unwrap();
        keep(&format!("examples/{code}.xml"), &text);
    }
    let committed = fs::read_dir(page("examples")).unwrap().count();
    assert_eq!(committed, Code::ALL.len(), "an example without a message: remove it");
}

#[test]
fn book_the_page_of_messages_is_that_of_the_codes() {
    let mut text = String::from(
        "# Messages\n\nGenerated from `src/profile/code.rs`. One schema each in `xsd/`, one example each in \
         `examples/`.\nA technical answer is ACK, FNK or XNK (PD-20).\n\n\
         | code | class | message | message (fr) | technical answer | is an answer |\n\
         |---|---|---|---|---|---|\n",
    );
    let word = |yes| if yes { "yes" } else { "no" };
    for code in Code::ALL {
        writeln!(
            text,
            "| {code} | {} | {} | {} | {} | {} |",
            code.class(),
            code.name_en(),
            code.name_fr(),
            word(code.needs_answer()),
            word(code.is_answer()),
        )
        .unwrap();
    }
    keep("messages.md", &text);
}

#[test]
fn book_the_page_of_timers_is_that_of_the_timers() {
    let mut text = String::from(
        "# Timers\n\nGenerated from `src/profile/timer.rs`. Business time is the node's clock.\n\
         Continuous timers run on; an expiry of an office timer that falls into a closed time of the responsible \
         office\nmoves to the next opening (set CAL). A timer that waits for a partner stands still while that \
         partner's line is down or it\nis away as announced (UNA).\n\n\
         | timer | length | kind | waits for a partner | starts | stops | then |\n|---|---|---|---|---|---|---|\n",
    );
    assert!(ALL.iter().map(|timer| timer.name).eq(MEANINGS.iter().map(|meaning| meaning.name)));
    for (timer, meaning) in ALL.iter().zip(MEANINGS) {
        let length = match timer.length {
            Length::Exact(length) => format!("{length:#}"),
            Length::Months(months) => format!("{months} calendar months"),
        };
        let kind = match timer.kind {
            Kind::Continuous => "continuous",
            Kind::Office => "office",
        };
        let waits = if meaning.waits_for_partner { "yes" } else { "no" };
        let (starts, stops, then) = (meaning.starts, meaning.stops, meaning.then);
        let name = timer.name;
        writeln!(text, "| {name} | {length} | {kind} | {waits} | {starts} | {stops} | {then} |")
            .unwrap();
    }
    keep("timers.md", &text);
}

#[test]
fn book_the_page_of_checks_is_that_of_the_rules() {
    let mut text = String::from(
        "# Business rules on receipt\n\nGenerated from `src/profile/rules.toml`. Each violation is an FNK with \
         this code, the rule's id, the place below the\nmessage's root, and the value found there, cut to 64 \
         characters (PD-26, PD-32). An office that declares is held to the\nsame rules by its own system.\n\n\
         | rule | code | stage | messages | place | source | what is asked | ce qui est exigé |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for row in passavant::profile::rules::rows() {
        let messages =
            if row.messages == ["*"] { "all".to_owned() } else { row.messages.join(" ") };
        let (id, code, stage, at) = (&row.id, &row.code, row.stage, &row.at);
        let (source, en, fr) = (&row.source, &row.en, &row.fr);
        writeln!(
            text,
            "| {id} | {code} | {stage} | {messages} | `{at}` | {source} | {en} | {fr} |"
        )
        .unwrap();
    }
    keep("checks.md", &text);
}

/// One list as a table.
fn table<L: CodeList>(text: &mut String) -> &'static str {
    write!(text, "\n## {}\n\n| code | meaning | sens |\n|---|---|---|\n", L::NAME).unwrap();
    for [code, en, fr] in L::entries() {
        writeln!(text, "| {code} | {en} | {fr} |").unwrap();
    }
    L::NAME
}

macro_rules! tables {
    ($text:ident: $($name:ident)*) => {
        vec![$(table::<passavant::profile::lists::$name>(&mut $text)),*]
    };
}

#[test]
fn book_the_page_of_code_lists_is_that_of_the_lists() {
    let mut text =
        String::from("# Code lists\n\nGenerated from `src/profile/lists.rs`. Error codes last.\n");
    let told = tables!(text:
        ControlResult StateOfSeals Role Disposition CaptureMode Direction Outcome Basis
        DiscrepancyOutcome CancellationAction RecoveryRequestKind RecoveryVerdict RecoveryAction
        IncidentCode PlaceKind LossExtent OfficeRole
        RecordVerdict RecordRefusal RefusalReason StatusReason EnquiryCode EnquiryKind GuaranteePurpose GuaranteeVerdict ClaimAction ClaimResult NextRegime GuaranteeRefusal GoodsOrigin GuarantorSide PortionScope ReferenceSet DiversionPolicy
        AlertLevel ProfileOption TrafficMode FunctionalErrorCode XmlErrorCode
    );
    let files = fs::read_dir("src/profile/lists").unwrap().map(|file| file.unwrap().path());
    let files = files.chain(["src/profile/lists.rs".into()]);
    let source: String = files.map(|file| fs::read_to_string(file).unwrap()).collect();
    for name in source.lines().filter_map(|line| line.strip_prefix("    ")?.strip_suffix(" {")) {
        let is_list = name.chars().all(char::is_alphanumeric);
        assert!(!is_list || told.contains(&name), "the list {name} is told nowhere: add it here");
    }
    keep("lists.md", &text);
}

/// Numbers that the profile leaves free.
const FREE: &[&str] = &["PD-35", "PD-36", "PD-37", "PD-38", "PD-39"];

#[test]
fn book_every_clause_is_told() {
    let told: String = fs::read_dir(page(""))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for clause in (1..=54).map(|number| format!("PD-{number:02}")) {
        let free = FREE.contains(&clause.as_str());
        assert!(free || told.contains(&clause), "{clause} is told on no page of the book");
    }
}
