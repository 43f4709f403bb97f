//! The locks between processes: files beside the database. `.lock` is held while the schema is created or changed, `.open` is
//! shared by all who have the database open and held alone by who puts another in its place.
//!
//! The operating system drops the lock with the process that holds it, however that ends. The file itself stays: removing
//! it would let two processes lock two different files of the same name.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::file;
use crate::error::{Error, ErrorKind, Result};

const PAUSE: Duration = Duration::from_millis(20);

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// Closing the file releases the lock.
    _file: File,
}

/// Takes the lock of the database at `path`; waits for about `wait`, then it is [`ErrorKind::Locked`]. Blocks.
pub(super) fn acquire(path: &Path, wait: Duration) -> Result<Lock> {
    let path = file::beside(path, ".lock");
    let file = open(&path)?;
    let mut left = wait.as_millis() / PAUSE.as_millis();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if left > 0 => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(held(&path)),
            Err(TryLockError::Error(error)) => return Err(unusable(&path, error)),
        }
        left -= 1;
    }
}

/// Shares the database at `path` with all others who have it open; [`ErrorKind::Locked`] while it is being replaced.
pub(super) fn share(path: &Path) -> Result<Lock> {
    let path = file::beside(path, ".open");
    let file = open(&path)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => {
            Err(Error::new(ErrorKind::Locked, "the database is being restored just now")
                .hint("wait for it to finish, then try again"))
        }
        Err(TryLockError::Error(error)) => Err(unusable(&path, error)),
    }
}

/// Takes the database at `path` away from everybody; [`ErrorKind::Locked`] while anybody has it open.
pub fn take_over(path: &Path) -> Result<Lock> {
    alone(&file::beside(path, ".open"), "the database is in use", "stop the server and whatever else uses it")
}

/// Holds the lock file `path` alone; what is at work there otherwise is `what`, [`ErrorKind::Locked`].
pub fn alone(path: &Path, what: &str, hint: &str) -> Result<Lock> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => {
            Err(Error::new(ErrorKind::Locked, format!("{what} ({})", path.display())).hint(hint))
        }
        Err(TryLockError::Error(error)) => Err(unusable(path, error)),
    }
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
        let users = [share(&path).expect("one"), share(&path).expect("another")];
        assert_eq!(take_over(&path).expect_err("in use").kind(), ErrorKind::Locked);
        drop(users);
        let _alone = take_over(&path).expect("free");
        assert_eq!(share(&path).expect_err("taken").kind(), ErrorKind::Locked);
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
