//! Who is calling.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::scope::DeviceScope;
use crate::error::{Error, Result};

/// The most characters of a client's name that are kept.
const CLIENT_MAX: usize = 100;

/// What a principal may do; [`super::access`] has the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    ReadOnly,
    /// Reads, and plans and applies changes.
    OpsRw,
    /// Reads, and approves other people's plans.
    Approver,
    /// Everything.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Role] = &[Self::ReadOnly, Self::OpsRw, Self::Approver, Self::Admin];

    /// The role's name, as settings, claims and JSON write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read_only",
            Self::OpsRw => "ops_rw",
            Self::Approver => "approver",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text).ok_or_else(|| {
            Error::usage(format!("{text:?} is not a role")).hint("one of read_only, ops_rw, approver, admin")
        })
    }
}

/// An authenticated caller: who says so, and who it is, which together are the identity; and what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    /// Who vouches: an OIDC issuer, `token` for a local token, `local` for the shell, `lab` for the lab without a login.
    pub issuer: String,
    /// The subject at that issuer.
    pub subject: String,
    /// What it may do.
    pub role: Role,
    /// Which devices it may see.
    pub devices: DeviceScope,
    /// The toolsets it is limited to, `None` for all.
    pub toolsets: Option<BTreeSet<String>>,
    /// Whether it is a person rather than a program; only people approve.
    pub person: bool,
}

impl Principal {
    /// Who vouches for the person at a shell.
    pub const SHELL: &str = "local";
    /// Who vouches for the holder of a local token.
    pub const TOKEN: &str = "token";

    /// The person at the shell: whoever can run rosmcp with its database and key may do everything.
    pub fn shell(user: &str) -> Self {
        Self::unlimited(Self::SHELL, user, Role::Admin)
    }

    /// The program to whose pipe the person at the shell has given rosmcp, and which acts for that person.
    pub fn pipe(user: &str) -> Self {
        Self { person: false, ..Self::shell(user) }
    }

    /// The anonymous caller of a lab server on loopback, who may be any program.
    pub fn lab() -> Self {
        Self { person: false, ..Self::unlimited("lab", "anonymous", Role::Admin) }
    }

    /// A person with a role for every device and toolset.
    pub fn unlimited(issuer: &str, subject: &str, role: Role) -> Self {
        Self {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            role,
            devices: DeviceScope::All,
            toolsets: None,
            person: true,
        }
    }

    /// Whether both are the same somebody, whatever they may do: issuer and subject are the identity, nothing else is.
    pub fn is(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.subject == other.subject
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.issuer, self.subject)
    }
}

/// A principal making one request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who.
    pub principal: Arc<Principal>,
    /// The request's identifier, the same in the answer, the log and the audit.
    pub request_id: String,
    /// The client program, as it calls itself; nobody vouches for it.
    pub client: Option<String>,
    /// The address that the request came from, where it came from the network.
    pub source: Option<IpAddr>,
}

impl Caller {
    /// `principal` making the request `request_id`.
    pub fn new(principal: impl Into<Arc<Principal>>, request_id: impl Into<String>) -> Self {
        Self { principal: principal.into(), request_id: request_id.into(), client: None, source: None }
    }

    /// The same from a program that calls itself `name`, of which the first hundred printable characters are kept.
    #[must_use]
    pub fn through(mut self, name: &str) -> Self {
        let kept: String = name.chars().filter(|letter| !letter.is_control()).take(CLIENT_MAX).collect();
        self.client = Some(kept).filter(|kept| !kept.is_empty());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_calls_itself_what_it_likes_within_bounds() {
        let through = |name: &str| Caller::new(Principal::lab(), "r").through(name).client;
        assert_eq!(through("claude-code 2.1\r\n\u{1b}[2J"), Some("claude-code 2.1[2J".to_owned()));
        assert_eq!(through(&"ä".repeat(1000)).map(|name| name.chars().count()), Some(CLIENT_MAX));
        assert_eq!(through("\n"), None);
    }
}
