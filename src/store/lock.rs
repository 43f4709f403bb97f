//! The locks between processes: files beside the database. `.lock` is held while the schema is created or changed, `.open` is
//! shared by all who have the database open and held alone by who puts another in its place or changes what is under others.
//!
//! The operating system drops the lock with the process that holds it, however that ends. The file itself stays: removing
//! it would let two processes lock two different files of the same name.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::file;
use crate::error::{Error, ErrorKind, Result};

const PAUSE: Duration = Duration::from_millis(20);

/// What is said where the database is not left by all others.
const IN_USE: &str = "the database is in use";
const STOP: &str = "stop the servers and whatever else uses it";

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// Closing the file releases the lock.
    _file: File,
}

/// Takes the lock of the database at `path`; waits for about `wait`, then it is [`ErrorKind::Locked`]. Blocks.
pub(super) fn acquire(path: &Path, wait: Duration) -> Result<Lock> {
    patiently(&file::beside(path, ".lock"), wait, File::try_lock, held)
}

/// Shares the database at `path` with all others who have it open; [`ErrorKind::Locked`] when somebody has had it alone for
/// about `wait`. Blocks.
pub(super) fn share(path: &Path, wait: Duration) -> Result<Lock> {
    patiently(&file::beside(path, ".open"), wait, File::try_lock_shared, |_| {
        Error::new(ErrorKind::Locked, "the database is being restored, moved or brought up to date just now")
            .hint("wait for it to finish, then try again")
    })
}

/// Takes the database at `path` away from everybody; [`ErrorKind::Locked`] when anybody has had it open for about `wait`.
/// Blocks.
pub(super) fn take_over_within(path: &Path, wait: Duration) -> Result<Lock> {
    patiently(&file::beside(path, ".open"), wait, File::try_lock, |path| in_use(path, IN_USE, STOP))
}

/// Takes the database at `path` away from everybody; [`ErrorKind::Locked`] while anybody has it open.
pub fn take_over(path: &Path) -> Result<Lock> {
    take_over_within(path, Duration::ZERO)
}

/// Holds the lock file `path` alone; what is at work there otherwise is `what`, [`ErrorKind::Locked`].
pub fn alone(path: &Path, what: &str, hint: &str) -> Result<Lock> {
    patiently(path, Duration::ZERO, File::try_lock, |path| in_use(path, what, hint))
}

fn patiently(
    path: &Path,
    wait: Duration,
    lock: impl Fn(&File) -> std::result::Result<(), TryLockError>,
    refusal: impl FnOnce(&Path) -> Error,
) -> Result<Lock> {
    let file = open(path)?;
    let mut left = wait.as_millis() / PAUSE.as_millis();
    loop {
        match lock(&file) {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if left > 0 => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(refusal(path)),
            Err(TryLockError::Error(error)) => return Err(unusable(path, error)),
        }
        left -= 1;
    }
}

fn in_use(path: &Path, what: &str, hint: &str) -> Error {
    Error::new(ErrorKind::Locked, format!("{what} ({})", path.display())).hint(hint)
}

fn open(path: &Path) -> Result<File> {
    file::open_or_create(path, OpenOptions::new().write(true)).map_err(|error| unusable(path, error))
}

fn unusable(path: &Path, error: std::io::Error) -> Error {
    Error::configuration(format!("the lock file {} cannot be used: {error}", path.display()))
        .hint("it, and the directory that it is in, must be writable for this user")
        .caused_by(error)
}

fn held(path: &Path) -> Error {
    Error::new(ErrorKind::Locked, format!("another rosmcp is changing the schema ({})", path.display()))
        .hint("wait for it to finish, then try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_the_next_waits_a_bounded_time() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("rosmcp.db");
        let held = acquire(&path, Duration::ZERO).expect("free");
        let error = acquire(&path, Duration::from_millis(50)).expect_err("held");
        assert_eq!(error.kind(), ErrorKind::Locked);
        drop(held);
        acquire(&path, Duration::ZERO).expect("free again");
    }

    #[test]
    fn many_share_a_database_and_one_takes_it_over_when_they_are_gone() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("rosmcp.db");
        let users =
            [share(&path, Duration::ZERO).expect("one"), share(&path, Duration::ZERO).expect("another")];
        assert_eq!(take_over(&path).expect_err("in use").kind(), ErrorKind::Locked);
        drop(users);
        let _alone = take_over(&path).expect("free");
        assert_eq!(share(&path, 2 * PAUSE).expect_err("taken").kind(), ErrorKind::Locked);
    }

    #[test]
    fn the_waiting_one_gets_it_when_it_is_released() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("rosmcp.db");
        let held = acquire(&path, Duration::ZERO).expect("free");
        let waiting = std::thread::spawn(move || acquire(&path, Duration::from_mins(1)).map(drop));
        std::thread::sleep(PAUSE);
        drop(held);
        waiting.join().expect("no panic").expect("the lock");
    }
}
