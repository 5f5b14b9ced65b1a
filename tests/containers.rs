//! What needs Docker: the broker's behaviour on `ActiveMQ`, a Java system over `OpenWire`, the
//! networks, and the life and death of containers.
//!
//! Separate from plain `cargo test`: it runs only with `PASSAVANT_CONTAINERS=1` and says so loudly
//! when it did not. Its own runner, because all tests share one runtime and two of the cells.
//!
//! ```text
//! PASSAVANT_CONTAINERS=1 cargo test --test containers [-- FILTER]
//! ```
#![expect(clippy::print_stdout, reason = "a test runner prints")]

#[expect(dead_code, reason = "passwords come from the cell here")]
#[path = "broker_suite/mod.rs"]
mod broker_suite;
#[path = "containers/ground.rs"]
mod ground;
#[path = "containers/java.rs"]
mod java;
#[path = "containers/life.rs"]
mod life;
#[path = "containers/networks.rs"]
mod networks;
#[path = "containers/openwire.rs"]
mod openwire;
#[path = "containers/openwire_link.rs"]
mod openwire_link;
#[path = "containers/run.rs"]
mod run;
#[path = "containers/suite.rs"]
mod suite;
#[path = "containers/sut.rs"]
mod sut;
#[path = "containers/tunnel.rs"]
mod tunnel;

use futures::future::BoxFuture;
use ground::Ground;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

type Test = fn(Arc<Ground>) -> BoxFuture<'static, Result<(), String>>;

macro_rules! tests {
    ($($path:path),+ $(,)?) => {
        vec![$((stringify!($path), (|ground| Box::pin($path(ground))) as Test)),+]
    };
}

fn main() -> ExitCode {
    if let Some(code) = life::as_a_child() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        for (name, _) in tests() {
            println!("{name}: test");
        }
        return ExitCode::SUCCESS;
    }
    if std::env::var_os("PASSAVANT_CONTAINERS").is_none_or(|value| value != "1") {
        println!("\ncontainers tests: NOT RUN ({} tests need Docker)", tests().len());
        println!("  run them with: PASSAVANT_CONTAINERS=1 cargo test --test containers\n");
        return ExitCode::SUCCESS;
    }
    let filters: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let chosen = |name: &str| filters.is_empty() || filters.iter().any(|f| name.contains(*f));
    let chosen: Vec<_> = tests().into_iter().filter(|(name, _)| chosen(name)).collect();
    if chosen.is_empty() {
        println!("containers tests: no test matches {filters:?}");
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("threads can be started").block_on(play(chosen))
}

fn tests() -> Vec<(&'static str, Test)> {
    tests![
        life::docker_that_does_not_answer_is_named_with_a_remedy,
        life::a_broker_is_ready_in_seconds_and_says_what_it_is,
        suite::activemq_behaves_as_the_corridors_broker_must,
        openwire::a_java_system_sends_a_pas_that_our_side_reads_unchanged,
        openwire::a_java_system_receives_our_pas_unchanged,
        openwire::a_forged_user_is_seen_by_readers_and_betrayed_by_its_audit_copy,
        openwire::a_content_length_of_the_senders_poisons_the_stream,
        openwire::other_kinds_of_message_are_told_apart,
        openwire::a_node_refuses_what_is_no_text,
        openwire::compressed_and_transacted_messages_are_copied_for_the_witness,
        openwire::a_java_system_writes_and_reads_only_where_it_may,
        openwire::a_wildcard_send_and_a_forged_audit_copy_are_refused,
        openwire::a_wrong_password_is_refused,
        openwire_link::a_cut_before_dispatch_leaves_the_message_with_the_broker,
        openwire_link::a_cut_before_a_transacted_send_undoes_what_was_taken,
        openwire_link::a_cut_before_the_commit_commits_nothing,
        openwire_link::a_cut_before_the_answer_to_a_commit_leaves_it_done_and_unknown,
        openwire_link::openwire_is_read_in_each_of_its_encodings,
        openwire_link::a_node_under_test_finds_its_brokers_openwire_at_a_fixed_address,
        life::a_dropped_cell_leaves_nothing,
        life::what_a_killed_run_left_is_removed_at_the_next_start,
        networks::a_node_reaches_the_broker_only_through_its_link,
        tunnel::a_message_can_be_read_on_the_road_unless_there_is_a_tunnel,
        life::a_killed_node_starts_again_at_its_address_with_its_data,
        life::a_killed_link_starts_again_at_its_address,
        life::a_node_that_dies_by_itself_is_noticed,
        life::a_cell_that_was_taken_down_leaves_nothing_but_its_logs,
        run::doctor_finds_the_ground_good,
        run::a_run_without_docker_fails_its_preflight,
        run::an_interrupted_run_leaves_nothing_in_docker,
        run::every_journey_passes_as_on_the_embedded_stack,
        run::bridged_brokers_carry_journeys_and_failures,
        run::journeys_and_failures_go_over_tls,
        sut::a_node_of_its_owner_takes_its_seat_with_and_without_a_tunnel,
        run::thirty_kills_at_random_lose_nothing_and_double_nothing,
    ]
}

async fn play(chosen: Vec<(&'static str, Test)>) -> ExitCode {
    let ground = match Ground::prepare().await {
        Ok(ground) => Arc::new(ground),
        Err(error) => {
            println!("containers tests: FAILED before the first: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (mut passed, mut failed) = (0, Vec::new());
    for (name, test) in chosen {
        let started = Instant::now();
        let running =
            tokio::spawn(tokio::time::timeout(Duration::from_mins(5), test(Arc::clone(&ground))));
        let result = match running.await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err("not done within five minutes".to_owned()),
            Err(panic) => Err(panic.to_string()),
        };
        let took = started.elapsed().as_secs_f64();
        match result {
            Ok(()) => {
                passed += 1;
                println!("test {name} ... ok ({took:.1} s)");
            }
            Err(why) => {
                println!("test {name} ... FAILED ({took:.1} s)\n    {why}");
                failed.push((name, why));
            }
        }
    }
    if let Err(why) = ground.take_down().await {
        println!("taking down the cells: {why}");
        failed.push(("take_down", why));
    }
    // Again at the end, where whoever reads only the last lines looks for it.
    for (name, why) in &failed {
        let start = why.char_indices().rev().nth(1500).map_or(0, |(at, _)| at);
        println!("{name}: {}", &why[start..]);
    }
    let word = if failed.is_empty() { "ok" } else { "FAILED" };
    println!("\ncontainers test result: {word}. {passed} passed; {} failed", failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
