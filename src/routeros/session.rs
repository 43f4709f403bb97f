//! One user's session with one router, whatever the wire.
//!
//! What it promises:
//!
//! - **One queue.** Over REST, RouterOS runs the requests of one user one after another, in order, and does not stop a
//!   command when its client gives up (RouterOS manual, "REST API"). So requests wait here, first come first served,
//!   where it is known that they were not sent; a place in the queue is given up when the router has answered, or at
//!   its own limit of 60 seconds, not when the caller loses patience. Over the binary API several commands run side by
//!   side, and one whose caller gave up is cancelled on the router.
//! - **A deadline.** Waiting, connecting, retrying and reading together take no longer than the call was given, and
//!   never longer than [`LONGEST_CALL`].
//! - **Reads are retried** when no whole answer came; anything else is sent at most once.
//! - **Three outcomes of a write**: the router did it, it was not sent or the router refused it, or
//!   [`crate::error::ErrorKind::OutcomeUnknown`]. Routers have been seen to refuse what they did and to accept what they did
//!   not do, so whoever must be certain reads back after each of the three.
//! - **A breaker** that stops asking a router that does not answer, and tries again later.
//!
//! Who changes a router needs more than one session: [`Session::fresh`] proves that a router still lets us in, and
//! [`Session::exclusive`] runs commands that belong to one connection.

mod alone;
mod breaker;
mod find;
mod handle;
mod limits;
mod observer;
mod queue;

pub use breaker::BreakerState;
pub use handle::Session;
pub use limits::{LONGEST_CALL, SessionLimits};
pub use observer::{Observed, Observer};
