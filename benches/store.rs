//! A reference node that has worked for years: 100,000 movements in its store, how soon it serves
//! again after a restart, and how soon it answers a question about one of them.
//!
//! One movement is declared, secured and released by the node itself; its rows are then copied under
//! other numbers. `cargo bench --bench store -- [MOVEMENTS]`
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark stops where its ground cannot be laid")]

#[path = "../tests/node_stage/mod.rs"]
mod node_stage;

use std::time::{Duration, Instant};

use node_stage::{INLAND, Node, Stage, grn, released};
use passavant::profile::Mrn;
use rusqlite::Connection;

/// A node with its store serves again within this.
const START_LIMIT: Duration = Duration::from_secs(1);
/// A question about a movement is answered within this.
const QUERY_LIMIT: Duration = Duration::from_millis(5);
/// Questions asked.
const QUESTIONS: usize = 2_000;

#[tokio::main]
async fn main() {
    let movements = std::env::args().find_map(|argument| argument.parse().ok());
    let movements: usize = movements.unwrap_or(100_000);
    let stage = Stage::raise().await;
    let (mut node, partner) = stage.pair([None, None]).await;
    let mrn = released(&stage, &node, &partner, INLAND, &grn("TG"), 1).await;
    node.kill();
    let numbers = copy(&node, &mrn, movements);

    let started = Instant::now();
    node.restart();
    assert_eq!(node.get("/v1/hello").await.status, 200);
    let start = started.elapsed();
    let mut answers = questions(&node, &numbers).await;
    answers.sort();

    println!("{movements} movements in the store of one node");
    println!("{:<44} {:>10} {:>10} {:>7}", "figure", "took ms", "limit ms", "ratio");
    line("from the start of the process to an answer", start, START_LIMIT);
    line("a movement asked for over HTTP, median", answers[QUESTIONS / 2], QUERY_LIMIT);
    line("a movement asked for over HTTP, 99 of 100", answers[QUESTIONS * 99 / 100], QUERY_LIMIT);
}

fn line(name: &str, took: Duration, limit: Duration) {
    let ratio = took.as_secs_f64() / limit.as_secs_f64();
    let over = if ratio > 1.0 { "  OVER THE LIMIT" } else { "" };
    let (took, limit) = (took.as_secs_f64() * 1e3, limit.as_secs_f64() * 1e3);
    println!("{name:<44} {took:>10.2} {limit:>10.1} {ratio:>7.2}{over}");
}

/// Copies the rows of one movement under new numbers until there are so many.
fn copy(node: &Node, mrn: &str, movements: usize) -> Vec<String> {
    let mut store = Connection::open(node.data.join("node.sqlite")).unwrap();
    let work = store.transaction().unwrap();
    work.execute_batch("CREATE TEMP TABLE number (serial INTEGER PRIMARY KEY, mrn TEXT)").unwrap();
    let mut numbers = Vec::new();
    for serial in 1..u32::try_from(movements).unwrap() {
        let body = format!("LP9{serial:09}");
        let number = Mrn::compose(26, "TG".parse().unwrap(), &body, 'J').unwrap().to_string();
        let sql = "INSERT INTO number VALUES (?1, ?2)";
        work.prepare_cached(sql).unwrap().execute((serial, &number)).unwrap();
        numbers.push(number);
    }
    for table in ["movement", "advice", "reservation", "outbox", "inbox", "journal", "timer"] {
        copy_rows(&work, table, mrn);
    }
    work.commit().unwrap();
    numbers
}

/// Copies a movement's rows of one table for every new number; what must be unique is made so.
fn copy_rows(store: &Connection, table: &str, mrn: &str) {
    let mut query =
        store.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
    let columns = query.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let columns: Vec<String> = columns.filter(|column| column != "id").collect();
    let value = |column: &String| match column.as_str() {
        // Ids are random but for their time: the last eight digits make room for the serial.
        "message_id" => "substr(old.message_id, 1, 27) || printf('%08x', number.serial)".to_owned(),
        "mrn" => "number.mrn".to_owned(),
        "doc" | "declaration" | "body" | "headers" => {
            format!("replace(old.{column}, '{mrn}', number.mrn)")
        }
        other => format!("old.{other}"),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    let sql = format!(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS old, number
         WHERE old.mrn = '{mrn}'"
    );
    store.execute_batch(&sql).unwrap();
}

/// Asks for movements spread over the store, one after the other.
async fn questions(node: &Node, numbers: &[String]) -> Vec<Duration> {
    let mut answers = Vec::new();
    for question in 0..QUESTIONS {
        let number = &numbers[question * 7_919 % numbers.len()];
        let asked = Instant::now();
        let answer = node.get(&format!("/v1/movements/{number}")).await;
        answers.push(asked.elapsed());
        assert_eq!(answer.status, 200, "{number}: {:?}", answer.body);
    }
    answers
}
