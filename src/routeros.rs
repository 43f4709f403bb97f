//! Talking to a router.
//!
//! [`transport::Transport`] is the wire (REST or the binary API); [`session::Session`] adds what every wire needs:
//! one queue per device user, deadlines, retries of reads, and the three outcomes of a write. [`value`] reads what the
//! strings mean, [`watch`] follows what changes. Nothing here knows the catalogue, the store or the vault.

pub mod address;
mod api;
mod connect;
mod error;
pub mod export;
mod names;
mod rest;
pub mod script;
pub mod session;
mod text;
pub mod tls;
pub mod transport;
pub mod value;
pub mod watch;

#[cfg(test)]
mod faults;

#[cfg(fuzzing)]
#[doc(hidden)]
pub use api::fuzzing::{api_encode, api_sentences};
#[cfg(fuzzing)]
#[doc(hidden)]
pub use rest::fuzzing::rest_rows;
