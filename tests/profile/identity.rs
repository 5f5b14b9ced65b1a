//! The page on identity says what messages and numbers really do.

use passavant::message::{business_key, sample, write};
use passavant::profile::{Code, ContainerNumber, Grn, Mrn};

const PAGE: &str = include_str!("../../src/profile/book/identity.md");

/// The cells of every table row that begins with this word or code.
fn rows(page: &str) -> impl Iterator<Item = Vec<&str>> {
    page.lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The first value of an element or attribute of this name.
fn value<'x>(xml: &'x str, name: &str) -> &'x str {
    let element = format!("<{name}>");
    let attribute = format!(" {name}=\"");
    let from = |at: usize, end: char| xml[at..].split(end).next().unwrap();
    match (xml.find(&element), xml.find(&attribute)) {
        (Some(at), _) => from(at + element.len(), '<'),
        (None, Some(at)) => from(at + attribute.len(), '"'),
        (None, None) => panic!("no {name} in {xml}"),
    }
}

#[test]
fn the_numbers_on_the_page_bear_their_check_digits() {
    let example = |number: &str| {
        let row = rows(PAGE).find(|row| row[0] == number).unwrap();
        quoted(row[3])[0].to_owned()
    };
    let _: Mrn = example("MRN").parse().unwrap();
    let _: Grn = example("GRN").parse().unwrap();
    let container = example("container");
    let _: ContainerNumber = container.parse().unwrap();
    // The sum is written out for this one.
    assert!(PAGE.contains("= 6185, modulo 11 is 3"));
    assert_eq!((6185 % 11).to_string(), container[10..]);
}

#[test]
fn the_table_of_keys_is_that_of_the_messages() {
    let page = PAGE.split("| code | key beside code and MRN |").nth(1).unwrap();
    let page = page.split("| the second message").next().unwrap();
    let mut told = Vec::new();
    for row in rows(page) {
        for code in row[0].split(' ') {
            let code: Code = code.parse().unwrap();
            told.push(code);
            let message = sample(code, 1);
            let xml = String::from_utf8(write(&message)).unwrap();
            // The body alone: the header names countries and roles of its own.
            let body = xml.split("</Header>").nth(1).unwrap();
            let key = business_key(&message);
            if row[1].starts_with("no key") {
                assert_eq!(key, None, "{code}");
                continue;
            }
            let key = key.unwrap_or_else(|| panic!("{code} has a key on the page only"));
            let mut expected: Vec<String> = vec![code.to_string()];
            if code != Code::Rfd {
                expected.push(message.mrn().unwrap().to_string());
            }
            if code == Code::Enq {
                expected.push(message.header.recipient.country.to_string());
            }
            for name in quoted(row[1]) {
                let value = value(body, name);
                let day = row[1].contains(&format!("day of `{name}`"));
                expected.push(if day { value[..10].to_owned() } else { value.to_owned() });
            }
            assert_eq!(key.split('|').collect::<Vec<_>>(), expected, "{code}");
        }
    }
    // Totals of a day have a day in place of a movement; the table of STA says which.
    told.push(Code::Sta);
    told.sort();
    let mut all = Code::ALL.to_vec();
    all.sort();
    assert_eq!(told, all, "each code is in the table once");
}
