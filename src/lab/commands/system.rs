//! Commands about the router as a whole: reboot, undo, redo.

use super::only;
use crate::lab::command::{Command, Output};
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};

/// `/system/reboot`: it answers first, then goes down.
pub(super) fn reboot(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &[])?;
    router.reboot();
    Ok(Output::Done)
}

/// `/undo`: changes the latest change back.
pub(super) fn undo(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &[])?;
    let now = router.clock.now();
    if router.state().undo(now) { Ok(Output::Done) } else { Err(nothing(command)) }
}

/// `/redo`: does again what was undone last.
pub(super) fn redo(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &[])?;
    let now = router.clock.now();
    if router.state().redo(now) { Ok(Output::Done) } else { Err(nothing(command)) }
}

fn nothing(command: &Command) -> Trap {
    Trap::Unsupported(format!("the words with which /{} says that there is nothing", command.verb))
}
