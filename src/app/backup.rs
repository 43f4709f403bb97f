//! Backups of rosmcp's own data: one sealed file each, that is known to restore before it has its name.
//!
//! A file begins with a header in the clear ([`crate::domain::backup::BackupHeader`]); then comes a sealed, compressed tar
//! archive: the manifest, the database, and what routers exported. The encryption key is never in it.
//! The names of finished backups end in `.rosmcp`; what does not is not looked at.

mod archive;
mod create;
mod drill;
mod list;
mod place;
mod prune;
mod restore;
mod schedule;
mod status;
#[cfg(test)]
mod tests;
mod verify;

pub(super) use archive::has_key_if_there;
pub use create::{BackupOptions, Created};
pub use drill::Drilled;
pub use list::{Listed, list};
pub use place::Reader;
pub use prune::{Pruned, Verdict};
pub use restore::Restored;
pub use schedule::run_schedule;
pub use status::BackupStatus;
pub use verify::{Subset, Verified};
