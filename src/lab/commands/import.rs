//! `/import`: runs the commands of a file (RouterOS manual, "Configuration Management").
//!
//! What stands before the first error has run, for an import is no transaction; a dry run only reads.

use super::only;
use crate::domain::version::Version;
use crate::lab::command::{Command, Login, Output};
use crate::lab::files;
use crate::lab::router::Router;
use crate::lab::script::{Refused, Stop, run as execute};
use crate::lab::trap::{Outcome, Trap};
use crate::lab::value::{Refusal, integer};

/// The first version that takes `dry-run`.
const DRY_RUN: Version = Version::new(7, 16, 0);

/// Runs `/import`.
pub(super) async fn run(router: &Router, login: &Login, command: &Command) -> Outcome<Output> {
    let dry_run = router.state().tree.version() >= DRY_RUN;
    let known = ["file-name", "from-line", "verbose", "dry-run"];
    only(command, if dry_run { &known } else { known.get(..3).unwrap_or_default() })?;
    let name = command.word("file-name").ok_or_else(|| Trap::missing("file-name"))?;
    let mut lines = logical(&files::contents(&router.state(), name)?);
    let from = command.word("from-line").map_or(Some(1), integer);
    let from = from.and_then(|from| usize::try_from(from).ok());
    let from = from.ok_or_else(|| Trap::value("from-line", &Refusal::Invalid))?;
    for line in lines.iter_mut().filter(|line| line.number < from) {
        line.skip();
    }
    if !command.flag("dry-run") {
        return perform(router, login, lines).await;
    }
    match command.word("verbose") {
        Some("yes" | "progress" | "") => rehearse(router, lines),
        _ => Err(Trap::Unsupported("the words of /import with dry-run and without verbose".to_owned())),
    }
}

/// A command with the lines that it goes on in.
struct Line {
    /// Its first line, counted from 1.
    number: usize,
    text: String,
}

impl Line {
    /// Leaves nothing of it but its place.
    fn skip(&mut self) {
        self.text = "\n".repeat(self.text.matches('\n').count());
    }

    fn has(&self, number: usize) -> bool {
        (self.number..self.number + self.text.matches('\n').count()).contains(&number)
    }
}

/// `text`, split where commands end; what goes on in another line is joined, and the lines are made up for at the end.
fn logical(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open = 0;
    for (index, physical) in text.lines().enumerate() {
        let physical = physical.trim_end_matches('\r');
        let goes_on = physical.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let goes_on = goes_on && !physical.starts_with('#');
        let part = if goes_on { physical.strip_suffix('\\').unwrap_or(physical) } else { physical };
        match lines.last_mut().filter(|_| open > 0) {
            Some(line) => line.text += part.trim_start(),
            None => lines.push(Line { number: index + 1, text: part.to_owned() }),
        }
        open += 1;
        if !goes_on && let Some(line) = lines.last_mut() {
            line.text += &"\n".repeat(std::mem::take(&mut open));
        }
    }
    lines
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect()
}

/// Runs what can be read, up to the first line that can't.
async fn perform(router: &Router, login: &Login, mut lines: Vec<Line>) -> Outcome<Output> {
    let mut wrong = None;
    let script = loop {
        match router.read_script(&joined(&lines)) {
            Ok(script) => break script,
            Err(Refused::Unsupported(what)) => return Err(Trap::Unsupported(what)),
            Err(Refused::Wrong(words)) => {
                let at = place(&lines, &words);
                wrong.get_or_insert(words);
                lines.truncate(at.unwrap_or_default());
            }
        }
    };
    let shared = router.shared().ok_or(Trap::SessionClosed)?;
    let login = Login { session: None, ..login.clone() };
    match (Box::pin(execute(shared, login, &script)).await.end, wrong) {
        (Ok(()) | Err(Stop::Return), None) => Ok(Output::Done),
        (Ok(()) | Err(Stop::Return), Some(words)) | (Err(Stop::Failed(words)), _) => Err(error(&words)),
        (Err(Stop::Unsupported(what)), _) => Err(Trap::Unsupported(what)),
        (Err(Stop::Killed), _) => Err(Trap::Interrupted),
    }
}

/// Reads all of it and counts the commands that can't be read.
fn rehearse(router: &Router, mut lines: Vec<Line>) -> Outcome<Output> {
    let mut errors = 0_usize;
    loop {
        match router.read_script(&joined(&lines)) {
            Ok(_) if errors == 0 => return Ok(Output::Done),
            Ok(_) => return Err(error(&format!("found {errors} error(s) in import file"))),
            Err(Refused::Unsupported(what)) => return Err(Trap::Unsupported(what)),
            Err(Refused::Wrong(words)) => {
                errors += 1;
                let at = place(&lines, &words).and_then(|at| lines.get_mut(at));
                let line = at.filter(|line| !line.text.trim().is_empty());
                line.ok_or_else(|| error(&words))?.skip();
            }
        }
    }
}

/// Which of `lines` the words `… (line 3 column 5)` are about.
fn place(lines: &[Line], words: &str) -> Option<usize> {
    let (_, rest) = words.rsplit_once("line ")?;
    let number = rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    lines.iter().position(|line| line.has(number))
}

fn error(words: &str) -> Trap {
    Trap::Refused(format!("Script Error: {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on_are_one_command() {
        let lines = logical("# a \\\nadd b=\\\n    c\nset d\n");
        let read: Vec<_> = lines.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(read, [(1, "# a \\\n"), (2, "add b=c\n\n"), (4, "set d\n")]);
        assert_eq!(place(&lines, "syntax error (line 3 column 5)"), Some(1));
        assert_eq!(place(&lines, "no place"), None);
    }
}
