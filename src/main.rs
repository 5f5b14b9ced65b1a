//! The door: parse, call, turn the answer into a code.

use std::process::ExitCode;

fn main() -> ExitCode {
    passavant::cli::main()
}
