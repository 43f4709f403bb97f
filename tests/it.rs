//! Everything that is proved from outside: the binary as a user meets it, and the structure of the source.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod it {
    mod activation;
    mod architecture;
    mod cli;
    mod client;
    mod config;
    mod crashes;
    mod device;
    mod export;
    mod faults;
    mod generated;
    mod inventory;
    mod jobs;
    mod lockout;
    mod login;
    mod logs;
    mod metrics;
    mod outcomes;
    mod plans;
    mod prompt;
    mod serve;
    mod support;
    mod tools;
    mod transports;
    mod watch;
    mod writes;
}
