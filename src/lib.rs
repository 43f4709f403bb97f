//! rosmcp runs fleets of MikroTik RouterOS v7 routers safely, from a shell and from AI assistants.
//!
//! The architecture on one page:
//!
//! ```text
//! main -> cli -> mcp, http -> tools, resources, prompts -> app -> change -> catalogue -> domain
//!          \---> jobs -----------------------------------> app ---> store, routeros, vault, auth, observe, events -> domain
//! lab -> catalogue, domain              settings, error, blocking, clock, random: usable by all
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

// Fuzz targets are about what reads bytes from outside; without the rest they are built in a fraction of the time.
#[cfg(not(fuzzing))]
pub mod app;
pub mod auth;
#[cfg(not(fuzzing))]
pub mod blocking;
#[cfg(not(fuzzing))]
pub mod catalogue;
#[cfg(not(fuzzing))]
pub mod change;
#[cfg(not(fuzzing))]
pub mod cli;
pub mod clock;
pub mod domain;
pub mod error;
#[cfg(not(fuzzing))]
pub mod events;
#[cfg(not(fuzzing))]
pub mod http;
#[cfg(not(fuzzing))]
pub mod jobs;
#[cfg(not(fuzzing))]
pub mod lab;
#[cfg(not(fuzzing))]
pub mod mcp;
#[cfg(not(fuzzing))]
pub mod observe;
#[cfg(not(fuzzing))]
pub mod prompts;
pub mod random;
#[cfg(not(fuzzing))]
pub mod resources;
pub mod routeros;
pub mod settings;
#[cfg(not(fuzzing))]
pub mod store;
#[cfg(not(fuzzing))]
pub mod tools;
#[cfg(not(fuzzing))]
pub mod vault;
