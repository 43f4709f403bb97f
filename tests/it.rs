//! Everything that is proved from outside: the binary as a user meets it, and the structure of the source.

mod it {
    mod architecture;
}
