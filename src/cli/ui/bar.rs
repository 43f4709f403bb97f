//! A progress bar that is also where a use case's progress goes.

use async_trait::async_trait;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::progress::Progress;

/// A bar on stderr, or nothing where there is no terminal.
pub(in crate::cli) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(what: &str, visible: bool) -> Self {
        if !visible {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        let style = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self(bar)
    }
}

impl Bar {
    /// Shows what is being done now.
    pub(in crate::cli) fn say(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[async_trait]
impl Progress for Bar {
    async fn report(&self, _done: f64, _total: Option<f64>, message: &str) {
        self.0.set_message(message.to_owned());
    }
}
