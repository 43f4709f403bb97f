//! The MCP surface: tools, resources and prompts of the registries, spoken over stdio and Streamable HTTP.
//!
//! [`server::Server`] answers the protocol, [`endpoint`] mounts it on HTTP for both the stateless revision (2026-07-28)
//! and the ones with sessions, [`stdio`] serves one client on standard streams. It translates and decides nothing: who
//! may call what is the registry's business, who is calling is told by the HTTP room or by the shell.
//!
//! The protocol library is named here and nowhere else.

mod asking;
mod calls;
pub mod channels;
mod completion;
mod definitions;
mod direct;
pub mod endpoint;
mod listening;
mod malformed;
mod progress;
mod prompts;
mod resources;
mod results;
pub mod server;
mod session_manager;
pub mod sessions;
pub mod stdio;
mod subscriptions;

pub use calls::Underway;
pub use channels::{Channel, Channels};
pub use direct::Direct;
pub use endpoint::{Endpoint, endpoint};
pub use server::{Callers, Server, protocol_versions};
pub use sessions::{SessionLimits, Sessions};
pub use stdio::serve_stdio;
