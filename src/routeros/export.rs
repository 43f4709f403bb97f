//! Configuration as `/export` writes it: getting the text, reading it, writing it in one form.
//!
//! [`Export::parse`] understands what exports hold (RouterOS manual, "Configuration Management", export): sections
//! (`/ip address`), commands with words `name=value`, quotes and escapes, `[ find name=value ]`, `\` at the end of a
//! line, and comments, in the compact, verbose and terse form. Printing an [`Export`] gives the canonical form, one
//! command a line, which reads back as the same export. [`normalise`] drops what changes while the configuration does
//! not. [`fetch()`] has a router export itself and reads the text.
//!
//! It does not run scripts: variables, expressions and blocks outside quotes are errors with line and column.

mod cursor;
mod fetch;
mod normalise;
mod parse;
mod print;
mod tree;
mod word;

pub use cursor::SyntaxError;
pub use fetch::{Fetched, fetch};
pub use normalise::normalise;
pub use parse::TEXT_LIMIT;
pub use tree::{Command, Entry, Export, Section, Value, Word};

#[cfg(test)]
mod tests;
