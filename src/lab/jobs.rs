//! Scripts that run: each is a row of `/system/script/job`, and removing the row ends it.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::command::Login;
use super::router::Router;
use super::script::{self, Block, Finished, Refused, Stop};
use super::state::State;
use super::table::{Origin, Row};
use super::value::Value;

/// Where they are listed.
pub(super) const MENU: &str = "system/script/job";

/// How many scripts may run at once.
const MOST: usize = 256;

/// What ends each job, by its number.
#[derive(Debug, Default)]
pub(super) struct Jobs(Mutex<HashMap<u32, CancellationToken>>);

impl Jobs {
    /// Ends all of them.
    pub(super) fn kill(&self) {
        self.0.lock().values().for_each(CancellationToken::cancel);
    }
}

/// A job, until this is dropped.
pub(super) struct Job<'a> {
    router: &'a Router,
    /// The number behind its `.id`.
    pub(super) id: u32,
    end: CancellationToken,
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        self.router.jobs.0.lock().remove(&self.id);
        if let Some(table) = self.router.state().table_mut(MENU) {
            table.rows.retain(|row| row.id != self.id);
        }
        self.router.changed();
    }
}

impl Job<'_> {
    /// Runs `script` in this job, until it ends or the job is removed.
    pub(super) async fn run(self, login: Login, script: Block) -> Finished {
        let killed = || Finished { output: String::new(), end: Err(Stop::Killed) };
        let Some(router) = self.router.shared() else { return killed() };
        tokio::select! {
            biased;
            () = self.router.stop.cancelled() => killed(),
            () = self.end.cancelled() => killed(),
            finished = script::run(router, login, &script) => finished,
        }
    }
}

impl Router {
    /// What `source` says, or why this router can't read it.
    pub(super) fn read_script(&self, source: &str) -> Result<Block, Refused> {
        let tree = self.state().tree.clone();
        script::read(source, &tree)
    }

    /// A new job of `login` for the script called `name`, or for a nameless one; `None` when too many run.
    pub(super) fn begin_job(&self, name: Option<&str>, login: &Login) -> Option<Job<'_>> {
        let end = CancellationToken::new();
        let mut jobs = self.jobs.0.lock();
        if jobs.len() >= MOST {
            return None;
        }
        let id = list(&mut self.state(), name, login, self.clock.now().wall)?;
        jobs.insert(id, end.clone());
        drop(jobs);
        self.changed();
        Some(Job { router: self, id, end })
    }

    /// Ends the jobs whose rows are gone.
    pub(super) fn kill_removed(&self) {
        let mut jobs = self.jobs.0.lock();
        let state = self.state();
        jobs.retain(|id, end| {
            let listed = state.row(MENU, *id).is_some();
            if !listed {
                end.cancel();
            }
            listed
        });
    }

    /// Writes to the log that a script failed, and where it came from.
    pub(super) fn log_failure(&self, stop: &Stop, about: Option<String>) {
        let told = match stop {
            Stop::Failed(message) => message.clone(),
            Stop::Unsupported(what) => format!("not simulated: {what}"),
            Stop::Return | Stop::Killed => return,
        };
        let now = self.clock.now().wall;
        let mut state = self.state();
        for line in [Some(told), about].into_iter().flatten() {
            state.log.add(now, "script,error", line);
        }
    }
}

/// Adds the row of a new job; returns its number.
fn list(state: &mut State, name: Option<&str>, login: &Login, now: i64) -> Option<u32> {
    let id = state.allocate(MENU);
    let started = state.stamp(now);
    let mut row = Row::new(id, Origin::User);
    let policies = login.policies.listed();
    for (field, text) in [
        ("script", name.unwrap_or_default()),
        ("owner", &login.user),
        ("started", &started),
        ("type", "command"),
        ("policy", &policies),
    ] {
        if !text.is_empty() {
            row.put(field, Some(Value::text(text)));
        }
    }
    state.table_mut(MENU)?.rows.push(row);
    Some(id)
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Wrong(message) => Self::Failed(message),
            Refused::Unsupported(what) => Self::Unsupported(what),
        }
    }
}
