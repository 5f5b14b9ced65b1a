//! Containers start, die, start again, and are gone in the end, whoever ends first.

use crate::ground::{self, Ground, demand, docker, in_docker, in_docker_of, stack, text};
use passavant::adapter::client::Adapter;
use passavant::profile::Country;
use passavant::stack::Stack;
use passavant::stack::containers;
use passavant::stack::parts::{NodeOrder, Part};
use std::io::{Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Names what this test program does when a test starts it a second time.
const AS_A_CHILD: &str = "PASSAVANT_TEST_CHILD";

/// The other process of some tests: one that may not reach Docker, one that is killed.
pub(crate) fn as_a_child() -> Option<ExitCode> {
    let role = std::env::var(AS_A_CHILD).ok()?;
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    runtime.block_on(async {
        if role == "check" {
            let checked = stack().check().await;
            println!("{}", checked.map_or_else(text, |()| "Docker answers".to_owned()));
            return;
        }
        let folder = std::env::temp_dir();
        let raised = stack().raise_broker(ground::plan("killed", &folder)).await;
        println!("{}", raised.as_ref().map_or_else(text, |_| "raised".to_owned()));
        std::io::stdout().flush().expect("standard output is open");
        // Until this process is killed: its parent never writes.
        std::io::stdin().read_exact(&mut [0]).expect("the parent keeps our standard input open");
        drop(raised);
    });
    Some(ExitCode::SUCCESS)
}

fn child(role: &str) -> Result<Command, String> {
    let mut command = Command::new(std::env::current_exe().map_err(text)?);
    command.env(AS_A_CHILD, role).stdin(Stdio::piped()).stdout(Stdio::piped());
    Ok(command)
}

pub(crate) async fn docker_that_does_not_answer_is_named_with_a_remedy(
    _: Arc<Ground>,
) -> Result<(), String> {
    let said = child("check")?.env("DOCKER_HOST", "unix:///nowhere.sock").output().map_err(text)?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    for expected in ["unix:///nowhere.sock", "start Docker", "--stack embedded"] {
        demand!(said.contains(expected), "`{expected}` is not in: {said}");
    }
    Ok(())
}

pub(crate) async fn a_broker_is_ready_in_seconds_and_says_what_it_is(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let started = Instant::now();
    let raising = ground.broker().await?;
    println!("    broker ready after {:.2} s", started.elapsed().as_secs_f64());
    let facts = &raising.parts.raised().broker_facts;
    demand!(facts.version.starts_with("5."), "version {facts:?}");
    demand!(facts.connector.contains("tcpNoDelay=true"), "connector {facts:?}");
    let server = raising.connect("admin").await?.server().to_owned();
    let upstream = facts.version.split('+').next().unwrap_or_default();
    demand!(server == format!("ActiveMQ/{upstream}"), "it says {server}, the report {facts:?}");
    Ok(())
}

pub(crate) async fn a_dropped_cell_leaves_nothing(ground: Arc<Ground>) -> Result<(), String> {
    let raised = ground.stack.raise_broker(ground.plan("dropped")).await.map_err(text)?;
    let there = in_docker("dropped")?;
    demand!(there.len() == 4, "a broker and three networks, not {there:?}");
    drop(raised);
    let left = in_docker("dropped")?;
    demand!(left.is_empty(), "left: {left:?}");
    Ok(())
}

pub(crate) async fn what_a_killed_run_left_is_removed_at_the_next_start(
    ground: Arc<Ground>,
) -> Result<(), String> {
    ground.broker().await?;
    let mut run = child("raise")?.spawn().map_err(text)?;
    let mut said = [0; 6];
    run.stdout.as_mut().expect("piped above").read_exact(&mut said).map_err(text)?;
    demand!(said == *b"raised", "it said {}", String::from_utf8_lossy(&said));
    let pid = run.id().to_string();
    let living = containers::clean().await.map_err(text)?;
    demand!(living.containers == 0, "a living run lost {living:?}");
    run.kill().map_err(text)?;
    run.wait().map_err(text)?;
    let left = in_docker_of(&pid, "")?;
    demand!(left.len() == 4, "a killed run leaves a broker and three networks, not {left:?}");
    ground.stack.check().await.map_err(text)?;
    let left = in_docker_of(&pid, "")?;
    demand!(left.is_empty(), "left: {left:?}");
    let ours = in_docker("shared-broker")?;
    demand!(ours.len() == 4, "a living run kept only {ours:?}");
    Ok(())
}

pub(crate) async fn a_killed_node_starts_again_at_its_address_with_its_data(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let _turn = ground.turn.lock().await;
    let cell = ground.cell().await?;
    let country: Country = "TG".parse().map_err(text)?;
    let part = Part::Node(country);
    let name = container_of("node TG")?;
    docker(&["exec", &name, "touch", "/data/kept"])?;
    let adapter = Adapter::new(
        country.to_string(),
        cell.parts.raised().nodes[&country].clone(),
        cell.secrets.adapter[&country].clone(),
    );
    demand!(cell.parts.alive(part).await, "it runs");
    cell.parts.kill(part).await.map_err(text)?;
    demand!(!cell.parts.alive(part).await, "it still runs");
    demand!(adapter.hello().await.is_err(), "a dead node answers");
    cell.parts.start(part).await.map_err(text)?;
    let hello = adapter.hello().await.map_err(text)?;
    demand!(hello.country == "TG", "{hello:?}");
    docker(&["exec", &name, "test", "-f", "/data/kept"])?;
    Ok(())
}

pub(crate) async fn a_killed_link_starts_again_at_its_address(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let _turn = ground.turn.lock().await;
    let cell = ground.cell().await?;
    let country: Country = "BF".parse().map_err(text)?;
    let part = Part::Link(country);
    let url = format!("{}/v1/state", cell.parts.raised().links[&country]);
    let state = async || {
        let request = reqwest::Client::new().get(&url).bearer_auth(&cell.secrets.link);
        request.send().await.and_then(reqwest::Response::error_for_status)
    };
    state().await.map_err(text)?;
    cell.parts.kill(part).await.map_err(text)?;
    demand!(state().await.is_err(), "a dead link answers");
    cell.parts.start(part).await.map_err(text)?;
    state().await.map_err(text)?;
    Ok(())
}

pub(crate) async fn a_node_that_dies_by_itself_is_noticed(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let _turn = ground.turn.lock().await;
    let cell = ground.cell().await?;
    let country: Country = "BF".parse().map_err(text)?;
    let part = Part::Node(country);
    let name = container_of("node BF")?;
    cell.parts
        .order(country, NodeOrder::DieAt("after-commit RES".to_owned()))
        .await
        .map_err(text)?;
    let armed = docker(&["exec", &name, "cat", "/data/die-at"])?;
    demand!(armed == ["after-commit RES"], "armed for {armed:?}");
    docker(&["exec", &name, "rm", "/data/die-at"])?;
    // The node ends itself by SIGKILL, which process 1 of a container could not.
    let parts = Arc::clone(&cell.parts);
    let noticed = tokio::spawn(async move { parts.died(part).await.map_err(text) });
    let kill =
        "kill -KILL $(grep -sl ^/usr/local/bin/passavant /proc/[2-9]*/cmdline | cut -d/ -f3)";
    docker(&["exec", &name, "sh", "-c", kill])?;
    let noticed = tokio::time::timeout(Duration::from_secs(10), noticed).await.map_err(text)?;
    noticed.map_err(text)??;
    demand!(!cell.parts.alive(part).await, "it still runs");
    cell.parts.start(part).await.map_err(text)
}

pub(crate) async fn a_cell_that_was_taken_down_leaves_nothing_but_its_logs(
    ground: Arc<Ground>,
) -> Result<(), String> {
    let plan = ground.plan("taken-down");
    let (folder, secrets) = (plan.folder.clone(), Arc::clone(&plan.secrets));
    let started = Instant::now();
    let parts = ground.stack.raise(plan).await.map_err(text)?;
    println!("    cell ready after {:.2} s", started.elapsed().as_secs_f64());
    demand!(in_docker("taken-down")?.len() == 8, "five containers and three networks");
    let started = Instant::now();
    parts.take_down().await.map_err(text)?;
    println!("    cell gone after {:.2} s", started.elapsed().as_secs_f64());
    let left = in_docker("taken-down")?;
    demand!(left.is_empty(), "left: {left:?}");
    for log in ["broker", "link-TG", "link-BF", "node-TG", "node-BF"] {
        let log = std::fs::read_to_string(folder.join(format!("{log}.log"))).map_err(text)?;
        demand!(!log.is_empty(), "an empty log");
        let told = secrets.texts().into_iter().filter(|secret| log.contains(secret)).count();
        demand!(told == 0, "{told} secrets in a log");
    }
    Ok(())
}

/// The container of a part of the shared cell.
pub(crate) fn container_of(part: &str) -> Result<String, String> {
    container_in("shared-cell", part)
}

/// The container of a part of a cell.
pub(crate) fn container_in(cell: &str, part: &str) -> Result<String, String> {
    let part = format!("label=org.passavant.part={part}");
    let pid = format!("label=org.passavant.pid={}", std::process::id());
    let cell = format!("label=org.passavant.cell={cell}");
    let found = docker(&[
        "ps",
        "--filter",
        &part,
        "--filter",
        &pid,
        "--filter",
        &cell,
        "--format",
        "{{.Names}}",
    ])?;
    found.into_iter().next().ok_or_else(|| format!("{part} is not in Docker"))
}
