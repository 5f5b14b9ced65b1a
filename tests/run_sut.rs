//! Somebody else's node, started by hand in another process, takes a country's seat.
#![expect(clippy::unwrap_used, reason = "helpers of tests unwrap as tests do")]

mod run_support;

use run_support::{Home, needs_containers};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Stdio};

const TOKEN: &str = "a-token-of-its-owner";
const PASSWORD: &str = "a-password-of-its-owner";

/// A node that was started by hand. It ends with the test.
struct Foreign {
    child: Child,
    adapter: String,
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Starts a node for `country` that finds its broker at `broker`.
fn start(home: &Home, country: &str, broker: SocketAddr, more: &[&str]) -> Foreign {
    home.write("password", PASSWORD);
    home.write("token", TOKEN);
    let broker = broker.to_string();
    let args = ["node", "--country", country, "--adapter", "127.0.0.1:0", "--broker", &broker];
    let files = ["--password-file", "password", "--token-file", "token", "--data", "foreign"];
    let mut command = home.command(&[&args[..], &files, more].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    Foreign { child, adapter: ready["adapter"].as_str().unwrap().to_owned() }
}

fn describe(home: &Home, country: &str, adapter: &str, listen: SocketAddr) {
    home.write("password", PASSWORD);
    let text = format!(
        "country = \"{country}\"\nadapter = \"http://{adapter}\"\ntoken = \"{TOKEN}\"\n\
         [link]\nlisten = \"{listen}\"\n\
         [broker]\nuser = \"{country}\"\npassword_file = \"password\"\n"
    );
    home.write("sut.toml", &text);
}

fn add_to_link(home: &Home, line: &str) {
    let text = std::fs::read_to_string(home.path("sut.toml")).unwrap();
    home.write("sut.toml", &text.replace("[link]\n", &format!("[link]\n{line}\n")));
}

/// An address that nobody listens on right now.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn only_the_judgements_of_the_node_under_test_decide() {
    let home = Home::new();
    let listen = free();
    let foreign = start(&home, "BF", listen, &[]);
    describe(&home, "BF", &foreign.adapter, listen);
    let ended = home.run(&["run", "--sut", "sut.toml", "--out", "out", "--lang", "en"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let verdicts = home.verdicts();
    assert!(verdicts.len() > 60, "{verdicts:?}");
    for (scenario, verdict) in &verdicts {
        assert!(scenario.ends_with("/BF"), "{scenario}");
        // The harness may not kill, break or restore what it has not started.
        let barred = ["LF22", "LF26", "IO12"].iter().any(|id| scenario.starts_with(id));
        let expected = if barred || needs_containers(scenario) { "NOT_APPLICABLE" } else { "PASS" };
        assert_eq!(verdict, expected, "{scenario}");
    }
    let nodes = &home.result()["run"]["nodes"];
    assert!(nodes.to_string().contains("\"BF\""), "{nodes}");
    for (file, bytes) in run_support::files(&home.path("out")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(TOKEN) && !text.contains(PASSWORD), "{}", file.display());
    }
    home.assert_clean();
}

#[test]
fn a_node_that_is_never_emptied_gets_the_same_verdicts_run_after_run() {
    let home = Home::new();
    let listen = free();
    let foreign = start(&home, "BF", listen, &["--flaw", "never-emptied"]);
    describe(&home, "BF", &foreign.adapter, listen);
    for round in ["first", "second", "third"] {
        let played = "HP01,HP06,CT07,GU09,GU11,CA02,IN02,LF17,TL09,TL11,FR06,BI01";
        let args =
            ["run", "--sut", "sut.toml", "--out", round, "--lang", "en", "--scenario", played];
        let ended = home.run(&args);
        assert_eq!(ended.code, Some(0), "{round}: {ended:?}");
    }
    home.assert_clean();
}

#[test]
fn a_node_that_was_given_the_authority_speaks_tls() {
    let home = Home::new();
    assert_eq!(home.run(&["certificates", "authority"]).code, Some(0));
    let again = home.run(&["certificates", "authority"]);
    assert_eq!(again.code, Some(2), "what is there is not overwritten: {again:?}");
    let listen = free();
    let foreign = start(&home, "BF", listen, &["--tls-ca", "authority/authority.pem"]);
    describe(&home, "BF", &foreign.adapter, listen);
    let args = ["run", "--sut", "sut.toml", "--lang", "en", "--scenario", "HP01,HP06,LF04"];
    let ended = home.run(&[&args[..], &["--out", "out", "--tls-from", "authority"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(home.verdicts().iter().all(|(_, verdict)| verdict == "PASS"), "{ended:?}");
    // An authority of the run's own is nothing that it could know.
    let ended = home.run(&[&args[..], &["--out", "none", "--tls"]].concat());
    assert!(ended.code == Some(2) && ended.stderr.contains("--tls-from"), "{ended:?}");
}

#[test]
fn behind_tls_of_its_own_exact_points_are_not_applicable() {
    let home = Home::new();
    assert_eq!(home.run(&["certificates", "authority"]).code, Some(0));
    let listen = free();
    let foreign = start(&home, "BF", listen, &["--tls-ca", "authority/authority.pem"]);
    describe(&home, "BF", &foreign.adapter, listen);
    add_to_link(&home, "own_tls = true");
    let args = ["run", "--sut", "sut.toml", "--lang", "en", "--scenario", "HP01,LF04"];
    let ended = home.run(&[&args[..], &["--out", "none"]].concat());
    assert!(ended.code == Some(2) && ended.stderr.contains("--tls-from"), "{ended:?}");
    home.run(&[&args[..], &["--out", "out", "--tls-from", "authority"]].concat());
    let verdicts = home.verdicts();
    let verdict = |id: &str| {
        let found = verdicts.iter().find(|(scenario, _)| scenario.starts_with(id));
        found.map(|(_, verdict)| verdict.as_str())
    };
    assert_eq!(verdict("HP01"), Some("PASS"), "{verdicts:?}");
    assert_eq!(verdict("LF04"), Some("NOT_APPLICABLE"), "{verdicts:?}");
    assert!(home.result().to_string().contains("own_tls"), "the reason is given");
}

#[test]
fn openwire_where_no_broker_speaks_it_is_refused_with_its_place_and_a_remedy() {
    let home = Home::new();
    describe(&home, "BF", "127.0.0.1:1", free());
    add_to_link(&home, &format!("openwire = \"{}\"", free()));
    let ended = home.run(&["run", "--sut", "sut.toml", "--lang", "en", "--out", "out"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    for words in ["sut.toml: [link] openwire", "speaks STOMP only", "--stack containers"] {
        assert!(ended.stderr.contains(words), "{ended:?}");
    }
}

#[test]
fn a_flaw_of_the_node_under_test_is_its_own() {
    let home = Home::new();
    let listen = free();
    let foreign = start(&home, "TG", listen, &["--flaw", "forgets-arrival"]);
    describe(&home, "TG", &foreign.adapter, listen);
    let args = ["run", "--sut", "sut.toml", "--out", "out", "--lang", "en", "--scenario", "HP06"];
    let ended = home.run(&args);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stdout.contains("REQ-DST-001 TG"), "{}", ended.stdout);
}

#[test]
fn a_node_that_says_yes_to_everything_is_refused_before_the_first_scenario() {
    let home = Home::new();
    let adapter = yes_sayer("BF");
    describe(&home, "BF", &adapter, free());
    let ended = home.run(&["run", "--sut", "sut.toml", "--out", "out"]);
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stderr.contains("answered 200 to the act"), "{ended:?}");
    assert!(ended.stderr.contains("must answer 501"), "{ended:?}");
    assert!(!home.path("out").exists());
    home.assert_clean();
}

#[test]
fn a_node_of_another_country_is_refused() {
    let home = Home::new();
    let listen = free();
    let foreign = start(&home, "TG", listen, &[]);
    describe(&home, "BF", &foreign.adapter, listen);
    let ended = home.run(&["run", "--sut", "sut.toml", "--out", "out"]);
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stderr.contains("says that it is the node of TG"), "{ended:?}");
    home.assert_clean();
}

#[test]
fn a_wrong_token_is_named() {
    let home = Home::new();
    let listen = free();
    let foreign = start(&home, "BF", listen, &[]);
    describe(&home, "BF", &foreign.adapter, listen);
    let wrong = std::fs::read_to_string(home.path("sut.toml")).unwrap();
    home.write("sut.toml", &wrong.replace(TOKEN, "another-token"));
    let ended = home.run(&["run", "--sut", "sut.toml", "--out", "out"]);
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stderr.contains("hello of node BF"), "{ended:?}");
    assert!(ended.stderr.contains("answered 401"), "{ended:?}");
}

/// An HTTP server that greets as the contract wants and answers 200 to whatever comes then.
fn yes_sayer(country: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut read = [0; 4096];
                while let Ok(1..) = stream.read(&mut read) {
                    let body = serde_json::json!({
                        "contract": "passavant.adapter/1", "product": "Yes", "version": "1",
                        "country": country, "profile": "1.0", "flaw": null, "result": "done",
                        "roles": ["departure", "passage", "destination", "guarantor"],
                        "features": ["held-clock", "reset"],
                    });
                    let body = body.to_string();
                    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
                    let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
                    if stream.write_all(answer.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}
