//! Whole runs of `passavant` on containers, as a user starts them.

use crate::ground::{Ground, demand, docker, in_docker_of, text};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

/// `run_embedded` demands the same of the embedded stack, but for what only containers have.
pub(crate) async fn every_journey_passes_as_on_the_embedded_stack(
    _: Arc<Ground>,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let started = Instant::now();
    let verdicts = verdicts(&["--stack", "containers"], &folder.path().join("run"))?;
    let took = started.elapsed().as_secs_f64();
    println!("    {} journeys on containers in {took:.1} s", verdicts.len());
    let (played, listed): (BTreeSet<_>, _) = (verdicts.keys().cloned().collect(), listed()?);
    demand!(played == listed, "not both: {:?}", played.symmetric_difference(&listed));
    for (scenario, verdict) in &verdicts {
        // A tunnel is there only when it is asked for.
        let expected = if scenario.starts_with("VPN") { "NOT_APPLICABLE" } else { "PASS" };
        demand!(verdict == expected, "{scenario}: {verdict}");
    }
    Ok(())
}

/// `ActiveMQ` shows a certificate of the run's authority, and so do the links.
pub(crate) async fn journeys_and_failures_go_over_tls(_: Arc<Ground>) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let out = folder.path().join("run");
    let how = ["--stack", "containers", "--tls", "--scenario", "HP01,HP17,LF04,LF20,LF27"];
    let verdicts = verdicts(&how, &out)?;
    demand!(verdicts.len() == 10, "{verdicts:?}");
    demand!(verdicts.values().all(|verdict| verdict == "PASS"), "{verdicts:?}");
    let record = std::fs::read_to_string(out.join("events.ndjson")).map_err(text)?;
    let connectors = record.lines().filter(|line| line.contains("\"cell_ready\""));
    let open = connectors.filter(|line| !line.contains("stomp+ssl://")).count();
    demand!(open == 0, "{open} cells have a broker in the open");
    Ok(())
}

/// Each country has an `ActiveMQ` of its own, and network connectors store and forward.
pub(crate) async fn bridged_brokers_carry_journeys_and_failures(
    _: Arc<Ground>,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let chosen = "HP01,HP06,LF17,LF20,LF30";
    let how = ["--stack", "containers", "--topology", "bilateral", "--scenario", chosen];
    let verdicts = verdicts(&how, &folder.path().join("run"))?;
    demand!(verdicts.len() == 10, "{verdicts:?}");
    demand!(verdicts.values().all(|verdict| verdict == "PASS"), "{verdicts:?}");
    Ok(())
}

/// Nodes and `ActiveMQ` are killed and lines cut, thirty times, while goods travel.
pub(crate) async fn thirty_kills_at_random_lose_nothing_and_double_nothing(
    _: Arc<Ground>,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let plan = "scenarios/load/kills-containers.toml";
    let how =
        ["load", "--stack", "containers", "--lang", "en", "--seed", "20260101", "--plan", plan];
    let out = folder.path().join("run");
    let run = passavant(&how).arg("--out").arg(&out).output().map_err(text)?;
    let record = std::fs::read_to_string(out.join("events.ndjson")).map_err(text)?;
    // What broke journeys off stands in it.
    let totals = record.lines().find(|line| line.contains("\"load_finished\"")).unwrap_or_default();
    let said = format!("{}{totals}", String::from_utf8_lossy(&run.stderr));
    let word = said.lines().find(|line| line.contains("kills with seed")).unwrap_or_default();
    println!("    {word}");
    demand!(word.contains("30 kills") && word.ends_with("0 lost or doubled"), "{said}");
    demand!([Some(0), Some(15)].contains(&run.status.code()), "{:?}: {said}", run.status);
    Ok(())
}

pub(crate) async fn an_interrupted_run_leaves_nothing_in_docker(
    _: Arc<Ground>,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let mut run = passavant(&["run", "--stack", "containers", "--jobs", "1"])
        .arg("--out")
        .arg(folder.path().join("run"))
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(text)?;
    let pid = run.id();
    let mut words = BufReader::new(run.stderr.take().expect("piped above")).lines();
    let ready = words.by_ref().map_while(Result::ok).find(|line| line.contains("ready"));
    demand!(ready.is_some(), "no cell became ready");
    let there = in_docker_of(&pid.to_string(), "")?;
    demand!(there.len() == 8, "five containers and three networks, not {there:?}");
    kill(Pid::from_raw(i32::try_from(pid).map_err(text)?), Signal::SIGINT).map_err(text)?;
    let said: Vec<String> = words.map_while(Result::ok).collect();
    let code = run.wait().map_err(text)?.code();
    demand!(code == Some(130), "exit {code:?}: {said:?}");
    let left = in_docker_of(&pid.to_string(), "")?;
    demand!(left.is_empty(), "left: {left:?}");
    Ok(())
}

pub(crate) async fn a_run_without_docker_fails_its_preflight(_: Arc<Ground>) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let out = folder.path().join("run");
    let run = passavant(&["run", "--stack", "containers"])
        .arg("--out")
        .arg(&out)
        .env("DOCKER_HOST", "unix:///nowhere.sock")
        .output()
        .map_err(text)?;
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    demand!(run.status.code() == Some(7), "exit {:?}: {said}", run.status.code());
    demand!(said.contains("unix:///nowhere.sock") && said.contains("start Docker"), "{said}");
    demand!(!out.exists() || is_empty(&out)?, "a half-written run folder is left");
    Ok(())
}

pub(crate) async fn doctor_finds_the_ground_good(_: Arc<Ground>) -> Result<(), String> {
    let ran = passavant(&["doctor", "--stack", "containers", "--clean"]).output().map_err(text)?;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    demand!(ran.status.code() == Some(0), "exit {:?}: {said}", ran.status.code());
    let version = docker(&["version", "--format", "{{.Server.Version}}"])?.join("");
    demand!(said.contains(&format!("engine {version} answers")), "{said}");
    Ok(())
}

/// Scenarios whose journey goes on into a third state, which is judged, too.
const OF_THE_THIRD_STATE: [&str; 2] = ["GU14/NE", "HP10/NE"];

/// Every scenario that a plain run plays, with each subject.
fn listed() -> Result<BTreeSet<String>, String> {
    let list = passavant(&["list", "scenarios", "--format", "json"]).output().map_err(text)?;
    let list: Vec<Value> = serde_json::from_slice(&list.stdout).map_err(text)?;
    let tags = |one: &Value| one["tags"].as_array().is_some_and(|t| t.contains(&"heavy".into()));
    let ids = list.iter().filter(|one| !tags(one)).filter_map(|one| one["id"].as_str());
    let of_both = ids.flat_map(|id| ["BF", "TG"].map(|subject| format!("{id}/{subject}")));
    Ok(of_both.chain(OF_THE_THIRD_STATE.map(str::to_owned)).collect())
}

fn verdicts(how: &[&str], out: &Path) -> Result<BTreeMap<String, String>, String> {
    let run = passavant(&["run"]).args(how).arg("--out").arg(out).output().map_err(text)?;
    let code = run.status.code();
    let said = || String::from_utf8_lossy(&run.stderr).into_owned();
    demand!(code == Some(0), "run {}: exit {code:?}: {}", how.join(" "), said());
    verdicts_in(out)
}

/// The verdict of each scenario and subject, as a run folder tells.
pub(crate) fn verdicts_in(out: &Path) -> Result<BTreeMap<String, String>, String> {
    let result = std::fs::read(out.join("result.json")).map_err(text)?;
    let result: Value = serde_json::from_slice(&result).map_err(text)?;
    let scenarios = result["scenarios"].as_array().ok_or("result.json lists no scenarios")?;
    let field = |scenario: &Value, name: &str| scenario[name].as_str().map(str::to_owned);
    scenarios
        .iter()
        .map(|one| {
            let id = field(one, "id")?;
            let subject = field(one, "subject").unwrap_or_default();
            Some((format!("{id}/{subject}"), field(one, "verdict")?))
        })
        .collect::<Option<_>>()
        .ok_or_else(|| "a scenario without id or verdict".to_owned())
}

fn is_empty(folder: &Path) -> Result<bool, String> {
    Ok(std::fs::read_dir(folder).map_err(text)?.next().is_none())
}

/// The program under test.
pub(crate) fn passavant(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passavant"));
    command.args(arguments);
    command
}
