//! What people get wrong: one clear message with place and remedy, its exit code, and nothing left.
#![expect(clippy::unwrap_used, reason = "helpers of tests unwrap as tests do")]

mod run_support;

use run_support::Home;
use std::net::TcpListener;

const CORRIDOR: &str = include_str!("../scenarios/corridor/lome-ouagadougou.toml");

/// Runs, expects this code, and this text on standard error; nothing may be left.
#[track_caller]
fn refused(home: &Home, args: &[&str], code: i32, says: &[&str]) {
    let ended = home.run(&[&["run", "--out", "out"], args].concat());
    assert_eq!(ended.code, Some(code), "{ended:?}");
    for text in says {
        assert!(ended.stderr.contains(text), "{text:?} is not in {}", ended.stderr);
    }
    assert_eq!(ended.stdout, "", "{args:?}");
    assert!(!home.path("out").exists(), "{args:?} left a run folder");
    home.assert_clean();
}

#[test]
fn flags_and_selections() {
    let home = Home::new();
    refused(&home, &["--colour"], 2, &["--colour"]);
    refused(&home, &["--jobs", "0"], 2, &["--jobs"]);
    refused(&home, &["--stack", "moon"], 2, &["moon", "embedded"]);
    refused(&home, &["--scenario", "ZZ99"], 4, &["ZZ99", "passavant list scenarios"]);
    refused(&home, &["--tags", "@nothing"], 4, &["@nothing"]);
    refused(&home, &["--tags", "@a and ("], 2, &["@a and (", "write an expression"]);
    refused(&home, &["--flaw", "forgets-passage"], 2, &["NAME@COUNTRY"]);
    refused(&home, &["--flaw", "forgets-lunch@BF"], 2, &["forgets-lunch", "list flaws"]);
    refused(&home, &["--flaw", "forgets-passage@GH"], 2, &["GH is no country of the corridor"]);
}

#[test]
fn features() {
    let home = Home::new();
    let with = |text: &str| {
        home.write("features/x.feature", text);
    };
    let args = ["--features", "features"];
    let good = "Feature: x\n\n  @HP01\n  Scenario: y\n    Given the inland journey, secured by the \
                guarantor of departure\n";
    with(&good.replace("inland journey", "inland jaunt"));
    refused(&home, &args, 2, &["features/x.feature:5", "no step is defined"]);
    with(&good.replace("@HP01", "@HP01 @REQ-XXX-999"));
    refused(&home, &args, 2, &["features/x.feature:4", "REQ-XXX-999", "list requirements"]);
    with(&good.replace("@HP01", "@fast"));
    refused(&home, &args, 2, &["features/x.feature:4", "id tag"]);
    with("Feature x\n");
    refused(&home, &args, 2, &["features/x.feature:1", "cannot be read as Gherkin"]);
    refused(&home, &["--features", "nowhere"], 2, &["nowhere", "name a folder"]);
    std::fs::remove_file(home.path("features/x.feature")).unwrap();
    refused(&home, &args, 4, &["fits no scenario"]);
}

#[test]
fn scenario_files() {
    let home = Home::new();
    let args = ["--scenarios", "scenarios"];
    refused(&home, &args, 2, &["scenarios", "name a readable folder"]);
    home.write("scenarios/corridor/x.toml", "title = 1\n[[country]\n");
    refused(&home, &args, 2, &["scenarios/corridor/x.toml:2"]);
    home.write("scenarios/corridor/x.toml", &CORRIDOR.replacen("carrier =", "driver =", 1));
    refused(&home, &args, 2, &["scenarios/corridor/x.toml:", "unknown field `driver`"]);
    home.write("scenarios/corridor/x.toml", &CORRIDOR.replacen("TGCKS001", "TGCKS00X", 1));
    refused(&home, &args, 2, &["TGCKS00X"]);
    std::fs::remove_file(home.path("scenarios/corridor/x.toml")).unwrap();
    refused(&home, &args, 2, &["no corridor file here"]);
}

#[test]
fn the_run_folder() {
    let home = Home::new();
    home.write("full/file", "x");
    let ended = home.run(&["run", "--out", "full"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("full is not empty"), "{ended:?}");
    assert_eq!(std::fs::read_dir(home.path("full")).unwrap().count(), 1);
    home.write("file", "x");
    let ended = home.run(&["run", "--out", "file/below"]);
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stderr.contains("choose another with --out DIR"), "{ended:?}");
    home.assert_clean();
}

#[test]
fn the_node_under_test() {
    let home = Home::new();
    home.write("password", "something-long");
    let sut = |text: &str| {
        home.write("sut.toml", text);
    };
    let port = free_port();
    let good = format!(
        "country = \"BF\"\nadapter = \"http://127.0.0.1:1\"\ntoken = \"token-token\"\n\
         [link]\nlisten = \"127.0.0.1:{port}\"\n[broker]\nuser = \"BF\"\npassword_file = \"password\"\n"
    );
    let args = ["--sut", "sut.toml"];
    refused(&home, &args, 2, &["sut.toml", "name a readable file"]);
    sut(&format!("{good}colour = 1\n"));
    refused(&home, &args, 2, &["sut.toml:9", "unknown field `colour`"]);
    sut(&good.replace("\"BF\"\nadapter", "\"GH\"\nadapter"));
    refused(&home, &args, 2, &["GH"]);
    sut(&good.replace("password_file = \"password\"", "password_file = \"nowhere\""));
    refused(&home, &args, 2, &["nowhere", "write one line"]);
    sut(&good.replace("user = \"BF\"", "user = \"TG\""));
    refused(&home, &args, 2, &["no account of the corridor"]);
    sut(&good);
    refused(&home, &["--sut", "sut.toml", "--jobs", "2"], 2, &["--jobs"]);
    refused(&home, &["--sut", "sut.toml", "--flaw", "forgets-passage@BF"], 2, &["somebody else's"]);
    refused(&home, &args, 7, &["hello of node BF at http://127.0.0.1:1", "is its adapter up"]);
}

#[test]
fn a_port_in_use() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    home.write("password", "something-long");
    let listen = taken.local_addr().unwrap();
    let sut = format!(
        "country = \"BF\"\nadapter = \"http://127.0.0.1:1\"\ntoken = \"token-token\"\n\
         [link]\nlisten = \"{listen}\"\n[broker]\nuser = \"BF\"\npassword_file = \"password\"\n"
    );
    home.write("sut.toml", &sut);
    let port = listen.port().to_string();
    refused(&home, &["--sut", "sut.toml"], 7, &[&port, "is another program there"]);
}

#[test]
fn a_folder_for_temporary_files_that_cannot_be_written() {
    let home = Home::new();
    let mut command = home.command(&["run", "--out", "out", "--scenario", "BI01"]);
    let output = command.env("TMPDIR", home.path("nowhere")).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(7), "{stderr}");
    assert!(stderr.contains("TMPDIR"), "{stderr}");
    assert!(!home.path("out").exists());
}

/// A port that nobody has right now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
