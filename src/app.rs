//! Use cases: what rosmcp can do, one file per use case, no protocol in sight.
//!
//! [`App`] is an open installation: settings, database, keys, sessions with devices, audit. Every surface calls it the
//! same way, and everything it returns is typed.

mod abilities;
mod audit;
pub mod backup;
pub mod bandwidth;
pub mod bootstrap;
pub mod check;
mod clockwork;
pub mod complete;
pub mod config;
pub mod describe;
pub mod device;
pub mod device_view;
mod diagnose;
pub mod doctor;
pub mod fleet;
pub mod health;
pub mod health_log;
pub mod init;
pub mod keys;
pub mod login;
pub mod look;
mod metrics;
mod news;
mod open;
pub mod overview;
pub mod ping;
pub mod plan;
pub mod progress;
pub mod read;
pub mod resolve;
pub mod review;
mod sanitise;
pub mod schema;
mod seen;
mod select;
mod sessions;
pub mod token;
pub mod toolsets;
pub mod torch;
pub mod traceroute;
pub mod traffic;
pub mod upgrade;
mod visible;
pub mod watch;

pub(crate) use audit::RESOURCE_READ;
pub use audit::{AuditEntry, AuditFilter, AuditLog, AuditVerification, Intent};
pub use login::Login;
pub use open::App;
pub(crate) use open::{elapsed_ms, outcome};
pub use select::Targets;
