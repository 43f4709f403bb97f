//! The HTTP surface: one router, one middleware per file, one way to serve and to stop.
//!
//! [`app`] is the one builder: it takes an MCP endpoint over any handler and puts around it everything that every
//! request passes, outermost first: where it comes from, request id, access log, response headers, panics, Host, Origin;
//! and on the MCP route: failed logins, who is calling, how often and how much at once, the body's bounds, streams, whether
//! the caller's scopes reach so far, whose session it is. [`serve`] runs it on a listener and drains it.
//!
//! Beside the endpoint are pages for people: signing in, and the plans that wait for an approval.
//!
//! The HTTP framework is named here and nowhere else.

mod about;
mod access_log;
mod activity;
mod allowed;
mod answer;
mod app;
mod approvals;
mod body;
mod browser;
mod caller;
mod channel;
mod connections;
mod exposition;
mod gate;
mod gcra;
mod guarded;
mod health;

mod host;
mod in_flight;
mod json;
mod lasting;
mod limits;
mod mcp_answer;
mod middleware;
mod origin;
mod page;
mod panics;
mod peer;
mod places;
pub mod probe;
mod rate;
mod readiness;
mod refusal;
mod request_id;
mod response_headers;
mod serve;
mod session;
mod sign_in;
mod step_up;
#[cfg(test)]
mod tests;
pub mod tls;

pub use allowed::Allowed;
pub use app::{App, Config, app};
pub use caller::Access;
pub use exposition::Sample;
pub use gate::{Gate, Resource};
pub use health::{Health, Probe, Question, Recall, shared};
pub use limits::{Limits, Rates};
pub use readiness::{Readiness, State};
pub use serve::{metrics, serve};
