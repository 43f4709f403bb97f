//! Questions on the terminal.
//!
//! They are asked on a thread of their own: one that reads cannot be told to stop, and the process does not wait for it.
//! The terminal is as before whatever comes of the question.

use std::thread;

use dialoguer::console::Term;
use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind, Result};

/// Asks `question` until it is answered; Ctrl-C is `interrupted`.
pub(super) async fn asked<T: Send + 'static>(
    question: impl FnOnce() -> dialoguer::Result<T> + Send + 'static,
) -> Result<T> {
    let interrupts = signal(SignalKind::interrupt());
    let mut interrupts = interrupts.map_err(|error| Error::internal("signals cannot be received", error))?;
    let _as_before = Terminal::as_it_is();
    let (answer, answered) = oneshot::channel();
    // Where nobody waits for the answer any more, it is nobody's.
    thread::spawn(move || answer.send(question()).is_ok());
    tokio::select! {
        answer = answered => match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(dialoguer::Error::IO(error))) => Err(interrupted("the question was not answered").caused_by(error)),
            Err(_) => Err(interrupted("the question was not answered")),
        },
        _ = interrupts.recv() => Err(interrupted("stopped by Ctrl-C")),
    }
}

fn interrupted(why: &str) -> Error {
    Error::new(ErrorKind::Interrupted, why)
}

/// How the terminal was; it is so again once this is dropped.
struct Terminal(Option<Termios>);

impl Terminal {
    fn as_it_is() -> Self {
        Self(tcgetattr(stdin()).ok())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // A terminal that has gone needs no repair.
            let _gone = tcsetattr(stdin(), OptionalActions::Drain, before);
            let _gone = Term::stderr().show_cursor();
        }
    }
}
