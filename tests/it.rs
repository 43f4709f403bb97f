//! Everything that is proved from outside: the binary as a user meets it, and the structure of the source.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod it {
    mod architecture;
}
