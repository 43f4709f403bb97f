//! The thin binary: parse, run, render the error, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    rosmcp::cli::main()
}
