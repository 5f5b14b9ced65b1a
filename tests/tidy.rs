//! House rules that the compiler does not keep for us.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may name whom, lowest room first.
///
/// A room may import only rooms listed above it, so no circle can be written
/// down here, let alone built.
const ROOMS: &[(&str, &[&str])] = &[
    ("seed", &[]),
    ("wire", &[]),
    ("profile", &[]),
    ("message", &["seed", "profile"]),
    ("scenario", &["profile"]),
    ("record", &["profile"]),
    ("conformance", &["profile", "record"]),
    ("report", &["profile", "record", "conformance"]),
    ("broker", &["profile", "wire"]),
    // Of the broker it knows how a connection is encrypted, nothing else.
    ("link", &["seed", "profile", "wire", "broker"]),
    // A third party: it may not even name the node.
    ("hub", &["profile", "wire", "broker"]),
    ("adapter", &["profile"]),
    // One truck's papers, out of corridor data: what journeys and load both declare.
    ("cast", &["seed", "profile", "scenario", "adapter"]),
    // The regional register knows what it is told, and no node.
    ("region", &["profile", "message", "scenario"]),
    // A witness also writes down what the links saw.
    ("witness", &["profile", "wire", "record", "broker", "link"]),
    ("node", &["profile", "message", "wire", "broker", "adapter"]),
    (
        "stack",
        &[
            "seed", "profile", "wire", "scenario", "record", "broker", "link", "hub", "adapter",
            "witness",
        ],
    ),
    (
        "journey",
        &[
            "seed",
            "profile",
            "message",
            "scenario",
            "record",
            "conformance",
            "broker",
            "link",
            "adapter",
            "cast",
            "region",
            "witness",
            "stack",
        ],
    ),
    (
        "load",
        &[
            "seed",
            "profile",
            "message",
            "scenario",
            "record",
            "conformance",
            "broker",
            "link",
            "adapter",
            "cast",
            "witness",
            "stack",
        ],
    ),
    (
        "cli",
        &[
            "seed",
            "profile",
            "scenario",
            "record",
            "conformance",
            "report",
            "broker",
            "link",
            "hub",
            "adapter",
            "node",
            "stack",
            "journey",
            "load",
        ],
    ),
];

#[test]
fn the_room_table_has_no_circle() {
    for (at, (room, may_import)) in ROOMS.iter().enumerate() {
        for import in *may_import {
            let below = ROOMS.iter().position(|(name, _)| name == import);
            assert!(below.is_some_and(|below| below < at), "{room} may not sit above {import}");
        }
    }
}

#[test]
fn rooms_import_only_the_rooms_below_them() {
    let mut wrong = Vec::new();
    for (room, may_import) in ROOMS {
        for file in room_files(room) {
            let text = read(&file);
            refuse_climbing(&file, &text);
            for import in imports(&text) {
                if import != *room && !may_import.contains(&import.as_str()) {
                    wrong.push(format!("{}: names crate::{import}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_on_disk_is_in_the_table() {
    let on_disk: BTreeSet<String> = fs::read_dir("src")
        .expect("src is here")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned())
        .filter(|name| name != "main" && name != "lib")
        .collect();
    let listed: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(on_disk, listed);
}

#[test]
fn every_file_says_what_it_is_for_and_stays_short() {
    for file in sources(Path::new("src")) {
        let text = read(&file);
        assert!(text.starts_with("//! "), "{}: first line must be a //! purpose", file.display());
        let lines = text.split("#[cfg(test)]").next().map_or(0, |code| code.lines().count());
        assert!(lines <= 400, "{}: {lines} lines before its tests", file.display());
    }
}

#[test]
fn the_crate_root_only_lists_rooms() {
    for line in read(Path::new("src/lib.rs")).lines().filter(|line| !line.is_empty()) {
        let listed =
            line.starts_with("//!") || line.starts_with("pub mod ") || line.starts_with("#![");
        assert!(listed, "src/lib.rs re-exports nothing and defines nothing: {line}");
    }
}

/// A room is `src/room/` or, while it is small, `src/room.rs`.
fn room_files(room: &str) -> Vec<PathBuf> {
    let single = Path::new("src").join(format!("{room}.rs"));
    if single.exists() { vec![single] } else { sources(&Path::new("src").join(room)) }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("a source file can be read")
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a room is a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found
}

/// `super` must not lead out of the room, or the scan for `crate::` misses an arrow.
fn refuse_climbing(file: &Path, text: &str) {
    let top_of_room = file.ends_with("mod.rs") && file.components().count() == 3
        || file.components().count() == 2;
    let climb = if top_of_room { "super::" } else { "super::super" };
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    assert!(!code.contains(climb), "{}: `{climb}` leaves the room; name it", file.display());
}

/// First path segment after every `crate::`, comments left out.
///
/// Grouped imports (`use crate::{..}`) are refused so that this stays a line scan.
fn imports(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for line in text.lines().map(|line| line.split("//").next().unwrap_or_default()) {
        for tail in line.split("crate::").skip(1) {
            assert!(!tail.starts_with('{'), "write one `use crate::room::…` per room: {line}");
            rooms.insert(tail.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
}
