//! What a claim demands, in one sentence.

use crate::record::claim::{Claim, Expectation, Print, Times};
use std::collections::BTreeMap;

/// The demand of a claim as people read it, in English.
pub(crate) fn demand(expectation: &Expectation) -> String {
    let sentence = claim(&expectation.claim);
    match (expectation.by, expectation.protocol) {
        (Some(by), _) => format!("{sentence}, by {by} business time"),
        (None, true) => format!("{sentence}, without help"),
        (None, false) => sentence,
    }
}

fn claim(claim: &Claim) -> String {
    match claim {
        Claim::Sent { from, to, code, mrn, fields, times } => {
            let of = mrn.as_deref().map(|mrn| format!(" for {mrn}")).unwrap_or_default();
            format!("{from} sends {to} {} {code}{of}{}", number(*times), with(fields))
        }
        Claim::Answered { message_id, by, code, detail, fields, times } => {
            let detail = detail.as_deref().map(|text| format!(" {text}")).unwrap_or_default();
            let often = often(*times);
            format!("{by} answers {message_id} with {code}{detail}{often}{}", with(fields))
        }
        Claim::SameAnswer { .. } | Claim::AnsweredBefore { .. } | Claim::PutAside { .. } => {
            treatment(claim)
        }
        Claim::NamesThePlace { message_id, by, line, columns: (first, last) } => {
            format!("{by} answers {message_id} naming line {line}, a column from {first} to {last}")
        }
        Claim::Movement { country, mrn, pointer, equals } => {
            format!("{country} says that {pointer} of {mrn} is {equals}")
        }
        Claim::NoMovement { country, mrn } => format!("{country} knows no movement {mrn}"),
        Claim::Effects { country, mrn, key, count } => {
            format!("{country} has committed {count} effects of {key} for {mrn}")
        }
        Claim::Guarantee { country, grn, pointer, equals } => {
            format!("{country} says that {pointer} of {grn} is {equals}")
        }
        Claim::Reservation { country, grn, mrn, state } => {
            format!("{country} says that the reservation of {mrn} on {grn} is {state}")
        }
        Claim::Alerted { country, rule, message_id } => {
            let of = message_id.as_deref().map(|id| format!(" for {id}")).unwrap_or_default();
            format!("{country} shows its officers an alert {rule}{of}")
        }
        Claim::Printed { country, mrn, demand } => printed(country, mrn, demand),
        Claim::Region { question, pointer, equals, .. } => register(question, pointer, equals),
        Claim::Concealed { country } => {
            format!("outside the tunnel of {country} nothing of a message can be read")
        }
        Claim::NoAlert { country } => format!("{country} shows its officers no alert"),
        Claim::Suspicion { country, rule: None, .. } => format!("{country} suspects nothing"),
        Claim::Suspicion { country, rule: Some(rule), .. } => {
            format!("{country} suspects {rule}, and nothing else")
        }
        Claim::SentAgain { .. } | Claim::BackWithin { .. } | Claim::LineKept { .. } => line(claim),
        Claim::ActOutcome { country, act, result, code } => {
            let code = code.as_deref().map(|code| format!(" with code {code}")).unwrap_or_default();
            format!("{country} answers the act {act} with {result}{code}")
        }
    }
}

/// What the regional register is to answer.
fn register(question: &str, pointer: &str, equals: &serde_json::Value) -> String {
    format!("the regional register answers to {question} that {pointer} is {equals}")
}

/// How a message is to be treated, beside its answer.
fn treatment(claim: &Claim) -> String {
    match claim {
        Claim::SameAnswer { message_id, by } => {
            format!("{by} answers {message_id} again with the same bytes")
        }
        Claim::AnsweredBefore { message_id, other, by } => {
            format!("{by} answers {message_id} before {other}")
        }
        Claim::PutAside { message_id, queue, by } => {
            format!("{by} puts {message_id} aside into the dead letters of {queue}")
        }
        other => format!("{} treats it as it must", other.about()),
    }
}

/// What is demanded of a country whose line fails.
fn line(claim: &Claim) -> String {
    match claim {
        Claim::SentAgain { from, fault } => {
            format!("{from} sends the message lost at {fault} again with the same bytes")
        }
        Claim::BackWithin { country, ms, .. } => {
            format!("a message passes the line of {country} within {ms} ms of its being healed")
        }
        other => format!("{} keeps its connection, and sends no message twice", other.about()),
    }
}

fn printed(country: &str, mrn: &str, demand: &Print) -> String {
    let document = format!("the accompanying document of {mrn}");
    match demand {
        Print::There => format!("{country} prints {document}, in French"),
        Print::Absent => format!("{country} prints no document for {mrn}"),
        Print::Codes => format!("{country} prints {document} with {mrn} in both its codes"),
        Print::Bears(texts) => format!("{country} prints {document} with {}", texts.join(", ")),
        Print::Inert(_) => format!("{country} prints {document} with free text as mere text"),
    }
}

fn number(times: Times) -> String {
    match times {
        Times::AtLeast(0 | 1) => "at least one".to_owned(),
        Times::AtLeast(count) => format!("at least {count}"),
        Times::Exactly(0) => "no".to_owned(),
        Times::Exactly(1) => "exactly one".to_owned(),
        Times::Exactly(count) => format!("exactly {count}"),
    }
}

fn often(times: Times) -> String {
    match times {
        Times::AtLeast(0 | 1) => String::new(),
        Times::AtLeast(count) => format!(" at least {count} times"),
        Times::Exactly(count) => format!(" exactly {count} times"),
    }
}

fn with(fields: &BTreeMap<String, String>) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let each = fields.iter().map(|(path, text)| match text.as_str() {
        "" => format!("no {path}"),
        text => format!("{path} `{text}`"),
    });
    format!(" with {}", each.collect::<Vec<_>>().join(", "))
}
