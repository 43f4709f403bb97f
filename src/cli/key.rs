//! `rosmcp key …`: which keys are in use, and whether they open everything.

use clap::{Args, Subcommand};

use super::context::Cx;
use crate::error::{Error, ErrorKind, Result};

/// The encryption keys
#[derive(Subcommand)]
pub(super) enum Key {
    Status(Status),
    Verify(Verify),
}

/// Which key source and which data keys are in use
#[derive(Args)]
pub(super) struct Status {}

/// Decrypt every stored credential and count
#[derive(Args)]
pub(super) struct Verify {}

impl Key {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        match self {
            Self::Status(_) => cx.with_app(async |app| cx.ui.object(&app.key_status().await?)).await,
            Self::Verify(_) => verify(cx).await,
        }
    }
}

async fn verify(cx: &Cx) -> Result<()> {
    let verification = cx.with_app(async |app| app.verify_keys().await).await?;
    cx.ui.object(&verification)?;
    match verification.failed.len() {
        0 => Ok(()),
        n => Err(Error::new(ErrorKind::Integrity, format!("{n} credentials do not open"))
            .hint("restore them from a backup, or store them again: rosmcp device set-credential NAME")),
    }
}
