//! `/resolve`: the address as the value after the end.

use super::{only, probe};
use crate::lab::command::{Command, Output};
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};

/// Resolves by what the router knows; how one refuses an unknown name is not known.
pub(super) fn run(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &["domain-name", "server", "server-port", "type", "as-value"])?;
    let name = command.word("domain-name").ok_or_else(|| Trap::missing("domain-name"))?;
    probe::resolve(&router.state(), name).map(|address| Output::Ret(address.to_string()))
}
