//! What comes and goes with clients: open connections and logins.

use std::net::SocketAddr;

use crate::clock::UnixMs;

/// An open TCP connection to a service of the router.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    /// The number behind its `.id` in `/ip/service`.
    pub(super) id: u32,
    /// `www`, `www-ssl`, `api`, `api-ssl`.
    pub(super) service: &'static str,
    /// The router's end.
    pub(super) local: SocketAddr,
    /// The client's end.
    pub(super) remote: SocketAddr,
}

/// A line of `/user/active`.
#[derive(Debug, Clone)]
pub(super) struct Active {
    /// The number behind its `.id`.
    pub(super) id: u32,
    /// The user.
    pub(super) user: String,
    /// His group's name.
    pub(super) group: String,
    /// Where from; none for the inner API login of a REST session.
    pub(super) address: String,
    /// `rest-api`, `api`.
    pub(super) via: &'static str,
    /// Since when.
    pub(super) since: UnixMs,
}

/// All of it at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Live {
    /// Open connections, oldest first.
    pub(super) connections: Vec<Connection>,
    /// Logins, oldest first.
    pub(super) active: Vec<Active>,
}
