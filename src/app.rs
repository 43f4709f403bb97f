//! Use cases: what rosmcp can do, one file per use case, no protocol in sight.
//!
//! [`App`] is an open installation: settings, database, keys, sessions with devices, audit. Every surface calls it the
//! same way, and everything it returns is typed.

mod abilities;
mod audit;
pub mod backup;
pub mod bootstrap;
pub mod check;
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
mod open;
pub mod overview;
pub mod ping;
pub mod plan;
pub mod progress;
pub mod read;
mod sanitise;
pub mod schema;
mod select;
mod sessions;
pub mod token;
pub mod traceroute;
mod visible;
pub mod watch;

pub(crate) use audit::RESOURCE_READ;
pub use audit::{AuditFilter, AuditLog, AuditVerification, Intent};
pub use login::Login;
pub use open::App;
pub(crate) use open::{elapsed_ms, outcome};
pub use select::Targets;
