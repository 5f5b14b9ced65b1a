//! What can be wrong with the bytes of advance data, in the words of features, and how they must be rejected.

use super::breaker::fresh_mrn;
use super::forger::{put, put_by};
use crate::journey::ended::Ended;
use crate::journey::world::World;
use crate::message::damage::damaged_of;
use crate::message::{Body, Message, Pair, headers_for, sample_between, write};
use crate::profile::{Code, MAX_BODY_BYTES, MessageId, Queue, stomp};
use crate::record::event::{DamageFacts, What};

/// One way to damage a document.
#[derive(Clone, Copy)]
pub(in crate::journey) struct Damage {
    /// Words of the feature.
    pub(in crate::journey) words: &'static str,
    /// Requirement that its rejection is judged by.
    pub(in crate::journey) requirement: &'static str,
    /// Code of the rejection, and where it points; nowhere in particular when empty.
    pub(in crate::journey) rejection: (&'static str, &'static str),
    /// The damaged bytes of a sound document.
    make: fn(&str) -> Vec<u8>,
}

/// The document travels as bytes, not as a text.
const AS_BYTES: &str = "that travels as bytes instead of a text";

#[rustfmt::skip]
const DAMAGES: [Damage; 33] = [
    // The schema.
    damage("whose root is no message of the profile", "REQ-XNK-004", ("15", "/TDX"), |text| {
        let other = text.replacen("<TDA", "<TDX", 1).replacen("</TDA>", "</TDX>", 1);
        other.into_bytes()
    }),
    damage("in the namespace of another profile", "REQ-XNK-004", ("15", "/TDA"), |text| {
        swap(text, "urn:tgbf:sigmat-profile:1", "urn:tgbf:sigmat-profile:2")
    }),
    damage("with an element that no schema knows", "REQ-XNK-004", ("15", "/TDA/Publicity"), |text| {
        swap(text, "</Carrier>", "</Carrier><Publicity>Fret</Publicity>")
    }),
    damage("with an empty tag for what is unknown", "REQ-XNK-004",
        ("15", "/TDA/Carrier/name/null"), |text| inside(text, "<Carrier>", "name", "<null/>")),
    damage("without the name of the carrier", "REQ-XNK-005", ("13", "/TDA/Carrier/name"), |text| {
        let name = inside(text, "<Carrier>", "name", "");
        swap(&String::from_utf8_lossy(&name), "<name></name>", "")
    }),
    damage("without the plate of the tractor", "REQ-XNK-005",
        ("13", "/TDA/Vehicles/vehicle[1]/@plate"), |text| attribute(text, "<vehicle ", "plate", None)),
    damage("with a mode of capture that is in no list", "REQ-XNK-006",
        ("12", "/TDA/Event/captureMode"), |text| inside(text, "<Event>", "captureMode", "FAX")),
    damage("with a name that is too long", "REQ-XNK-007", ("39", "/TDA/Carrier/name"), |text| {
        inside(text, "<Carrier>", "name", &"É".repeat(71))
    }),
    damage("with a name that is empty", "REQ-XNK-007", ("40", "/TDA/Carrier/name"), |text| {
        inside(text, "<Carrier>", "name", "")
    }),
    damage("with a plate in small letters", "REQ-XNK-008",
        ("51", "/TDA/Vehicles/vehicle[1]/@plate"),
        |text| attribute(text, "<vehicle ", "plate", Some("tg-1234-ab"))),
    damage("with a plate that only looks like one", "REQ-XNK-008",
        ("51", "/TDA/Vehicles/vehicle[1]/@plate"),
        // A Cyrillic letter that looks like a Latin one.
        |text| attribute(text, "<vehicle ", "plate", Some("TG-1234-\u{0410}B"))),
    damage("with a time of no zone", "REQ-XNK-008", ("51", "/TDA/Transit/timeLimit"), |text| {
        inside(text, "<Transit>", "timeLimit", "2026-07-10T12:00:00")
    }),
    damage("with the thirtieth of February", "REQ-XNK-008", ("50", "/TDA/Transit/timeLimit"), |text| {
        inside(text, "<Transit>", "timeLimit", "2026-02-30T12:00:00Z")
    }),
    damage("with a negative number of packages", "REQ-XNK-008", ("51", "/TDA/Goods/@packages"),
        |text| attribute(text, "<Goods ", "packages", Some("-5"))),
    damage("with a number of packages in powers of ten", "REQ-XNK-008",
        ("51", "/TDA/Goods/@packages"), |text| attribute(text, "<Goods ", "packages", Some("1e3"))),
    damage("with a comma in its mass", "REQ-XNK-008", ("51", "/TDA/Goods/@grossMass"),
        |text| attribute(text, "<Goods ", "grossMass", Some("1500,5"))),
    damage("with an item of number nought", "REQ-XNK-008", ("54", "/TDA/Goods/item[1]/@no"),
        |text| attribute(text, "<item ", "no", Some("0"))),
    damage("with a fourth vehicle in its train", "REQ-XNK-004", ("35", "/TDA/Vehicles/vehicle[4]"),
        |text| {
            let more = r#"<vehicle seq="3" type="31" plate="TG-9999-AB" nationality="TG"/>"#;
            swap(text, "</Vehicles>", &format!("{}</Vehicles>", more.repeat(3)))
        }),
    // What a careless reader would follow, unfold or fall into.
    damage("that fetches a file by an entity", "REQ-XNK-009", ("52", ""), |text| {
        let kind = r#"<!DOCTYPE TDA [<!ENTITY file SYSTEM "file:///etc/passwd">]><TDA"#;
        let text = text.replacen("<TDA", kind, 1);
        inside(&text, "<Carrier>", "name", "&file;")
    }),
    damage("that fetches a document type from elsewhere", "REQ-XNK-009", ("52", ""), |text| {
        swap(text, "<TDA", r#"<!DOCTYPE TDA SYSTEM "http://127.0.0.1:9/advice.dtd"><TDA"#)
    }),
    damage("whose entities multiply", "REQ-XNK-009", ("52", ""), multiply),
    damage("nested two hundred thousand deep", "REQ-XNK-010", ("52", ""), |text| {
        let deep = 200_000;
        let nest = format!("<Carrier>{}{}", "<a>".repeat(deep), "</a>".repeat(deep));
        swap(text, "<Carrier>", &nest)
    }),
    damage("of six mebibytes", "REQ-XNK-011", ("98", ""), |text| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(MAX_BODY_BYTES + 1024 * 1024, b' ');
        bytes
    }),
    damage("of 10,000 items", "REQ-XNK-011", ("98", ""), |text| {
        let item = r#"<item no="1" hs="120792" mass="1" pkg="NE" count="1">Noix</item>"#;
        swap(text, "</Goods>", &format!("{}</Goods>", item.repeat(10_000)))
    }),
    // Characters and encodings.
    damage("in UTF-16", "REQ-XNK-012", ("52", ""), |text| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    }),
    damage("in ISO 8859-1", "REQ-XNK-012", ("52", ""), |text| {
        latin(&text.replacen("UTF-8", "ISO-8859-1", 1))
    }),
    damage("in ISO 8859-1 that says it is UTF-8", "REQ-XNK-012", ("53", ""), latin),
    damage("with a byte order mark", "REQ-XNK-012", ("52", ""), |text| {
        format!("\u{feff}{text}").into_bytes()
    }),
    damage("with a control character", "REQ-XNK-013", ("53", ""), |text| {
        inside(text, "<Carrier>", "name", "Fret\u{1}Rapide")
    }),
    damage("with the character U+FFFE", "REQ-XNK-013", ("53", ""), |text| {
        inside(text, "<Carrier>", "name", "Fret\u{fffe}Rapide")
    }),
    damage("that hides a control character in a reference", "REQ-XNK-013", ("53", ""), |text| {
        inside(text, "<Carrier>", "name", "Fret&#x1B;Rapide")
    }),
    // The message around it.
    damage("that is empty", "REQ-XNK-014", ("52", ""), |_| Vec::new()),
    damage(AS_BYTES, "REQ-XNK-014", ("52", ""), |text| text.as_bytes().to_vec()),
];

const fn damage(
    words: &'static str,
    requirement: &'static str,
    rejection: (&'static str, &'static str),
    make: fn(&str) -> Vec<u8>,
) -> Damage {
    Damage { words, requirement, rejection, make }
}

/// The damage that a feature speaks of.
pub(in crate::journey) fn called(words: &str) -> Result<Damage, Ended> {
    let found = DAMAGES.into_iter().find(|damage| damage.words == words);
    found.ok_or_else(|| Ended::Error(format!("no damage to a document is called `{words}`")))
}

/// Advance data in the partner's name, sound but for the damage that is called so.
pub(in crate::journey) async fn come(world: &mut World, words: &str) -> Result<(), Ended> {
    let damage = called(words)?;
    let message = sound(world)?;
    let whole = String::from_utf8_lossy(&write(&message)).into_owned();
    let body = (damage.make)(&whole);
    if body == whole.as_bytes() && words != AS_BYTES {
        return Err(Ended::Error(format!("the sample has nothing to damage by `{words}`")));
    }
    let mut headers = headers_for(&message, &body);
    if words == AS_BYTES {
        // A stated length and no word about the kind: so a broker takes it for bytes.
        headers.retain(|(name, _)| name != stomp::BODY_KIND);
        headers.push(("content-length".to_owned(), body.len().to_string()));
    }
    let queue = message.queue().to_string();
    put(world, &queue, (headers, body), &message, "a damaged document").await
}

/// Advance data of a movement that the partner never declared, complete and valid.
pub(super) fn sound(world: &mut World) -> Result<Message, Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let pair = Pair { departure: partner, partner: subject };
    let mut message = sample_between(pair, Code::Tda, 1);
    let header = &mut message.header;
    header.message_id = MessageId::fresh(partner);
    header.prepared_at = world.stage.cell.business();
    header.test = true;
    // Known reference data: what is newer would be held (PD-24).
    header.ref_data = 1;
    let mrn = fresh_mrn(world, partner)?;
    if let Body::Tda(advice) = &mut message.body {
        advice.transit.mrn = mrn.into();
    }
    Ok(message)
}

/// Codes of documents that are damaged at random: all that get a technical answer, from one country to
/// the other.
fn answered_codes() -> impl Iterator<Item = Code> {
    let silent = |code: &Code| code.is_technical() || matches!(code, Code::Hbt | Code::Sta);
    Code::ALL.into_iter().filter(move |code| !silent(code))
}

/// So many documents of every code in the partner's name, each valid but for one thing that was done to
/// one of its elements or attributes, as chance has it.
pub(in crate::journey) async fn come_at_random(
    world: &mut World,
    of_each: usize,
) -> Result<(), Ended> {
    let (subject, partner) = (world.stage.subject, world.stage.partner());
    let pair = Pair { departure: partner, partner: subject };
    let client = world.stage.cell.login(partner.as_str()).await?;
    for code in answered_codes() {
        for round in 0..of_each {
            let mut message = sample_between(pair, code, u64::try_from(round).unwrap_or_default());
            let header = &mut message.header;
            header.message_id = MessageId::fresh(partner);
            header.sender.country = partner;
            header.recipient.country = subject;
            let mut all = damaged_of(&message);
            let many = u64::try_from(all.len()).unwrap_or(u64::MAX);
            let at = usize::try_from(world.chance.below(many)).unwrap_or_default();
            let damaged = all.swap_remove(at);
            let headers = headers_for(&message, &damaged.bytes);
            let facts = DamageFacts {
                message_id: message.header.message_id.to_string(),
                by: subject.to_string(),
                code: code.to_string(),
                place: damaged.place,
                harm: damaged.harm.to_string(),
                expected: damaged.expected.to_string(),
                pointer: damaged.pointer,
            };
            world.harmed.push(facts.clone());
            world.stage.cell.record("actor", What::Damaged(Box::new(facts)));
            let queue = Queue::new(subject, partner, message.class()).to_string();
            let intent = "a document with one thing done to it";
            put_by(world, &client, (&queue, headers, damaged.bytes), intent).await?;
        }
    }
    Ok(())
}

fn swap(text: &str, what: &str, by: &str) -> Vec<u8> {
    text.replacen(what, by, 1).into_bytes()
}

/// Another content of the first such element behind a text.
fn inside(text: &str, behind: &str, name: &str, content: &str) -> Vec<u8> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let place = || {
        let from = text.find(behind)?;
        let start = from + text[from..].find(&open)? + open.len();
        Some((start, start + text[start..].find(&close)?))
    };
    match place() {
        Some((start, end)) => [&text[..start], content, &text[end..]].concat().into_bytes(),
        None => text.as_bytes().to_vec(),
    }
}

/// Another value of an attribute of the first such tag, or none at all.
fn attribute(text: &str, tag: &str, name: &str, value: Option<&str>) -> Vec<u8> {
    let open = format!(" {name}=\"");
    let place = || {
        let from = text.find(tag)?;
        let start = from + text[from..].find(&open)?;
        let end = start + open.len() + text[start + open.len()..].find('"')? + 1;
        Some((start, end))
    };
    let written = value.map(|value| format!("{open}{value}\"")).unwrap_or_default();
    match place() {
        Some((start, end)) => [&text[..start], &written, &text[end..]].concat().into_bytes(),
        None => text.as_bytes().to_vec(),
    }
}

/// A billion laughs: each entity holds the one before ten times.
fn multiply(text: &str) -> Vec<u8> {
    let level = |level: u32| {
        let before = format!("&e{};", level - 1).repeat(10);
        format!(r#"<!ENTITY e{level} "{before}">"#)
    };
    let entities: String =
        std::iter::once(r#"<!ENTITY e0 "ha">"#.to_owned()).chain((1..=9).map(level)).collect();
    let text = text.replacen("<TDA", &format!("<!DOCTYPE TDA [{entities}]><TDA"), 1);
    inside(&text, "<Carrier>", "name", "&e9;")
}

/// One byte a character, accents included; what Latin 1 does not have becomes a question mark.
fn latin(text: &str) -> Vec<u8> {
    let text =
        String::from_utf8_lossy(&inside(text, "<Carrier>", "name", "Société É")).into_owned();
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::read;

    #[test]
    fn every_damage_is_rejected_with_its_code_at_its_place() {
        let pair = Pair { departure: "TG".parse().unwrap(), partner: "BF".parse().unwrap() };
        let whole = String::from_utf8(write(&sample_between(pair, Code::Tda, 1))).unwrap();
        read(whole.as_bytes()).unwrap();
        for damage in DAMAGES.iter().filter(|damage| damage.words != AS_BYTES) {
            let body = (damage.make)(&whole);
            let errors = read(&body).unwrap_err().errors;
            let (code, pointer) = damage.rejection;
            let named = errors.iter().any(|error| {
                error.code.code() == code && (pointer.is_empty() || error.pointer == pointer)
            });
            assert!(named, "{}: {errors:?}", damage.words);
        }
    }

    #[test]
    fn a_sample_between_these_countries_can_be_damaged_in_every_way() {
        for (departure, partner) in [("BF", "TG"), ("TG", "BF"), ("GH", "BF")] {
            let pair =
                Pair { departure: departure.parse().unwrap(), partner: partner.parse().unwrap() };
            let whole = write(&sample_between(pair, Code::Tda, 1));
            let text = String::from_utf8(whole.clone()).unwrap();
            for damage in DAMAGES.iter().filter(|damage| damage.words != AS_BYTES) {
                assert_ne!((damage.make)(&text), whole, "{}", damage.words);
            }
        }
    }
}
