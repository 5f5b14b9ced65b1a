//! The door: flags, commands, words on the terminal, exit codes.

pub mod args;
mod broker;
mod link;
mod part;

use clap::Parser;
use std::process::ExitCode;

/// Parses the process's arguments and runs the command they name.
pub fn main() -> ExitCode {
    let args = args::Args::parse();
    match args.command {
        args::Command::Broker(args) => broker::run(args),
        args::Command::Link(args) => link::run(args),
    }
}
