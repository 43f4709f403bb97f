//! What every verb is given: output, settings, and the way to an open installation.

use std::sync::Arc;

use parking_lot::Mutex;
use tracing::level_filters::LevelFilter;

use super::global::{Format, Global};
use super::ui::Ui;
use crate::app::{App, schema};
use crate::domain::principal::{Caller, Principal};
use crate::error::{Error, Result};
use crate::observe::logging;
use crate::settings::{self, ProcessEnvironment, Resolved};

/// The context of one run.
pub(super) struct Cx {
    pub(super) ui: Ui,
    pub(super) environment: ProcessEnvironment,
    global: Global,
    /// The installation that this run has open.
    opened: Mutex<Option<Arc<App>>>,
}

impl Cx {
    pub(super) fn new(global: Global, ui: Ui, environment: ProcessEnvironment) -> Self {
        Self { ui, environment, global, opened: Mutex::default() }
    }

    /// The settings in force, `overrides` being the verb's own flags; warnings go to stderr.
    pub(super) fn settings(&self, overrides: Vec<(String, String)>) -> Result<Resolved> {
        let mut all: Vec<(String, String)> = Vec::new();
        for text in &self.global.set {
            let (key, value) = text.split_once('=').ok_or_else(|| {
                Error::usage(format!("--set {text:?} has no \"=\"")).hint("write --set KEY=VALUE")
            })?;
            let key = key.trim();
            if all.iter().any(|(earlier, _)| earlier == key) {
                return Err(Error::usage(format!("--set {key} is given more than once"))
                    .hint("give it once; the items of a list are separated by commas"));
            }
            all.push((key.to_owned(), value.to_owned()));
        }
        all.extend(overrides);
        let resolved = settings::load(&settings::Request {
            config: self.global.config.clone(),
            overrides: all,
            environment: self.environment.clone(),
        })?;
        resolved.warnings.iter().for_each(|warning| self.ui.note(warning));
        Ok(resolved)
    }

    /// Opens the installation that the settings name; logs go to stderr as far as `-v` asks.
    async fn app(&self, must_exist: bool) -> Result<Arc<App>> {
        let resolved = self.settings(Vec::new())?;
        if must_exist {
            schema::must_exist(&resolved.settings).await?;
        }
        self.start_logging()?;
        let app = Arc::new(App::open(resolved.settings, &self.environment).await?);
        *self.opened.lock() = Some(app.clone());
        Ok(app)
    }

    /// Closes the installation that is open, if any, where the work with it was broken off.
    pub(super) async fn close(&self) {
        let opened = self.opened.lock().take();
        if let Some(app) = opened {
            app.close().await;
        }
    }

    /// Runs `work` with the installation that is there and closes it afterwards, whatever came of the work. Where none is,
    /// that is an error: one made by a mistyped path would look like a fleet without devices.
    pub(super) async fn with_app<T>(&self, work: impl AsyncFnOnce(&Arc<App>) -> Result<T>) -> Result<T> {
        run(self.app(true).await?, work).await
    }

    /// As [`Cx::with_app`], and makes the installation where there is none: for verbs with which one begins.
    pub(super) async fn with_new_app<T>(&self, work: impl AsyncFnOnce(&Arc<App>) -> Result<T>) -> Result<T> {
        run(self.app(false).await?, work).await
    }

    /// The login name of whoever runs this.
    pub(super) fn user(&self) -> String {
        self.environment.user()
    }

    /// The person at the shell.
    pub(super) fn caller(&self) -> Caller {
        Caller::new(Principal::shell(&self.user()), ulid::Ulid::generate().to_string())
    }

    /// Whether a verb that was done says nothing: `-q`, and no form in which to say it.
    pub(super) fn wants_silence(&self) -> bool {
        self.global.quiet && matches!(self.global.output, Format::Table)
    }

    /// Logs of a verb: errors with `-q`, warnings, and more with each `-v`.
    fn start_logging(&self) -> Result<()> {
        let format = logging::Format::Text { colour: self.ui.wants_color() };
        logging::init(self.log_level(LevelFilter::WARN), format, None).map(drop)
    }

    /// How much is logged: `usual`, errors only with `-q`, at least as much as each `-v` asks for.
    pub(super) fn log_level(&self, usual: LevelFilter) -> LevelFilter {
        match (self.global.quiet, self.global.verbose) {
            (true, _) => LevelFilter::ERROR,
            (false, 0) => usual,
            (false, 1) => usual.max(LevelFilter::INFO),
            (false, 2) => usual.max(LevelFilter::DEBUG),
            _ => LevelFilter::TRACE,
        }
    }
}

async fn run<T>(app: Arc<App>, work: impl AsyncFnOnce(&Arc<App>) -> Result<T>) -> Result<T> {
    let result = work(&app).await;
    app.close().await;
    result
}
