//! A program that prints the outer key: no shell, no input, its errors discarded, bounded in time and output.

use std::io::Read;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use zeroize::Zeroizing;

use super::key_file::MAX_BYTES;
use crate::clock;
use crate::error::{Error, Result};
use crate::settings::Argv;

/// What a program printed.
type Output = std::io::Result<Zeroizing<Vec<u8>>>;

/// Runs a program and returns what it prints. It does not see the variables `hidden`. Running longer than `limit`,
/// printing more than 4 KiB or failing is a configuration error. Blocks.
pub(super) fn output(argv: &Argv, hidden: &[String], limit: Duration) -> Result<Zeroizing<String>> {
    let wrong =
        |what: &str| Error::configuration(format!("encryption_key_command {:?} {what}", argv.program));
    let deadline = clock::monotonic() + limit;
    let mut child = start(argv, hidden).map_err(|error| wrong("can't be started").caused_by(error))?;
    let printed = child.stdout.take().map(|stdout| reading(stdout).recv_timeout(limit));
    let Some(Ok(printed)) = printed else {
        stop(&mut child);
        return Err(wrong(&format!("does not end within {} seconds", limit.as_secs_f64())));
    };
    let printed = printed.map_err(|error| wrong("can't be read from").caused_by(error))?;
    if printed.len() as u64 > MAX_BYTES {
        stop(&mut child);
        return Err(wrong("prints more than 4 KiB"));
    }
    match end(&mut child, deadline) {
        Some(status) if status.success() => {}
        Some(status) => {
            return Err(wrong(&format!("failed: {status}")).hint("run it by hand to see its errors"));
        }
        None => return Err(wrong(&format!("does not end within {} seconds", limit.as_secs_f64()))),
    }
    let text = std::str::from_utf8(&printed).map_err(|_| wrong("does not print text"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn start(argv: &Argv, hidden: &[String]) -> std::io::Result<Child> {
    let mut command = Command::new(&argv.program);
    command.args(&argv.arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    for name in hidden {
        command.env_remove(name);
    }
    command.spawn()
}

/// Reads in a thread of its own, because a child of the program may hold the pipe open for ever.
fn reading(stdout: ChildStdout) -> Receiver<Output> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes =
            Zeroizing::new(Vec::with_capacity(usize::try_from(MAX_BYTES).unwrap_or_default() + 1));
        let read = stdout.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        // Nobody listens any more after the deadline.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

/// Waits for the end until `deadline`, then stops the program; `None` when it had to.
fn end(child: &mut Child, deadline: clock::Instant) -> Option<std::process::ExitStatus> {
    while clock::monotonic() < deadline {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    stop(child);
    None
}

/// Ends the program and takes its remains; one that has ended already is fine.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &[&str], limit: Duration) -> Result<Zeroizing<String>> {
        let mut words = words.iter().map(|word| (*word).to_owned());
        let program = words.next().expect("a program");
        output(&Argv { program, arguments: words.collect() }, &["HOME".to_owned()], limit)
    }

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn what_a_program_prints_is_the_key_and_no_shell_sees_it() {
        assert_eq!(run(&["printf", "%s", "$HOME;x"], LONG).expect("its output").as_str(), "$HOME;x");
        assert_eq!(
            run(&["sh", "-c", "printf \"${HOME-hidden}\""], LONG).expect("its output").as_str(),
            "hidden"
        );
    }

    #[test]
    fn failing_talking_too_much_and_missing_are_told_apart() {
        let refusal = |words: &[&str]| run(words, LONG).expect_err("a refusal").to_string();
        assert!(refusal(&["false"]).contains("failed"));
        assert!(refusal(&["sh", "-c", "echo secret >&2; exit 3"]).contains("failed"));
        assert!(!refusal(&["sh", "-c", "echo secret; exit 3"]).contains("echo"));
        assert!(refusal(&["yes"]).contains("4 KiB"));
        assert!(refusal(&["/nonexistent/program"]).contains("can't be started"));
        assert!(refusal(&["printf", "\\377"]).contains("text"));
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let short = Duration::from_millis(200);
        for words in
            [&["sleep", "600"][..], &["sh", "-c", "exec >&-; sleep 600"], &["sh", "-c", "sleep 600 & echo x"]]
        {
            let started = clock::monotonic();
            let error = run(words, short).expect_err("it does not end");
            assert!(error.to_string().contains("does not end"), "{words:?}: {error}");
            assert!(clock::monotonic() - started < LONG, "{words:?}");
        }
    }
}
