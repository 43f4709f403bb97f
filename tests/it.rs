//! Everything that is proved from outside: the binary as a user meets it, and the structure of the source.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod it {
    mod activation;
    mod architecture;
    mod cli;
    mod client;
    mod config;
    mod database;
    mod device;
    mod export;
    mod faults;
    mod findings;
    mod fleet;
    mod follows;
    mod generated;
    mod guards;
    mod inventory;
    mod jobs;
    mod keeping;
    mod lockout;
    mod login;
    mod logs;
    mod matrix;
    mod metrics;
    mod mistakes;
    mod order;
    mod outcomes;
    mod password;
    mod plans;
    mod prompt;
    mod readback;
    mod recipes;
    mod serve;
    mod site;
    mod support;
    mod tools;
    mod trail;
    mod transports;
    mod undoing;
    mod waiting;
    mod watch;
    mod writes;
}
