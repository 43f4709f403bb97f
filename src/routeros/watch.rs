//! The rows of a menu as they change.
//!
//! [`Session::watch`](crate::routeros::session::Session::watch) reads a menu and then tells what is added, changed,
//! removed and reordered. Over the binary API the router itself says when something happens (`/listen`); it is only taken
//! as a hint where to look, because what such a message leaves out is not documented, and every row that is told was
//! read. Where the router gives no hints (REST, a menu without `listen`) the menu is read again and again, fast while it
//! changes and slower while it does not.
//!
//! What it promises: every change that lasts is told, once; the queue between is bounded, and a listener who is slow is
//! told where things stand now rather than each step in between. After a broken connection the menu is read again, and
//! what changed meanwhile is told. What it doesn't: tell of what came and went between two looks, nor promise that
//! another order of the rows, for which a router may give no hint, is told before the next look that is due anyway.

mod changes;
mod follow;
mod news;

pub use changes::Change;
pub use follow::{Changes, Pace, Watch};
pub use news::News;
pub(super) use news::{Hints, news};
