//! Who is calling.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a principal may do; each role may do what the ones before it may, except that only [`Role::Approver`] and
/// [`Role::Admin`] approve.
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

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReadOnly => "read_only",
            Self::OpsRw => "ops_rw",
            Self::Approver => "approver",
            Self::Admin => "admin",
        })
    }
}

/// An authenticated caller: who says so, and who it is. Both together are the identity; nothing else is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    /// Who vouches: an OIDC issuer, `local` for the shell, `lab` for the lab without a login.
    pub issuer: String,
    /// The subject at that issuer.
    pub subject: String,
    /// What it may do.
    pub role: Role,
}

impl Principal {
    /// The person at the shell: whoever can run rosmcp with its database and key may do everything.
    pub fn shell(user: &str) -> Self {
        Self { issuer: "local".into(), subject: user.to_owned(), role: Role::Admin }
    }

    /// The anonymous caller of a lab server on loopback.
    pub fn lab() -> Self {
        Self { issuer: "lab".into(), subject: "anonymous".into(), role: Role::Admin }
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
    pub principal: Principal,
    /// The request's identifier, the same in the answer, the log and the audit.
    pub request_id: String,
}
