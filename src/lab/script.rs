//! A small interpreter of RouterOS's script language (RouterOS manual, "Scripting").
//!
//! It reads what rollback and maintenance scripts are made of: command lines in both spellings, `[find …]`, `[… get …]`,
//! variables, conditions, loops, `:do {} on-error={}`, `:delay`, `:log`, `:put`, `:error`. A script is read whole before
//! anything of it runs, as RouterOS does. What RouterOS knows and this doesn't is refused as not simulated, and
//! `on-error` doesn't catch it: a test shall see the gap. It shares nothing with the client's own reading and quoting.

mod arguments;
mod block;
mod command;
mod condition;
mod cursor;
mod expression;
mod finding;
mod invoke;
mod place;
mod run;
mod scope;
mod statement;
mod syntax;
mod text;
mod value;

#[cfg(test)]
mod tests;

pub(super) use cursor::Refused;
pub(super) use run::{Finished, Stop, run};
pub(super) use statement::read;
pub(super) use syntax::Block;
