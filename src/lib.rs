//! rosmcp runs fleets of MikroTik RouterOS v7 routers safely, from a shell and from AI assistants.

pub mod app;
pub mod blocking;
pub mod catalogue;
pub mod clock;
pub mod domain;
pub mod error;
pub mod http;
pub mod mcp;
pub mod observe;
pub mod routeros;
pub mod tools;
