//! Questions on the terminal, a line each.
//!
//! The terminal itself edits the line. What interrupts is read as its last character instead of being sent as a signal:
//! a program that waits for signals elsewhere would not see it before the line is complete. The terminal is as before
//! whatever comes of the question.

use std::io::Write;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::io::Errno;
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

/// No answer is longer, bytes.
const LONGEST: usize = 4096;
/// The special character of a terminal that has none in that place.
const NONE: u8 = if cfg!(target_os = "linux") { 0 } else { 0xff };

/// Whether the terminal shows what is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Echo {
    Shown,
    Hidden,
}

/// Asks until there is an answer of readable text, perhaps an empty one. Ctrl-C, and the end of input, are
/// `interrupted`.
pub(super) fn line(question: &str, echo: Echo) -> Result<Zeroizing<String>> {
    loop {
        let answer = answer(question, echo);
        // The end of the line was not shown, or there was none.
        if echo == Echo::Hidden || answer.is_err() {
            say("\n");
        }
        match text(&answer?) {
            Some(text) => return Ok(text),
            None => say("that is not readable text; once more\n"),
        }
    }
}

fn answer(question: &str, echo: Echo) -> Result<Zeroizing<Vec<u8>>> {
    let stdin = std::io::stdin();
    let terminal = Terminal::ask(stdin.as_fd(), echo).map_err(unreadable)?;
    say(question);
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    loop {
        let mut part = Zeroizing::new([0; LONGEST]);
        let count = match rustix::io::read(terminal.fd, &mut *part) {
            Err(Errno::INTR) => continue,
            read => read.map_err(unreadable)?,
        };
        match part.get(..count) {
            Some([]) | None => return Err(interrupted("the input ended without an answer")),
            Some(part) if terminal.interrupts(part) => return Err(interrupted("stopped by Ctrl-C")),
            Some(part) if line.len() + part.len() > LONGEST => return Err(too_long()),
            Some(part) => line.extend_from_slice(part),
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            return Ok(line);
        }
    }
}

fn text(line: &[u8]) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(line).ok()?;
    (!text.chars().any(char::is_control)).then(|| Zeroizing::new(text.to_owned()))
}

/// A terminal that is asked; as it was before once this is dropped.
struct Terminal<'a> {
    fd: BorrowedFd<'a>,
    before: Termios,
}

impl<'a> Terminal<'a> {
    fn ask(fd: BorrowedFd<'a>, echo: Echo) -> rustix::io::Result<Self> {
        let before = tcgetattr(fd)?;
        let mut mode = before.clone();
        mode.input_modes.insert(InputModes::ICRNL);
        mode.local_modes.insert(LocalModes::ICANON);
        mode.local_modes.remove(LocalModes::ISIG);
        mode.local_modes.set(LocalModes::ECHO, echo == Echo::Shown);
        mode.special_codes[SpecialCodeIndex::VEOL] = before.special_codes[SpecialCodeIndex::VINTR];
        // What was typed before the echo was off has been shown, and is no secret.
        let when = if echo == Echo::Hidden { OptionalActions::Flush } else { OptionalActions::Drain };
        tcsetattr(fd, when, &mode)?;
        Ok(Self { fd, before })
    }

    fn interrupts(&self, part: &[u8]) -> bool {
        let interrupt = self.before.special_codes[SpecialCodeIndex::VINTR];
        interrupt != NONE && part.last() == Some(&interrupt)
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // A terminal that has gone needs no repair.
        let _gone = tcsetattr(self.fd, OptionalActions::Drain, &self.before);
    }
}

/// Terminals that are closed have nobody to ask.
fn say(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _closed = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

fn interrupted(why: &str) -> Error {
    Error::new(ErrorKind::Interrupted, why)
}

fn unreadable(error: Errno) -> Error {
    interrupted("the terminal cannot be asked").caused_by(error)
}

fn too_long() -> Error {
    Error::usage(format!("the answer is longer than {LONGEST} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_text_without_keys_that_nobody_sees() {
        assert_eq!(text("zoë 1".as_bytes()).as_deref().map(String::as_str), Some("zoë 1"));
        assert_eq!(text(b"").as_deref().map(String::as_str), Some(""));
        for unreadable in [&b"\x1b[A"[..], b"a\tb", b"\xff"] {
            assert!(text(unreadable).is_none(), "{unreadable:?}");
        }
    }
}
