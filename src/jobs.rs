//! The server's own clockwork: what goes on without anybody asking.
//!
//! [`health`] checks every device regularly, [`follow`] looks at the menus that somebody follows, [`plans`] at the plans,
//! [`snapshots`] keeps configurations. Each job is one task that ends when it is told to; a job that fails once goes on
//! with the next round.

pub mod follow;
pub mod health;
mod pace;
pub mod plans;
pub mod snapshots;
