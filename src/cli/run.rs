//! From the arguments to the exit code.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tokio::runtime::Runtime;

use super::context::Cx;
use super::tree::{Cli, Verb, command};
use super::ui::Ui;
use crate::error::{Error, ErrorKind, Result};
use crate::settings::ProcessEnvironment;

/// How long blocking work may go on after its verb has ended.
const PATIENCE: Duration = Duration::from_secs(2);

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
        Verb::Plan(verb) => {
            let runtime = runtime(tokio::runtime::Builder::new_multi_thread())?;
            if verb.sees_to_interrupts() {
                let result = runtime.block_on(verb.run(&cx));
                runtime.shutdown_timeout(PATIENCE);
                return result;
            }
            interruptible(runtime, &cx, verb.run(&cx))
        }
        verb => {
            let runtime = runtime(tokio::runtime::Builder::new_current_thread())?;
            interruptible(runtime, &cx, run_async(verb, &cx))
        }
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

fn runtime(mut builder: tokio::runtime::Builder) -> Result<Runtime> {
    builder.enable_all().build().map_err(|error| Error::internal("the async runtime did not start", error))
}

/// Runs a verb, which Ctrl-C ends with its own exit code. What is owed to the audit trail is written first, and a change of a
/// router that was begun comes to its end; a second Ctrl-C waits for neither.
fn interruptible(runtime: Runtime, cx: &Cx, work: impl Future<Output = Result<()>>) -> Result<()> {
    let result = runtime.block_on(async {
        tokio::select! {
            result = work => return result,
            _ = tokio::signal::ctrl_c() => {}
        }
        tokio::select! {
            () = cx.close() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        Err(Error::new(ErrorKind::Interrupted, "stopped by Ctrl-C"))
    });
    // A thread that reads from a terminal does not end by itself.
    runtime.shutdown_timeout(PATIENCE);
    result
}
