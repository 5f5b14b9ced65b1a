//! A storm of mutated bytes on the three readers of strangers' bytes. `STORM=N` makes it longer.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod properties;

use passavant::message::{Style, sample, write_as};
use passavant::profile::Code;
use passavant::seed::{Seed, Stream};

/// Inputs to each reader; more when a person asks.
fn inputs() -> u64 {
    let asked = std::env::var("STORM").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(3_000)
}

fn below(chance: &mut Stream, limit: usize) -> usize {
    usize::try_from(chance.below(u64::try_from(limit.max(1)).unwrap())).unwrap()
}

/// A seed after a few cuts, copies, flips and words that matter to the reader.
fn mutated(chance: &mut Stream, seeds: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
    let mut bytes = seeds[below(chance, seeds.len())].clone();
    for _ in 0..=below(chance, 5) {
        let at = below(chance, bytes.len() + 1);
        let to = at + below(chance, (bytes.len() - at + 1).min(60));
        match below(chance, 7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let copied = bytes[at..to].to_vec();
                let place = below(chance, bytes.len() + 1);
                bytes.splice(place..place, copied);
            }
            3 if at < bytes.len() => bytes[at] ^= 1 << below(chance, 8),
            4 => {
                let other = &seeds[below(chance, seeds.len())];
                let from = below(chance, other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            5 => bytes.insert(at, u8::try_from(below(chance, 256)).unwrap()),
            _ => {
                let word = words[below(chance, words.len())];
                bytes.splice(at..to, word.iter().copied());
            }
        }
    }
    bytes
}

/// The reader under a storm; a panic names the input that it came by.
fn storm(name: &str, seeds: &[Vec<u8>], words: &[&[u8]], holds: fn(&[u8])) {
    let mut chance = Seed::new(inputs()).stream(name);
    for round in 0..inputs() {
        let bytes = mutated(&mut chance, seeds, words);
        let outcome = std::panic::catch_unwind(|| holds(&bytes));
        let shown = String::from_utf8_lossy(&bytes);
        assert!(outcome.is_ok(), "{name}, round {round}: {bytes:?}\n{shown}");
    }
}

#[test]
fn frames() {
    let seeds: Vec<Vec<u8>> = [
        &b"CONNECT\naccept-version:1.2\nhost:x\nlogin:TG\npasscode:y\nheart-beat:1000,1000\n\n\0"[..],
        b"SEND\r\ndestination:/queue/TRANSIT.BF.FROM.TG.CORE\r\ncontent-length:5\r\n\r\nab\0cd\0\n\n",
        b"MESSAGE\nsubscription:1\nmessage-id:a\\cb\nack:\\n\\\\\ndestination:/q\n\n<TDA/>\0ACK\nid:1\n\n\0",
        b"\n\n\r\n\nERROR\nmessage:no\ncontent-length:0\n\n\0",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    let words: [&[u8]; 9] = [
        b"\0",
        b"\n\n",
        b"\r\n",
        b":",
        b"\\t",
        b"content-length:99999999999999999999\n",
        b"content-length:-1\n",
        b"content-length:3\n",
        b"\xff\xfe",
    ];
    storm("frames", &seeds, &words, properties::stomp);
}

#[test]
fn documents() {
    let seeds: Vec<Vec<u8>> = Code::ALL
        .into_iter()
        .flat_map(|code| Style::ALL.map(|style| write_as(&sample(code, 4), style)))
        .collect();
    let words: [&[u8]; 14] = [
        b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
        b"&b;",
        b"&#x1;",
        b"&#xFFFFFFFF;",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?x?>",
        b" xmlns:q=\"\"",
        b" xmlns=\"\"",
        b"<a/>",
        b"\xef\xbf\xbe",
        b"\xf0\x9f\x98\x80",
    ];
    storm("documents", &seeds, &words, properties::document);
}

#[test]
fn records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.ndjson");
    let recorder =
        passavant::record::Recorder::create(&path, passavant::record::Secrets::default()).unwrap();
    for token in ["a", "é\u{202e}", "\"\\\n"] {
        let what = passavant::record::event::What::Sentinel { token: token.to_owned() };
        recorder.append("run", "cell-1", "HP01/TG", None, what);
    }
    recorder.flush().ok();
    let seeds = vec![std::fs::read(&path).unwrap(), b"{}\n".to_vec(), b"\n\n".to_vec()];
    let words: [&[u8]; 8] =
        [b"\n", b"\"", b"\\ud800", b"1e999", b"[[[[[[[[", b"null", b"18446744073709551616", b"\0"];
    storm("records", &seeds, &words, properties::record);
}
