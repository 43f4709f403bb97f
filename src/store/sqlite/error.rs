//! What SQLite's result codes mean to the user.

use rusqlite::{ErrorCode, ffi};

use crate::error::{Error, ErrorKind};

pub(super) fn exhausted(error: r2d2::Error) -> Error {
    Error::new(ErrorKind::Busy, "no connection to the database became free in time")
        .hint("try again; if it persists, raise database_pool_size")
        .caused_by(error)
}

pub(super) fn busy() -> Error {
    Error::new(ErrorKind::Busy, "the database is busy: another process is writing")
        .hint("try again in a moment")
}

pub(super) fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::Integrity, message).hint("keep the file and restore the latest good backup")
}

/// What an SQLite result code (<https://www.sqlite.org/rescode.html>) means to the user.
pub(super) fn failed(error: rusqlite::Error) -> Error {
    let Some(cause) = error.sqlite_error() else {
        return Error::internal("the database refused a statement", error);
    };
    let mapped = match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => busy(),
        ErrorCode::DiskFull => Error::configuration("there is no space left for the database")
            .hint("free some space on its file system; nothing was half-written, reading goes on"),
        ErrorCode::SystemIoFailure => {
            Error::configuration(format!("the disk failed under the database: {error}"))
                .hint("check the disk, its file system and the kernel's log")
        }
        ErrorCode::ReadOnly => Error::configuration("the database cannot be written")
            .hint("its file, its directory and the file system must be writable for this user"),
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            Error::configuration("the database cannot be opened")
                .hint("its file must be readable and writable, its directory too, for this user")
        }
        ErrorCode::NotADatabase => Error::configuration("the file is not an SQLite database")
            .hint("check database_url; nothing was changed"),
        ErrorCode::DatabaseCorrupt => damaged("the database is damaged"),
        ErrorCode::ConstraintViolation => violated(cause.extended_code),
        _ => Error::new(ErrorKind::Internal, "the database refused a statement"),
    };
    mapped.caused_by(error)
}

fn violated(extended_code: i32) -> Error {
    match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            Error::new(ErrorKind::Conflict, "such a row exists already")
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::not_found("a row that this one refers to does not exist"),
        _ => Error::new(ErrorKind::Internal, "a value breaks a rule of the schema"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(code: i32) -> Error {
        failed(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn every_failure_of_the_disk_is_told_apart() {
        let kinds = [
            (ffi::SQLITE_BUSY, ErrorKind::Busy),
            (ffi::SQLITE_FULL, ErrorKind::Configuration),
            (ffi::SQLITE_IOERR_FSYNC, ErrorKind::Configuration),
            (ffi::SQLITE_READONLY_DIRECTORY, ErrorKind::Configuration),
            (ffi::SQLITE_CANTOPEN, ErrorKind::Configuration),
            (ffi::SQLITE_NOTADB, ErrorKind::Configuration),
            (ffi::SQLITE_CORRUPT_INDEX, ErrorKind::Integrity),
            (ffi::SQLITE_CONSTRAINT_PRIMARYKEY, ErrorKind::Conflict),
            (ffi::SQLITE_CONSTRAINT_FOREIGNKEY, ErrorKind::NotFound),
            (ffi::SQLITE_CONSTRAINT_CHECK, ErrorKind::Internal),
        ];
        for (result, kind) in kinds {
            assert_eq!(code(result).kind(), kind, "{result}");
        }
        for result in [ffi::SQLITE_FULL, ffi::SQLITE_READONLY, ffi::SQLITE_CANTOPEN, ffi::SQLITE_CORRUPT] {
            assert!(!code(result).hints().is_empty(), "{result} says what to do now");
        }
    }
}
