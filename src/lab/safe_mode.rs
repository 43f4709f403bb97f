//! Safe mode: what is changed while it holds is undone when its session is lost (RouterOS manual, "Configuration
//! Management", safe mode; the menu is there from 7.18 on).
//!
//! It belongs to one session of the binary API. Everybody's changes count, not only those of the session. After more
//! than a hundred of them it is dropped, and nothing is undone.

use super::command::{Command, Login, Output, Record};
use super::router::Router;
use super::state::State;
use super::time::Moment;
use super::trap::{Outcome, Trap};

/// How many changes can be undone.
const MOST: usize = 100;

/// A session that holds safe mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SafeMode {
    session: u32,
    user: String,
    /// The number of the first change that is undone with it.
    first: u32,
    changes: usize,
}

impl State {
    /// Counts a change, and drops safe mode when there are too many.
    pub(super) fn safe_mode_counts(&mut self, change: u32) {
        let Some(held) = self.safe_mode.as_mut().filter(|held| change >= held.first) else { return };
        held.changes += 1;
        if held.changes > MOST {
            self.safe_mode = None;
        }
    }

    /// Gives safe mode to a session.
    fn take(&mut self, session: u32, user: &str) {
        let first = self.allocate("system/history");
        self.safe_mode = Some(SafeMode { session, user: user.to_owned(), first, changes: 0 });
    }

    /// Undoes what was changed under safe mode, and ends it; nothing to do where nobody holds it.
    pub(super) fn unroll_safe_mode(&mut self, now: Moment) {
        if let Some(held) = self.safe_mode.take() {
            self.unroll(held.first, now);
        }
    }

    /// Ends safe mode if `session` holds it, and undoes its changes.
    pub(super) fn lose_session(&mut self, session: u32, now: Moment) {
        if self.safe_mode.as_ref().is_some_and(|held| held.session == session) {
            self.unroll_safe_mode(now);
        }
    }
}

/// Runs a command of `/safe-mode`.
pub(super) fn run(router: &Router, login: &Login, command: &Command) -> Outcome<Output> {
    let session = login.session.ok_or_else(|| unsupported(command, "without a session of one's own"))?;
    let now = router.clock.now();
    let mut state = router.state();
    let mine = state.safe_mode.as_ref().is_some_and(|held| held.session == session);
    match command.verb.as_str() {
        "print" => return Ok(Output::Rows(vec![row(&state, session)])),
        "get" => {
            let name =
                command.word("value-name").ok_or_else(|| unsupported(command, "without value-name"))?;
            return Ok(Output::Ret(row(&state, session).get(name).cloned().unwrap_or_default()));
        }
        "take" => take(&mut state, session, login, command, now)?,
        "toggle" if state.safe_mode.is_none() => state.take(session, &login.user),
        "release" | "toggle" if mine => state.safe_mode = None,
        "unroll" if mine => state.unroll_safe_mode(now),
        _ => return Err(unsupported(command, "by a session that doesn't hold it")),
    }
    Ok(Output::Done)
}

fn unsupported(command: &Command, what: &str) -> Trap {
    Trap::Unsupported(format!("/safe-mode/{} {what}", command.verb))
}

/// Takes it, from another session as `on-error` says.
fn take(state: &mut State, session: u32, login: &Login, command: &Command, now: Moment) -> Outcome<()> {
    let holder = state.safe_mode.as_ref().map(|held| held.session);
    match command.word("on-error") {
        _ if holder == Some(session) => return Ok(()),
        _ if holder.is_none() => {}
        Some("unroll") => state.unroll_safe_mode(now),
        Some("release") => {}
        _ => return Err(unsupported(command, "while another session holds it")),
    }
    state.take(session, &login.user);
    Ok(())
}

/// Who holds it, as seen by `session`.
fn row(state: &State, session: u32) -> Record {
    let mut row = Record::from([("enabled", state.safe_mode.is_some().to_string())]);
    if let Some(held) = &state.safe_mode {
        row.insert("user", held.user.clone());
        row.insert("current", (held.session == session).to_string());
    }
    row
}
