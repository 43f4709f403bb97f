//! rosmcp runs fleets of MikroTik RouterOS v7 routers safely, from a shell and from AI assistants.
//!
//! The architecture on one page:
//!
//! ```text
//! main -> cli -> mcp, http -> tools, resources, prompts -> app -> change -> catalogue -> domain
//!          \---> jobs -----------------------------------> app ---> store, routeros, vault, auth, observe, events -> domain
//! lab -> catalogue, domain              settings, error, blocking, clock: usable by all
//! ```
//!
//! - [`domain`] has the words, pure. [`catalogue`] describes RouterOS as data, every menu once.
//! - Adapters ([`store`], [`routeros`], [`vault`], [`observe`], [`events`]) know one outside thing each and never each other.
//! - [`app`] is what rosmcp can do, a file per use case; [`tools`], [`resources`] and [`prompts`] hand it to models
//!   and scripts, [`jobs`] do what goes on by itself.
//! - Surfaces ([`mcp`], [`http`], [`cli`]) translate and decide nothing.
//! - [`lab`] simulates routers and shares nothing with the product but the catalogue's table.
//!
//! `tests/it/architecture.rs` holds these arrows.

pub mod app;
pub mod auth;
pub mod blocking;
pub mod catalogue;
pub mod change;
pub mod cli;
pub mod clock;
pub mod domain;
pub mod error;
pub mod events;
pub mod http;
pub mod jobs;
pub mod lab;
pub mod mcp;
pub mod observe;
pub mod prompts;
pub mod resources;
pub mod routeros;
pub mod settings;
pub mod store;
pub mod tools;
pub mod vault;
