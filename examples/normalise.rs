//! Prints the export on stdin in its canonical form, without what changes while the configuration does not.
//!
//!     cargo run --example normalise < export.rsc
//!
//! Exits with 1 and the line and column on stderr when the text is no export.

#![expect(clippy::print_stderr, reason = "an example has no other way to say what is wrong")]

use std::io::{self, Read, Write};
use std::process::ExitCode;

use rosmcp::routeros::export::{TEXT_LIMIT, normalise};

fn main() -> io::Result<ExitCode> {
    let mut text = String::new();
    io::stdin().take(TEXT_LIMIT as u64 + 1).read_to_string(&mut text)?;
    match normalise(&text) {
        Ok(export) => {
            io::stdout().write_all(export.to_string().as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{error}");
            Ok(ExitCode::FAILURE)
        }
    }
}
