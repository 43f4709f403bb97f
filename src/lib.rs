//! rosmcp runs fleets of MikroTik RouterOS v7 routers safely, from a shell and from AI assistants.

pub mod app;
pub mod blocking;
pub mod catalogue;
pub mod clock;
pub mod domain;
pub mod error;
pub mod routeros;
pub mod settings;
pub mod store;
pub mod tools;
pub mod vault;
