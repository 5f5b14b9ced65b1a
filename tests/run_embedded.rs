//! Whole runs on the embedded stack: verdicts, what is left behind, what must not be written down.
#![expect(clippy::unwrap_used, reason = "helpers of tests unwrap as tests do")]

mod run_support;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use run_support::{Ended, Home, eventually, files, needs_containers, read_until};
use std::process::Child;

fn pid(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).unwrap())
}

#[test]
fn the_reference_nodes_are_conformant_for_every_scenario_and_subject() {
    let home = Home::new();
    let ended = home.run(&["run", "--out", "out", "--lang", "en"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let result = home.result();
    assert_eq!(result["outcome"], "conformant");
    assert_eq!(result["exit"], 0);
    let verdicts = home.verdicts();
    assert!(verdicts.len() > 20);
    assert_eq!(result["inventory"]["planned"], verdicts.len());
    for (scenario, verdict) in &verdicts {
        let expected = if needs_containers(scenario) { "NOT_APPLICABLE" } else { "PASS" };
        assert_eq!(verdict, expected, "{scenario}");
    }
    for requirement in result["requirements"].as_array().unwrap() {
        if requirement["id"] == "REQ-VPN-001" {
            assert_ne!(requirement["verdict"], "PASS", "{requirement}");
            continue;
        }
        assert_eq!(requirement["verdict"], "PASS", "{requirement}");
        assert!(requirement["evidence_count"].as_u64().unwrap() > 0, "{requirement}");
    }
    for page in ["conformance.html", "latency.html", "junit.xml", "summary.md", "events.ndjson"] {
        assert!(home.path("out").join(page).metadata().unwrap().len() > 0, "{page}");
    }
    home.assert_clean();
}

#[test]
fn the_number_of_cells_changes_no_verdict() {
    let verdicts = ["1", "3"].map(|jobs| {
        let home = Home::new();
        let args = ["run", "--out", "out", "--jobs", jobs, "--scenario", "HP06,FR06,LF26,SE01"];
        let ended = home.run(&args);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        home.verdicts()
    });
    assert_eq!(verdicts[0], verdicts[1]);
    assert_eq!(verdicts[0].len(), 8);
}

#[test]
fn bridged_brokers_change_no_verdict() {
    let verdicts = ["direct", "bilateral"].map(|topology| {
        let home = Home::new();
        let chosen = "HP01,HP06,HP10,HP15,HP17,LF17,LF20,LF30";
        let args = ["run", "--out", "out", "--topology", topology, "--scenario", chosen];
        let ended = home.run(&args);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        home.verdicts()
    });
    assert_eq!(verdicts[0], verdicts[1]);
}

#[test]
fn a_seeded_flaw_is_caught_and_named_first() {
    let home = Home::new();
    let args = ["run", "--out", "out", "--lang", "en", "--scenario", "HP06"];
    let ended = home.run(&[&args[..], &["--flaw", "forgets-passage@BF"]].concat());
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stdout.contains("1. ■ REQ-PAS-001 BF"), "{}", ended.stdout);
    home.assert_clean();
}

#[test]
fn standard_output_carries_the_chosen_format_only() {
    let home = Home::new();
    let args = ["run", "--out", "out", "--format", "json", "--scenario", "GU03"];
    let ended = home.run(&args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let said: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(said, home.result());
}

#[test]
fn an_interrupted_run_is_reported_as_incomplete_and_leaves_nothing() {
    for (signal, played) in [(Signal::SIGINT, 2), (Signal::SIGTERM, 5), (Signal::SIGTERM, 8)] {
        let home = Home::new();
        let mut child = home.spawn(&["run", "--out", "out", "--lang", "en"]);
        read_until(&mut child, &format!("[{played}/"));
        kill(pid(&child), signal).unwrap();
        let ended = Ended::of(&child.wait_with_output().unwrap());
        assert_eq!(ended.code, Some(130), "{ended:?}");
        assert_eq!(home.result()["outcome"], "interrupted");
        let verdicts = home.verdicts();
        assert!(verdicts.iter().any(|(_, verdict)| verdict == "NOT_RUN"));
        // What was being played when the signal came is nobody's fault.
        let blamed = verdicts.iter().find(|(_, it)| it == "ERROR" || it == "FAIL");
        assert_eq!(blamed, None);
        home.assert_clean();
    }
}

#[test]
fn parts_die_with_a_killed_harness_and_the_next_start_sweeps_its_files() {
    let home = Home::new();
    let mut child = home.spawn(&["run", "--out", "out", "--lang", "en"]);
    read_until(&mut child, "[1/");
    assert!(!home.processes().is_empty());
    kill(pid(&child), Signal::SIGKILL).unwrap();
    child.wait().unwrap();
    eventually("every part has ended", || home.processes().is_empty());
    let ended = home.run(&["run", "--out", "next", "--scenario", "BI01"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    home.assert_clean();
}

#[test]
fn no_password_and_no_token_is_written_into_any_artefact() {
    let home = Home::new();
    let args = ["run", "--out", "out", "--lang", "en", "--jobs", "1", "--scenario", "HP06,SE01"];
    let mut child = home.spawn(&args);
    read_until(&mut child, "cell-1");
    let secrets = secrets(&home);
    assert!(secrets.len() >= 6, "{}", secrets.len());
    let ended = Ended::of(&child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let mut artefacts = files(&home.path("out"));
    artefacts.push(("standard output".into(), ended.stdout.into_bytes()));
    artefacts.push(("standard error".into(), ended.stderr.into_bytes()));
    for (name, bytes) in artefacts {
        let text = String::from_utf8_lossy(&bytes);
        for secret in &secrets {
            assert!(!text.contains(secret), "a secret of the run stands in {}", name.display());
        }
    }
}

/// Passwords and tokens that the parts of a running cell were given.
fn secrets(home: &Home) -> Vec<String> {
    let mut secrets = Vec::new();
    for (path, bytes) in files(&home.path("tmp")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match path.file_name().and_then(|name| name.to_str()) {
            Some("broker.json") => {
                let accounts: serde_json::Value = serde_json::from_str(&text).unwrap();
                let users = accounts["users"].as_array().unwrap();
                let password = |user: &serde_json::Value| user["password"].as_str().unwrap().into();
                secrets.extend(users.iter().map(password));
            }
            Some("link.token" | "TG.token" | "BF.token") => secrets.push(text),
            _ => {}
        }
    }
    secrets
}
