//! Seeing what the server does: structured logs.

pub mod logging;
