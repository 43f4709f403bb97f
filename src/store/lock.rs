//! The lock between processes: a file beside the database, locked while its schema is created or changed.
//!
//! The operating system drops the lock with the process that holds it, however that ends. The file itself stays: removing
//! it would let two processes lock two different files of the same name.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::file;
use crate::error::{Error, ErrorKind, Result};

const PAUSE: Duration = Duration::from_millis(20);

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing the file releases the lock.
    _file: File,
}

/// Takes the lock of the database at `path`; waits for about `wait`, then it is [`ErrorKind::Locked`]. Blocks.
pub(super) fn acquire(path: &Path, wait: Duration) -> Result<Lock> {
    let path = file::beside(path, ".lock");
    let unusable = |error: std::io::Error| {
        Error::configuration(format!("the lock file {} cannot be used: {error}", path.display()))
            .hint("the database's directory must be writable for this user")
            .caused_by(error)
    };
    let file = file::open_or_create(&path).map_err(unusable)?;
    let mut left = wait.as_millis() / PAUSE.as_millis();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if left > 0 => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(held(&path)),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        left -= 1;
    }
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
