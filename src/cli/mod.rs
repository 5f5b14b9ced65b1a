//! The door: flags, commands, words on the terminal, exit codes.

pub mod args;
mod book;
mod broker;
mod cells;
pub mod console;
mod doctor;
pub mod encrypted;
mod explain;
pub mod failure;
pub mod files;
mod ground;
mod hub;
mod link;
mod list;
mod load;
mod node;
mod part;
pub mod progress;
pub mod report;
mod run;
mod scenery;
mod seeded;
mod self_test;
mod stacks;
mod up;

use clap::Parser;
use std::process::ExitCode;

/// Parses the process's arguments and runs the command they name.
pub fn main() -> ExitCode {
    let args = args::Args::parse();
    match args.command {
        args::Command::Broker(args) => broker::run(args),
        args::Command::Report(args) => report::run(&args),
        args::Command::List(args) => list::run(&args),
        args::Command::Explain(args) => explain::run(&args),
        args::Command::Certificates(args) => encrypted::run(&args),
        args::Command::Doctor(args) => doctor::run(&args),
        args::Command::Up(args) => up::run(&args),
        args::Command::Link(args) => link::run(args),
        args::Command::Hub(args) => hub::run(args),
        args::Command::Run(args) => run::run(&args),
        args::Command::Load(args) => load::run(&args),
        args::Command::SelfTest(args) => self_test::run(&args),
        args::Command::Node(args) => node::run(args),
    }
}
