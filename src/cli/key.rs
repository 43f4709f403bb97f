//! `rosmcp key …`: which keys are in use, whether they open everything, and their change.

use clap::{Args, Subcommand};

use super::context::Cx;
use crate::error::{Error, ErrorKind, Result};

/// The encryption keys
#[derive(Subcommand)]
pub(super) enum Key {
    Status(Status),
    Verify(Verify),
    Rotate(Rotate),
    Retire(Retire),
}

/// Which key source and which data keys are in use
#[derive(Args)]
pub(super) struct Status {}

/// Decrypt every stored credential and count
#[derive(Args)]
pub(super) struct Verify {}

/// Seal every credential with a new data key, or change the outer key
///
/// A running server goes on meanwhile and follows by itself. Interrupted anywhere, the same command finishes the work.
///
/// To change the outer key: make a new one with `rosmcp keygen`, configure it as `encryption_key` (or where that comes
/// from) and the old one as `encryption_key_previous`, run `rosmcp key rotate --outer`, restart the servers, and when all
/// of them start with the new key, `rosmcp key retire`. Until then either key opens the database.
#[derive(Args)]
pub(super) struct Rotate {
    /// Wrap the data keys with the configured outer key instead, which `encryption_key_previous` wraps so far
    #[arg(long)]
    outer: bool,
}

/// Lock out the outer key before the last change, and put away data keys that no credential needs
///
/// A data key is put away once a verified backup exists that was made after it was replaced. It stays wrapped in the
/// database and in backups.
#[derive(Args)]
pub(super) struct Retire {
    /// Do not ask for a backup
    #[arg(long)]
    without_backup: bool,
}

impl Key {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Status(_) => cx.with_app(async |app| cx.ui.object(&app.key_status().await?)).await,
            Self::Verify(_) => verify(cx).await,
            Self::Rotate(verb) if verb.outer => {
                let done = cx.with_app(async |app| app.change_outer_key(&cx.caller()).await).await?;
                cx.ui.object(&done)
            }
            Self::Rotate(_) => rotate(cx).await,
            Self::Retire(verb) => verb.run(cx).await,
        }
    }
}

async fn verify(cx: &Cx) -> Result<()> {
    let verification = cx.with_app(async |app| app.verify_keys().await).await?;
    cx.ui.object(&verification)?;
    all_open(verification.failed.len())
}

async fn rotate(cx: &Cx) -> Result<()> {
    let bar = cx.ui.bar("sealing credentials anew");
    let done = cx.with_app(async |app| app.rotate_keys(&cx.caller(), &bar).await).await?;
    drop(bar);
    cx.ui.object(&done)?;
    all_open(done.failed.len())
}

impl Retire {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.ui.confirm("lock out old keys; does everything start with the configured one?").await?;
        let done = cx.with_app(async |app| app.retire_keys(&cx.caller(), self.without_backup).await).await?;
        cx.ui.object(&done)
    }
}

fn all_open(failed: usize) -> Result<()> {
    match failed {
        0 => Ok(()),
        n => Err(Error::new(ErrorKind::Integrity, format!("{n} credentials do not open"))
            .hint("restore them from a backup, or store them again: rosmcp device set-credential NAME")),
    }
}
