//! The only place that prints, prompts or draws progress.
//!
//! Data goes to stdout, everything else to stderr. A reader that closes the pipe ends the program quietly. Prompts
//! appear only on a terminal; without one, what would have been asked is a `refused` error that names the flag. Ctrl-C
//! at a prompt, or the end of input, ends the verb as `interrupted`.

mod bar;
mod error;
mod prompt;
mod render;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use dialoguer::{Confirm, Input, Password};
use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

pub(super) use bar::Bar;

use super::global::{ColorChoice, Format, Global};
use crate::error::{Error, ErrorKind, Result};
use crate::settings::ProcessEnvironment;

/// Where output goes and how it looks; cheap to clone.
#[derive(Clone)]
pub(super) struct Ui(Arc<Inner>);

struct Inner {
    format: Format,
    quiet: bool,
    verbose: bool,
    yes: bool,
    prompts: bool,
    color: bool,
    terminal: bool,
}

impl Ui {
    pub(super) fn new(global: &Global, environment: &ProcessEnvironment) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let color = match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => environment.wants_color(terminal),
        };
        let prompts = terminal && std::io::stdin().is_terminal() && !global.no_input;
        let inner = Inner {
            format: global.output,
            quiet: global.quiet,
            verbose: global.verbose > 0,
            yes: global.yes,
            prompts,
            color,
            terminal,
        };
        Self(Arc::new(inner))
    }

    /// Prints what clap says (help, version, a usage error) and returns its exit code. `arguments` could not be read
    /// as a whole, so whether they ask for JSON is seen from their words.
    pub(super) fn clap(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
        if error.use_stderr() && error::wants_json(arguments) {
            to_stderr(&error::json(&error::usage(error)));
        } else {
            let _closed = error.print();
        }
        ExitCode::from(if error.use_stderr() { ErrorKind::Usage.row().exit } else { 0 })
    }

    /// Whether stderr is coloured.
    pub(super) fn wants_color(&self) -> bool {
        self.0.color
    }

    /// The output format.
    pub(super) fn format(&self) -> Format {
        self.0.format
    }

    /// Prints rows: a table of `columns`, or every field in the other formats; CSV has a column for each field that such a
    /// row may have.
    pub(super) fn rows<T: Serialize + JsonSchema>(&self, columns: &[&str], rows: &[T]) -> Result<()> {
        self.rows_with(columns, &render::fields_of::<T>(), rows)
    }

    /// As [`Ui::rows`], where `fields` are what such a row may have.
    pub(super) fn rows_with<T: Serialize>(
        &self,
        columns: &[&str],
        fields: &[String],
        rows: &[T],
    ) -> Result<()> {
        let rows = rows.iter().map(to_value).collect::<Result<Vec<_>>>()?;
        if rows.is_empty() && self.0.format == Format::Table {
            self.note("nothing to show");
            return Ok(());
        }
        self.print(&render::rows(self.0.format, columns, fields, &rows)?)
    }

    /// Prints one thing: its fields a line each, or the bare object.
    pub(super) fn object<T: Serialize>(&self, object: &T) -> Result<()> {
        self.print(&render::object(self.0.format, &to_value(object)?)?)
    }

    /// Prints one thing that is shown this once; that nobody reads it any more is an error, too.
    pub(super) fn object_once<T: Serialize>(&self, object: &T) -> Result<()> {
        write(&render::object(self.0.format, &to_value(object)?)?).map_err(unwritten)
    }

    /// Prints one thing as one line of JSON, whatever the format.
    pub(super) fn line<T: Serialize>(&self, thing: &T) -> Result<()> {
        self.print(&format!("{}\n", to_value(thing)?))
    }

    /// Prints text as it is.
    #[expect(clippy::unused_self, reason = "printing is the ui's to do, whatever it looks like")]
    pub(super) fn print(&self, text: &str) -> Result<()> {
        match write(text) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(unwritten),
        }
    }

    /// Says something on stderr, unless `-q`.
    pub(super) fn note(&self, text: &str) {
        if !self.0.quiet {
            to_stderr(text);
        }
    }

    /// Says on stderr, even with `-q`, what failed of several things that the verb is about: its own error only counts.
    #[expect(clippy::unused_self, reason = "printing is the ui's to do, whatever it looks like")]
    pub(super) fn complain(&self, text: &str) {
        to_stderr(text);
    }

    /// Prints an error: for people, or as `{"error":…}` with `-o json`.
    pub(super) fn error(&self, error: &Error) {
        let text = match self.0.format {
            Format::Json | Format::Jsonl => error::json(error),
            _ => error::text(error, self.0.color, self.0.verbose),
        };
        to_stderr(&text);
    }

    /// Asks whether to go on; `--yes` answers, and without a terminal the answer is a `refused` error.
    pub(super) async fn confirm(&self, question: &str) -> Result<()> {
        if self.0.yes {
            return Ok(());
        }
        if !self.0.prompts {
            return Err(Error::new(ErrorKind::Refused, format!("not confirmed: {question}"))
                .hint("confirm with --yes"));
        }
        let question = question.to_owned();
        let confirmed = prompt::asked(move || {
            Confirm::new().with_prompt(question).default(false).wait_for_newline(true).interact()
        });
        if confirmed.await? {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Refused, "not confirmed"))
    }

    /// Asks for a line of text; without a terminal the error names `flag`.
    pub(super) async fn ask(&self, prompt: &str, flag: &str) -> Result<String> {
        self.needs_terminal(prompt, flag)?;
        let prompt = prompt.to_owned();
        prompt::asked(move || Input::new().with_prompt(prompt).interact_text()).await
    }

    /// Asks for a line of text that may be left empty; without a terminal the error names `flag`.
    pub(super) async fn ask_optional(&self, prompt: &str, flag: &str) -> Result<String> {
        self.needs_terminal(prompt, flag)?;
        let prompt = prompt.to_owned();
        prompt::asked(move || Input::new().with_prompt(prompt).allow_empty(true).interact_text()).await
    }

    /// Asks for a secret without showing it; without a terminal the error names `flag`.
    pub(super) async fn ask_secret(&self, prompt: &str, flag: &str) -> Result<SecretString> {
        self.needs_terminal(prompt, flag)?;
        let prompt = prompt.to_owned();
        // At the end of input there is nothing, however often it is asked.
        let asked = move || Password::new().with_prompt(prompt).allow_empty_password(true).interact();
        let answer = SecretString::from(prompt::asked(asked).await?);
        if answer.expose_secret().is_empty() {
            return Err(Error::new(ErrorKind::Interrupted, "nothing was given"));
        }
        Ok(answer)
    }

    /// Whether questions can be asked.
    pub(super) fn can_ask(&self) -> bool {
        self.0.prompts
    }

    fn needs_terminal(&self, prompt: &str, flag: &str) -> Result<()> {
        if self.0.prompts {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Refused, format!("{} is missing", prompt.to_lowercase()))
            .hint(format!("there is no terminal to ask on: give {flag}")))
    }

    /// A progress bar, drawn on a terminal only.
    pub(super) fn bar(&self, what: &str) -> Bar {
        Bar::new(what, self.0.terminal && !self.0.quiet)
    }
}

fn to_value<T: Serialize>(thing: &T) -> Result<Value> {
    serde_json::to_value(thing).map_err(|error| Error::internal("output cannot be written as JSON", error))
}

fn write(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
}

fn unwritten(error: std::io::Error) -> Error {
    Error::internal("stdout cannot be written", error)
}

/// A closed stderr is no reason to fail.
fn to_stderr(text: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "{text}");
}
