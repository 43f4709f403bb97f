//! The thin binary: parse, run, render the error, exit code.

fn main() {}
