//! Questions on the terminal.
//!
//! They are asked on a thread of their own: one that reads cannot be told to stop, and the process does not wait for it.
//! The terminal is as before whatever comes of the question.

use std::thread::{self, JoinHandle};
use std::time::Duration;

use dialoguer::console::Term;
use rustix::stdio::stdin;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind, Result};

/// Asks `question` until it is answered; Ctrl-C is `interrupted`.
pub(super) async fn asked<T: Send + 'static>(
    question: impl FnOnce() -> dialoguer::Result<T> + Send + 'static,
) -> Result<T> {
    let interrupts = signal(SignalKind::interrupt());
    let mut interrupts = interrupts.map_err(|error| Error::internal("signals cannot be received", error))?;
    let before = tcgetattr(stdin()).ok();
    let (answer, answered) = oneshot::channel();
    // Where nobody waits for the answer any more, it is nobody's.
    let asks = thread::spawn(move || drop(answer.send(question())));
    let _as_before = Terminal { before, asks };
    tokio::select! {
        answer = answered => match answer {
            Ok(answer) => answer.map_err(|error| interrupted("the question was not answered").caused_by(error)),
            Err(_) => Err(interrupted("nobody asked the question")),
        },
        _ = interrupts.recv() => Err(interrupted("stopped by Ctrl-C")),
    }
}

fn interrupted(why: &str) -> Error {
    Error::new(ErrorKind::Interrupted, why)
}

/// How often, and after how long each time, a thread that asks is looked at until it has the terminal as it wants it.
const LOOKS: (usize, Duration) = (100, Duration::from_millis(2));

/// How the terminal was; it is so again once this is dropped.
struct Terminal {
    before: Option<Termios>,
    asks: JoinHandle<()>,
}

impl Terminal {
    /// Whether the thread may yet change the terminal: it does so once, and a terminal that is asked shows nothing by itself.
    fn may_change(&self) -> bool {
        let shows = |terminal: &Termios| terminal.local_modes.contains(LocalModes::ECHO);
        let changes = self.before.as_ref().is_some_and(shows) && tcgetattr(stdin()).as_ref().is_ok_and(shows);
        changes && !self.asks.is_finished()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let Some(before) = &self.before else { return };
        // What is put back before the thread has begun would not last.
        let (times, pause) = LOOKS;
        for _ in 0..times {
            if !self.may_change() {
                break;
            }
            thread::sleep(pause);
        }
        // A terminal that has gone needs no repair.
        let _gone = tcsetattr(stdin(), OptionalActions::Drain, before);
        let _gone = Term::stderr().show_cursor();
    }
}
