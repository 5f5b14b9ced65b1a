//! A broker that somebody else runs, at a given address.
#![expect(clippy::unwrap_used, reason = "helpers of tests unwrap as tests do")]

mod run_support;

use run_support::Home;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// A broker started by hand. It ends with the test.
struct Broker {
    child: Child,
    stomp: String,
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn broker(home: &Home) -> Broker {
    let user = |name: &str| {
        home.write(&format!("{name}.password"), &format!("{name}-password\n"));
        let admin = name == "admin";
        serde_json::json!({ "name": name, "password": format!("{name}-password"), "admin": admin })
    };
    let users = ["admin", "TG", "BF"].map(user);
    let accounts = serde_json::json!({ "countries": ["TG", "BF"], "users": users });
    home.write("accounts.json", &accounts.to_string());
    let args = ["broker", "--listen", "127.0.0.1:0", "--data", "journal"];
    let mut command = home.command(&[&args[..], &["--accounts", "accounts.json"]].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    Broker { child, stomp: ready["stomp"].as_str().unwrap().to_owned() }
}

fn describe(home: &Home, stomp: &str) {
    let accounts = "{ admin = \"admin.password\", TG = \"TG.password\", BF = \"BF.password\" }";
    home.write("external.toml", &format!("[broker]\nstomp = \"{stomp}\"\naccounts = {accounts}\n"));
}

const RUN: [&str; 7] =
    ["run", "--stack", "external", "--external", "external.toml", "--out", "out"];

#[test]
fn journeys_are_played_over_it_and_it_is_not_killed() {
    let home = Home::new();
    let broker = broker(&home);
    describe(&home, &broker.stomp);
    let ended = home.run(&[&RUN[..], &["--scenario", "HP06,LF20,SE01"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    for (scenario, verdict) in home.verdicts() {
        let expected = if scenario.starts_with("LF20") { "NOT_APPLICABLE" } else { "PASS" };
        assert_eq!(verdict, expected, "{scenario}");
    }
    assert_eq!(home.result()["run"]["stack"], "external");
    home.assert_clean();
}

#[test]
fn one_that_cannot_be_used_is_named_with_a_remedy() {
    let home = Home::new();
    let broker = broker(&home);
    let refused = |code: i32, says: &str| {
        let ended = home.run(&RUN);
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert!(ended.stderr.contains(says), "{says:?} is not in {}", ended.stderr);
        assert!(!home.path("out").exists());
        home.assert_clean();
    };
    refused(2, "name a readable file");
    describe(&home, "127.0.0.1:1");
    refused(7, "connect to broker at 127.0.0.1:1");
    describe(&home, &broker.stomp);
    home.write("admin.password", "guess");
    refused(7, "check the account");
    std::fs::remove_file(home.path("TG.password")).unwrap();
    refused(2, "password of TG");
    let ended = home.run(&["run", "--stack", "external", "--out", "out"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("--external"), "{ended:?}");
}
