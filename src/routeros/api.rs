//! The binary API: sentences of words over one connection (RouterOS manual, "API").
//!
//! Commands carry tags and run side by side; one that nobody waits for any more is cancelled on the router. The login
//! is the first sentence, after the peer was found to be the device. What comes is bounded: a word, a sentence, an
//! answer, and what was not asked for.

mod client;
mod codec;
#[cfg(fuzzing)]
pub mod fuzzing;
mod link;
mod reply;
mod say;

pub(super) use client::Api;
