//! A router put back to where it was, for tests that try many things from one beginning.

use super::command::{Command, Login};
use super::export;
use super::heard::Heard;
use super::policy::Policies;
use super::run::Running;
use super::state::State;
use super::time::Moment;
use crate::error::{Error, Result};

/// How a router was.
#[derive(Debug, Clone)]
pub struct Kept {
    state: State,
    at: Moment,
}

impl Running {
    /// How it is now.
    pub fn keep(&self) -> Kept {
        Kept { state: self.router.state().clone(), at: self.router.clock.now() }
    }

    /// Makes it as it was, clocks included: scripts end, clients are forgotten, faults and requests too.
    pub fn put_back(&self, kept: &Kept) {
        self.router.faults.clear();
        self.router.jobs.kill();
        self.router.forget_clients();
        self.router.clock.set(kept.at);
        *self.router.state() = kept.state.clone();
        self.router.ear.forget();
        self.router.changed();
    }

    /// The requests that it heard, oldest first, the last ten thousand of them.
    pub fn heard(&self) -> Vec<Heard> {
        self.router.ear.all()
    }

    /// Forgets what it heard, and counts from 1 again.
    pub fn forget_heard(&self) {
        self.router.ear.forget();
    }

    /// Its configuration, one whole command per line, as `/export terse` says it; with secrets; users and files
    /// are no part of it.
    pub fn export(&self) -> Result<String> {
        let from = self.address;
        let login = Login { user: "another".to_owned(), policies: Policies::all(), from, session: None };
        let command = Command {
            verb: "export".to_owned(),
            words: ["terse", "show-sensitive"].map(|flag| (flag.to_owned(), String::new())).to_vec(),
            ..Command::default()
        };
        export::spoken(&self.router, &login, &command, None)
            .map_err(|trap| Error::configuration(format!("the lab refuses the export: {trap:?}")))
    }

    /// The password of a user.
    pub fn password_of(&self, user: &str) -> Option<String> {
        let state = self.router.state();
        let row = state.rows("user").iter().find(|row| row.text("name") == Some(user))?;
        row.text("password").map(str::to_owned)
    }

    /// Adds a row that RouterOS makes by itself: users see it, and can neither change nor remove it.
    ///
    /// Fails with `Configuration` when the menu has no such row.
    pub fn add_dynamic(&self, path: &str, words: &[(&str, &str)]) -> Result<()> {
        self.seed(path, &[words, &[("dynamic", "yes")]].concat())
    }

    /// Lets another admin, who may do anything, do something: `verb` of the menu `path` with these words.
    ///
    /// Fails with `Configuration` when the router refuses it.
    pub async fn intervene(&self, path: &str, verb: &str, words: &[(&str, &str)]) -> Result<()> {
        let words = words.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let command = Command { path: path.to_owned(), verb: verb.to_owned(), words, ..Command::default() };
        let done = self.router.command(command).await;
        done.map(drop)
            .map_err(|trap| Error::configuration(format!("the lab refuses {verb} of {path}: {trap:?}")))
    }
}
