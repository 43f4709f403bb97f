//! What carrying a plan out on one device needs, and what ending it needs.

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::journal::Journal;
use crate::domain::plan::{Confirm, DevicePlan};
use crate::error::Result;
use crate::routeros::session::Session;

/// Opens a session that shares nothing with earlier ones: new connection, new login.
pub type Fresh<'a> = &'a (dyn Fn() -> Result<Session> + Send + Sync);
/// Opens a sealed text; the first argument says which one it is.
pub type Unseal<'a> = &'a (dyn Fn(&str, &str) -> Result<SecretString> + Send + Sync);

/// One plan on one device, about to be carried out.
pub struct Job<'a> {
    /// What is to be done.
    pub plan: &'a DevicePlan,
    /// How many seconds after arming the guard fires.
    pub confirm_within: u32,
    /// Who confirms.
    pub confirm: Confirm,
    /// A new session each time.
    pub fresh: Fresh<'a>,
    /// Opens the plan's secrets.
    pub unseal: Unseal<'a>,
    /// Where each step is written down.
    pub journal: Journal,
    /// Cancelled when the caller wants it stopped; what was written is undone then.
    pub cancel: CancellationToken,
    /// Told of each step, `(done, of)`.
    pub tell: &'a (dyn Fn(usize, usize, &str) + Send + Sync),
}
