//! Small commands: a line for the log, an empty DNS cache.

use super::only;
use crate::lab::command::{Command, Output};
use crate::lab::router::Router;
use crate::lab::trap::{Outcome, Trap};

/// `/log info message=…`.
pub(super) fn log(router: &Router, command: &Command) -> Outcome<Output> {
    only(command, &["message"])?;
    let message = command.word("message").ok_or_else(|| Trap::missing("message"))?;
    let topics = format!("script,{}", command.verb);
    router.state().log.add(router.clock.now().wall, &topics, message);
    Ok(Output::Done)
}

/// `/ip dns cache flush`.
pub(super) fn flush_cache(router: &Router) -> Output {
    if let Some(table) = router.state().table_mut("ip/dns/cache") {
        table.rows.clear();
    }
    Output::Done
}
