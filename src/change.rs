//! Changing routers so that nobody is locked out: plan, guard, apply, verify, confirm, or roll back.
//!
//! What it promises:
//!
//! - **Compiled against the router.** [`compile`](compile()) reads what a plan touches, finds out what it would change, how that is
//!   undone and what else it would cut, and writes nothing.
//! - **Bound to what was read.** Each touched row has a digest in the plan; [`apply`](apply()) reads them again, and a
//!   difference means that nothing is written.
//! - **Armed first.** The guard is on the router, and read back, before the first write. It undoes the plan by itself
//!   when nobody confirms in time, whether rosmcp still lives or not.
//! - **Confirmed afresh.** Only a new connection with a new login, the router's identity and every written value read
//!   back end the guard.
//! - **Never twice.** A write is sent once; when its outcome is unknown, the router is read.
//!
//! What it does not decide: who may apply what. That is `app`'s, with `domain::policy`.

mod apply;
mod compile;
mod firewall;
mod guard;
mod interface_lists;
mod job;
mod journal;
mod management;
mod order;
mod policies;
mod preview;
mod row;
mod safe_mode;
mod script;
mod settle;
mod single;
mod started;
mod step;
mod undo;
mod values;
mod verify;
mod world;

pub use apply::{Applied, apply};
pub use compile::{Compiled, Seal, compile};
pub(crate) use firewall::NO_MATCHERS;
pub use guard::{Armed, GuardName, Possible, choose};
pub(crate) use interface_lists::InterfaceLists;
pub use job::{Fresh, Job, Unseal};
pub use journal::Journal;
pub(crate) use management::ALLOWED_FROM;
pub use management::{Way, analyse};
pub use preview::diff;
pub use script::{actions as script_of, rollback};
pub use settle::{Settled, confirm, look_again, roll_back, settle};
pub use single::{send_only, sent_is_verified};
pub use verify::{RouterIdentity, identity, same_router};
