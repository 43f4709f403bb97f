//! rosmcp runs fleets of MikroTik RouterOS v7 routers safely, from a shell and from AI assistants.
//!
//! The architecture on one page:
//!
//! ```text
//! main -> cli -> mcp, http -> tools -> app -> catalogue -> domain
//!                                       \---> store, routeros, vault, observe -> domain
//! lab -> catalogue, domain              settings, error, blocking, clock: usable by all
//! ```
//!
//! - [`domain`] has the words, pure. [`catalogue`] describes RouterOS as data, every menu once.
//! - Adapters ([`store`], [`routeros`], [`vault`], [`observe`]) know one outside thing each and never each other.
//! - [`app`] is what rosmcp can do, a file per use case; [`tools`] hands it to models and scripts.
//! - Surfaces ([`mcp`], [`http`], [`cli`]) translate and decide nothing.
//! - [`lab`] simulates routers and shares nothing with the product but the catalogue's table.
//!
//! `tests/it/architecture.rs` holds these arrows.

pub mod app;
pub mod auth;
pub mod blocking;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod domain;
pub mod error;
pub mod http;
pub mod lab;
pub mod mcp;
pub mod observe;
pub mod routeros;
pub mod settings;
pub mod store;
pub mod tools;
pub mod vault;
