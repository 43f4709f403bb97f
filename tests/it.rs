//! Everything that is proved from outside: the binary as a user meets it, and the structure of the source.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod it {
    mod architecture;
    mod cli;
    mod device;
    mod faults;
    mod generated;
    mod prompt;
    mod serve;
    mod support;
    mod transports;
    mod writes;
}
