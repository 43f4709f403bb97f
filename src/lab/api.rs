//! The binary API front: sentences to commands, outcomes to replies (RouterOS manual, "API").
//!
//! A connection logs in once; then its commands run side by side, told apart by their tags, until the client leaves,
//! says `/quit` or cancels them. What a command means is decided by [`super::router`].

mod codec;
mod fault;
mod follow;
mod login;
mod reply;
mod sentence;
mod talk;

pub(super) use talk::serve;
