//! What happened, told to whoever follows it: the bus of one process, with an outbox for the others.
//!
//! Whoever changes something [`publish`](Hub::publish)es the [`Topic`]; whoever wants to know holds a [`Watch`]. News are
//! "this reads otherwise now", never the content, so they fold: a watch owes its reader at most one piece of news per
//! thing followed, however slow the reader is, and memory stays bounded without anything being lost.
//!
//! The hub asks no device anything; [`Hub::wanted`] says which menus somebody follows, for those who do.

mod hub;
mod mailbox;
mod outbox;
mod topic;
mod watch;

pub use hub::{Hub, Limits};
pub use topic::Topic;
pub use watch::Watch;
