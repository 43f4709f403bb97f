//! The REST front: HTTP requests to commands, outcomes to replies (RouterOS manual, "REST API").
//!
//! Paths, bodies and statuses are RouterOS's own, down to what it doesn't decode. What a command means is decided by
//! [`super::router`].

mod body;
mod fault;
mod handle;
mod json;
mod path;
mod reply;

pub(super) use handle::{Front, respond};
