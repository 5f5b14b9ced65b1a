//! Mutated documents: nothing panics, and xmllint agrees on what is left of them.

use passavant::message::{Style, is_forbidden, read, sample, write_as};
use passavant::profile::Code;

use crate::lint;

/// Values that break types in interesting ways, and some that do not.
const VALUES: [&str; 28] = [
    "",
    " ",
    "0",
    "1",
    "-0",
    "+1",
    "00001",
    "99999999999999999999",
    "1.5",
    "1,5",
    "A1",
    "B1",
    "TG",
    "tg",
    "26TGLP0000000001J2",
    "2026-02-30T00:00:00Z",
    "2026-02-28T00:00:00Z",
    "2026-02-28",
    "2026-02-28T00:00:00",
    "é",
    "&amp;",
    "&#233;",
    "&#1;",
    "&x;",
    "<!-- -->",
    "<![CDATA[1]]>",
    "<b/>",
    "]]>",
];

/// Characters that matter to a parser.
const CHARACTERS: [char; 26] = [
    '<',
    '>',
    '&',
    '"',
    '\'',
    '/',
    '=',
    ' ',
    '\t',
    '\n',
    '\r',
    'A',
    '1',
    'é',
    ';',
    '!',
    '-',
    '[',
    ']',
    ':',
    '?',
    '#',
    'x',
    '\u{a0}',
    '\u{1}',
    '\u{1f600}',
];

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

fn mutated(chance: &mut Chance, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = chance.below(lines.len());
    match chance.below(7) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[chance.below(lines.len())].clone()),
        2 => {
            let other = chance.below(lines.len());
            lines.swap(at, other);
        }
        3 => lines[at] = with_value(chance, &lines[at], '>', '<'),
        4 => lines[at] = with_value(chance, &lines[at], '"', '"'),
        5 => lines[at] = with_character(chance, &lines[at]),
        _ => {
            let cut = chance.below(lines[at].chars().count() + 1);
            lines[at] =
                lines[at].chars().enumerate().filter(|(i, _)| *i != cut).map(|(_, c)| c).collect();
        }
    }
    lines.join("\n")
}

/// Another value between the first `open` and the next `close`.
fn with_value(chance: &mut Chance, line: &str, open: char, close: char) -> String {
    let places: Vec<usize> = line.match_indices(open).map(|(at, _)| at + 1).collect();
    let Some(start) = places.get(chance.below(places.len())).copied() else {
        return line.to_owned();
    };
    let end = line[start..].find(close).map_or(line.len(), |end| start + end);
    format!("{}{}{}", &line[..start], VALUES[chance.below(VALUES.len())], &line[end..])
}

fn with_character(chance: &mut Chance, line: &str) -> String {
    let mut all: Vec<char> = line.chars().collect();
    all.insert(chance.below(all.len() + 1), CHARACTERS[chance.below(CHARACTERS.len())]);
    all.into_iter().collect()
}

/// How many documents; more when a person asks.
fn documents() -> usize {
    let asked = std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(1_200)
}

#[test]
fn mutated_documents_never_panic_and_xmllint_agrees() {
    let mut chance = Chance(documents() as u64);
    let mut mutants = Vec::new();
    for round in 0..documents() {
        let code = Code::ALL[round % Code::ALL.len()];
        let style = Style::ALL[chance.below(3)];
        let message = sample(code, chance.below(50) as u64);
        let mut text = String::from_utf8(write_as(&message, style)).unwrap();
        for _ in 0..=chance.below(3) {
            text = mutated(&mut chance, &text);
        }
        let said = read(text.as_bytes()).map(|_| ()).map_err(|error| error.first().clone());
        mutants.push((code, text, said));
    }
    let checked: Vec<(Code, &[u8])> =
        mutants.iter().map(|(code, text, _)| (*code, text.as_bytes())).collect();
    let Some(valid) = lint::valid_ones(&checked) else { return };
    let mut wrong = Vec::new();
    for (place, (_, text, said)) in mutants.iter().enumerate() {
        let lint_valid = valid.contains(&place);
        // PD-01 forbids more than XML and XSD do.
        let declaration = text.split("?>").next().unwrap_or_default();
        let stricter = text.matches("<?").count() != 1
            || !declaration.eq_ignore_ascii_case("<?xml version=\"1.0\" encoding=\"utf-8\"")
            || text.chars().any(is_forbidden);
        if lint_valid != said.is_ok() && !(lint_valid && stricter) {
            wrong.push(format!("xmllint: {lint_valid}, read: {said:?}\n{text}\n"));
        }
    }
    assert!(valid.len() > documents() / 20, "too few valid mutants to prove anything");
    assert!(
        wrong.is_empty(),
        "{} disagree\n{}",
        wrong.len(),
        wrong[..wrong.len().min(6)].join("\n")
    );
}

/// Documents that make careless readers slow; here each is small work, however long it is.
#[test]
fn hostile_documents_are_refused_and_the_code_is_right() {
    let namespace = "xmlns='urn:tgbf:sigmat-profile:1'";
    let many = |make: &dyn Fn(usize) -> String| (0..40_000).map(make).collect::<String>();
    let declared = many(&|n| format!(" xmlns:p{n}='x'"));
    let nested = many(&|n| format!("<a xmlns:p{n}='x'>"));
    for (document, code) in [
        (format!("<TDA {namespace} {}/>", many(&|n| format!("a{n}='1' "))), "52"),
        (format!("<TDA {namespace}{declared}/>"), "52"),
        (format!("<TDA {namespace}>{nested}"), "52"),
        (format!("<TDA {namespace}>{}</TDA>", many(&|_| "<b/>".to_owned())), "15"),
        (format!("<TDA {namespace}>{}</TDA>", many(&|_| "&amp;".to_owned())), "15"),
        (format!("<TDA {namespace}>{}", many(&|_| "<b/><b/><b/>".to_owned())), "98"),
        (many(&|_| "<!--".to_owned()), "52"),
        (many(&|_| "<![CDATA[".to_owned()), "52"),
        (many(&|_| "<item>".to_owned()), "98"),
    ] {
        let error = read(document.as_bytes()).unwrap_err();
        assert_eq!(error.first().code.code(), code, "{error}");
        assert!(error.errors.len() <= 64);
    }
}

#[test]
fn any_bytes_are_read_without_panic() {
    let mut chance = Chance(7);
    let whole = write_as(&sample(Code::Tda, 3), Style::Spaced);
    for _ in 0..400 {
        let mut bytes = whole.clone();
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len());
            bytes[at] = u8::try_from(chance.below(256)).unwrap();
        }
        bytes.truncate(chance.below(bytes.len()) + 1);
        if let Err(error) = read(&bytes) {
            assert!(!error.errors.is_empty() && !error.to_string().is_empty());
        }
    }
}
