//! The HTTP surface: one router, one middleware per file, one way to serve and to stop.
//!
//! [`app`] is the one builder: it takes an MCP endpoint over any handler and puts around it everything that every
//! request passes, outermost first: request id, access log, response headers, panics, Host, Origin; and on the MCP
//! route: who is calling, the body's bounds, whether the caller's scopes reach so far, whose session it is. [`serve`] runs it on a listener and drains it.
//!
//! The HTTP framework is named here and nowhere else.

mod about;
mod access_log;
mod allowed;
mod answer;
mod app;
mod body;
mod caller;
mod connections;
mod exposition;
mod gate;
mod guarded;
mod health;
mod host;
mod json;
mod lasting;
mod mcp_answer;
mod origin;
mod panics;
pub mod probe;
mod readiness;
mod request_id;
mod response_headers;
mod serve;
mod session;
mod step_up;
#[cfg(test)]
mod tests;

pub use allowed::Allowed;
pub use app::{App, Config, Limits, app};
pub use caller::Access;
pub use exposition::Sample;
pub use gate::{Gate, Resource};
pub use health::{Health, Probe};
pub use readiness::{Readiness, State};
pub use serve::{metrics, serve};
