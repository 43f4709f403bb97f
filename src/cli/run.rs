//! From the arguments to the exit code.

use std::process::ExitCode;

use clap::Parser;

use super::context::Cx;
use super::tree::{Cli, Verb, command};
use super::ui::Ui;
use crate::error::{Error, Result};
use crate::settings::ProcessEnvironment;

/// Runs the command line of this process and returns its exit code.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return Ui::clap(&error, &arguments),
    };
    let environment = ProcessEnvironment::from_process();
    let ui = Ui::new(&cli.global, &environment);
    match run(cli, ui.clone(), environment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui.error(&error);
            ExitCode::from(error.kind().row().exit)
        }
    }
}

fn run(cli: Cli, ui: Ui, environment: ProcessEnvironment) -> Result<()> {
    let cx = Cx::new(cli.global, ui, environment);
    match cli.verb {
        Verb::Keygen(verb) => verb.run(&cx),
        Verb::Completions(verb) => verb.run(&cx, &mut command()),
        Verb::Man(verb) => verb.run(&cx, &command()),
        Verb::Menu(verb) => verb.run(&cx),
        Verb::Serve(verb) => runtime(tokio::runtime::Builder::new_multi_thread())?.block_on(verb.run(&cx)),
        Verb::Lab(verb) => runtime(tokio::runtime::Builder::new_multi_thread())?.block_on(verb.run(&cx)),
        // It sees to Ctrl-C itself: a change must end in a known state.
        Verb::Plan(verb) => runtime(tokio::runtime::Builder::new_multi_thread())?.block_on(verb.run(&cx)),
        verb => runtime(tokio::runtime::Builder::new_current_thread())?
            .block_on(interruptible(run_async(verb, &cx))),
    }
}

async fn run_async(verb: Verb, cx: &Cx) -> Result<()> {
    match verb {
        Verb::Init(verb) => verb.run(cx).await,
        Verb::Key(verb) => verb.run(cx).await,
        Verb::Migrate(verb) => verb.run(cx).await,
        Verb::Device(verb) => verb.run(cx).await,
        Verb::Get(verb) => verb.run(cx).await,
        Verb::Tool(verb) => verb.run(cx).await,
        Verb::Health(verb) => verb.run(cx).await,
        Verb::Config(verb) => verb.run(cx).await,
        Verb::Audit(verb) => verb.run(cx).await,
        Verb::Doctor(verb) => verb.run(cx).await,
        Verb::Backup(verb) => verb.run(cx).await,
        Verb::Token(verb) => verb.run(cx).await,
        Verb::Settings(verb) => verb.run(cx).await,
        Verb::Keygen(_)
        | Verb::Completions(_)
        | Verb::Man(_)
        | Verb::Menu(_)
        | Verb::Plan(_)
        | Verb::Serve(_)
        | Verb::Lab(_) => Ok(()),
    }
}

fn runtime(mut builder: tokio::runtime::Builder) -> Result<tokio::runtime::Runtime> {
    builder.enable_all().build().map_err(|error| Error::internal("the async runtime did not start", error))
}

/// Ctrl-C ends a verb with its own exit code.
async fn interruptible(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::select! {
        result = work => result,
        _ = tokio::signal::ctrl_c() => {
            Err(Error::new(crate::error::ErrorKind::Interrupted, "stopped by Ctrl-C"))
        }
    }
}
