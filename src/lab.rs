//! Simulated RouterOS v7 routers on loopback.
//!
//! Each router has its own listeners, certificate, state, clock and users, and answers as RouterOS does: statuses,
//! messages, row shapes, order of checks. [`start`] starts them, [`Lab::routers`] says how to reach them.
//!
//! The menu table of [`crate::catalogue`] says which menus and fields there are; nothing else is shared with the rest of
//! rosmcp, so that a mistake made there shows here. What RouterOS has and the lab hasn't is answered with status 501 and
//! the header `X-Sim-Unsupported`: the lab never guesses. It doesn't forward packets and runs no protocols.

mod admin;
mod api;
mod bytes;
mod certificate;
mod clockwork;
mod command;
mod commands;
pub mod device_mode;
mod doors;
mod dynamics;
mod export;
mod faults;
mod files;
mod heard;
mod jobs;
mod kept;
mod listen;
mod live;
mod management;
pub mod models;
mod policy;
mod power;
mod query;
mod rest;
mod router;
mod run;
mod safe_mode;
mod script;
mod session;
mod state;
mod table;
mod text;
mod time;
mod trap;
mod tree;
mod value;
mod verbs;
mod view;
mod write;

#[cfg(test)]
mod tests;

pub use faults::Rule;
pub use heard::Heard;
pub use kept::Kept;
pub use management::Management;
pub use run::{Lab, Options, Running, start};
