//! REST: RouterOS's tree over HTTP (RouterOS manual, "REST API").
//!
//! Connections are kept and reused, redirects are never followed, and an answer is read only as far as the limits go.
//! What is not RouterOS's JSON is an error that says so.

mod ask;
mod client;
#[cfg(fuzzing)]
pub mod fuzzing;
mod path;
mod read;
mod rows;

pub(super) use client::Rest;
