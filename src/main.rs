//! The thin binary: parse, run, render the error, exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A call is some hundred small allocations, a fifth of its time with the allocator of the system. Huge pages would
/// make an idle server take twice the memory.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    rosmcp::cli::main()
}
