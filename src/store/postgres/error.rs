//! What the server's error codes (<https://www.postgresql.org/docs/15/errcodes-appendix.html>) mean to the user.

use tokio_postgres::error::SqlState;

use super::client::NoLink;
use crate::error::{Error, ErrorKind};

/// The error of a statement or a connection.
pub(super) fn failed(error: tokio_postgres::Error) -> Error {
    let mapped = match error.code() {
        Some(code) => coded(code),
        None if error.is_closed() || is_transport(&error) => unreachable(),
        None => Error::new(ErrorKind::Internal, "the database refused a statement"),
    };
    mapped.caused_by(error)
}

/// The error of opening, with what the server says, which holds no password.
pub(super) fn refused(error: NoLink) -> Error {
    let error = match error {
        NoLink::Said(error) => error,
        NoLink::Io(error) => return out_of_reach(&error.to_string()).caused_by(error),
    };
    let said = error.as_db_error().map(|error| error.message().to_owned());
    let mapped = match error.code() {
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
            Error::configuration("the database server refuses the login")
                .hint("check user and password in database_url")
        }
        Some(&SqlState::INVALID_CATALOG_NAME) => {
            Error::configuration("the database does not exist on its server")
                .hint("create it: createdb --owner=USER NAME")
        }
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => too_many(),
        Some(code) => coded(code),
        None => {
            let cause =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            out_of_reach(&cause)
        }
    };
    let mapped = match said {
        Some(said) => mapped.hint(format!("the server says: {said}")),
        None => mapped,
    };
    mapped.caused_by(error)
}

/// The connection went away while a transaction was being committed.
pub(super) fn commit_unknown(error: tokio_postgres::Error) -> Error {
    if error.code().is_some() {
        return failed(error);
    }
    Error::new(ErrorKind::OutcomeUnknown, "the connection to the database was lost while it stored a change")
        .hint("the change may have been stored or not: look before you repeat it")
        .caused_by(error)
}

/// No connection became free, or none could be made, within the store's patience.
pub(super) fn exhausted(error: r2d2::Error) -> Error {
    Error::new(ErrorKind::Busy, "no connection to the database could be had in time")
        .hint("check that its server runs; if it does, raise database_pool_size or database_max_overflow")
        .caused_by(error)
}

fn is_transport(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// It may be there in a moment, which a service is to wait for.
fn out_of_reach(why: &str) -> Error {
    Error::new(ErrorKind::Busy, format!("the database server cannot be reached: {why}"))
        .hint("check host, port and sslmode in database_url, and that the server runs")
}

fn unreachable() -> Error {
    Error::new(ErrorKind::Busy, "the connection to the database was lost").hint("try again in a moment")
}

fn too_many() -> Error {
    Error::new(ErrorKind::Busy, "the database server has no connection left")
        .hint("lower database_pool_size and database_max_overflow, or raise the server's max_connections")
}

fn coded(code: &SqlState) -> Error {
    match *code {
        SqlState::UNIQUE_VIOLATION => Error::new(ErrorKind::Conflict, "such a row exists already"),
        SqlState::FOREIGN_KEY_VIOLATION => Error::not_found("a row that this one refers to does not exist"),
        SqlState::CHECK_VIOLATION | SqlState::NOT_NULL_VIOLATION => {
            Error::new(ErrorKind::Internal, "a value breaks a rule of the schema")
        }
        SqlState::LOCK_NOT_AVAILABLE => {
            Error::new(ErrorKind::Busy, "the database is busy: another process is writing")
                .hint("try again in a moment")
        }
        SqlState::QUERY_CANCELED => {
            Error::new(ErrorKind::Busy, "the database took too long over a statement")
                .hint("try again in a moment")
        }
        SqlState::DISK_FULL => Error::configuration("there is no space left for the database")
            .hint("free some space on its server; nothing was half-written, reading goes on"),
        SqlState::IO_ERROR => {
            Error::configuration("the disk failed under the database").hint("check its server's log")
        }
        SqlState::READ_ONLY_SQL_TRANSACTION => Error::configuration("the database cannot be written")
            .hint("database_url names a read-only replica, or the server was made read-only"),
        SqlState::INSUFFICIENT_PRIVILEGE => Error::configuration("the database user lacks a right")
            .hint("it needs to own the database, or CREATE and USAGE on its schema"),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => {
            Error::new(ErrorKind::Integrity, "the database is damaged").hint("restore the latest good backup")
        }
        SqlState::TOO_MANY_CONNECTIONS => too_many(),
        SqlState::INVALID_SQL_STATEMENT_NAME | SqlState::DUPLICATE_PSTATEMENT => {
            // Not the configuration's fault to the store, which takes that for a failing disk; the next try may meet the connection.
            let message = "a pooler in front of the database changes connections between transactions";
            Error::new(ErrorKind::Busy, message)
                .hint("let it pool sessions (PgBouncer: pool_mode = session), or name the server itself in database_url")
        }
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => unreachable(),
        _ => Error::new(ErrorKind::Internal, "the database refused a statement"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooler_that_changes_connections_is_named_and_is_no_failing_disk() {
        let error = coded(&SqlState::INVALID_SQL_STATEMENT_NAME);
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.message().contains("pooler") && error.hints()[0].contains("pool_mode = session"));
        assert_eq!(coded(&SqlState::DISK_FULL).kind(), ErrorKind::Configuration);
    }
}
