//! rosmcp's own settings: every one declared once, read in layers, shown with its origin.
//!
//! Flag > environment > file > default. From the one table ([`TABLE`]) come the [`Settings`] struct, the environment
//! names, the keys of the YAML file, the JSON Schema, the reference and the example file. An unknown key is an error
//! with a suggestion; a key of earlier releases that means nothing here is a warning. Nothing else in this crate
//! reads the environment. Cross-checks between settings are not part of [`load`]: see [`check`] and [`login`].

mod access;
mod database;
mod declaration;
mod environment;
mod file;
mod layers;
mod network;
pub mod reference;
mod retired;
mod table;
#[cfg(test)]
mod tests;
mod validate;
mod value;
mod words;

pub use access::{Login, login};
pub use database::{DatabaseUrl, PostgresUrl, SqlitePlace};
pub use declaration::{Declaration, Default, Range};
pub use environment::ProcessEnvironment;
pub use layers::{Origin, Request, Resolved, Shown, load};
pub use network::{Network, base_path, url_host};
pub use retired::{RETIRED, Retired};
pub use table::{Settings, TABLE};
pub use validate::check;
pub use value::{Argv, RoleMap};
pub use words::{
    ApprovalChoice, ApprovalFrom, FailClosed, KeySource, LogFormat, LogLevel, OidcProfile, Transport,
};

/// What every environment name of a setting begins with.
pub const PREFIX: &str = "ROUTEROS_MCP_";

/// What `--config` is when it is not given; no setting, though its name begins like one.
pub const CONFIG_FILE: &str = "ROUTEROS_MCP_CONFIG_FILE";
