//! How many files this process may have open: simulated routers have four listeners each.

/// Raises the limit to the most that the process may give itself; what the system refuses stays as it is.
///
/// The usual soft limit of 1024 is there for programs that call `select`, which this one does not (`setrlimit(2)`).
#[cfg(unix)]
pub(super) fn raise() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // If that is refused, opening the listeners tells.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

/// There is no such limit.
#[cfg(not(unix))]
pub(super) fn raise() {}
